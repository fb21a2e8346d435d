// Texts and trees with gaps, "{x}_hung_up", and what they become when the gaps are filled. `{{` stands for a brace.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/issue.h"
#include "engine/core/limits.h"
#include "engine/io/config_node.h"

namespace draagkracht {

// One piece of a text with gaps: letters as they stand, or the name of a gap.
struct TextPiece {
  bool gap = false;
  std::string text;
};

// The pieces in order; a brace that is not closed is a gap up to the end of the text, with `closed` false.
std::vector<TextPiece> text_pieces(std::string_view text, bool& closed);

ConfigNode text_node(const std::string& text, const Location& where);

// What gaps are filled with, by their names.
using Arguments = std::map<std::string, ConfigNode>;

// Fills gaps, and bounds how much all trees together become. A text that is nothing but a gap becomes the argument with
// its type and place; inside a list an argument that is a list becomes its items. A gap without argument becomes
// nothing: whoever checks the tree has to tell.
class GapFiller {
 public:
  explicit GapFiller(Issues& issues) : issues_(issues) {}

  // `path`: of the tree, for issues.
  ConfigNode filled(const ConfigNode& node, const Arguments& arguments, const std::string& path, std::size_t depth = 0);
  // Whether the bound was met: what was filled since is not whole.
  bool spent() const { return left_ == 0; }

 private:
  bool affords(std::size_t nodes, const Location& where, const std::string& path, std::size_t depth);
  ConfigNode filled_text(const ConfigNode& node, const Arguments& arguments, const std::string& path,
                         std::size_t depth);
  std::string text_of(const std::string& text, const Location& where, const Arguments& arguments,
                      const std::string& path);

  Issues& issues_;
  std::size_t left_ = limits::template_values;
};

}  // namespace draagkracht
