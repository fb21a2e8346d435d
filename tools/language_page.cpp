#include "tools/language_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "engine/io/toml_document.h"
#include "engine/io/toml_fields.h"
#include "engine/model/compile.h"
#include "engine/scenario/distributions.h"
#include "engine/scenario/scenario.h"
#include "engine/simulation/measure.h"
#include "tools/language_examples.h"
#include "tools/language_text.h"

namespace draagkracht {
namespace {

constexpr const char* step_place = "pathway.NAME.step.NAME";

// Text for a cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string code(const std::string& text) { return text.empty() ? "" : fmt::format("`{}`", cell(text)); }

std::string dimension_name(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return "number";
    case Dimension::share:
      return "share";
    case Dimension::time:
      return "time";
    case Dimension::rate:
      return "rate";
    case Dimension::staff:
      return "staff";
  }
  return {};
}

// The doc of a step's key, told by verb: "seize, book: where; select: other labels" is about three.
struct DocPart {
  std::vector<std::string> verbs;  // none: about the key itself
  std::string text;
};

class PageWriter {
 public:
  explicit PageWriter(const ModelLanguage& language) : language_(language) {}

  std::string write() {
    page_ = page_opening;
    page_ += "\n\n## Units\n\n" + units();
    page_ += '\n';
    page_ += page_inheritance;
    page_ += "\n\n";
    page_ += page_templates;
    page_ += '\n';
    file_sections();
    shared_sections();
    page_ += "\n<a id=\"distributions\"></a>\n## Distributions\n\n" + distributions();
    page_ += '\n';
    page_ += page_expressions;
    page_ += "\n\n";
    page_ += page_semantics;
    page_ += '\n';
    results();
    examples();
    return std::move(page_);
  }

 private:
  const LanguageTable& table(int index) const { return language_.tables[static_cast<std::size_t>(index)]; }
  static bool is_shared(const LanguageTable& table) { return table.places.size() > 1; }

  static std::string units() {
    std::string text = "| kind | units | example |\n|---|---|---|\n";
    using enum Dimension;
    const std::pair<Dimension, const char*> all[] = {{number, "0.25"},
                                                     {share, "0.25` or `\"25 %\""},
                                                     {time, "\"15 min\""},
                                                     {rate, "\"3 per hour\""},
                                                     {staff, "\"0.8 fte\""}};
    for (const auto& [dimension, example] : all) {
      std::string names;
      for (const std::string& name : unit_names(dimension)) names += (names.empty() ? "`" : ", `") + name + '`';
      text += fmt::format("| {} | {} | `{}` |\n", dimension_name(dimension), names.empty() ? "none" : names, example);
    }
    return text +
           "\nNumber and unit are separated by a space, and stand in quotes. A share lies between 0 and 1. A year is "
           "365.25 days.\nDates stand without quotes: `2024-01-31`. Where a list of texts or quantities is asked, "
           "one alone will do.\n";
  }

  std::string value_text(const LanguageKey& key) const {
    const FieldRow& row = key.row;
    std::string text;
    const std::string what = row.dimension ? dimension_name(*row.dimension) : std::string();
    switch (row.kind) {
      case FieldKind::choice:
        for (const std::string& choice : row.choices) text += (text.empty() ? "" : ", ") + code('"' + choice + '"');
        break;
      case FieldKind::quantity:
        text = what;
        break;
      case FieldKind::quantity_or_name:
        text = what + ", or a parameter";
        break;
      case FieldKind::quantities:
        text = "list of " + what + 's';
        break;
      case FieldKind::quantity_map:
        text = "table of " + what + 's';
        break;
      case FieldKind::quantity_or_name_map:
        text = "table of " + what + "s, or of parameters";
        break;
      case FieldKind::table:
      case FieldKind::named:
      case FieldKind::list:
        text = fmt::format("[{}](#{})", row.in_a_line ? "table, or text" : describe_kind(row.kind), anchor(key.table));
        break;
      default:
        text = describe_kind(row.kind);
    }
    return row.range.empty() ? text : text + ", " + row.range;
  }

