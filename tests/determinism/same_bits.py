#!/usr/bin/python3
"""Same bits whatever the number of threads and the company; and a renamed scenario differs by exactly 0.

  same_bits.py PROGRAM

Small runs of the Dutch model: 3 regions x 2 scenarios x 3 replications of 4 weeks with a fiftieth of the people. Each
comparison has a twin that must find a difference (another seed, another scenario), or it would prove nothing.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from program_runs import PROGRAM, ROOT, differences, run, run_values

SCENARIOS = ROOT / "scenarios"
BASELINE, CHANGED = str(SCENARIOS / "baseline.toml"), str(SCENARIOS / "vision.toml")
# Levers of demand, of a habit, of service times and of visits that are due, all from one day.
LATE = """extends = "{base}"
name = "{name}"
[lever]
less = {{parameter = "demand_factor", operation = "multiply", value = 0.8, from = {date}}}
looks_up = {{parameter = "zelftriage_bereik_dag", operation = "add", value = 0.2, from = {date}}}
waits = {{parameter = "caller_patience", operation = "multiply", value = 0.5, from = {date}}}
errs = {{parameter = "triage_error_scale", operation = "multiply", value = 1.5, from = {date}}}
"""
# Steps keep the last contact of a person and who came back within a week, and go by it.
KEPT = """extends = "{base}"
name = "kept"
person_number.last.unit = "time"
attribute.known.kind = "set_by_steps"
tally.back.by = ["known"]
[pathway.contact.step]
behandelen.then = "again"
again = {{when = "last > 0 min and now - last < 7 days", yes = "soon", no = "note"}}
soon.set.known = "yes"
note = {{assign = {{last = "now"}}, counts = ["back"], then = "hulpvraag.nazorg"}}
"""
# Sensors of two pools, one of a place and one of the region's posts, and numbers of practices that steps and rules set.
PLACES = """extends = "{base}"
name = "places"
sensor.recent = {{pool = "huisarts", over = "3 weeks"}}
sensor.recent_anw = {{pool = "triagist", over = "3 weeks"}}
global.busiest.scope = "practice"
global.served.scope = "practice"
global.busiest_post.scope = "post"
rule.look = {{scope = "practice", every = "1 week", when = "recent > busiest", assign = {{busiest = "recent"}}}}
rule.look_anw = {{scope = "post", every = "2 weeks", assign = {{busiest_post = "max(busiest_post, recent_anw)"}}}}
[pathway.contact.step]
behandelen.then = "served"
served = {{assign = {{served = "served + 1"}}, then = "hulpvraag.nazorg"}}
"""
SMALL = ["--regions", "VR05,VR19,VR25", "--replications", "3", "--weeks", "4", "--inhabitants-share", "0.02"]


def main():
    failed = []

    def expect(what, holds, details=()):
        print(("ok      " if holds else "FAILED  ") + what)
        if not holds:
            failed.append(what)
            print("\n".join("          " + line for line in details[:5]))

    def expect_same(what, a, b):
        found = differences(a, b)
        expect(what, not found, found)

    with tempfile.TemporaryDirectory() as folder:
        both = [BASELINE, CHANGED]
        kept = pathlib.Path(folder) / "kept.toml"
        kept.write_text(KEPT.format(base=BASELINE), encoding="utf-8")
        one = run(folder, "one", both, *SMALL, "--threads", "1")
        for threads in ("2", "7"):
            other = run(folder, f"threads{threads}", both, *SMALL, "--threads", threads)
            expect_same(f"{threads} threads give the bits of 1", one, other)
        twin = run(folder, "seed", both, *SMALL, "--threads", "2", "--seed", "2")
        found = differences(one, twin)
        expect("another seed gives other bits", any(line.startswith("contacts: ") for line in found))

        one_kept = run(folder, "kept1", [str(kept)], *SMALL, "--threads", "1")
        seven_kept = run(folder, "kept7", [str(kept)], *SMALL, "--threads", "7")
        expect_same("what is kept of persons has the same bits on 7 threads as on 1", one_kept, seven_kept)
        of_baseline = run_values(one, "baseline")
        same_but = [name for name, values in run_values(one_kept, "kept").items()
                    if values != of_baseline.get(name)]
        expect("what is kept of persons changes nothing where steps only look at it",
               {name.split("_by_year")[0] for name in same_but} <= {"back", "inhabitants_by_known"}, same_but)

        places = pathlib.Path(folder) / "places.toml"
        places.write_text(PLACES.format(base=BASELINE), encoding="utf-8")
        one_places = run(folder, "places1", [str(places)], *SMALL, "--threads", "1")
        seven_places = run(folder, "places7", [str(places)], *SMALL, "--threads", "7")
        expect_same("what is kept of places has the same bits on 7 threads as on 1", one_places, seven_places)
        other_luck = run(folder, "places_seed", [str(places)], *SMALL, "--threads", "2", "--seed", "2")
        expect("another seed keeps something else of places",
               any(line.startswith("global_at_end: ") for line in differences(one_places, other_luck)))
        same_but = [name for name, values in run_values(one_places, "places").items()
                    if values != of_baseline.get(name)]
        expect("what is kept of places changes nothing where steps and rules only look at it",
               {name.split("_by_year")[0] for name in same_but} == {"global_at_end"}, same_but)

        alone = run(folder, "alone", [CHANGED], *SMALL, "--threads", "2")
        expect("a scenario alone gives the bits it gives beside another",
               run_values(one, "vision") == run_values(alone, "vision"))

        late, later = pathlib.Path(folder) / "late.toml", pathlib.Path(folder) / "later.toml"
        late.write_text(LATE.format(base=BASELINE, name="late", date="2024-01-10"), encoding="utf-8")
        later.write_text(LATE.format(base=BASELINE, name="later", date="2024-01-19"), encoding="utf-8")
        forked = run(folder, "forked", [BASELINE, str(later), str(late)], *SMALL, "--threads", "2")
        for name, file in (("late", late), ("later", later)):
            by_itself = run(folder, name, [str(file)], *SMALL, "--threads", "1")
            expect(f"a scenario that goes on from the baseline's state has the bits that it has alone: {name}",
                   run_values(forked, name) == run_values(by_itself, name))
        expect("the baseline that others go on from has its own bits",
               run_values(forked, "baseline") == run_values(one, "baseline"))
        expect("and the others have not", run_values(forked, "baseline") != run_values(forked, "later"))

        renamed = pathlib.Path(folder) / "renamed.toml"
        renamed.write_text(f'extends = "{BASELINE}"\nname = "renamed"\n', encoding="utf-8")
        three = run(folder, "three", [BASELINE, str(renamed), CHANGED], *SMALL, "--threads", "2")
        values = {name: run_values(three, name) for name in ("baseline", "renamed", "vision")}
        expect("a renamed scenario has the bits of the baseline", values["baseline"] == values["renamed"])
        expect("a changed scenario has not", values["baseline"] != values["vision"])
        text = subprocess.run([PROGRAM, "compare", three, "--json"], check=True, capture_output=True, text=True).stdout
        rows = json.loads(text)["outcomes"]
        by_name = {name: [row for row in rows if row["scenario"] == name] for name in ("renamed", "vision")}
        expect("compare calls every difference of a renamed scenario identical",
               by_name["renamed"] and all(row["identical"] and row["difference"] in (0, None)
                                          for row in by_name["renamed"]))
        expect("and not those of a changed one", any(not row["identical"] for row in by_name["vision"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
