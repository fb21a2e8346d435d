#!/usr/bin/python3
"""Full disks, read-only folders, damaged journals and shards: a clear message each, and nothing lost.

  faults_test.py PROGRAM
"""
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

from batch_runs import BatchTest, pathlib

TWO = ["small.model.toml", "hasty.toml"]
MEGABYTE = 1_000_000


@contextlib.contextmanager
def small_disk(size):
    """A file system of its own of so many bytes; None if this user may not mount one."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
        if subprocess.run(command, check=False, capture_output=True).returncode != 0:
            yield None
            return
        try:
            yield pathlib.Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


class FaultsTest(BatchTest):
    def plan_done(self, folder="plan", *options):
        self.run_program("plan", *TWO, "-o", folder, "--shards", "4", "--replications", "8", *options)
        self.run_program("run", "--plan", folder)

    def flip(self, file, at):
        path = self.folder / file
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

    def stop_run(self, *words):
        """A run that is killed after some runs."""
        running = self.start("run", *words, "-o", "r.h5")
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(
                path.stat().st_size > 6000 for path in (self.folder / "r.h5.runs").rglob("journal.*")):
            time.sleep(0.01)
        running.kill()
        running.communicate()

    def merge_refused(self, line, array):
        code = 3 if "damaged" in line else 4
        done = self.run_program("merge", "plan", "-o", "merged.h5", code=code)
        self.run_program("status", "plan", "--strict", code=code)
        self.assertEqual(done.stderr,
                         f"draagkracht merge: plan: 1 of 4 shards is not there, and nothing was written:\n  {line}\n"
                         f"Use `draagkracht resume plan`, or `sbatch --array={array} plan/job.sbatch`.\n")
        self.assertNotIn("merged.h5", self.names())
        self.run_program("resume", "plan")
        self.run_program("merge", "plan", "-o", "merged.h5", "--force")
        self.assert_same("one.h5", "merged.h5")
        (self.folder / "merged.h5").unlink()

    def test_shards_that_are_cut_short_foreign_or_there_twice(self):
        self.run_program("run", *TWO, "--replications", "8", "-o", "one.h5")
        self.plan_done()
        self.plan_done("other", "--seed", "77")
        shards = self.folder / "plan" / "shards"
        whole = (shards / "0003.h5").read_bytes()

        (shards / "0003.h5").write_bytes(whole[:len(whole) // 2])
        self.merge_refused("shard 3 is damaged: 0 of 4 runs; plan/shards/0003.h5: the file is cut short or damaged "
                           f"(truncated file: eof = {len(whole) // 2}, sblock->base_addr = 0, stored_eof = "
                           f"{len(whole)}).", "3")
        shutil.copy(self.folder / "other/shards/0003.h5", shards)
        self.merge_refused("shard 3 is damaged: 0 of 4 runs; it is of another plan or build", "3")
        shutil.copy(shards / "0002.h5", shards / "0003.h5")
        self.merge_refused("shard 3 is damaged: 0 of 4 runs; it holds the runs of shard 2", "3")
        (shards / "0004.h5").unlink()
        self.merge_refused("shard 4 is missing", "4")
        self.assertEqual(sum(".set_aside" in name for name in self.names("plan/shards")), 3)

    def test_a_plan_that_was_edited_is_refused(self):
        self.run_program("plan", *TWO, "-o", "plan", "--shards", "2")
        plan = self.folder / "plan" / "plan.json"
        text = plan.read_text(encoding="utf-8")
        plan.write_text(text.replace('"weeks": null', '"weeks": 3'), encoding="utf-8")
        for words in (["status", "plan"], ["resume", "plan"], ["merge", "plan", "-o", "merged.h5"],
                      ["run", "--plan", "plan"], ["extend", "plan", "--replications", "1"]):
            done = self.run_program(*words, code=3)
            self.assertRegex(done.stderr, r"^plan/plan\.json: was changed after the plan was made \(its checksum is "
                                          r"[0-9a-f]{16}, that of what it says is [0-9a-f]{16}\)\. Put the file back "
                                          r"as it was, or make the plan anew\?\n$")
        plan.write_text(text[:100], encoding="utf-8")
        self.assertEqual(self.run_program("status", "plan", code=3).stderr,
                         "plan/plan.json: is no plan, or damaged. Put the file back as it was, or make the plan "
                         "anew?\n")
        plan.write_text(text, encoding="utf-8")
        times = self.folder / "plan" / "inputs" / "times.csv"
        times.write_text(times.read_text(encoding="utf-8").replace("5", "6", 1), encoding="utf-8")
        self.assertRegex(self.run_program("resume", "plan", code=3).stderr,
                         r"^plan/inputs/times\.csv: was changed after the plan was made \(its checksum was "
                         r"[0-9a-f]{16}, now it is [0-9a-f]{16}\)\. Put the file back as it was, or make the plan anew\?\n$")
        times.unlink()
        self.assertEqual(self.run_program("resume", "plan", code=3).stderr,
                         "plan/inputs/times.csv: was changed after the plan was made (it is not there). Put the file "
                         "back as it was, or make the plan anew?\n")
        plan.unlink()
        self.assertEqual(self.run_program("resume", "plan", code=3).stderr,
                         "plan: is no plan folder (there is no plan.json in it). Make one with `draagkracht plan`?\n")

    def test_a_plan_that_somebody_made_up_is_refused(self):
        self.run_program("plan", *TWO, "-o", "plan", "--shards", "2", "--replications", "4")
        plan = self.folder / "plan" / "plan.json"
        whole = json.loads(plan.read_text(encoding="utf-8"))

        def checksum(content):
            value = 0xcbf29ce484222325
            for byte in json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode():
                value = (value ^ byte) * 0x100000001b3 % 2**64
            return f"{value:016x}"

        self.assertEqual(checksum(whole["content"]), whole["content_checksum"])  # or else all below is refused for that
        batch = whole["content"]["batches"][0]
        crafts = [{key: value} for key, values in {
            "batches": [[], {}, None, [{**batch, "shards": 10**18}], [{**batch, "shards": 0}], [{**batch, "shards": 9}],
                        [{**batch, "replications": 2**32 - 1}], [{**batch, "first_replication": 3}], [{**batch, "first_replication": 0}],
                        [batch, batch],
                        [{**batch, "first_shard": 7}], [{"shards": 2}], [7],
                        [{**batch, "shards": 2.5}], [{**batch, "shards": 2.0}],
                        [{**batch, "replications": 2**32 + 4}], [{**batch, "first_replication": 0.5}],
                        [{**batch, "first_replication": 1e18}], [{**batch, "first_shard": True}]],
            "cpus": [0, -1, 10**9, "2", None, 1e300, 1.5, 2**32 + 1],
            "seed": ["1", None, -1, [1], 1.5, 1e300, 2**63],
            "inhabitants_share": [0, -1, 2, 1e999, "1", None], "scenario_files": [[], ["../x"], ["/etc/passwd"], [1], "x"],
            "inputs": [[{"path": "x", "file": "../../x", "checksum": "0"}], [{}], 3, [[]]],
            "seconds_per_run": [[], [1, 2, 3], [-1], ["x"], 1, [1e999]], "build": [1, None, "another"],
            "of_run": [1, None], "regions": [1, ["VR05"]], "years": ["1"], "weeks": [-1, 1.5], "scenario_paths": [[1]],
        }.items() for value in values]
        texts = []
        for craft in crafts:
            content = {**whole["content"], **craft}
            texts.append(json.dumps({**whole, "content": content, "content_checksum": checksum(content)},
                                    ensure_ascii=False))
        texts += [json.dumps({**whole, "content": 3}), json.dumps({**whole, "content": None}),
                  json.dumps({**whole, "content_checksum": 7}), json.dumps({**whole, "format_version": "1"}),
                  json.dumps({**whole, "format_version": 3}), "", "[]", "null", "[" * 10**6, '{"content":' * 10**5,
                  '{"format": "draagkracht-plan"}', "\0" * 1000, "\udcff" * 9]
        for text in texts:
            plan.write_text(text, encoding="utf-8", errors="surrogateescape")
            for words in (["status", "plan"], ["merge", "plan", "-o", "merged.h5"], ["run", "--plan", "plan"]):
                told = self.run_program(*words, code=3).stderr
                self.assertRegex(told, r"^(plan/plan\.json: |plan/inputs/|--)[^\n]+\n$", text[:300])
        self.assertEqual(self.names("plan/shards"), [])

    def test_journals_that_somebody_made_up_are_refused_or_left_out(self):
        words = [*TWO, "--replications", "200", "--weeks", "4"]
        self.run_program("run", *words, "-o", "one.h5")
        self.stop_run(*words)
        folder = self.folder / "r.h5.runs/shards/0001.runs"
        [journal] = folder.glob("journal.*")
        whole = journal.read_bytes()
        length = int.from_bytes(whole[12:16], "little")
        crafts = [b"", b"DRAAGJRN", whole[:12] + b"\xff" * 4 + whole[16:], whole[:20] + bytes(64), bytes(100_000),
                  whole[:32] + b"\xff" * length, b"DRAAGRUN" * 5000, whole[:24] + b"\xff" * 8 + whole[32:],
                  whole[:8] + b"\x63" + whole[9:]]
        for at, craft in enumerate(crafts):
            (folder / f"journal.crafted.{at}").write_bytes(craft)
        os.mkfifo(folder / "journal.pipe")
        self.assertEqual(self.run_program("resume", "r.h5", code=3).stderr,
                         "r.h5.runs/shards/0001.runs/journal.pipe: is not a plain file.\n")
        (folder / "journal.pipe").unlink()
        self.run_program("resume", "r.h5")
        self.assert_same("one.h5", "r.h5")

    def test_signs_that_somebody_made_up_are_passed_over(self):
        self.run_program("plan", *TWO, "-o", "plan", "--shards", "2")
        folder = self.folder / "plan/shards/0001.runs"
        folder.mkdir()
        for at, text in enumerate(("", "[]", "{}", '{"host": 3, "process": "x", "told": []}', "[" * 10**6, "x" * 10**6,
                                   '{"host": "\\u001b[2J", "told": 1e308, "seconds_left": -1e308, "done": 1e300}')):
            (folder / f"running.crafted.{at}").write_text(text, encoding="utf-8")
        told = self.run_program("status", "plan").stdout
        self.assertNotIn("\x1b", told)
        self.run_program("status", "plan", "--json")

    def test_a_journal_with_torn_and_flipped_records(self):
        words = [*TWO, "--replications", "200", "--weeks", "4"]
        self.run_program("run", *words, "-o", "one.h5")
        self.stop_run(*words)
        [journal] = (self.folder / "r.h5.runs/shards/0001.runs").glob("journal.*")
        journal = journal.relative_to(self.folder)
        size = (self.folder / journal).stat().st_size
        self.flip(journal, size // 2)
        os.truncate(self.folder / journal, size - 7)
        done = self.run_program("resume", "r.h5")
        self.assertIn(f"draagkracht resume: {journal}: 1 damaged run is left out\n", done.stderr)
        self.assertRegex(done.stderr, rf"draagkracht resume: {journal}: \d+ bytes at its end are of a run that was cut "
                                      r"off; they are left out\n")
        self.assert_same("one.h5", "r.h5")

        (self.folder / "r.h5").unlink()
        self.stop_run(*words)
        [journal] = (self.folder / "r.h5.runs/shards/0001.runs").glob("journal.*")
        self.flip(journal.relative_to(self.folder), 3)
        done = self.run_program("resume", "r.h5")
        self.assertIn(f"{journal.relative_to(self.folder)}: its first bytes are damaged; its runs are left out\n",
                      done.stderr)
        self.assert_same("one.h5", "r.h5")

    def test_what_cannot_be_resumed_is_told(self):
        self.assertEqual(self.run_program("resume", "r.h5", code=3).stderr,
                         "r.h5: there is nothing to resume (neither it nor r.h5.runs is there). Name the result file "
                         "of a run that was stopped, or the folder of a plan?\n")
        self.run_program("run", *TWO, "-o", "r.h5")
        self.assertEqual(self.run_program("resume", "r.h5").stdout, "r.h5: 4 runs; nothing is left to do\n")

    def test_a_wrong_scenario_leaves_nothing_behind(self):
        (self.folder / "wrong.toml").write_text('extends = "small.model"\nnonsense = 1\n', encoding="utf-8")
        self.run_program("run", "wrong.toml", "-o", "r.h5", code=3)
        self.run_program("plan", "wrong.toml", "-o", "plan", code=3)
        self.assertEqual(self.names(), [])

    def test_a_disk_that_becomes_full_at_any_moment_loses_nothing(self):
        words = [*TWO, "--replications", "300", "--weeks", "1"]
        self.run_program("run", *words, "-o", "one.h5")
        with small_disk(16 * MEGABYTE) as disk:
            if disk is None:
                self.skipTest("only root can mount a small disk")
            ended = []
            for level in range(10):
                # Room for nothing, for part of the journal, for all of it, for part of the file.
                room = level * 150_000
                running = self.start("run", *words, "-o", disk / "r.h5")
                until = time.monotonic() + 60
                while time.monotonic() < until and not any((disk / "r.h5.runs").rglob("journal.*")):
                    time.sleep(0.002)
                free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
                with contextlib.suppress(OSError):  # the run may have taken the last bytes meanwhile
                    (disk / "ballast").write_bytes(bytes(max(0, free - room)))
                _, text = running.communicate()
                ended.append(running.returncode)
                if running.returncode != 0:
                    self.assertEqual(running.returncode, 1)
                    self.assertRegex(text, r"\ndraagkracht run: \S+: cannot be written \(No space left on device\)\n$")
                    self.assertFalse((disk / "r.h5").exists())
                    self.assertTrue((disk / "r.h5.runs" / "plan.json").exists())
                (disk / "ballast").unlink()
                self.run_program("resume", disk / "r.h5")
                self.assert_same("one.h5", disk / "r.h5")
                self.assertEqual(os.listdir(disk), ["r.h5"])
                (disk / "r.h5").unlink()
            self.assertGreaterEqual(ended.count(1), 5, ended)

            (disk / "ballast").write_bytes(bytes(15 * MEGABYTE))
            done = self.run_program("run", *words, "-o", disk / "r.h5", code=3)
            self.assertRegex(done.stderr, r"r\.h5: the disk has too little room \(\d+ MB are needed, \d+ MB are free"
                                          r"\)\. Write to another disk, or ask for fewer outputs\?\n$")
            self.assertEqual(os.listdir(disk), ["ballast"])

    def test_a_disk_that_is_full_while_shards_run_loses_nothing(self):
        words = [*TWO, "--replications", "300", "--weeks", "1"]
        self.run_program("run", *words, "-o", "one.h5")
        with small_disk(16 * MEGABYTE) as disk:
            if disk is None:
                self.skipTest("only root can mount a small disk")
            self.run_program("plan", *words, "-o", disk / "plan", "--shards", "3")
            self.run_program("run", "--plan", disk / "plan", "--shard", "2/3")
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            (disk / "ballast").write_bytes(bytes(free - 100_000))
            done = self.run_program("resume", disk / "plan", code=1)
            self.assertRegex(done.stderr, r"not every shard was finished:\n  shard 1: .*the disk has too little room")
            (disk / "ballast").unlink()
            self.run_program("resume", disk / "plan")
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            self.run_program("merge", disk / "plan", "-o", "merged.h5")
            self.assert_same("one.h5", "merged.h5")

    def test_a_read_only_folder_is_told_beforehand(self):
        with small_disk(MEGABYTE) as disk:
            if disk is None:
                self.skipTest("only root can mount a small disk")
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            self.assertEqual(self.run_program("run", *TWO, "-o", disk / "r.h5", code=3).stderr,
                             f"{disk}/r.h5: its folder cannot be written to ({disk}: Read-only file system).\n")
            self.assertEqual(self.run_program("plan", *TWO, "-o", disk / "plan", code=3).stderr,
                             f"{disk}/plan: its folder cannot be written to ({disk}: Read-only file system).\n")


if __name__ == "__main__":
    unittest.main()
