// The model language as a JSON Schema (draft 2020-12), for editors that check and complete TOML. It knows keys, types,
// units, ranges and choices; names and rules across keys are for `draagkracht check`.
#pragma once

#include <nlohmann/json.hpp>

#include "tools/language_tables.h"

namespace draagkracht {

// A file need not be whole, since it may extend others: what is required is asked for only in lists, which replace.
// Dates are texts, as editors hand TOML dates over.
nlohmann::ordered_json schema_of(const ModelLanguage& language);

}  // namespace draagkracht
