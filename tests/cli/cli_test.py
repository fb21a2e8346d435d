#!/usr/bin/python3
"""The program as scripts and people use it: what it prints, how it ends, what it leaves behind.

  cli_test.py PROGRAM [unittest options]

Whole messages about bad input are in tests/input; that results do not depend on threads is in tests/determinism.
"""
import csv
import json
import os
import pathlib
import re
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest

import h5py

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SMALL = ROOT / "tests" / "input"  # models without inhabitants that take no time
sys.path.insert(0, str(SMALL))
from small_variants import FAILING, HASTY

SUBCOMMANDS = ["run", "resume", "plan", "status", "extend", "merge", "check", "compare", "goals", "figures",
               "validate", "calibrate", "verify", "language", "version"]

# Numbers, an expression, a pool that is held and one that is only counted.
HOLDING = """extends = "small.model"
name = "holding"
number.rounds = {}
number.gap.unit = "time"
[pathway.visit]
step = [
  {name = "sort", then = "gap"},
  {name = "gap", sample = "gap", time = {distribution = "uniform", low = "1 min", high = "9 min"}},
  {name = "tries", sample = "rounds", law = {distribution = "uniform", low = 0, high = 3}},
  {name = "again", when = "rounds < 3 and queue(front) > 2", yes = "count", no = "admit"},
  {name = "count", assign = {rounds = "rounds + 1"}, then = "again"},
  {name = "admit", seize = "back", with = ["front"], hold = ["back"], time = {distribution = "gamma", mean = "2 min", cv = 1}},
  {name = "stay", delay = {value = "gap * 2"}},
  {name = "paper", account = "front", time = {value = "gap"}},
  {name = "thanks", release = ["back"], then = "serve"},
]
"""
# Runs of some tenths of a second, thousands of them: enough to be interrupted.
LONG = """extends = "small.model"
name = "long"
[run]
horizon = "200 weeks"
replications = 5000
"""

# Two come, one after the other; the second waits.
TWO = """run = {warm_up = "2 min", horizon = "20 min", replications = 1}
name = "two"
variable.kind.values = ["short", "long, with papers"]
pool.desk.servers = 1
[stream]
a = {interval = {distribution = "deterministic", mean = "9 days"}, start = "1 min", at_start = true, enters = "visit"}
b = {interval = {distribution = "deterministic", mean = "9 days"}, start = "180.5 s", at_start = true, enters = "visit", set = {kind = "long, with papers"}}
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "deterministic", mean = "5 min"}}
out.exit = "served"
"""

# How TWO is told.
TOLD = TWO + """[trace]
hidden = ["kind"]
words = {"kind.long, with papers" = "papieren"}
weekdays = ["ma", "di", "wo", "do", "vr", "za", "zo"]
months = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
total = "samen"
too_late = "over tijd"
left_out = "en nog {lines} regels"
sentence.waits = {at = ["visit.serve"], when = "joins", text = "wacht, {waiting} in de rij van {on_duty}"}
sentence.papers = {at = ["visit.serve"], when = "starts", where = {kind = ["long, with papers"]}, text = "met {kind}"}
sentence.begins = {at = ["visit.serve"], when = "starts", text = "na {waited}", mark = "x", late = "2 min"}
sentence.leaves = {at = ["visit.out"], when = "leaves", text = "{{klaar}} na {served}", late = "6 min"}
state = {every = "2 min", text = "{waiting(desk)} wacht {longest(desk)}, {busy(desk)}/{on_duty(desk)}"}
sum = {every = "10 min", text = "{count(begins)} begonnen, te laat {late(begins)} en {late(leaves)}"}
"""

# A queue with known answers: half of the time busy, waits of a minute.
QUEUE = """run = {start = 2024-01-01, warm_up = "1 week", horizon = "4 weeks", replications = 40, seed = 5}
pool.desk.servers = 1
wait.queue = {}
stream.people = {rate = "30 per hour", enters = "visit"}
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "1 min"}, wait = "queue"}
out.exit = "served"
[kpi]
load.value = "minutes(desk) / (servers(desk) * years_counted)"
wait = {value = "mean(queue)", unit = "min"}
[verify]
source = "M/M/1"
row.wait = {exact = 1, half_width = "5 %"}
case.one_desk = {exact = {load = 0.5}}
case.two_desks = {set = {"pool.desk.servers" = "2"}, exact = {load = 0.25, wait = 0.0666667}}
"""

# Half of all come back after 12 weeks, at 8 weeks none of them has: work is 1, 1.5, 1.75 ... of 2 in the long run.
RETURNING = """name = "returning"
run = {start = 2024-01-01, warm_up = "8 weeks", horizon = "4 weeks", replications = 2}
pool.desk.servers = 2
stream.people = {rate = "6 per hour", enters = "visit"}
[pathway.visit.step]
serve = {seize = "desk", time = {distribution = "exponential", mean = "6 min"}}
again = {branches = [{share = 0.5, to = "later"}, {to = "out"}]}
later = {delay = {distribution = "deterministic", mean = "84 days"}, then = "serve"}
out.exit = "served"
"""