  std::string anchor(int index) const {
    const LanguageTable& opened = table(index);
    return is_shared(opened) ? "in_" + opened.name : opened.places[0];
  }

  // One key as a line of its table.
  std::string line(const LanguageKey& key, const std::string& doc) const {
    const std::string example = key.example.empty() ? "" : code(key.name + " = " + key.example);
    return fmt::format("| `{}` | {} | {} | {} | {} |\n", key.name, value_text(key),
                       key.row.required ? "*required*" : code(key.row.default_value), cell(doc), example);
  }

  static std::string head() { return "| key | value | default | meaning | example |\n|---|---|---|---|---|\n"; }

  void heading(int level, const std::string& id, const std::string& title, const std::string& about) {
    page_ +=
        fmt::format("\n<a id=\"{}\"></a>\n{} {}\n\n", id, std::string(static_cast<std::size_t>(level), '#'), title);
    if (!about.empty()) page_ += about + "\n\n";
  }

  void file_sections() {
    heading(2, "file", "The top of a file", "");
    page_ += head();
    for (const LanguageKey& key : table(0).keys) {
      if (key.table == no_table) page_ += line(key, key.row.doc);
    }
    for (const LanguageKey& key : table(0).keys) {
      if (key.table != no_table) section(key, 2);
    }
  }

  void section(const LanguageKey& key, int level) {
    const LanguageTable& opened = table(key.table);
    if (is_shared(opened)) return;
    const std::string& place = opened.places[0];
    std::string title =
        key.row.kind == FieldKind::list ? "[[" + place.substr(0, place.size() - 2) + "]]" : '[' + place + ']';
    heading(level, anchor(key.table), "`" + title + "`: " + key.row.doc, introduction(place));
    if (place == step_place) {
      verbs(opened, level + 1);
    } else {
      page_ += head();
      for (const LanguageKey& inner : opened.keys) page_ += line(inner, inner.row.doc);
    }
    for (const LanguageKey& inner : opened.keys) {
      if (inner.table != no_table) section(inner, level + 1);
    }
  }

  void shared_sections() {
    heading(2, "shared", "Tables that several keys open", "");
    for (std::size_t i = 0; i < language_.tables.size(); ++i) {
      const LanguageTable& shared = language_.tables[i];
      if (!is_shared(shared)) continue;
      heading(3, anchor(static_cast<int>(i)), "`" + shared.name + "`", introduction(shared.name));
      std::string where;
      for (const std::string& place : shared.places) where += (where.empty() ? "At `" : ", `") + place + '`';
      page_ += where + ".\n\n" + head();
      for (const LanguageKey& key : shared.keys) page_ += line(key, key.row.doc);
    }
  }

  // Parts of a doc are separated by "; "; one that begins with names of keys of the table and ":" is about those.
  static std::vector<DocPart> parts_of(const LanguageTable& steps, const std::string& doc) {
    const auto is_key = [&](const std::string& name) {
      return std::any_of(steps.keys.begin(), steps.keys.end(),
                         [&](const LanguageKey& key) { return key.name == name; });
    };
    std::vector<DocPart> parts;
    for (std::size_t from = 0; from < doc.size();) {
      const std::size_t end = std::min(doc.find("; ", from), doc.size());
      std::string text = doc.substr(from, end - from);
      from = end + 2;
      std::vector<std::string> verbs;
      const std::size_t colon = text.find(": ");
      for (std::size_t at = 0; colon != std::string::npos && at < colon;) {
        const std::size_t comma = std::min(text.find(", ", at), colon);
        verbs.push_back(text.substr(at, comma - at));
        at = comma + (comma == colon ? 0 : 2);
      }
      if (!std::all_of(verbs.begin(), verbs.end(), is_key)) verbs.clear();
      if (!verbs.empty()) text = text.substr(colon + 2);
      if (verbs.empty() && !parts.empty()) {
        parts.back().text += "; " + text;
      } else {
        parts.push_back({std::move(verbs), std::move(text)});
      }
    }
    return parts;
  }

