# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of archives and cases share: phonecert and the samples as the command line names them,
a run, what it said, and the faults that were found."""

import json
import os
import re
import subprocess
import sys

faults = []
phonecert, captures = (os.path.abspath(path) for path in sys.argv[1:3])


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def run(*words):
    return subprocess.run([phonecert, *words], capture_output=True, text=True, check=False,
                          timeout=1200)


def content(name):
    with open(os.path.join(captures, name), "rb") as file:
        return file.read()


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def sessions(done):
    """Without the files' names, in an order of their own."""
    found = [line for line in lines(done) if line["schema"] == "phonecert.session/1"]
    for session in found:
        session.pop("file")
    return sorted(found, key=lambda s: json.dumps(s, sort_keys=True))


def parts(done):
    """{kind: count} of what a case is said to hold."""
    below = done.stdout.partition("\nIn the case\n")[2] or done.stderr.partition("\nIn the case\n")[2]
    return {kind: int(count) for count, kind in re.findall(r"^  (\d+) +([^:\n]+):", below, re.M)}


def end():
    print("\n".join([*faults, f"{len(faults)} faults"]))
    return 1 if faults else 0
