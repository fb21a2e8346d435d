// Dimensions of results: the labels and numbers along which variables stand.
#include "engine/simulation/measure_parts.h"

namespace draagkracht {

void measure_labels(const Model& model, MeasureSink& sink) {
  for (std::size_t v = 0; v < model.variables.size(); ++v)
    sink.dimension(model.variables[v], "label of variable " + model.variables[v], model.variable_labels[v]);
  for (std::size_t a = 0; a < model.attributes.size(); ++a)
    sink.dimension(model.attributes[a], "label of attribute " + model.attributes[a], model.attribute_labels[a]);
  for (const bool time : {false, true})
    sink.dimension(globals_axis(time), "value of the model", globals_of(model, time));
  sink.dimension("outcome", "how a request ended", model.outcomes);
  std::vector<std::string> pools;
  for (const PoolKind& pool : model.pools) pools.push_back(pool.name);
  sink.dimension("pool", "pool of servers", pools);
  std::vector<std::string> rules;
  for (const ReallocationRule& rule : model.rules) rules.push_back(rule.name);
  sink.dimension("reallocation", "reallocation rule", rules);
  sink.dimension("load_group", "pools whose load is taken together", model.load_names);
  std::vector<std::string> windows;
  for (const Model::Window& window : model.windows) windows.push_back(window.name);
  sink.dimension("window", "part of the week", windows);
  sink.dimension("municipality", "municipality", model.municipalities);
  if (lives_go_on(model))
    sink.dimension("life_event", "what becomes of persons", {"born", "arrived", "died", "left", "moved"});
  std::vector<std::string> scopes;
  for (std::size_t s = 1; s < model.scopes.size(); ++s) scopes.push_back(model.scopes[s].name);
  sink.dimension("scope", "kind of place", scopes);
  std::vector<double> weeks, hours;
  for (std::uint32_t w = 0; w < model.counted_weeks(); ++w) weeks.push_back(w);
  sink.numbers("week", "week after warm-up, counted from that in which it ends", "week", weeks);
  for (std::uint32_t h = 0; h < hours_of_week; ++h) hours.push_back(h);
  sink.numbers("hour_of_week", "hour of the week from Monday 00:00; a holiday is a Sunday", "h", hours);
  std::vector<double> years;
  for (const CountedYear& year : model.years) years.push_back(year.year);
  sink.numbers("year", "calendar year, or what of it counts", "year", years);
  for (const WaitMeasure& wait : model.waits) {
    std::vector<double> within;
    for (const std::int64_t ms : wait.within) within.push_back(static_cast<double>(ms) / ms_per_minute);
    sink.numbers(wait.name + "_norm", "norm of " + wait.name, "min", within);
  }
}

}  // namespace draagkracht
