#!/usr/bin/python3
"""Runs over years: same bits for any threads, company, shards and a kill; a year does not know of those behind it.

  years.py PROGRAM

Two regions, three years, a hundredth of the people. Comparisons have twins that must find a difference.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

import h5py
from program_runs import PROGRAM, ROOT, differences, run

BASELINE = str(ROOT / "scenarios" / "baseline_2030.toml")
LATER = f"""extends = "{BASELINE}"
name = "later"
[lever]
more = {{parameter = "demand_factor", operation = "multiply", value = 1.1, from = 2025-07-01}}
hours = {{parameter = "staff_hours", operation = "multiply", value = 1.2, from = 2025-07-01, ramp = "40 weeks"}}
"""
SETTING = ["--regions", "VR05,VR25", "--replications", "1", "--inhabitants-share", "0.01"]
THREE = [*SETTING, "--years", "3"]


def years(file, scenario, first, count):
    """All values by year of one scenario, of some years, as bytes."""
    with h5py.File(file, "r") as results:
        names = [name.decode() for name in results["scenario"][()]]
        return {name: item[names.index(scenario), :, :, :, first:first + count].tobytes()
                for name, item in results["by_year"].items() if name.endswith("_by_year")}


def killed_and_resumed(folder, scenarios):
    """The same experiment, killed in the middle of its runs and gone on with."""
    file = pathlib.Path(folder) / "killed.h5"
    process = subprocess.Popen([PROGRAM, "run", *scenarios, "-o", file, *THREE, "--threads", "1"], cwd=folder,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = file.with_name(file.name + ".runs")
    deadline = time.monotonic() + 120
    # Killed when the journal holds the first run of four: another one is on its way through the years.
    while process.poll() is None and time.monotonic() < deadline:
        if sum(p.stat().st_size for p in journal.rglob("journal.*")) > 100_000:
            break
        time.sleep(0.01)
    running = process.poll() is None
    process.kill()
    process.wait()
    subprocess.run([PROGRAM, "resume", file], cwd=folder, check=True, capture_output=True)
    return file, running


def merged(folder, scenarios):
    plan, file = pathlib.Path(folder) / "plan", pathlib.Path(folder) / "merged.h5"
    subprocess.run([PROGRAM, "plan", *scenarios, "-o", plan, *THREE, "--shards", "2"], cwd=folder, check=True,
                   capture_output=True)
    for shard in ("2/2", "1/2"):
        subprocess.run([PROGRAM, "run", "--plan", plan, "--shard", shard], cwd=folder, check=True, capture_output=True)
    subprocess.run([PROGRAM, "merge", plan, "-o", file], cwd=folder, check=True, capture_output=True)
    return file


def main():
    failed = []

    def expect(what, holds, details=()):
        print(("ok      " if holds else "FAILED  ") + what)
        if not holds:
            failed.append(what)
            print("\n".join("          " + line for line in details[:5]))

    with tempfile.TemporaryDirectory() as folder:
        later = pathlib.Path(folder) / "later.toml"
        later.write_text(LATER, encoding="utf-8")
        both = [BASELINE, str(later)]
        one = run(folder, "one", both, *THREE, "--threads", "1")
        found = differences(one, run(folder, "threads", both, *THREE, "--threads", "7"))
        expect("7 threads give the bits of 1", not found, found)
        found = differences(one, merged(folder, both))
        expect("shards that are merged give the bits of one run", not found, found)
        file, running = killed_and_resumed(folder, both)
        expect("the run was killed on its way", running)
        found = differences(one, file)
        expect("a run that was killed and gone on with gives the bits of one that was not", not found, found)

        short = run(folder, "short", [BASELINE], *SETTING, "--years", "1", "--threads", "1")
        first = years(one, "baseline_2030", 0, 1)
        expect("the first of three years has the bits of a run of one year", first == years(short, "baseline_2030", 0, 1))
        expect("and there are results", len(first) > 100)
        expect("the second year has others", first != years(one, "baseline_2030", 1, 1))

        expect("a lever from July 2025 on leaves the years before as they are",
               years(one, "baseline_2030", 0, 1) == years(one, "later", 0, 1))
        expect("and not the year itself", years(one, "baseline_2030", 1, 1) != years(one, "later", 1, 1))
        alone = run(folder, "alone", [str(later)], *THREE, "--threads", "1")
        expect("a scenario that goes on from the baseline's state has the years that it has alone",
               years(one, "later", 0, 3) == years(alone, "later", 0, 3))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
