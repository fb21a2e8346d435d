#include "tests/fuzz/small_experiment.h"

namespace draagkracht::fuzz {
namespace {

constexpr const char* desk = R"toml(
[run]
start = 2024-01-01
warm_up = "1 day"
horizon = "1 week"
replications = 2
[variable.kind]
values = ["short", "long"]
[parameter.haste]
value = 1
least = 0.5
most = 2
[schedule.day.days]
weekdays = "08:00-17:00"
[pool]
front.servers = 2
back.servers = 1
[wait.queue]
by = ["kind"]
[tally.visits]
by = ["kind"]
[stream.customers]
rate = "4 per hour"
enters = "visit"
[[pathway.visit.step]]
name = "sort"
draw = "kind"
shares = {short = 0.7, long = 0.3}
[[pathway.visit.step]]
name = "serve"
seize = "front"
time = {distribution = "exponential", mean = "10 min", factor = "haste"}
wait = "queue"
counts = ["visits"]
[[pathway.visit.step]]
name = "leave"
exit = "served"
[kpi.wait_short]
value = "mean(queue[kind=short])"
unit = "min"
)toml";

constexpr const char* desk_fast = R"toml(
extends = "desk"
name = "desk_fast"
[lever.haste]
parameter = "haste"
operation = "multiply"
value = 0.8
)toml";

}  // namespace

void write_small_experiment(const Workshop& workshop) {
  workshop.write("desk.toml", desk);
  workshop.write("desk_fast.toml", desk_fast);
}

}  // namespace draagkracht::fuzz
