"""What the tests of this folder share: the program under test, its runs, and that they are skipped without h5py."""
import os
import pathlib
import subprocess
import sys

try:
    import h5py
    import numpy
    from h5_difference import differences
except ImportError:
    print("skipped: no h5py for /usr/bin/python3")
    sys.exit(77)

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def run(folder, name, scenarios, *options):
    """Runs and returns the result file, with none of OpenMP's variables set."""
    file = pathlib.Path(folder) / f"{name}.h5"
    variables = {k: v for k, v in os.environ.items() if not k.startswith("OMP_")}
    subprocess.run([PROGRAM, "run", *scenarios, "-o", file, *options], cwd=folder, check=True, capture_output=True,
                   env=variables)
    return file


def run_values(file, scenario):
    """All values of one scenario by variable, as bytes."""
    with h5py.File(file, "r") as results:
        names = [name.decode() for name in results["scenario"][()]]
        at = names.index(scenario)
        return {name: item[at].tobytes() for name, item in results.items()
                if isinstance(item, h5py.Dataset) and item.ndim >= 4 and not name.startswith("finished")}
