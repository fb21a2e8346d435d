// What steps name when they count or ask: habits that spread, tallies and measures of waits.
#include "engine/core/hash.h"
#include "engine/core/limits.h"
#include "engine/model/compile_parts.h"

namespace draagkracht {
namespace {

void compile_diffusions(Binder& binder) {
  for (const auto& [name, where, spec] : binder.scenario.diffusions) {
    const std::string path = "diffusion." + name;
    Diffusion diffusion;
    diffusion.name = name;
    diffusion.address = name_hash("diffusion/" + name);
    diffusion.initial = binder.plain_parameter(spec.initial, path + ".initial", Reading::habit);
    diffusion.ceiling = binder.plain_parameter(spec.ceiling, path + ".ceiling", Reading::habit);
    diffusion.innovation = binder.plain_parameter(spec.innovation, path + ".innovation", Reading::habit);
    diffusion.imitation = binder.plain_parameter(spec.imitation, path + ".imitation", Reading::habit);
    diffusion.relapse = binder.plain_parameter(spec.relapse, path + ".relapse", Reading::habit);
    diffusion.included = binder.plain_parameter(spec.included, path + ".included", Reading::habit);
    for (const auto& [attribute, label] : spec.eligible) {
      const LabelSource source = binder.source_of({attribute, label.where}, path + ".eligible");
      const int value = binder.label_of(source, label, path + ".eligible." + attribute);
      if (source.kind == LabelSource::person && value >= 0)
        diffusion.eligible.push_back({source, static_cast<std::uint8_t>(value)});
      if (source.kind == LabelSource::request)
        binder.issues.add(label.where, path + ".eligible." + attribute, "must be an attribute of persons",
                          "a habit is a person's, whatever is asked");
    }
    binder.model.diffusions.push_back(std::move(diffusion));
  }
}

// The number of unit time that a measure counts from: of the request, or of its person.
void set_mark(Binder& binder, const Name& name, const std::string& path, WaitMeasure& wait) {
  wait.from = WaitMeasure::mark;
  const Model& m = binder.model;
  std::vector<std::string> known = m.numbers;
  for (const Model::Global& value : m.person_values) known.push_back(value.name);
  const int number = binder.find(name, known, "number", path);
  if (number < 0) return;
  const auto at = static_cast<std::size_t>(number);
  const bool of_person = at >= m.numbers.size();
  const char* const kind = of_person ? "person_number" : "number";
  binder.use(kind, name.value);
  if (!(of_person ? m.person_values[at - m.numbers.size()].is_time : m.number_is_time[at] != 0)) {
    binder.issues.add(name.where, path, "names " + quoted(name.value) + ", a plain number",
                      "a wait begins at a moment, which is a time",
                      "Give " + std::string(kind) + "." + name.value + " unit = \"time\"");
    return;
  }
  wait.since = of_person ? NumberPlace{NumberPlace::person, static_cast<Index>(at - m.numbers.size())}
                         : NumberPlace{NumberPlace::request, static_cast<Index>(at)};
}

}  // namespace

void compile_measures(Binder& binder) {
  Model& model = binder.model;
  compile_diffusions(binder);
  std::uint8_t person_count = 0;
  const std::uint64_t weeks = model.counted_weeks();
  for (const auto& [name, where, spec] : binder.scenario.tallies) {
    Tally tally;
    tally.name = name;
    tally.minutes = spec.minutes;
    tally.key = binder.key_by(spec.by, where, "tally." + name + ".by", tally.size);
    tally.offset = model.counts;
    tally.periods = periods_of_measure(binder, spec.periods, "tally." + name);
    const std::uint64_t by_week = model.counts + std::uint64_t{tally.size};
    const std::uint64_t by_hour = by_week + (tally.periods.week ? tally.size * weeks : 0);
    const std::uint64_t by_municipality = by_hour + (tally.periods.hour_of_week ? tally.size * hours_of_week : 0);
    const std::uint64_t cells = by_municipality + (spec.by_municipality ? tally.size * model.municipalities.size() : 0);
    if (cells > limits::counts) {
      binder.issues.add(where, "tally." + name, "makes too many counts of all tallies together",
                        "at most " + std::to_string(limits::counts) + " are possible");
      break;
    }
    if (tally.periods.week) tally.by_week = static_cast<std::uint32_t>(by_week);
    if (tally.periods.hour_of_week) tally.by_hour = static_cast<std::uint32_t>(by_hour);
    if (spec.by_municipality) tally.by_municipality = static_cast<std::uint32_t>(by_municipality);
    model.counts = static_cast<std::uint32_t>(cells);
    if (spec.per_person) {
      binder.needs_population(where, "tally." + name + ".per_person");
      if (person_count == limits::tallies_per_person) {
        binder.issues.add(where, "tally." + name + ".per_person", "is one too many",
                          std::to_string(limits::tallies_per_person) + " tallies can be kept per person");
        break;
      }
      tally.person_count = person_count++;
    }
    model.tallies.push_back(std::move(tally));
  }
  std::uint64_t records = 0;
  for (const auto& [name, where, spec] : binder.scenario.waits) {
    WaitMeasure wait;
    wait.name = name;
    if (spec.within.size() > limits::norms)
      binder.issues.add(where, "wait." + name + ".within", "has " + std::to_string(spec.within.size()) + " norms",
                        "at most " + std::to_string(limits::norms) + " are possible");
    for (const Located<double>& within : spec.within)
      wait.within.push_back(static_cast<std::int64_t>(within.value + 0.5));
    wait.key = binder.key_by(spec.by, where, "wait." + name + ".by", wait.rows);
    wait.from = static_cast<WaitMeasure::From>(spec.from);
    if (!spec.since.value.empty()) set_mark(binder, spec.since, "wait." + name + ".since", wait);
    wait.working_days = spec.working_days;
    wait.plus = static_cast<std::int64_t>(spec.plus.value + 0.5);
    wait.whole_run = spec.whole_run;
    wait.periods = periods_of_measure(binder, spec.periods, "wait." + name);
    if (spec.by_municipality) wait.municipalities = static_cast<std::uint32_t>(model.municipalities.size());
    if (wait.whole_run) {
      if (spec.periods.given && !spec.periods.names.empty())
        binder.issues.add(spec.periods.names[0].where, "wait." + name + ".periods", "stands beside whole_run",
                          "periods are those that count, and the warm-up is none", "Take one of them away");
      wait.periods = {};
    }
    records += wait.records(static_cast<std::uint32_t>(weeks));
    if (records > limits::wait_records) {
      binder.issues.add(where, "wait." + name, "makes too many records of all waits together",
                        "at most " + std::to_string(limits::wait_records) + " are possible: by labels and periods");
      break;
    }
    model.waits.push_back(std::move(wait));
  }
}

}  // namespace draagkracht
