# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns one run of each test under gcov into what it reaches: which tests execute a line, how long each takes, and how
many of a room's lines and branches any test executes."""

import collections
import concurrent.futures
import gzip
import json
import os
import shutil
import subprocess
import tempfile

import trees

SOURCES = ("core/", "analyzer/", "plugin/")
TIME_LIMIT = 3600


def notes_beside(folder, prefix):
    """gcov wants the compiler's notes beside the counters."""
    counters = []
    for place, _, names in os.walk(prefix):
        for name in names:
            if name.endswith(".gcda"):
                path = os.path.join(place, name)
                notes = "/" + os.path.relpath(path, prefix)[:-5] + ".gcno"
                if os.path.isfile(notes) and os.path.relpath(notes, folder).split("/")[0] in ("core", "analyzer", "plugin"):
                    shutil.copyfile(notes, path[:-5] + ".gcno")
                    counters.append(path)
    return counters


def executed(tree, counters):
    """{file: {line: (count, [branch counts])}} of these counters."""
    found = collections.defaultdict(dict)
    with tempfile.TemporaryDirectory() as place:
        for start in range(0, len(counters), 50):
            subprocess.run(["gcov", "--json-format", "--branch-counts", "--branch-probabilities", "--hash-filenames",
                            *counters[start:start + 50]], cwd=place, check=False, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        for name in os.listdir(place):
            with gzip.open(os.path.join(place, name)) as file:
                told = json.load(file)
            for one in told["files"]:
                path = os.path.relpath(os.path.join(told["current_working_directory"], one["file"]), tree)
                if path.startswith(SOURCES):
                    for line in one["lines"]:
                        add(found[path], line)
    return found


def add(lines, line):
    branches = [branch["count"] for branch in line["branches"]]
    old = lines.get(line["line_number"])
    if old is not None and len(old[1]) == len(branches):
        branches = [one + other for one, other in zip(old[1], branches)]
    lines[line["line_number"]] = (line["count"] + (old[0] if old else 0), branches)


def one_test(tree, folder, test):
    # Tests of the plugin run as another user, who writes counters too.
    with tempfile.TemporaryDirectory() as prefix:
        os.chmod(prefix, 0o777)
        old = os.umask(0)
        end, seconds, _ = trees.run(test, TIME_LIMIT, {"GCOV_PREFIX": prefix}, bound=False)
        os.umask(old)
        return test.name, end, seconds, executed(tree, notes_beside(folder, prefix))


def measure(tree, tests, jobs, say):
    """{"tests": {name: {"end", "seconds"}}, "lines": {file: {line: [names]}}, "counts": {file: {line: [count, branches]}}}"""
    folder = os.path.join(tree, "build-reach")
    made = {"tests": {}, "lines": {}, "counts": {}}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for done in concurrent.futures.as_completed(pool.submit(one_test, tree, folder, test) for test in tests):
            name, end, seconds, found = done.result()
            made["tests"][name] = {"end": end, "seconds": round(seconds, 2)}
            say(f"{name}: {end} in {seconds:.1f} s, reaches {len(found)} files")
            for file, lines in found.items():
                reached = made["lines"].setdefault(file, {})
                counts = made["counts"].setdefault(file, {})
                for line, (count, branches) in lines.items():
                    old = counts.get(str(line), [0, [0] * len(branches)])
                    same = len(old[1]) == len(branches)
                    counts[str(line)] = [old[0] + count, [a + b for a, b in zip(old[1], branches)] if same else old[1]]
                    if count > 0:
                        reached.setdefault(str(line), []).append(name)
    return made


def room_of(file):
    """core/tls, analyzer/report, plugin: the rooms of docs/design.md."""
    parts = file.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def table(counts):
    """Rows (room, lines, lines executed, branches, branches taken)."""
    rooms = collections.defaultdict(lambda: [0, 0, 0, 0])
    for file, lines in counts.items():
        row = rooms[room_of(file)]
        for count, branches in lines.values():
            row[0] += 1
            row[1] += count > 0
            row[2] += len(branches)
            row[3] += sum(branch > 0 for branch in branches)
    return sorted((room, *row) for room, row in rooms.items())
