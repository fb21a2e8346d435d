// The reference page of the model language, in Markdown: every key by section, and what no key can say of itself
// (language_text.h).
#pragma once

#include <string>

#include "tools/language_tables.h"

namespace draagkracht {

std::string page_of(const ModelLanguage& language);

}  // namespace draagkracht
