#!/usr/bin/python3
"""Luck does not know where a step stands: the same bits when empty steps are inserted and parts change places or files.

  steps_moved.py PROGRAM

The Dutch model and models with known answers, each as it is, with an empty step behind each step that leads on to the
one below, with pathways, pools and streams in the reverse order, and split into a file per pathway, named in another
order. Twins that must find a difference: another seed, and an empty step that becomes one that takes time.
"""
import datetime
import json
import os
import pathlib
import sys
import tempfile
import tomllib

from program_runs import ROOT, differences, h5py, numpy, run

SMALL = ["--regions", "VR05", "--inhabitants-share", "0.01", "--weeks", "6", "--replications", "1"]
MODELS = {  # file -> options of its run; tables are named from FOLDERS or the file itself
    "scenarios/baseline.toml": SMALL,
    "scenarios/verification/cafe.toml": ["--replications", "1"],
    "scenarios/verification/gp_phone.toml": ["--replications", "1"],
    "scenarios/verification/health_centre_tasks.toml": ["--replications", "1"],
    "scenarios/verification/hangs_up.model.toml": ["--replications", "1"],
}
FOLDERS = {"scenarios/baseline.toml": "data/care"}
CHOOSES = {"then", "branches", "exit", "select", "chance", "chance_lookup", "when", "adopts", "yes", "no"}


def text_of(value):
    """A value in TOML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {text_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def write(folder, name, model):
    path = folder / f"{name}.toml"
    path.write_text("".join(f"{json.dumps(key)} = {text_of(value)}\n" for key, value in model.items()), encoding="utf-8")
    return path


def resolved(file):
    """The model with all that it extends, as the result file keeps it."""
    with h5py.File(file) as results:
        text = results["provenance/scenario_text"][0]
    return tomllib.loads(text.decode() if isinstance(text, bytes) else text)


def steps_of(pathway):
    """(name, step) in order, whether written as a list or as a table."""
    steps = pathway["step"]
    return list(steps.items()) if isinstance(steps, dict) else [(step["name"], step) for step in steps]


def with_empty_steps(model, empty=lambda below: {"then": below}):
    """How many there are, and the model with them."""
    added, pathways = 0, {}
    for name, pathway in model["pathway"].items():
        steps, old = {}, steps_of(pathway)
        for i, (step, item) in enumerate(old):
            steps[step] = {key: value for key, value in item.items() if key != "name"}
            if i + 1 < len(old) and not CHOOSES & item.keys():
                steps[f"empty_{i}"] = empty(old[i + 1][0])
                added += 1
        pathways[name] = {**pathway, "step": steps}
    return added, {**model, "pathway": pathways}


def in_reverse(model):
    turned = dict(reversed(model.items()))
    for key in ("pathway", "pool", "stream"):
        turned[key] = dict(reversed(model[key].items()))
    return turned


def split(folder, name, model):
    """A file per pathway, and one that extends them all and the rest, the last pathway first."""
    rest = {key: value for key, value in model.items() if key not in ("pathway", "name")}
    files = [write(folder, f"{name}_rest", rest).name]
    for pathway, item in reversed(model["pathway"].items()):
        files.append(write(folder, f"{name}_{pathway}", {"pathway": {pathway: item}}).name)
    return write(folder, name, {"extends": files, "name": model["name"]})


def by_labels(file):
    """Each variable's values with the labels of its axes in alphabetical order, as bytes."""
    found = {}
    with h5py.File(file) as results:
        for name, item in results.items():
            if not isinstance(item, h5py.Dataset) or item.attrs.get("CLASS") == b"DIMENSION_SCALE" or item.dtype.hasobject:
                continue
            values = item[()]
            for axis, dimension in enumerate(item.dims):
                scale = next(iter(dimension.values()), None)
                if scale is not None and scale.dtype.hasobject:
                    values = values.take(numpy.argsort(scale.asstr()[()], kind="stable"), axis=axis)
            found[name] = values.tobytes()
    return found


def main():
    wrong = 0

    def judge(what, fine):
        nonlocal wrong
        wrong += not fine
        print("ok     " if fine else "WRONG  ", what, flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for file, options in MODELS.items():
            stem = pathlib.Path(file).name.removesuffix(".toml")
            model = resolved(run(folder, stem, [ROOT / file], *options))
            model["name"] = "moved"
            for table in model.get("table", {}).values():
                table["file"] = os.path.normpath(ROOT / FOLDERS.get(file, pathlib.Path(file).parent) / table["file"])
            base = run(folder, f"{stem}_base", [write(folder, f"{stem}_base", model)], *options)

            def differs(name, path, *more):
                return bool(differences(base, run(folder, name, [path], *options, *more)))

            added, longer = with_empty_steps(model)
            path = write(folder, f"{stem}_longer", longer)
            judge(f"{stem}: {added} empty steps change nothing", added > 0 and not differs(f"{stem}_l", path))
            wanted = by_labels(base)
            path = write(folder, f"{stem}_turned", in_reverse(model))
            other = by_labels(run(folder, f"{stem}_t", [path], *options))
            judge(f"{stem}: nor does the reverse order", wanted == other)
            path = split(folder, f"{stem}_split", model)
            other = by_labels(run(folder, f"{stem}_s", [path], *options))
            judge(f"{stem}: nor does a file per pathway", wanted == other)
            judge(f"{stem}: another seed does", differs(f"{stem}_n", path, "--seed", "77"))
        # Of the last model: the steps are really on the way.
        slow = {"delay": {"distribution": "deterministic", "mean": "1 min"}}
        path = write(folder, "slow", with_empty_steps(model, lambda below: slow)[1])
        judge("steps that take time do", differs("slow", path))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
