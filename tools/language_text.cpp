#include "tools/language_text.h"

#include <map>
#include <stdexcept>

namespace draagkracht {

const char* const page_opening = R"md(# The model language

Scenario and model files are [TOML](https://toml.io); the tables of figures that they name are CSV. This page lists
every key. It is written by `draagkracht language`, out of the same description by which the program reads files, and
so is [model.schema.json](model.schema.json), with which editors check and complete them (see [README.md](README.md)).

What is wrong is told all at once, as `file:line:column: key: problem (why). Suggestion?`: an unknown key or name, a
value of another type, a missing or wrong unit, a number out of its range, a name that is used twice. `draagkracht
check FILE` does just that.

**How to read the tables.** `[pool.NAME]` is a table for each name that you choose. The same can be written as items
of a list, each with its `name`:

```toml
[pool.desk]
servers = 2

[[pool]]
name = "window"
servers = 1
```

`[pool.NAME.staff]` is a table inside it. Steps of a pathway are done in the order in which they are written, so they
are best written as a list, `[[pathway.NAME.step]]`. *Required* means: here, or in a file that this one extends. Each
example is a line that the program accepts at that place; the names in it are made up.)md";

const char* const page_inheritance = R"md(## Files that extend files

```toml
extends = "baseline"           # or a list: ["baseline", "more_desks"]
name = "one_desk_less"

[pool]
remove = ["window"]            # takes an inherited item or key away

[[pathway.visit.step]]
name = "serve"                 # the inherited step of that name
time = {mean = "4 min"}        # changes one key of its time
```

`extends`, at the top of a file, names one file or several, relative to this one; `.toml` may be left out. Of several
the later ones win, and the file itself wins over all. Tables merge key by key. Items with a name merge by that name;
they keep the order of the base, and new ones come last. All else replaces what was inherited: a number, a text, a
list without names. `remove`, in any table, deletes inherited keys, or items of its lists by name (`"list.item"` if
two lists have an item of that name); it is done before the table's own content is merged. A file that is reached by
two ways is merged once. A message names the file in which the value was written. `draagkracht check FILE` shows what
differs from the baseline.)md";

const char* const page_expressions = R"md(<a id="expressions"></a>
## Expressions

Texts that are worked out for a request, at the moment of use: `when`, `assign`, and the `value` of a law of times.
Each of these lines could stand in a step:

```toml
when = "time_of_day < 8 h or queue(desk) >= 2 * busy(desk)"
when = 'kind == "long" and not counting'
assign = {visits = "visits + 1", gap = "max(2 * gap, 3 days)"}
delay = {value = "1 day - time_of_day"}
```

| | |
|---|---|
| numbers | `3`, `0.25`; times with their unit: `20 min`, `1.5 days` |
| operators | `+ - * / ( )`; `== != < <= > >=`; `and`, `or`, `not` |
| functions | `floor(x)`, `min(a, b)`, `max(a, b)`, `mod(a, b)` (of the sign of b) |
| names | the model's `number`s and `global`s; `VARIABLE == "label"`, also of attributes, and `!=` |
| `now` | time since the run began, warm-up included |
| `time_of_day`, `day` | time since midnight; whole days since the run began |
| `counting` | true after the warm-up |
| `elapsed`, `waited` | time since the request arose; its last wait for a pool |
| `queue(POOL)`, `busy(POOL)`, `free(POOL)` | who wait; servers seized; on duty and free: at the request's place |

Times and numbers are kept apart: a time times a number is a time, a time by a time is a number, and what is added or
compared must be of one kind. A time below 0 counts as 0. What is divided by 0 is infinite in comparisons; as a time
it makes the run fail.)md";

const char* const page_semantics = R"md(## What happens when

**Time** is kept in whole milliseconds; drawn times are rounded to them. A run starts on a Monday 00:00. With
inhabitants that is at or before `start` less `warm_up`, and the days that this adds belong to the warm-up; without,
it is the Monday of the week of `start`. A week has 168 hours, a holiday has the hours of a Sunday, and clocks are
never changed. The system starts empty.

