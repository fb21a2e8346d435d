// What was counted: tallies, by period and municipality, over persons, and as key figures ask for.
#include "engine/simulation/measure_parts.h"

namespace draagkracht {

void measure_tallies(const Model& model, const MeasuredRun& run, MeasureSink& sink) {
  for (const Tally& tally : model.tallies) {
    if (tally.asked || tally.wait != none) continue;
    const std::vector<std::string> axes = axes_of(model, tally.key);
    const std::string what = tally.minutes ? "minutes of service: " + tally.name : "count of " + tally.name;
    const auto cells = [&](std::size_t first, std::size_t n) {
      std::vector<double> values;
      for (std::size_t i = first; i < first + n; ++i) {
        const auto count = static_cast<double>(run.count(i));
        values.push_back(tally.minutes ? count / ms_per_minute : count);
      }
      return values;
    };
    const char* const units = tally.minutes ? "min" : "1";
    sink.of_years(tally.periods.year);
    sink.add(tally.name, axes, units, what, [&] { return cells(tally.offset, tally.size); });
    sink.of_whole();
    if (tally.periods.week) {
      sink.add(
          tally.name + "_by_week", after("week", axes), units, what + ", by week",
          [&] { return cells(tally.by_week, std::size_t{tally.size} * model.counted_weeks()); }, "by_week");
    }
    if (tally.periods.hour_of_week) {
      sink.add(
          tally.name + "_by_hour_of_week", after("hour_of_week", axes), units, what + ", by hour of the week",
          [&] { return cells(tally.by_hour, std::size_t{tally.size} * hours_of_week); }, "by_hour_of_week");
    }
    sink.of_years(tally.periods.year);
    if (tally.by_municipality != 0) {
      sink.add(
          tally.name + "_by_municipality", after("municipality", axes), units, what + ", by municipality",
          [&] {
            std::vector<double> values = cells(tally.by_municipality, tally.size * model.municipalities.size());
            keep_own_municipalities(run, tally.size, values);
            return values;
          },
          "by_municipality");
    }
    if (tally.person_count == 0xff) continue;
    // By the first attribute on the tally's axes, or over everyone.
    const int attribute = group_attribute(tally);
    std::vector<std::string> by;
    if (attribute >= 0) by = {model.attributes[static_cast<std::size_t>(attribute)]};
    const std::size_t groups = attribute < 0 ? 1 : model.attribute_labels[static_cast<std::size_t>(attribute)].size();
    auto per_person = [&](auto&& result) {
      std::vector<double> n(groups, 0), some(groups, 0), sum(groups, 0), squares(groups, 0);
      const auto add = [&](std::size_t g, double count) {
        n[g] += 1;
        some[g] += count > 0 ? 1 : 0;
        sum[g] += count;
        squares[g] += count * count;
      };
      if (run.since != nullptr) {
        const std::vector<std::uint8_t>& group_of = run.since->groups;
        const std::size_t persons = group_of.size() / model.person_counts();
        for (std::size_t i = 0; i < persons; ++i) {
          if (const std::uint8_t group = group_of[tally.person_count * persons + i]; group > 0)
            add(group - 1U, run.simulation->person_counts().this_year(i, tally.person_count));
        }
      } else if (run.region->population != nullptr) {
        const Persons& persons = run.region->population->persons;
        for (std::size_t i = 0; i < run.region->population->residents(); ++i) {
          add(attribute < 0 ? 0 : persons[i].label(static_cast<std::size_t>(attribute)),
              run.simulation->person_counts().of(i, tally.person_count));
        }
      }
      std::vector<double> values;
      for (std::size_t g = 0; g < groups; ++g) values.push_back(result(n[g], some[g], sum[g], squares[g]));
      return values;
    };
    sink.add(tally.name + "_persons", by, "1", "persons with at least one of " + tally.name,
             [&] { return per_person([](double, double some, double, double) { return some; }); });
    sink.add(tally.name + "_per_person_variance", by, "1", "variance over persons of the number of " + tally.name, [&] {
      return per_person([](double n, double, double sum, double squares) {
        return n > 1 ? (squares - sum * sum / n) / (n - 1) : missing;
      });
    });
  }
}

// What key figures ask for by name; nothing if none does.
void measure_asked(const Model& model, const MeasuredRun& run, MeasureSink& sink,
                   const std::vector<AskedFigure>& figures, const std::string& name, bool minutes) {
  if (figures.empty()) return;
  std::vector<std::string> labels;
  for (const AskedFigure& figure : figures) labels.push_back(figure.name);
  const std::string of = name + "_of";
  sink.dimension(of, minutes ? "whose minutes of service key figures ask for" : "what key figures count", labels);
  const auto value = [&](const AskedFigure& figure) {
    std::int64_t sum = 0;
    for (const AskedFigure::Part& part : figure.parts) {
      for (const std::uint32_t row : part.rows) sum += run.count(model.tallies[part.tally].offset + row);
    }
    const bool from_start = run.since == nullptr || run.since->ms == model.warm_up_ms;  // what counts the warm-up too
    for (std::uint32_t p = 0; figure.pool != none && p < run.region->pools.size(); ++p) {
      if (run.region->pools[p].kind != figure.pool) continue;
      sum += (from_start ? run.simulation->busy_before(p) : 0) + run.pool(p).busy;
    }
    return minutes ? static_cast<double>(sum) / ms_per_minute : static_cast<double>(sum);
  };
  sink.add_amount("asked_" + name, {of}, minutes ? "min" : "1",
                  minutes ? "minutes of service that key figures ask for" : "counts that key figures ask for", [&] {
                    std::vector<double> values;
                    for (const AskedFigure& figure : figures) values.push_back(value(figure));
                    return values;
                  });
}

}  // namespace draagkracht
