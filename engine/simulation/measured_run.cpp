#include "engine/simulation/measured_run.h"

namespace draagkracht {

namespace {

std::string axis_name(const Model& model, LabelSource source) {
  return source.kind == LabelSource::person ? model.attributes[source.index] : model.variables[source.index];
}

}  // namespace

std::vector<std::string> axes_of(const Model& model, const TableKey& key) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < key.size; ++k) {
    std::string name = axis_name(model, key.parts[k].source);
    // One dimension cannot stand twice; a second variable with the same labels has its own name anyway.
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> after(const char* first, std::vector<std::string> axes) {
  axes.insert(axes.begin(), first);
  return axes;
}

void keep_own_municipalities(const MeasuredRun& run, std::size_t rows, std::vector<double>& values) {
  std::vector<bool> own(values.size() / rows);
  for (const std::uint16_t municipality : run.simulation->state().municipality_of_wijk) own[municipality] = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!own[i / rows]) values[i] = missing;
  }
}

std::vector<std::string> globals_of(const Model& model, bool time) {
  std::vector<std::string> names;
  for (const Model::Global& global : model.globals) {
    if (global.is_time == time) names.push_back(global.name);
  }
  for (const Model::PlaceNumber& number : model.place_numbers) {
    if (number.is_time == time) names.push_back(number.name);
  }
  return names;
}

}  // namespace draagkracht
