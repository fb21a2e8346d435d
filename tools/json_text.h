// JSON that lies on disk and may have been cut off, edited or made by others: read within bounds, asked without
// throwing.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace draagkracht {

using Json = nlohmann::ordered_json;

// A file of at most so many bytes; nothing if it cannot be read or is larger.
std::optional<std::string> small_file(const std::string& path, std::uint64_t most_bytes);

// An object of JSON, nested at most 16 deep; nothing if the text is anything else.
std::optional<Json> parse_object(const std::string& text);

// The text of a key on one line, control characters replaced by "?"; "" if it is missing or no text.
std::string text_in(const Json& object, const char* key);
// The number of a key; 0 if it is missing, no number or not finite.
double number_in(const Json& object, const char* key);

// What may be shown on a terminal: control characters replaced by "?".
std::string printable(std::string text);

}  // namespace draagkracht
