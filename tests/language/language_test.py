#!/usr/bin/python3
"""The reference page and the JSON Schema of the model language: committed as the program writes them, and true.

  language_test.py PROGRAM [unittest options]
"""
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest

import jsonschema

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "scenarios" / "language.md"
SCHEMA = ROOT / "scenarios" / "model.schema.json"
SMALL = (ROOT / "tests" / "input" / "small.model.toml").read_text(encoding="utf-8")

# What is wrong with the small model: (as it stands, as it must not be).
WRONG = {
    "key": ("servers = 2", "server = 2"),
    "section": ("[pool.back]", "[pols.back]"),
    "unit": ('warm_up = "1 week"', 'warm_up = "1 fortnight"'),
    "unit of another dimension": ('rate = "30 per hour"', 'rate = "30 min"'),
    "missing unit": ('horizon = "4 weeks"', "horizon = 4"),
    "sign": ('warm_up = "1 week"', 'warm_up = "-1 week"'),
    "text for a number": ("servers = 2", 'servers = "2"'),
    "number for a text": ('seize = "front"', "seize = 1"),
    "number for a table": ('time = {lookup = {table = "times", by = ["kind"]}, factor = "haste"}', "time = 5"),
    "fraction for a whole number": ("replications = 2", "replications = 2.5"),
    "number below its range": ("replications = 2", "replications = 0"),
    "choice": ("[wait.queue]", '[wait.queue]\nfrom = "leaving"'),
    "date that is a number": ("start = 2024-01-01", "start = 2024"),
    "key in a law": ('factor = "haste"}', 'factr = "haste"}'),
    "second name of an item": ("[pool.front]", '[pool.front]\nname = "desk"'),
    "item without a name": ('[[pathway.visit.step]]\nname = "sort"', "[[pathway.visit.step]]"),
    "branch to nowhere": ('wait = "queue"', 'wait = "queue"\nbranches = [{share = 0.5}]'),
    "list that is lengthened otherwise": ('values = ["short", "long"]', 'values = {more = ["longest"]}'),
    "template that is no table": ("[wait.queue]", "[wait.queue]\n[template]\nask = 1"),
    "use of a template that is not there": ("[wait.queue]", "[wait.queue]\n[hatch.north]\nservers = 1"),
    "arguments that are a list": ('wait = "queue"', 'wait = "queue"\ntemplate = "ask"\narguments = ["x"]'),
    "texts with a number": ('values = ["short", "long"]', 'values = ["short", 2]'),
}
# Bad input whose fault a schema can see.
WRONG_CASES = ["unknown_key", "wrong_type", "missing_unit", "negative", "out_of_range", "not_a_number"]


