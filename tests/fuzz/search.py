#!/usr/bin/python3
"""Searches inputs that crash the program, hang it, or end in an exception that must not be there.

  search.py PROGRAM [KIND...] [--inputs N] [--seconds S] [--jobs J]
                    [--seed N] [--work DIR]
  search.py PROGRAM --short
  search.py PROGRAM KIND --reduce FINDING

PROGRAM is build/fuzz/tests/fuzz/fuzz_inputs; scripts/fuzz builds it and calls
this. KIND is scenario, csv, dutch, journal, plan or hdf5; without one, all are
searched one after the other. Each kind starts from its corpus beside this file.

A search goes on behind each finding until it has tried N inputs (by default as
many as a release is held to) or S seconds are over. DIR/KIND (default
build/fuzz/search) keeps the inputs that reached new code (corpus/), from which
the next search goes on, and the findings: one input for each place in the code,
with the report beside it (.txt). Prints a line per kind; exits 1 if there are
findings.

Result files are read in the process that is searched, not in a child as by the
released program, so that sanitizers see what our code does. HDF5 itself fails on
some damaged files: with a memory fault, or without end. Such an input is tried
again with a child (--apart): it is no finding, and is counted apart, if the
program then refuses the file or reads it, in time and without any report of its
own. A fault is HDF5's if its innermost place is in the library and the memory
that it touches was not allocated, and is not on the stack, of our code.

--reduce takes away lines of an input as long as the same finding is left,
writes FINDING.reduced and says what is found.

--short tries the corpus, which holds the reduced input of each finding that was
mended, and a few thousand inputs more, the same ones each time.
"""
import argparse
import concurrent.futures
import hashlib
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# Inputs of a long search, inputs of a short one, seconds after which an input hangs, longest input in bytes.
KINDS = {
    "scenario": (1_000_000, 6000, 20, 16_000),
    "csv": (100_000, 1500, 20, 16_000),
    "journal": (100_000, 4000, 10, 4_000),
    "plan": (100_000, 300, 30, 2_000),
    "hdf5": (100_000, 500, 20, 2_000),
    "dutch": (10_000, 20, 60, 4_000),
}
MOST_FROM_CORPUS = 300
MEMORY = 2048  # MB; what one input may take, and half of it in one piece


def environment():
    """That of this process, with whoever can tell addresses' places in the sources."""
    for name in ("llvm-symbolizer", "llvm-symbolizer-19", "llvm-symbolizer-14", "addr2line"):
        if path := shutil.which(name):
            return {**os.environ, "ASAN_SYMBOLIZER_PATH": os.path.realpath(path) if name != "addr2line" else path}
    return dict(os.environ)


def flags(kind, seed):
    _, _, seconds, longest = KINDS[kind]
    return [f"--kind={kind}", f"-seed={seed}", f"-timeout={seconds}", f"-max_len={longest}", f"-rss_limit_mb={MEMORY}",
            f"-malloc_limit_mb={MEMORY // 2}", "-print_final_stats=1", "-len_control=0", "-reload=0", "-entropic=0"]


def tried(log):
    counts = re.findall(r"stat::number_of_executed_units: (\d+)", log)
    if counts:
        return int(counts[-1])
    counts = re.findall(r"^#(\d+)\t", log, re.M)
    return int(counts[-1]) if counts else 0


def signature(log):
    """What a crash is known by: what it is and the innermost places of our own code, without line numbers."""
    patterns = (r"[\w./]+:\d+:\d+: runtime error: ", r"Assertion '[^']*' failed", r"ERROR: \w+: [\w-]+",
                r"FINDING in [^\n]{0,80}")
    for pattern in patterns:
        if what := re.search(pattern, log):
            break
    frames = re.findall(r"#\d+ 0x[0-9a-f]+ in (.*?) \S*/((?:engine|tools)/[\w./]+):\d+", log)
    places = [f"{function[:80]} {file}" for function, file in frames[:3]]
    return (what[0] if what else "unknown") + " | " + " | ".join(places)


def is_in_hdf5(log):
    """Whether the innermost place of a crash, behind the sanitizer's own, is in libhdf5 and the memory is not ours."""
    begin = log.find("ERROR: ")
    if begin < 0 or "runtime error: " in log or "Assertion '" in log or "FINDING in " in log:
        return False
    report = log[begin:]
    if "in stack of thread" in report:
        return False
    stacks = report.split("allocated by thread")
    for allocation in stacks[1:]:
        if "libhdf5" not in allocation.split("\n\n")[0]:
            return False
    for frame in re.findall(r"^ +#\d+ .*$", stacks[0], re.M):
        if "libhdf5" in frame:
            return True
        if re.search(r"/(engine|tools|tests/fuzz)/[\w./]+:\d+", frame):
            return False
    return False