**One instant.** What falls on the same millisecond happens in this order: services end; people go on or off duty and
limits change; delays and appointments come due; patience ends; requests arrive; those who wait move up by `ageing`.
Inside a kind the order is that of the request's identity, its step's name and how often it was there: never of when
something was planned. A step more or less in a file therefore changes no tie elsewhere. A request goes on at once
through all steps that take no time, until it waits for something or leaves; requests that it spawned without `after`
follow directly behind it.

**Luck.** Every random number is found by who draws (person or request), the name of what is drawn and the how many-th
time it is. The service time of a task belongs to the task (`task`, else the step), whoever serves. A scenario that
changes nothing gives exactly the same lives, and one that adds or removes steps leaves all other draws alone.

**Anonymous streams.** The next request comes one gap after the one before. With a `window`, `days` or a `schedule` a
gap runs only while the stream is open, and begins anew whenever it opens: what was left of it is forgotten. With
`first_at_opening` the first request comes at the instant of opening; none comes at the instant of closing. With
`rates`, and under a `factor`, gaps run as fast as the rate of the moment says, so that each rate holds from its first
millisecond to its last; the rates count from the first moment of the run, a Monday 00:00.

**Queues.** A lower priority number goes first; inside a priority, who came first. Someone who comes while a server is
free, and nobody waits who would go before, starts at once. With `queue_limit` whoever would have to wait and finds so
many waiting goes to `on_full`. A `limit` caps how many of its priorities are in service at once; who is held back by
it lets others pass. A priority in `preemptible` gives way: when nobody is free, the newcomer interrupts the service
with the highest priority number, of these the one that started last. What was interrupted goes to the head of its own
queue and is taken up where it was left.

With `ageing` a request that has waited so long goes to the next better priority, behind those who joined the pool
before it, and so on.

**Several pools.** With `with` a request stands in the queue of each pool and takes all or none. While it cannot have
all, others may pass it; if it is `strict`, nobody behind it starts. What a step `hold`s stays seized when its service
ends, over as many steps as needed, until `release`; several servers can be held and more waited for. Only
what is held alone can be interrupted or handed over. Requests that hold servers and wait for each other for ever make
the run fail as a deadlock, with the pools named.

**Patience** is drawn when a request joins a queue and counts from then. Patience that ends at the instant at which a
server gets free does not count: the start wins. Who has been served for a while and was interrupted has none any
more.

**Duty and closing.** A pool has the numbers of servers that its schedule, staff or roster say. When fewer are on duty
than are at work, nobody is sent away: services in progress are finished, and the minutes above duty are counted as
overtime. Who still waits at closing time stays in the queue until the next opening, unless the pool has `overtime`:
then all who wait are served first. With `closing = "hand_over"` services above duty are interrupted instead, and go
on from the head of the queue with the next on duty. With `on_closed` whoever waits when the last server goes, or
comes while none is on duty, goes to that step. Work behind the patient's back (`after_work`) joins the same pool's
queue as a job of its own when the service ends; the patient goes on meanwhile.

**Books.** An appointment is a time, not a server. Each session of each server who is present is a row of base slots,
filled from the front; the last part of it, the `same_day_share`, is issued on the day itself only. The sessions are
those of a Monday, on all working days, and reach `lead` ahead. A request takes `slots` in a row on the earliest day
that has them, from tomorrow on, or with `same_day` today, not before now. With an own server (`continuity`) one waits
up to `prefer_own` longer for that person. Whoever accepts no wait that long (`accepts`) goes to `on_refused`, who
finds nothing within `lead` to `on_none`. At the appointed time the request goes on with the next step, normally one
that seizes the same pool, and waits there by its priority. Slots that a no-show leaves are not issued again.

**Reallocation.** A `reallocate` step goes through the rules in order; the first that fits, and whose share the
request's own luck meets, changes the label. Who is moved at a share of 20 % is moved at 30 % as well. At the end of
the service it may have to come back (`return_rate`), is supervised, and is counted as who did what instead of whom.

**Levers** work on the value of a parameter at the moment of use, day by day; with a `ramp` they grow linearly from
nothing at `from` to full. Several on one parameter work one after the other, in the order written; those that hold
for everyone go before those that hold for some. The outcome stays between `least` and `most`. Nothing that was drawn
before is drawn again. Parameters of staff, rosters and limits are read once, on the day from which results count.

