#include "tools/model_lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/analysis/text_table.h"
#include "engine/core/printable.h"
#include "engine/model/binder.h"

namespace draagkracht {
namespace {

constexpr const char* kinds[] = {"effect", "reach", "capacity", "demand", "behaviour"};
constexpr const char* evidences[] = {"measured", "derived", "assumed"};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string keys_of(const Model& model, const TableKey& key) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < key.size; ++k) {
    const LabelSource source = key.parts[k].source;
    names.push_back((source.kind == LabelSource::person ? model.attributes : model.variables)[source.index]);
  }
  return joined(names);
}

void add_labels(FlatTable& table, const char* kind, const std::string& name, const std::vector<std::string>& labels) {
  FlatRow().add("kind", kind).add("name", name).add("labels", joined(labels)).put_into(table);
}

std::string cell_text(const FlatCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return printable(*text);
  if (const auto* number = std::get_if<double>(&cell)) return short_number(*number);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "yes" : "no";
  return no_number;
}

}  // namespace

FlatTable parameter_list(const ScenarioFile& file, const Model& model) {
  FlatTable table{"parameters", {}, {}};
  for (std::size_t p = 0; p < model.parameters.size(); ++p) {
    const Parameter& parameter = model.parameters[p];
    const ParameterSpec& spec = file.scenario.parameters[p].item;
    const auto [least, most] = std::minmax_element(parameter.values.begin(), parameter.values.end());
    std::vector<std::string> readers;
    for (const ParameterUse& use : model.uses) {
      if (use.parameter == p && std::find(readers.begin(), readers.end(), use.path) == readers.end())
        readers.push_back(use.path);
    }
    FlatRow()
        .add("parameter", parameter.name)
        .add("label_nl", spec.label_nl.value)
        .add("unit", spec.unit.value)
        .number("low", spec.low.value)
        .number("value", *least)
        .number("highest_value", *most)
        .number("high", spec.high.value)
        .number("least", parameter.low)
        .number("most", parameter.high)
        .add("by", keys_of(model, parameter.key))
        .add("kind", kinds[spec.kind])
        .add("evidence", evidences[spec.evidence])
        .add("source", spec.source.value)
        .add("read_by", joined(readers))
        .put_into(table);
  }
  return table;
}

FlatTable label_list(const Model& model) {
  FlatTable table{"labels", {}, {}};
  for (std::size_t v = 0; v < model.variables.size(); ++v)
    add_labels(table, "variable", model.variables[v], model.variable_labels[v]);
  for (std::size_t a = 0; a < model.attributes.size(); ++a)
    add_labels(table, "attribute", model.attributes[a], model.attribute_labels[a]);
  return table;
}

FlatTable area_list(const ExperimentPlan& plan) {
  FlatTable table{"areas", {}, {}};
  for (std::size_t region = 0; region < plan.experiment.regions.size(); ++region) {
    for (const WijkCount& wijk : plan.experiment.regions[region].wijken) {
      FlatRow()
          .add("region", plan.frame.regions[region])
          .add("region_name", plan.frame.region_names[region])
          .add("gemeente", wijk.municipality_code)
          .add("gemeente_name", wijk.municipality)
          .add("wijk", wijk.code)
          .put_into(table);
    }
  }
  return table;
}

FlatTable table_list(const ScenarioFile& file) {
  FlatTable list{"tables", {}, {}};
  for (const auto& named : file.scenario.tables) {
    const auto table = file.tables.find(named.name);
    if (table == file.tables.end()) continue;
    FlatRow()
        .add("table", named.name)
        .add("file", table->second.file)
        .add("rows", static_cast<std::int64_t>(table->second.rows.size()))
        .add("columns", joined(table->second.columns))
        .put_into(list);
  }
  return list;
}

std::string list_text(const FlatTable& list) {
  TextTable table;
  for (std::size_t c = 0; c < list.columns.size(); ++c) {
    const bool number = std::any_of(list.rows.begin(), list.rows.end(),
                                    [&](const auto& row) { return !std::holds_alternative<std::string>(row[c]); });
    table.columns.push_back({list.columns[c], number ? Align::right : Align::left});
  }
  for (const std::vector<FlatCell>& row : list.rows) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (const FlatCell& cell : row) cells.push_back(cell_text(cell));
  }
  return to_text(table);
}

}  // namespace draagkracht