def is_contained(program, kind, path):
    """Whether the program ends well with an input on which HDF5 fails, when that is read in a child."""
    with tempfile.TemporaryDirectory(prefix="draagkracht_fuzz.") as folder:
        command = [program, *flags(kind, 1), "--apart", "-timeout=90", f"-artifact_prefix={folder}/", path]
        return subprocess.run(command, capture_output=True, env=environment(), check=False).returncode == 0


def try_shortly(program, kind, folder):
    """The corpus and a few more inputs: how many, and the output of what failed."""
    corpus = HERE / "corpus" / kind
    left = sum(1 for _ in corpus.iterdir()) + KINDS[kind][1]
    # Nothing is added to the corpus itself: a folder that comes first takes what is new.
    new = folder / kind
    new.mkdir()
    n, seed = 0, 1
    while left > 0:
        command = [program, *flags(kind, seed), f"-runs={left}", f"-artifact_prefix={folder}/", new, corpus]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment(), check=False)
        n += tried(done.stderr)
        left -= max(1, tried(done.stderr))
        seed += 1
        paths = list(folder.glob("*-*"))
        if done.returncode == 0:
            break
        if paths and is_in_hdf5(done.stderr) and all(is_contained(program, kind, path) for path in paths):
            for path in paths:
                path.unlink()
            continue
        failures = [done.stderr[-6000:]]
        for path in paths:
            kept = pathlib.Path.cwd() / f"{kind}-{path.name}"
            kept.write_bytes(path.read_bytes())
            failures.append(f"the input is kept in {kept}\n")
            path.unlink()
        return n, failures
    return n, []


def short(program):
    """Each corpus and a few more inputs."""
    failures = []
    with tempfile.TemporaryDirectory(prefix="draagkracht_fuzz.") as folder:
        for kind in KINDS:
            begin = time.monotonic()
            n, failed = try_shortly(program, kind, pathlib.Path(folder))
            failures += failed
            print(f"{kind:9} {n:7} inputs  {time.monotonic() - begin:5.1f} s", flush=True)
    for text in failures:
        print(text, file=sys.stderr)
    return 1 if failures else 0


def found_with(program, kind, text, folder):
    """The signature of what one input ends in; None if in nothing."""
    path = pathlib.Path(folder) / "input"
    path.write_bytes(text)
    command = [program, *flags(kind, 1), path]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment(), check=False)
    if done.returncode == 0:
        return None
    finding = re.search(r"FINDING in [^\n]*\n(    [^\n]*)?", done.stderr)
    return re.sub(r"\d+", "", finding[0]) if finding else signature(done.stderr)


