#include "tools/language_examples.h"

#include <map>

namespace draagkracht {
namespace {

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
    {"move", "move = \"doctor\"\nmoved = \"elsewhere\""},
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
    {"caseload.toml",
     "A caseload: three therapists have sixteen clients each, who come an hour a week for some weeks; others are on "
     "the list. The place is held, the visits go round, and the key figures say how full it is and how long it takes.",
     R"toml(name = "caseload"

[run]
start = 2024-01-01
warm_up = "52 weeks"
horizon = "104 weeks"
replications = 3

[number.visits]

[schedule.office_hours.days]
weekdays = "09:00-12:00=3, 13:00-17:00=3"

[pool.caseload]
servers = 48
occupancy = 48
[pool.therapist]
schedule = "office_hours"

[wait.list]
[wait.treatment]
from = "arrival"

[stream.referrals]
rate = "4 per week"
enters = "care"

[[pathway.care.step]]
name = "admit"
seize = "caseload"
hold = ["caseload"]
wait = "list"
patience = {distribution = "exponential", mean = "40 weeks"}
on_patience = "elsewhere"
[[pathway.care.step]]
name = "plan"
sample = "visits"
law = {distribution = "uniform_integer", low = 5, high = 20}
[[pathway.care.step]]
name = "office"
until = "office_hours"
[[pathway.care.step]]
name = "visit"
seize = "therapist"
time = {distribution = "deterministic", mean = "1 h"}
[[pathway.care.step]]
name = "done"
assign = {visits = "visits - 1"}
[[pathway.care.step]]
name = "ready"
when = "visits == 0"
yes = "discharge"
no = "week"
[[pathway.care.step]]
name = "week"
delay = {value = "1 week - waited - 1 h"}
then = "office"
[[pathway.care.step]]
name = "discharge"
release = ["caseload"]
[[pathway.care.step]]
name = "home"
exit = "home"
wait = "treatment"
[[pathway.care.step]]
name = "elsewhere"
exit = "elsewhere"

[kpi.full]
value = "time_at(caseload, 48) / years_counted"
unit = "%"
[kpi.visits_per_client]
value = "count(care.visit) / count(home)"
[kpi.from_referral_to_discharge]
value = "mean(treatment)"
unit = "week"
)toml"},
    {"case_meeting.toml",
     "A case that several work on: the history is taken by due date; two tests are done at the same time, by whichever "
     "of two laboratories is free first, and when both results are in it waits for the meeting, which is held for four "
     "cases together. "
     "Urgent calls interrupt. A second room opens while many wait.",
     R"toml(name = "case_meeting"

[run]
start = 2024-01-01
warm_up = "8 weeks"
horizon = "26 weeks"
replications = 3

[number.due]
unit = "time"

[pool.doctor]
servers = 1
preemptible = [1]
[pool.nurse]
servers = 1
[pool.laboratory]
servers = 1
[pool.hospital]
servers = 1
[pool.room]
capacity = "1 + min(1, floor(queue(room) / 3))"

[wait.history]
[wait.results]
[wait.meeting]

[stream.cases]
rate = "10 per day"
enters = "case"
[stream.calls]
rate = "8 per day"
enters = "call"

[[pathway.case.step]]
name = "dated"
assign = {due = "now + 2 days"}
[[pathway.case.step]]
name = "history"
seize = "nurse"
order_by = "due"
time = "gamma 40 min cv 0.5"
wait = "history"
[[pathway.case.step]]
name = "blood"
spawn = "test"
[[pathway.case.step]]
name = "scan"
spawn = "test.picture"
[[pathway.case.step]]
name = "results"
join = ["blood", "scan"]
wait = "results"
[[pathway.case.step]]
name = "meeting"
gather = 4
first = "chaired"
wait = "meeting"
patience = "2 days"
on_patience = "decided"
[[pathway.case.step]]
name = "decided"
exit = "decided"
[[pathway.case.step]]
name = "chaired"
seize = "doctor"
priority = 1
time = "uniform 20 min to 40 min"
then = "decided"

[[pathway.test.step]]
name = "sample"
seize = "laboratory"
or = ["hospital"]
time = "exponential 1 h"
then = "done"
[[pathway.test.step]]
name = "picture"
seize = "room"
time = "lognormal 1.5 h cv 0.4"
[[pathway.test.step]]
name = "done"
exit = "test_done"

[[pathway.call.step]]
name = "answer"
seize = "doctor"
time = "exponential 10 min"
[[pathway.call.step]]
name = "done"
exit = "answered"

[kpi.from_tests_to_results]
value = "mean(results)"
unit = "h"
[kpi.second_room]
value = "servers(room) - 1"
)toml"},
    {"counters.toml",
     "Two counters from one template: a pool, a stream and a pathway each, whose first step is itself a template.",
     R"toml(name = "counters"
title_en = "Two counters of one kind"

[run]
start = 2024-01-01
warm_up = "1 week"
horizon = "4 weeks"
replications = 3

[variable.counter]
values = ["none"]

[parameter.patience]
value = 12
unit = "min"
low = 8
high = 20

[wait.counter]
by = ["counter"]

[template.served]                      # steps with gaps
arguments = ["by", "time"]
[[template.served.step]]
name = "{name}"
seize = "{by}"
time = "{time}"
patience = "exponential patience"      # its mean is the parameter
on_patience = "{name}_gave_up"
wait = "counter"
[[template.served.step]]
name = "{name}_gave_up"
exit = "gave_up_at_{{counter}}"        # an exit per label

[template.counter]                     # parts of a model with gaps
arguments = ["servers", "rate", "time"]
[template.counter.variable.counter]
values.add = ["{name}"]
[template.counter.pool."{name}"]
servers = "{servers}"
[template.counter.stream."to_{name}"]
rate = "{rate}"
set = {counter = "{name}"}
enters = "{name}"
[[template.counter.pathway."{name}".step]]
name = "ask"
template = "served"
arguments = {by = "{name}", time = "{time}"}
then = "out"                           # of the step that has the name of the use
[[template.counter.pathway."{name}".step]]
name = "out"
exit = "served"

[counter.passports]
servers = 2
rate = "20 per hour"
time = "gamma 5 min cv 0.6"

[counter.permits]
servers = 1
rate = "4 per hour"
time = "lognormal 12 min cv 0.8"
)toml"},
    {"reminders.toml",
     "A scenario beside the clinic: reminders halve the no-shows. "
     "`draagkracht run clinic.toml reminders.toml -o results.h5`",
     R"(extends = "clinic"
name = "reminders"

[lever.reminders]
parameter = "share_no_show"
operation = "multiply"
value = 0.5
)"},
};

}  // namespace

