#include "engine/io/gap_filler.h"

#include <algorithm>
#include <utility>

#include "engine/io/merge_trees.h"

namespace draagkracht {
namespace {

constexpr std::size_t bytes_of_a_node = 32;  // so long a text weighs as much as a value

bool is_list(const ConfigNode& node) { return node.kind == ConfigNode::Kind::array; }

std::size_t weight(const ConfigNode& node) {
  std::size_t sum = 1 + node.text.size() / bytes_of_a_node;
  for (const ConfigNode& item : node.items) sum += weight(item);
  for (const ConfigEntry& entry : node.entries) sum += weight(entry.value);
  return sum;
}

}  // namespace

std::vector<TextPiece> text_pieces(std::string_view text, bool& closed) {
  closed = true;
  std::vector<TextPiece> pieces;
  std::string letters;
  const auto end_letters = [&] {
    if (!letters.empty()) pieces.push_back({false, letters});
    letters.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool doubled = at + 1 < text.size() && text[at] == text[at + 1] && (text[at] == '{' || text[at] == '}');
    if (doubled || text[at] != '{') {
      letters += text[at];
      at += doubled ? 1 : 0;
      continue;
    }
    end_letters();
    const std::size_t end = std::min(text.find('}', at), text.size());
    closed = end < text.size();
    pieces.push_back({true, std::string(text.substr(at + 1, end - at - 1))});
    at = end;
  }
  end_letters();
  return pieces;
}

ConfigNode text_node(const std::string& text, const Location& where) {
  ConfigNode node;
  node.kind = ConfigNode::Kind::text;
  node.text = text;
  node.where = where;
  return node;
}

ConfigNode GapFiller::filled(const ConfigNode& node, const Arguments& arguments, const std::string& path,
                             std::size_t depth) {
  if (!affords(1 + node.text.size() / bytes_of_a_node, node.where, path, depth)) return node;
  ConfigNode result;
  result.kind = node.kind;
  result.where = node.where;
  switch (node.kind) {
    case ConfigNode::Kind::text:
      return filled_text(node, arguments, path, depth);
    case ConfigNode::Kind::array:
      for (const ConfigNode& item : node.items) {
        ConfigNode inner = filled(item, arguments, path, depth + 1);
        if (item.is_text() && is_list(inner)) {
          result.items.insert(result.items.end(), inner.items.begin(), inner.items.end());
        } else {
          result.items.push_back(std::move(inner));
        }
      }
      return result;
    case ConfigNode::Kind::table:
      for (const ConfigEntry& entry : node.entries) {
        const std::string key = text_of(entry.key, entry.where, arguments, path);
        if (result.find(key) != nullptr) issues_.add(entry.where, joined_path(path, key), "is there twice");
        result.entries.push_back({key, entry.where, filled(entry.value, arguments, joined_path(path, key), depth + 1)});
      }
      return result;
    default:
      return node;
  }
}

bool GapFiller::affords(std::size_t nodes, const Location& where, const std::string& path, std::size_t depth) {
  if (depth > limits::nesting) {
    issues_.add(where, path, "is nested too deeply",
                "at most " + std::to_string(limits::nesting) + " levels are possible");
    return false;
  }
  if (left_ > nodes) {
    left_ -= nodes;
    return true;
  }
  if (left_ > 0)
    issues_.add(where, path, "is written out too often",
                "all templates together give at most " + std::to_string(limits::template_values) + " values");
  left_ = 0;
  return false;
}

ConfigNode GapFiller::filled_text(const ConfigNode& node, const Arguments& arguments, const std::string& path,
                                  std::size_t depth) {
  bool closed = true;
  const std::vector<TextPiece> pieces = text_pieces(node.text, closed);
  if (pieces.size() == 1 && pieces[0].gap) {
    const auto argument = arguments.find(pieces[0].text);
    if (argument == arguments.end()) return node;  // it was said
    if (!affords(weight(argument->second), node.where, path, depth)) return node;
    return argument->second;
  }
  return text_node(text_of(node.text, node.where, arguments, path), node.where);
}

std::string GapFiller::text_of(const std::string& text, const Location& where, const Arguments& arguments,
                               const std::string& path) {
  bool closed = true;
  std::string result;
  for (const TextPiece& piece : text_pieces(text, closed)) {
    const auto argument = piece.gap ? arguments.find(piece.text) : arguments.end();
    if (!piece.gap) {
      result += piece.text;
    } else if (argument != arguments.end()) {
      const ConfigNode& value = argument->second;
      if (value.is_table() || is_list(value)) {
        issues_.add(value.where, path, "is " + describe_found(value) + " inside the text " + draagkracht::quoted(text),
                    "only a text that is nothing but {" + piece.text + "} can become that");
      } else {
        result += value_text(value);
      }
    }
  }
  if (result.size() > limits::text_length)
    issues_.add(where, path, "becomes a text of " + std::to_string(result.size()) + " bytes",
                "at most " + std::to_string(limits::text_length) + " are possible");
  return result;
}

}  // namespace draagkracht