def reduce(program, kind, path):
    """Fewer and fewer lines, in ever smaller pieces."""
    lines = path.read_bytes().splitlines(keepends=True)
    with tempfile.TemporaryDirectory(prefix="draagkracht_fuzz.") as folder:
        wanted = found_with(program, kind, b"".join(lines), folder)
        if wanted is None:
            print("nothing is found with this input")
            return 0
        piece = max(1, len(lines) // 2)
        while True:
            at, before = 0, len(lines)
            while at < len(lines):
                fewer = lines[:at] + lines[at + piece :]
                if found_with(program, kind, b"".join(fewer), folder) == wanted:
                    lines = fewer
                else:
                    at += piece
            if piece == 1 and len(lines) == before:
                break
            piece = max(1, piece // 2)
    reduced = path.with_name(path.name + ".reduced")
    reduced.write_bytes(b"".join(lines))
    print(f"{wanted}\n{reduced}")
    return 1


class Search:
    """The search of one kind by one process at a time."""

    def __init__(self, program, kind, folder, inputs, deadline, seed):
        self.program, self.kind, self.folder = program, kind, folder
        self.inputs, self.deadline, self.seed = inputs, deadline, seed
        self.tried = 0
        self.contained = 0  # inputs on which HDF5 failed in the child that read them
        self.corpus = folder / "corpus"
        self.seeds = folder / "seeds"  # without what ends the process, or no search would get behind it
        self.findings = folder / "findings"
        for path in (self.corpus, self.seeds, self.findings):
            path.mkdir(parents=True, exist_ok=True)
        for path in (HERE / "corpus" / kind).iterdir():
            (self.seeds / path.name).write_bytes(path.read_bytes())

    def keep_crash(self, log):
        crashes = [p for p in self.findings.iterdir() if re.match(r"(crash|timeout|oom|leak|slow-unit)-", p.name)]
        for path in crashes:
            for seed in (*self.corpus.iterdir(), *self.seeds.iterdir()):
                if seed.stat().st_size == path.stat().st_size and seed.read_bytes() == path.read_bytes():
                    seed.unlink()
            if is_in_hdf5(log) and is_contained(self.program, self.kind, path):
                self.contained += 1
                path.unlink()
                continue
            name = "crash_" + hashlib.sha256(signature(log).encode()).hexdigest()[:12]
            if path.name.startswith("slow-unit") or (self.findings / name).exists():
                path.unlink()
                continue
            path.rename(self.findings / name)
            begin = max(0, min((log.find(m) for m in ("==ERROR", "runtime error", "Assertion '") if m in log),
                               default=0) - 200)
            (self.findings / f"{name}.txt").write_text(signature(log) + "\n\n" + log[begin : begin + 8000])

    def draw_corpus(self):
        """A folder with some of what is known: all of it would take minutes to read again behind each crash."""
        current = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        known = sorted(self.corpus.iterdir())
        for path in random.Random(self.seed).sample(known, min(len(known), MOST_FROM_CORPUS)):
            (current / path.name).write_bytes(path.read_bytes())
        return current

    def give_back(self, current):
        for path in current.iterdir():
            path.replace(self.corpus / path.name)
        current.rmdir()

    def run(self):
        while self.tried < self.inputs and time.monotonic() < self.deadline:
            current = self.draw_corpus()
            command = [self.program, *flags(self.kind, self.seed), f"-runs={self.inputs - self.tried}",
                       f"--findings={self.findings}", f"-artifact_prefix={self.findings}/", current,
                       self.seeds]
            left = self.deadline - time.monotonic()
            if left < 1e8:
                command.insert(1, f"-max_total_time={max(1, int(left))}")
            self.seed += 1000
            with tempfile.TemporaryFile("w+", errors="replace") as out:
                code = subprocess.run(command, stdout=out, stderr=out, env=environment(), check=False).returncode
                out.seek(0)
                log = out.read()
            n = tried(log)
            self.tried += n
            self.give_back(current)
            self.keep_crash(log)
            if n == 0 and code != 0:
                raise RuntimeError(log[-3000:])
        return self.tried, self.contained


def findings_of(folder):
    found = {}
    for path in sorted(folder.glob("findings/*")):
        if path.suffix not in (".txt", ".reduced"):
            about = path.with_name(path.name + ".txt")
            found[path] = about.read_text(errors="replace").split("\n")[0][:200] if about.exists() else ""
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    parser.add_argument("--inputs", type=int)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000)
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--reduce", type=pathlib.Path, metavar="FINDING")
    options = parser.parse_args()
    options.program = options.program.resolve()
    for kind in options.kinds:
        if kind not in KINDS:
            parser.error(f"{kind} is no kind of input: {', '.join(KINDS)}")
    if options.short:
        return short(options.program)
    if options.reduce:
        if len(options.kinds) != 1:
            parser.error("--reduce needs the kind of the input")
        return reduce(options.program, options.kinds[0], options.reduce)
    work = options.work or options.program.parents[2] / "search"
    work = work.resolve()
    failed = False
    for kind in options.kinds or KINDS:
        begin = time.monotonic()
        wanted = options.inputs or KINDS[kind][0]
        searches = [Search(options.program, kind, work / kind, -(-wanted // options.jobs), begin + options.seconds,
                           options.seed + job) for job in range(options.jobs)]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            n, contained = (sum(counts) for counts in zip(*pool.map(Search.run, searches)))
        found = findings_of(work / kind)
        seconds = time.monotonic() - begin
        print(f"{kind:9} {n:8} inputs in {seconds:6.0f} s, {n / max(seconds, 1e-3):6.0f} per s; findings: {len(found)}"
              + (f"; HDF5 failed on {contained} in its child" if contained else ""), flush=True)
        for path, about in found.items():
            print(f"  {path}\n    {about}", flush=True)
        failed = failed or bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
