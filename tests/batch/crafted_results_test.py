#!/usr/bin/python3
"""Result files and shards that somebody made up: each is refused with its name and the object that is wrong, or, where
only values are odd, read as it is. Nothing crashes, and nothing that a terminal obeys comes out.

  crafted_results_test.py PROGRAM
"""
import json
import shutil
import subprocess
import unittest

from batch_runs import PROGRAM, BatchTest
import h5py
import numpy as np

TEXT = h5py.string_dtype()
READERS = (["compare"], ["compare", "--json"], ["goals"], ["figures"], ["validate"])
SCENARIO = ["small.model.toml", "hasty.toml", "--weeks", "2"]
FIGURE = """[kpi.more]
value = "mean(queue)"
unit = "min"
"""


def attribute(name, value, place="/"):
    def craft(file):
        file[place].attrs.pop(name, None)
        file[place].attrs.create(name, value)
    return craft


def drop(name, attribute_of=None):
    def craft(file):
        if attribute_of is None:
            del file[name]
        else:
            del file[attribute_of].attrs[name]
    return craft


def dataset(name, **how):
    """Another data set in the place of the one that was there, an axis if that was one."""
    def craft(file):
        if name in file:
            del file[name]
        file.create_dataset(name, **how)
    return craft


def word(name, text):
    def craft(file):
        file[name][0] = text
    return craft


def link(name, target):
    def craft(file):
        if name in file:
            del file[name]
        file[name] = target
    return craft


def results_of(file):
    return [name for name in file if isinstance(file[name], h5py.Dataset) and file[name].ndim >= 4
            and file[name].dtype.kind == "f"]


def all_values(value):
    def craft(file):
        for name in results_of(file):
            file[name][...] = value
    return craft


def all_units(text):
    def craft(file):
        for name in results_of(file):
            file[name].attrs["units"] = np.bytes_(text)
    return craft


def other_result(change):
    """Makes the first result anew, with `change` of its shape and type, and hangs its axes on it again."""
    def craft(file):
        name = results_of(file)[0]
        old = file[name]
        axes = [old.dims[i][0] for i in range(old.ndim)]
        shape, dtype = change(old.shape, old.dtype)
        del file[name]
        new = file.create_dataset(name, shape=shape, dtype=dtype, chunks=tuple(1 for _ in shape))
        for i in range(min(len(shape), len(axes))):
            new.dims[i].attach_scale(axes[i])
    return craft


def no_axes(file):
    for name in results_of(file):
        file[name].attrs.create("DIMENSION_LIST", np.zeros(3, dtype="i4"))


def scale(name, data):
    def craft(file):
        file.create_dataset(name, data=data).make_scale(name)
    return craft


def hard_loop(file):
    file["grp_loop"] = file["/"]


