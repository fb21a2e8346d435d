#include "engine/random/quantile_tables.h"

#include <cstring>
#include <utility>

namespace draagkracht {
namespace {

template <class T>
void put(std::string& bytes, T value) {
  char raw[sizeof(T)];
  std::memcpy(raw, &value, sizeof(T));
  bytes.append(raw, sizeof(T));
}

void put(std::string& bytes, const std::optional<double>& value) {
  put(bytes, value.has_value());
  put(bytes, value.value_or(0));
}

void put(std::string& bytes, const std::vector<double>& values) {
  put(bytes, values.size());
  for (const double value : values) put(bytes, value);
}

// All members: a new one does not compile until it is placed here.
void put(std::string& bytes, const DistributionSpec& spec) {
  const auto& [kind, mean_value, cv, sd, low, mode, high, shape, scale, step, stages, shift, lower, upper, values,
               weights, components] = spec;
  put(bytes, kind);
  for (const double value : {mean_value, cv, sd, low, mode, high, shape, scale, step, shift}) put(bytes, value);
  put(bytes, stages);
  put(bytes, lower);
  put(bytes, upper);
  put(bytes, values);
  put(bytes, weights);
  put(bytes, components.size());
  for (const DistributionSpec& component : components) put(bytes, component);
}

}  // namespace

SharedTable QuantileTables::of(const DistributionSpec& spec, double round_to, double lowest, double highest) {
  std::string key;
  put(key, spec);
  for (const double value : {round_to, lowest, highest}) put(key, value);
  const auto known = made_.find(key);
  if (known != made_.end()) return known->second;
  SharedTable table(std::make_shared<const QuantileTable>(spec, round_to, lowest, highest));
  return made_.emplace(std::move(key), std::move(table)).first->second;
}

}  // namespace draagkracht
