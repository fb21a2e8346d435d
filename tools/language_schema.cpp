#include "tools/language_schema.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/scenario/field_range.h"

namespace draagkracht {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* unsigned_number = "[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?";

// Where one of two types may stand, one schema has the rules of both: each rule is about one type alone. A choice
// between two schemas would do as well, but of what is wrong in it an editor could not say where.
Json or_type(Json schema, const char* type) {
  const Json one = schema["type"];
  schema["type"] = Json::array({one, type});
  return schema;
}

Json json_of(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::text:
      return node.text;
    case ConfigNode::Kind::integer:
      return node.integer;
    case ConfigNode::Kind::real:
      return node.real;
    case ConfigNode::Kind::boolean:
      return node.boolean;
    case ConfigNode::Kind::date:
      return date_text(node.integer);
    case ConfigNode::Kind::array: {
      Json items = Json::array();
      for (const ConfigNode& item : node.items) items.push_back(json_of(item));
      return items;
    }
    case ConfigNode::Kind::table:
      break;
  }
  Json table = Json::object();
  for (const ConfigEntry& entry : node.entries) table[entry.key] = json_of(entry.value);
  return table;
}

Json bound(double value) { return value == std::trunc(value) ? Json(static_cast<std::int64_t>(value)) : Json(value); }

void limit(Json& number, const FieldRow& row) {
  if (std::isfinite(row.low)) number[row.range.starts_with("above") ? "exclusiveMinimum" : "minimum"] = bound(row.low);
  if (std::isfinite(row.high)) number["maximum"] = bound(row.high);
}

// A number with a unit, as a regular expression. Bounds other than 0 are beyond it.
std::string unit_pattern(const FieldRow& row) {
  const Dimension dimension = *row.dimension;
  std::string units;
  for (const std::string& name : unit_names(dimension)) units += (units.empty() ? "" : "|") + name;
  const std::string sign = row.low >= 0 ? "" : "-?";
  return "^" + sign + unsigned_number +
         (dimension == Dimension::share ? "( *(" + units + "))?$" : " +(" + units + ")$");
}

Json quantity(const FieldRow& row) {
  if (row.dimension != Dimension::number && row.dimension != Dimension::share) {
    return {{"type", "string"}, {"pattern", unit_pattern(row)}};
  }
  Json number{{"type", "number"}};
  limit(number, row);
  if (row.dimension == Dimension::number) return number;
  number["pattern"] = unit_pattern(row);
  return or_type(std::move(number), "string");
}

Json quantity_or_name(const FieldRow& row) {
  Json schema = quantity(row);
  const std::string name = "^[A-Za-z_\\u0080-\\uffff]";
  schema["pattern"] = schema.contains("pattern") ? schema["pattern"].get<std::string>() + '|' + name : name;
  return schema["type"] == "number" ? or_type(std::move(schema), "string") : schema;
}

Json names_schema(const char* about) {
  return {{"description", about}, {"type", Json::array({"string", "array"})}, {"items", {{"type", "string"}}}};
}

Json removal() { return {{"$ref", "#/$defs/remove"}}; }

Json map_of(const Json& value) {
  return {{"type", "object"}, {"properties", {{"remove", removal()}}}, {"additionalProperties", value}};
}

// A list may also be lengthened: `{add = [...]}`.
Json or_addition(Json list) {
  if (list["type"].is_array()) {
    list["type"].push_back("object");
  } else {
    list = or_type(std::move(list), "object");
  }
  list["properties"] = {{"add", {{"type", "array"}, {"items", list["items"]}}}};
  list["required"] = Json::array({"add"});
  list["additionalProperties"] = false;
  return list;
}

Json one_or_list(const Json& value, const FieldRow& row) {
  Json schema = value;
  if (schema["type"].is_array()) {
    schema["type"].push_back("array");
  } else {
    schema = or_type(std::move(schema), "array");
  }
  schema["items"] = value;
  if (row.required) schema["minItems"] = 1;
  return or_addition(std::move(schema));
}

Json text(const FieldRow& row) {
  Json value{{"type", "string"}};
  if (row.required) value["minLength"] = 1;
  return value;
}

class SchemaWriter {
 public:
  explicit SchemaWriter(const ModelLanguage& language) : language_(language), taken_{"remove"} {
    for (const LanguageTable& table : language.tables) names_.push_back(free_name(table.name));
  }

