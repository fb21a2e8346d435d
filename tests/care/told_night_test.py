#!/usr/bin/python3
"""A Saturday of the acute chain, told: what is told adds up to what the run counted, and changes none of it.

  told_night_test.py PROGRAM
"""
import collections
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "determinism"))
from program_runs import PROGRAM, differences, h5py, run  # noqa: E402: the folder of the other tests

SATURDAY = f"""extends = "{ROOT / 'scenarios' / 'baseline'}"
name = "saturday"
run = {{start = 2024-01-06, warm_up = "1 week", horizon = "1 day", replications = 1}}
"""
OPTIONS = ("--regions", "VR05", "--inhabitants-share", "0.3")

# Sentences -> the counters of the run that they have to add up to.
ACCOUNTS = {
    ("opgenomen", "belt_nog_eens"): "hap_call_count",
    ("spoed_opgenomen",): "hap_emergency_call_count",
    ("teruggebeld",): "hap_callback_count",
    ("opgehangen",): "hap_hung_up",
    ("niet_meer_bereikt", "belt_112", "zelf_naar_seh", "zonder_hulp"): "hap_lost",
    ("urgentie",): "hap_triage",
    ("gezien_spoed", "gezien", "gezien_door_regiearts"): "hap_on_site_count",
    ("aan_de_deur_spoed", "aan_de_deur", "achterwacht_aan_de_deur"): "hap_visit_count",
    ("ambulance_ter_plaatse",): "ambulance_response_count",
}


def told_totals(text):
    return collections.Counter({name: int(n) for name, n in re.findall(r"^  (\w+): (\d+)", text, re.MULTILINE)})


def counted(results, name):
    values = results[name][()]
    return int(values[values == values].sum())


def main():
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder) / "saturday.toml"
        scenario.write_text(SATURDAY, encoding="utf-8")
        told = run(folder, "told", [scenario], *OPTIONS, "--trace", "all.txt", "--threads", "1")
        plain = run(folder, "plain", [scenario], *OPTIONS, "--threads", "2")
        found = differences(told, plain)
        assert not found, f"told and not told differ: {found[:5]}"

        text = (pathlib.Path(folder) / "all.txt").read_text(encoding="utf-8")
        totals = told_totals(text)
        with h5py.File(told, "r") as results:
            for sentences, counter in ACCOUNTS.items():
                is_told, is_counted = sum(totals[name] for name in sentences), counted(results, counter)
                print(f"{' + '.join(sentences)}: {is_told} told, {counter}: {is_counted}")
                assert is_told == is_counted, f"{sentences} does not add up to {counter}"
            calls = counted(results, "hap_call_count") + counted(results, "hap_emergency_call_count")
        assert calls > 100, f"only {calls} calls: the test would prove little"
        # Each line is counted once; the twin: without its lines of visits the sum is another.
        lines = [line for line in text.splitlines() if re.match(r"\d\d:\d\d:\d\d  [MV]\d", line)]
        assert len(lines) == sum(totals.values()), (len(lines), sum(totals.values()))

        # One patient from the call to the door: the same lines, and no others. The trace as CSV knows the number.
        run(folder, "csv", [scenario], *OPTIONS, "--trace", "all.csv", "--trace-pool", "visiteauto", "--trace-from",
            "10 h")
        person = (pathlib.Path(folder) / "all.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[7]
        run(folder, "one", [scenario], *OPTIONS, "--trace", "one.txt", "--trace-person", person)
        one = (pathlib.Path(folder) / "one.txt").read_text(encoding="utf-8")
        of_one = [line for line in one.splitlines() if re.match(r"\d\d:\d\d:\d\d  [MV]\d", line)]
        assert of_one and set(of_one) <= set(lines), of_one
        assert len({line[10:33] for line in of_one}) == 1, of_one
        print("\n".join(of_one))


main()
