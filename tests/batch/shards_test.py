#!/usr/bin/python3
"""Plans and shards: whatever the division, the order and the company, the merged file is that of one run.

  shards_test.py PROGRAM
"""
import json
import shutil
import signal
import subprocess
import time
import unittest

from batch_runs import BASELINE, PROGRAM, ROOT, BatchTest

TWO = ["small.model.toml", "hasty.toml"]
LONG = ["--weeks", "30", "--replications", "40"]
LONGER = ["--weeks", "120", "--replications", "40"]


class ShardsTest(BatchTest):
    def shards(self, folder="plan"):
        """State of each shard by its number."""
        told = json.loads(self.run_program("status", folder, "--json").stdout)
        return {shard["shard"]: shard for shard in told["shards"]}

    def run_all(self, n, folder="plan"):
        for shard in reversed(range(1, n + 1)):
            self.run_program("run", "--plan", folder, "--shard", f"{shard}/{n}", "--threads", "2")

    def test_the_merged_file_is_that_of_one_run(self):
        options = ["--replications", "11", "--weeks", "2", "--seed", "5"]
        self.run_program("run", *TWO, *options, "-o", "one.h5")
        for n in (1, 3, 11, 22):  # 11 bundles, 22 runs
            self.run_program("plan", *TWO, *options, "-o", "plan", "--shards", str(n))
            self.run_all(n)
            self.run_program("merge", "plan", "-o", "merged.h5")
            self.assert_same("one.h5", "merged.h5")
            shutil.rmtree(self.folder / "plan")
            (self.folder / "merged.h5").unlink()

    def test_regions_too(self):
        options = ["--regions", "VR05,VR19,VR25", "--replications", "2", "--weeks", "2", "--inhabitants-share", "0.01"]
        scenarios = [BASELINE, str(ROOT / "scenarios" / "vision.toml")]
        self.run_program("run", *scenarios, *options, "-o", "one.h5")
        self.run_program("plan", *scenarios, *options, "-o", "plan", "--shards", "4")
        self.run_program("resume", "plan")
        self.run_program("merge", "plan", "-o", "merged.h5")
        self.assert_same("one.h5", "merged.h5")

    def test_extended_by_replications_it_is_that_of_one_longer_run(self):
        options = ["--weeks", "2"]
        self.run_program("run", *TWO, *options, "--replications", "9", "-o", "one.h5")
        self.run_program("plan", *TWO, *options, "--replications", "4", "-o", "plan", "--shards", "2")
        self.run_all(2)
        before = {path.name: path.stat().st_mtime_ns for path in (self.folder / "plan/shards").iterdir()}
        self.run_program("extend", "plan", "--replications", "4")
        self.run_program("extend", "plan", "--replications", "1", "--shards", "2")
        self.assertIn("#SBATCH --array=5-6\n", (self.folder / "plan/job.sbatch").read_text())
        self.assertEqual([shard["runs"] for shard in self.shards().values()], [4, 4, 4, 4, 1, 1])
        done = self.run_program("run", "--plan", "plan", "--shard", "2/2")  # a task that was submitted before
        self.assertEqual(done.stdout, "shard 2 was done already\n")
        self.run_program("run", "--plan", "plan", "--shard", "3/5", code=2)
        self.run_program("resume", "plan")
        for name, changed in before.items():
            self.assertEqual((self.folder / "plan/shards" / name).stat().st_mtime_ns, changed)
        self.run_program("merge", "plan", "-o", "merged.h5")
        self.assert_same("one.h5", "merged.h5")

    def test_the_originals_are_not_needed_any_more(self):
        self.run_program("run", *TWO, "-o", "one.h5")
        self.run_program("plan", *TWO, "-o", "plan", "--shards", "2")
        (self.folder / "hasty.toml").write_text("nonsense", encoding="utf-8")
        (self.folder / "times.csv").unlink()
        (self.folder / "elsewhere").mkdir()
        (self.folder / "plan").rename(self.folder / "elsewhere" / "plan")
        self.run_program("resume", "elsewhere/plan")
        self.run_program("merge", "elsewhere/plan", "-o", "merged.h5")
        self.assert_same("one.h5", "merged.h5")

    def test_status_tells_each_state(self):
        self.run_program("plan", "small.model.toml", "failing.toml", *LONG, "-o", "plan", "--shards", "80", "--json")
        states = self.shards()
        self.assertEqual({shard["state"] for shard in states.values()}, {"missing"})
        self.assertEqual({shard["runs"] for shard in states.values()}, {1})
        self.run_program("run", "--plan", "plan", "--shard", "1/80")
        done = self.run_program("run", "--plan", "plan", "--shard", "2/80", code=1)
        self.assertIn("draagkracht run: not every shard was finished:\n  shard 2: 1 of 1 run failed:\n"
                      "  failing, none, replication 1: ", done.stderr)
        states = self.shards()
        self.assertEqual([states[n]["state"] for n in (1, 2, 3)], ["done", "failed", "missing"])
        self.assertTrue(states[2]["reason"].startswith("1 of 1 run failed:\n  failing, none, replication 1: "))
        self.run_program("status", "plan", "--strict", code=4)
        done = self.run_program("merge", "plan", "-o", "merged.h5", code=4)
        self.assertIn("draagkracht merge: plan: 79 of 80 shards are not there, and nothing was written:\n"
                      "  shard 2 is failed: 0 of 1 run; 1 of 1 run failed:\n", done.stderr)
        self.assertIn("\n  shard 3 is missing\n", done.stderr)
        self.assertIn("\nUse `draagkracht resume plan`, or `sbatch --array=2-80 plan/job.sbatch`.\n", done.stderr)
        self.assertNotIn("merged.h5", self.names())

    def wait_for_runs(self, folder, running):
        """Until the process has some runs in its journal."""
        until = time.monotonic() + 60
        while time.monotonic() < until and running.poll() is None:
            journals = (self.folder / folder).rglob(f"journal.*.{running.pid}.*")
            if any(path.stat().st_size > 4000 for path in journals):
                return
            time.sleep(0.01)
        self.fail("no run was finished in time")

    def test_a_shard_that_is_killed_or_interrupted_goes_on(self):
        self.run_program("run", "small.model.toml", *LONGER, "-o", "one.h5")
        self.run_program("plan", "small.model.toml", *LONGER, "-o", "plan", "--shards", "1", "--cpus", "2")
        for number, code in ((signal.SIGTERM, 143), (signal.SIGKILL, -9)):
            running = self.start("run", "--plan", "plan", "--shard", "1/1", "--threads", "1")
            self.wait_for_runs("plan", running)
            self.assertEqual(self.shards()[1]["state"], "running")
            done = self.run_program("resume", "plan", code=4)
            self.assertEqual(done.stderr, "draagkracht resume: left alone, as others work on them: shards 1\n")
            running.send_signal(number)
            running.communicate()
            self.assertEqual(running.returncode, code)
            stopped = self.shards()[1]
            self.assertEqual(stopped["state"], "stopped")
            self.assertTrue(0 < stopped["runs_done"] < 40, stopped)
        self.assertIn("which is gone", self.run_program("status", "plan").stdout)
        done = self.run_program("resume", "plan")
        self.assertRegex(done.stderr, r"40 runs: .*, \d+ of them are there, ")
        self.run_program("merge", "plan", "-o", "merged.h5")
        self.assert_same("one.h5", "merged.h5")
        self.assertEqual(self.names("plan/shards"), ["0001.h5"])

    def test_two_processes_on_one_shard_do_no_harm(self):
        self.run_program("run", *TWO, *LONG, "-o", "one.h5")
        self.run_program("plan", *TWO, *LONG, "-o", "plan", "--shards", "1")
        for _ in range(3):
            both = [self.start("run", "--plan", "plan", "--shard", "1/1", "--threads", "1") for _ in range(2)]
            told = [running.communicate()[1] for running in both]
            self.assertEqual([running.returncode for running in both], [0, 0], told)
            self.run_program("merge", "plan", "-o", "merged.h5", "--force")
            self.assert_same("one.h5", "merged.h5")
            self.assertEqual(self.names("plan/shards"), ["0001.h5"])
            (self.folder / "plan/shards/0001.h5").unlink()

    def test_two_resumes_of_one_run_do_no_harm(self):
        self.run_program("run", *TWO, *LONG, "-o", "one.h5")
        running = self.start("run", *TWO, *LONG, "-o", "r.h5")
        self.wait_for_runs("r.h5.runs", running)
        running.kill()
        running.communicate()
        both = [self.start("resume", "r.h5", "--threads", "1") for _ in range(2)]
        told = [running.communicate()[1] for running in both]
        self.assertEqual([running.returncode for running in both], [0, 0], told)
        self.assert_same("one.h5", "r.h5")
        self.assertEqual(self.names(), ["one.h5", "r.h5"])

    def test_a_second_signal_ends_at_once(self):
        running = self.start("run", *TWO, *LONG, "-o", "r.h5")
        self.wait_for_runs("r.h5.runs", running)
        running.send_signal(signal.SIGTERM)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=5)
        self.assertIn(running.returncode, (143, -signal.SIGTERM))
        self.run_program("resume", "r.h5")

    def test_the_script_for_slurm_is_the_template(self):
        self.run_program("plan", *TWO, "--replications", "100", "-o", "plan", "--shards", "8")
        script = (self.folder / "plan" / "job.sbatch").read_text(encoding="utf-8")
        script = script.replace(str(PROGRAM), "/path/to/draagkracht").replace(str(self.folder / "plan"), "/path/to/DIR")
        template = (ROOT / "scripts" / "cluster" / "job.sbatch").read_text(encoding="utf-8")
        self.assertEqual(script, template)
        subprocess.run(["bash", "-n", self.folder / "plan" / "job.sbatch"], check=True)

    def test_the_script_runs_a_shard(self):
        self.run_program("plan", *TWO, "-o", "a plan's", "--shards", "2")
        for task in ("1", "2"):
            subprocess.run(["bash", "a plan's/job.sbatch"], cwd=self.folder, check=True, capture_output=True,
                           env={"SLURM_ARRAY_TASK_ID": task, "SLURM_CPUS_PER_TASK": "2"})
        self.run_program("merge", "a plan's", "-o", "merged.h5")

    def test_a_plan_that_cannot_fit_is_refused_with_the_figures(self):
        words = ["plan", BASELINE, "--regions", "VR05", "-o", "plan"]
        done = self.run_program(*words, "--cpus", "1", "--shards", "1", "--replications", "2000", "--most-hours", "1",
                                code=3)
        self.assertRegex(done.stderr, r"^--shards: 1 shard would ask for \d+ h \d\d min each \(twice what they are "
                                      r"thought to take; at most 1 h are allowed by --most-hours\)\. Use more shards "
                                      r"or cores\?\n$")
        done = self.run_program("plan", BASELINE, "--regions", "all", "-o", "plan", "--replications", "1000000",
                                "--weeks", "1", "--inhabitants-share", "0.001", code=3)
        self.assertRegex(done.stderr, r"^plan: the disk has too little room \(\d+ MB are needed, \d+ MB are free\)")
        done = self.run_program("run", BASELINE, "--regions", "VR05", "-o", "r.h5", "--replications", "2000",
                                "--threads", "1000", code=3)
        self.assertRegex(done.stderr, r"^--threads: 1000 runs at the same time need about [\d.]+ GB of memory "
                                      r"\([\d.]+ GB are there\)\. Use --threads \d+\?\n$")
        self.assertEqual(self.names(), [])


if __name__ == "__main__":
    unittest.main()