# What was done to the file -> the object that the message names; "" for the file alone.
REFUSED = {
    "format_version of 4,000 values": (attribute("format_version", np.full(4000, 1, dtype="i4")), "@format_version"),
    "format_version of 3 x 4 values": (attribute("format_version", np.ones((3, 4), dtype="i8")), "@format_version"),
    "format_version that is a real number": (attribute("format_version", 1.0), "@format_version"),
    "format_version of another time": (attribute("format_version", np.int32(7)), ""),
    "complete of 8,000 values": (attribute("complete", np.full(8000, 1, dtype="i4")), "@complete"),
    "complete that is a text": (attribute("complete", np.bytes_("yes")), "@complete"),
    "complete without values": (attribute("complete", h5py.Empty("i4")), "@complete"),
    "complete that is not so": (lambda file: attribute("complete", 1 - file.attrs["complete"])(file), "@complete"),
    "complete that is a 7": (attribute("complete", np.int32(7)), "@complete"),
    "never complete": (drop("complete", "/"), ""),
    "format of 3,000 texts": (attribute("format", np.array(["draagkracht-results"] * 3000, dtype=TEXT)), "@format"),
    "format of 3,000 short texts": (attribute("format", np.full(3000, b"draagkracht", dtype="S20")), "@format"),
    "format that is a number": (attribute("format", 3), "@format"),
    "provenance with 3,000 texts": (
        attribute("evil", np.array(["AAAA"] * 3000, dtype=TEXT), "provenance"), "provenance@evil"),
    "provenance with texts of fixed length": (
        attribute("evil", np.full(300, b"A" * 100, dtype="S100"), "provenance"), "provenance@evil"),
    "provenance with a number": (attribute("evil", 7, "provenance"), "provenance@evil"),
    "no provenance": (drop("provenance"), "provenance"),
    "provenance that is a data set": (dataset("provenance", data=np.zeros(3)), "provenance"),
    "no timings": (drop("provenance/timings"), "provenance/timings"),
    "scenario of two axes": (dataset("scenario", data=np.array([["desk"] * 2000], dtype=TEXT)), "scenario"),
    "scenario without axes": (dataset("scenario", shape=(), dtype=TEXT), "scenario"),
    "scenario of 2^40 texts": (dataset("scenario", shape=(1 << 40,), chunks=(1024,), dtype=TEXT), "scenario"),
    "scenario of numbers": (dataset("scenario", data=np.zeros(2, dtype="i4")), "scenario"),
    "scenario of texts of fixed length": (dataset("scenario", data=np.full(2, b"ab" * 40, dtype="S80")), "scenario"),
    "scenario of pairs": (dataset("scenario", data=np.zeros(2, dtype="i4,f8")), "scenario"),
    "scenario that is empty": (dataset("scenario", shape=(0,), dtype=TEXT), "scenario"),
    "scenario that is a group": (lambda file: (drop("scenario")(file), file.create_group("scenario")), "scenario"),
    "scenario twice": (word("scenario", "hasty"), "scenario"),
    "scenario that clears the screen": (word("scenario", "\x1b[2J\x1b]0;pwn\x07"), "scenario"),
    "scenario with a line end": (word("scenario", "a\nb"), "scenario"),
    "scenario that turns the direction": (word("scenario", "a\u202eb"), "scenario"),
    "scenario that is no UTF-8": (word("scenario", b"\xff\xfe\xfd"), "scenario"),
    "region that is no UTF-8": (word("region", b"\xff"), "region"),
    "region_name that colours": (word("region_name", "\x1b[31m"), "region_name"),
    "region_name with too many": (dataset("region_name", data=np.array(["a", "b", "c"], dtype=TEXT)), "region_name"),
    "region_name with none": (dataset("region_name", shape=(0,), dtype=TEXT), "region_name"),
    "no draws": (dataset("draw", shape=(0,), dtype="i4"), "draw"),
    "2^33 + 3 replications": (dataset("replication", shape=((1 << 33) + 3,), chunks=(1024,), dtype="i4"),
                              "replication"),
    "finished of 2^64 values": (
        dataset("finished", shape=(65536,) * 4, chunks=(1, 1, 1, 1024), dtype="i1", fillvalue=1), "finished"),
    "finished of three axes": (dataset("finished", data=np.zeros((1, 1, 3), dtype="i1")), "finished"),
    "finished of real numbers": (dataset("finished", data=np.zeros((2, 1, 1, 1))), "finished"),
    "finished with a 7": (lambda file: file["finished"].write_direct(np.full_like(file["finished"][...], 7)),
                          "finished"),
    "no finished": (drop("finished"), "finished"),
    "finished with a run more or less": (
        lambda file: file["finished"].__setitem__((0, 0, 0, 0), 1 - file["finished"][0, 0, 0, 0]), "n_replications"),
    "no n_replications": (drop("n_replications"), "n_replications"),
    "n_replications that is too many": (lambda file: file["n_replications"].write_direct(
        np.full_like(file["n_replications"][...], 2**31 - 1)), "n_replications"),
    "n_replications far below 0": (lambda file: file["n_replications"].write_direct(
        np.full_like(file["n_replications"][...], -2**31)), "n_replications"),
    "n_replications of real numbers": (dataset("n_replications", data=np.ones((2, 1, 1))), "n_replications"),
    "n_replications of one axis": (dataset("n_replications", data=np.ones(2, dtype="i4")), "n_replications"),
    "replications from 0": (lambda file: file["replication"].write_direct(file["replication"][...] - 1), "replication"),
    "a replication twice": (lambda file: file["replication"].write_direct(np.ones_like(file["replication"][...])),
                            "replication"),
    "draws from 0": (lambda file: file["draw"].write_direct(file["draw"][...] - 1), "draw"),
    "an axis of two axes": (scale("zz_axis", np.zeros((1, 100_000))), "zz_axis"),
    "an axis with an infinite number": (scale("zz_axis", np.array([np.inf])), "zz_axis"),
    "an axis of whole numbers": (scale("zz_axis", np.arange(3)), "zz_axis"),
    "an axis of a name of no kind": (scale("Zz axis", np.zeros(3)), "Zz axis"),
    "a soft link to itself": (link("self", h5py.SoftLink("/self")), "self"),
    "a link to another file": (link("ext", h5py.ExternalLink("/etc/passwd", "/x")), "ext"),
    "finished in another file": (link("finished", h5py.ExternalLink("other.h5", "/finished")), "finished"),
    "a name of 400 letters": (lambda file: link("x" * 400, file["finished"])(file), ""),
    "results whose axes are no references": (no_axes, "@DIMENSION_LIST"),
    "a result that is too long": (other_result(lambda shape, dtype: (shape[:-1] + (shape[-1] + 70_000,), dtype)), ""),
    "units that colour": (all_units("\x1b[31mh"), "@units"),
}
ODD_VALUES = {
    "values that are missing": all_values(np.nan),
    "values that are huge": all_values(1e308),
    "values without end": all_values(np.inf),
    "values below 0": all_values(-1.0),
    "other units": all_units("furlongs"),
    "a group with a group": lambda file: file.create_group("g1").create_group("g2"),
    "one more name of the whole": hard_loop,
}


