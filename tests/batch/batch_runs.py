"""What the tests of this folder share: the program under test, small models, and comparing result files."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "determinism"), str(ROOT / "tests" / "input")]
from small_variants import FAILING, HASTY
try:
    import h5py
    from h5_difference import differences
except ImportError:
    print("skipped: no h5py for /usr/bin/python3")
    sys.exit(77)

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
BASELINE = str(ROOT / "scenarios" / "baseline.toml")


class BatchTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("small.model.toml", "times.csv"):
            shutil.copy(ROOT / "tests" / "input" / name, self.folder)
        for name, text in (("hasty", HASTY), ("failing", FAILING)):
            (self.folder / f"{name}.toml").write_text(text, encoding="utf-8")

    def run_program(self, *words, code=0, **options):
        done = subprocess.run([PROGRAM, *words], cwd=self.folder, capture_output=True, text=True, timeout=600,
                              check=False, **options)
        self.assertEqual(done.returncode, code, f"{words}:\n{done.stdout}{done.stderr}")
        return done

    def start(self, *words, **options):
        return subprocess.Popen([PROGRAM, *words], cwd=self.folder, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, **options)

    def names(self, folder="."):
        """What lies in the folder beside scenarios and tables."""
        return sorted(n for n in os.listdir(self.folder / folder) if not n.endswith((".toml", ".csv")))

    def assert_same(self, first, second):
        found = differences(self.folder / first, self.folder / second)
        self.assertEqual(found, [])
