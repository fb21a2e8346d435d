#!/usr/bin/python3
"""Scenarios with names of their own in one file: each has the bits that it has alone, and the rest is missing or 0.

  other_names.py PROGRAM

A small model and the Dutch one, each with a scenario that adds a pool, a stream, labels and measures beside what is
there, and the small one with a scenario that adds a label between others. The comparison has twins that must find a
difference: another seed, and a scenario that changes what is there.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from program_runs import PROGRAM, ROOT, differences, h5py, numpy, run

# What there is 0 of where there is no pool.
AMOUNTS = {"pool_busy_hours", "pool_started_hours", "pool_asked_hours", "pool_on_duty_hours",
           "pool_present_hours", "pool_overtime_hours", "pool_instances", "pool_queue_hours", "pool_waiting_at_end"}
# Counted over all requests, also those of a stream that a scenario adds.
OF_ALL = {"requests_entered_whole_run", "requests_left_whole_run", "requests_in_progress", "timed_events_whole_run"}

FILES = {
    "baseline.toml": """extends = "small.model"
name = "baseline"
[tally.seen]
by = ["kind"]
[wait.queue]
within = ["2 min", "10 min"]
by = ["kind"]
[[pathway.visit.step]]
name = "serve"
counts = ["seen"]
""",
    "beside.toml": """extends = "baseline"
name = "beside"
[table]
colours.file = "colours.csv"
[variable.colour]
values = ["red", "blue"]
[pool.annex]
servers = 1
[tally.painted]
by = ["colour"]
[wait.annex_queue]
[wait.queue]
within = ["2 min", "5 min", "10 min"]
[stream.painters]
rate = "3 per hour"
enters = "paint"
[[pathway.paint.step]]
name = "choose"
draw = "colour"
lookup = {table = "colours", column = "share"}
[[pathway.paint.step]]
name = "brush"
seize = "annex"
time = {distribution = "exponential", mean = "10 min"}
wait = "annex_queue"
counts = ["painted"]
[[pathway.paint.step]]
name = "done"
exit = "painted_over"
""",
    "colours.csv": "colour,share\nred,0.5\nblue,0.5\n",
    "grown.toml": """extends = "baseline"
name = "grown"
[table]
times.file = "grown.csv"
[variable.kind]
values = ["short", "middle", "long"]
""",
    "grown.csv": "kind,share,distribution,cv,mean_min\n"
                 "short,0.65,exponential,1,2\nmiddle,0.1,exponential,1,3\nlong,0.25,gamma,0.5,6\n",
    "team.toml": f"""extends = "{ROOT}/scenarios/baseline.toml"
