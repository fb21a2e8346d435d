#!/usr/bin/python3
"""Every judged figure of scenarios/verification is ok, and the page README.md there has the rows of the files.

  verification_test.py PROGRAM

Simulated numbers on the page are those of the commit that wrote it; only what is to be reproduced is compared.
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "scenarios" / "verification"
FALSE_ALARM = 0.02  # all judged figures together


def rows_of_page(text):
    """(model, case, figure, kind, value) of each row of a table, in order."""
    rows = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        model = part.split(":")[0]
        for line in part.splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if line.startswith("|") and cells[0] != "case" and not cells[0].startswith("---"):
                rows.append((model, *cells[:4]))
    return rows


def rows_of_program(models):
    rows = []
    for model in models:
        for case in model["cases"]:
            for row in case["rows"]:
                unit = "" if row["unit"] in ("", "1") else f" ({row['unit']})"
                rows.append((model["model"], case["case"], row["figure"] + unit, row["kind"], f"{row['value']:.6g}"))
    return rows


def main():
    done = subprocess.run([sys.argv[1], "verify", "--json"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr)
        return 1
    told = json.loads(done.stdout)
    wrong = []
    if told["judged"] < 100 or told["ok"] != told["judged"]:
        wrong.append(f"{told['ok']} of {told['judged']} judged figures are ok")
    if not 0 < told["false_alarm"] < FALSE_ALARM:
        wrong.append(f"false alarms have a probability of {told['false_alarm']}")
    files = {path.stem for path in FOLDER.glob("*.toml") if not path.name.endswith(".model.toml")}
    models = {model["model"] for model in told["models"]}
    if models != files:
        wrong.append(f"models differ from files: {sorted(models ^ files)}")
    page, program = rows_of_page((FOLDER / "README.md").read_text(encoding="utf-8")), rows_of_program(told["models"])
    for row in sorted(set(program) - set(page)):
        wrong.append(f"README.md lacks {row}")
    for row in sorted(set(page) - set(program)):
        wrong.append(f"README.md has {row}, which no file has")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
