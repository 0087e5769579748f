#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""mutants.py [N] [FOLDER...]: spoils one place of the program at a time, N times (40 unless told), and writes which test
saw it. Places are drawn with a fixed seed, evenly over the lines of FOLDER (core, analyzer and plugin unless told), in
a copy of the tree in build-mutants/. What no test saw is listed at the end; exit status 1 if there is one.

Tests that reach the line are asked in this order: fast labels (unit, scenarios, golden, questions), then the other suites,
then the fast ones and the fuzz targets' corpora under sanitizers. tests/mutants/equivalents.txt names mutants that
change nothing anybody could see, each with the reason."""

import argparse
import collections
import hashlib
import json
import os
import random
import sys
import time

import operators
import reach
import trees

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
FOLDERS = ("core", "analyzer", "plugin")
TIMES_LONGER, SECONDS_MORE = 10, 20  # how long a test may take, of what it took, before a mutant hangs
SEEDS_LIMIT = 600  # seconds
STAGES = ("fast", "slow", "sanitized")


def sources(tree):
    found = {}
    for folder in FOLDERS:
        for place, _, names in os.walk(os.path.join(tree, folder)):
            for name in names:
                if name.endswith((".c", ".h")):
                    path = os.path.join(place, name)
                    with open(path, encoding="utf-8") as file:
                        found[os.path.relpath(path, tree)] = file.read()
    return found


def mutants_by_line(texts, folders):
    """{(file, line): mutants} of these folders."""
    enums = operators.enums_of(texts[file] for file in sorted(texts))
    lines = collections.defaultdict(list)
    for file in sorted(texts):
        if file.endswith(".c") and file.startswith(tuple(folder.rstrip("/") + "/" for folder in folders)):
            for mutant in operators.mutants_of(file, texts[file], enums):
                lines[file, mutant.line].append(mutant)
    return lines


def drawn(lines, count, seed):
    """`count` mutants of different lines, in the order they were drawn."""
    chance = random.Random(seed)
    places = sorted(lines)
    chance.shuffle(places)
    for place in places[:count]:
        kinds = sorted({mutant.kind for mutant in lines[place]})
        kind = chance.choice(kinds)
        yield chance.choice([mutant for mutant in lines[place] if mutant.kind == kind])


def named(lines, path):
    """The mutants that survived in the results at `path`, wherever they stand by now; the first of equal ones."""
    with open(path, encoding="utf-8") as file:
        wanted = {one["key"] for one in map(json.loads, file) if one["end"] == "survived"}
    for place in sorted(lines):
        for mutant in lines[place]:
            if mutant.key() in wanted:
                wanted.discard(mutant.key())
                yield mutant


def equivalents():
    """{key: reason} of equivalents.txt: a line that names the mutant, and an indented one that says why."""
    found, key = {}, None
    with open(os.path.join(HERE, "equivalents.txt"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            if line.startswith(" "):
                found[key] = f"{found[key]} {line.strip()}".strip()
            else:
                key = line.strip()
                found[key] = ""
    return found


class Trial:
    """One tree with its builds, in which mutants are tried one after the other."""

    def __init__(self, tree, reached, stages):
        self.tree, self.reach = tree, reached
        self.stages = stages
        self.tests = {}
        for kind in ("fast", "sanitized"):
            if kind == "fast" or "sanitized" in stages:
                folder = trees.configure(tree, kind)
                ok, output = trees.build(folder, limit=7200)
                if not ok:
                    sys.exit(output[-3000:] + f"\nmutants: the tree as it is cannot be built in {folder}")
                tests = trees.tests_of(folder)
                trees.run(tests["fuzz/seeds"], SEEDS_LIMIT, bound=False)
                self.tests[kind] = trees.counted(tests)

    def reaching(self, mutant):
        """The tests that execute the line; of a table, which executes nothing, those that execute its file; of a file
        that holds nothing but tables, all."""
        lines = self.reach["lines"].get(mutant.file, {})
        counts = self.reach["counts"].get(mutant.file, {})
        if not counts:
            exact = set(self.reach["tests"])
        elif str(mutant.line) in counts:
            exact = set(lines.get(str(mutant.line), ()))
        else:
            exact = {name for names in lines.values() for name in names}
        stem = os.path.splitext(os.path.basename(mutant.file))[0]
        seconds = {name: told["seconds"] for name, told in self.reach["tests"].items()}
        ended = {name for name, told in self.reach["tests"].items() if told["end"] == "passed"}
        near = lambda name: (name.split("/")[1].startswith(stem) or stem.startswith(name.split("/")[1])) and "unit" in name
        return sorted((name for name in exact if name in ended), key=lambda name: (not near(name), seconds[name]))

    def asked(self, kind, names):
        tests = self.tests[kind]
        for name in names:
            if name in tests:
                test = tests[name]
                if test.needs and not trees.build(os.path.join(self.tree, "build-" + kind), test.needs)[0]:
                    return "uncompilable", name, ""
                limit = self.reach["tests"][name]["seconds"] * TIMES_LONGER + SECONDS_MORE
                end, _, output = trees.run(test, limit, bound=kind == "fast")
                if end in ("failed", "time-out"):
                    return end, name, output
        return None

    def judge(self, mutant):
        names = self.reaching(mutant)
        fast = [name for name in names if name in self.tests["fast"] and self.tests["fast"][name].is_fast()]
        slow = [name for name in names if name in self.tests["fast"] and not self.tests["fast"][name].is_fast()]
        plan = {"fast": ("fast", fast), "slow": ("fast", slow),
                "sanitized": ("sanitized", fast + [name for name in slow if name.startswith("fuzz/")])}
        for stage in self.stages:
            seen = self.asked(*plan[stage])
            if seen is not None:
                return {"end": seen[0], "stage": stage, "by": seen[1], "output": seen[2][-600:]}
        return {"end": "survived", "stage": None, "by": None, "reached": len(names)}

    def try_one(self, mutant, text):
        path = os.path.join(self.tree, mutant.file)
        with open(path, "w", encoding="utf-8") as file:
            file.write(operators.apply(text, mutant))
        try:
            return self.judge(mutant)
        finally:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


def map_of_reach(work, tree, given, say):
    """Measured anew where a source or a test is not what it was; of the fast labels alone where only they are asked."""
    fast_only = given.stages == "fast"
    digest = hashlib.sha256()
    for place, folders, names in os.walk(tree):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("build-"))
        for name in sorted(names):
            digest.update(trees.read(os.path.join(place, name)))
    path = os.path.join(work, "reach-fast.json" if fast_only else "reach.json")
    if os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            known = json.load(file)
        if known["digest"] == digest.hexdigest():
            return known
    say("which test executes which line: every test once, under gcov")
    folder = trees.configure(tree, "reach")
    ok, output = trees.build(folder, limit=7200)
    if not ok:
        sys.exit(output[-3000:])
    tests = trees.tests_of(folder)
    trees.run(tests["fuzz/seeds"], SEEDS_LIMIT, bound=False)
    wanted = [test for test in trees.counted(tests).values() if test.is_fast() or not fast_only]
    made = reach.measure(tree, wanted, given.jobs, say)
    made["digest"] = digest.hexdigest()
    with open(path, "w", encoding="utf-8") as file:
        json.dump(made, file)
    return made


def told(mutant):
    squeezed = [" ".join(text.split()) or "nothing" for text in (mutant.before, mutant.after)]
    return f"{mutant.file}:{mutant.line}: {mutant.place}: {mutant.kind}: {squeezed[0]} => {squeezed[1]}"


def summary(results):
    """The table a room: mutants that count, seen by the fast labels, seen by all."""
    rows = collections.defaultdict(lambda: [0, 0, 0])
    for mutant, result in results:
        if result["end"] not in ("uncompilable", "equivalent"):
            for name in (reach.room_of(mutant.file), "all"):
                rows[name][0] += 1
                rows[name][1] += result["stage"] == "fast"
                rows[name][2] += result["end"] != "survived"
    print(f"{'room':22} {'count':>6} {'fast':>6} {'all':>6}")
    for name in sorted(rows, key=lambda name: (name == "all", name)):
        print(f"{name:22} {rows[name][0]:6} {rows[name][1]:6} {rows[name][2]:6}")
    count, fast, seen = rows["all"]
    if count:
        print(f"seen by the fast labels {100 * fast / count:.1f} %, by all {100 * seen / count:.1f} %")


def coverage(reached):
    """The table a room: lines that a test executes, and branches that one takes."""
    print(f"{'room':22} {'lines':>14} {'branches':>16}")
    for room, n_lines, n_executed, n_branches, n_taken in reach.table(reached["counts"]):
        print(f"{room:22} {n_executed:6} of {n_lines:4} {n_taken:7} of {n_branches:5}")


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", nargs="?", type=int, default=40, metavar="N")
    parser.add_argument("folders", nargs="*", default=[], metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=1, help="what chance begins with (1)")
    parser.add_argument("--stages", default=",".join(STAGES), help="which of fast,slow,sanitized are asked (all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tests at a time while reach is measured")
    parser.add_argument("--coverage", action="store_true",
                        help="only write how many lines and branches of each room the tests of these stages execute")
    parser.add_argument("--list", action="store_true", help="only write the mutants that would be tried")
    parser.add_argument("--again", metavar="FILE", help="only those that survived in this results.ndjson")
    parser.add_argument("--work", default=os.path.join(ROOT, "build-mutants"), help="where the copy is kept")
    return parser.parse_args(arguments)


def main(arguments):
    given = options(arguments)
    say = lambda words: print(words, flush=True)
    work, tree = given.work, os.path.join(given.work, "tree")
    os.makedirs(tree, exist_ok=True)
    trees.copy_tree(ROOT, tree)
    texts = sources(tree)
    lines = mutants_by_line(texts, given.folders or FOLDERS)
    mutants = list(named(lines, given.again) if given.again else drawn(lines, given.count, given.seed))
    if given.list:
        for mutant in mutants:
            say(told(mutant))
        return 0
    reached = map_of_reach(work, tree, given, say)
    if given.coverage:
        coverage(reached)
        return 0
    known = equivalents()
    trial = Trial(tree, reached, given.stages.split(","))
    results = []
    with open(os.path.join(work, "results.ndjson"), "w", encoding="utf-8") as file:
        for number, mutant in enumerate(mutants, 1):
            since = time.monotonic()
            if mutant.key() in known:
                result = {"end": "equivalent", "stage": None, "by": None}
            else:
                result = trial.try_one(mutant, texts[mutant.file])
            results.append((mutant, result))
            say(f"{number}/{len(mutants)} {told(mutant)}: {result['end']}"
                + (f" by {result['by']} ({result['stage']})" if result["by"] else "")
                + f", {time.monotonic() - since:.0f} s")
            file.write(json.dumps({"key": mutant.key(), "file": mutant.file, "line": mutant.line, "kind": mutant.kind,
                                   **result}) + "\n")
            file.flush()
    survivors = [mutant for mutant, result in results if result["end"] == "survived"]
    say("\nNobody saw:" if survivors else "\nEvery mutant was seen.")
    for mutant in survivors:
        say("  " + told(mutant))
    summary(results)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