  // Keys that may stand beside every verb.
  static bool is_general(const std::string& key) {
    return key == "branches" || key == "counts" || key == "then" || key == "wait";
  }

  void verbs(const LanguageTable& steps, int level) {
    std::vector<const LanguageKey*> all;
    for (const LanguageKey& key : steps.keys) {
      if (!is_general(key.name) && parts_of(steps, key.row.doc)[0].verbs.empty()) all.push_back(&key);
    }
    std::string names;
    for (const LanguageKey* verb : all)
      names += fmt::format("{}[`{}`](#step.{})", names.empty() ? "" : ", ", verb->name, verb->name);
    page_ += "Verbs: " + names +
             ". A step with none only counts and sends on: `branches`, or `then`.\n\nBeside every verb:\n\n" + head();
    for (const LanguageKey& key : steps.keys) {
      if (is_general(key.name)) page_ += line(key, key.row.doc);
    }
    if (const std::string example = example_step("branches"); !example.empty()) show_step("branches", example);
    for (const LanguageKey* verb : all) {
      heading(level, "step." + verb->name, "`" + verb->name + "`", "");
      page_ += head() + line(*verb, parts_of(steps, verb->row.doc)[0].text);
      for (const LanguageKey& key : steps.keys) {
        for (const DocPart& part : parts_of(steps, key.row.doc)) {
          const bool about = std::find(part.verbs.begin(), part.verbs.end(), verb->name) != part.verbs.end();
          if (about) page_ += line(key, part.text);
        }
      }
      const std::string example = example_step(verb->name);
      show_step(verb->name, example.empty() ? verb->name + " = " + verb->example : example);
    }
  }

  void show_step(const std::string& verb, const std::string& lines) {
    if (!is_right_step(lines)) throw std::logic_error("the example step of " + verb + " is not accepted");
    page_ += "\n```toml\n[[pathway.visit.step]]\nname = \"here\"\n" + lines + "\n```\n";
  }

  static std::string distributions() {
    std::string text =
        "Where a law of times is asked, `distribution` names it and these keys say the rest. Values come from a "
        "table of the inverse\ndistribution function; its mean is exact, its tails reach to 2^-32.\n\n" +
        std::string(page_short_laws) +
        "\n\n| distribution "
        "| needs | what it is | example |\n|---|---|---|---|\n";
    for (const DistributionText& law : draagkracht::distributions())
      text +=
          fmt::format("| `{}` | {} | {} | {} |\n", law.name, law.needs, law.meaning, code(std::string(law.example)));
    return text;
  }

  // What runs leave behind, as a model has it that has all of it.
  void results() {
    heading(2, "results", "Results", "");
    page_ += page_results;
    Issues issues;
    Scenario scenario;
    read_fields(parse_toml(model_of_results(), "results", issues), "", scenario, issues);
    issues.throw_if_any();
    const ResultSchema schema = make_schema(compile(scenario, {}));
    page_ += "\n| variable | labels | unit | meaning |\n|---|---|---|---|\n";
    for (const ResultVariable& variable : schema.variables) {
      if (!variable.group.empty()) continue;
      std::string labels;
      for (const std::string& dimension : variable.dimensions) labels += (labels.empty() ? "" : ", ") + code(dimension);
      page_ +=
          fmt::format("| {} | {} | {} | {} |\n", code(variable.name), labels, variable.units, cell(variable.long_name));
    }
  }

  void examples() {
    heading(2, "examples", "Models that run", "");
    for (const ExampleModel& model : example_models()) {
      page_ += fmt::format("{}\n\n```toml\n# {}\n{}```\n\n", model.about, model.file, model.text);
    }
    page_.pop_back();
  }

  const ModelLanguage& language_;
  std::string page_;
};

}  // namespace

std::string page_of(const ModelLanguage& language) { return PageWriter(language).write(); }

}  // namespace draagkracht