std::string example_step(const std::string& verb) {
  const auto found = steps.find(verb);
  return found == steps.end() ? std::string() : found->second;
}

const std::vector<ExampleModel>& example_models() { return models; }

std::string model_of_results() {
  return R"(
run = {start = 2024-01-01, horizon = "1 week"}
variable.kind.values = ["a", "b"]
number.since.unit = "time"
global.most = {value = 1}
global.last = {unit = "time", time = "1 min"}
schedule.day.days.every_day = "00:00-24:00"
pool.desk = {schedule = "day", occupancy = 3, audit = "1 h"}
window.opening = {pool = "desk", schedule = "day"}
wait.queue = {within = ["2 min"], by = ["kind"]}
wait.answer.since = "since"
tally.visits = {by = ["kind"], periods = ["week", "hour_of_week"]}
tally.work.minutes = true
stream.s = {rate = "3 per hour", enters = "p"}
[pathway.p.step]
mark.assign = {since = "now", most = "queue(desk) + most", last = "now"}
serve = {seize = "desk", time = {distribution = "exponential", mean = "5 min"}, wait = "queue", counts = ["visits", "work"]}
paper = {account = "desk", time = {distribution = "deterministic", mean = "1 min"}}
out = {exit = "served", wait = "answer"}
)";
}

}  // namespace draagkracht
