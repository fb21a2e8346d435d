#!/usr/bin/python3
"""Some runs of an experiment fail: the others make a file that says how many there are, of `run` and of a plan alike,
and every reader counts and pairs those that are there, by the number of the replication.

  failed_runs_test.py PROGRAM
"""
import json
import shutil
import unittest

from batch_runs import BatchTest
import h5py

# Once a run one request comes that makes the run fail with chance `early` at once and with chances `late` and `other`
# after two weeks, each by a division by 0. The luck is that of the replication, whatever the scenario.
LEAD = """name = "lead"
[run]
start = 2024-01-01
horizon = "4 weeks"
replications = 10
[parameter.early]
value = 0.2
least = 0
most = 1
[parameter.late]
value = 0.3
least = 0
most = 1
[parameter.other]
value = 0
least = 0
most = 1
[pool.desk]
servers = 2
[stream.driver]
interval = {distribution = "deterministic", mean = "10000 days"}
at_start = true
enters = "driver"
[[pathway.driver.step]]
name = "first"
chance = "early"
yes = "fail"
[[pathway.driver.step]]
name = "sleep"
delay = {distribution = "deterministic", mean = "2 weeks"}
[[pathway.driver.step]]
name = "second"
chance = "late"
yes = "fail"
[[pathway.driver.step]]
name = "third"
chance = "other"
no = "end"
[[pathway.driver.step]]
name = "fail"
delay = {value = "1 h / floor(1 / 2)"}
[[pathway.driver.step]]
name = "end"
exit = "driver"
[stream.customers]
rate = "10 per hour"
enters = "visit"
[[pathway.visit.step]]
name = "serve"
seize = "desk"
time = {distribution = "exponential", mean = "10 min"}
[[pathway.visit.step]]
name = "leave"
exit = "served"
[kpi]
n.value = "count(served)"
"""
LATE = """extends = "lead"
name = "{name}"
[lever.later]
parameter = "late"
operation = "set"
value = {late}
from = 2024-01-10
"""
OTHERS = {
    "frail": LATE.format(name="frail", late=0.6),  # goes on from the lead, and more of its runs fail than there
    "sound": LATE.format(name="sound", late=0),    # goes on from the lead, and fails only where that had failed by then
    "never": 'extends = "lead"\nname = "never"\n[parameter]\nearly.value = 1\n',
    "busy": 'extends = "lead"\nname = "busy"\n[parameter]\nearly.value = 0\nlate.value = 0\n'
            'other.value = 0.3\n'
            '[stream.customers]\nrate = "12 per hour"\n',
}
WHY = "the expression for a time in step driver.fail gives no time, or an endless one"


def t_interval(differences, quantile):
    n = len(differences)
    mean = sum(differences) / n
    spread = (sum((d - mean) ** 2 for d in differences) / (n - 1)) ** 0.5
    return mean, quantile * spread / n ** 0.5