class Cli(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("small.model.toml", "times.csv"):
            shutil.copy(SMALL / name, self.folder)
        for name, text in (("hasty", HASTY), ("failing", FAILING), ("long", LONG), ("holding", HOLDING),
                           ("one", QUEUE), ("faster", QUEUE.replace("30 per hour", "30.9 per hour"))):
            (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def run_program(self, *words, code=0, **options):
        done = subprocess.run([PROGRAM, *words], cwd=self.folder, capture_output=True, text=True, timeout=300,
                              check=False, **options)
        self.assertEqual(done.returncode, code, f"{words}:\n{done.stdout}{done.stderr}")
        return done

    def names(self):
        return sorted(p.name for p in self.folder.iterdir() if p.suffix not in (".toml", ".csv"))

    def test_every_subcommand_has_help(self):
        overview = self.run_program("--help").stdout
        for name in SUBCOMMANDS:
            self.assertIn(f"  {name}", overview)
            self.assertTrue(self.run_program(name, "--help").stdout.startswith(f"Usage: draagkracht {name}"))

    def test_no_subcommand_is_wrong_use(self):
        done = self.run_program(code=2)
        self.assertEqual(done.stdout, "")
        self.assertIn("Usage: draagkracht SUBCOMMAND", done.stderr)

    def test_version_is_the_same_in_text_and_json(self):
        told = json.loads(self.run_program("version", "--json").stdout)
        self.assertEqual(sorted(told), ["commit", "compiler", "flags", "libraries", "version"])
        self.assertEqual(sorted(told["libraries"]), ["Boost", "Eigen", "HDF5", "fmt", "nlohmann_json"])
        text = self.run_program("--version").stdout
        self.assertTrue(text.startswith(f"draagkracht {told['version']}\n"))
        self.assertIn("-ffp-contract=off", told["flags"])
        self.assertIn(told["flags"], text)

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "draagkracht version: standard output could not be written\n")

    def test_a_run_tells_where_its_file_is_and_leaves_nothing_else(self):
        done = self.run_program("run", "small.model.toml", "-o", "r.h5")
        self.assertRegex(done.stdout, r"^r\.h5: 2 runs in 0 s\nNext: draagkracht compare r\.h5\n$")
        self.assertRegex(done.stderr, r"^2 runs: 1 scenario x 1 region x 2 replications, \d+ threads?\n$")
        self.assertEqual(self.names(), ["r.h5"])

    def test_json_of_a_run_names_every_run(self):
        words = ["run", "small.model.toml", "hasty.toml", "-o", "r.h5", "--replications", "3", "--json"]
        told = json.loads(self.run_program(*words).stdout)
        self.assertEqual(sorted(told), ["complete", "failed", "file", "replications", "runs", "seconds", "short_warm_up"])
        self.assertEqual((told["file"], told["failed"]), ("r.h5", []))
        self.assertEqual([(run["scenario"], run["region"], run["replication"]) for run in told["runs"]],
                         [(s, "none", k) for s in ("small.model", "hasty") for k in (1, 2, 3)])
        for run in told["runs"]:
            self.assertEqual(sorted(run), ["persons", "region", "replication", "scenario", "seconds", "timed_events"])
            self.assertGreater(run["timed_events"], 1000)
            self.assertEqual(run["persons"], 0)

    def test_a_trace_tells_what_happens_to_a_request(self):
        (self.folder / "two.toml").write_text(TWO, encoding="utf-8")
        self.run_program("run", "two.toml", "-o", "r.h5", "--trace", "t.csv")
        rows = (self.folder / "t.csv").read_text(encoding="utf-8").splitlines()
        self.assertEqual(rows[0], "seconds,clock,region,replication,scenario,request,parent,person,step,event,pool,"
                                  "place,on_duty,busy,waiting,labels")
        who = []
        told = []
        for row in csv.DictReader(rows):
            if row["request"] not in who:
                who.append(row["request"])
            told.append((who.index(row["request"]), row["seconds"], row["clock"], row["step"], row["event"],
                         row["pool"], row["on_duty"], row["busy"], row["waiting"], row["labels"]))
            self.assertEqual((row["region"], row["replication"], row["scenario"], row["parent"], row["person"],
                              row["place"]), ("none", "1", "two", "", "", ""))
        first, second = "kind=short", "kind=long, with papers"
        self.assertEqual(told, [
            (0, "-60.000", "week 0 Mon 00:01:00.000", "", "enters", "", "", "", "", first),
            (0, "-60.000", "week 0 Mon 00:01:00.000", "visit.serve", "reaches", "", "", "", "", first),
            (0, "-60.000", "week 0 Mon 00:01:00.000", "visit.serve", "starts", "desk", "1", "1", "0", first),
            (1, "60.500", "week 0 Mon 00:03:00.500", "", "enters", "", "", "", "", second),
            (1, "60.500", "week 0 Mon 00:03:00.500", "visit.serve", "reaches", "", "", "", "", second),
            (1, "60.500", "week 0 Mon 00:03:00.500", "visit.serve", "joins", "desk", "1", "1", "1", second),
            (0, "240.000", "week 0 Mon 00:06:00.000", "visit.serve", "ends", "desk", "1", "0", "1", first),
            (1, "240.000", "week 0 Mon 00:06:00.000", "visit.serve", "starts", "desk", "1", "1", "0", second),
            (0, "240.000", "week 0 Mon 00:06:00.000", "visit.out", "leaves", "", "", "", "", first),
            (1, "540.000", "week 0 Mon 00:11:00.000", "visit.serve", "ends", "desk", "1", "0", "0", second),
            (1, "540.000", "week 0 Mon 00:11:00.000", "visit.out", "leaves", "", "", "", "", second)])
        self.run_program("run", "two.toml", "-o", "r2.h5", "--trace", "t.jsonl", "--trace-from", "5 min")
        lines = [json.loads(line) for line in (self.folder / "t.jsonl").read_text(encoding="utf-8").splitlines()]
        self.assertEqual(lines, [dict(
            seconds=540, clock="week 0 Mon 00:11:00.000", region="none", replication=1, scenario="two",
            request=who[1], parent=None, person=None, step=step, event=event, pool=pool, place=None, on_duty=on_duty,
            busy=busy, waiting=waiting, labels={"kind": "long, with papers"})
            for step, event, pool, on_duty, busy, waiting in (("visit.serve", "ends", "desk", 1, 0, 0),
                                                              ("visit.out", "leaves", None, None, None, None))])

    def test_a_trace_is_told_in_the_words_of_the_model(self):
        (self.folder / "told.toml").write_text(TOLD, encoding="utf-8")
        self.run_program("run", "told.toml", "-o", "r.h5", "--trace", "t.txt", "--trace-to", "10 min")
        self.assertEqual((self.folder / "t.txt").read_text(encoding="utf-8").splitlines(), [
            "two | none | 1",
            "week 0 ma",
            f"00:03:00  {'':22} {'wacht, 1 in de rij van 1':72}    [0:00]",
            "00:04:00  1 wacht 59 s, 1/1",
            "00:06:00  1 wacht 2 min 59 s, 1/1",
            f"00:06:00  {'':22} {'na 2 min 59 s':72} x! [2:59]",
            f"00:06:00  {'':22} {'{klaar} na 5 min 0 s':72}    [5:00]",
            "00:08:00  0 wacht 0 s, 1/1",
            "00:10:00  0 wacht 0 s, 1/1",
            "00:10:00  1 begonnen, te laat 1 en 0",
            f"00:11:00  {'':22} {'{klaar} na 5 min 0 s':72} !  [7:59]",
            "00:12:00  0 wacht 0 s, 0/1",
            "samen    1 begonnen, te laat 1 en 1",
            "  waits: 1",
            "  begins: 1, over tijd 1",
            "  leaves: 2, over tijd 1"])
        self.run_program("run", "told.toml", "-o", "r2.h5", "--trace", "papers.txt", "--trace-true", "--trace-where",
                         "kind=long, with papers", code=3)
        (self.folder / "told.toml").write_text(TOLD.replace("long, with papers", "long"), encoding="utf-8")
        self.run_program("run", "told.toml", "-o", "r2.h5", "--trace", "papers.txt", "--trace-true", "--trace-where",
                         "kind=long")
        papers = (self.folder / "papers.txt").read_text(encoding="utf-8")
        self.assertIn("met papieren", papers)
        self.assertIn("  papers: 1\n  begins: 0, over tijd 0\n  leaves: 1", papers)

    def test_of_a_told_trace_that_is_too_long_the_rest_is_counted(self):
        long = TOLD.replace('"20 min"', '"8 days"').replace('{every = "2 min"', '{every = "1 min"')
        (self.folder / "long.toml").write_text(long, encoding="utf-8")
        self.run_program("run", "long.toml", "-o", "r.h5", "--trace", "t.txt")
        lines = (self.folder / "t.txt").read_text(encoding="utf-8").splitlines()
        # A state each minute from 00:03 on and a sum every ten, of 8 days and 2 min, and four sentences.
        due = 8 * 24 * 60 + 2 - 2 + 8 * 24 * 6 + 4
        self.assertEqual(sum(line[2:3] == ":" for line in lines), 10_000)
        self.assertIn(f"... en nog {due - 10_000} regels", lines)

    def test_a_trace_is_the_same_for_any_threads_and_changes_no_result(self):
        run = ["run", "small.model.toml", "hasty.toml", "--replications", "2"]
        for threads in ("1", "2"):
            self.run_program(*run, "-o", f"r{threads}.h5", "--trace", f"t{threads}.csv", "--threads", threads)
        self.run_program(*run, "-o", "plain.h5")
        all_rows = (self.folder / "t1.csv").read_text(encoding="utf-8")
        self.assertEqual(all_rows, (self.folder / "t2.csv").read_text(encoding="utf-8"))
        with h5py.File(self.folder / "r1.h5") as one, h5py.File(self.folder / "plain.h5") as plain:
            names = [name for name in plain if isinstance(plain[name], h5py.Dataset)]
            self.assertGreater(len(names), 20)
            for name in names:
                self.assertEqual(one[name][()].tobytes() if one[name].dtype.kind != "O" else list(one[name][()]),
                                 plain[name][()].tobytes() if plain[name].dtype.kind != "O" else list(plain[name][()]))
        keys = [(row["scenario"], int(row["replication"]), float(row["seconds"]))
                for row in csv.DictReader(all_rows.splitlines())]
        self.assertGreater(len(keys), 10_000)
        self.assertEqual(keys, sorted(keys, key=lambda key: (key[0] != "small.model", key[1], key[2])))
        self.run_program(*run, "-o", "r3.h5", "--trace", "some.csv", "--trace-share", "0.1", "--trace-pool", "front")
        some = (self.folder / "some.csv").read_text(encoding="utf-8").splitlines()
        whole = set(all_rows.splitlines())
        self.assertGreater(len(some), 100)
        self.assertTrue(whole.issuperset(some))
        self.assertEqual({row["pool"] for row in csv.DictReader(some)}, {"front"})
        requests = [len({row["request"] for row in csv.DictReader(rows)}) for rows in (some, all_rows.splitlines())]
        self.assertTrue(0.05 < requests[0] / requests[1] < 0.15, requests)

    def test_a_trace_that_cannot_be_made_is_refused(self):
        run = ["run", "small.model.toml", "-o", "r.h5"]
        refused = {
            ("--trace", "t.doc"): (2, '--trace writes FILE.csv, FILE.jsonl or FILE.txt, not "t.doc"'),
            ("--trace", "t.csv", "--trace-true"): (2, "--trace-true goes with --trace FILE.txt"),
            ("--trace", "t.txt", "--trace-person", "x"):
                (2, '--trace-person must be the number of a person, not "x"'),
            ("--trace", "t.txt"): (3, "trace.sentence: is missing, and --trace FILE.txt tells sentences (the words of a "
                                      "told trace are the model's). Write [trace.sentence.NAME], or name FILE.csv?"),
            ("--trace", "t.txt", "--trace-where", "knd=long"):
                (3, '--trace-where: must be VARIABLE=LABEL or ATTRIBUTE=LABEL, not "knd=long". did you mean "kind"?'),
            ("--trace", "t.txt", "--trace-where", "kind=lang"):
                (3, '--trace-where: unknown label "lang" of kind. did you mean "long"?'),
            ("--trace-share", "0.1"): (2, "--trace-share goes with --trace FILE"),
            ("--trace", "t.csv", "--trace-share", "0"): (2, "--trace-share must be above 0 and at most 1"),
            ("--trace", "t.csv", "--trace-pool", "fromt"):
                (3, '--trace-pool: unknown pool "fromt". did you mean "front"?'),
            ("--trace", "t.csv", "--trace-from", "soon"):
                (3, '--trace-from: is neither a date nor a time: "soon". Give a date such as 2024-03-01, or a time '
                    'since counting began such as "3 h"?'),
            ("--trace", "t.csv", "--trace-from", "2 h", "--trace-to", "1 h"):
                (3, "--trace-to: is not after --trace-from (nothing would be written)."),
            ("--trace", "no/t.csv"):
                (3, "no/t.csv: cannot be written (its folder is not there). Make the folder?"),
            ("--trace", "times.csv"):
                (3, "times.csv: is there already (it would be replaced). Name another file, or give --force?"),
        }
        for words, (code, message) in refused.items():
            with self.subTest(words):
                self.assertIn(message, self.run_program(*run, *words, code=code).stderr)
                self.assertEqual(self.names(), [])
        undated = ["run", "two.toml", "-o", "r.h5", "--trace", "t.csv", "--trace-to", "2024-03-01"]
        (self.folder / "two.toml").write_text(TWO, encoding="utf-8")
        self.assertIn('--trace-to: is a date, and scenario "two" has none', self.run_program(*undated, code=3).stderr)
        self.assertIn("--trace-place: no region has a pool at a place \"nowhere\"",
                      self.run_program(*run, "--trace", "t.csv", "--trace-place", "nowhere", code=1).stderr)
        self.run_program("plan", "small.model.toml", "-o", "plan")
        self.assertIn("--plan and --trace exclude each other",
                      self.run_program("run", "--plan", "plan", "--trace", "t.csv", code=2).stderr)

    def test_a_run_that_was_followed_is_not_resumed(self):
        process = subprocess.Popen([PROGRAM, "run", "long.toml", "-o", "r.h5", "--trace", "t.csv", "--trace-share", "1e-6"],
                                   cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        journals = self.folder / "r.h5.runs" / "shards"
        for _ in range(600):
            if any(path.stat().st_size > 10_000 for path in journals.rglob("*") if path.is_file()):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 143)
        self.assertIn("r.h5: was begun with --trace (what happened in runs that are done already was not kept). Run it "
                      "again with --force?", self.run_program("resume", "r.h5", code=3).stderr)

    def test_an_existing_result_is_kept_without_force(self):
        self.run_program("run", "small.model.toml", "-o", "r.h5")
        before = (self.folder / "r.h5").read_bytes()
        done = self.run_program("run", "small.model.toml", "-o", "r.h5", code=3)
        self.assertEqual(done.stderr, "r.h5: exists already. Use --force to overwrite?\n")
        self.assertEqual((self.folder / "r.h5").read_bytes(), before)
        self.run_program("run", "small.model.toml", "-o", "r.h5", "--force", "--seed", "7")
        self.assertNotEqual((self.folder / "r.h5").read_bytes(), before)
        self.assertEqual(self.names(), ["r.h5"])

    def test_scenarios_go_on_from_the_state_of_another(self):
        """Which of them, from when, and why the others do not; and what they come to is what they come to alone."""
        lever = "[lever.x]\nparameter = \"{}\"\noperation = \"multiply\"\nvalue = 0.8\n{}\n"
        for name, text in {"late": lever.format("haste", "from = 2024-01-17"), "early": lever.format("haste", ""),
                           "other": "[pool.front]\nservers = 3\n", "same": "",
                           "asks": '[kpi.served]\nvalue = "count(visit.serve)"\n'}.items():
            (self.folder / f"{name}.toml").write_text(f'extends = "small.model"\nname = "{name}"\n{text}', encoding="utf-8")
        files = ["small.model.toml", "late.toml", "early.toml", "other.toml", "same.toml",
                 "asks.toml"]
        told = self.run_program("run", *files, "-o", "r.h5", "--dry-run").stdout
        self.assertEqual(told.split("  region")[0], """12 runs: 6 scenarios x 1 region x 2 replications
  scenario  small.model  (small.model.toml)
  scenario  late  (late.toml)
              goes on from small.model on 2024-01-17
  scenario  early  (early.toml)
              runs alone: lever.x holds from the start (it has no later `from`)
  scenario  other  (other.toml)
              runs alone: pool.front.servers differs
  scenario  same  (same.toml)
              goes on from small.model on 2024-02-05
  scenario  asks  (asks.toml)
              runs alone: what key figures ask for differs
""")
        self.run_program("run", *files, "-o", "r.h5", "--replications", "5")
        for name in ("late", "same"):
            self.run_program("run", f"{name}.toml", "-o", f"{name}.h5", "--replications", "5")
        try:
            import h5py
        except ImportError:
            self.skipTest("h5py is not there")
        with h5py.File(self.folder / "r.h5") as all_of_them:
            for at, name in ((1, "late"), (4, "same")):
                with h5py.File(self.folder / f"{name}.h5") as alone:
                    for key in ("pool_busy_hours", "requests_ended", "timed_events_whole_run"):
                        self.assertEqual(all_of_them[key][at].tobytes(), alone[key][0].tobytes(), (name, key))
            self.assertNotEqual(all_of_them["pool_busy_hours"][0].tobytes(), all_of_them["pool_busy_hours"][1].tobytes())

    def test_a_dry_run_writes_nothing(self):
        told = json.loads(self.run_program("run", "small.model.toml", "-o", "r.h5", "--dry-run", "--json").stdout)
        self.assertEqual((told["runs"], told["regions"], told["scenarios"]), (2, ["none"], ["small.model"]))
        text = self.run_program("run", str(ROOT / "scenarios" / "baseline.toml"), "-o", "r.h5", "--dry-run",
                                "--regions", "VR05,VR19", "--years", "2", "--threads", "2").stdout
        self.assertTrue(text.startswith("10 runs: 1 scenario x 2 regions x 5 replications\n"), text)
        self.assertIn("\n  region    VR19  Zeeland, about", text)
        self.assertIn("(--dry-run)", text)
        self.assertEqual(self.names(), [])

    def test_check_of_a_model_outlines_its_pathway(self):
        outline = """
Tijden zijn gemiddelden; tijden en kansen zijn die zonder hefbomen.

Pools
  front  2
  back   1

Pad visit
  sort   trekt kind: short 75 %, long 25 %
           ← customers: 30 per uur
  serve  front (2); duur per kind: short exponentieel 2 min; long gamma 6 min; alle × haste (1)
  leave  einde: served
"""
        self.assertIn(outline, self.run_program("check", "small.model.toml").stdout)
        self.assertNotIn("Pad visit", self.run_program("check", "hasty.toml").stdout)
        english = self.run_program("check", "hasty.toml", "--pathways", "--lang", "en").stdout
        self.assertIn("\nPathway visit\n  sort   draws kind: short 75 %, long 25 %\n", english)

    def test_outlines_tell_numbers_expressions_and_holds(self):
        told = self.run_program("check", "holding.toml").stdout
        self.assertIn("""
  gap     trekt gap: uniform 5 min
  tries   trekt rounds: uniform 1,5
  again   als rounds < 3 and queue(front) > 2
            ja → count
            nee → admit
  count   rounds = rounds + 1
            → again
  admit   back (1) samen met front; duur gamma 2 min; houdt vast: back
  stay    wacht gap * 2
  paper   werk voor front: gap
  thanks  geeft terug: back
            → serve
""", told)
        self.assertIn("the load is not known beforehand", told)

    def test_outlines_tell_all_ways_on_within_100_columns(self):
        told = self.run_program("check", str(ROOT / "data" / "care" / "model.toml")).stdout
        self.assertIn("\n  hap_huisarts          rooster per post, afsprakenboek, werkt de rij af\n", told)
        outline = told[told.index("Tijden zijn"):told.index("\nLoad per pool")]
        self.assertLessEqual(max(map(len, outline.splitlines())), 100)
        self.assertIn("""
  plan                  afspraak bij de pool van discipline
                          geen pool ter plaatse → zonder_hulp
                          geen plek → te_lang
                          te laat, aanvaardt lognormaal 10 dagen (planned_wait_accepted) → te_lang
                          komt niet no_show (0,03) → niet_verschenen
                          → behandelen
""", outline)
        self.assertIn("""
  lijn                      naar urgency
                              U0, U1 → spoedlijn
                              anders → terugbellen_aangeboden
""", outline)

    def test_years_are_calendar_years_and_weeks_are_weeks(self):
        try:
            import h5py
        except ImportError:
            self.skipTest("no h5py")
        baseline = str(ROOT / "scenarios" / "baseline.toml")
        small = ["--inhabitants-share", "0.001", "--replications", "1", "--force", "-o", "r.h5"]
        for option, days in ((["--years", "1"], 366), (["--years", "2"], 731), (["--weeks", "3"], 21)):
            self.run_program("run", baseline, *small, *option)
            with h5py.File(self.folder / "r.h5") as results:
                self.assertAlmostEqual(results["years_counted"][0, 0, 0, 0] * 365.25, days, places=9)
                self.assertEqual(results["provenance"].attrs["days_counted"].decode(), str(days))

    def test_the_file_says_where_it_comes_from(self):
        try:
            import h5py
        except ImportError:
            self.skipTest("no h5py")
        self.run_program("run", "small.model.toml", "hasty.toml", "-o", "r.h5", "--seed", "11")
        with h5py.File(self.folder / "r.h5") as results:
            told = results["provenance"].attrs
            self.assertEqual(told["seed"].decode(), "11")
            self.assertEqual(told["command_line"].decode(),
                             "draagkracht run small.model.toml hasty.toml -o r.h5 --seed 11")
            for name in ("commit", "compiler", "flags", "plan", "table_checksum"):
                self.assertNotEqual(told[name], b"", name)
            self.assertEqual(sorted(results["provenance/input"].asstr()[()]),
                             ["hasty.toml", "small.model.toml", "times.csv"])
            self.assertIn("[lever.hurry]", results["provenance/scenario_text"].asstr()[1])
            self.assertIn("host", results["provenance/timings"].attrs)

    def test_a_failed_run_is_named_and_the_others_are_kept(self):
        done = self.run_program("run", "small.model.toml", "failing.toml", "-o", "r.h5", "--json", code=1)
        told = json.loads(done.stdout)
        self.assertEqual([run["scenario"] for run in told["runs"]], ["small.model"] * 2)
        self.assertEqual([(run["scenario"], run["replication"]) for run in told["failed"]],
                         [("failing", 1), ("failing", 2)])
        self.assertIn("draagkracht run: 2 of 4 runs failed; the others are in r.h5 and in r.h5.runs:\n"
                      "  failing, none, replication 1: ", done.stderr)
        self.assertEqual(self.names(), ["r.h5", "r.h5.runs"])

    def test_nothing_is_written_if_every_run_fails(self):
        done = self.run_program("run", "failing.toml", "-o", "r.h5", code=1)
        self.assertIn("draagkracht run: no run was finished:\n  failing, none, replication 1: ", done.stderr)
        self.assertFalse((self.folder / "r.h5").exists())

    def interrupt(self, number):
        """Starts the long run, sends the signal after a while, returns (exit code, standard error)."""
        running = subprocess.Popen([PROGRAM, "run", "long.toml", "-o", "r.h5"], cwd=self.folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        journals = self.folder / "r.h5.runs" / "shards" / "0001.runs"
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(j.stat().st_size > 2000 for j in journals.glob("journal.*")):
            time.sleep(0.05)
        running.send_signal(number)
        _, text = running.communicate(timeout=60)
        return running.returncode, text

    def test_an_interruption_keeps_the_finished_runs(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            found, text = self.interrupt(number)
            self.assertEqual(found, code, text)
            self.assertRegex(text, r"draagkracht run: interrupted; [1-9]\d* of 5000 runs are kept in r\.h5\.runs/shards/0001\.runs\n$")
            self.assertEqual(self.names(), ["r.h5.runs"])
            done = self.run_program("run", "small.model.toml", "-o", "r.h5", code=3)
            self.assertEqual(done.stderr, "r.h5.runs: holds runs of an experiment that was interrupted (they would be "
                                          "lost). Use `draagkracht resume` to go on with it, --force to drop them, or "
                                          "name another file?\n")
            self.run_program("run", "small.model.toml", "-o", "r.h5", "--force")
            self.assertEqual(self.names(), ["r.h5"])
            (self.folder / "r.h5").unlink()

    def on_terminal(self, **environment):
        """What a run writes to standard error if that is a terminal."""
        mine, theirs = pty.openpty()
        (self.folder / "long.toml").write_text(LONG.replace("5000", "30"), encoding="utf-8")
        variables = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        running = subprocess.Popen([PROGRAM, "run", "long.toml", "-o", "r.h5", "--force"], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=theirs, env={**variables, **environment})
        os.close(theirs)
        text = b""
        try:
            while block := os.read(mine, 4096):
                text += block
        except OSError:
            pass  # the other side is closed
        os.close(mine)
        self.assertEqual(running.wait(), 0)
        return text.decode()

    def test_progress_on_a_terminal_is_one_line(self):
        text = self.on_terminal()
        self.assertIn("\r30 of 30 runs, ", text)
        self.assertIn("\x1b[K", text)
        plain = self.on_terminal(NO_COLOR="1")
        self.assertIn("\r30 of 30 runs, ", plain)
        self.assertNotIn("\x1b", plain)

    def test_check_tells_what_a_scenario_changes(self):
        text = self.run_program("check", "hasty.toml", "--baseline", "small.model.toml").stdout
        change = 'lever.hurry = {parameter = "haste", operation = "multiply", value = 0.8} (new)   hasty.toml:3'
        self.assertIn(f"\nhasty: 1 value otherwise than in small.model.toml\n  {change}\n", text)
        same = self.run_program("check", "small.model.toml").stdout
        self.assertIn("\nsmall.model: as small.model.toml\n", same)
        told = json.loads(self.run_program("check", "hasty.toml", "--baseline", "small.model.toml", "--json").stdout)
        self.assertEqual(told["scenarios"][0]["differences"][0]["key"], "lever.hurry")
        self.assertEqual(told["scenarios"][0]["differences"][0]["line"], 3)

    def test_compare_tells_the_period_and_what_had_no_effect(self):
        (self.folder / "idle.toml").write_text(
            'extends = "small.model"\nname = "idle"\n'
            '[lever.x]\nparameter = "haste"\noperation = "multiply"\nvalue = 1.0\n', encoding="utf-8")
        self.run_program("run", "small.model.toml", "idle.toml", "hasty.toml", "-o", "r.h5")
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        text = self.run_program("compare", "r.h5", *data).stdout
        self.assertIn("idle compared with small.model\n", text)
        idle, hasty = text.split("hasty compared with small.model\n")
        no_effect = ("NO EFFECT: no result of any run of idle differs from small.model, in spite of lever x "
                     "(see `draagkracht check`: what each lever touches).\n")
        self.assertIn(no_effect, idle)
        self.assertNotIn("NO EFFECT", hasty)
        self.assertIn("Period: 2024-01-08 to 2024-02-04 (28 days).\n", idle)

    def test_the_only_year_of_a_file_may_be_named(self):
        self.run_program("run", "small.model.toml", "hasty.toml", "-o", "r.h5")
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        plain = self.run_program("compare", "r.h5", *data).stdout
        self.assertEqual(self.run_program("compare", "r.h5", "--year", "all", *data).stdout, plain)
        named = self.run_program("compare", "r.h5", "--year", "2024", *data).stdout
        self.assertEqual(re.sub("═+", "", named.replace(", part of 2024\n", "\n")), re.sub("═+", "", plain))
        for command in ("compare", "goals", "validate"):
            told = json.loads(self.run_program(command, "r.h5", "--year", "2024", "--json", *data).stdout)
            self.assertEqual((told["year"], told["years"], "trajectory" in told), (2024, [], False))
            self.assertNotIn("year", json.loads(self.run_program(command, "r.h5", "--json", *data).stdout))
            for wrong in ("24", "20x4", "2024-01-01", "", "last"):
                self.assertEqual(self.run_program(command, "r.h5", "--year", wrong, *data, code=2).stderr.split("\n")[0],
                                 f'draagkracht {command}: --year is a year such as 2030, or all, not "{wrong}".')
            self.assertEqual(self.run_program(command, "r.h5", "--year", "2024,2025", *data, code=2).stderr.split("\n")[0],
                             f"draagkracht {command}: --year is one year of one result file. Use `draagkracht compare "
                             "FILE FILE --year 2024,2025`?")
            self.assertEqual(self.run_program(command, "r.h5", "--year", "2025", *data, code=3).stderr,
                             "r.h5: --year: no year 2025 (its results are of 2024-01-08 to 2024-02-04, not by year).\n")

    def test_a_file_of_several_years_is_shown_year_by_year(self):
        (self.folder / "years.toml").write_text(
            'extends = "small.model"\nname = "years"\nrun.periods = ["year"]\n'
            'kpi.served = {value = "count(served)", label_en = "Served"}\nkpi.open.value = "requests_in_progress"\n',
            encoding="utf-8")
        (self.folder / "sooner.toml").write_text(
            'extends = "years"\nname = "sooner"\nlever.hurry = {parameter = "haste", operation = "multiply", '
            'value = 0.5, from = 2025-01-01}\n', encoding="utf-8")
        self.run_program("run", "years.toml", "sooner.toml", "-o", "y.h5", "--weeks", "110")  # to 2026-02-15
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        with h5py.File(self.folder / "y.h5") as file:
            asked = file["by_year/pool_asked_hours_by_year"][:, 0, :, 0, :, 0]  # scenario, replication, year; front
            served = file["by_year/requests_ended_by_year"][:, 0, :, 0, :, 0]
            self.assertEqual(list(file["year"]), [2024, 2025, 2026])
        days = {2024: 359, 2025: 365, 2026: 46}
        for place, year in enumerate(days):
            option = [] if year == 2025 else ["--year", str(year)]  # the last whole year by itself
            told = json.loads(self.run_program("compare", "y.h5", *option, "--json", *data).stdout)
            self.assertEqual((told["year"], [(one["year"], round(one["days"]), one["whole_year"]) for one in told["years"]]),
                             (year, [(2024, 359, False), (2025, 365, True), (2026, 46, False)]))
            about = told["scenarios"][0]
            self.assertEqual((about["first_date"], about["last_date"], about["days"]),
                             {2024: ("2024-01-08", "2024-12-31", 359), 2025: ("2025-01-01", "2025-12-31", 365),
                              2026: ("2026-01-01", "2026-02-15", 46)}[year])
            self.assertEqual(about["without_effect"], year == 2024)
            front = told["pools"][0]
            for scenario, side in enumerate(("baseline", "scenario")):
                self.assertAlmostEqual(front[f"asked_hours_per_year_{side}_value"],
                                       asked[scenario, :, place].mean() * 365.25 / days[year], places=6)
            kpi = next(row for row in told["outcomes"] if row["id"] == "served")
            self.assertAlmostEqual(kpi["scenario_value"], served[1, :, place].mean(), places=6)
            path = {(row["scenario"], row["year"]): row for row in told["trajectory"] if row["id"] == "served"}
            self.assertEqual(len(path), 6)
            self.assertAlmostEqual(path["sooner", year]["value"], served[1, :, place].mean(), places=6)
            self.assertAlmostEqual(path["sooner", year]["difference"], (served[1] - served[0])[:, place].mean(), places=6)
        text = self.run_program("compare", "y.h5", *data).stdout
        self.assertTrue(text.startswith("Year 2025 of 2024-2026 (--year YEAR shows another, --year all the whole period).\n"))
        self.assertIn(": sooner compared with years, year 2025\n", text)
        self.assertIn("\n* A part of the year: 2024 (359 days), 2026 (46 days).\n", text)
        self.assertIn("NO EFFECT: no result of any run of sooner differs from years in 2024, in spite of lever hurry",
                      self.run_program("compare", "y.h5", "--year", "2024", *data).stdout)
        whole = json.loads(self.run_program("compare", "y.h5", "--year", "all", "--json", *data).stdout)
        self.assertEqual((whole["year"], whole["scenarios"][0]["days"], len(whole["trajectory"])), (None, 770, 12))
        for command in ("goals", "validate"):
            self.assertEqual(json.loads(self.run_program(command, "y.h5", "--json", *data).stdout)["year"], 2025)
            self.assertIn(", year 2025", self.run_program(command, "y.h5", *data).stdout)
        self.assertEqual(self.run_program("goals", "y.h5", "--year", "2027", *data, code=3).stderr,
                         "y.h5: --year: no year 2027 (it has 2024 to 2026).\n")
        # Key figures by themselves, of a year each worked out of that year; not so what has no figure of a year.
        with h5py.File(self.folder / "y.h5") as file:
            kpi = file["by_year/kpi_value_by_year"][:, 0, :, 0]  # scenario, replication, year, key figure
            self.assertTrue((kpi[..., 0] == served).all())
            self.assertTrue((kpi[..., 1] != kpi[..., 1]).all())  # missing
            self.assertTrue((kpi[..., 0].sum(axis=2) == file["kpi_value"][:, 0, :, 0, 0]).all())
        for place, year in enumerate(days):
            option = [] if year == 2025 else ["--year", str(year)]
            told = json.loads(self.run_program("figures", "y.h5", *option, "--json").stdout)
            self.assertEqual((told["year"], len(told["trajectory"])), (year, 12))
            for scenario, row in enumerate(told["figures"][::2]):
                self.assertEqual(row["figure"], "served")
                self.assertAlmostEqual(row["value"], served[scenario, :, place].mean(), places=6)
            self.assertEqual([row["value"] for row in told["figures"][1::2]], [None, None])
            self.assertEqual([re.sub(r":\d+:\d+", "", remark) for remark in told["remarks"]],
                             ['years: kpi.open.value: has no figure of a year (in the results of one: unknown variable '
                              '"requests_in_progress").'])
        text = self.run_program("figures", "y.h5", "--lang", "en").stdout
        self.assertTrue(text.startswith("Year 2025 of 2024-2026 (--year YEAR shows another, --year all the whole period).\n"))
        whole = json.loads(self.run_program("figures", "y.h5", "--year", "all", "--json").stdout)
        self.assertEqual((whole["year"], whole["remarks"]), (None, []))
        self.assertTrue(all(row["value"] is not None for row in whole["figures"]))
        self.assertEqual(self.run_program("figures", "y.h5", "--year", "2027", code=3).stderr,
                         "y.h5: --year: no year 2027 (it has 2024 to 2026).\n")
        # An indicator that reads a key figure has its value of the year.
        own = self.folder / "own_data"
        shutil.copytree(ROOT / "data" / "targets", own / "targets")
        (own / "care").mkdir()
        shutil.copy(ROOT / "data" / "care" / "labels.csv", own / "care")
        with open(own / "targets" / "indicators.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        like = next(row for row in rows if row["id"] == "2.4b")
        with open(own / "targets" / "indicators.csv", "a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, like.keys(), lineterminator="\n").writerow(
                {**like, "id": "2.9", "expression": "kpi_value[kpi=served]"})
        told = json.loads(self.run_program("goals", "y.h5", "--year", "2024", "--json", "--data", str(own)).stdout)
        row = next(row for row in told["indicators"] if (row["id"], row["scenario"]) == ("2.9", "sooner"))
        self.assertAlmostEqual(row["value"], served[1, :, 0].mean(), places=6)
        # One year against another of the same runs.
        two = json.loads(self.run_program("compare", "y.h5", "y.h5", "--year", "2024,2025", "--json", *data).stdout)
        self.assertEqual([(file["year"], file["scenarios"]) for file in two["files"]],
                         [(2024, ["years"]), (2025, ["years", "sooner"])])
        self.assertTrue(all(pair["paired"] for pair in two["pairs"]))
        kpi = [row for row in two["outcomes"] if row["id"] == "served"]
        self.assertAlmostEqual(kpi[1]["difference"], (served[1, :, 1] - served[0, :, 0]).mean(), places=6)
        # Another run that ends sooner has the same year.
        self.run_program("run", "sooner.toml", "-o", "s.h5", "--weeks", "60")
        same = json.loads(self.run_program("compare", "y.h5", "s.h5", "--baseline", "sooner", "--year", "2024", "--json",
                                           *data).stdout)
        self.assertTrue(same["scenarios"][0]["without_effect"])
        self.assertTrue(same["pairs"][0]["paired"])
        text = self.run_program("compare", "y.h5", "s.h5", "--baseline", "sooner", *data).stdout
        self.assertIn("sooner (s.h5) compared with sooner (y.h5, year 2025)\n", text)

    def test_two_files_of_one_seed_compare_as_one_file_does(self):
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        self.run_program("run", "small.model.toml", "hasty.toml", "-o", "r.h5")
        self.run_program("run", "small.model.toml", "-o", "a.h5")
        self.run_program("run", "hasty.toml", "-o", "b.h5")
        one = json.loads(self.run_program("compare", "r.h5", "--json", *data).stdout)
        two = json.loads(self.run_program("compare", "a.h5", "b.h5", "--json", *data).stdout)
        for table in ("scenarios", "outcomes", "pools", "reallocations", "groups"):
            self.assertEqual(one[table], two[table], table)
        self.assertEqual(two["pairs"], [{"scenario": "hasty", "paired": True, "why_nl": "", "why_en": ""}])
        self.assertEqual([(file["file"], file["scenarios"], file["regions_left_out"]) for file in two["files"]],
                         [("a.h5", ["small.model"], []), ("b.h5", ["hasty"], [])])
        self.assertEqual(two["differences"], [])
        text = self.run_program("compare", "a.h5", "b.h5", *data).stdout
        self.assertIn("hasty (b.h5) compared with small.model (a.h5)\n", text)
        self.assertIn("\nPaired: the same luck and the same people.\n", text)

    def test_two_files_of_other_seeds_are_no_pairs(self):
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        self.run_program("run", "small.model.toml", "-o", "a.h5", "--replications", "3")
        self.run_program("run", "small.model.toml", "-o", "b.h5", "--replications", "4", "--seed", "7")
        why = "luck differs: seed 1 and 7"
        text = self.run_program("compare", "a.h5", "b.h5", *data).stdout
        self.assertIn(f"\nUnpaired: {why}.\nDifference = scenario - baseline, means of 4 replications (few) and "
                      "3 replications (few), Welch intervals of 95 %.\n", text)
        told = json.loads(self.run_program("compare", "a.h5", "b.h5", "--json", *data).stdout)
        self.assertEqual([(pair["paired"], pair["why_en"]) for pair in told["pairs"]], [(False, why)])
        loads = []
        for name in ("a.h5", "b.h5"):
            with h5py.File(self.folder / name) as file:
                loads.append(file["pool_load"][0, 0, :, 0, 0].mean())
        front = told["pools"][0]
        self.assertAlmostEqual(front["load_difference"], loads[1] - loads[0], places=12)
        self.assertAlmostEqual(front["load_baseline_value"], loads[0], places=12)
        self.assertEqual(self.run_program("compare", "a.h5", "b.h5", "a.h5", code=2).stderr.split("\n")[0],
                         "draagkracht compare: takes one or two result files, not 3.")
        self.assertEqual(self.run_program("compare", "a.h5", "b.h5", "--year", "2024,2025", *data, code=3).stderr,
                         "b.h5: --year: no year 2025 (its results are of 2024-01-08 to 2024-02-04, not by year).\n")
        self.assertIn("b.h5, part of 2024", self.run_program("compare", "a.h5", "b.h5", "--year", "2024", *data).stdout)

    def test_two_files_of_other_structures_say_what_one_has_alone(self):
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        self.run_program("run", "small.model.toml", "-o", "a.h5")
        self.run_program("run", "holding.toml", "-o", "b.h5")
        told = json.loads(self.run_program("compare", "a.h5", "b.h5", "--json", *data).stdout)
        self.assertIn("Results only in b.h5: pool_accounted_hours", told["differences"])
        self.assertEqual([row["pool"] for row in told["pools"]], ["front", "back", "all"])
        (self.folder / "more.toml").write_text(
            'extends = "small.model"\nname = "more"\npool.third.servers = 1\n[pathway.visit]\n'
            'step = [{name = "serve", then = "extra"}, {name = "extra", account = "third", time = {value = "1 min"}, then = "leave"}]\n', encoding="utf-8")
        self.run_program("run", "more.toml", "-o", "c.h5")
        told = json.loads(self.run_program("compare", "a.h5", "c.h5", "--json", *data).stdout)
        self.assertIn("pool only in c.h5: third", told["differences"])
        third = next(row for row in told["pools"] if row["pool"] == "third")
        self.assertEqual((third["on_duty_hours_per_year_baseline_value"], third["load_difference"]), (0, None))
        other = "b.h5: has no region that r.h5 has (one has none, the other VR05). Run both with the same --regions?\n"
        self.run_program("run", str(ROOT / "scenarios" / "baseline.toml"), "-o", "r.h5", "--inhabitants-share", "0.005",
                         "--weeks", "1", "--replications", "1")
        self.assertEqual(self.run_program("compare", "r.h5", "b.h5", *data, code=3).stderr, other)

    def test_people_that_were_made_otherwise_are_named(self):
        data = ["--data", str(ROOT / "data"), "--lang", "en"]
        small = ["--weeks", "1", "--replications", "1"]
        baseline = str(ROOT / "scenarios" / "baseline")
        (self.folder / "later.toml").write_text(f'extends = "{baseline}"\nname = "later"\nrun.start = 2025-01-01\n',
                                                encoding="utf-8")
        (self.folder / "near.toml").write_text(
            f'extends = "{baseline}"\nname = "near"\nscope.practice.own_wijk_weight = 3\n', encoding="utf-8")
        for name, scenario, share in (("a", baseline + ".toml", "0.005"), ("b", baseline + ".toml", "0.004"),
                                      ("c", "later.toml", "0.005"), ("d", "near.toml", "0.005")):
            self.run_program("run", scenario, "-o", f"{name}.h5", "--inhabitants-share", share, *small)
        luck = ". Intervals hold the luck of replications, not that of how people were drawn"
        for name, why in (("b", r"share of the inhabitants 0\.005 and 0\.004"), ("d", r"\[scope\]"),
                          ("c", r"first day 2023-\d\d-\d\d and 2024-\d\d-\d\d")):
            pair = json.loads(self.run_program("compare", "a.h5", f"{name}.h5", "--json", *data).stdout)["pairs"][0]
            self.assertRegex(pair["why_en"], f"^the people differ: {why}{re.escape(luck)}$")
            self.assertFalse(pair["paired"])

    def test_check_tells_what_each_lever_touches(self):
        told = json.loads(self.run_program("check", "small.model.toml", "hasty.toml", "--json").stdout)
        self.assertEqual([lever["scenario"] for lever in told["levers"]], ["hasty"])
        lever = told["levers"][0]
        self.assertEqual((lever["lever"], lever["parameter"], lever["persons"], lever["pools"]),
                         ("hurry", "haste", None, []))
        self.assertAlmostEqual(lever["requests_per_year"], 30 * 8766, delta=0.01)  # each is served once
        self.assertFalse(lever["changes_nothing"])
        dutch = [str(ROOT / "scenarios" / "baseline.toml"), "here.toml", "--inhabitants-share", "0.01"]
        where = '[lever.{0}]\nparameter = "{1}"\noperation = "multiply"\nvalue = 0.5\nwhere = {2}\n'
        (self.folder / "here.toml").write_text(
            f'extends = "{ROOT / "scenarios" / "baseline"}"\nname = "here"\n'
            + where.format("elsewhere", "demand_factor", '{ gemeente = "Amsterdam" }')
            + where.format("old", "demand_factor", '{ age_band = ["75-84", "85+"] }')
            + where.format("all", "demand_factor", '{ region = "Twente" }')
            + where.format("gps", "staff_hours", '{ discipline = "huisarts" }'), encoding="utf-8")
        levers = {lever["lever"]: lever for lever in json.loads(self.run_program("check", *dutch, "--json").stdout)["levers"]}
        self.assertEqual((levers["elsewhere"]["persons"], levers["elsewhere"]["changes_nothing"]), (0, True))
        self.assertTrue(0 < levers["old"]["persons"] < 0.15 * levers["all"]["persons"])
        gps = levers["gps"]["pools"][0]
        self.assertEqual((gps["pool"], gps["places"]), ("huisarts", gps["of"]))
        self.assertLess(gps["duty_hours_per_year"], gps["duty_hours_per_year_without"])
        text = self.run_program("check", *dutch).stdout
        self.assertIn("\n  changes nothing here: elsewhere\n", text)

    def test_a_short_warm_up_is_told_wherever_its_results_are(self):
        (self.folder / "returning.toml").write_text(RETURNING, encoding="utf-8")
        # From week 57 on the mean of four weeks is 2.7 % below the long run: three weeks 1/32, one week 1/64.
        for name, weeks in (("almost", 56), ("warm", 57)):
            (self.folder / f"{name}.toml").write_text(
                f'extends = "returning"\nname = "{name}"\nrun.warm_up = "{weeks} weeks"\n', encoding="utf-8")
        english = ("The warm-up is short in returning (8 weeks): what comes back later is still missing.\n"
                   "In the first month that counts the work is at least 50 % below the long run (desk: 50 %). "
                   'Write run.warm_up = "57 weeks".\n')
        dutch = ("De opwarmtijd is kort in returning (8 weken): wat later terugkomt ontbreekt nog.\n"
                 "In de eerste maand die telt ligt het werk ten minste 50 % onder dat op den duur (desk: 50 %). "
                 'Schrijf run.warm_up = "57 weeks".\n')
        both = ["returning.toml", "warm.toml"]
        self.assertIn("\n" + english, self.run_program("check", *both).stdout)
        self.assertIn("\n" + english + "Nothing was", self.run_program("run", *both, "-o", "r.h5", "--dry-run").stdout)
        done = self.run_program("run", *both, "-o", "r.h5").stdout
        self.assertRegex(done, r"^r\.h5: 4 runs in [^\n]*\n" + re.escape(english) + r"Next: draagkracht compare r\.h5\n$")
        data = ["--data", str(ROOT / "data")]
        for command in ("compare", "goals", "validate"):
            self.assertTrue(self.run_program(command, "r.h5", *data).stdout.startswith(dutch), command)
            self.assertTrue(self.run_program(command, "r.h5", *data, "--lang", "en").stdout.startswith(english))
            told = json.loads(self.run_program(command, "r.h5", *data, "--json").stdout)["short_warm_up"]
            self.assertEqual([(one["scenario"], one["weeks"], one["needed_weeks"], one["pool"]) for one in told],
                             [("returning", 8, 57, "desk")])
            self.assertAlmostEqual(told[0]["first_month_low"], 0.5, delta=1e-9)
        (self.folder / "again.toml").write_text('extends = "returning"\nname = "again"\n', encoding="utf-8")
        self.assertIn("short in returning, again (8 weeks)", self.run_program("check", "returning.toml", "again.toml").stdout)
        told = json.loads(self.run_program("check", "almost.toml", "warm.toml", "--json").stdout)["short_warm_up"]
        self.assertEqual([one["scenario"] for one in told], ["almost"])
        self.assertNotIn("warm-up", self.run_program("run", "warm.toml", "-o", "w.h5").stdout)
        self.assertNotIn("pwarmtijd", self.run_program("goals", "w.h5", *data).stdout)

    def test_calibrate_moves_a_parameter_and_its_file_gives_the_figure_again(self):
        baseline = str(ROOT / "scenarios" / "baseline.toml")
        small = ["--regions", "VR05", "--inhabitants-share", "0.02", "--weeks", "2", "--replications", "1"]
        (self.folder / "free.csv").write_text("parameter,id,stratum\nhap_onset_scale,hap_contacts_per_1000,all\n",
                                              encoding="utf-8")
        options = [baseline, *small, "--free", "free.csv", "--data", str(ROOT / "data"), "--trials", "4"]
        told = json.loads(self.run_program("calibrate", *options, "--json").stdout)
        (figure,), (parameter,) = told["figures"], told["parameters"]
        self.assertLess(abs(figure["fitted"] - 240), abs(figure["before"] - 240))
        self.assertTrue(parameter["low"] <= parameter["fitted"] <= parameter["high"])
        self.assertNotEqual(parameter["fitted"], parameter["before"])
        part = self.run_program("calibrate", *options, "--toml").stdout
        self.assertIn("\n[parameter.hap_onset_scale]\nvalue = ", part)
        (self.folder / "fitted.toml").write_text(f'extends = "{baseline}"\nname = "baseline"\n' + part,
                                                 encoding="utf-8")
        self.run_program("run", "fitted.toml", *small, "-o", "fitted.h5")
        rows = json.loads(self.run_program("validate", "fitted.h5", "--json", "--data", str(ROOT / "data")).stdout)
        again = next(row for row in rows["validation"] if row["id"] == "hap_contacts_per_1000")
        self.assertAlmostEqual(again["simulated"], figure["fitted"], places=9)

        (self.folder / "free.csv").write_text("parameter,id,stratum\n"
                                              "hap_onset_scale,hap_calls_above_10_min,all\n"
                                              "no_such,hap_contacts_per_1000,all\n"
                                              "redial,hap_contacts_per_1000,none\n"
                                              "no_such,hap_contacts_per_1000,all\n", encoding="utf-8")
        wrong = self.run_program("calibrate", *options, code=3).stderr
        self.assertIn("free.csv:2:17: id: hap_calls_above_10_min of all is held out "
                      "(what is held out is never fitted).", wrong)
        self.assertIn("free.csv:4:8: id: no published figure hap_contacts_per_1000 of none.", wrong)
        self.assertIn("free.csv:5:1: parameter: stands there twice (the first is on line 3).", wrong)
        self.assertIn('unknown parameter "no_such"', wrong)

    def test_the_warm_up_of_the_dutch_model_is_short_with_8_weeks_and_not_with_52(self):
        told = {}
        for weeks in (8, 52):
            (self.folder / "long.toml").write_text(
                f'extends = "{ROOT / "scenarios" / "baseline"}"\nname = "long"\nrun.warm_up = "{weeks} weeks"\n',
                encoding="utf-8")
            told[weeks] = json.loads(self.run_program("check", "long.toml", "--inhabitants-share", "0.01",
                                                      "--json").stdout)["short_warm_up"]
        self.assertEqual(told[52], [])
        self.assertEqual([one["weeks"] for one in told[8]], [8])
        self.assertTrue(8 < told[8][0]["needed_weeks"] <= 52)
        self.assertTrue(0.05 < told[8][0]["first_month_low_of_pool"] < 0.2)
        self.assertGreater(told[8][0]["first_month_low_of_pool"], told[8][0]["first_month_low"])

    def test_check_lists_what_there_is_by_name(self):
        baseline = str(ROOT / "scenarios" / "baseline.toml")
        told = json.loads(self.run_program("check", baseline, "--parameters", "--labels", "--areas", "--tables",
                                           "--json").stdout)
        parameters = {row["parameter"]: row for row in told["parameters"]}
        refer = parameters["refer_specialist"]
        fitted = tomllib.loads((ROOT / "data" / "care" / "fitted.toml").read_text(encoding="utf-8"))["parameter"]
        self.assertEqual((refer["low"], refer["value"], refer["high"], refer["evidence"], refer["source"]),
                         (0.085, fitted["refer_specialist"]["value"], 0.115, "derived", "gp_referrals_specialist_per_1000"))
        self.assertIn("pathway.hulpvraag.step.verwijzen_huisarts", refer["read_by"])
        self.assertEqual(sum("entry" == row["name"] and row["labels"] == "telefoon, digitaal, balie"
                             for row in told["labels"]), 1)
        self.assertIn("Enschede", {row["gemeente_name"] for row in told["areas"]})
        self.assertIn("staffing", {row["table"] for row in told["tables"]})
        self.assertIn("refer_specialist", self.run_program("check", baseline, "--parameters").stdout)

    def test_check_tells_the_load_of_each_pool(self):
        told = json.loads(self.run_program("check", "small.model.toml", "hasty.toml", "--json").stdout)
        loads = {(row["scenario"], row["pool"]): row for row in told["loads"]}
        front = loads["small.model", "front"]  # 30 an hour x (0.75 x 2 min + 0.25 x 6 min), two servers day and night
        self.assertAlmostEqual(front["asked_hours_per_year"], 30 * 3 / 60 * 8766, delta=0.01)
        self.assertAlmostEqual(front["duty_hours_per_year"], 2 * 8766, delta=0.01)
        self.assertAlmostEqual(front["load"], 0.75, delta=1e-6)
        self.assertAlmostEqual(loads["hasty", "front"]["load"], 0.75 * 0.8, delta=1e-6)
        self.assertEqual(loads["hasty", "back"]["load"], 0)

    def test_reading_commands_on_the_dutch_model(self):
        scenarios = [str(ROOT / "scenarios" / f"{name}.toml") for name in ("baseline", "vision")]
        self.run_program("run", *scenarios, "-o", "r.h5", "--inhabitants-share", "0.01", "--weeks", "2",
                         "--replications", "2")
        data = ["--data", str(ROOT / "data")]
        compared = json.loads(self.run_program("compare", "r.h5", "--json", *data).stdout)
        self.assertEqual(sorted(compared), ["file", "group_values", "groups", "outcomes", "pools", "reallocations",
                                            "remarks", "replications", "scenarios", "short_warm_up"])
        self.assertEqual({(row["tally"], row["attribute"]) for row in compared["groups"]},
                         {("unserved", "age_band"), ("unserved", "lacks_basic_digital_skills"),
                          ("unserved", "draagkracht"), ("self_care", "draagkracht"),
                          ("unserved_by_municipality", "municipality")})
        self.assertTrue(all(row["below_floor"] and row["per_1000_per_year_difference"] is None  # 1 % of a region
                            for row in compared["groups"] if row["label"] == "85+"))
        values = compared["group_values"]  # 1 % of the 14 municipalities of a region: all are too small
        self.assertEqual({row["attribute"] for row in values}, {"municipality"})
        self.assertEqual(len(values), 2 * 14)
        self.assertTrue(all(row["below_floor"] and row["scenario_value"] is None for row in values))
        about = compared["scenarios"][0]
        self.assertEqual((about["first_date"], about["last_date"], about["days"], about["without_effect"]),
                         ("2024-01-01", "2024-01-14", 14, False))
        self.assertEqual(compared["remarks"], [])
        self.assertEqual({row["scenario"] for row in compared["outcomes"]}, {"vision"})
        self.assertIn("huisarts", {row["from"] for row in compared["reallocations"]})
        back = json.loads(self.run_program("compare", "r.h5", "--json", "--baseline", "vision", *data).stdout)
        self.assertEqual({row["scenario"] for row in back["outcomes"]}, {"baseline"})
        # Two files of one seed: the same people and luck, so the same differences.
        small = ["--inhabitants-share", "0.01", "--weeks", "2", "--replications", "2"]
        for name, scenario, more in (("a", scenarios[0], []), ("b", scenarios[1], []),
                                     ("c", scenarios[1], ["--seed", "2", "--regions", "VR05,VR06"])):
            self.run_program("run", scenario, "-o", f"{name}.h5", *small, *more)
        two = json.loads(self.run_program("compare", "a.h5", "b.h5", "--json", *data).stdout)
        for table in ("scenarios", "outcomes", "pools", "reallocations", "groups"):
            self.assertEqual(compared[table], two[table], table)
        self.assertTrue(two["pairs"][0]["paired"])
        apart = json.loads(self.run_program("compare", "a.h5", "c.h5", "--json", *data).stdout)
        self.assertTrue(apart["pairs"][0]["why_nl"].startswith("de mensen verschillen: zaad 1 en 2. In de intervallen"))
        self.assertEqual([file["regions_left_out"] for file in apart["files"]],
                         [[], ["Noord- en Oost-Gelderland (VR06)"]])
        for one, other in zip(compared["outcomes"], back["outcomes"]):
            self.assertEqual(one["id"], other["id"])
            if one["difference"] is not None:
                self.assertAlmostEqual(one["difference"], -other["difference"], places=12)
        goals = json.loads(self.run_program("goals", "r.h5", "--json", *data).stdout)
        self.assertEqual({row["scenario"] for row in goals["goals"]}, {"baseline", "vision"})
        for row in goals["goals"]:
            outcomes = [one for one in goals["indicators"] if one["kind"] == "outcome" and
                        all(one[key] == row[key] for key in ("scenario", "region", "goal"))]
            computed = [one for one in outcomes if one["value"] is not None]
            self.assertEqual((row["outcomes"], row["computed"]), (len(outcomes), len(computed)))
            if row["colour"] != "grey":
                self.assertGreater(2 * len(computed), len(outcomes))
                self.assertTrue(all(one in computed for one in outcomes if one["headline"]))
            self.assertEqual(row["worse"].split(";") if row["worse"] else [],
                             [one["id"] for one in outcomes if one["change"] == "worse"])
        wijk = next(row for row in goals["goals"] if row["goal"] == "5")  # one of its two outcomes is not modelled
        self.assertEqual((wijk["colour"], wijk["outcomes"], wijk["computed"]), ("grey", 2, 1))
        validated = json.loads(self.run_program("validate", "r.h5", "--json", *data).stdout)
        self.assertEqual({row["class"] for row in validated["validation_counts"]}, {"input", "fitted", "held_out"})
        for command in ("compare", "goals", "validate"):
            dutch = self.run_program(command, "r.h5", *data).stdout
            english = self.run_program(command, "r.h5", "--lang", "en", *data).stdout
            self.assertNotEqual(dutch, english)
            self.assertIn("Twente", english)
            if command != "validate":
                self.assertRegex(dutch, r"\n═+\nKernuitkomsten, \d+ van \d+ vergeleken: ")
                self.assertRegex(english, r"\n═+\nHeadline outcomes, \d+ of \d+ compared: ")
            done = self.run_program(command, "r.h5", "--lang", "de", *data, code=2)
            self.assertIn("--lang is nl or en, not \"de\".", done.stderr)
        done = self.run_program("compare", "r.h5", "--baseline", "vison", *data, code=3)
        self.assertEqual(done.stderr, '--baseline: unknown scenario "vison". did you mean "vision"?\n')
        done = self.run_program("goals", "r.h5", "--data", ".", code=3)
        self.assertEqual(done.stderr, ".: is not the folder of data (there is no targets/goals.csv in it).\n")

    def test_results_of_another_model_give_remarks_not_errors(self):
        self.run_program("run", "small.model.toml", "hasty.toml", "-o", "r.h5")
        told = json.loads(self.run_program("compare", "r.h5", "--json", "--data", str(ROOT / "data")).stdout)
        self.assertGreater(len(told["remarks"]), 10)
        self.assertEqual({row["pool"] for row in told["pools"]}, {"front", "back", "all"})

    def test_key_figures_of_scenarios_and_their_differences(self):
        (self.folder / "one.toml").write_text(HASTY + """
[kpi]
days = {value = "years_counted", unit = "days", label_nl = "dagen geteld"}
none.value = "1 / (count(served) - count(served))"
""", encoding="utf-8")
        (self.folder / "two.toml").write_text('extends = "one"\nname = "two"\n', encoding="utf-8")
        self.run_program("run", "one.toml", "two.toml", "-o", "r.h5")
        self.assertEqual(self.run_program("figures", "r.h5").stdout, """Kerngetal           Eenheid  hasty  ± 95 %    two  ± 95 %
──────────────────  ───────  ─────  ──────  ─────  ──────
days: dagen geteld  days     28,00    0,00  28,00    0,00
none                             –       –      –       –

Gemiddelden over 2 herhalingen, met de halve breedte van hun 95 %-interval.
""")
        rows = json.loads(self.run_program("figures", "r.h5", "--json").stdout)["figures"]
        self.assertEqual([(row["scenario"], row["figure"], row["value"], row["n"]) for row in rows],
                         [("hasty", "days", 28, 2), ("hasty", "none", None, 0),
                          ("two", "days", 28, 2), ("two", "none", None, 0)])
        data = ["--data", str(ROOT / "data")]
        compared = json.loads(self.run_program("compare", "r.h5", "--json", *data).stdout)["outcomes"]
        self.assertEqual([(row["id"], row["difference"], row["identical"]) for row in compared],
                         [("days", 0, True), ("none", None, False)])
        self.run_program("run", str(SMALL / "small.model.toml"), "-o", "plain.h5")
        self.assertEqual(self.run_program("figures", "plain.h5", code=3).stderr,
                         "plain.h5: holds no key figures (no scenario in it has [kpi.NAME]). Use `draagkracht goals`?\n")

    def test_verify_judges_each_figure_of_each_case(self):
        told = json.loads(self.run_program("verify", "one.toml", "--json").stdout)
        self.assertEqual((told["judged"], told["ok"]), (4, 4))
        self.assertLess(told["false_alarm"], 0.002)
        cases = told["models"][0]["cases"]
        self.assertEqual([case["case"] for case in cases], ["one_desk", "two_desks"])
        for case in cases:
            self.assertGreater(case["twin_z"], 4)
            for row in case["rows"]:
                self.assertEqual(row["verdict"], "ok")
                self.assertAlmostEqual(row["z"], (row["simulated"] - row["value"]) / row["standard_error"])
        text = self.run_program("verify", "one.toml", "--lang", "en").stdout
        self.assertRegex(text, r"\ntwo_desks  wait \(min\)  exact  0\.0666667  0\.0\d+ +[0-9.e-]+ +[+-]?\d\.\d  ok\n")

    def test_verify_finds_a_wrong_model_and_names_each_figure(self):
        done = self.run_program("verify", "one.toml", "faster.toml", code=1)
        self.assertIn("4 van 8 beoordeelde figuren goed", done.stdout)
        lines = done.stderr.splitlines()
        self.assertEqual(lines[0], "draagkracht verify: figures are off:")
        self.assertEqual([line.split(": ")[0] for line in lines[1:]],
                         [f"  faster, {case}, {row}" for case in ("one_desk", "two_desks") for row in ("wait", "load")])
        self.assertRegex(lines[2], r": off \(simulated 0\.51\d*, exact 0\.5, z \d+\.\d, half width 0\.00\d+\)$")

    def test_verify_tells_of_a_wrong_model_that_it_would_not_notice(self):
        """A twin that is wrong in nothing is not found."""
        (self.folder / "blind.toml").write_text(QUEUE.replace(
            'source = "M/M/1"', 'source = "M/M/1"\ntwin = {"pool.desk.servers" = "1"}').replace(
            re.search("case.two_desks.*", QUEUE)[0], ""), encoding="utf-8")
        done = self.run_program("verify", "blind.toml", code=1)
        self.assertRegex(done.stderr, r"^draagkracht verify: a wrong model would go unnoticed; more replications tell it, "
                                      r"or a `twin` that is wrong in what matters:\n  blind, one_desk \(largest \|z\| [0-3]\.\d\)\n$")
        (self.folder / "seeing.toml").write_text(QUEUE.replace(
            'source = "M/M/1"', 'source = "M/M/1"\ntwin = {"pathway.visit.step.serve.time.mean" = "62 s"}'), encoding="utf-8")
        self.assertIn("Met de foute tweeling", self.run_program("verify", "seeing.toml").stdout)

    def test_verify_draws_a_seed_and_tells_it(self):
        text = self.run_program("verify", "one.toml", "--seed", "random").stdout
        seed = text.split()[1]
        self.assertIn(f"40 herhalingen, seed {seed}\n", text)
        self.assertEqual(self.run_program("verify", "one.toml", "--seed", seed).stdout, text)
        done = self.run_program("verify", "one.toml", "--seed", "few", code=2)
        self.assertIn('--seed is a number from 0 to 4294967295 or "random", not "few"', done.stderr)

    def test_key_figures_stand_in_the_results(self):
        try:
            import h5py
        except ImportError:
            self.skipTest("no h5py")
        self.run_program("run", "one.toml", "-o", "r.h5", "--replications", "2")
        with h5py.File(self.folder / "r.h5") as results:
            self.assertEqual(list(results["kpi"].asstr()), ["load", "wait"])
            load, wait = results["kpi_value"][0, 0, 1, 0]
            self.assertEqual(wait, results["queue_mean"][0, 0, 1, 0])
            hours = results["pool_busy_hours"][0, 0, 1, 0, 0] / results["pool_on_duty_hours"][0, 0, 1, 0, 0]
            self.assertAlmostEqual(load, hours, places=12)


if __name__ == "__main__":
    unittest.main()