**What is counted.** Counting begins after the warm-up. A step adds to its `counts` when it is done. A wait is counted
when service starts, in the measure that the step names; who gives up is counted there as left, and who still waits at
the end is reported. A request ends at an `exit`, once. Requests that came = those that left + those still there:
every run checks this.)md";

namespace {

const std::map<std::string, std::string> introductions = {
    {"run", "How long, how often, for whom. Options of `draagkracht run` win over these keys."},
    {"population",
     "The inhabitants, one by one, made from tables of persons by wijk, projected to the year, with attributes by "
     "age and sex. A model without this section has anonymous requests only, and no regions."},
    {"table.NAME",
     "Figures stand in CSV files, found by their header; a path is relative to the file that says it. Each table can "
     "be used in any number of lookups."},
    {"variable.NAME",
     "A request carries a label of each variable: its reason, its urgency, who is to see it. Steps draw, set and "
     "read them; tables are looked up by them. A variable starts at its first label."},
    {"number.NAME",
     "A request can also carry numbers: how often it came, when something began, a gap that was drawn once. Steps "
     "`sample` and `assign` them, [expressions](#expressions) read them. A spawned request begins with those of its "
     "parent."},
    {"global.NAME", "A number that all requests see and may assign: a count, a time at which something happened last."},
    {"attribute.NAME",
     "A person has a label of each attribute for the whole run. An attribute of kind `prevalence` may depend on "
     "earlier ones; `participation` says who takes part in a programme."},
    {"need.NAME",
     "Some people have more to ask than others. A need is a personal factor with mean 1 on the rates of a family of "
     "streams."},
    {"parameter.NAME",
     "A number with its evidence. Only parameters can be changed by levers, and wherever a key takes *a parameter*, "
     "or *a share or a parameter*, its name can stand."},
    {"lever.NAME",
     "A lever is what a scenario does: it sets, multiplies or adds to a parameter, from a day, for some or for all."},
    {"diffusion.NAME",
     "A habit spreads: each year a share of those who could join do so by themselves, and others because of those "
     "who have it. Each person has a fixed place in the order of joining. A step asks `adopts` who has it."},
    {"scope.NAME",
     "A kind of place of which a region has many: practices, posts. A pool with a scope has one instance in each. "
     "The region itself needs no scope."},
    {"schedule.NAME",
     "Hours of the week. `\"08:00-12:00, 13:00-17:00=2\"`: open from 8 to 12 with one server and from 13 to 17 with "
     "two. Days without a key are closed; later keys win over earlier ones, so that `every_day` can be followed by "
     "`sun`."},
    {"pool.NAME",
     "Those who serve, with one queue. A pool has exactly one of `servers`, `unlimited`, `staff` and `roster`, or a "
     "`schedule` with numbers. Servers are whole; part-timers are there on part of the days."},
    {"pool.NAME.staff",
     "Hours from a table become whole half-days of persons, divided over the places of the scope; absence by month "
     "is drawn per person and date. Needs a population and a `schedule`."},
    {"pool.NAME.limit.NAME",
     "A limit has a `cap`, or `hours` of the day with caps from the size table of the pool's scope."},
    {"stream.NAME",
     "Exactly one of `rate`, `interval`, `rates` and `rates_lookup` (anonymous), `lookup` and `per_person` (persons, "
     "per year), and `participants` (visits that are due). Anonymous streams are chains of gaps, which run only while "
     "the stream is open. Requests of persons arise per person and day, so that a policy that lowers demand takes "
     "requests away and never shuffles them."},
    {"pathway.NAME", "What requests go through, step by step."},
    {"pathway.NAME.step.NAME",
     "A step does one thing, told by its verb. When it is done the request goes to one of `branches`, or to `then`, "
     "or else to the step below. Steps of the same pathway are named alone, others as `pathway.step`; the name of a "
     "pathway is its first step. Going back to an earlier step is allowed. The last step of a pathway is an `exit` "
     "or says `then`."},
    {"tally.NAME",
     "A count of what was done, by labels. It becomes variables of the result file; a step names it in `counts`."},
    {"wait.NAME",
     "A measure of waits by labels: how many, mean, quantiles, and exact shares within norms. A step names it in "
     "`wait`."},
    {"reallocation.NAME",
     "A rule that passes requests from one discipline to another. The labels of `variable` are names of pools; a "
     "step `reallocate = true` applies the rules."},
    {"load.NAME", "Work asked over time on duty, per place and week."},
    {"window.NAME", "Time on duty in part of the week, such as in the evening."},
    {"kpi.NAME",
     "A figure worked out of the results of each run and kept with them as `kpi_value`. Expressions have numbers "
     "with units (`20 min`, `3 per hour`, `25 %`), `+ - * / ( )`, `min(a, b)`, `max(a, b)`, any variable of the "
     "results with its labels (`queue_within[queue_norm=2 min]`; `years_counted` is the length of the run), and "
     "functions: `minutes(POOL)` of service, or of a tally of minutes; `count(OUTCOME)`, or of a tally or a wait; "
     "`sum`, `mean`, `p50`, `p90` and `p95` of a wait, such as `mean(queue[urgency=U1])`; `servers(POOL)` on duty on "
     "average. Labels that are not selected are added up. Times and plain numbers do not mix, and a division by 0 is "
     "missing."},
    {"verify",
     "What the model has to reproduce; `draagkracht verify` simulates it and judges each row, other commands pass it "
     "over. How stands in scenarios/verification/README.md."},
    {"verify.row.NAME",
     "A row holds for every case that does not say otherwise. A key figure is a row of its own name."},
    {"verify.case.NAME", "Each case is simulated. Without cases the model is simulated as it stands."},
    {"lookup",
     "Numbers by key, from a table. Every combination of labels needs a row, or `missing` says what holds without "
     "one."},
    {"time",
     "A time to be drawn: one of the [distributions](#distributions) below, or one per row of a table. In a file "
     "that extends another a part can be changed alone (`time = {mean = \"4 min\"}`)."},
};

const std::map<std::string, std::string> steps = {
    {"seize",
     "seize = \"desk\"\ntime = {distribution = \"gamma\", mean = \"6 min\", cv = 0.7}\npatience = {distribution = "
     "\"exponential\", mean = \"15 min\"}\non_patience = \"left\"\nwait = \"queue\""},
    {"book",
     "book = \"nurse\"\nslots = 2\naccepts = {distribution = \"deterministic\", mean = \"2 weeks\"}\non_refused = "
     "\"elsewhere\"\non_none = \"elsewhere\""},
    {"until", "until = \"office_hours\""},
    {"draw", "draw = \"kind\"\nlookup = {table = \"kinds\", column = \"share\", by = [\"age_band\"]}"},
    {"select", "select = \"kind\"\ncases = {short = \"desk\", long = \"nurse\"}"},
    {"copy", "copy = \"first_kind=kind\""},
    {"spawn",
     "spawn = \"follow_up\"\nset = {kind = \"short\"}\nafter = {distribution = \"uniform\", low = \"1 week\", high = "
     "\"3 weeks\"}"},
    {"exit", "exit = \"helped\""},
    {"delay", "delay = {distribution = \"lognormal\", mean = \"2 days\", cv = 1}"},
    {"reallocate", "reallocate = true"},
    {"chance", "chance = 0.3\nyes = \"call_back\"\nno = \"done\""},
    {"adopts", "adopts = \"self_care\"\nyes = \"tries_alone\"\nno = \"call\""},
    {"set", "set = {kind = \"long\"}"},
    {"when", "when = \"time_of_day < 8 h or queue(desk) > 5\"\nyes = \"call_back\"\nno = \"serve\""},
    {"sample", "sample = \"gap\"\ntime = {distribution = \"uniform\", low = \"3 days\", high = \"8 days\"}"},
    {"assign", "assign = {visits = \"visits + 1\", since = \"now\"}"},
    {"release", "release = [\"bed\"]"},
    {"account", "account = \"doctor\"\ntime = {distribution = \"deterministic\", mean = \"30 min\"}"},
    {"branches", "branches = [{share = 0.2, to = \"again\"}, {to = \"done\"}]"},
};

const std::map<std::string, LawText> laws = {
    {"deterministic", {"mean", "always this time", "{distribution = \"deterministic\", mean = \"5 min\"}"}},
    {"exponential", {"mean", "no memory; sd = mean", "{distribution = \"exponential\", mean = \"5 min\"}"}},
    {"gamma",
     {"mean; cv or sd", "skewed to the right, cv below 1 for most services",
      "{distribution = \"gamma\", mean = \"10 min\", cv = 0.5}"}},
    {"lognormal",
     {"mean; cv or sd", "skewed, with a long tail",
      "{distribution = \"lognormal\", mean = \"7.4 days\", sd = \"8.6 days\"}"}},
    {"normal",
     {"mean; sd or cv; optional low, high",
      "mean and sd are those before truncation; what falls outside low and high is drawn again. Without low it may "
      "fall below 0, which no time can",
      "{distribution = \"normal\", mean = \"5 min\", sd = \"1 min\", low = \"2 min\"}"}},
    {"uniform",
     {"low, high", "anywhere between them", "{distribution = \"uniform\", low = \"2 min\", high = \"5 min\"}"}},
    {"uniform_integer",
     {"low, high; optional unit_step",
      "whole steps between them, both ends included and multiples of the step; at most a million values",
      "{distribution = \"uniform_integer\", low = \"2 min\", high = \"5 min\", unit_step = \"1 min\"}"}},
    {"triangular",
     {"low, mode, high", "a triangle with its top at the mode",
      "{distribution = \"triangular\", low = \"1 h\", mode = \"3 h\", high = \"6 h\"}"}},
    {"weibull",
     {"mean, shape", "shape below 1: many short and some very long; above 1: around the mean",
      "{distribution = \"weibull\", mean = \"10 min\", shape = 1.5}"}},
    {"erlang",
     {"mean, shape", "sum of `shape` exponential stages; the mean is of the sum",
      "{distribution = \"erlang\", mean = \"10 min\", shape = 3}"}},
    {"empirical",
     {"values; optional weights", "one of these values, nothing between them",
      "{distribution = \"empirical\", values = [\"5 min\", \"10 min\", \"20 min\"], weights = [5, 3, 2]}"}},
    {"mixture",
     {"mixture", "one of these laws, each as often as its `weight` says",
      "{distribution = \"mixture\", mixture = [{weight = 3, distribution = \"exponential\", mean = \"5 min\"}, "
      "{distribution = \"deterministic\", mean = \"20 min\"}]}"}},
};

const std::vector<ExampleModel> models = {
    {"desk.toml", "A desk with two people: a queue from which people leave. The waits of a textbook, in thirty lines.",
     R"(name = "desk"

[run]
start = 2024-01-01
warm_up = "1 week"
horizon = "4 weeks"
replications = 3

[pool.desk]
servers = 2

[wait.desk]
within = ["2 min", "10 min"]

[stream.visitors]
rate = "30 per hour"
enters = "visit"

[[pathway.visit.step]]
name = "serve"
seize = "desk"
time = {distribution = "exponential", mean = "4 min"}
patience = {distribution = "exponential", mean = "15 min"}
on_patience = "gave_up"
wait = "desk"
[[pathway.visit.step]]
name = "done"
exit = "served"
[[pathway.visit.step]]
name = "gave_up"
exit = "left"
)"},
    {"clinic.toml",
     "A nurse with appointments, follow-ups and no-shows, urgent patients between them, and a doctor who is called in.",
     R"(name = "clinic"

[run]
start = 2024-01-01
warm_up = "12 weeks"
horizon = "26 weeks"
replications = 3

[variable.urgency]
values = ["planned", "urgent"]

[parameter.share_no_show]
value = 0.08
least = 0
most = 1
kind = "behaviour"

[schedule.office_hours.days]
weekdays = "08:00-12:00, 13:00-17:00"

[pool.nurse]
schedule = "office_hours"
overtime = true
[pool.nurse.book]
slot = "10 min"
sessions = "office_hours"
lead = "4 weeks"
same_day_share = 0.2
[pool.doctor]
schedule = "office_hours"

[wait.access]
working_days = true
[wait.waiting_room]
within = ["15 min"]
by = ["urgency"]
[tally.consultations]
by = ["urgency"]

[stream.planned]
rate = "14 per day"
enters = "visit"
[stream.urgent]
interval = {distribution = "exponential", mean = "5 h"}
set = {urgency = "urgent"}
enters = "visit.come_in"

[[pathway.visit.step]]
name = "appointment"
book = "nurse"
wait = "access"
on_none = "refused"
no_show = "share_no_show"
on_no_show = "stayed_away"
[[pathway.visit.step]]
name = "come_in"
until = "office_hours"
[[pathway.visit.step]]
name = "consult"
seize = "nurse"
time = {distribution = "gamma", mean = "9 min", cv = 0.5}
priority_by = "urgency"
priorities = {urgent = 0, planned = 1}
wait = "waiting_room"
counts = ["consultations"]
branches = [{share = 0.2, to = "follow_up"}, {share = 0.1, to = "ask_doctor"}, {to = "done"}]
[[pathway.visit.step]]
name = "follow_up"
delay = {distribution = "normal", mean = "2 weeks", sd = "3 days", low = "1 week"}
[[pathway.visit.step]]
name = "not_urgent"
set = {urgency = "planned"}
then = "appointment"
[[pathway.visit.step]]
name = "ask_doctor"
seize = "doctor"
time = {distribution = "lognormal", mean = "12 min", cv = 0.8}
[[pathway.visit.step]]
name = "done"
exit = "helped"
[[pathway.visit.step]]
name = "refused"
exit = "refused"
[[pathway.visit.step]]
name = "stayed_away"
exit = "no_show"
)"},
    {"ward.toml",
     "A ward: a bed is held from admission to discharge, a nurse and a doctor are needed together, and numbers and "
     "expressions decide.",
     R"(name = "ward"

[run]
start = 2024-01-01
warm_up = "4 weeks"
horizon = "26 weeks"
replications = 3

[number.admitted_at]
unit = "time"
[global.stays]
value = 0

[schedule.rounds.days]
every_day = "08:00-18:00"

[pool.bed]
servers = 8
occupancy = 8
audit = "24 h"
[pool.nurse]
servers = 2
[pool.doctor]
schedule = "rounds"

[wait.bed]

[stream.patients]
rate = "2 per day"
enters = "stay"

[[pathway.stay.step]]
name = "crowded"
when = "free(bed) == 0 and queue(bed) >= 2"
yes = "elsewhere"
no = "admit"
[[pathway.stay.step]]
name = "admit"
seize = "bed"
hold = ["bed"]
wait = "bed"
[[pathway.stay.step]]
name = "note"
assign = {admitted_at = "now", stays = "stays + 1"}
[[pathway.stay.step]]
name = "examine"
seize = "nurse"
with = ["doctor"]
time = {distribution = "triangular", low = "10 min", mode = "20 min", high = "1 h"}
[[pathway.stay.step]]
name = "recover"
delay = {distribution = "lognormal", mean = "3 days", cv = 0.8}
[[pathway.stay.step]]
name = "long_stay"
when = "now - admitted_at > 7 days"
yes = "report"
no = "discharge"
[[pathway.stay.step]]
name = "report"
account = "doctor"
time = {distribution = "deterministic", mean = "30 min"}
[[pathway.stay.step]]
name = "discharge"
release = ["bed"]
[[pathway.stay.step]]
name = "home"
exit = "home"
[[pathway.stay.step]]
name = "elsewhere"
exit = "elsewhere"
)"},
    {"reminders.toml",
     "A scenario beside it: reminders halve the no-shows. `draagkracht run clinic.toml reminders.toml -o results.h5`",
     R"(extends = "clinic"
name = "reminders"

[lever.reminders]
parameter = "share_no_show"
operation = "multiply"
value = 0.5
)"},
};

}  // namespace

std::string introduction(const std::string& place) {
  const auto found = introductions.find(place);
  return found == introductions.end() ? std::string() : found->second;
}

std::string example_step(const std::string& verb) {
  const auto found = steps.find(verb);
  return found == steps.end() ? std::string() : found->second;
}

LawText law_text(const std::string& distribution) {
  const auto found = laws.find(distribution);
  if (found == laws.end())
    throw std::logic_error("the distribution " + distribution + " is not told in language_text.cpp");
  return found->second;
}

const std::vector<ExampleModel>& example_models() { return models; }

}  // namespace draagkracht
