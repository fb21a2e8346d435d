#include "tools/language_text.h"

#include <map>

namespace draagkracht {

const char* const page_opening = R"md(# The model language

Scenario and model files are [TOML](https://toml.io); the tables of figures that they name are CSV. This page lists
every key. It is written by `draagkracht language`, out of the same description by which the program reads files, and
so is [model.schema.json](model.schema.json), with which editors check and complete them (see [README.md](README.md)).

What is wrong is told all at once, as `file:line:column: key: problem (why). Suggestion?`: an unknown key or name, a
value of another type, a missing or wrong unit, a number out of its range, a name that is used twice, a key that means
nothing where it stands (`sd` of an exponential distribution, `patience` of a `delay`). `draagkracht check FILE` does
just that.

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

[variable.kind]
values.add = ["very_long"]     # lengthens an inherited list

[[pathway.visit.step]]
name = "serve"                 # the inherited step of that name
time = {mean = "4 min"}        # changes one key of its time
```

`extends`, at the top of a file, names one file or several, relative to this one; `.toml` may be left out, and
`"disciplines/*"` stands for all TOML files of that folder, by name. Of several
the later ones win, and the file itself wins over all. Tables merge key by key. Items with a name merge by that name;
they keep the order of the base, and new ones come last. All else replaces what was inherited: a number, a text, a
list without names. But `LIST.add = [...]` lengthens such a list by what it lacks: texts and numbers at its end, a
branch with a share in front of the last one if that takes the rest. `remove`, in any table, deletes inherited keys, or items of its lists by name (`"list.item"` if
two lists have an item of that name); it is done before the table's own content is merged. A file that is reached by
two ways is merged once. A message names the file in which the value was written. What a file that extends another
names must be used: a pool, wait, parameter or other item that nothing asks for is mostly misspelt, and refused.
`draagkracht check FILE` shows what differs from the baseline.)md";

const char* const page_templates = R"md(<a id="template"></a>
## Templates

```toml
[template.phone_call]              # steps of a pathway, with gaps
arguments = ["task", "rank"]
defaults = {rank = 1}              # of arguments that a use may leave out
[[template.phone_call.step]]
name = "{name}"
seize = "assistant"
task = "{task}"
time = "of task"
priority = "{rank}"
patience = "exponential 18 min"
on_patience = "{name}_hung_up"
[[template.phone_call.step]]
name = "{name}_hung_up"
exit = "hung_up"

[[pathway.visit.step]]
name = "call"                      # gives the steps call and call_hung_up
template = "phone_call"
arguments = {task = "triage"}
then = "visit_doctor"              # a key of the step called just {name}
```

A step with a `template` stands for the steps of that template, in that place. `{x}` is a gap: a text that is nothing
but a gap becomes the argument with its type (a number, a list, a table; in a list a list becomes its items), and
inside a longer text or a key it becomes the argument's text. `{name}` is the name of the use; `{{` is a brace. Further
keys of the use are of the step that is called just `{name}`, and win over the template's; its `remove` takes keys of
that step away, or steps of the template by the names that they have there. A step of the pathway that has the name of
one of the template's wins over that, too.

```toml
[template.discipline]              # parts of a model, with gaps
arguments = ["servers", "rate"]
[template.discipline.pool."{name}"]
servers = "{servers}"
[template.discipline.stream."to_{name}"]
rate = "{rate}"
enters = "{name}"
[template.discipline.variable.kind]
values.add = ["{name}"]

[discipline.speech]                # a use: a table with the name of the template
servers = 2
rate = "3 per hour"
```

A template without `step` is used by tables of its name, each with the arguments as keys. What it stands for is put
behind what files say: their values win, lists are lengthened by `add`, and items of new names come last. Templates may
use each other, and files that extend one may change it as they change anything. A template that nothing uses, an
argument that is missing, unknown or fills no gap, and a gap without argument are errors. `draagkracht check` tells
what is wrong behind a template at the line of the template or of the argument, with the key as it is written out.)md";

const char* const page_short_laws = R"md(A law may stand in a line, as a text: its name, its mean, and its keys, each
with its value. Laws without a mean have `LOW to HIGH`; a value alone is always that; `times` names the parameter that
is the `factor`. Without a unit the values are those of a law of plain numbers.

| in a line | is |
|---|---|
| `"lognormal 25 min cv 0.5"` | `{distribution = "lognormal", mean = "25 min", cv = 0.5}` |
| `"exponential 3 min times haste"` | `{distribution = "exponential", mean = "3 min", factor = "haste"}` |
| `"uniform 0 min to 3 h"` | `{distribution = "uniform", low = "0 min", high = "3 h"}` |
| `"normal 7 days sd 1 day low 1 day"` | `{distribution = "normal", mean = "7 days", sd = "1 day", low = "1 day"}` |
| `"20 min"` | `{distribution = "deterministic", mean = "20 min"}` |
| `"of task triage times haste"` | `{task = "triage", factor = "haste"}`: the row of a task, see [`task_times`](#task_times) |

`mean`, `sd`, `low`, `mode` and `high` of a time may name a [parameter](#parameter.NAME) whose `unit` is one of time:
`"exponential redial_after"`. The law is made with the value that is written for the parameter, and levers on it scale
each time. So all of a law that is a time has to be that parameter, or 0: a width is said by `cv`.)md";

const char* const page_expressions = R"md(<a id="expressions"></a>
## Expressions

Texts that are worked out for a request, at the moment of use: `when`, `await`, `assign`, `order_by`, `copies`, and the
`value` and the `factor` of a law of times; `capacity` of a pool is worked out for a place, and reads nothing of a request.
Each of these lines could stand in a step:

```toml
when = "time_of_day < 8 h or queue(desk) >= 2 * busy(desk)"
when = 'kind == "long" and not counting'
assign = {visits = "visits + 1", gap = "max(2 * gap, 3 days)"}
delay = {value = "1 day - time_of_day"}
delay = {distribution = "lognormal", mean = "1 min", cv = 0.2, factor = "visits + 4"}
```

| | |
|---|---|
| numbers | `3`, `0.25`; times with their unit: `20 min`, `1.5 days` |
| operators | `+ - * / ( )`; `== != < <= > >=`; `and`, `or`, `not` |
| functions | `floor(x)`, `min(a, b)`, `max(a, b)`, `mod(a, b)` (of the sign of b) |
| names | the model's `number`s, `person_number`s, `global`s (of a request's own place, if they have a scope) and `sensor`s (the same), persons' attributes of kind `number` (0 for who is nobody), parameters (a time if their `unit` is one); `VARIABLE == "label"` or `'label'`, also of attributes, and `!=`; `VARIABLE == ANOTHER`: both have the label of one text |
| `now` | time since the run began, warm-up included |
| `time_of_day`, `day` | time since midnight; whole days since the run began |
| `counting` | true after the warm-up |
| `elapsed`, `waited` | time since the request arose; its last wait for a pool |
| `by_hour(TABLE, COLUMN)` | the number of this hour of the week (column `hour_of_week`, 0 to 167) |
| `queue(POOL)`, `busy(POOL)`, `free(POOL)` | who wait; servers seized; on duty and free: at the request's place |

Times and numbers are kept apart: a time times a number is a time, a time by a time is a number, and what is added or
compared must be of one kind. A time below 0 counts as 0. What is divided by 0 is infinite in comparisons; as a time
it makes the run fail.)md";

const char* const page_results =
    R"md(A run leaves these variables in the result file, each with the axes scenario, draw, replication and region before its
own; of a model with people also others, about persons, places and reallocation. All are of the counted period unless
they say otherwise. `queue` stands for a wait measure here, `visits` for a tally with the periods week and
hour_of_week, and `work` for one of minutes: these have your names, and the labels that they are kept `by`. With the
period year there is a variable NAME_by_year in the group `by_year`, with a first axis `year`, for each NAME here but
those of the whole run and of its end: what of a calendar year counts. Sums of the years are those of the run; loads,
means and quantiles are of the year; inhabitants are those of its first day. Weeks with a load above 1 belong to the
year in which they begin. Likewise NAME_by_week and NAME_by_hour_of_week of a tally or a wait, and of loads their hours
asked and on duty. `draagkracht figures FILE` shows the key figures,
`draagkracht compare FILE` what differs between scenarios; all scenarios of one run have the same regions, seed,
replications and horizon.
)md";

const char* const page_semantics = R"md(## What happens when

**Time** is kept in whole milliseconds; drawn times are rounded to them. A time that is drawn below 0 counts as 0:
`check` says which part of a normal distribution does. A run starts on a Monday 00:00. With
inhabitants that is at or before `start` less `warm_up`, and the days that this adds belong to the warm-up; without,
it is the Monday of the week of `start`. A week has 168 hours, a holiday has the hours of a Sunday, and clocks are
never changed. The system starts empty, but for what the next paragraph says.

**The start.** A run that begins empty lacks what came before it, and needs a warm-up as long as that is missing. Two
things shorten it. `[stream.NAME.initial.NAME]` puts requests of a stream where they would be. At a `delay`, or served
at a `seize`, are as many as the stream brings (at the rate of the year) in the mean time that one is there, a Poisson
number for each person and in all; or with `stock` a share of the persons, or a number. Someone who looks in meets a
time as often as it lasts long, and at any moment of it: so the rest is on average m2 / (2 m1) of the law, whose first
two moments these are, and is drawn from the law's own table. At a `delay` they hold what everyone holds there; if no
server is left that is always on duty, who would be served waits, and who would hold one is not there. With `waited` all wait
who came within that time: they stand in order of their coming, their waits, stays and patience count from then, and
who has lost patience since is gone. Drawn as the time that one is there on the whole (waiting and service), it is exact
where one server serves in order of coming and its times are exponential: the queue that somebody leaves behind are
those who came meanwhile. Who is there is found by seed, replication and person, whatever the queues do. All of it has
happened before the run: steps passed and work asked by then count nowhere; a wait counts when it ends.

With `run.past_like` it had always been as in the last part of the warm-up, this long. What a `spawn` sends `after` some
time comes, while the warm-up lasts, within a week: at that moment of the week, for one that an earlier week would have
sent. So follow-ups, and those of follow-ups, are soon as many as in the long run. When the warm-up is over come those
whom its last part sent, and all equal parts before it: each request of that part stands for one in each of these, which
comes if its time, of a luck of its own, is so long. A longer part has more requests to stand for others, a shorter one
is closer to the end. Requests for which a `join` waits come when they come, and stand for no others.

**One instant.** What falls on the same millisecond happens in this order: services end; people go on or off duty and
limits change; those who wait start where servers are free now, by priority and order of joining, whichever server came
free first; those whose service ended go on; delays and appointments come due; patience ends; requests arrive; those
who wait move up by `ageing`. So a service that ends at closing time begins no other, and who waits for several pools
that come free together is not passed by someone of a higher priority number.
Inside a kind the order is that of the request's identity, its step's name and how often it was there: never of when
something was planned. A step more or less in a file therefore changes no tie elsewhere. A request goes on at once
through all steps that take no time, until it waits for something or leaves; requests that it spawned without `after`
follow directly behind it.

Behind each of these, numbers of servers that follow the state (`capacity`) are worked out anew, until none changes, and
whoever can start then does. Then those go on whose condition (`await`) is true: of the first such step in the file
first, and there who came first; after each of them all conditions are looked at again.

**Waiting for no server.** At an `await` a request waits until an expression is true, at a `join` until all requests have
left that it made at the `spawn` steps named, at a `gather` until so many are there, it included: then all of them go on,
in the order of their coming. Only what others can change may be waited for: numbers of the model, of its place and of its
person, sensors and pools, beside what the request carries. Who finds nothing to wait for goes on at once. `patience`, and `wait` from joining on, are as in a
queue. Pools that one holds stay held. `check` knows nothing of how long it takes.

**Luck.** Every random number is found by who draws (person or request), the name of what is drawn and the round in which
it is. A new round begins when a request reaches a step again. Where a step stands in a file, and in which file, means
nothing to luck. The service time of a task belongs to the task (`task`, else the step), whoever serves. A scenario that
changes nothing gives exactly the same lives, and one that adds or removes steps leaves all other draws alone.

**What is kept of persons.** A `person_number`, and an attribute of kind `set_by_steps`, begin alike for everyone and for
whoever comes later; steps change them (`assign`, `sample`, `set`), and requests of the same person read them later. Numbers
are read as they are at the moment of use. A label is that of the moment at which the request arose, or that it was given by
a step that it passed itself; requests that it spawns have its own. Requests of anonymous streams belong to nobody: they read
what everyone begins with, and what they set is forgotten. Nothing that decides who asks for what reads any of it: what
happens in queues never changes demand. Each replication begins anew. `check` knows no expected load if a step goes by it.

```toml
person_number.seen = {unit = "time"}                          # 0: never
wait.since_last = {since = "seen", within = ["7 days"]}       # share of contacts within 7 days of the one before
[pathway.visit.step]
serve = {seize = "desk", time = "10 min"}
note = {wait = "since_last", assign = {seen = "now"}}         # a step counts first, and then assigns
out.exit = "done"
```

**What is kept of places.** A `global` with a scope is one number for each place of it: a request assigns and reads that of
its own place, and one that has no such place reads what all begin with, and what it assigns is forgotten. A `sensor`
follows the load of a pool, for each place that has the pool: the hours of service and the hours on duty of past weeks, both
fading by e for each `over` that has passed, one divided by the other. It is brought up to date at the midnight that begins
a week of the run, and stands still until the next; of the week in which the warm-up ends only what came behind it counts.
Before there was a week with somebody on duty, and for requests whose place has no such pool, it is `start`.

A `rule` changes such numbers by the clock. It runs at midnight, when as many days have passed since the run began (with its
warm-up) as `every` says, and again each time that so many more have; never at the very start. At one midnight come first
sensors, then rules in the order of the files, each for its places in their order, then all else of the day: whoever waits
for what they say (`await`, `capacity`) is asked behind them. A rule of a scope reads and assigns numbers of its own place,
and reads those of the region; one without a scope is about the region, and assigns globals without a scope. Levers with
`where` (region, gemeente, wijk) choose among its places. Nothing that decides who asks for what reads any of it. In results
stands the mean over places (`global(NAME)`, `global_at_end`).

```toml
sensor.load = {pool = "desk", over = "13 weeks"}
global.maturity = {scope = "practice", value = 0.2}
[rule.grow]
scope = "practice"
every = "4 weeks"
when = "load < 1.1"
assign = {maturity = "maturity + 0.05 * (1 - maturity)"}
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "lognormal", mean = "10 min", cv = 0.5, factor = "1.2 - 0.3 * maturity"}}
out.exit = "done"
```

**Anonymous streams.** The next request comes one gap after the one before. With a `window`, `days` or a `schedule` a
gap runs only while the stream is open, and begins anew whenever it opens: what was left of it is forgotten. With
`first_at_opening` the first request comes at the instant of opening; none comes at the instant of closing. With
`rates`, and under a `factor`, gaps run as fast as the rate of the moment says, so that each rate holds from its first
millisecond to its last; `rates` count from the first moment of the run, a Monday 00:00. With a `rates_lookup` by
`hour_of_week` a holiday has the rates of a Sunday; one by `hour` is the same on all days. With `counts` just so many come
as a table says of a day or of an hour of it, each at a moment drawn evenly.

**Streams of persons.** A request of a person arises on a day, in an hour by the profile. A holiday has the profile of a
Sunday. With `closed_on_holidays` alone nothing arises on holidays, and the other days of the year carry it. With
`on_closed_days` as much arises on a holiday as on an open day of its weekday, in the same hours: a share `next_opening`
comes on the next day that is no holiday and on which the stream has hours, in the hours of that day's profile or, with
`deferred_over`, evenly over this time from the first of them on; a share that names a step enters there at once; the
rest passes. Who is put off at a share is at a higher one. Levers on these shares are those of the closed day, levers
on the `factor` those of the day on which a request comes. A `factor` above 1 adds requests, and keeps all that there
are at a lower one. A `day_factor` changes days of its types, all day or in its hours; its number is read once, and with
another number who asks on such a day is drawn anew.

**Queues.** A lower priority number goes first; inside a priority, who came first. Someone who comes while a server is
free, and nobody waits who would go before, starts at once. With `queue_limit` whoever would have to wait and finds so
many waiting goes to `on_full`. A `limit` caps how many of its priorities are in service at once; who is held back by
it lets others pass. A priority in `preemptible` gives way: when nobody is free, the newcomer interrupts the service
with the highest priority number, of these the one that started last; so does one who waited for servers to come on
duty or for a limit. Who interrupts does not wait, and finds no queue full. What was interrupted goes to the head of its
own queue and is taken up where it was left; with `on_interrupted` it goes on at that step instead, and what was left of
its time is lost.

A service with `interruptible = false` never gives way, nor does one whose step seizes several pools at once, nor what a
request holds from an earlier step: at a step that holds its pool the service itself can still be interrupted. Who is
interrupted keeps what it holds of other pools.

With `order_by` a request gets a number when it joins the queue, and within its priority stands behind all who have as
much or less: a due date, or `-now` for last come, first served. Who is interrupted goes before those of its own number.

With `ageing` a request that has waited so long goes to the next better priority, behind those who joined the pool
before it, and so on; from there it may interrupt. Who was interrupted waits anew, in the priority in which it was
served. With `accumulates` priority grows while one waits: a server that comes free takes the head of a queue whose rate
times wait is the largest, and of equal ones that with the lowest number.

**One of several pools.** With `or` a request stands in the queue of each pool and is served by whichever has a free server
first; of several that have one, by the first in the order in which they are written, `seize` before `or`. It has the
same priority in all of them and leaves all queues when it starts; pools that its place does not have are passed over.
Its time is drawn when it starts, after `served_by` has been given the name of the pool, so that a time may depend on who
serves; that pool alone counts the work as asked. It is turned away if nobody is free and one of the queues is full.
`check` does not know who will serve whom: it shares such work by hours on duty, and only the sum is right.

**Several pools.** With `with` a request stands in the queue of each pool and takes all or none; a pool that is named
several times, or beside `seize`, gives as many servers. While it cannot have
all, others may pass it; if it is `strict`, nobody behind it starts in any of these pools, until it starts or gives up. What a step `hold`s stays seized when its service
ends, over as many steps as needed, until `release`; several servers can be held and more waited for. Requests that hold servers and wait for each other for ever make
the run fail as a deadlock, with the pools named. `check` refuses ways that can end so if all their pools have the same
servers at all times, and notes them where servers come and go. It knows that one request alone never waits for itself.

**Patience** is drawn once, when a request joins a queue, and counts from then. Patience that ends at the instant at which a
server gets free does not count: the start wins. Who has been served for a while and was interrupted has none any
more.

**Duty and closing.** A pool has the numbers of servers that its schedule, staff, roster or `capacity` say. When fewer are on duty
than are at work, nobody is sent away: services in progress are finished, and the minutes above duty are counted as
overtime. Who still waits at closing time stays in the queue until the next opening, unless the pool has `overtime`:
then those who waited at closing time are served after hours, in a week beyond its `overtime_limit` only some of them. Who comes later finds the pool closed. With `closing = "hand_over"` services above duty are interrupted instead, and go
on from the head of the queue with the next on duty. Each shift has seats: people of `staff`, or as many as a schedule or roster has on duty from one change to the next. A
seat stays empty with the share `absence` and, drawn apart, with the share `unfilled`: of seats for both reasons
(1 - absence)(1 - unfilled) are filled. Who is away is found by pool, place, seat, date and shift: at a higher share the
same are away and others too. With `on_closed` whoever waits when the last server goes, or
comes while none is on duty, goes to that step. A pool whose place loses its last person by a lever is no longer there from
that midnight on: requests take `otherwise`, and who waits there is treated as at closing time. Work behind the patient's back (`after_work`) joins the same pool's
queue as a job of its own when the service ends; the patient goes on meanwhile.

**Books.** An appointment is a time, not a server. Each session of each server who is present is a row of base slots,
filled from the front (what is too short for a whole slot at its end stays empty); of a pool without staff so many servers hold a session as are on duty at its quietest moment. The
last part of it, the `same_day_share`, is issued on the day itself only. A day has the sessions of its day type,
a holiday those of a Sunday, and books reach `lead` ahead. They know who is on duty as it is known today: on the day from
which a lever makes it another, slots of those who will not be there stay issued, and as many free slots of the same
session of those who will be are no longer issued. A request takes `slots` in a row on the earliest day
that has them, from tomorrow on, or with `same_day` today, not before now. With an own server (`continuity`) one waits
up to `prefer_own` longer for that person; several pools may have own servers, each by the same place in its row. Whoever accepts no wait that long (`accepts`) goes to `on_refused`, who
finds nothing within `lead` to `on_none`. At the appointed time the request goes on with the next step, normally one
that seizes the same pool, and waits there by its priority. Slots that a no-show leaves are not issued again. With `overbook` or a `pattern` several slots of a row begin
at once: more come than one after the other could be seen. With `release` free slots of the `same_day_share` are issued to
everyone from so long before their session begins; also those of today then, which others find from tomorrow on only.

**Reallocation.** A `reallocate` step goes through the rules in order; the first that fits, and whose share the
request's own luck meets, changes the label. Who is moved at a share of 20 % is moved at 30 % as well. At the end of
the service it may have to come back (`return_rate`), is supervised, and is counted as who did what instead of whom.

**Levers** work on the value of a parameter at the moment of use, day by day; with a `ramp` they grow linearly from
nothing at `from` to full; on the day `until` they no longer hold. Several on one parameter work one after the other, in the order written; those that hold
for everyone go before those that hold for some. The outcome stays between `least` and `most`. Nothing that was drawn
before is drawn again.

Who reads a parameter, and when, decides what a lever on it can ask; all else is an error, as are a lever on a parameter
that nothing reads, one dated outside the run, and a date in a model without `run.start`.

| read | when | `from`, `until`, `ramp` | `where` beside keys of the parameter |
|---|---|---|---|
| by steps, reallocations and times | each time that a request comes there | yes | attributes, wijk, gemeente, region, has_pool: of the person |
| by `factor` and `per_person` of streams of persons | each day, for each person | yes | the same |
| by `visits` | each day, for each participant: what is due is spread over the year at that day's number | yes | the same |
| by `diffusion` | each day, for each group that the same levers concern: it spreads apart. A later change of `initial` changes the share by as much that day | yes | the same |
| by `factor` of streams without persons | each midnight | yes | none |
| by `same_day_share` of a book | each midnight: all days that are open keep so much free, save what is issued already | yes | wijk, gemeente, region, has_pool: of the place |
| by `staff`, `roster` and `limit` | each midnight: hours and numbers are divided over places anew on each day on which a lever changes them. Places that `where` names get more or less of what they have, the others keep theirs | yes | the same; wijk and gemeente not for pools of the region |
| by `absence` and `unfilled` of pools | each midnight: who is away in the shifts from then on, as books know it too | yes | the same |
| by `list` of a scope | each midnight: whose requests arise with a place from then on | yes | wijk, gemeente, region, has_pool: of the place |
| by attributes, needs and scopes (`share`, `basis`, `odds`, `shape`, `correlation`, `raise`, `not_enrolled`, `inhabitants`, `own_wijk_weight`, `size_cv`, `cv` of a preference) | once, when inhabitants are made. Scenarios of one experiment have the same inhabitants: such a lever holds in all of them | no | none |
| by `scale`, `factor_cap`, `shift_down`, `cv`, `size` of groups, and `share` and `stock` of `initial` | once, before the run | no | none |

**Groups of places.** A pool whose `scope` is of kind `group` is one pool for several places of the scope `of`: what arises
for their persons goes there. It has what the pools of its places would have had together, servers, seats, staff, rosters
and caps, so that a group of one is as without it, and a larger one differs by what is gained by sharing. Levers for some places
take a group to be where its first place is. A load of pools of places and of groups is taken over groups.

**Lists.** `[scope.NAME.list]` tells how many persons a place keeps: all who are enrolled there, times the parameter `size`
against its value in the model, times the `factor` of the hours of `pool` against its value in the model where that is
more, and never more than all. So shorter lists leave persons without a place, unless hours are raised as much; fewer hours alone send
nobody away. Whose requests arise without a place goes to `otherwise`; who is kept by a short list is kept by a
longer one.

`where = {has_pool = "nurse"}` is for whose place has that pool, and for places that have it. A place is where it stands: the
wijk of the practice, not of its patients.

**Places that differ.** Places of one size class are alike unless said otherwise. With `size_cv` each has room for a number of
persons of its own. With a `preference` those whom it means see more room at some places, and others do not; who comes last
takes what is left, so places differ by a little less than its `cv`. With `cv` of `staff` each place has hours of its own,
whatever its persons ask. What places share stays what it is, persons and hours of the region; all three are the same in
all replications, and at 0, or below 0.001, there is no difference.

**What is counted.** Counting begins after the warm-up. A step adds to its `counts` when it is done. A wait is counted
when service starts for the first time, in the measure that the step names; what one waits after an interruption is no part
of it; who gives up is counted there as left, and who still waits at
the end is reported. At a step where nothing is waited for a measure takes the time since the request arose, when the
step is reached: a measure with `from = "arrival"` at the `exit` is the whole stay. A spawned request arises when it
is spawned; `from = "first_arrival"` counts from when the first of its parents arose. A request ends at an `exit`, once.
Every run checks that requests that came = those that left + those still there, and that time in each queue, time of
service and time on duty add up.

**Circles without time.** A request may go back to an earlier step as often as it likes, if something on the way takes
time. Ten million ways back at one instant make the run fail, with the step named.)md";

namespace {

const std::map<std::string, std::string> introductions = {
    {"run", "How long, how often, for whom. Options of `draagkracht run` win over these keys."},
    {"population",
     "The inhabitants, one by one, made from tables of persons by wijk, projected to the year, with attributes by "
     "age and sex. A model without this section has anonymous requests only, and no regions."},
    {"table.NAME",
     "Figures stand in CSV files, found by their header; a path is relative to the file that says it. Each table can "
     "be used in any number of lookups."},
    {"region.NAME",
     "A region may have tables of its own in place of those of everyone: staffing, rosters, sizes of practices, the "
     "projection. NAME is its code, of the tables of regions or as `--regions CODE=A+B` gives it. All that reads the "
     "table reads that of the region there; `check` lists them. Without staff of its own a region has as many people "
     "per inhabitant as all, and differs by who lives there. Tables of wijken, regions, calendars and parameters are "
     "those of everyone; a lever with `where = { region = [...] }` changes a parameter in one region. A folder beside "
     "the table that names the region, called by its code, holds such tables without any line here: "
     "`VR05/staffing.csv` "
     "beside `regions.csv` is table staffing of VR05. What is named here goes before."},
    {"variable.NAME",
     "A request carries a label of each variable: its reason, its urgency, who is to see it. Steps draw, set and "
     "read them; tables are looked up by them. A variable starts at its first label."},
    {"number.NAME",
     "A request can also carry numbers: how often it came, when something began, a gap that was drawn once. Steps "
     "`sample` and `assign` them, [expressions](#expressions) read them. A spawned request begins with those of its "
     "parent."},
    {"global.NAME",
     "A number that all requests see and may assign: a count, a time at which something happened last. With a scope "
     "each "
     "place has one of its own, which requests of that place see."},
    {"sensor.NAME",
     "How busy a pool has been of late, at each place: an exponential mean of its load, brought up to date each week, "
     "which expressions of steps and rules read."},
    {"rule.NAME",
     "What becomes of numbers by the clock, at each place: a team that learns, an agreement that wears off. It runs at "
     "midnight, every so many days."},
    {"attribute.NAME",
     "A person has a label of each attribute for the whole run. An attribute of kind `prevalence` may depend on "
     "earlier ones; `participation` says who takes part in a programme; `score` adds up points of other "
     "attributes. Kind `number` is none of labels: a number that each person has, drawn once and the same in all "
     "scenarios, which expressions read."},
    {"need.NAME",
     "Some people have more to ask than others. A need is a personal factor with mean 1 on the rates of a family of "
     "streams."},
    {"task_times",
     "A time may be the row of a task: `time = \"of task\"` of a step that seizes a pool is the row of the step's "
     "`task` "
     "and of the pool's discipline (its name, if it has none), `\"of task NAME\"` the row of another task. Where a "
     "variable names the pool, or the task, its label says the row; where several pools may serve (`or`), `served_by` "
     "does. It stands for a `lookup` in that table."},
    {"parameters",
     "A row is a parameter as if it had been written: `name,value,low,high,unit,source`. An empty cell says nothing, "
     "a column `note` is for readers, and keys of `[parameter.NAME]` win over those of the row of that name."},
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
     "Hours of the week, with two digits. `\"08:00-12:00, 13:00-17:00=2\"`: open from 8 to 12 with one server and from "
     "13 to 17 with "
     "two. Days without a key are closed; later keys win over earlier ones, so that `every_day` can be followed by "
     "`sun`."},
    {"pool.NAME",
     "Those who serve, with one queue. A pool has exactly one of `servers`, `capacity`, `unlimited`, `staff` and "
     "`roster`, or a "
     "`schedule` with numbers. Servers are whole; part-timers are there on part of the days. An `unlimited` pool has "
     "no "
     "hours on duty and no load: these, `servers(POOL)` and a load that it is part of are missing."},
    {"pool.NAME.staff",
     "Hours from a table become whole shifts of persons, divided over the places of the scope. A shift is an open "
     "interval of the `schedule` on a day of any type, cut at 12:30, and costs its own length. They are filled in "
     "rounds: those of the morning first, then those of the afternoon, of busy days first. Absence by month is drawn "
     "per person and date, and one of those in a shift always stays; `absence` and `unfilled` of the pool may leave "
     "a shift empty. Needs a population and a `schedule`."},
    {"workforce.NAME",
     "Without it staff are hours; with it the seats of rosters are held by persons, one by one. On the first of each "
     "month each of them leaves at the rate of their age (times `leaving_factor`, and more where the load is high), "
     "newcomers arrive, and vacancies are filled from those who look for a seat: newcomers, and who lost a seat "
     "because "
     "a New Year or a lever has fewer. How many seats there are stays with the pool's `staff`. What a parameter says "
     "is "
     "read on the day: levers with dates work. Load feeds back into who leaves and who is ill, never into demand. "
     "Results have persons, vacancies, events and hours by workforce, and by year."},
    {"workforce.NAME.sickness",
     "Each day each person falls ill or is well again, by chances that keep the shares of time. Appointment books know "
     "of vacant seats and of spells of the longest kind, of others only on the day."},
    {"workforce.NAME.also",
     "Persons who are on duty in other pools have fewer hours here: hours on duty there in a week (as its roster or "
     "schedule has them, levers and seats that stay empty included, those of the whole region together), less the "
     "share of others, times `hours_off`, are taken off the shifts of that week: as a chance that is the same for "
     "each shift that would be worked. So the hours that are taken off do not depend on how many are ill or on leave, "
     "or how many seats are vacant. `cover` is not for them: `hours_off` says what is lost. The hours of `staff` are "
     "those that are left with parameters as they stand; levers on the roster there, or on the two parameters, change "
     "them."},
    {"pool.NAME.overtime_limit",
     "A week begins on Monday. At midnight overtime of the week so far is compared with `share` of the paid hours of "
     "the week so far (hours on duty / presence / direct share of the table of `staff`). While it is not below that, "
     "at closing time only priorities below `always_below` are served in overtime; the others stay in the queue. "
     "Services in progress are finished."},
    {"pool.NAME.limit.NAME",
     "A limit has a `cap`, or `hours` of the day with caps from the size table of the pool's scope."},
    {"stream.NAME",
     "Exactly one of `rate`, `interval`, `rates`, `rates_lookup` and `counts` (anonymous), `lookup` and `per_person` "
     "(persons, "
     "per year), and `participants` (visits that are due). Anonymous streams are chains of gaps, which run only while "
     "the stream is open. Requests of persons arise per person and day, so that a policy that lowers demand takes "
     "requests away and never shuffles them."},
    {"stream.NAME.initial.NAME",
     "Who is at one step when the run begins, and came before it: see `The start` below. Default: as many as the "
     "stream "
     "brings while one is there."},
    {"pathway.NAME", "What requests go through, step by step."},
    {"pathway.NAME.step.NAME",
     "A step does one thing, told by its verb. When it is done the request goes to one of `branches`, or to `then`, "
     "or else to the step below. Steps of the same pathway are named alone, others as `pathway.step`; the name of a "
     "pathway is its first step. Going back to an earlier step is allowed, but some way must lead to an exit: who "
     "stays "
     "for ever goes round by a `when` that never says yes. The last step of a pathway is an `exit` or says `then`."},
    {"tally.NAME",
     "A count of what was done, by labels. It becomes variables of the result file; a step names it in `counts`."},
    {"wait.NAME",
     "A measure of waits by labels: how many, mean, quantiles, and exact shares within norms. A step names it in "
     "`wait`. Quantiles are read off a histogram: at most 1/32 (3 %) off, up to waits of 1,000 years, and never "
     "outside "
     "the shortest and the longest wait that occurred."},
    {"reallocation.NAME",
     "A rule that passes requests from one discipline to another. The labels of `variable` are names of pools; a "
     "step `reallocate = true` applies the rules."},
    {"load.NAME", "Work asked over time on duty, per place and week."},
    {"window.NAME", "Time on duty in part of the week, such as in the evening."},
    {"kpi.NAME",
     "A figure worked out of the results of each run and kept with them as `kpi_value`. Expressions have numbers "
     "with units (`20 min`, `3 per hour`, `25 %`), `+ - * / ( )`, `min(a, b)`, `max(a, b)`, any variable of the "
     "[results](#results) with its labels (`queue_within[queue_norm=2 min]`; `years_counted` is the length of the "
     "run), and "
     "functions: `minutes(POOL)` of service within the counted period, or of a tally of minutes; `started(POOL)`, the "
     "minutes of all services that started in it, whole, though some end later; `minutes(POOL[task=NAME])`, also by a "
     "label of "
     "a variable or attribute (`minutes(doctor[kind=short|long])`), of the services that ended; `count(OUTCOME)`, or "
     "of a tally or a wait; `count(PATHWAY.STEP)`, how often a step was done; `sum`, `mean`, `p50`, `p90` and `p95` of "
     "a wait, such as `mean(queue[urgency=U1])`; `servers(POOL)` on duty on average; `queue(POOL)`, the mean number "
     "in its queue, also of those who leave it unserved or still wait at the end; `waiting(POOL)` at "
     "the end; `global(NAME)`, the value of a global at the end of the run (of places: their mean); `time_at(POOL, "
     "n)`, how long just n "
     "servers of a pool were seized (of one with `occupancy = n`: n or more). They are of the counted period; "
     "`minutes(POOL, all)`, `minutes(POOL[task=NAME], all)`, `count(PATHWAY.STEP, all)` and `count(OUTCOME, all)` are "
     "of the whole run, warm-up included. Labels that are not selected are added up. Times and plain numbers do not "
     "mix, and a division by 0 is missing. What is asked by step, task or label is counted only if some key figure "
     "asks; "
     "the results have it as `asked_count` and `asked_minutes`. Of a run that has results of years each figure is also "
     "worked out of those of every year, as `kpi_value_by_year`: `waiting` and `global` are then of the moment at "
     "which "
     "the year ended, and `all` adds the warm-up to the first year. It is missing if the figure asks for what has no "
     "result of a year, such as a tally with `periods = []`; `draagkracht figures` names it."},
    {"trace",
     "The words in which `draagkracht run --trace FILE.txt` tells what happens, for people who read a night from the "
     "first call to the last door. Texts have gaps in braces: the name of a variable or an attribute stands for its "
     "label, or for what `words` say instead; `{age}`, `{municipality}`, `{wijk}` (its code, or the municipality "
     "where fewer than 5,000 live) of the person; `{waited}` since joining the queue, `{served}` since its last "
     "service began; `{place}`, `{waiting}`, `{busy}` and `{on_duty}` of the pool of the moment. `{waiting(POOL)}`, "
     "`{busy(POOL)}`, `{on_duty(POOL)}` and `{longest(POOL)}`, the longest wait of those who wait, add up all places "
     "of a kind. A doubled brace is a brace. A request and all that it spawned have one clock, which begins with the "
     "first line about them. No run depends on any of it."},
    {"trace.sentence.NAME", "A moment that is told. Of several that fit the first is; each is counted by its name."},
    {"trace.state", "How things stand, at moments of the day."},
    {"trace.sum",
     "What was told since the last such line, and in all at the end: `{count(SENTENCE)}`, and `{late(SENTENCE)}` of "
     "those behind its `late`."},
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

}  // namespace

std::string introduction(const std::string& place) {
  const auto found = introductions.find(place);
  return found == introductions.end() ? std::string() : found->second;
}

}  // namespace draagkracht
