#!/usr/bin/python3
"""What a process has not made itself it neither removes nor overwrites, whatever is asked for and whatever it is called.

  others_work_test.py PROGRAM
"""
import json
import os
import shutil
import socket
import time
import unittest

from batch_runs import BatchTest, h5py, pathlib

TWO = ["small.model.toml", "hasty.toml"]


def content(folder):
    """Every file, folder and link below a folder, with what is in it; links are not followed."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(place, name)
            if os.path.islink(path):
                found[path] = os.readlink(path)
            else:
                found[path] = "folder" if os.path.isdir(path) else pathlib.Path(path).read_bytes()
    return found


class OthersWorkTest(BatchTest):
    def interrupted(self, output="r.h5", replications=300):
        """A run that was killed after some of its runs; its words."""
        words = ["run", *TWO, "--weeks", "4", "--replications", str(replications), "-o", output]
        running = self.start(*words)
        journals = self.folder / f"{output}.runs/shards/0001.runs"
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(p.stat().st_size > 6000 for p in journals.glob("journal.*")):
            time.sleep(0.005)
        running.kill()
        running.communicate()
        return words

    def lives_in(self, folder):
        """The sign of a living process: this one."""
        began = pathlib.Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        sign = {"host": socket.gethostname(), "process": os.getpid(), "process_began": began, "told": int(time.time())}
        path = self.folder / folder / f"running.{socket.gethostname()}.{os.getpid()}"
        path.write_text(json.dumps(sign), encoding="utf-8")
        return path

    def refused(self, message, *words):
        """Exit code 3, the whole message, and every byte as it was."""
        before = content(self.folder)
        self.assertEqual(self.run_program(*words, code=3).stderr, message)
        self.assertEqual(content(self.folder), before)

    HELD = ("r.h5.runs: holds runs of an experiment that was interrupted (they would be lost). Use `draagkracht resume` "
            "to go on with it, --force to drop them, or name another file?\n")
    IN_THE_WAY = ("r.h5.runs: is in the way (runs are kept under this name while they are made, and no run made it). "
                  "Move it away, or name another file?\n")

    def test_an_interrupted_run_is_kept(self):
        words = self.interrupted()
        self.refused(self.HELD, *words)
        self.refused(self.HELD, "run", "hasty.toml", "-o", "r.h5")
        self.refused(self.HELD, *words, "--dry-run")
        self.run_program("run", *words[1:-1], "one.h5")
        self.run_program("resume", "r.h5")
        self.assert_same("one.h5", "r.h5")
        self.assertEqual(self.names(), ["one.h5", "r.h5"])

    def test_force_drops_an_interrupted_run(self):
        self.interrupted()
        self.run_program("run", *TWO, "-o", "r.h5", "--force")
        self.run_program("run", *TWO, "-o", "one.h5")
        self.assert_same("one.h5", "r.h5")
        self.assertEqual(self.names(), ["one.h5", "r.h5"])

    def test_a_living_run_is_left_alone(self):
        words = ["run", *TWO, "--weeks", "8", "--replications", "600", "-o", "r.h5"]
        running = self.start(*words)
        until = time.monotonic() + 60
        while time.monotonic() < until and not (self.folder / "r.h5.runs").exists():
            time.sleep(0.001)
        told = (f"r.h5.runs: is worked on by another run ({socket.gethostname()} process {running.pid}). Wait until it has "
                "ended, or name another file?\n")
        # At its start, when it has no plan yet, and in the midst of it.
        for more in ([], ["--force"], ["--force", "--dry-run"], ["--replications", "2"]):
            other = [w for w in words if not more[:1] == ["--replications"] or w not in ("--replications", "600")]
            self.assertEqual(self.run_program(*other, *more, code=3).stderr, told, more)
            self.assertIsNone(running.poll())
        self.assertEqual(running.wait(timeout=300), 0)
        running.stderr.close()
        self.run_program("run", *words[1:-1], "one.h5")
        self.assert_same("one.h5", "r.h5")
        self.assertEqual(self.names(), ["one.h5", "r.h5"])

    def test_a_living_run_between_its_runs_and_its_file_is_left_alone(self):
        words = self.interrupted()
        sign = self.lives_in("r.h5.runs")
        told = (f"r.h5.runs: is worked on by another run ({socket.gethostname()} process {os.getpid()}). Wait until it has "
                "ended, or name another file?\n")
        self.refused(told, *words)
        self.refused(told, *words, "--force")
        sign.unlink()
        self.run_program("resume", "r.h5")

    def test_a_request_of_a_living_run_outlives_a_resume_that_fails(self):
        (self.folder / "wrong.toml").write_text('extends = "small.model"\nnonsense = 1\n', encoding="utf-8")
        request = {"words": ["wrong.toml", "-o", "r.h5"], "folder": str(self.folder), "build": "x"}
        (self.folder / "r.h5.runs").mkdir()
        (self.folder / "r.h5.runs/request.json").write_text(json.dumps(request), encoding="utf-8")
        sign = self.lives_in("r.h5.runs")
        self.run_program("resume", "r.h5", code=3)
        self.assertEqual(self.names("r.h5.runs"), sorted(["request.json", sign.name]))
        sign.unlink()
        self.run_program("resume", "r.h5", code=3)
        self.assertEqual(self.names(), [])

    def test_links_are_not_followed(self):
        words = self.interrupted("other.h5")
        here = [*words[:-1], "r.h5"]
        for target in ("other.h5.runs", "nowhere"):
            (self.folder / "r.h5.runs").symlink_to(target)
            self.refused(self.IN_THE_WAY, *here)
            self.refused(self.IN_THE_WAY, *here, "--force")
            self.refused("r.h5.runs: is a link (a folder is removed under its own name). Resume the folder it leads to?\n",
                         "resume", "r.h5")
            (self.folder / "r.h5.runs").unlink()
        (self.folder / "r.h5").symlink_to("other.h5")
        self.refused("r.h5: is not a plain file (it could not be replaced). Name another file?\n", *here, "--force")
        self.run_program("resume", "other.h5")

    def test_what_no_run_made_is_left_alone(self):
        here = ["run", *TWO, "-o", "r.h5"]
        folder = self.folder / "r.h5.runs"

        folder.write_text("notes", encoding="utf-8")
        self.refused(self.IN_THE_WAY, *here, "--force")
        folder.unlink()

        for name, text in (("notes.txt", "mine"), ("plan.json", '{"format": "somebody else\'s"}'),
                           ("request.json", '{"method": "GET"}'), ("over.json", "{}"), ("plan.json", "{" * 100_000)):
            folder.mkdir()
            (folder / name).write_text(text, encoding="utf-8")
            self.refused(self.IN_THE_WAY, *here)
            self.refused(self.IN_THE_WAY, *here, "--force")
            self.run_program("resume", "r.h5", code=3)
            self.assertEqual((folder / name).read_text(encoding="utf-8"), text)
            shutil.rmtree(folder)

        self.run_program("plan", *TWO, "--shards", "2", "-o", "r.h5.runs")
        self.run_program("run", "--plan", "r.h5.runs", "--shard", "1/2")
        self.refused(self.IN_THE_WAY, *here, "--force")

    def test_files_of_others_in_a_folder_of_ours_stay(self):
        self.interrupted()
        (self.folder / "r.h5.runs/notes.txt").write_text("mine", encoding="utf-8")
        self.run_program("resume", "r.h5")
        self.assertEqual(self.names("r.h5.runs"), ["notes.txt"])

    def test_results_do_not_replace_what_they_are_made_of(self):
        told = "is read by this experiment (the results would replace it). Name another file?\n"
        for file in ("small.model.toml", "times.csv", "hasty.toml"):
            self.refused(f"{file}: {told}", "run", *TWO, "-o", file, "--force")
        self.run_program("plan", *TWO, "--shards", "2", "-o", "plan")
        self.run_program("run", "--plan", "plan")
        for file in ("plan.json", "job.sbatch", "shards/0001.h5", "inputs/times.csv", "shards/new.h5"):
            self.refused(f"plan/{file}: is a part of the plan (the merged file would replace it). Name another file?\n",
                         "merge", "plan", "-o", f"plan/{file}", "--force")
        self.refused("plan: exists already. Name another folder?\n", "plan", *TWO, "-o", "plan")
        (self.folder / "link").symlink_to("plan")
        self.refused("link: exists already. Name another folder?\n", "plan", *TWO, "-o", "link")

    def test_names_of_scenarios_are_labels_and_never_paths(self):
        paths = ["../../victim", "2024/2025", "..", ".", "/etc/x", "C:\\x", ".hidden"]
        names = ["-rf", "a b*?~$(x)", "résumé", "x" * 90, "2024-2025", "a..b", "~root"]
        (self.folder / "in").mkdir()
        for at, name in enumerate(names + paths):
            text = f'extends = "../small.model"\nname = {json.dumps(name, ensure_ascii=False)}\n'
            (self.folder / f"in/{at}.toml").write_text(text, encoding="utf-8")
        before = content(self.folder)
        told = ("name: must not hold / or \\, or begin with a dot (files of results and copies are called by it). "
                "Say it in title_nl and title_en?\n")
        for at in range(len(names), len(names + paths)):
            for command in (("plan", f"in/{at}.toml", "--shards", "2", "-o", "plan"), ("run", f"in/{at}.toml", "-o", "r.h5")):
                self.assertEqual(self.run_program(*command, code=3).stderr, f"in/{at}.toml:2:8: {told}")
        self.assertEqual(content(self.folder), before)
        files = [f"in/{at}.toml" for at in range(len(names))]
        self.run_program("plan", *files, "--shards", "2", "-o", "plan")
        resolved = self.names("plan/resolved") + [p.name for p in (self.folder / "plan/resolved").glob("*.toml")]
        self.assertEqual(sorted(resolved)[0][:5], "0001-")
        self.assertEqual(len(resolved), len(names))
        self.run_program("run", "--plan", "plan")
        self.run_program("merge", "plan", "-o", "merged.h5")
        self.run_program("run", *files, "-o", "one.h5")
        self.assert_same("merged.h5", "one.h5")
        with h5py.File(self.folder / "one.h5") as file:
            self.assertEqual([name.decode() for name in file["scenario"]], names)
        made = {path for path in content(self.folder) if not path.startswith(str(self.folder / "plan"))}
        self.assertEqual(made - set(before), {str(self.folder / "one.h5"), str(self.folder / "merged.h5")})

    def test_a_shard_that_another_process_finished_meanwhile_is_not_set_aside(self):
        self.run_program("plan", *TWO, "--shards", "2", "-o", "plan")
        self.run_program("run", "--plan", "plan")
        before = content(self.folder)
        self.run_program("run", "--plan", "plan", "--shard", "2/2")
        self.assertEqual(content(self.folder), before)


if __name__ == "__main__":
    unittest.main()
