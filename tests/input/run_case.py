#!/usr/bin/python3
"""Runs one case of bad input and compares the whole answer: exit code, every line on standard error, files left behind.

  run_case.py PROGRAM CASE.toml            compare with CASE.expected
  run_case.py PROGRAM CASE.toml --update   write CASE.expected instead; read what it says before you commit it

A case is a TOML file. Comment lines at its top direct this runner:
  # command: WORDS     what to run, {case} standing for the file (default: check {case})
  # prepare: WORDS     changes the case's copy before it is run; see PREPARE
Each case runs in a new folder that holds copies of this folder's models and links to `data` and `scenarios`. No case
may leave a file behind. Standard output is not looked at, and numbers of bytes in messages of HDF5 read N.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def crlf(path):
    """Ends each line as Windows does, behind a byte order mark."""
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


def latin1(path):
    """Is saved in another encoding."""
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))


def too_large(path):
    """Grows to just above 64 MB, without taking room on the disk."""
    with path.open("ab") as file:
        file.truncate(64_000_001)


def gone(path):
    """Is not there."""
    path.unlink()


def cut_short(path):
    """Makes `cut.h5`: the first half of a right result file, as after a broken copy."""
    whole = path.parent / "whole.h5"
    subprocess.run([PROGRAM, "run", "small.model.toml", "-o", whole.name], cwd=path.parent, capture_output=True,
                   check=True)
    (path.parent / "cut.h5").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    whole.unlink()


def region_folders(path):
    """Has folders beside a table of regions: of regions, of one with a slip in its code, and of none."""
    zones = path.parent / "zones"
    zones.mkdir()
    shutil.copy(ROOT / "data/regions/regions.csv", zones)
    staffing = (path.parent / "own_staffing_wrong.csv").read_text(encoding="utf-8")
    for file in ("VR05/staffing.csv", "VR05/stafing.csv", "VR05/wijken.csv", "VR05/README.md", "VR13/staffing.xlsx",
                 "vr13/staffing.csv", "maps/tiles.csv"):
        (zones / file).parent.mkdir(exist_ok=True)
        (zones / file).write_text(staffing, encoding="utf-8")


PREPARE = {f.__name__: f for f in (crlf, latin1, too_large, gone, cut_short, region_folders)}


def directives(case):
    found = {}
    for line in case.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# ") or ":" not in line:
            break
        key, value = line[2:].split(":", 1)
        found[key.strip()] = value.strip()
    return found


def answer(case):
    """The text that CASE.expected holds."""
    asked = directives(case)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for model in [*HERE.glob("*.toml"), *HERE.glob("*.csv")]:
            shutil.copy(model, folder)
        for link in ("data", "scenarios"):
            (folder / link).symlink_to(ROOT / link)
        for word in asked.get("prepare", "").split():
            PREPARE[word](folder / case.name)
        before = {p.name for p in folder.iterdir()}
        words = asked.get("command", "check {case}").replace("{case}", case.name).split()
        done = subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, text=True, timeout=120)
        left = sorted({p.name for p in folder.iterdir()} - before)
    text = f"exit {done.returncode}\n{done.stderr}"
    if left:
        text += f"left behind: {' '.join(left)}\n"
    return re.sub(r"(eof|eoa|stored_eof) = \d+", r"\1 = N", text)


def main():
    case = pathlib.Path(sys.argv[2]).resolve()
    found = answer(case)
    golden = case.with_suffix(".expected")
    if sys.argv[3:] == ["--update"]:
        golden.write_text(found, encoding="utf-8")
        return 0
    expected = golden.read_text(encoding="utf-8") if golden.exists() else f"(no {golden.name})\n"
    if found == expected:
        return 0
    print(f"{case.name}: expected\n{expected}but found\n{found}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
