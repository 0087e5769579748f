#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""examples.py [--update | --section HEADING] PHONECERT ROOT DOCUMENT...

Runs every ```sh block that begins with `$ phonecert ` from ROOT, as it stands, with PHONECERT first
in the PATH, and compares standard output byte for byte with the ```text block that follows. There a
line `...` stands for one line or more that the document leaves out. --update writes the text blocks
anew: what was left out stays left out where the lines around it can still be found. --section runs
the examples under one heading only, and there must be some.
"""

import os
import re
import subprocess
import sys
import tempfile

EXAMPLE = re.compile(r"^```sh\n\$ (phonecert .*?)^```\n+```text\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^```sh\n\$ phonecert ", re.M)
LEFT_OUT = "...\n"
COLUMNS = "100"


def _parts(shown):
    """The lines that are shown, cut where something is left out."""
    parts = [[]]
    for line in shown.splitlines(keepends=True):
        if line == LEFT_OUT:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _find(part, lines, start):
    for at in range(start, len(lines) - len(part) + 1):
        if lines[at:at + len(part)] == part:
            return at
    return None


def fits(shown, output):
    """Whether the output is what is shown, each `...` standing for one line of it or more."""
    first, *rest = _parts(shown)
    lines = output.splitlines(keepends=True)
    if not rest:
        return shown == output
    if lines[:len(first)] != first:
        return False
    end = len(first)
    *middle, last = rest
    for part in middle:
        at = _find(part, lines, end + 1)
        if at is None:
            return False
        end = at + len(part)
    return len(lines) - len(last) > end and lines[len(lines) - len(last):] == last


def renewed(shown, output):
    """What the document should show of the output: as many lines of each part as before, from the
    line that the part began with; all of it where that line is gone."""
    if fits(shown, output):
        return shown
    lines, taken, end = output.splitlines(keepends=True), [], -1
    for number, part in enumerate(_parts(shown)):
        at = 0 if number == 0 else _find(part[:1], lines, end + 1)
        if at is None or len(_parts(shown)) == 1:
            return output
        taken.append("".join(lines[at:at + len(part)]))
        end = at + len(part)
    again = LEFT_OUT.join(taken)
    return again if fits(again, output) else output


def run(command, root, folder):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("NO_COLOR", "TERM")}
    environment.update(PATH=folder + os.pathsep + os.environ["PATH"], TMPDIR=folder, COLUMNS=COLUMNS,
                       TZ="UTC", LC_ALL="C.UTF-8")
    done = subprocess.run(["sh", "-c", command], cwd=root, env=environment, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _check(name, command, shown, result):
    """Sentences about what is wrong with one example."""
    status, output, errors = result
    if status not in (0, 1):
        yield f"{name}: {command}: exit status {status}\n{errors}"
    if not fits(shown, output):
        yield f"{name}: {command}: shown\n{shown}--- but the output is\n{output}---"


def section(text, heading):
    """What stands under a heading of the second level; nothing where there is none such."""
    _, found, rest = f"\n{text}".partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0] if found else ""


def _document(path, root, folder, update, heading=None):
    """What is wrong with one document, and how many examples it has."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if heading is not None:
        text = section(text, heading)
    examples, faults = list(EXAMPLE.finditer(text)), []
    if not examples or len(examples) != len(COMMAND.findall(text)):
        faults.append(f"{path}: {len(COMMAND.findall(text))} commands, "
                      f"{len(examples)} of them with a text block right after")
    for example in reversed(examples):
        command, shown = example.group(1).strip(), example.group(2)
        result = run(command, root, folder)
        if update and result[0] in (0, 1):
            text = text[:example.start(2)] + renewed(shown, result[1]) + text[example.end(2):]
        else:
            faults.extend(_check(path, command, shown, result))
    if update:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    return faults, len(examples)


def main(arguments):
    update, heading = arguments[:1] == ["--update"], None
    if arguments[:1] == ["--section"]:
        heading, arguments = arguments[1], arguments[2:]
    phonecert, root, *documents = arguments[1:] if update else arguments
    faults, n_examples = [], 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(phonecert), os.path.join(folder, "phonecert"))
        for document in documents:
            more, n_here = _document(document, root, folder, update, heading)
            faults += more
            n_examples += n_here
    print(*faults, f"{n_examples} examples, {len(faults)} faults", sep="\n")
    return 1 if faults or not documents else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
