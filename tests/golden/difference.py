#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""difference.py EXPECTED CAME: what differs between two reports, a field a line where the lines are CSV
or JSON, as a unified diff where they are text. Prints nothing and ends with 0 where they are the same."""

import csv
import difflib
import json
import sys


def flatten(value, path=""):
    """{path: leaf} of a JSON value: certificates.client[0].sha256."""
    if isinstance(value, dict) and value:
        return {key: leaf for name, below in value.items()
                for key, leaf in flatten(below, f"{path}.{name}" if path else name).items()}
    if isinstance(value, list) and value:
        return {key: leaf for at, below in enumerate(value) for key, leaf in flatten(below, f"{path}[{at}]").items()}
    return {path: value}


def as_json(lines):
    """[fields] of lines that are all JSON objects but for what stands behind them; else None."""
    rows = []
    for line in lines:
        if line.startswith(("status: ", "stderr: ")):
            rows.append({"": line})
            continue
        try:
            value = json.loads(line)
        except ValueError:
            return None
        if not isinstance(value, dict):
            return None
        rows.append(flatten(value))
    return rows


def as_csv(lines):
    """[fields] of a table with a header; else None."""
    body = [line for line in lines if not line.startswith(("status: ", "stderr: "))]
    rows = list(csv.reader(body))
    if len(rows) < 2 or len(rows[0]) < 4 or any(len(row) != len(rows[0]) for row in rows):
        return None
    return [dict(zip(rows[0], row)) for row in rows[1:]] + [{"": line} for line in lines if line not in body]


def differences(expected, came):
    """The lines to show."""
    for read in (as_json, as_csv):
        old, new = read(expected), read(came)
        if old is not None and new is not None and any(len(row) > 1 for row in old):
            for number in range(max(len(old), len(new))):
                was = old[number] if number < len(old) else {}
                now = new[number] if number < len(new) else {}
                for name in dict.fromkeys([*was, *now]):
                    if was.get(name, "(absent)") != now.get(name, "(absent)"):
                        yield (f"line {number + 1} {name}: wanted {was.get(name, '(absent)')!r}, "
                               f"came {now.get(name, '(absent)')!r}")
            return
    yield from difflib.unified_diff(expected, came, "expected", "came", lineterm="")


def main(arguments):
    texts = []
    for name in arguments:
        with open(name, encoding="utf-8", errors="replace") as file:
            texts.append(file.read())
    if texts[0] == texts[1]:
        return 0
    shown = list(differences(texts[0].splitlines(), texts[1].splitlines()))
    print("\n".join(shown or ["they differ in blanks or the ends of lines only"]))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:3]))