class CraftedResultsTest(BatchTest):
    def setUp(self):
        super().setUp()
        with open(self.folder / "small.model.toml", "a", encoding="utf-8") as model:
            model.write(FIGURE)

    def craft(self, whole, target, craft):
        shutil.copy(self.folder / whole, self.folder / target)
        with h5py.File(self.folder / target, "r+") as file:
            craft(file)

    def run_any(self, *words):
        """Exit code and all that was printed, which no terminal obeys."""
        done = subprocess.run([PROGRAM, *words], cwd=self.folder, capture_output=True, timeout=60, check=False)
        text = (done.stdout + done.stderr).decode("utf-8")
        self.assertEqual([c for c in text if (c < " " and c != "\n") or c in "\x7f\u202e"], [], f"{words}: {text!r}")
        return done.returncode, text

    def test_result_files(self):
        self.run_program("run", *SCENARIO, "-o", "right.h5")
        right = {tuple(words): self.run_any(*words, "right.h5")[0] for words in READERS}
        self.assertLessEqual(set(right.values()), {0, 3})
        self.assertEqual(right["compare",], 0)
        self.assertEqual(right["figures",], 0)
        for what, (craft, named) in REFUSED.items():
            self.craft("right.h5", "crafted.h5", craft)
            for words in READERS:
                with self.subTest(what=what, words=words):
                    code, text = self.run_any(*words, "crafted.h5")
                    self.assertEqual(code, 3, text)
                    self.assertTrue(text.startswith("crafted.h5: "), text)
                    self.assertIn(named, text)
        for what, craft in ODD_VALUES.items():
            self.craft("right.h5", "crafted.h5", craft)
            for words in READERS:
                with self.subTest(what=what, words=words):
                    code, text = self.run_any(*words, "crafted.h5")
                    self.assertIn(code, (0, 3), text)
                    self.assertTrue(text)

    def test_files_with_changed_bytes(self):
        self.run_program("run", *SCENARIO, "-o", "right.h5")
        whole = (self.folder / "right.h5").read_bytes()
        random = np.random.default_rng(1)
        for i in range(60):
            content = bytearray(whole)
            for at in random.integers(0, min(len(whole), 6000 if i % 2 else len(whole)), 1 + i % 9):
                content[at] = random.integers(0, 256)
            (self.folder / "crafted.h5").write_bytes(content)
            words = READERS[i % len(READERS)]
            with self.subTest(i=i, words=words):
                code, text = self.run_any(*words, "crafted.h5")
                self.assertIn(code, (0, 3), text)
                self.assertTrue(text)

    def test_shards(self):
        self.run_program("plan", *SCENARIO, "-o", "plan", "--shards", "2", "--replications", "4")
        self.run_program("run", "--plan", "plan")
        shard = "plan/shards/0001.h5"
        shutil.copy(self.folder / shard, self.folder / "right.h5")
        for what, (craft, _) in REFUSED.items():
            self.craft("right.h5", shard, craft)
            with self.subTest(what=what):
                code, text = self.run_any("status", "plan")
                self.assertEqual(code, 3, text)
                self.assertRegex(text, "shard +1|1 +damaged|1 is damaged")
                code, told = self.run_any("status", "plan", "--json")
                self.assertEqual((code, json.loads(told)["shards"][0]["state"]), (3, "damaged"))
                code, text = self.run_any("merge", "plan", "-o", "merged.h5")
                self.assertEqual(code, 3, text)
                self.assertIn("shard 1 is damaged", text)
                self.assertIn(f"{shard}: ", text)
                self.assertNotIn("merged.h5", self.names())
        for what, craft in ODD_VALUES.items():
            self.craft("right.h5", shard, craft)
            with self.subTest(what=what):
                for words in (["status", "plan"], ["merge", "plan", "-o", "merged.h5", "--force"]):
                    code, text = self.run_any(*words)
                    self.assertIn(code, (0, 3), text)
                    self.assertTrue(text)


if __name__ == "__main__":
    unittest.main()
