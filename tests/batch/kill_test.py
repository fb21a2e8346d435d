#!/usr/bin/python3
"""Runs that are killed at random moments and resumed end with the data of a run that was never disturbed.

  kill_test.py PROGRAM [--kills N] [--seed N]

Each round starts a `run`, kills it (SIGKILL: nothing can be tidied up) at a moment drawn from the whole time that an
undisturbed one takes, the making of the file included, then kills resumes the same way until one in two is let go on.
"""
import argparse
import random
import sys
import time
import unittest

from batch_runs import BASELINE, BatchTest

arguments = argparse.ArgumentParser()
arguments.add_argument("--kills", type=int, default=10)
arguments.add_argument("--seed", type=int, default=random.randrange(10**9))
CHOSEN, sys.argv[1:] = arguments.parse_known_args()


class KillTest(BatchTest):
    def kill_after(self, seconds, *words):
        """Starts, waits for the folder of the run and then so long, and kills. True if that was before the end."""
        running = self.start(*words)
        while not (self.folder / "r.h5.runs").exists() and not (self.folder / "r.h5").exists():
            if running.poll() is not None:
                break
        time.sleep(seconds)
        running.kill()
        _, text = running.communicate()
        self.assertIn(running.returncode, (0, -9), text)
        return running.returncode == -9

    def file_was_being_made(self):
        return any(self.folder.glob("r.h5.runs/shards/0001.runs/*.tmp"))

    def killed_and_resumed(self, kills, words):
        luck = random.Random(CHOSEN.seed)
        print(f"seed {CHOSEN.seed}")
        begin = time.monotonic()
        self.run_program("run", *words, "-o", "undisturbed.h5")
        whole = time.monotonic() - begin
        made, before_the_end, in_resume, with_file = 0, 0, 0, 0
        while made < kills:
            made += 1
            before_the_end += self.kill_after(luck.uniform(0, whole), "run", *words, "-o", "r.h5")
            with_file += self.file_was_being_made()
            while made < kills and luck.random() < 0.5 and (self.folder / "r.h5.runs").exists():
                made += 1
                in_resume += self.kill_after(luck.uniform(0, whole / 2), "resume", "r.h5")
                with_file += self.file_was_being_made()
            self.run_program("resume", "r.h5")
            self.assert_same("undisturbed.h5", "r.h5")
            self.assertEqual(self.names(), ["r.h5", "undisturbed.h5"])
            (self.folder / "r.h5").unlink()
        print(f"{made} kills: {before_the_end} of a run, {in_resume} of a resume, the rest after the end; "
              f"{with_file} while the file was made")
        self.assertGreater(before_the_end, 0)

    def test_many_short_runs(self):
        # Making the file takes about as long as making the runs.
        self.killed_and_resumed(CHOSEN.kills, [
            "small.model.toml", "hasty.toml", "--replications", "250", "--weeks", "1"])

    def test_a_region(self):
        self.killed_and_resumed(max(2, CHOSEN.kills // 5), [
            BASELINE, "--regions", "VR05", "--replications", "4", "--weeks", "4", "--inhabitants-share", "0.02"])


if __name__ == "__main__":
    unittest.main()
