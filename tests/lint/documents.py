# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint: what is documented exists, and what exists is documented: findings, captures, the README's
two commands, and the links between the documents."""

import os
import re

import source

FINDINGS = "core/field/finding_id.h"
STORIES = "docs/findings.md"
CAPTURE = re.compile(r"captures/[^/]+\.(?:pcap|pcapng|cap|snoop)(?:\.(?:gz|zst|lz4))?$")
COMMANDS = ["./dev demo", "./dev test"]


def _lines(root, name):
    if not os.path.isfile(os.path.join(root, name)):
        return None
    return source.read(root, name).split("\n")


def _finding_ids(root):
    """{id: line} of the enum's members: PC_FINDING_LSC_EXPIRED is lsc-expired."""
    ids = {}
    for number, line in enumerate(_lines(root, FINDINGS) or [], 1):
        match = re.match(r"\s*PC_FINDING_([A-Z0-9_]+)\s*[,=}]", line)
        if match:
            ids[match.group(1).lower().replace("_", "-")] = number
    return ids


def _finding_complaints(root):
    ids, told = _finding_ids(root), {}
    if not ids:
        yield f"{FINDINGS}:1: findings: no finding id could be read out of the enum"
    rows = "".join(source.read(root, name) for name in source.files(root)
                   if re.match(r"core/field/finding\w*\.c$", name))
    for number, line in enumerate(_lines(root, STORIES) or [], 1):
        match = re.match(r"#+ (?:`([a-z0-9-]+)`|([a-z0-9]+(?:-[a-z0-9]+)+))\s*$", line)
        if match:
            told.setdefault(match.group(1) or match.group(2), number)
    for finding, number in ids.items():
        if f'"{finding}"' not in rows:
            yield f"{FINDINGS}:{number}: findings: {finding} has no row in core/field/finding*.c"
        if finding not in told:
            yield f"{FINDINGS}:{number}: findings: {finding} has no heading in {STORIES}"
    for finding in sorted(told.keys() - ids.keys()):
        yield f"{STORIES}:{told[finding]}: findings: {finding} is no finding of {FINDINGS}"


def _capture_complaints(root):
    readme = "\n".join(_lines(root, "captures/README.md") or [])
    for name in source.files(root):
        if CAPTURE.match(name):
            base = re.escape(os.path.basename(name))
            if not re.search(r"(?<![\w.-])" + base + r"(?![\w.-])", readme):
                yield f"{name}:1: captures: captures/README.md does not say what this one shows"


def _fenced(lines):
    """(number, line) of what stands in the code blocks of a Markdown file."""
    inside = False
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            inside = not inside
        elif inside:
            yield number, line


def _command_complaints(root):
    readme, script, ci = (_lines(root, name) for name in ("README.md", "dev", ".ci/run"))
    shown = [line.removeprefix("$ ").split("#")[0].strip() for _, line in _fenced(readme or [])]
    for command in COMMANDS:
        if command not in shown:
            yield f"README.md:1: commands: `{command}` does not stand in a code block of its own line"
        verb = command.split()[1]
        if not any(line.startswith(f"verb_{verb}()") for line in script or []):
            yield f"dev:1: commands: there is no verb {verb}"
    # What CI does besides going to the top of the tree and minding errors is the second command.
    body = " && ".join(line.strip() for line in ci or []
                       if line.strip() and not line.startswith("#"))
    steps = [step.strip().removeprefix("exec ") for step in re.split(r"&&|;", body)]
    does = [step for step in steps if not re.match(r"(?:cd|set) ", step)]
    if does != [COMMANDS[1]]:
        yield f".ci/run:1: commands: CI runs `{COMMANDS[1]}`, exactly (it runs: {does})"


def _link_complaints(root):
    for name in source.files(root):
        if not name.endswith(".md"):
            continue
        for number, line in enumerate(_lines(root, name), 1):
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", line):
                if re.match(r"[a-z]+:", target):
                    continue
                path = os.path.join(root, os.path.dirname(name), target)
                if not os.path.exists(path):
                    yield f"{name}:{number}: links: {target} is not there"


# What a row of the program's tables is called in a document: (files, row, document, as it stands
# there, what it is).
TOLD = [
    (r"core/field/services\.c$", r'^\[PC_SERVICE_\w+\]\s*= \{"([^"]+)"', "docs/field.md",
     r"^\| {} \|", "service"),
    (r"analyzer/report/.*\.c$", r'^\s*\.name = "(\w+)"', "docs/phonecert.1", r"\b{}\b",
     "format"),
    (r"core/judge/shown\.c$", r'"(phonecert\.[a-z0-9_.]+)"', "docs/filters.md", r"`{}`",
     "field"),
    (r"plugin/(preferences|tables)\.c$", r'\bmodule,\s+"(\w+)", "', "docs/filters.md",
     r"`phonecert\.{}`", "preference"),
]


def _row_complaints(root):
    for files, row, document, stands, what in TOLD:
        told = "\n".join(_lines(root, document) or [])
        for name in source.files(root):
            if not re.match(files, name):
                continue
            text = source.read(root, name)
            for match in re.finditer(row, text, re.M):
                number = text.count("\n", 0, match.start(1)) + 1
                if match.group(1) == "TLS":  # what is none of the services
                    continue
                if not re.search(stands.format(re.escape(match.group(1))), told, re.M):
                    yield f"{name}:{number}: rows: {document} does not tell the {what} {match.group(1)}"


def complaints(root):
    yield from _finding_complaints(root)
    yield from _capture_complaints(root)
    yield from _command_complaints(root)
    yield from _link_complaints(root)
    yield from _row_complaints(root)
