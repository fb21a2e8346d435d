// The compiler of one pathway's steps. Its verbs stand in four files: `seize` and `book` in compile_tasks.cpp, those
// that wait for no server in compile_waits.cpp, those that choose in compile_choices.cpp, all others in
// compile_steps.cpp.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/binder.h"

namespace draagkracht {

class PathwayCompiler {
 public:
  PathwayCompiler(Binder& binder, std::string pathway) : b_(binder), pathway_(std::move(pathway)) {}

  // One step as written becomes `step`, which has its address already. `below`: the step that follows in the file.
  void compile(const Named<StepSpec>& named, Step& step, Index below);

 private:
  // compile_steps.cpp
  void issue(const std::string& key, std::string problem, std::string why = {}, std::string suggestion = {});
  Index target(const Name& name, const char* key);
  TimeSource time(const TimeSpec& spec, const char* key);
  Index wait_of(const Name& name);
  void compile_counts(const StepSpec& s, Step& step);
  // The step does this.
  template <class Verb>
  static void put(Step& step, std::vector<Verb>& those, Verb verb) {
    step.kind = Verb::kind;
    step.index = static_cast<Index>(those.size());
    those.push_back(std::move(verb));
  }
  // The tally by which steps without a queue tell a measure how long a request has been there.
  Index tally_of_stays(Index wait);
  void compile_verb(const StepSpec& s, Step& step);
  void compile_set_person(const StepSpec& s, Step& step);
  void compile_sample(const StepSpec& s, Step& step);
  void compile_assign(const StepSpec& s, Step& step);
  // A number of the request, its person or the model, by its name; with the index none if there is no such number.
  MoveStep move_of(const StepSpec& s);
  NumberPlace number_of(const Name& name, const std::string& key, bool& is_time);

  // compile_tasks.cpp
  // A pool by its name, or one pool per label of a variable whose labels are names of pools or disciplines.
  PoolChoice pool_choice(const Name& name, const char* key);
  // `several`: a pool may be named more than once.
  std::vector<Index> pools_of(const Names& names, const std::string& key, bool several = false);
  // Whoever finds no pool must go somewhere.
  void check_otherwise(const StepSpec& s, const PoolChoice& choice);
  // And a step to which nobody can go is an issue.
  void check_otherwise_is_taken(const StepSpec& s, const std::vector<Index>& pools);
  void use_class(const PoolChoice& choice, std::uint8_t priority_class);
  void compile_seize(const StepSpec& s, Step& step);
  // What is seized beside the step's own pool, and what stays seized.
  void compile_joint(const StepSpec& s, SeizeStep& seize);
  void check_enough_servers(const SeizeStep& seize, Index own);
  void compile_either(const StepSpec& s, SeizeStep& seize);
  void compile_book(const StepSpec& s, Step& step);

  // compile_waits.cpp
  LimitedWait limited_wait(const StepSpec& s);
  void compile_await(const StepSpec& s, Step& step);
  void compile_join(const StepSpec& s, Step& step);
  bool compile_slots(const StepSpec& s, BookStep& book);
  void set_slots(const Value& said, const std::string& key, std::span<std::uint8_t> slots, std::span<Index> parameters);
  void compile_gather(const StepSpec& s, Step& step);

  // compile_choices.cpp
  void compile_select(const StepSpec& s, Step& step);
  void compile_when(const StepSpec& s, Step& step);
  void compile_chance(const StepSpec& s, Step& step);
  void compile_adopts(const StepSpec& s, Step& step);
  // The steps of `yes` and `no`, by default the next one.
  void compile_ways(const StepSpec& s, const Step& step, Index& yes, Index& no);
  void compile_branches(const StepSpec& s, Step& step);
  void compile_draw(const StepSpec& s, Step& step);
  // One row of shares that stand in the step itself; empty, and issues, if they are none.
  std::vector<double> weights_of_shares(const StepSpec& s, std::uint8_t variable, std::size_t n);
  // Rows of shares from a table, each brought to a sum of 1; empty, and issues, if they cannot be had.
  std::vector<double> weights_of_table(const StepSpec& s, DrawStep& draw, std::size_t n);
  // The label of another variable, or with the error's share one of its neighbours.
  void shift_weights(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n);
  void apply_factors(const StepSpec& s, DrawStep& draw, std::vector<double>& weights, std::size_t n);
  // Options that need a pool at the place; false, and issues, if they make no sense.
  // The label that gets the highest words of a draw: the one that takes the rest, or the last.
  std::uint32_t last_of(const StepSpec& s, const DrawStep& draw) const;
  bool compile_places(const StepSpec& s, DrawStep& draw, const std::vector<double>& weights, std::size_t n);
  // ` of reason "x", age_band "0-4"`: the labels of one row of a key; "" if the key has no parts.
  std::string row_text(const TableKey& key, std::size_t row) const;

  Binder& b_;
  std::string pathway_;
  std::string path_;
  Location where_;
};

}  // namespace draagkracht
