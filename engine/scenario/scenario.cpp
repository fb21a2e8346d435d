// Every key of scenario and model files, with its unit, range, default and meaning.
#include "engine/scenario/scenario.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/core/limits.h"
#include "engine/core/time.h"
#include "engine/scenario/attribute_labels.h"
#include "engine/scenario/distributions.h"
#include "engine/scenario/field_range.h"
#include "engine/scenario/kind_keys.h"

namespace draagkracht {

namespace {

template <class T, class Describe>
void named_list(Fields& fields, const char* key, NamedList<T>& list, Describe describe_item, const char* doc) {
  fields.named(key,
               [&](const std::string& name, Fields& item_fields) {
                 list.push_back({name, item_fields.here(), T{}});
                 describe_item(item_fields, list.back().item);
               },
               {.doc = doc});
}

void value(Fields& fields, const char* key, Dimension dimension, Value& to, FieldRule rule) {
  fields.quantity_or_name(key, dimension, to.number, to.parameter, rule);
  to.range = with_dimension(rule, dimension);
}

void value_map(Fields& fields, const char* key, ValueMap& to, FieldRule rule, Dimension dimension = Dimension::number) {
  std::vector<std::pair<std::string, QuantityOrName>> items;
  fields.quantity_or_name_map(key, dimension, items, rule);
  for (const auto& [name, item] : items) to.push_back({name, {item.value, item.name, with_dimension(rule, dimension)}});
}

// What reads a lookup decides which of its keys mean something.
const std::vector<KindKeys> lookup_kinds = {{"numbers", {"by", "column", "missing", "only", "scale", "table"}},
                                            {"shares", {"by", "column", "missing", "only", "rest", "scale", "table"}},
                                            {"times", {"by", "column", "only", "table"}},
                                            {"counts", {"by", "column", "only", "table"}},
                                            {"months", {"column", "table"}}};

void lookup_fields(Fields& f, Lookup& lookup, std::string_view kind = "numbers") {
  lookup.set = true;
  lookup.where = f.here();
  f.text("table", lookup.table, {.required = true, .doc = "name of a table of the model", .example = "\"times\""});
  f.text("column", lookup.column,
         {.doc = "column with the numbers. Of times: their means, default mean_min; minutes, or what the end of its "
                 "name says: "
                 "_s, _h, _days",
          .example = "\"share\""});
  f.texts("by", lookup.by,
          {.doc = "key columns: variables or attributes; \"urgency=triaged\" if they are called otherwise",
           .example = "[\"reason\"]"});
  lookup.has_missing = f.has("missing");
  f.quantity("missing", Dimension::number, lookup.missing,
             {.doc = "number where the table has no row; default: a missing row is an error", .example = "0"});
  f.text("rest", lookup.rest,
         {.doc = "draw: label that takes what the shares of a key leave of 1; in the order of the draw it is the last, "
                 "so that a new row takes from it alone",
          .example = "\"none\""});
  value(f, "scale", Dimension::number, lookup.scale, {.low = 0, .doc = "multiplies every number"});
  f.text_map("only", lookup.only, {.doc = "columns that must hold this text", .example = "{setting = \"day\"}"});
  refuse_keys_of_others(f, lookup_kinds, kind, "a lookup of " + std::string(kind));
}

void lookup(Fields& fields, const char* key, Lookup& to, const char* doc, std::string_view kind = "numbers") {
  fields.table(key, [&](Fields& f) { lookup_fields(f, to, kind); },
               {.doc = doc, .example = "{table = \"times\", column = \"share\", by = [\"kind\"]}"});
}

// `weights` are those of `values`; the rows of a table have theirs in a column.
const std::vector<KindKeys> distribution_kinds = [] {
  std::vector<KindKeys> kinds;
  for (const DistributionText& one : distributions()) kinds.push_back({one.name, one.keys});
  kinds.push_back({"lookup", {}});
  kinds.push_back({"task", {}});
  kinds.push_back({"value", {}});
  return kinds;
}();

void check_law_keys(Fields& f, const LawSpec& law) {
  const bool chosen = law.kind >= 0;
  if (!chosen && f.has("distribution")) return;  // a distribution that is none: that was said
  if (chosen) {
    const std::string& name = distribution_names()[static_cast<std::size_t>(law.kind)];
    const bool vowel = name[0] == 'e';  // as spoken: "a uniform distribution"
    refuse_keys_of_others(f, distribution_kinds, name, (vowel ? "an " : "a ") + name + " distribution");
  } else if (f.has("lookup")) {
    refuse_keys_of_others(f, distribution_kinds, "lookup", "a time that is read from a `lookup`");
  } else if (f.has("task")) {
    refuse_keys_of_others(f, distribution_kinds, "task", "a time of a task");
  } else if (f.has("value")) {
    refuse_keys_of_others(f, distribution_kinds, "value", "a time that an expression gives");
  }
  refuse_beside(f, "sd", "cv", "one of them says how wide the distribution is");
  if (chosen && distribution_names()[static_cast<std::size_t>(law.kind)] == "normal") {
    refuse_beside(f, "truncate_low", "low", "of a normal distribution they mean the same");
    refuse_beside(f, "truncate_high", "high", "of a normal distribution they mean the same");
  }
  refuse_without(f, "column", "table", "it is a column of that table");
  refuse_without(f, "weight_column", "table", "it is a column of that table");
  refuse_without(f, "weights", "values", "they are the weights of those");
  refuse_beside(f, "value", "lookup", "one of them gives the time");
  for (const char* other : {"distribution", "lookup", "value"})
    refuse_beside(f, "task", other, "one of them gives the time");
  if (!chosen && f.has("value")) {
    refuse_beside(f, "factor", "value", "the expression gives the time as it is");
    for (const char* key : {"round", "shift", "truncate_low", "truncate_high"})
      refuse_beside(f, key, "value", "the expression gives the time as it is");
  }
}

// Keys of one distribution of times or plain numbers. `in_mixture`: as a part of a mixture.
void law_fields(Fields& f, LawSpec& to, Dimension dimension, bool in_mixture) {
  const bool time = dimension == Dimension::time;
  const FieldRule any{.low = time ? 0 : -std::numeric_limits<double>::infinity()};
  const auto with = [&any](const char* doc, const char* example = "") {
    FieldRule rule = any;
    rule.doc = doc;
    rule.example = example;
    return rule;
  };
  to.set = true;
  to.where = f.here();
  std::vector<std::string> names = distribution_names();
  if (in_mixture) std::erase(names, "mixture");  // the last: the others keep their places
  const bool or_lookup = time && !in_mixture;
  f.choice("distribution", names, to.kind,
           {.required = !or_lookup,
            .doc = or_lookup ? "law of the times; none: read from `lookup`" : "law",
            .example = "\"exponential\""});
  const auto width = [&](const char* key, Located<double>& value, FieldRule rule) {
    if (!time || in_mixture) return f.quantity(key, dimension, value, rule);
    Name parameter;
    f.quantity_or_name(key, dimension, value, parameter, rule);
    if (!parameter.value.empty()) to.parameters.emplace_back(key, parameter);
  };
  width("mean", to.mean, with("mean", time ? "\"5 min\"" : "2.5"));
  width("sd", to.sd, {.low = 0, .doc = "standard deviation"});
  value(f, "cv", Dimension::number, to.cv, {.low = 0, .high = 100, .doc = "coefficient of variation"});
  width("low", to.low,
        with("lower end; of a normal law: what falls below is drawn again; of a geometric law the smallest value, "
             "default 0"));
  width("mode", to.mode, with("top of a triangular law"));
  width("high", to.high, with("upper end; of a normal law: what falls above is drawn again"));
  f.quantity("shape", Dimension::number, to.shape,
             {.low = 0, .low_open = true, .doc = "shape; of an Erlang law the number of stages"});
  f.quantity("unit_step", dimension, to.unit_step,
             {.low = 0,
              .low_open = true,
              .doc = "step of a uniform_integer, poisson or geometric law",
              .example = time ? "\"1 min\"" : "5"});
  f.quantity("shift", dimension, to.shift,
             with("added to what the law gives; mean, sd, low and high are those before it", time ? "\"2 min\"" : "1"));
  f.quantity("truncate_low", dimension, to.truncate_low,
             with("what falls below is drawn again, after the shift; mean and sd are those before. Not of a "
                  "deterministic or uniform_integer law"));
  f.quantity("truncate_high", dimension, to.truncate_high, with("the same of what falls above"));
  f.quantities("values", dimension, to.values,
               with("values of an empirical law", time ? "[\"5 min\", \"10 min\"]" : "[0, 1, 2.5]"));
  f.quantities("weights", Dimension::number, to.weights,
               {.low = 0, .doc = "their weights; none: equal", .example = "[3, 1]"});
  f.text("table", to.table,
         {.doc = "table of the values of an empirical law, instead of `values`", .example = "\"measured\""});
  f.text("column", to.column,
         {.doc = time ? "its column of values, in minutes" : "its column of values",
          .example = time ? "\"minutes\"" : "\"number\""});
  f.text("weight_column", to.weight_column, {.doc = "its column of weights; none: equal", .example = "\"n\""});
  if (in_mixture) {
    f.quantity("weight", Dimension::number, to.weight,
               {.low = 0, .doc = "how often it is this law, over the sum of all weights"});
    check_law_keys(f, to);
    return;
  }
  f.list("mixture", [&](Fields& g) { law_fields(g, to.mixture.emplace_back(), dimension, true); },
         {.doc = "laws of a mixture, one of which is drawn"});
  f.quantity("round", dimension, to.round,
             {.low = 0,
              .low_open = true,
              .doc = "to the nearest multiple, before a factor",
              .example = dimension == Dimension::time ? "\"1 min\"" : "1"});
}

void time(Fields& fields, const char* key, TimeSpec& to, const char* doc) {
  fields.table(key,
               [&](Fields& f) {
                 law_fields(f, to, Dimension::time, false);
                 f.table("lookup", [&](Fields& g) { lookup_fields(g, to.lookup, "times"); },
                         {.doc = "a law per row of a table with columns distribution, cv and a mean in minutes",
                          .example = "{table = \"times\", by = [\"kind\"]}"});
                 f.text(
                     "value", to.value,
                     {.doc = "an expression that gives the time, instead of a distribution", .example = "\"2 * gap\""});
                 f.text("task", to.task,
                        {.doc = "the row of this task in the table of [`task_times`](#task_times), and of whoever is "
                                "asked here; a variable: of the task that its label names",
                         .example = "\"intake\""});
                 to.of_task = f.has("task");
                 f.text("factor", to.factor,
                        {.doc = "parameter that multiplies each time, or an expression that gives a number",
                         .example = "\"haste\""});
                 check_law_keys(f, to);
               },
               {.doc = doc, .example = "{distribution = \"exponential\", mean = \"5 min\"}", .in_a_line = true});
}

// Whose time it is that a step asks for: what tells the row of a time of a task.
struct Asked {
  Name task;
  Name pool;       // or the variable whose label names it; empty: nobody
  Name served_by;  // of several pools: variable that tells which one serves
  bool several = false;
};

// A time of a task becomes the lookup that it stands for.
void write_out_task(Fields& f, const char* key, TimeSpec& time, const Scenario& s, const Asked& asked) {
  if (!time.of_task) return;
  const Name& task = time.task.value.empty() ? asked.task : time.task;
  if (!s.task_times.set) return f.issue(key, "is a time of a task, and there is no `task_times` with their table");
  if (asked.pool.value.empty()) return f.issue(key, "is a time of a task where nobody is asked to do one");
  if (task.value.empty()) return f.issue(key, "names no task, and the step has none");
  if (asked.several && asked.served_by.value.empty())
    return f.issue(key, "is a time of a task of several pools", "whose row it is, `served_by` tells");
  const auto is_named = [](const auto& list, const std::string& name) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
  };
  const auto is_label = [&](const std::string& name) {
    return is_named(s.variables, name) || is_named(s.attributes, name);
  };
  Lookup& lookup = time.lookup;
  lookup.set = true;
  lookup.where = time.where;
  lookup.table = s.task_times.table;
  const auto by = [&](const std::string& column, const Name& name) {
    lookup.by.push_back({name.value == column ? column : column + '=' + name.value, name.where});
  };
  if (is_label(task.value)) {
    by("task", task);
  } else {
    lookup.only.emplace_back("task", task);
  }
  const Name& who = asked.several ? asked.served_by : asked.pool;
  const auto pool = std::find_if(s.pools.begin(), s.pools.end(), [&](const auto& p) { return p.name == who.value; });
  if (pool == s.pools.end()) return by("discipline", who);
  const std::string& discipline = pool->item.discipline.value;
  lookup.only.emplace_back("discipline", Name{discipline.empty() ? pool->name : discipline, who.where});
}

void describe_periods(Fields& f, PeriodsSpec& periods, const char* doc) {
  periods.given = f.has("periods");
  f.texts("periods", periods.names, {.may_be_empty = true, .doc = doc, .example = "[\"year\", \"hour_of_week\"]"});
}

void describe_run(Fields& f, RunSpec& run) {
  f.date("start", run.start,
         {.doc = "with inhabitants: results count from this day; without: the run begins on the Monday of its week, "
                 "and it may be left out",
          .example = "2024-01-01"});
  f.quantity("warm_up", Dimension::time, run.warm_up,
             {.low = 0,
              .high = limits::longest_run,
              .doc = "simulated before start and not counted",
              .example = "\"8 weeks\""});
  f.quantity("horizon", Dimension::time, run.horizon,
             {.low = 1,
              .high = limits::longest_run,
              .doc = "how long results count, behind the warm-up; never without it",
              .example = "\"366 days\""});
  f.quantity("past_like", Dimension::time, run.past_like,
             {.low = 0,
              .high = limits::longest_run,
              .doc = "it had always been as in the last so much of the warm-up (all of it, if that is shorter): what a "
                     "`spawn` of before the run sends `after` some time comes too. Whole weeks where the run has a "
                     "`start`. 0, and by default: nothing came before",
              .example = "\"4 weeks\""});
  f.integer("replications", run.replications, {.low = 1, .high = 1e6, .doc = "runs with other luck, same people"});
  f.integer("seed", run.seed, {.low = 0, .high = 4294967295.0, .doc = "of all random numbers"});
  f.texts("regions", run.regions, {.doc = "codes of the regions to simulate", .example = "[\"VR05\"]"});
  f.integer(
      "arrivals", run.arrivals,
      {.low = 0,
       .doc =
           "so many anonymous requests come and no more, and the run stops when all have gone; 0: run to the horizon",
       .example = "100000"});
  f.text("holidays", run.holidays,
         {.doc = "table with a column date: these days count as Sundays", .example = "\"holidays\""});
  refuse_without(f, "holidays", "start", "holidays are dates, and a run without a start has none");
  f.text("day_types", run.day_types,
         {.doc = "table with columns date and type: days on which streams of persons differ, see `day_factor`",
          .example = "\"day_types\""});
  refuse_without(f, "day_types", "start", "they are dates, and a run without a start has none");
  describe_periods(
      f, run.periods,
      "by which periods results stand beside those of the whole run: year (calendar years; of everything), "
      "week, hour_of_week (of tallies, and of waits by when they ended; a holiday is a Sunday). What sums "
      "up over periods sums up to the whole run");
}

void describe_score_exception(Fields& f, ScoreExceptionSpec& e) {
  f.texts_map("where", e.where,
              {.required = true,
               .doc = "attribute -> label, or a list of which one must fit; all attributes must fit. Earlier scores, "
                      "and any attribute of another kind",
               .example = "{smokes = \"yes\"}"});
  f.text("at_least", e.at_least, {.doc = "their label is this or a later one", .example = "\"middle\""});
  f.text("at_most", e.at_most,
         {.doc = "their label is this or an earlier one; beside `at_least` of the same label: just this",
          .example = "\"high\""});
}

void describe_attribute(Fields& f, AttributeSpec& a) {
  f.choice("kind", attribute_kinds(), a.kind, {.required = true, .doc = "where the label, or the number, comes from"});
  f.quantities("from_age", Dimension::number, a.from_age,
               {.low = 0,
                .high = 120,
                .whole = true,
                .doc = "age_band: first whole year of each band",
                .example = "[0, 18, 65]"});
  f.texts("labels", a.labels,
          {.doc = "names of the labels; default no, yes. score: from the fewest points to the most. "
                  "set_by_steps: everyone begins with the first, and `set` of a step gives another, which later "
                  "requests of the same person have when they come",
           .example = "[\"0-17\", \"18-64\", \"65+\"]"});
  f.text(
      "row", a.row,
      {.doc = "prevalence: name in the column attribute of the population's attribute table", .example = "\"smokes\""});
  f.flag(
      "at_birthdays", a.at_birthdays,
      {.doc = "prevalence, where lives go on: at each birthday one has it as the table says of that age; the order in "
              "which persons have it stays. Without it, or `begins`, who has it keeps it and nobody gets it"});
  f.text(
      "begins", a.begins,
      {.doc = "prevalence, where lives go on: name in the column event of the table of lives; how often it begins in "
              "those without",
       .example = "\"starts_smoking\""});
  f.text("ends", a.ends, {.doc = "the same: how often it ends in those with it", .example = "\"stops_smoking\""});
  value_map(f, "odds", a.odds,
            {.low = 0,
             .low_open = true,
             .doc = "prevalence: odds ratio with earlier attributes",
             .example = "{smokes = 1.5}"});
  value_map(f, "points", a.points,
            {.doc = "score: points of who has an attribute, or a label of it, \"attribute=label\"; points add up. "
                    "Earlier scores, and any attribute of another kind",
             .example = "{smokes = 1, \"age_band=65+\" = 2}"});
  f.quantities("from_points", Dimension::number, a.from_points,
               {.doc = "score: points at which each label but the first begins", .example = "[1, 3]"});
  named_list(f, "exception", a.exceptions, describe_score_exception,
             "score: whose label is not what the points alone say; each applies to what those before it left");
  value_map(f, "basis", a.basis,
            {.low = 0, .doc = "participation: weight per attribute that one has", .example = "{smokes = 1}"});
  f.quantity("basis_from_age", Dimension::number, a.basis_from_age,
             {.low = 0, .high = 120, .whole = true, .doc = "participation: youngest whole year", .example = "65"});
  value(f, "share", Dimension::number, a.share,
        {.low = 0,
         .high = 1,
         .doc = "participation: share of the basis that takes part; before_death, before_birth: share of deaths, or of "
                "births, that it goes before"});
  lookup(f, "age_factor", a.age_factor, "participation: factor by age band");
  f.table("law",
          [&](Fields& g) {
            law_fields(g, a.law, Dimension::number, false);
            check_law_keys(g, a.law);
          },
          {.doc = "number: law from which each person's is drawn once; none: everyone has 1",
           .example = "{distribution = \"gamma\", mean = 1, cv = 0.6}"});
  f.table(
      "time", [&](Fields& g) { law_fields(g, a.time, Dimension::time, true); },
      {.doc = "before_death: how long before their death persons have it, also if they leave the region in that time; "
              "before_birth: how long before they give birth. At least a day; longer than 3 years is 3 years",
       .example = "{distribution = \"lognormal\", mean = \"26 weeks\", cv = 0.8}"});
  value(f, "factor", Dimension::number, a.factor,
        {.doc = "number, before_death, before_birth: multiplies what is drawn"});
  lookup(f, "lookup", a.lookup,
         "number: multiplies it as well. `by`: attributes; wijk, or gemeente (by code or name); a scope, for the name "
         "of one's place; any other column of the table of wijken");
  static const std::vector<KindKeys> kinds = {
      {"age_band", {"from_age", "labels"}},
      {"sex", {"labels"}},
      {"prevalence", {"at_birthdays", "begins", "ends", "labels", "odds", "row"}},
      {"participation", {"age_factor", "basis", "basis_from_age", "labels", "share"}},
      {"score", {"exception", "from_points", "labels", "points"}},
      {"number", {"factor", "law", "lookup"}},
      {"set_by_steps", {"labels"}},
      {"before_death", {"factor", "labels", "share", "time"}},
      {"before_birth", {"factor", "labels", "share", "time"}}};
  const std::string_view kind = kinds[static_cast<std::size_t>(a.kind)].kind;
  refuse_keys_of_others(f, kinds, kind, "an attribute of kind " + std::string(kind));
  refuse_without(f, "basis_from_age", "basis", "it is the youngest age that counts there");
  refuse_beside(f, "at_birthdays", "begins", "each says who gets it");
  refuse_without(f, "ends", "begins", "a condition that only ends has nobody left");
  if (is_before_event(a.kind) && !f.has("time")) f.issue("time", "is missing", "it says how long before");
}

void describe_first_value(Fields& f, GlobalSpec& n, const char* whose, const char* time) {
  f.choice("unit", {"number", "time"}, n.unit, {.doc = "a plain number or a time"});
  f.quantity("value", Dimension::number, n.value, {.doc = whose});
  f.quantity("time", Dimension::time, n.time, {.doc = "the same for a time", .example = time});
}

void refuse_values_of_others(Fields& f, const GlobalSpec& n, const std::string& what) {
  static const std::vector<KindKeys> kinds = {{"number", {"value"}}, {"time", {"time"}}};
  const std::string_view kind = kinds[static_cast<std::size_t>(n.unit)].kind;
  refuse_keys_of_others(f, kinds, kind, what + " of unit " + std::string(kind));
}

void describe_lives(Fields& f, LivesSpec& l) {
  l.set = true;
  l.where = f.here();
  f.text("table", l.table,
         {.required = true,
          .doc = "table of rates with columns event, age_from, age_to and per_year (events per person-year); if it has "
                 "them, sex, and year_from: the calendar year from which a row holds",
          .example = "\"lives\""});
  f.text("deaths", l.deaths, {.required = true, .doc = "name in its column event", .example = "\"death\""});
  f.text("births", l.births, {.required = true, .doc = "the same: children per woman-year", .example = "\"birth\""});
  f.text("moves_within", l.moves_within,
         {.doc = "the same: moves inside a municipality; none: nobody", .example = "\"move_within\""});
  f.text("moves_between", l.moves_between,
         {.doc = "the same: moves to another municipality; none: nobody", .example = "\"move_between\""});
  value(f, "stays_in_region", Dimension::number, l.stays_in_region,
        {.low = 0,
         .high = 1,
         .doc = "share of moves between municipalities that end in one of the region",
         .example = "0.45"});
  value(f, "keeps_place", Dimension::number, l.keeps_place,
        {.low = 0,
         .high = 1,
         .doc = "share of moves inside a municipality after which one stays enrolled",
         .example = "0.9"});
  value(f, "keeps_place_between", Dimension::number, l.keeps_place_between,
        {.low = 0, .high = 1, .doc = "the same of moves to another municipality of the region", .example = "0.2"});
  value(f, "trend", Dimension::number, l.trend,
        {.low = -0.5,
         .high = 0.5,
         .doc = "growth per year of how often conditions begin, above that by age",
         .example = "0.003"});
  f.quantity("births_apart", Dimension::time, l.births_apart,
             {.low = 0,
              .high = 366.0 * 86'400'000,
              .doc = "who has given birth does not again within this time; the others do so much more often that the "
                     "rates stay. Default: the longest time of an attribute of kind before_birth",
              .example = "\"42 weeks\""});
  f.text(
      "died", l.died,
      {.required = true,
       .doc = "step at which the requests of a person who dies go on, at midnight: they leave queues and appointments "
              "and give back what they hold; a service that has begun ends first",
       .example = "\"life.died\""});
  f.text("left", l.left,
         {.required = true, .doc = "the same for a person who leaves the region", .example = "\"life.moved\""});
  refuse_without(f, "stays_in_region", "moves_between", "nobody moves to another municipality");
  refuse_without(f, "keeps_place_between", "stays_in_region", "everyone who moves leaves the region");
  refuse_without(f, "keeps_place", "moves_within", "nobody moves inside a municipality");
}

void describe_need(Fields& f, NeedSpec& n) {
  value(f, "shape", Dimension::number, n.shape,
        {.required = true, .low = 0, .doc = "shape of the gamma law with mean 1; 0: everyone has need 1"});
  f.text("correlated_with", n.correlated_with, {.doc = "an earlier need", .example = "\"day\""});
  value(f, "correlation", Dimension::number, n.correlation,
        {.low = 0, .high = 0.999, .doc = "with that need", .example = "0.6"});
  f.text("raised_by", n.raised_by, {.doc = "attribute that raises the need", .example = "\"smokes\""});
  value(f, "raise", Dimension::number, n.raise,
        {.low = 0, .low_open = true, .doc = "by this factor, the mean staying 1"});
  value(f, "persistence", Dimension::number, n.persistence,
        {.low = 0,
         .high = 1,
         .doc =
             "correlation of a person's need from year to year, on the scale of normal deviates, where lives go on; 1: "
             "it stays",
         .example = "0.85"});
  refuse_without(f, "correlated_with", "correlation", "nothing says how strong the correlation is");
  refuse_without(f, "correlation", "correlated_with", "nothing says with what");
  refuse_without(f, "raised_by", "raise", "nothing says by how much");
  refuse_without(f, "raise", "raised_by", "nothing says who has more need");
}

void describe_parameter(Fields& f, ParameterSpec& p) {
  p.low.value = p.high.value = std::numeric_limits<double>::quiet_NaN();
  p.least.value = 0;
  p.most.value = std::numeric_limits<double>::infinity();
  f.quantity("value", Dimension::number, p.value,
             {.doc = "the number, if it is not read from a table", .example = "0.25"});
  f.quantity("low", Dimension::number, p.low, {.doc = "low end of what is plausible", .example = "0.15"});
  f.quantity("high", Dimension::number, p.high, {.doc = "high end of what is plausible", .example = "0.4"});
  f.quantity("least", Dimension::number, p.least, {.doc = "levers cannot make it less", .example = "0"});
  f.quantity("most", Dimension::number, p.most, {.doc = "levers cannot make it more", .example = "1"});
  lookup(f, "lookup", p.lookup, "numbers per key instead of one value");
  f.texts(
      "by", p.by,
      {.doc = "variables or attributes by which levers may change it, if it is one value", .example = "[\"kind\"]"});
  f.choice("kind", {"effect", "reach", "capacity", "demand", "behaviour"}, p.kind,
           {.doc = "reach is how far a measure goes, effect what it does"});
  f.choice("evidence", {"measured", "derived", "assumed"}, p.evidence, {.doc = "where the number comes from"});
  f.text("source", p.source, {.doc = "source key in data/sources.csv", .example = "\"own_judgement\""});
  f.text("unit", p.unit, {.doc = "unit of the number", .example = "\"share of requests\""});
  f.text("label_nl", p.label_nl, {.doc = "what it is, in Dutch", .example = "\"Vragen die zelfzorg oplost\""});
  refuse_beside(f, "by", "lookup", "the keys of the lookup are those of the parameter");
}

void describe_lever(Fields& f, LeverSpec& l) {
  f.text("parameter", l.parameter,
         {.required = true, .doc = "name of the parameter that changes", .example = "\"demand\""});
  f.choice("operation", {"set", "multiply", "add"}, l.operation,
           {.required = true, .doc = "what happens to its value", .example = "\"multiply\""});
  f.quantity("value", Dimension::number, l.value, {.required = true, .doc = "by or to what", .example = "1.1"});
  f.texts_map(
      "where", l.where,
      {.doc = "only for these, which must all fit: a key of the parameter, an attribute, wijk, gemeente, region "
              "(each by code, the last two also by name), or has_pool: whose place has that pool. One label or "
              "a list of which one must fit",
       .example = "{discipline = \"huisarts\"}"});
  f.date(
      "from", l.from,
      {.doc =
           "first day, inside the run; default: from the start of the run. Enrolment is settled before the first day "
           "and refuses it"});
  f.date("until", l.until,
         {.doc = "first day on which it no longer holds, inside the run; default: to the end of the run. Refused where "
                 "`from` is"});
  f.quantity("ramp", Dimension::time, l.ramp,
             {.low = 0,
              .doc = "grows over this time from nothing to full, day by day; staff, rosters and limits on Mondays",
              .example = "\"26 weeks\""});
}

void describe_diffusion(Fields& f, DiffusionSpec& d) {
  f.text("initial", d.initial,
         {.required = true,
          .doc = "parameter: share of the eligible who have the habit when the run starts",
          .example = "\"habit_initial\""});
  f.text("ceiling", d.ceiling,
         {.required = true, .doc = "parameter: share that it can reach", .example = "\"habit_ceiling\""});
  f.text("innovation", d.innovation,
         {.required = true,
          .doc = "parameter: rate per year at which people join by themselves",
          .example = "\"habit_innovation\""});
  f.text("imitation", d.imitation,
         {.required = true,
          .doc = "parameter: rate per year at which people join through others",
          .example = "\"habit_imitation\""});
  f.text("relapse", d.relapse,
         {.required = true, .doc = "parameter: rate per year at which people stop", .example = "\"habit_relapse\""});
  f.text("included", d.included,
         {.required = true,
          .doc = "parameter: share whose effect the measured figures hold already",
          .example = "\"habit_included\""});
  f.text_map("eligible", d.eligible,
             {.doc = "attribute -> label of those who can have the habit", .example = "{smokes = \"no\"}"});
}

void describe_place_search(Fields& f, PlaceSearchSpec& s) {
  s.set = true;
  s.where = f.here();
  const auto parameter = [&f](const char* key, Name& to, const char* doc, const char* example, bool required = true) {
    f.text(key, to, {.required = required, .doc = doc, .example = example});
  };
  f.text("pool", s.pool,
         {.required = true,
          .doc = "pool of this scope whose staff are persons (`workforce`): a place has room in proportion to the "
                 "hours of the persons who hold its seats, whoever is ill among them, and of who covers vacant ones",
          .example = "\"nurse\""});
  parameter("fullness", s.fullness,
            "parameter: persons on the list of a place / for how many it has room, at the start, mean over places",
            "\"list_fullness\"");
  value(f, "fullness_cv", Dimension::number, s.fullness_cv,
        {.low = 0, .high = 2, .doc = "standard deviation / mean of it between places. A gamma law", .example = "0.1"});
  parameter("stops_above", s.stops_above, "parameter: fullness above which a place takes nobody; who is born is taken",
            "\"list_stops\"");
  parameter("opens_below", s.opens_below, "parameter: fullness below which it takes people again", "\"list_opens\"");
  parameter("takes_anyway", s.takes_anyway,
            "parameter: share of those who ask a place that has stopped and are taken all the same; default: 0",
            "\"taken_anyway\"", false);
  parameter("every", s.every, "parameter of a unit of time: between two tries of who has no place",
            "\"time_between_tries\"");
  parameter("asks", s.asks,
            "parameter: places that one asks at a try, those in one's own wijk first, then others of the municipality "
            "and then of the region, each once before any is asked again",
            "\"places_asked\"");
  parameter("first_within", s.first_within,
            "parameter of a unit of time: somebody who has come, moved or lost their place tries first after a time "
            "between 0 and this; default: on the next day",
            "\"first_try\"", false);
}

void describe_place_closing(Fields& f, PlaceClosingSpec& c) {
  c.set = true;
  c.where = f.here();
  const auto parameter = [&f](const char* key, Name& to, const char* doc, const char* example) {
    f.text(key, to, {.doc = doc, .example = example});
  };
  f.text("exit", c.exit,
         {.required = true,
          .doc = "step (pathway.step) for requests that are under way at a place that closes",
          .example = "\"life.closed\""});
  parameter("staff_below", c.staff_below,
            "parameter: a place closes that has persons for less hours a week in `search.pool`", "\"least_hours\"");
  parameter("after", c.after, "parameter of a unit of time: so long, in whole days; looked at on the first of a month",
            "\"time_below\"");
  f.texts("one_owner", c.one_owner,
          {.doc = "size classes of places with one owner, the eldest in `search.pool`", .example = "[\"solo\"]"});
  parameter("owner_from_age", c.owner_from_age, "parameter: age from which on an owner may leave without a successor",
            "\"owner_age\"");
  parameter("without_successor", c.without_successor, "parameter: share of such places that close, per year",
            "\"no_successor\"");
  parameter("otherwise", c.otherwise, "parameter: share of all other places that close, per year", "\"closes\"");
  parameter("reopens", c.reopens,
            "parameter: share of the closed places, per year, that open again, with the first of those who look for a "
            "seat in `search.pool`, if there is somebody",
            "\"reopens\"");
  f.texts("reopens_with", c.reopens_with,
          {.doc = "pools of this scope, of a workforce, that need somebody on the first day; default: `search.pool`",
           .example = "[\"nurse\"]"});
  refuse_without(f, "after", "staff_below", "it says for how long");
  refuse_without(f, "without_successor", "one_owner", "it says which places have one owner");
  refuse_without(f, "one_owner", "without_successor", "it says how many of them close");
  refuse_without(f, "owner_from_age", "one_owner", "it is the age of owners");
  refuse_without(f, "one_owner", "owner_from_age", "it says which owners may leave");
  refuse_without(f, "staff_below", "after", "it says for how long");
  refuse_without(f, "reopens_with", "reopens", "it says who is there then");
}

void describe_scope(Fields& f, ScopeSpec& s) {
  f.choice("kind", {"enrolment", "catchment", "group"}, s.kind,
           {.required = true,
            .doc = "enrolment: persons choose one; catchment: wijken belong to one; group: places of another scope "
                   "belong to one, and with them their persons"});
  f.text("size_table", s.size_table,
         {.doc = "enrolment: table with columns size_class, share, patients", .example = "\"practices\""});
  value(f, "inhabitants", Dimension::number, s.inhabitants,
        {.low = 1, .doc = "catchment: inhabitants per place", .example = "168000"});
  f.text(
      "places", s.places,
      {.doc =
           "catchment: table with columns place and municipality (by code or name), wijk (by code) or both, a row "
           "for each municipality or wijk that belongs to a place; a wijk's own row wins. A column open may name "
           "a schedule: outside its hours the place is closed, and rosters give its part to the next place that "
           "is not. A region that no row names has places of `inhabitants`, without which it is refused. enrolment: "
           "table of real places, a row each, with columns place (its "
           "name), wijk (code), patients and size_class, and a column with the paid hours a week for each pool with "
           "staff that the places have themselves, named after the pool. Patients say how the enrolled divide over "
           "places; hours go with the enrolled. A region in which some of them stand has these, another draws its own",
       .example = "\"posts\""});
  value(f, "not_enrolled", Dimension::share, s.not_enrolled, {.doc = "enrolment: share of persons with no place"});
  value(f, "own_wijk_weight", Dimension::number, s.own_wijk_weight,
        {.low = 0, .low_open = true, .doc = "enrolment: preference for places in one's own wijk"});
  value(
      f, "size_cv", Dimension::number, s.size_cv,
      {.low = 0,
       .high = 2,
       .doc = "enrolment: places of a size class differ: standard deviation / mean of how many persons they have room "
              "for. A gamma law; the total stays",
       .example = "0.25"});
  f.named("preference",
          [&](const std::string& name, Fields& g) {
            s.preferences.push_back({name, g.here(), {}});
            PreferenceSpec& p = s.preferences.back().item;
            g.text("attribute", p.attribute, {.required = true, .doc = "attribute", .example = "\"age_band\""});
            g.texts("labels", p.labels, {.required = true, .doc = "its labels that are meant", .example = "[\"65+\"]"});
            value(g, "cv", Dimension::number, p.cv,
                  {.required = true,
                   .low = 0,
                   .high = 2,
                   .doc = "standard deviation / mean over places of how much likelier such persons pick the place than "
                          "others do. A gamma law",
                   .example = "0.3"});
          },
          {.doc = "enrolment: places that some persons pick rather than others do"});
  f.table("list",
          [&](Fields& g) {
            s.list.set = true;
            s.list.where = g.here();
            g.text("size", s.list.size,
                   {.required = true, .doc = "parameter: persons per server", .example = "\"persons_per_server\""});
            g.text("pool", s.list.pool,
                   {.required = true,
                    .doc = "pool of this scope with staff and a `factor`: more hours keep more persons",
                    .example = "\"nurse\""});
          },
          {.doc = "enrolment: how many persons a place keeps. With `search`, for how many it has room"});
  f.table("search", [&](Fields& g) { describe_place_search(g, s.search); },
          {.doc = "enrolment: whoever has no place looks for one while the run goes on, and places that are full stop "
                  "taking people"});
  f.table("closing", [&](Fields& g) { describe_place_closing(g, s.closing); },
          {.doc = "enrolment with `search`: places close, and may open again"});
  f.text("of", s.of, {.doc = "group: scope of its places", .example = "\"practice\""});
  value(
      f, "size", Dimension::number, s.size,
      {.low = 1,
       .high = 1000,
       .whole = true,
       .doc = "group: places per group. A region has places / size groups, rounded, at least one, of places that stand "
              "near each other, none more than one place larger than another",
       .example = "3"});
  refuse_without(f, "closing", "search", "whose place closes looks for another");
  static const std::vector<KindKeys> kinds = {{"enrolment",
                                               {"closing", "list", "not_enrolled", "own_wijk_weight", "places",
                                                "preference", "search", "size_cv", "size_table"}},
                                              {"catchment", {"inhabitants", "places"}},
                                              {"group", {"of", "size"}}};
  const std::string_view kind = kinds[static_cast<std::size_t>(s.kind)].kind;
  refuse_keys_of_others(f, kinds, kind, "a scope of kind " + std::string(kind));
}

void describe_limit(Fields& f, LimitSpec& l) {
  f.quantities("priorities", Dimension::number, l.priorities,
               {.required = true,
                .low = 0,
                .high = 31,
                .whole = true,
                .doc = "priorities that share the limit",
                .example = "[0, 1]"});
  value(f, "cap", Dimension::number, l.cap, {.low = 0, .doc = "most in service at once"});
  f.text("schedule", l.schedule,
         {.doc = "hours in which the cap holds; outside none may start", .example = "\"office_hours\""});
  f.text_map(
      "hours", l.hours,
      {.doc = "hours of a working day -> column of the scope's size table; in proportion to the place's own size "
              "where that differs (`size_cv`), rounded, at least 1 where its class has 1",
       .example = "{\"08:00-10:00\" = \"lines_08_10\"}"});
  refuse_beside(f, "cap", "hours", "the columns of `hours` say how many");
  refuse_beside(f, "schedule", "hours", "`hours` say when");
}

void describe_inhabitants(Fields& f, int& inhabitants) {
  f.choice(
      "inhabitants", {"at_start", "each_year"}, inhabitants,
      {.doc = "of how many inhabitants the table's numbers are: at_start: of those at the start, however many there "
              "are later; each_year: of those at each New Year, so that the region has as much per head. Divided "
              "over places as at the start"});
}

void describe_pool(Fields& f, PoolSpec& p) {
  f.text("scope", p.scope,
         {.doc = "one instance per place of this scope; default: one for the region", .example = "\"practice\""});
  f.text("discipline", p.discipline, {.doc = "who works here; default: the pool's name", .example = "\"nurse\""});
  f.quantity("servers", Dimension::number, p.servers,
             {.low = 0, .high = limits::servers, .doc = "a fixed number of servers"});
  f.text("capacity", p.capacity,
         {.doc = "servers on duty as an expression over numbers of the model, `queue` and `busy`, worked out "
                 "anew behind each event; rounded, below 0 is 0",
          .example = "\"1 + extra\""});
  f.flag("unlimited", p.unlimited, {.doc = "nobody ever waits"});
  f.text("schedule", p.schedule,
         {.doc = "hours on duty, with numbers of servers; default: always", .example = "\"office_hours\""});
  f.table(
      "staff",
      [&](Fields& g) {
        StaffSpec& s = p.staff;
        s.set = true;
        s.where = g.here();
        g.text("table", s.table,
               {.required = true, .doc = "table of staffing per 10,000 inhabitants", .example = "\"staffing\""});
        g.text("row", s.row, {.required = true, .doc = "its discipline", .example = "\"nurse\""});
        g.flag("all_present_time", s.all_present_time,
               {.doc = "the pool holds all present time, not the direct share only"});
        g.choice("allot", {"proportional", "largest_first"}, s.allot, {.doc = "how persons are divided over places"});
        g.text("factor", s.factor, {.doc = "parameter that multiplies the hours", .example = "\"staff_hours\""});
        g.text(
            "direct_factor", s.direct_factor,
            {.doc = "parameter that multiplies the direct share: the same people are in the pool for more or less of "
                    "the time that they are present",
             .example = "\"direct_time\""});
        if (s.all_present_time)
          refuse_beside(g, "direct_factor", "all_present_time", "the pool has all of that time already");
        value(
            g, "cv", Dimension::number, s.cv,
            {.low = 0,
             .high = 2,
             .doc = "proportional: hours per inhabitant differ between places: standard deviation / mean, before they "
                    "become whole shifts and persons. A gamma law; the hours of the region stay",
             .example = "0.15"});
        lookup(g, "presence_by_month", s.presence_by_month, "share of normal presence per month", "months");
        g.text("continuity", s.continuity,
               {.doc = "variable that tells whether one's own server served", .example = "\"own\""});
        g.flag("at_least_one", s.at_least_one, {.doc = "proportional: every place has at least one person"});
        describe_inhabitants(g, s.inhabitants);
        g.text(
            "trend", s.trend,
            {.doc =
                 "table with columns discipline, year and hours_per_head, one row for each calendar year of the run: "
                 "by how much hours and persons per inhabitant are multiplied in that year",
             .example = "\"staff_trend\""});
        value(
            g, "trend_share", Dimension::number, s.trend_share,
            {.low = 0,
             .high = 2,
             .doc = "how much of the trend there is: 0 none, 1 as the table says, between them a part of its distance "
                    "from 1",
             .example = "0.5"});
        refuse_without(g, "trend_share", "trend", "it is a share of that");
        if (s.allot == 1 && s.at_least_one)
          refuse_beside(g, "at_least_one", "allot", "the largest places come first, and some have nobody");
        if (s.allot == 1) refuse_beside(g, "cv", "allot", "whole persons go to the largest places");
      },
      {.doc = "servers are people, allotted to places"});
  f.table(
      "roster",
      [&](Fields& g) {
        RosterSpec& r = p.roster;
        r.set = true;
        r.where = g.here();
        g.text(
            "table", r.table,
            {.required = true,
             .doc = "table with columns role, part_of_week and per_100k, or without `parts` role, days (mon ... sun, "
                    "weekdays, weekend or every_day), from, to and per_100k: hours that end before they begin go on "
                    "into the next day, and rows at one time add up",
             .example = "\"roster\""});
        g.text("row", r.row, {.required = true, .doc = "its role", .example = "\"nurse\""});
        g.text_map("parts", r.parts,
                   {.doc = "part_of_week -> schedule; none: the table says the hours",
                    .example = "{evening = \"evening_hours\"}"});
        g.text("factor", r.factor, {.doc = "parameter that multiplies the numbers", .example = "\"staff_hours\""});
        g.choice("allot", {"each_place", "largest_remainder"}, r.allot,
                 {.doc = "how a part's whole number for the region is divided over places by their inhabitants: "
                         "each_place: somebody everywhere, even if that is more than the number; largest_remainder: "
                         "just the number, so that some places may have nobody (see `move`)"});
        describe_inhabitants(g, r.inhabitants);
      },
      {.doc = "numbers on duty per 100,000 inhabitants and part of the week"});
  f.text("absence", p.absence,
         {.doc = "parameter: share of the seats of each shift whose server is away, drawn by seat, date and shift",
          .example = "\"absence\""});
  f.text("unfilled", p.unfilled,
         {.doc = "parameter: share of the seats of each shift for which nobody was found, drawn apart from `absence`",
          .example = "\"unfilled\""});
  f.table("book",
          [&](Fields& g) {
            BookSpec& b = p.book;
            b.set = true;
            g.quantity("slot", Dimension::time, b.slot, {.low = 60'000, .high = 86'400'000, .doc = "base slot"});
            g.text("sessions", b.sessions,
                   {.required = true,
                    .doc = "schedule of the consultation hours, of any days of the week",
                    .example = "\"consultation_hours\""});
            g.quantity("lead", Dimension::time, b.lead,
                       {.required = true,
                        .low = 0,
                        .high = limits::lead_days * 86'400'000.0,
                        .doc = "how far ahead slots are issued, in whole days",
                        .example = "\"4 weeks\""});
            value(g, "same_day_share", Dimension::share, b.same_day_share,
                  {.doc = "share of the slots kept free until the day itself"});
            g.texts("pattern", b.pattern,
                    {.doc = "times of the day at which slots begin, instead of one behind the other from the start of "
                            "each session; \"08:00=2\": two begin then",
                     .example = "[\"08:00=2\", \"08:15\", \"08:30\"]"});
            g.quantity("overbook", Dimension::number, b.overbook,
                       {.low = 0,
                        .high = 100,
                        .whole = true,
                        .doc = "so many slots more begin at the start of each session of each server"});
            g.quantity("release", Dimension::time, b.release,
                       {.low = 0,
                        .high = limits::lead_days * 86'400'000.0,
                        .doc = "so long before a session begins its free slots of the `same_day_share` are issued to "
                               "everyone, those of today as well; default: on the day itself, to `same_day`",
                        .example = "\"2 days\""});
            refuse_beside(g, "overbook", "pattern", "the pattern says how many begin when");
            refuse_without(g, "release", "same_day_share", "nothing is kept free");
            g.quantity("prefer_own", Dimension::time, b.prefer_own,
                       {.low = 0,
                        .high = limits::lead_days * 86'400'000.0,
                        .doc = "how long one waits extra for one's own server, in whole days"});
          },
          {.doc = "appointments are issued ahead"});
  f.quantities("preemptible", Dimension::number, p.preemptible,
               {.may_be_empty = true,
                .low = 0,
                .high = 31,
                .whole = true,
                .doc = "priorities whose service gives way to lower numbers; []: none",
                .example = "[2]"});
  named_list(f, "limit", p.limits, describe_limit, "caps on how many of some priorities are in service at once");
  f.quantity("queue_limit", Dimension::number, p.queue_limit,
             {.low = 0, .high = 65534, .whole = true, .doc = "most who may wait"});
  f.flag("overtime", p.overtime, {.doc = "who waits at closing time is still served"});
  f.table("overtime_limit",
          [&](Fields& g) {
            PoolSpec::OvertimeLimit& o = p.overtime_limit;
            o.set = true;
            o.where = g.here();
            g.text(
                "share", o.share,
                {.required = true,
                 .doc = "parameter: share of the paid hours of a week; of a pool without `staff`, of its hours on duty",
                 .example = "\"overtime_limit\""});
            g.quantity("always_below", Dimension::number, o.always_below,
                       {.low = 0,
                        .high = 32,
                        .whole = true,
                        .doc = "priorities below this one are served in any case; default: none",
                        .example = "3"});
          },
          {.doc = "once a week has had so much overtime, who waits at closing time is left until the next opening"});
  refuse_without(f, "overtime_limit", "overtime", "without that there is none to limit");
  refuse_beside(f, "overtime_limit", "on_closed", "who is left waits for the next opening");
  f.choice("closing", {"finish", "hand_over"}, p.closing,
           {.doc = "service in progress when servers go off duty: is finished after hours, or interrupted and resumed "
                   "by the next on duty"});
  f.text("on_closed", p.on_closed,
         {.doc = "pathway.step for those who wait when the last server goes off duty, and who come while none is on "
                 "duty; default: they wait",
          .example = "\"visit.elsewhere\""});
  f.quantity(
      "ageing", Dimension::time, p.ageing,
      {.low = 1000, .doc = "after each such wait a request goes to the next better priority", .example = "\"30 min\""});
  f.quantities(
      "accumulates", Dimension::number, p.accumulates,
      {.low = 0,
       .high = 1e6,
       .doc = "of priority 0, 1, ...: how fast priority accumulates while one waits. Who has most, rate times wait, "
              "starts first, instead of who has the lowest number",
       .example = "[2, 1]"});
  f.quantity("occupancy", Dimension::number, p.occupancy,
             {.low = 1,
              .high = 10000,
              .whole = true,
              .doc = "count how long 0, 1, ... so many servers were seized, the last with all above",
              .example = "40"});
  f.quantity(
      "audit", Dimension::time, p.audit,
      {.low = 1000, .doc = "also count how many were seized at each multiple of this time", .example = "\"24 h\""});
  refuse_beside(f, "schedule", "roster", "the parts of the roster have schedules of their own");
}

// What tells the kinds of stream apart is no key of one of them: that there is exactly one, engine/model looks after.
const std::vector<KindKeys> stream_kinds = {
    {"a rate", {"at_start", "days", "factor", "first_at_opening", "schedule", "start", "window"}},
    {"counts", {}},
    {"rates", {"at_start", "days", "factor", "first_at_opening", "rate_period", "schedule", "start", "window"}},
    {"persons",
     {"closed_on_holidays", "day_factor", "deferred_enters", "deferred_over", "factor", "family", "need",
      "on_closed_days", "only_for", "open_days", "profile_column", "profile_table", "season_column", "season_of",
      "season_table"}},
    {"due visits", {"profile_column", "profile_table", "visits"}},
    {"begins", {"profile_column", "profile_table"}}};

void check_stream_keys(Fields& f, const StreamSpec& s) {
  if (!s.rates.empty()) refuse_keys_of_others(f, stream_kinds, "rates", "an anonymous stream with `rates`");
  if (s.rate.value > 0 || s.interval.set || s.rates_lookup.set)
    refuse_keys_of_others(f, stream_kinds, "a rate", "an anonymous stream without `rates`");
  if (s.counts.set) refuse_keys_of_others(f, stream_kinds, "counts", "an anonymous stream with `counts`");
  if (s.lookup.set || s.has_per_person) refuse_keys_of_others(f, stream_kinds, "persons", "a stream of persons");
  if (!s.participants.value.empty()) refuse_keys_of_others(f, stream_kinds, "due visits", "a stream of due visits");
  if (!s.begins.empty()) refuse_keys_of_others(f, stream_kinds, "begins", "a stream with `begins`");
  if (s.begins.size() > 1)
    f.issue("begins", "names several attributes", "a stream begins with one label", "Write a stream for each");
  refuse_beside(f, "per_person", "lookup", "one of them says how often");
  refuse_without(f, "profile_table", "profile_column", "nothing says which column holds");
  refuse_without(f, "profile_column", "profile_table", "it is a column of that table");
  refuse_without(f, "season_table", "season_column", "nothing says which column holds");
  refuse_without(f, "season_column", "season_table", "it is a column of that table");
  refuse_without(f, "season_of", "season_table", "its columns are those of that table");
  refuse_without(f, "open_days", "closed_on_holidays", "there is nothing to make up for");
  refuse_without(f, "on_closed_days", "closed_on_holidays", "it is never closed");
  refuse_beside(f, "open_days", "on_closed_days", "what arises on closed days is made up for by nothing else");
  const bool defers = std::any_of(s.on_closed_days.begin(), s.on_closed_days.end(),
                                  [](const auto& part) { return part.first == "next_opening"; });
  for (const char* key : {"deferred_enters", "deferred_over"}) {
    refuse_without(f, key, "on_closed_days", "nothing is put off");
    if (f.has(key) && f.has("on_closed_days") && !defers)
      f.issue(key, "stands without `next_opening` in on_closed_days", "nothing is put off");
  }
}

void describe_day_factor(Fields& f, DayFactorSpec& d) {
  f.texts("on", d.on, {.required = true, .doc = "types of days, of `run.day_types`", .example = "[\"feast\"]"});
  value(f, "factor", Dimension::number, d.factor,
        {.low = 0,
         .high = limits::day_factor,
         .doc = "times the rate; those of several that hold at once multiply, to as much as one may be"});
  f.text("hours", d.hours,
         {.doc = "whole hours in which the factor holds; default: all day", .example = "\"20:00-24:00\""});
  f.text("like", d.like,
         {.doc = "mon ... sun: the day's profile is that of this day; a holiday's is a Sunday's without",
          .example = "\"sat\""});
  f.texts("only", d.only, {.doc = "labels of the drawn variable; default: all", .example = "[\"long\"]"});
  for (const auto& [key, empty] :
       {std::pair{"hours", d.hours.value.empty()}, {"like", d.like.value.empty()}, {"only", d.only.empty()}})
    if (f.has(key) && empty) f.issue(key, "is empty", "it says nothing", "leave `" + std::string(key) + "` away");
  if (!f.has("factor") && !f.has("like")) f.issue("", "says neither factor nor like", "it changes nothing");
  refuse_without(f, "hours", "factor", "they are the hours of the factor");
}

void describe_initial(Fields& f, InitialSpec& i) {
  f.text("at", i.at,
         {.doc = "a `delay`: they are in it, and hold what requests hold there; a `seize`: they are served there, or "
                 "with `waited` they wait there. Default: where the stream enters",
          .example = "\"visit.serve\""});
  value(f, "share", Dimension::share, i.share,
        {.low = 0, .high = 1, .doc = "share of the stream's requests that come to this step"});
  i.has_stock = f.has("stock");
  value(f, "stock", Dimension::number, i.stock,
        {.low = 0,
         .high = 1e6,
         .doc = "so many are there: of persons a share of them, of an anonymous stream in all. Default: as many as the "
                "stream brings in the time that they are there",
         .example = "0.012"});
  lookup(f, "lookup", i.lookup, "the share of persons that are there, by attributes, instead of `stock`");
  time(
      f, "waited", i.waited,
      "all who came within this time wait; drawn once for each pool. As long as one is there on the whole, if the pool "
      "then serves the first of them");
  if (i.waited.of_task) f.issue("waited", "is a time of a task where nobody is asked to do one");
  refuse_beside(f, "stock", "lookup", "one of them says how many there are");
  refuse_beside(f, "share", "stock", "it is a share of what the stream brings");
  refuse_beside(f, "share", "lookup", "it is a share of what the stream brings");
}

void describe_workforce(Fields& f, WorkforceSpec& w) {
  w.where = f.here();
  const auto parameter = [&f](const char* key, Name& to, const char* doc, const char* example, bool required = false) {
    f.text(key, to, {.required = required, .doc = doc, .example = example});
  };
  f.texts("pools", w.pools,
          {.required = true, .doc = "pools with `staff`, whose seats these persons hold", .example = "[\"nurse\"]"});
  f.text("ages", w.ages,
         {.required = true,
          .doc = "table with columns discipline, from_age and share: of the persons at the start, in whole years",
          .example = "\"staff_ages\""});
  f.text("leaving", w.leaving,
         {.required = true,
          .doc = "table with columns from_age and per_year: rate at which persons leave the discipline",
          .example = "\"staff_leaving\""});
  f.text("row", w.row, {.doc = "its discipline in tables; default: the name", .example = "\"nurse\""});
  f.integer("until_age", w.until_age,
            {.low = 18, .high = 100, .doc = "age at which everybody has left", .example = "72"});
  parameter("leaving_factor", w.leaving_factor, "parameter: multiplies the rates of `leaving`", "\"leaving_nurse\"");
  f.text("load", w.load,
         {.doc = "sensor of the load of one's own place, of the scope of the pools or of the region",
          .example = "\"load_26w\""});
  parameter("leaving_by_load", w.leaving_by_load,
            "parameter: added to the rate per year for each 0.1 of load above `strained_load`", "\"leaving_by_load\"");
  parameter("strained_load", w.strained_load, "parameter: load from which on more persons leave; default: 1",
            "\"strained_load\"");
  parameter("inflow", w.inflow, "parameter: newcomers per year and person at the start", "\"inflow_nurse\"", true);
  parameter("newcomer_age", w.newcomer_age, "parameter: age of newcomers, years", "\"newcomer_age\"", true);
  parameter("newcomer_hours", w.newcomer_hours,
            "parameter: share of the shifts of a seat that a newcomer works; default: 1", "\"newcomer_hours\"");
  parameter("fill_time", w.fill_time,
            "parameter of a unit of time: mean time after which a vacancy is filled, if there is somebody; default: on "
            "the first of the next month",
            "\"fill_time_nurse\"");
  parameter("least_loaded_weight", w.least_loaded_weight,
            "parameter: how much more often a newcomer chooses a vacancy in the third of the places with the lowest "
            "load; default: 1",
            "\"choice\"");
  f.integer("newcomers_wait", w.newcomers_wait,
            {.low = 1, .high = 120, .doc = "months for which who finds no seat looks for one", .example = "12"});
  parameter("cover", w.cover,
            "parameter: share of the shifts of vacant seats and of who is ill that somebody from outside works; "
            "default: 0",
            "\"cover\"");
  value(f, "vacant_at_start", Dimension::number, w.vacant_at_start,
        {.low = 0,
         .high = 0.5,
         .doc = "share of the seats that have nobody on the first day. The persons and hours of tables are of who is "
                "there: there are so many more seats that on the whole as many hours are worked as the tables say",
         .example = "0.04"});
  value(f, "overtime_price", Dimension::number, w.overtime_price,
        {.low = 0,
         .high = 1e6,
         .doc = "what an hour of overtime of the pools costs; results have the sum",
         .example = "\"overtime_price_nurse\""});
  for (const char* key : {"leaving_by_load", "least_loaded_weight"}) refuse_without(f, key, "load", "it goes by that");
  refuse_without(f, "strained_load", "leaving_by_load", "it says from where on that counts");
  f.table(
      "sickness",
      [&](Fields& g) {
        WorkforceSpec::Sickness& s = w.sickness;
        s.set = true;
        s.where = g.here();
        g.text(
            "share", s.share,
            {.required = true,
             .doc = "parameter: share of all time in which persons are ill. What the presence of the staff leaves out "
                    "for it is put back",
             .example = "\"sickness\""});
        g.text("spells", s.spells,
               {.required = true,
                .doc = "table with columns kind, share and days: shares of spells and their mean length. Of several, "
                       "those of the longest kind stay as they are, whatever season, wave and load make of the others",
                .example = "\"sickness_spells\""});
        lookup(g, "season", s.season, "factor by month, mean 1", "months");
        g.text("wave", s.wave, {.doc = "parameter: factor, such as of an epidemic; default: 1", .example = "\"wave\""});
        g.text(
            "by_load", s.by_load,
            {.doc = "parameter: factor for each 0.1 of load above 1 at one's own place, in a straight line; default: 1",
             .example = "\"sickness_by_load\""});
      },
      {.doc = "sickness absence in spells"});
  f.table("also",
          [&](Fields& g) {
            WorkforceSpec::Also& a = w.also;
            a.set = true;
            a.where = g.here();
            g.texts("pools", a.pools,
                    {.required = true,
                     .doc = "pools with a `roster`, a `schedule` or `servers`: who is on duty there is one of these "
                            "persons, or of the others of `share_by_others`",
                     .example = "[\"night_doctor\"]"});
            g.text("share_by_others", a.share_by_others,
                   {.doc = "parameter: share of the hours there that others work, who have no seat here; default: 0",
                    .example = "\"night_locums\""});
            g.text("hours_off", a.hours_off,
                   {.required = true,
                    .doc = "parameter: hours of a shift here that one hour there costs. What that takes as parameters "
                           "stand is put back into the presence of the staff",
                    .example = "\"hours_off_after_duty\""});
          },
          {.doc = "what else these persons do, which costs hours of their shifts"});
}

void describe_stream(Fields& f, StreamSpec& s) {
  f.quantity("rate", Dimension::rate, s.rate,
             {.low = 0, .low_open = true, .doc = "anonymous: Poisson arrivals", .example = "\"30 per hour\""});
  time(f, "interval", s.interval, "anonymous: time between arrivals, instead of a rate");
  if (s.interval.of_task) f.issue("interval", "is a time of a task where nobody is asked to do one");
  f.quantities(
      "rates", Dimension::rate, s.rates,
      {.low = 0,
       .doc = "anonymous: Poisson arrivals at these rates in turn, over and over from the first moment of the run",
       .example = "[\"3 per hour\", \"0 per hour\"]"});
  f.table("rates_lookup", [&](Fields& g) { lookup_fields(g, s.rates_lookup); },
          {.doc = "anonymous: rates per hour out of a table, by hour (0-23) or hour_of_week (0-167)",
           .example = "{table = \"calls\", column = \"per_hour\", by = [\"hour_of_week\"]}"});
  f.table("counts", [&](Fields& g) { lookup_fields(g, s.counts, "counts"); },
          {.doc = "anonymous: so many come on each day out of a table, by date or day (0: the first of the run), or in "
                  "each hour of it, by these and hour (0-23); on days without a row nobody does. When is drawn evenly",
           .example = "{table = \"calls\", column = \"number\", by = [\"date\", \"hour\"]}"});
  f.quantity("rate_period", Dimension::time, s.rate_period,
             {.low = 1000, .doc = "anonymous: how long each of `rates` holds"});
  f.table(
      "window",
      [&](Fields& g) {
        s.window.set = true;
        s.window.where = g.here();
        g.quantity("from", Dimension::time, s.window.from,
                   {.low = 0, .high = 86'399'999, .doc = "time of day at which it opens"});
        g.quantity(
            "to", Dimension::time, s.window.to,
            {.low = 1, .high = 172'799'999, .doc = "time of day at which it closes; beyond 24 hours: the next day"});
      },
      {.doc = "anonymous: only in this part of each day, whose gaps begin anew",
       .example = "{from = \"8 h\", to = \"17 h\"}"});
  f.texts("days", s.days,
          {.doc = "anonymous: only on these: mon ... sun, weekdays, weekend; holidays count as Sundays",
           .example = "[\"weekdays\"]"});
  f.text("schedule", s.schedule,
         {.doc = "anonymous: only in these hours, whose gaps begin anew", .example = "\"office\""});
  f.flag("first_at_opening", s.first_at_opening, {.doc = "anonymous: the first of each window comes when it opens"});
  f.quantity(
      "start", Dimension::time, s.start,
      {.low = 0, .doc = "anonymous: nobody comes before, counted from the first moment of the run, warm-up included"});
  f.flag("at_start", s.at_start, {.doc = "anonymous: the first comes at the start itself, if the stream is open then"});
  f.text("family", s.family,
         {.doc = "persons: streams of one family are drawn together, with one need factor", .example = "\"day\""});
  lookup(f, "lookup", s.lookup, "persons: rates per person-year");
  s.has_per_person = f.has("per_person");
  value(f, "per_person", Dimension::number, s.per_person,
        {.low = 0, .doc = "persons: rate per person-year, the same for all"});
  f.text("need", s.need, {.doc = "personal need factor on the rate", .example = "\"day\""});
  f.text("profile_table", s.profile_table,
         {.doc = "table with columns hour_of_week and shares", .example = "\"profile_week\""});
  f.text("profile_column", s.profile_column, {.doc = "its column", .example = "\"calls\""});
  f.text("season_table", s.season_table,
         {.doc = "table with columns month and indices", .example = "\"profile_month\""});
  f.text("season_column", s.season_column, {.doc = "its column", .example = "\"all\""});
  f.text_map("season_of", s.season_of,
             {.doc = "label of the drawn variable -> another column", .example = "{flu = \"winter\"}"});
  f.flag("closed_on_holidays", s.closed_on_holidays,
         {.doc = "nothing arises on holidays; the other days of the year carry it, so that its total stays, or "
                 "`on_closed_days` says what becomes of it"});
  f.quantity(
      "open_days", Dimension::number, s.open_days,
      {.low = 0.5, .high = 2, .doc = "factor on the other days instead of what keeps the total", .example = "1.02"});
  value_map(f, "on_closed_days", s.on_closed_days,
            {.low = 0,
             .high = 1,
             .doc = "what becomes of what arises on holidays, which is then as much as on an open day of that weekday: "
                    "`next_opening`, or a step that it enters at once -> share; the rest passes",
             .example = "{next_opening = 0.6, \"visit.urgent\" = 0.1}"},
            Dimension::share);
  f.text("deferred_enters", s.deferred_enters,
         {.doc = "step for those of `next_opening`; default: as `enters`", .example = "\"visit.put_off\""});
  f.quantity("deferred_over", Dimension::time, s.deferred_over,
             {.low = 0,
              .high = 86'400'000,
              .doc = "they come evenly over this time from the opening on; default: in the hours in which others come",
              .example = "\"2 h\""});
  named_list(f, "day_factor", s.day_factors, describe_day_factor, "how it differs on days of some types");
  f.text("factor", s.factor,
         {.doc = "parameter on the rate. Persons: below 1 thins, above 1 adds, request by request; anonymous: gaps run "
                 "so many times as fast",
          .example = "\"demand\""});
  f.text_map("only_for", s.only_for,
             {.doc = "label of the drawn variable -> attribute=label that it is limited to; the rate is scaled up so "
                     "that the total stays",
              .example = "{pregnancy = \"sex=female\"}"});
  f.text("participants", s.participants,
         {.doc = "due visits: attribute of those who take part", .example = "\"programme\""});
  f.text("visits", s.visits,
         {.doc = "due visits: parameter, visits per participant and year", .example = "\"visits_per_year\""});
  f.text_map(
      "begins", s.begins,
      {.doc = "where lives go on: one request of each person who gets this label of an attribute, on that day, or "
              "the next on which the profile has anybody come, if they have it then",
       .example = "{pregnant = \"yes\"}"});
  f.text_map("set", s.set, {.doc = "variable -> label, for every request", .example = "{kind = \"long\"}"});
  f.text("enters", s.enters, {.required = true, .doc = "pathway, or pathway.step", .example = "\"visit\""});
  named_list(f, "initial", s.initials, describe_initial, "requests that came before the run and are still there");
  check_stream_keys(f, s);
}

struct Verb {
  KindKeys keys;  // beside `counts` and `wait`, which stand everywhere
  bool (*is)(const StepSpec& step);
};

// clang-format off
const std::vector<Verb> verbs = {
    {{"seize",
      {"after_priority", "after_work", "branches", "hold", "interruptible", "on_full", "on_interrupted", "on_patience",
       "or", "order_by", "otherwise", "patience", "priorities", "priority", "priority_by", "served_by", "strict", "task",
       "then", "time", "with"}},
     [](const StepSpec& s) { return !s.seize.value.empty(); }},
    {{"release", {"branches", "then"}}, [](const StepSpec& s) { return !s.release.empty(); }},
    {{"book",
      {"accepts", "branches", "no_show", "on_no_show", "on_none", "on_refused", "otherwise", "same_day", "slots",
       "slots_by", "slots_of", "then"}},
     [](const StepSpec& s) { return !s.book.value.empty(); }},
    {{"account", {"branches", "then", "time"}}, [](const StepSpec& s) { return !s.account.value.empty(); }},
    {{"delay", {"branches", "then"}}, [](const StepSpec& s) { return s.delay.set; }},
    {{"until", {"branches", "then"}}, [](const StepSpec& s) { return !s.until.value.empty(); }},
    {{"await", {"branches", "on_patience", "patience", "then"}},
     [](const StepSpec& s) { return !s.await.value.empty(); }},
    {{"join", {"branches", "on_patience", "patience", "then"}}, [](const StepSpec& s) { return !s.join.empty(); }},
    {{"gather", {"at", "branches", "first", "on_patience", "patience", "then"}},
     [](const StepSpec& s) { return s.has_gather; }},
    {{"draw",
      {"branches", "factor_cap", "factors", "fallback", "lookup", "needs_pool", "shares", "shift_down", "shift_error",
       "shift_of", "then"}},
     [](const StepSpec& s) { return !s.draw.value.empty(); }},
    {{"sample", {"branches", "law", "lookup", "then", "time"}}, [](const StepSpec& s) { return !s.sample.value.empty(); }},
    {{"assign", {"branches", "then"}}, [](const StepSpec& s) { return !s.assign.empty(); }},
    {{"select", {"cases", "otherwise", "then"}}, [](const StepSpec& s) { return !s.select.value.empty(); }},
    {{"when", {"no", "then", "yes"}}, [](const StepSpec& s) { return !s.when.value.empty(); }},
    {{"chance", {"chance_factor", "no", "then", "yes"}},
     [](const StepSpec& s) { return s.has_chance || s.chance_lookup.set; }},
    {{"adopts", {"no", "then", "yes"}}, [](const StepSpec& s) { return !s.adopts.value.empty(); }},
    {{"set", {"branches", "then"}}, [](const StepSpec& s) { return !s.set.empty() && s.spawn.value.empty(); }},
    {{"copy", {"branches", "then"}}, [](const StepSpec& s) { return !s.copy.value.empty(); }},
    {{"move", {"branches", "moved", "then"}}, [](const StepSpec& s) { return !s.move.value.empty(); }},
    {{"spawn", {"after", "branches", "copies", "then"}}, [](const StepSpec& s) { return !s.spawn.value.empty(); }},
    {{"reallocate", {"branches", "then"}}, [](const StepSpec& s) { return s.reallocate; }},
    {{"exit", {}}, [](const StepSpec& s) { return !s.exit.value.empty(); }}};
// clang-format on

// "" has no verb and only leads on.
const std::vector<KindKeys> step_kinds = [] {
  std::vector<KindKeys> kinds = {{"", {"branches", "then"}}};
  for (const Verb& verb : verbs) kinds.push_back(verb.keys);
  return kinds;
}();

// The verb; "several" if there are, which is refused when all are bound.
std::string_view verb_of(const StepSpec& s) {
  const std::vector<std::string_view> all = verbs_of(s);
  return all.empty() ? "" : all.size() == 1 ? all[0] : "several";
}

void check_step_keys(Fields& f, const StepSpec& s) {
  const std::string_view verb = verb_of(s);
  refuse_keys_of_others(f, step_kinds, verb, verb.empty() ? "a step without a verb" : '`' + std::string(verb) + '`');
  if (verb == "seize") {
    refuse_without(f, "on_patience", "patience", "nobody waits too long");
    refuse_without(f, "priorities", "priority_by", "nothing says whose labels they are");
    refuse_without(f, "priority_by", "priorities", "all would have one priority");
    refuse_without(f, "after_priority", "after_work", "there is no work afterwards");
    refuse_without(f, "strict", "with", "one pool alone is had or not");
    refuse_without(f, "served_by", "or", "one pool serves all");
    refuse_beside(f, "with", "or", "all of several pools are had at once, or one of them");
    refuse_beside(f, "hold", "or", "which pool would be held is not known");
  } else if (verb == "await" || verb == "join" || verb == "gather") {
    refuse_without(f, "on_patience", "patience", "nobody waits too long");
  } else if (verb == "book") {
    refuse_without(f, "on_refused", "accepts", "everyone accepts the wait");
    refuse_without(f, "on_no_show", "no_show", "everyone comes");
    refuse_without(f, "slots_of", "slots_by", "nothing says whose labels they are");
    refuse_without(f, "slots_by", "slots_of", "all would have as many slots");
    if (s.same_day) refuse_beside(f, "accepts", "same_day", "it is today or not at all");
  } else if (verb == "draw") {
    refuse_without(f, "factor_cap", "factors", "there is nothing to cap");
    refuse_without(f, "fallback", "needs_pool", "no share goes there");
    refuse_without(f, "needs_pool", "fallback", "nothing says who takes the shares of missing pools");
    refuse_without(f, "shift_error", "shift_of", "nothing is shifted");
    refuse_without(f, "shift_down", "shift_of", "nothing is shifted");
    refuse_without(f, "shift_of", "shift_error", "nothing says how many are off");
    refuse_beside(f, "factors", "shift_of", "a label that is passed on has no share");
    refuse_beside(f, "lookup", "shift_of", "only one of them can hold");
  }
  const bool both_ways = (verb == "when" || verb == "chance" || verb == "adopts") && f.has("yes") && f.has("no");
  if (both_ways) refuse_beside(f, "then", "no", "the step leads to `yes` or to `no`");
  if (!s.branches.empty()) refuse_beside(f, "then", "branches", "the branches say where it goes on");
}

// What of a step's times is a time of a task.
void write_out_tasks(Fields& f, StepSpec& s, const Scenario& scenario) {
  const bool seizes = !s.seize.value.empty();
  const Asked asked{s.task, seizes ? s.seize : s.account, s.served_by, !s.either.empty()};
  write_out_task(f, "time", s.time, scenario, asked);
  write_out_task(f, "after_work", s.after_work, scenario, asked);
  const std::pair<const char*, TimeSpec*> others[] = {
      {"delay", &s.delay}, {"patience", &s.patience}, {"accepts", &s.accepts}, {"after", &s.after}};
  for (const auto& [key, time] : others) write_out_task(f, key, *time, scenario, {});
}

void describe_step(Fields& f, StepSpec& s, const Scenario& scenario) {
  f.text(
      "seize", s.seize,
      {.doc =
           "wait for a server of this pool, or of the pool that a variable names (not beside `with`, `or` or `hold`), "
           "and be served",
       .example = "\"desk\""});
  f.text("book", s.book, {.doc = "get an appointment of this pool, and wait for it", .example = "\"nurse\""});
  f.text("until", s.until, {.doc = "wait until this schedule is open", .example = "\"office_hours\""});
  f.text("await", s.await,
         {.doc = "wait until this expression is true; it reads numbers, labels and pools, not the time",
          .example = "\"beds_ready >= 1\""});
  f.texts("join", s.join,
          {.doc = "wait until all requests have left that this one made at these `spawn` steps",
           .example = "[\"blood_test\", \"x_ray\"]"});
  s.has_gather = f.has("gather");
  value(f, "gather", Dimension::number, s.gather,
        {.low = 1, .high = 10000, .whole = true, .doc = "wait until so many are here, and go on together"});
  f.text("draw", s.draw, {.doc = "draw a label of this variable from `shares` or `lookup`", .example = "\"kind\""});
  f.text("select", s.select,
         {.doc = "go on by the label of this variable or attribute, or by open/closed of a schedule",
          .example = "\"kind\""});
  f.text("copy", s.copy,
         {.doc = "variable=other: take over the label of another variable", .example = "\"first_kind=kind\""});
  f.text(
      "move", s.move,
      {.doc = "where nobody of this pool is on duty at the request's place, it belongs from here on to the next place "
              "of that scope, in their order, where somebody is; if nobody is anywhere, it stays",
       .example = "\"doctor\""});
  f.text("moved", s.moved,
         {.doc = "move: variable that is given its second label for those who were moved, and its first for the others",
          .example = "\"elsewhere\""});
  f.text("spawn", s.spawn,
         {.doc = "make another request of the same person that enters here", .example = "\"follow_up\""});
  f.text("exit", s.exit,
         {.doc = "leave with this outcome; a variable or attribute in braces stands for its label",
          .example = "\"served\""});
  time(f, "delay", s.delay, "wait, without a server");
  f.flag("reallocate", s.reallocate, {.doc = "apply the reallocation rules"});
  s.has_chance = f.has("chance");
  value(f, "chance", Dimension::share, s.chance, {.doc = "go to `yes` with this share, else to `no`"});
  lookup(f, "chance_lookup", s.chance_lookup,
         "chance: shares by variables or attributes, alone or multiplied by the share");
  f.text("when", s.when,
         {.doc = "go to `yes` if this expression is true, else to `no`", .example = "\"time_of_day < 8 h\""});
  f.text(
      "sample", s.sample,
      {.doc =
           "draw this number, of the request, its person or the model: a time from `time`, a plain number from `law`",
       .example = "\"gap\""});
  f.table("law",
          [&](Fields& g) {
            law_fields(g, s.law, Dimension::number, false);
            check_law_keys(g, s.law);
          },
          {.doc = "sample: law of plain numbers",
           .example = "{distribution = \"uniform\", low = 0, high = 30}",
           .in_a_line = true});
  f.text_map(
      "assign", s.assign,
      {.doc = "number, of the request, its person or the model -> expression, worked out when the step has counted",
       .example = "{seen = \"now\"}"});
  f.texts("release", s.release, {.doc = "pools that the request holds and gives back", .example = "[\"bed\"]"});
  f.text("account", s.account,
         {.doc = "count `time` as work of this pool (`pool_accounted_hours`, tallies of minutes) without seizing it: "
                 "not in its busy time or load",
          .example = "\"office\""});
  f.text("adopts", s.adopts,
         {.doc = "go to `yes` if the person has this habit, beyond what measured figures include; else to `no`",
          .example = "\"self_care\""});
  f.text_map(
      "set", s.set,
      {.doc =
           "give this variable, or this attribute of kind set_by_steps, this label; spawn: labels of variables of the "
           "new request",
       .example = "{kind = \"long\"}"});

  f.text("task", s.task,
         {.doc = "seize: name of the task; equal tasks have equal luck, whoever does them", .example = "\"intake\""});
  time(f, "time", s.time,
       "seize: service time, never left out but by a step that holds; sample: law of a time; account: what is counted");
  f.texts("or", s.either,
          {.doc = "seize: other pools that may serve as well: whichever has a free server first, and of several the "
                  "first in this order, behind `seize`",
           .example = "[\"nurse_practitioner\"]"});
  f.text("served_by", s.served_by,
         {.doc = "seize: with `or`, variable that is given the name of the pool that serves, before the time is drawn",
          .example = "\"discipline\""});
  f.texts(
      "with", s.with,
      {.doc = "seize: other pools of which a server is seized at the same moment, all or none; a pool named n times "
              "gives n servers",
       .example = "[\"nurse\"]"});
  f.texts("hold", s.hold,
          {.doc = "seize: pools that stay seized when the service ends, until `release`", .example = "[\"bed\"]"});
  f.text("order_by", s.order_by,
         {.doc = "seize: expression, worked out when one joins the queue: within a priority who has less stands before "
                 "others; who has none has 0. `-now` is last come, first served",
          .example = "\"due\""});
  f.flag("interruptible", s.interruptible,
         {.doc = "seize: whether its service gives way to more urgent ones where the pool is `preemptible`. What is "
                 "seized `with` others never does"});
  f.flag("strict", s.strict, {.doc = "seize: while it cannot have all of `with`, nobody behind it may start"});
  f.quantity("priority", Dimension::number, s.priority,
             {.low = 0, .high = 31, .whole = true, .doc = "seize: 0 goes first, and is the default"});
  f.text("priority_by", s.priority_by, {.doc = "seize: variable that decides the priority", .example = "\"urgency\""});
  f.quantity_map(
      "priorities", Dimension::number, s.priorities,
      {.low = 0, .high = 31, .whole = true, .doc = "seize: its labels -> priority", .example = "{high = 0, low = 1}"});
  time(f, "patience", s.patience, "seize, await, join, gather: longest wait");
  f.text("on_patience", s.on_patience,
         {.doc = "seize, await, join, gather: step for those who waited so long", .example = "\"hang_up\""});
  f.text(
      "on_interrupted", s.on_interrupted,
      {.doc = "seize: step for those whose service is interrupted for somebody more urgent; default: they wait at the "
              "head of the queue and go on later",
       .example = "\"discharged\""});
  f.text("on_full", s.on_full, {.doc = "seize: step for those who find the queue full", .example = "\"turned_away\""});
  f.text(
      "otherwise", s.otherwise,
      {.doc = "seize, book: step where the place has no such pool; select: other labels", .example = "\"elsewhere\""});
  time(f, "after_work", s.after_work, "seize: work behind the patient's back");
  f.quantity("after_priority", Dimension::number, s.after_priority,
             {.low = 0, .high = 31, .whole = true, .doc = "seize: its priority"});
  f.text("wait", s.wait,
         {.doc = "measure that takes up the wait; where nothing is waited for, the time since the request arose "
                 "(`from = \"arrival\"`)",
          .example = "\"queue\""});
  value(f, "slots", Dimension::number, s.slots,
        {.low = 1, .high = 100, .whole = true, .doc = "book: base slots in a row; what a parameter says is rounded"});
  f.text("slots_by", s.slots_by, {.doc = "book: variable that decides the slots", .example = "\"kind\""});
  value_map(f, "slots_of", s.slots_of,
            {.low = 1,
             .high = 100,
             .whole = true,
             .doc = "book: its labels -> slots",
             .example = "{short = 1, long = \"slots_of_a_long_visit\"}"});
  f.flag("same_day", s.same_day, {.doc = "book: today or not at all"});
  f.text("on_none", s.on_none, {.doc = "book: step if no slot is to be had", .example = "\"elsewhere\""});
  time(f, "accepts", s.accepts, "book: longest wait that is accepted");
  f.text("on_refused", s.on_refused,
         {.doc = "book: step for those who do not accept the wait", .example = "\"elsewhere\""});
  f.text("no_show", s.no_show, {.doc = "book: parameter, share who do not come", .example = "\"share_no_show\""});
  f.text("on_no_show", s.on_no_show, {.doc = "book: step for them", .example = "\"stayed_away\""});
  f.text("at", s.at,
         {.doc = "gather: scope whose places have groups of their own; default: one for the region",
          .example = "\"practice\""});
  f.text("first", s.first,
         {.doc = "gather: step for who came first of each group; default: goes on as the others do",
          .example = "\"lead\""});
  lookup(f, "lookup", s.lookup,
         "draw: shares by key; the column named like the variable holds the labels; sample: the number by key, instead "
         "of a law",
         "shares");
  f.quantity_map(
      "shares", Dimension::share, s.shares,
      {.doc = "draw: label -> share, the same for all, instead of a lookup", .example = "{young = 0.4, old = 0.6}"});
  f.named("factors",
          [&](const std::string& label, Fields& g) {
            s.factors.emplace_back(label, Lookup{});
            lookup_fields(g, s.factors.back().second);
          },
          {.doc = "draw: factors on the share of a label; the others give way"});
  value(f, "factor_cap", Dimension::share, s.factor_cap,
        {.doc = "draw: most that such a share may become", .example = "0.6"});
  f.text_map("needs_pool", s.needs_pool,
             {.doc = "draw: label -> pool; where a place lacks it the share goes to `fallback`, elsewhere it grows so "
                     "that the total stays",
              .example = "{nurse = \"nurse\"}"});
  f.text("fallback", s.fallback,
         {.doc = "draw: label that takes the shares of missing pools", .example = "\"doctor\""});
  f.text(
      "shift_of", s.shift_of,
      {.doc = "draw: pass on this variable, sometimes one label off, instead of a lookup", .example = "\"urgency\""});
  f.text("shift_error", s.shift_error, {.doc = "draw: parameter, share that is off", .example = "\"triage_error\""});
  value(f, "shift_down", Dimension::share, s.shift_down,
        {.doc = "draw: share of the errors that go to the next higher label (less urgent)"});
  f.text_map("cases", s.cases, {.doc = "select: label -> step", .example = "{short = \"serve\", long = \"refer\"}"});
  f.text("yes", s.yes,
         {.doc = "chance, adopts, when: step if it comes true; default: the next", .example = "\"helped\""});
  f.text("no", s.no, {.doc = "chance, adopts, when: step if not; default: the next", .example = "\"call\""});
  f.text("chance_factor", s.chance_factor,
         {.doc = "chance: parameter that multiplies the share", .example = "\"uptake\""});
  time(f, "after", s.after, "spawn: it enters so much later");
  f.text("copies", s.copies,
         {.doc = "spawn: how many requests, an expression; rounded, below 0 is 0, at most 10,000",
          .example = "\"size - 1\""});
  f.list("branches",
         [&](Fields& g) {
           BranchSpec branch;
           branch.rest = !g.has("share");
           value(g, "share", Dimension::share, branch.share,
                 {.doc = "share of those who finish the step; none: the rest"});
           g.text("to", branch.to, {.required = true, .doc = "step", .example = "\"leave\""});
           s.branches.push_back(branch);
         },
         {.doc = "where to go when the step is done", .example = "[{share = 0.3, to = \"again\"}, {to = \"leave\"}]"});
  f.texts("counts", s.counts, {.doc = "tallies that it adds to when done", .example = "[\"contacts\"]"});
  f.text("then", s.then, {.doc = "the next step; default: the one below", .example = "\"leave\""});
  check_step_keys(f, s);
  write_out_tasks(f, s, scenario);
}

void check_task_times(Fields& f, const Scenario& s) {
  bool asked = !s.task_times.set;
  for (const auto& pathway : s.pathways) {
    for (const auto& step : pathway.item.steps) asked = asked || step.item.time.of_task || step.item.after_work.of_task;
  }
  for (const auto& rule : s.reallocations) asked = asked || rule.item.supervision.of_task;
  if (!asked) f.issue("task_times", "is read by nothing", "no time says \"of task\"");
}

}  // namespace

void describe(Fields& f, Scenario& s) {
  f.text("name", s.name, {.doc = "name in results; default: the file's name", .example = "\"more_desks\""});
  f.text("title_nl", s.title_nl, {.doc = "title in Dutch", .example = "\"Meer balies\""});
  f.text("title_en", s.title_en, {.doc = "title in English", .example = "\"More desks\""});
  f.table("run", [&](Fields& g) { describe_run(g, s.run); }, {.doc = "what to simulate"});
  f.table(
      "population",
      [&](Fields& g) {
        s.population.set = true;
        g.text("wijken", s.population.wijken,
               {.required = true, .doc = "table of wijken with persons by five-year band", .example = "\"wijken\""});
        g.text("projection", s.population.projection,
               {.required = true, .doc = "table of the population by year, band and sex", .example = "\"projection\""});
        g.text("attributes", s.population.attributes,
               {.required = true, .doc = "table of attributes by age and sex", .example = "\"attributes\""});
        g.text("regions", s.population.regions,
               {.required = true, .doc = "table of regions with code and name", .example = "\"regions\""});
        g.text(
            "own_regions", s.population.own_regions,
            {.doc = "table of regions of one's own: columns region (the code), name, and municipality (name or code) "
                    "or wijk (code); a row for each municipality or wijk of a region. A wijk with a row of its own "
                    "does not go with its municipality. They are run by their codes beside those of `regions`, and "
                    "`--regions all` means them",
             .example = "\"zorgregios\""});
        g.table("lives", [&](Fields& h) { describe_lives(h, s.population.lives); },
                {.doc = "births, deaths, moves, ageing and conditions during the run; without it people stay as they "
                        "are on the first day. Who comes from elsewhere follows from the projection"});
      },
      {.doc = "who lives in a region"});
  named_list(
      f, "table", s.tables,
      [](Fields& g, TableSpec& t) {
        g.text("file", t.file,
               {.required = true, .doc = "CSV file, relative to the file that names it", .example = "\"times.csv\""});
        g.texts("key", t.key,
                {.doc = "columns that tell its rows apart. With a key the table may have a column region: a row with "
                        "the code of a region there takes the place of the row with the same key and an empty cell, "
                        "in that region",
                 .example = "[\"discipline\"]"});
      },
      "tables of figures");
  named_list(
      f, "region", s.regions,
      [](Fields& g, RegionSpec& r) {
        named_list(
            g, "table", r.tables,
            [](Fields& h, OwnTableSpec& t) {
              h.text(
                  "file", t.file,
                  {.doc = "CSV file with the columns of the table, relative to the file that names it; default: that "
                          "of the region's own folder",
                   .example = "\"twente_staffing.csv\""});
              h.choice("rows", {"all", "some"}, t.rows,
                       {.doc = "all: the file is the whole table, and has a row for each key that the table has; some: "
                               "keys that it lacks have the rows of everyone"});
            },
            "a table of the model as this region has it");
      },
      "figures of a region's own, by its code");
  f.table("task_times",
          [&](Fields& g) {
            s.task_times.set = true;
            g.text("table", s.task_times.table,
                   {.required = true,
                    .doc = "table with columns task, discipline, distribution, cv and mean_min",
                    .example = "\"service_times\""});
          },
          {.doc = "times by task and who does it"});
  f.table("parameters",
          [&](Fields& g) {
            g.texts("table", s.parameter_tables,
                    {.required = true,
                     .doc = "table or tables with a row per parameter: columns name and value, and any of the other "
                            "keys of a parameter; `by` with spaces between names",
                     .example = "\"parameters\""});
          },
          {.doc = "parameters that stand in tables"});
  named_list(
      f, "variable", s.variables,
      [](Fields& g, VariableSpec& v) {
        g.texts(
            "values", v.values,
            {.required = true, .doc = "labels; a request starts with the first", .example = "[\"short\", \"long\"]"});
      },
      "what a request carries");
  named_list(
      f, "number", s.numbers,
      [](Fields& g, NumberSpec& n) {
        g.choice("unit", {"number", "time"}, n.unit, {.doc = "a plain number or a time"});
      },
      "numbers that a request carries, 0 at first");
  named_list(
      f, "global", s.globals,
      [](Fields& g, GlobalSpec& n) {
        describe_first_value(g, n, "at the start of a run", "\"20 min\"");
        g.text("scope", n.scope,
               {.doc = "one number per place of this scope, of which a request has that of its own place; default: one "
                       "for all",
                .example = "\"practice\""});
        refuse_values_of_others(g, n, "a global");
      },
      "numbers of the model, or of its places, that requests see and may assign");
  named_list(
      f, "person_number", s.person_numbers,
      [](Fields& g, GlobalSpec& n) {
        describe_first_value(g, n, "of everyone at the start of a run, and of who comes later", "\"-1000 days\"");
        refuse_values_of_others(g, n, "a person_number");
      },
      "numbers of each person that steps assign and later requests of the same person read; 8 bytes per person each");
  named_list(
      f, "sensor", s.sensors,
      [](Fields& g, SensorSpec& n) {
        g.text("pool", n.pool,
               {.required = true,
                .doc = "whose load: hours of service (overtime, and servers that are held, included) / hours on duty; "
                       "one number for each place that has the pool",
                .example = "\"doctor\""});
        g.quantity("over", Dimension::time, n.over,
                   {.required = true,
                    .low = one_day.ms,
                    .doc = "the hours of a week count for 1/e of themselves when this time has passed",
                    .example = "\"13 weeks\""});
        g.quantity("start", Dimension::number, n.start,
                   {.low = 0,
                    .doc = "what it is until a week is over in which somebody was on duty; default: 0",
                    .example = "0.9"});
      },
      "exponential means of a pool's load, which steps read in expressions");
  named_list(
      f, "rule", s.place_rules,
      [](Fields& g, PlaceRuleSpec& r) {
        g.text("scope", r.scope,
               {.doc = "for each place of this scope; default: the region", .example = "\"practice\""});
        g.quantity("every", Dimension::time, r.every,
                   {.required = true,
                    .low = one_day.ms,
                    .high = limits::longest_run,
                    .doc = "whole days: at the midnight when so many have passed since the run began (warm-up "
                           "included), and so on",
                    .example = "\"4 weeks\""});
        g.text("when", r.when,
               {.doc = "expression: only where it is true; default: everywhere", .example = "\"maturity < 1\""});
        g.text_map("assign", r.assign,
                   {.required = true,
                    .doc = "global of that scope -> expression over parameters, globals and sensors of the place, "
                           "`now`, `day` and `counting`; one after the other, as written",
                    .example = "{maturity = \"maturity + 0.1 * (1 - maturity)\"}"});
      },
      "what becomes of numbers of places as time goes by");
  named_list(f, "attribute", s.attributes, describe_attribute, "labels of persons");
  named_list(f, "need", s.needs, describe_need, "personal factors on demand");
  named_list(f, "parameter", s.parameters, describe_parameter, "numbers that levers may change");
  named_list(f, "lever", s.levers, describe_lever, "what the scenario changes");
  named_list(f, "diffusion", s.diffusions, describe_diffusion, "habits that spread over people");
  named_list(f, "scope", s.scopes, describe_scope, "kinds of place");
  named_list(
      f, "schedule", s.schedules,
      [](Fields& g, ScheduleSpec& d) {
        g.text_map("days", d.days,
                   {.required = true,
                    .doc = "mon ... sun, weekdays, weekend or every_day -> hours",
                    .example = "{weekdays = \"08:00-12:00, 13:00-17:00\"}"});
      },
      "opening hours");
  named_list(f, "pool", s.pools, describe_pool, "servers with a queue");
  named_list(f, "workforce", s.workforces, describe_workforce, "persons who staff pools, one by one");
  named_list(f, "stream", s.streams, describe_stream, "where requests come from");
  named_list(
      f, "pathway", s.pathways,
      [&s](Fields& g, PathwaySpec& p) {
        const auto describe_one = [&s](Fields& h, StepSpec& step) { describe_step(h, step, s); };
        named_list(g, "step", p.steps, describe_one, "steps, in order");
      },
      "what requests go through");
  named_list(
      f, "tally", s.tallies,
      [](Fields& g, TallySpec& t) {
        g.texts("by", t.by, {.doc = "variables and attributes", .example = "[\"kind\"]"});
        g.flag("minutes", t.minutes, {.doc = "adds minutes of service, or of `account`, instead of 1"});
        describe_periods(g, t.periods, "instead of run.periods; none: []");
        g.flag(
            "by_municipality", t.by_municipality,
            {.doc = "also by the municipality in which the person lives then, and so by year where periods name it"});
        g.flag("per_person", t.per_person,
               {.doc = "also per person: share with at least one, mean and variance by the first attribute"});
        g.text("label_nl", t.label_nl, {.doc = "what is counted, in Dutch", .example = "\"Contacten\""});
        g.text("label_en", t.label_en, {.doc = "what is counted, in English", .example = "\"Contacts\""});
      },
      "counts in the results");
  named_list(
      f, "wait", s.waits,
      [](Fields& g, WaitSpec& w) {
        g.quantities("within", Dimension::time, w.within,
                     {.low = 0, .doc = "norms: exact shares within these times", .example = "[\"2 min\", \"10 min\"]"});
        g.texts("by", w.by, {.doc = "variables and attributes", .example = "[\"kind\"]"});
        g.choice("from", {"joining", "arrival", "first_arrival"}, w.from,
                 {.doc = "since joining the queue, since the request arose, or since the first request arose that it "
                         "was spawned from"});
        g.text("since", w.since,
               {.doc = "instead of `from`: since the moment that this number of the request or its person holds, of "
                       "unit time, such as one that a step assigned `now` to. While it is 0, as it begins, or less, "
                       "nothing is counted but in `NAME_unmarked`; if it lies ahead the wait is 0",
                .example = "\"answered\""});
        refuse_beside(g, "since", "from", "one of them says when the wait begins");
        g.flag("working_days", w.working_days, {.doc = "count working days instead of time"});
        g.flag("whole_run", w.whole_run, {.doc = "count from the start of the run, warm-up included"});
        describe_periods(g, w.periods, "instead of run.periods; none: []");
        g.flag(
            "by_municipality", w.by_municipality,
            {.doc = "also by the municipality in which the person lives then, and so by year where periods name it"});
        g.quantity("plus", Dimension::time, w.plus, {.low = 0, .doc = "added to each wait, such as driving time"});
        g.text("label_nl", w.label_nl,
               {.doc = "what is waited for, in Dutch", .example = "\"Wachttijd aan de balie\""});
        g.text("label_en", w.label_en, {.doc = "what is waited for, in English", .example = "\"Wait at the desk\""});
      },
      "waits in the results");
  named_list(
      f, "reallocation", s.reallocations,
      [&s](Fields& g, ReallocationSpec& r) {
        g.text("variable", r.variable,
               {.required = true, .doc = "variable that tells who does it", .example = "\"discipline\""});
        g.text("from", r.from, {.required = true, .doc = "its label before", .example = "\"doctor\""});
        g.text("to", r.to, {.required = true, .doc = "its label after", .example = "\"nurse\""});
        g.text_map("where", r.where, {.doc = "only for requests with these labels", .example = "{kind = \"short\"}"});
        g.text("rule_variable", r.rule_variable,
               {.required = true, .doc = "variable with a value per rule, \"none\" first", .example = "\"rule\""});
        g.text("share", r.share,
               {.required = true, .doc = "parameter: share that is passed on", .example = "\"share_moved\""});
        g.text("time_factor", r.time_factor,
               {.doc = "parameter: time of `to` over time of `from`; none: as the service times say",
                .example = "\"nurse_time\""});
        g.text("return_rate", r.return_rate,
               {.required = true, .doc = "parameter: share that must come back", .example = "\"share_back\""});
        g.text("return_to", r.return_to,
               {.required = true, .doc = "pathway.step where they go on", .example = "\"consult.doctor\""});
        g.flag("spread_over_places", r.spread_over_places,
               {.doc = "the share is over all persons, also of places without `to`"});
        time(g, "supervision", r.supervision, "time of the supervisor per request passed on");
        g.quantity("supervision_priority", Dimension::number, r.supervision_priority,
                   {.low = 0, .high = 31, .whole = true, .doc = "its priority"});
        g.text("supervisor", r.supervisor, {.doc = "pool that supervises", .example = "\"doctor\""});
        refuse_without(g, "supervision", "supervisor", "nobody would do it");
        write_out_task(g, "supervision", r.supervision, s, {{}, r.supervisor, {}, false});
        refuse_without(g, "supervisor", "supervision", "there is nothing to do");
        refuse_without(g, "supervision_priority", "supervision", "there is nothing to do");
      },
      "who does what instead of whom");
  check_task_times(f, s);
  named_list(
      f, "load", s.loads,
      [](Fields& g, LoadSpec& l) {
        g.texts("pools", l.pools,
                {.required = true,
                 .doc = "pools of one scope whose work and time are added",
                 .example = "[\"doctor\", \"nurse\"]"});
        describe_periods(g, l.periods, "year and week, instead of run.periods; none: []");
        g.flag("by_municipality", l.by_municipality,
               {.doc = "also by the municipality in which the place stands, and so by year where periods name it"});
        g.text("label_nl", l.label_nl, {.doc = "whose load, in Dutch", .example = "\"Balie\""});
        g.text("label_en", l.label_en, {.doc = "whose load, in English", .example = "\"Desk\""});
      },
      "loads per place and week in the results");
  named_list(
      f, "window", s.windows,
      [](Fields& g, WindowSpec& w) {
        g.text("pool", w.pool, {.required = true, .doc = "whose time on duty is counted", .example = "\"doctor\""});
        g.text("schedule", w.schedule,
               {.required = true, .doc = "in these hours of the week", .example = "\"evening_hours\""});
      },
      "time on duty in part of the week, in the results");
  named_list(
      f, "kpi", s.kpis,
      [](Fields& g, KpiSpec& k) {
        g.text("value", k.value,
               {.required = true,
                .doc = "expression over the results of a run",
                .example = "\"minutes(doctor) / (420 min * 365)\""});
        g.text("unit", k.unit,
               {.doc = "what it comes out in: 1 (default), %, min, h, per hour, ...", .example = "\"min\""});
        g.text("label_nl", k.label_nl, {.doc = "what it is, in Dutch", .example = "\"bezetting van de huisarts\""});
        g.text("label_en", k.label_en, {.doc = "what it is, in English", .example = "\"utilisation of the doctor\""});
      },
      "key figures of each run");
  f.table("trace", [&](Fields& g) { describe_telling(g, s.telling); }, {.doc = "how a trace is told to people"});
  f.table("verify", [&](Fields& g) { describe_verify(g, s.verify); },
          {.doc = "figures that the model has to reproduce; read by draagkracht verify"});
}

std::vector<std::string_view> verbs_of(const StepSpec& step) {
  std::vector<std::string_view> names;
  for (const Verb& verb : verbs) {
    if (verb.is(step)) names.push_back(verb.keys.kind);
  }
  return names;
}

std::string all_verbs() {
  std::string names;
  for (const Verb& verb : verbs) names += (names.empty() ? "" : ", ") + std::string(verb.keys.kind);
  return names;
}

}  // namespace draagkracht