class FailedRunsTest(BatchTest):
    def setUp(self):
        super().setUp()
        for name, text in {"lead": LEAD, **OTHERS}.items():
            (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def run_file(self, *scenarios, output="one.h5"):
        """Replications of each scenario that `run` finished, from the file."""
        self.run_program("run", *(f"{name}.toml" for name in scenarios), "-o", output, code=1)
        return self.finished(output)

    def finished(self, output):
        with h5py.File(self.folder / output) as file:
            self.assertEqual(file.attrs["complete"], 0)
            self.assertEqual(file["replication"][:].tolist(), list(range(1, 11)))
            there = {}
            for s, name in enumerate(file["scenario"].asstr()[:]):
                flags = file["finished"][s, 0, :, 0]
                there[name] = [int(number) for number, flag in zip(file["replication"], flags) if flag == 1]
                self.assertEqual(file["n_replications"][s, 0, 0], len(there[name]))
            return there

    def told(self, *words):
        return json.loads(self.run_program(*words, "--json").stdout)

    def failures(self, scenarios, there):
        return [f"\n  {name}, none, replication {n}: {WHY}" for name in scenarios for n in range(1, 11)
                if n not in there[name]]

    def test_run_says_how_many_are_there(self):
        scenarios = ("lead", "frail", "sound")
        done = self.run_program("run", *(f"{name}.toml" for name in scenarios), "-o", "one.h5", code=1)
        there = self.finished("one.h5")
        sizes = {name: len(numbers) for name, numbers in there.items()}
        # What the lead fails at is settled at its start or after two weeks; the others go on from it in between.
        self.assertLess(set(there["frail"]), set(there["lead"]))
        self.assertLess(set(there["lead"]), set(there["sound"]))
        self.assertTrue(0 < sizes["frail"] < sizes["lead"] < sizes["sound"], sizes)
        lines = "".join(f"  scenario {name}: {sizes[name]} of 10 replications\n" for name in scenarios)
        all_runs = sum(sizes.values())
        self.assertRegex(done.stdout, rf"^one.h5: {all_runs} of 30 runs in .*\n")
        self.assertTrue(done.stdout.endswith(lines + "Next: draagkracht compare one.h5\n"), done.stdout)
        self.assertTrue(done.stderr.endswith(
            f"draagkracht run: {30 - all_runs} of 30 runs failed; the others are in one.h5 and in one.h5.runs:"
            + "".join(self.failures(scenarios, there)) + "\n"), done.stderr)
        shutil.rmtree(self.folder / "one.h5.runs")
        done = self.run_program("resume", "one.h5", code=4)
        self.assertEqual(done.stderr, f"draagkracht resume: one.h5: {all_runs} of 30 runs; the others cannot be made "
                                      "any more, as one.h5.runs is gone\n")

    def test_a_plan_is_merged_without_them(self):
        scenarios = ("lead", "frail", "sound")
        there = self.run_file(*scenarios)
        n = sum(map(len, there.values()))
        sizes = "".join(f"  scenario {name}: {len(there[name])} of 10 replications\n" for name in scenarios)
        for shards in (1, 4, 30):
            with self.subTest(shards=shards):
                self.run_program("plan", *(f"{name}.toml" for name in scenarios), "-o", "plan", "--shards", str(shards))
                self.run_program("run", "--plan", "plan", code=1)
                done = self.run_program("merge", "plan", "-o", "merged.h5", code=4)
                self.assertTrue(done.stderr.endswith(
                    "\n`draagkracht merge plan -o FILE --without-failed` leaves out the runs that failed.\n"))
                self.assertNotIn("merged.h5", self.names())
                status = self.run_program("status", "plan").stdout
                self.assertIn(f", {n} of 30 runs, ", status)
                self.assertIn(f"\nFinished:\n{sizes}Next: ", status)
                self.assertTrue(status.endswith("\n      or draagkracht merge plan -o FILE --without-failed\n"), status)
                done = self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed", code=4)
                self.assertRegex(done.stdout, rf"^merged.h5: {n} of 30 runs of {shards} shards? in \d+\.\d s\n")
                self.assertEqual(done.stdout.split("\n", 1)[1], sizes + "Next: draagkracht compare merged.h5\n")
                self.assertEqual(done.stderr, f"draagkracht merge: {30 - n} of 30 runs failed and are not in merged.h5:"
                                 + "".join(self.failures(scenarios, there)) + "\n")
                self.assert_same("one.h5", "merged.h5")
                told = json.loads(self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed", "--json",
                                                   "--force", code=4).stdout)
                self.assertEqual((told["runs"], told["complete"], len(told["failed"])), (n, False, 30 - n))
                self.assertEqual([(row["scenario"], row["finished"], row["planned"]) for row in told["replications"]],
                                 [(name, len(there[name]), 10) for name in scenarios])
                (self.folder / "merged.h5").unlink()
                shutil.rmtree(self.folder / "plan")

    def test_runs_that_were_not_tried_are_not_left_out(self):
        self.run_program("plan", "lead.toml", "frail.toml", "-o", "plan", "--shards", "10")
        there = self.run_file("lead", "frail")
        first = [name for name in ("lead", "frail") if 1 not in there[name]]  # of shard 1, replication 1
        self.assertEqual(first, ["frail"])
        self.run_program("run", "--plan", "plan", "--shard", "1/10", code=1)
        done = self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed", code=4)
        self.assertEqual(done.stderr, "draagkracht merge: plan: 9 of 10 shards are not there, and nothing was written:"
                         + "".join(f"\n  shard {shard} is missing" for shard in range(2, 11))
                         + "\nUse `draagkracht resume plan`, or `sbatch --array=2-10 plan/job.sbatch`."
                           "\n--without-failed leaves out runs that were tried and failed, no others.\n")
        # A record that says nothing of its runs, or names others, leaves out none.
        self.run_program("resume", "plan", code=1)
        record = self.folder / "plan/shards/0001.failed"
        for text in ("", "[]", '{"reason": "no room", "runs": []}', '{"reason": "x", "runs": [7, {}]}',
                     json.dumps({"reason": "\x1b[2J\u202e", "runs": [{"scenario": "lead", "region": "none",
                                                               "replication": 2, "reason": "so"}]})):
            record.write_text(text, encoding="utf-8")
            done = self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed", code=4)
            self.assertIn("plan: 1 of 10 shards is not there, and nothing was written:\n  shard 1 is failed: 1 of 2 ",
                          done.stderr)
            self.assertFalse(set("\x1b\u202e") & set(done.stderr), done.stderr)
        self.assertNotIn("merged.h5", self.names())
        # More replications come later: those are not tried yet either, and join when they are.
        self.run_program("resume", "plan", code=1)
        self.run_program("extend", "plan", "--replications", "2", "--shards", "1")
        done = self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed", code=4)
        self.assertIn("\n  shard 11 is missing\n", done.stderr)
        self.run_program("resume", "plan", code=1)
        self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed", code=4)
        self.run_program("run", "lead.toml", "frail.toml", "--replications", "12", "-o", "twelve.h5", code=1)
        self.assert_same("twelve.h5", "merged.h5")

    def test_nothing_failed_or_all_failed(self):
        (self.folder / "fine.toml").write_text('extends = "sound"\nname = "fine"\n[parameter]\nearly.value = 0\n'
                                               'late.value = 0\n', encoding="utf-8")
        self.run_program("run", "fine.toml", "-o", "one.h5")
        self.run_program("plan", "fine.toml", "-o", "plan", "--shards", "3")
        self.run_program("resume", "plan")
        done = self.run_program("merge", "plan", "-o", "merged.h5", "--without-failed")
        self.assertRegex(done.stdout,
                         r"^merged.h5: 10 runs of 3 shards in \d+\.\d s\nNext: draagkracht compare merged.h5\n$")
        self.assert_same("one.h5", "merged.h5")
        with h5py.File(self.folder / "merged.h5") as file:
            self.assertEqual(file.attrs["complete"], 1)
        self.run_program("plan", "never.toml", "-o", "none", "--shards", "2")
        self.run_program("resume", "none", code=1)
        done = self.run_program("merge", "none", "-o", "none.h5", "--without-failed", code=4)
        self.assertEqual(done.stderr, "draagkracht merge: none: every run failed, and nothing was written:"
                         + "".join(self.failures(["never"], {"never": []})) + "\n")
        self.assertNotIn("none.h5", self.names())

    def test_pairs_are_those_that_are_there_in_both(self):
        there = self.run_file("lead", "busy")
        both = sorted(set(there["lead"]) & set(there["busy"]))
        self.assertTrue(3 <= len(both) < min(len(there["lead"]), len(there["busy"])), there)
        with h5py.File(self.folder / "one.h5") as file:
            n = {name: dict(zip(file["replication"][:], file["kpi_value"][s, 0, :, 0, 0]))
                 for s, name in enumerate(there)}
        mean, half = t_interval([n["busy"][k] - n["lead"][k] for k in both], {3: 4.302653, 4: 3.182446}[len(both)])
        row = [row for row in self.told("compare", "one.h5")["outcomes"] if row["id"] == "n"][0]
        self.assertEqual((row["n"], row["few"]), (len(both), True))
        self.assertAlmostEqual(row["difference"], mean, places=9)
        self.assertAlmostEqual(row["difference_high"], mean + half, delta=1e-5 * half)
        self.assertAlmostEqual(row["baseline_value"], sum(n["lead"][k] for k in both) / len(both), places=9)
        # Runs paired by their place among those that are there would give another figure.
        by_place = list(zip(there["lead"], there["busy"]))[:len(both)]
        other, other_half = t_interval([n["busy"][b] - n["lead"][a] for a, b in by_place], 1)
        self.assertGreater(abs(other - mean) + abs(other_half - half), 1)
        text = self.run_program("compare", "one.h5", "--lang", "en").stdout
        self.assertTrue(text.startswith(
            f"Not all runs are there:\n  scenario lead: {len(there['lead'])} of 10 replications\n"
            f"  scenario busy: {len(there['busy'])} of 10 replications\n\n"), text)
        self.assertIn(f"; {len(both)} of 10 replications (few), t intervals of 95 %.\n", text)
        self.assertIn(f"n = {len(both)} (few), not adjusted\n", text)

    def test_readers_say_how_many_are_there(self):
        there = self.run_file("lead", "never", "sound")
        self.assertEqual(there["never"], [])
        n = {name: len(numbers) for name, numbers in there.items()}
        rows = [(name, n[name], 10) for name in there]
        for words in (["figures"], ["compare"], ["goals"], ["validate", "--scenario", "sound"],
                      ["validate", "--scenario", "never"]):
            told = self.told(*words, "one.h5")
            self.assertEqual([(row["scenario"], row["finished"], row["planned"]) for row in told["replications"]], rows)
        counted = {row["scenario"]: row["n"] for row in self.told("figures", "one.h5")["figures"]}
        self.assertEqual(counted, n)
        head = ("Not all runs are there:\n"
                + "".join(f"  scenario {name}: {n[name]} of 10 replications\n" for name in there) + "\n")
        text = self.run_program("figures", "one.h5", "--lang", "en").stdout
        self.assertTrue(text.startswith(head), text)
        self.assertTrue(text.endswith("\nMeans over the runs that are there, with the half width of their 95 % interval.\n"))
        self.assertTrue(self.run_program("goals", "one.h5", "--lang", "en").stdout.startswith(head))
        text = self.run_program("compare", "one.h5", "--lang", "en").stdout
        self.assertTrue(text.startswith(head), text)
        self.assertIn("Difference = scenario - baseline, run by run; 0 of 10 replications (few), ", text)
        self.assertIn(", scenario never, 0 of 10 replications\n",
                      self.run_program("validate", "one.h5", "--scenario", "never", "--lang", "en").stdout)
        self.assertIn(f", scenario lead, {n['lead']} van 10 herhalingen\n", self.run_program("validate", "one.h5").stdout)
        # With all runs there nothing of the kind is said.
        self.run_program("run", "sound.toml", "-o", "sound.h5", "--seed", "1", "--replications", "2")
        text = self.run_program("figures", "sound.h5", "--lang", "en").stdout
        self.assertIn("\nMeans over 2 replications, with the half width of their 95 % interval.\n", text)
        self.assertNotIn("Not all runs", text)


if __name__ == "__main__":
    unittest.main()
