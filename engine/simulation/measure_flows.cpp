// How requests ended, what reallocation moved, and the values of the model at the end.
#include "engine/simulation/measure_parts.h"

namespace draagkracht {

void measure_flows(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  if (!model.outcomes.empty()) {
    sink.add("requests_ended", {"outcome"}, "1", "requests that ended, by outcome", [&] {
      std::vector<double> values;
      for (std::size_t o = 0; o < model.outcomes.size(); ++o) values.push_back(static_cast<double>(run.outcome(o)));
      return values;
    });
  }
  sink.of_whole();
  sink.add("requests_entered_whole_run", {}, "1", "requests that came into being, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().entered)}; });
  sink.add("requests_left_whole_run", {}, "1", "requests that ended, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().left)}; });
  sink.add("requests_in_progress", {}, "1", "requests that had not ended when the run did",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->in_progress())}; });
  sink.add("timed_events_whole_run", {}, "1", "changes of state at their own time, warm-up included",
           [&] { return std::vector<double>{static_cast<double>(run.simulation->observer().timed_events)}; });
  if (model.rules.empty()) return;
  sink.of_years();
  auto each = [&](auto&& result) {
    std::vector<double> values;
    for (std::size_t rule = 0; rule < model.rules.size(); ++rule) values.push_back(result(run.reallocation(rule)));
    return values;
  };
  sink.add("reallocated_contacts", {"reallocation"}, "1", "contacts passed on by the rule",
           [&] { return each([](const ReallocationCount& c) { return static_cast<double>(c.contacts); }); });
  sink.add("reallocated_returns", {"reallocation"}, "1", "of these, contacts that came back",
           [&] { return each([](const ReallocationCount& c) { return static_cast<double>(c.returns); }); });
  sink.add(
      "reallocated_minutes_from", {"reallocation"}, "min", "minutes that the original discipline would have spent",
      [&] {
        return each([](const ReallocationCount& c) { return static_cast<double>(c.minutes_from) / ms_per_minute; });
      });
  sink.add("reallocated_minutes_to", {"reallocation"}, "min", "minutes that the new discipline spent", [&] {
    return each([](const ReallocationCount& c) { return static_cast<double>(c.minutes_to) / ms_per_minute; });
  });
  sink.add("reallocated_supervision", {"reallocation"}, "min", "minutes of supervision", [&] {
    return each([](const ReallocationCount& c) { return static_cast<double>(c.supervision) / ms_per_minute; });
  });
}

void measure_globals(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  for (const bool time : {false, true}) {
    if (globals_of(model, time).empty()) continue;
    sink.add(time ? "global_time_at_end" : "global_at_end", {globals_axis(time)}, time ? "min" : "1",
             "values of the model when the run, or the year, ended; of places their mean", [&] {
               std::vector<double> values;
               const auto add = [&](const auto& number, double value) {
                 if (number.is_time == time) values.push_back(time ? value / ms_per_minute : value);
               };
               for (std::size_t i = 0; i < model.globals.size(); ++i) add(model.globals[i], run.simulation->global(i));
               for (std::size_t i = 0; i < model.place_numbers.size(); ++i)
                 add(model.place_numbers[i], run.simulation->place_mean(i));
               return values;
             });
  }
}

}  // namespace draagkracht
