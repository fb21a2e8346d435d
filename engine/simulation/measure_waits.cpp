// How long was waited: number, mean, quantiles and norms of each wait, by period and municipality.
#include "engine/simulation/measure_parts.h"

namespace draagkracht {

void measure_waits(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  for (std::size_t w = 0; w < model.waits.size(); ++w) {
    const WaitMeasure& wait = model.waits[w];
    const std::string what = wait.name + (wait.working_days ? " (a working day counts as 1,440 min)" : "");
    // Of so many records from one on: of the whole run, or by a part of it, whose group has its name.
    const auto add = [&](const std::string& end, const std::string& by, const std::vector<std::string>& axes,
                         std::size_t first, std::size_t n, const std::string& group) {
      const auto rows = [&](auto&& result) {
        std::vector<double> values;
        for (std::size_t i = first; i < first + n; ++i)
          values.push_back(result(run.simulation->observer().waits[w][i]));
        if (group == "by_municipality") keep_own_municipalities(run, wait.rows, values);
        return values;
      };
      sink.add(
          wait.name + "_count" + end, axes, "1", "waits that ended in service: " + wait.name + by,
          [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.waits.count); }); }, group);
      sink.add(
          wait.name + "_left" + end, axes, "1", "gave up before service: " + wait.name + by,
          [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.left); }); }, group);
      sink.add(
          wait.name + "_mean" + end, axes, "min", "mean of " + what + by,
          [&] { return rows([](const WaitRecord& r) { return r.waits.mean() / ms_per_minute; }); }, group);
      for (const auto& [suffix, p] : {std::pair{"_p50", 0.5}, std::pair{"_p90", 0.9}, std::pair{"_p95", 0.95}}) {
        const double quantile = p;
        sink.add(
            wait.name + suffix + end, axes, "min",
            "quantile " + std::string(suffix + 2) + " of " + what + by + ", within 1/32",
            [&] { return rows([&](const WaitRecord& r) { return r.histogram.quantile(quantile) / ms_per_minute; }); },
            group);
      }
      if (wait.from == WaitMeasure::mark) {
        sink.add(
            wait.name + "_unmarked" + end, axes, "1", "not counted, for its moment was never set: " + wait.name + by,
            [&] { return rows([](const WaitRecord& r) { return static_cast<double>(r.unmarked); }); }, group);
      }
      if (wait.within.empty()) return;
      std::vector<std::string> with_norm = axes;
      with_norm.push_back(wait.name + "_norm");
      sink.add(
          wait.name + "_within" + end, with_norm, "1", "waits that ended in service within the norm: " + wait.name + by,
          [&] {
            std::vector<double> values;
            for (std::size_t i = first; i < first + n; ++i) {
              for (const std::int64_t within : run.simulation->observer().waits[w][i].within)
                values.push_back(static_cast<double>(within));
            }
            if (group == "by_municipality") keep_own_municipalities(run, wait.rows * wait.within.size(), values);
            return values;
          },
          group);
    };
    const std::vector<std::string> axes = axes_of(model, wait.key);
    const std::uint32_t weeks = model.counted_weeks();
    sink.of_years(wait.periods.year);
    add("", "", axes, 0, wait.rows, "");
    sink.of_whole();
    if (wait.periods.week)
      add("_by_week", ", by week", after("week", axes), wait.by_week(), std::size_t{wait.rows} * weeks, "by_week");
    if (wait.periods.hour_of_week) {
      add("_by_hour_of_week", ", by hour of the week", after("hour_of_week", axes), wait.by_hour(weeks),
          std::size_t{wait.rows} * hours_of_week, "by_hour_of_week");
    }
    sink.of_years(wait.periods.year);
    if (wait.municipalities > 0) {
      add("_by_municipality", ", by municipality", after("municipality", axes), wait.by_municipality(weeks),
          std::size_t{wait.rows} * wait.municipalities, "by_municipality");
    }
  }
}

}  // namespace draagkracht