  Json write() {
    Json schema = table(language_.tables[0]);
    Json root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Draagkracht: scenario and model files"},
              {"description", "Written by `draagkracht language --schema`; the keys are explained in language.md."}};
    schema["properties"]["extends"] =
        names_schema("file or files whose content this one takes over and changes; .toml may be left out");
    schema["properties"]["template"] = templates();
    root.update(schema);
    allow_instances(root);
    root["$defs"]["remove"] = names_schema("inherited keys or items to take away");
    for (std::size_t i = 1; i < language_.tables.size(); ++i) root["$defs"][names_[i]] = table(language_.tables[i]);
    return root;
  }

 private:
  // Templates hold texts where other values stand, and gaps in names: what they have to be is seen where they are used.
  static Json templates() {
    const Json names = or_addition(names_schema("what each use has to say, beside its name"));
    const Json one{{"type", "object"},
                   {"properties",
                    {{"arguments", names},
                     {"defaults", {{"description", "arguments that a use may leave out"}, {"type", "object"}}},
                     {"step", {{"description", "steps of a pathway with gaps"}, {"type", {"array", "object"}}}}}}};
    return {{"description", "steps, or parts of a model, with gaps for arguments"},
            {"type", "object"},
            {"properties", {{"remove", removal()}}},
            {"additionalProperties", one}};
  }

  // A table of the name of a template holds its uses. A file that has no template of its own, extends none and says
  // how to run it cannot have such tables.
  static void allow_instances(Json& root) {
    Json known = Json::object();
    for (const auto& [key, ignored] : root["properties"].items()) known[key] = true;
    root.erase("additionalProperties");
    const Json uses{{"type", "object"}, {"additionalProperties", {{"type", "object"}}}};
    const auto has = [](const char* key) { return Json{{"required", Json::array({key})}}; };
    root["if"] = {{"required", Json::array({"run"})},
                  {"not", {{"anyOf", Json::array({has("template"), has("extends")})}}}};
    root["then"] = {{"properties", known}, {"additionalProperties", false}};
    root["else"] = {{"properties", known}, {"additionalProperties", uses}};
  }

  std::string free_name(const std::string& name) {
    std::string free = name;
    for (int n = 2; !taken_.insert(free).second; ++n) free = name + std::to_string(n);
    return free;
  }

  Json table(const LanguageTable& table) const {
    Json properties = Json::object();
    for (const LanguageKey& key : table.keys) properties[key.name] = property(key);
    properties["remove"] = removal();
    if (table.places[0] == "pathway.NAME.step.NAME") {
      properties["template"] = {{"description", "template whose steps stand here"}, {"type", "string"}};
      properties["arguments"] = {{"description", "what its gaps are filled with"}, {"type", "object"}};
    }
    // Items of `[[list]]` say their name; where it stands in front of them, without_name forbids it.
    if (is_named(table))
      properties["name"] = {{"description", "name of the item in [[...]]"}, {"type", "string"}, {"minLength", 1}};
    Json schema{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    // Only lists without names replace what was inherited, so that their items are whole.
    if (table.places[0].ends_with("[]")) {
      for (const LanguageKey& key : table.keys) {
        if (key.row.required) schema["required"].push_back(key.name);
      }
    }
    return schema;
  }

  static bool is_named(const LanguageTable& table) {
    return std::any_of(table.places.begin(), table.places.end(),
                       [](const std::string& p) { return p.ends_with(".NAME"); });
  }

  Json property(const LanguageKey& key) const {
    const FieldRow& row = key.row;
    Json schema{{"description", row.doc}};
    schema.update(value(key));
    if (!row.default_value.empty()) {
      schema["default"] = row.kind == FieldKind::date ? Json(row.default_value) : Json::parse(row.default_value);
    }
    if (!key.example.empty()) schema["examples"] = Json::array({json_of(key.example_value)});
    return schema;
  }

  Json value(const LanguageKey& key) const {
    const FieldRow& row = key.row;
    switch (row.kind) {
      case FieldKind::text:
        return text(row);
      case FieldKind::choice:
        return {{"enum", row.choices}};
      case FieldKind::flag:
        return {{"type", "boolean"}};
      case FieldKind::integer: {
        Json number{{"type", "integer"}};
        limit(number, row);
        return number;
      }
      case FieldKind::quantity:
        return quantity(row);
      case FieldKind::quantity_or_name:
        return quantity_or_name(row);
      case FieldKind::texts:
        return one_or_list({{"type", "string"}}, row);
      case FieldKind::quantities:
        return one_or_list(quantity(row), row);
      case FieldKind::texts_map:
        return map_of(one_or_list({{"type", "string"}}, row));
      case FieldKind::text_map:
        return map_of({{"type", "string"}});
      case FieldKind::quantity_map:
        return map_of(quantity(row));
      case FieldKind::quantity_or_name_map:
        return map_of(quantity_or_name(row));
      case FieldKind::date:
        return {{"type", "string"}, {"format", "date"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}};
      case FieldKind::table:
        if (!row.in_a_line) return without_name(key);
        return {{"type", Json::array({"object", "string"})}, {"if", {{"type", "object"}}}, {"then", without_name(key)}};
      case FieldKind::list:
        return or_addition({{"type", "array"}, {"items", without_name(key)}});
      case FieldKind::named:
        break;
    }
    const Json named = {{"allOf", Json::array({reference(key)})}, {"required", Json::array({"name"})}};
    Json schema = or_type(map_of(without_name(key)), "array");
    schema["items"] = named;
    return schema;
  }

  // The table of a key where its name stands in front of it, or where it has none.
  Json without_name(const LanguageKey& key) const {
    Json schema{{"allOf", Json::array({reference(key)})}};
    if (is_named(language_.tables[static_cast<std::size_t>(key.table)])) schema["properties"] = {{"name", false}};
    return schema;
  }

  Json reference(const LanguageKey& key) const {
    return {{"$ref", "#/$defs/" + names_[static_cast<std::size_t>(key.table)]}};
  }

  const ModelLanguage& language_;
  std::set<std::string> taken_;
  std::vector<std::string> names_;  // of the definitions, in the order of the tables
};

}  // namespace

nlohmann::ordered_json schema_of(const ModelLanguage& language) { return SchemaWriter(language).write(); }

}  // namespace draagkracht
