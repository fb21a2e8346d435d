#!/usr/bin/python3
"""A scenario that goes on from the state of another is, bit for bit, what it is when it runs alone.

  beside_and_alone.py PROGRAM

Levers on what is read by requests, at midnight and by person; with and without dates, from the first day, on the last
day of the warm-up, on the first day that counts, behind it, with a ramp; runs that start on a Monday, on another day and
without a date. Each variant is run beside the model that it extends and by itself. Which variants go on, and from which
day, is demanded too: else a program that runs all alone would pass.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from program_runs import PROGRAM, ROOT, run, run_values

MODEL = """name = "{name}"
[run]
{start}
warm_up = "3 days"
horizon = "12 days"
replications = 2
[parameter]
demand = {{ value = 1, least = 0, most = 5 }}
share = {{ value = 0.3, most = 1 }}
minutes = {{ value = 1, least = 0.1, most = 5 }}
patience = {{ value = 1, least = 0.1, most = 5 }}
kept = {{ value = 0.2, most = 1 }}
[schedule.day.days]
weekdays = "08:00-12:00, 13:00-17:00"
[pool.desk]
servers = 2
[pool.doctor]
schedule = "day"
servers = 2
book = {{ slot = "10 min", sessions = "day", lead = "5 days", same_day_share = "kept" }}
[stream.calls]
interval = {{ distribution = "exponential", mean = "6 min" }}
factor = "demand"
enters = "call"
[[pathway.call.step]]
name = "talk"
seize = "desk"
time = {{ distribution = "lognormal", mean = "9 min", cv = 0.7, factor = "minutes" }}
patience = {{ distribution = "exponential", mean = "10 min", factor = "patience" }}
on_patience = "gone"
[[pathway.call.step]]
name = "which"
chance = "share"
yes = "today"
no = "ahead"
[[pathway.call.step]]
name = "today"
book = "doctor"
same_day = true
on_none = "ahead"
then = "seen"
[[pathway.call.step]]
name = "ahead"
book = "doctor"
on_none = "gone"
[[pathway.call.step]]
name = "seen"
seize = "doctor"
time = {{ distribution = "exponential", mean = "8 min", factor = "minutes" }}
[[pathway.call.step]]
name = "helped"
exit = "helped"
[[pathway.call.step]]
name = "gone"
exit = "gone"
"""
LEVER = '[lever.{name}]\nparameter = "{parameter}"\noperation = "{operation}"\nvalue = {value}\n{more}\n'
VALUES = {"demand": 1.5, "share": 0.6, "minutes": 1.4, "patience": 0.4, "kept": 0.7}

failed = 0


def expect(what, truth):
    global failed
    print(("ok    " if truth else "WRONG ") + what)
    failed += not truth


def lever(parameter, more="", name="x", operation="set", value=None):
    return LEVER.format(name=name, parameter=parameter, operation=operation, more=more,
                        value=VALUES[parameter] if value is None else value)


def goes_on(folder, files, options):
    """From which day each scenario goes on, as the program says beforehand; None for those that run alone."""
    told = subprocess.run([PROGRAM, "run", *files, "-o", "told.h5", "--dry-run", *options], cwd=folder, check=True,
                          capture_output=True, text=True).stdout
    days = {}
    for name, text in re.findall(r"^  scenario  (\S+) .*\n((?:              .*\n)*)", told, re.M):
        match = re.search(r"goes on from \S+ on (.*)", text)
        days[name] = match.group(1) if match else None
    return days


def compare(folder, base, variants, expected, options=()):
    files = {name: folder / f"{name}.toml" for name in variants}
    for name, text in variants.items():
        files[name].write_text(f'extends = "{base}"\nname = "{name}"\n{text}', encoding="utf-8")
    all_files = [base, *files.values()]
    days = goes_on(folder, all_files, options)
    expect(f"{base.stem}: who goes on, and from when: {days}",
           {name: days[name] for name in variants} == expected)
    together = run(folder, "together", all_files, *options, "--force")
    alone = run_values(run(folder, "alone", [base], *options, "--force"), base.stem)
    expect(f"{base.stem}: the base itself", run_values(together, base.stem) == alone and len(alone) > 10)
    for name, file in files.items():
        by_itself = run_values(run(folder, "alone", [file], *options, "--force"), name)
        expect(f"{base.stem}: {name} has the bits that it has alone", run_values(together, name) == by_itself)
        expect(f"{base.stem}: {name} is another than the base", by_itself != alone)


def small_models(folder):
    # The run begins on Monday 15 January in both weeks and counts from the 18th.
    for start in ("start = 2024-01-15", "start = 2024-01-17", ""):
        dates = start != ""
        base = folder / ("dated" + start[-2:] + ".toml" if dates else "undated.toml")
        base.write_text(MODEL.format(name=base.stem, start=start), encoding="utf-8")
        variants = {f"{p}_from_the_start": lever(p) for p in VALUES}
        expected = dict.fromkeys(variants)
        if dates:
            day = 18
            for parameter in VALUES:
                for what, date in (("last_warm_up_day", day - 1), ("first_counted_day", day), ("later", day + 5)):
                    name = f"{parameter}_{what}"
                    variants[name] = lever(parameter, f"from = 2024-01-{date}")
                    expected[name] = f"2024-01-{date}"
                variants[f"{parameter}_ramp"] = lever(parameter, f'from = 2024-01-{day + 2}\nramp = "4 days"')
                expected[f"{parameter}_ramp"] = f"2024-01-{day + 2}"
                variants[f"{parameter}_until"] = lever(parameter, f"from = 2024-01-{day + 2}\nuntil = 2024-01-{day + 10}")
                expected[f"{parameter}_until"] = f"2024-01-{day + 2}"
            variants["two"] = lever("demand", f"from = 2024-01-{day + 4}") + lever(
                "minutes", f"from = 2024-01-{day + 2}", "y", "multiply", 1.2)
            expected["two"] = f"2024-01-{day + 2}"
        compare(folder, base, variants, expected)


def dutch_model(folder):
    base = folder / "dutch.toml"
    base.write_text(f'extends = "{ROOT / "scenarios" / "baseline"}"\nname = "dutch"\n', encoding="utf-8")
    changes = {
        "demand": ("demand_factor", 1.2, ""),
        "of_the_old": ("demand_factor", 1.3, 'where = { age_band = ["75-84", "85+"] }'),
        "no_shows": ("no_show", 4, 'where = { gemeente = "Enschede" }'),
        "visits": ("visits_diabetes", 2, ""),
        "calls": ("admin_calls", 2, 'ramp = "5 days"'),
        "for_a_week": ("demand_factor", 0.5, "until = 2024-01-17"),
        "book": ("same_day_share", 0.7, 'where = { has_pool = "vs_pa" }'),
        "referrals": ("refer_specialist", 0.5, 'where = { wijk = "WK015300" }'),
    }
    variants = {name: lever(parameter, f"from = 2024-01-10\n{more}", "x", "multiply", value)
                for name, (parameter, value, more) in changes.items()}
    compare(folder, base, variants, dict.fromkeys(variants, "2024-01-10"),
            ("--inhabitants-share", "0.02", "--weeks", "3", "--replications", "1"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        small_models(Path(folder))
        dutch_model(Path(folder))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
