#include "engine/io/expand_model.h"

#include "engine/io/exits_by_label.h"
#include "engine/io/parameter_rows.h"
#include "engine/io/templates.h"

namespace draagkracht {

void expand_model(ConfigNode& root, Issues& issues) {
  expand_templates(root, issues);  // first: they may name tables of parameters
  write_out_parameter_rows(root, issues);
  write_out_exits(root, issues);
}

}  // namespace draagkracht