def as_json(value):
    """TOML as editors hand it to a schema: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def shipped_files():
    """All scenario and model files that are right, as far as they go."""
    files = [p for folder in ("scenarios", "data") for p in (ROOT / folder).rglob("*.toml")]
    files += [p for p in (ROOT / "tests" / "statistical" / "models").glob("*.toml")]
    for case in (ROOT / "tests" / "input").glob("*.toml"):
        expected = case.with_suffix(".expected")
        if case.name == "small.model.toml" or expected.exists() and expected.read_text("utf-8").startswith("exit 0"):
            files.append(case)
    return sorted(p for p in files if not p.name.endswith(".meta.toml"))


def written(*words):
    return subprocess.run([PROGRAM, "language", *words], capture_output=True, text=True, check=True).stdout


class LanguageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        cls.validator = jsonschema.Draft202012Validator(cls.schema)
        cls.page = PAGE.read_text(encoding="utf-8")

    def problems(self, text):
        found = self.validator.iter_errors(as_json(tomllib.loads(text)))
        return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]

    def draagkracht(self, folder, *words, code=0):
        done = subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, f"{words}:\n{done.stdout}{done.stderr}")
        return done.stderr

    def test_committed_files_are_what_the_program_writes(self):
        advice = "write it anew: draagkracht language {} > {}"
        self.assertEqual(written(), self.page, advice.format("", PAGE.name))
        text = SCHEMA.read_text(encoding="utf-8")
        self.assertEqual(written("--schema"), text, advice.format("--schema", SCHEMA.name))

    def test_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_shipped_files_keep_it(self):
        files = shipped_files()
        self.assertGreater(len(files), 12)
        for path in files:
            with self.subTest(path.relative_to(ROOT).as_posix()):
                self.assertEqual(self.problems(path.read_text(encoding="utf-8-sig")), [])

    def test_what_is_wrong_breaks_it(self):
        self.assertEqual(self.problems(SMALL), [])
        for what, (right, wrong) in WRONG.items():
            with self.subTest(what):
                self.assertEqual(SMALL.count(right), 1)
                self.assertNotEqual(self.problems(SMALL.replace(right, wrong)), [])
        for name in WRONG_CASES:
            with self.subTest(name):
                self.assertNotEqual(self.problems((ROOT / "tests" / "input" / f"{name}.toml").read_text("utf-8")), [])

    def test_each_key_takes_its_example_and_nothing_of_another_type(self):
        keys = 0
        for table in [self.schema, *self.schema["$defs"].values()]:
            for name, key in table.get("properties", {}).items():
                if "examples" not in key:
                    continue
                with self.subTest(name):
                    keys += 1
                    check = self.validator.evolve(schema=key)
                    self.assertTrue(check.is_valid(key["examples"][0]), key)
                    # A text is no wrong type where a name may stand.
                    for wrong in [[{}], {"no such": [0]}, [[1]]]:
                        self.assertFalse(check.is_valid(wrong), (wrong, key))
        self.assertGreater(keys, 100)

    def example_models(self):
        """File name -> text of the models on the page."""
        return dict(re.findall(r"```toml\n# (\w+\.toml)\n(.*?)```", self.page, flags=re.DOTALL))

    def test_models_on_the_page_run(self):
        models = self.example_models()
        self.assertGreater(len(models), 2)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in models.items():
                pathlib.Path(folder, name).write_text(text, encoding="utf-8")
            for name, text in models.items():
                with self.subTest(name):
                    self.assertEqual(self.problems(text), [])
                    self.draagkracht(folder, "check", name)
                    self.draagkracht(folder, "run", name, "-o", "r.h5", "--replications", "2", "--force")

    def test_each_verb_is_one_thing_to_do(self):
        verbs = re.findall(r'<a id="step\.(\w+)"></a>', self.page)
        self.assertGreater(len(verbs), 10)
        keys = self.schema["$defs"]["step"]["properties"]
        desk = self.example_models()["desk.toml"]
        with tempfile.TemporaryDirectory() as folder:
            for verb in set(verbs) - {"exit"}:
                with self.subTest(verb):
                    section = self.page[self.page.index(f'<a id="step.{verb}"></a>'):]
                    line = re.search(rf"^\| `{verb}` \| .* \| `({verb} = .*)` \|$", section, flags=re.MULTILINE)[1]
                    self.assertIn(verb, keys)
                    two = desk.replace('exit = "served"', f'exit = "served"\n{line}')
                    pathlib.Path(folder, "two.toml").write_text(two, encoding="utf-8")
                    told = self.draagkracht(folder, "check", "two.toml", code=3)
                    self.assertIn("pathway.visit.step.done: says more than one thing to do", told)

    def test_expressions_on_the_page_are_right(self):
        block = self.page.split("## Expressions")[1].split("```toml\n")[1].split("```")[0]
        lines = block.strip().split("\n")
        self.assertGreater(len(lines), 3)
        ward = self.example_models()["ward.toml"]
        names = ('[variable.kind]\nvalues = ["short", "long"]\n[number.visits]\n[number.gap]\nunit = "time"\n'
                 "[pool.desk]\nservers = 1\n")
        step = '[[pathway.stay.step]]\nname = "note"\n'
        self.assertEqual(ward.count(step), 1)
        with tempfile.TemporaryDirectory() as folder:
            for line in lines:
                ways = '\nyes = "note"\nno = "examine"' if line.startswith("when") else ""
                more = f'{names}{step.replace("note", "more")}{line}{ways}\n'
                for text, code in ((more, 0), (more.replace("time_of_day", "daytime").replace("visits +", "visit +")
                                               .replace("counting", "1"), 3)):
                    with self.subTest(text):
                        pathlib.Path(folder, "more.toml").write_text(ward.replace(step, text + step), encoding="utf-8")
                        self.draagkracht(folder, "check", "more.toml", code=code)

    def test_distributions_need_what_the_page_says(self):
        section = self.page.split("## Distributions")[1].split("\n## ")[0]
        rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| [^|]* \| `(\{.*\})` \|$", section, flags=re.MULTILINE)
        self.assertGreater(len(rows), 10)
        desk = self.example_models()["desk.toml"]
        law = '{distribution = "exponential", mean = "4 min"}'
        self.assertEqual(desk.count(law), 1)
        with tempfile.TemporaryDirectory() as folder:
            for name, needs, example in rows:
                optional = re.findall(r"\w+", needs.partition("optional")[2])
                parts = re.findall(r"(\w+) = (\[[^\]]*\]|\"[^\"]*\"|[\d.]+)", example)
                self.assertEqual(parts[0], ("distribution", f'"{name}"'))
                cases = [(parts, 0)] + [([p for p in parts if p != left_out], 0 if left_out[0] in optional else 3)
                                        for left_out in parts]
                for keys, code in cases:
                    text = "{" + ", ".join(f"{key} = {value}" for key, value in keys) + "}"
                    with self.subTest(text):
                        pathlib.Path(folder, "law.toml").write_text(desk.replace(law, text), encoding="utf-8")
                        self.draagkracht(folder, "check", "law.toml", code=code)


if __name__ == "__main__":
    unittest.main()
