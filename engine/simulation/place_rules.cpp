#include "engine/simulation/place_rules.h"

#include "engine/simulation/step_values.h"

namespace draagkracht {

void run_place_rules(RunState& run, std::int32_t day) {
  const StepValues values(run);
  for (const Model::PlaceRule& rule : run.model.place_rules) {
    if (day == 0 || day % rule.every_days != 0) continue;
    const auto places = static_cast<std::uint32_t>(places_of_scope(run.region, rule.scope));
    for (std::uint32_t place = 0; place < places; ++place) {
      if (rule.when != none && values.evaluate_for(rule.when, rule.scope, place) == 0) continue;
      for (const AssignStep::Assignment& one : rule.assignments) {
        const double value = values.evaluate_for(one.formula, rule.scope, place);
        if (one.number.of == NumberPlace::model) {
          run.globals[one.number.index] = value;
        } else {
          run.place_values.set_number(one.number.index, place, value);
        }
      }
    }
    run.pending.note_assigned();
  }
}

}  // namespace draagkracht
