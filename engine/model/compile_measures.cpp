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

// The number of unit time that a measure counts from.
void set_mark(Binder& binder, const Name& name, const std::string& path, WaitMeasure& wait) {
  wait.from = WaitMeasure::mark;
  const Model& m = binder.model;
  const int number = binder.find(name, m.numbers, "number", path);
  if (number < 0) return;
  binder.use("number", name.value);
  if (m.number_is_time[static_cast<std::size_t>(number)] == 0) {
    binder.issues.add(name.where, path, "names " + quoted(name.value) + ", a plain number",
                      "a wait begins at a moment, which is a time", "Give number." + name.value + " unit = \"time\"");
    return;
  }
  wait.since = static_cast<Index>(number);
}

}  // namespace

void compile_measures(Binder& binder) {
  Model& model = binder.model;
  compile_diffusions(binder);
  std::uint8_t person_count = 0;
  const auto weeks =
      static_cast<std::uint32_t>((model.horizon_ms - model.warm_up_ms + one_week.ms - 1) / one_week.ms + 1);
  for (const auto& [name, where, spec] : binder.scenario.tallies) {
    Tally tally;
    tally.name = name;
    tally.minutes = spec.minutes;
    tally.key = binder.key_by(spec.by, where, "tally." + name + ".by", tally.size);
    tally.offset = model.counts;
    tally.weekly = spec.weekly;
    tally.week_stride = tally.size;
    const std::uint64_t cells = model.counts + std::uint64_t{tally.size} * (tally.weekly ? weeks : 1);
    if (cells > limits::counts) {
      binder.issues.add(where, "tally." + name, "makes too many counts of all tallies together",
                        "at most " + std::to_string(limits::counts) + " are possible");
      break;
    }
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
    model.waits.push_back(std::move(wait));
  }
}

}  // namespace draagkracht