name = "team"
[variable]
discipline.values.add = ["team"]
[pool.team]
servers = 1
[stream.team_questions]
rate = "2 per hour"
enters = "team_question"
[[pathway.team_question.step]]
name = "whose_turn"
set = {{discipline = "team"}}
[[pathway.team_question.step]]
name = "talk"
seize = "team"
time = {{distribution = "gamma", mean = "20 min", cv = 0.5}}
counts = ["contacts", "contact_minutes"]
[[pathway.team_question.step]]
name = "done"
exit = "answered_by_the_team"
""",
}
DUTCH = ["--weeks", "4", "--inhabitants-share", "0.02", "--replications", "2"]


def told(folder, command, file):
    """What a reading command says, as JSON."""
    return json.loads(subprocess.run([PROGRAM, command, file, "--json", "--data", ROOT / "data"], cwd=folder,
                                     check=True, capture_output=True, text=True).stdout)


def variables(results):
    """Measured variables of the root group by name, with the names of their own dimensions."""
    found = {}
    for name, item in results.items():
        if isinstance(item, h5py.Dataset) and item.dtype == "f8" and item.ndim >= 4:
            found[name] = (item, [axis[0].name.strip("/") for axis in list(item.dims)[4:]])
    return found


def labels(results, name):
    return results[name][()].tolist()


def compare(joint, alone, scenario, of=0):
    """Variables of a scenario of the joint file that differ from scenario `of` of the other file over the latter's
    names, and those that say more than that: not missing or, for amounts, not 0."""
    with h5py.File(joint) as many, h5py.File(alone) as one:
        s = [name.decode() for name in labels(many, "scenario")].index(scenario)
        own = variables(one)
        differ, more = set(), set()
        for name, (item, dimensions) in variables(many).items():
            values = item[s]
            outside = numpy.ones(values.shape, bool)
            if name in own:
                places = [range(n) for n in values.shape[:3]]
                places += [[labels(many, d).index(label) for label in labels(one, d)] for d in dimensions]
                if values[numpy.ix_(*places)].tobytes() != own[name][0][of].tobytes():
                    differ.add(name)
                outside[numpy.ix_(*places)] = False
            rest = values[outside]
            if not numpy.all(rest == 0 if name in AMOUNTS else numpy.isnan(rest)):
                more.add(name)
        return differ | (own.keys() - variables(many).keys()), more


def main():
    failed = []

    def expect(what, holds, details=""):
        print(("ok      " if holds else "FAILED  ") + what)
        if not holds:
            failed.append(what)
            print(f"          {details}")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for source in ("small.model.toml", "times.csv"):
            shutil.copy(ROOT / "tests" / "input" / source, folder)
        for file, text in FILES.items():
            (folder / file).write_text(text, encoding="utf-8")

        names = ["baseline", "beside", "grown"]
        joint = run(folder, "joint", [f"{n}.toml" for n in names], "--threads", "1")
        threads = run(folder, "threads", [f"{n}.toml" for n in names], "--threads", "3")
        expect("3 threads give the bits of 1", not differences(joint, threads))
        for n in names:
            alone = run(folder, n, [f"{n}.toml"])
            found = compare(joint, alone, n)
            expect(f"{n} has the bits it has alone, and nothing else", found == (set(), set()), found)
        differ, more = compare(joint, folder / "baseline.h5", "beside")
        expect("what is added beside the old leaves the old alone",
               "requests_entered_whole_run" in differ <= OF_ALL, differ)
        expect("and has values", {"painted", "annex_queue_count", "pool_on_duty_hours", "pool_load"} <= more, more)
        expect("a scenario that changes the old differs", "seen" in compare(joint, folder / "baseline.h5", "grown")[0])
        twin = run(folder, "twin", ["baseline.toml"], "--seed", "2")
        expect("another seed differs", "seen" in compare(joint, twin, "baseline")[0])
        with h5py.File(joint) as results:
            for dimension, expected in (("kind", [b"short", b"middle", b"long"]), ("queue_norm", [2, 5, 10]),
                                        ("pool", [b"front", b"back", b"annex"]),
                                        ("outcome", [b"served", b"painted_over"])):
                expect(f"{dimension} keeps every order", labels(results, dimension) == expected)
            expect("flags tell who has which pool",
                   labels(results, "pool_in_scenario") == [[1, 1, 0], [1, 1, 1], [1, 1, 0]])
        pools = {(row["scenario"], row["pool"]): row for row in told(folder, "compare", joint)["pools"]}
        annex = pools["beside", "annex"]
        expect("a pool that the baseline lacks has hours more, and a load without difference",
               (annex["on_duty_hours_per_year_baseline_value"], annex["load_baseline_value"]) == (0, None) and
               annex["on_duty_hours_per_year_difference"] > 8000 and annex["load_scenario_value"] > 0.1 and
               annex["load_difference"] is None, annex)
        expect("a pool that neither has is not listed", ("grown", "annex") not in pools)

        baseline = str(ROOT / "scenarios" / "baseline.toml")
        both = run(folder, "dutch", [baseline, "team.toml"], *DUTCH)
        alone = run(folder, "alone", [baseline], *DUTCH)
        found = compare(both, alone, "baseline")
        expect("the Dutch baseline has the bits it has alone", found == (set(), set()), found)
        differ, more = compare(both, alone, "team")
        expect("a team of its own leaves the others alone", "requests_entered_whole_run" in differ <= OF_ALL, differ)
        expect("and has contacts", {"contacts", "contact_minutes"} <= more, more)
        for command, table in (("goals", "indicators"), ("validate", "validation")):
            here, there = (told(folder, command, file) for file in (both, alone))
            expect(f"{command} says of the baseline what it says of it alone", len(there[table]) > 20 and
                   [row for row in here[table] if row["scenario"] == "baseline"] == there[table] and
                   here["remarks"] == there["remarks"] == [])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
