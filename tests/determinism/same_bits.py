#!/usr/bin/python3
"""Same bits whatever the number of threads, the schedule and the company; and a renamed scenario differs by exactly 0.

  same_bits.py PROGRAM

Small runs of the Dutch model: 3 regions x 2 scenarios x 3 replications of 4 weeks with a fiftieth of the people. Each
comparison has a twin that must find a difference (another seed, another scenario), or it would prove nothing.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import h5py
    from h5_difference import differences
except ImportError:
    print("skipped: no h5py for /usr/bin/python3")
    sys.exit(77)

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCENARIOS = ROOT / "scenarios"
BASELINE, CHANGED = str(SCENARIOS / "baseline.toml"), str(SCENARIOS / "vision_2030.toml")
SMALL = ["--regions", "VR05,VR19,VR25", "--replications", "3", "--weeks", "4", "--inhabitants-share", "0.02"]


def run(folder, name, scenarios, *options, **environment):
    """Runs and returns the result file."""
    file = pathlib.Path(folder) / f"{name}.h5"
    variables = {k: v for k, v in os.environ.items() if not k.startswith("OMP_")}
    subprocess.run([PROGRAM, "run", *scenarios, "-o", file, *SMALL, *options], check=True, capture_output=True,
                   env={**variables, **environment})
    return file


def run_values(file, scenario):
    """All values of one scenario by variable, as bytes."""
    with h5py.File(file, "r") as results:
        names = [name.decode() for name in results["scenario"][()]]
        at = names.index(scenario)
        return {name: item[at].tobytes() for name, item in results.items()
                if isinstance(item, h5py.Dataset) and item.ndim >= 4 and not name.startswith("finished")}


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
        one = run(folder, "one", both, "--threads", "1")
        for threads in ("2", "7"):
            other = run(folder, f"threads{threads}", both, "--threads", threads)
            expect_same(f"{threads} threads give the bits of 1", one, other)
        for schedule in ("static,1", "guided,2"):
            other = run(folder, "schedule_" + schedule.split(",")[0], both, "--threads", "2", OMP_SCHEDULE=schedule)
            expect_same(f"OMP_SCHEDULE={schedule} gives the same bits", one, other)
        twin = run(folder, "seed", both, "--threads", "2", "--seed", "2")
        found = differences(one, twin)
        expect("another seed gives other bits", any(line.startswith("contacts: ") for line in found))

        alone = run(folder, "alone", [CHANGED], "--threads", "2")
        expect("a scenario alone gives the bits it gives beside another",
               run_values(one, "vision_2030") == run_values(alone, "vision_2030"))

        renamed = pathlib.Path(folder) / "renamed.toml"
        renamed.write_text(f'extends = "{BASELINE}"\nname = "renamed"\n', encoding="utf-8")
        three = run(folder, "three", [BASELINE, str(renamed), CHANGED], "--threads", "2")
        values = {name: run_values(three, name) for name in ("baseline", "renamed", "vision_2030")}
        expect("a renamed scenario has the bits of the baseline", values["baseline"] == values["renamed"])
        expect("a changed scenario has not", values["baseline"] != values["vision_2030"])
        text = subprocess.run([PROGRAM, "compare", three, "--json"], check=True, capture_output=True, text=True).stdout
        rows = json.loads(text)["outcomes"]
        by_name = {name: [row for row in rows if row["scenario"] == name] for name in ("renamed", "vision_2030")}
        expect("compare calls every difference of a renamed scenario identical",
               by_name["renamed"] and all(row["identical"] and row["difference"] in (0, None)
                                          for row in by_name["renamed"]))
        expect("and not those of a changed one", any(not row["identical"] for row in by_name["vision_2030"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
