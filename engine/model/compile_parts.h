// The parts of compile(), each in its own file; they share a Binder and run in this order.
#pragma once

#include <optional>

#include "engine/model/binder.h"

namespace draagkracht {

// compile_basics.cpp
void compile_run(Binder& binder);
// Model::years; after compile_run.
void compile_years(Binder& binder);
// Model::municipalities, if a measure stands by them.
void compile_municipalities(Binder& binder);
// Of a tally, a wait or a load, by its own `periods` or those of the run.
Periods periods_of_measure(Binder& binder, const PeriodsSpec& spec, const std::string& path);
void compile_labels(Binder& binder);
void compile_schedules(Binder& binder);
void compile_parameters(Binder& binder);
// compile_levers.cpp
void compile_levers(Binder& binder);
// When readers are bound: an issue for each lever that one of them would not hear, or, if nothing is wrong so far,
// that nothing reads.
void check_levers(Binder& binder);
// compile_people.cpp: that what the people are made of can be read; engine/population reads it
void compile_people(Binder& binder);
// compile_pools.cpp
void compile_scopes(Binder& binder);
void compile_pools(Binder& binder);
void compile_lists(Binder& binder);
// compile_workforces.cpp; after compile_pools, whose staff become these persons
void compile_workforces(Binder& binder);

// compile_place_searches.cpp; after compile_workforces, whose persons make room
void compile_place_searches(Binder& binder);
// The servers of a pool that follow an expression; part of compile_pathways, when all pools are known.
void compile_capacity(Binder& binder, std::size_t pool);
// compile_places.cpp
// Whether a global has a number at each place of a scope; that of the region is one of the model.
bool is_of_places(const GlobalSpec& spec);
// After compile_scopes.
void compile_place_numbers(Binder& binder);
// After compile_pools.
void compile_sensors(Binder& binder);
// When all that they read is bound.
void compile_place_rules(Binder& binder);
// compile_measures.cpp
void compile_measures(Binder& binder);
// compile_pathways.cpp
void compile_pathways(Binder& binder);
// compile_streams.cpp
void compile_streams(Binder& binder);
// compile_initials.cpp: who is there when the run begins; after compile_streams
void compile_initials(Binder& binder);
// check_pathways.cpp; all names must be bound
void check_pathways(Binder& binder);
// check_person_state.cpp; `all_bound`: all names are
void check_person_state(Binder& binder, bool all_bound);
// check_use.cpp; all names must be bound
void check_use(Binder& binder);
// compile_key_figures.cpp: what they ask for by name is counted from now on
void compile_key_figures(Binder& binder);

// compile_waits.cpp; a part of compile_pathways
void bind_joins(Binder& binder);
// compile_reallocations.cpp; a part of compile_pathways
void compile_reallocations(Binder& binder);

// Day types that a word means: mon ... sun, weekdays, weekend, every_day; none and an issue if it is another.
std::vector<std::size_t> types_of_day(Binder& binder, const Name& day, const std::string& key_path);
// Whether an attribute goes before an event of a life, which is known when all else of the people is: that is an issue
// where `reader` reads it.
bool refuse_before_event(Binder& binder, const Name& attribute, const std::string& path, const std::string& reader);
// A law of plain numbers or of times as written: its quantile table in Model::times, or none and an issue.
// Its distribution must be given. `table_unit`: what one is in a table of its values, in ms for times.
Index compile_law(Binder& binder, LawSpec law, const std::string& key_path, double table_unit);
// An issue if a parameter that multiplies times may become less than 0; none: nothing.
void refuse_negative_factor(Binder& binder, Index parameter, const Location& where, const std::string& key_path);
// What 1 of a parameter is, in ms, if its `unit` is one of time.
std::optional<double> unit_of_time(const Scenario& scenario, const std::string& parameter);
// A time as written; without one, TimeSource::any stays false.
TimeSource compile_time(Binder& binder, const TimeSpec& spec, const std::string& key_path);
// "pathway" or "pathway.step" -> index of the step, or none and an issue. `home`: pathway in which bare step names are
// looked up first, or "".
Index step_of(Binder& binder, const Name& name, const std::string& home, const std::string& key_path);
std::vector<SetStep> compile_sets(Binder& binder, const NameMap& sets, const std::string& key_path);

}  // namespace draagkracht
