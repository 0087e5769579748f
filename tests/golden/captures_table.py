#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""captures_table.py PHONECERT CAPTURES_FOLDER

Scans every capture of the table in CAPTURES_FOLDER/README.md and compares each session with its
row. Every capture in the folder has a row, and every row its capture. Exit 1 where they differ.
"""

import json
import os
import subprocess
import sys

SEVERITY_OF_STATUS = {0: False, 1: True}
# Columns that say what the run is, not what its answer is.
NOT_ANSWERS = {"capture", "session", "trust", "options"}


def table(path):
    """The rows of the README's table as dictionaries, a dash as None."""
    columns, rows = None, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("|"):
                continue
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if columns is None:
                columns = cells if "capture" in cells else None
            elif not set(line) <= set("|-: \n"):
                rows.append(dict(zip(columns, (None if c == "-" else c for c in cells))))
    return rows


def scan(phonecert, folder, capture, row):
    """The sessions of one capture in the order of their first frames, the status and stderr."""
    command = [phonecert, "scan", "--all", "--format", "ndjson"]
    if row["trust"]:
        command += ["--trust", os.path.join(folder, row["trust"])]
    for word in (row.get("options") or "").replace("`", "").split():
        command.append(word if not word.startswith("captures/")
                       else os.path.join(folder, word.removeprefix("captures/")))
    command += [os.path.join(folder, name) for name in capture.split("+")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    sessions = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
    sessions.sort(key=lambda s: (s["file"], s["frames"]["first"] or 0))
    return sessions, run.returncode, run.stderr


def answer(session, column):
    """What the session says in a column, in the table's words."""
    if column == "findings":
        return ",".join(sorted(f["id"] for f in session["findings"])) or None
    if column == "alert":
        return session["alert"] and session["alert"]["description"]
    return session[column]


def wanted(row, column):
    if column == "findings" and row[column]:
        return ",".join(sorted(row[column].split(",")))
    return row[column]


def complaints(phonecert, folder, capture, rows):
    sessions, status, stderr = scan(phonecert, folder, capture, rows[0])
    if status not in SEVERITY_OF_STATUS:
        yield f"ended with {status}: {stderr.strip()}"
    if len(sessions) != len(rows):
        yield f"{len(sessions)} sessions, the table has {len(rows)}"
    for row, session in zip(rows, sessions):
        for column in row:
            if column not in NOT_ANSWERS and answer(session, column) != wanted(row, column):
                yield (f"session {row['session']}: {column} is {answer(session, column)}, "
                       f"the table says {wanted(row, column)}")
    has_error = any(f["severity"] == "error" for s in sessions for f in s["findings"])
    if status in SEVERITY_OF_STATUS and SEVERITY_OF_STATUS[status] != has_error:
        yield f"ended with {status} while an error finding is {'' if has_error else 'not '}there"


def main():
    phonecert, folder = sys.argv[1:3]
    by_capture = {}
    for row in table(os.path.join(folder, "README.md")):
        by_capture.setdefault(row["capture"], []).append(row)
    there = {name for name in os.listdir(folder) if name.endswith((".pcap", ".pcapng"))}
    told = {part for name in by_capture for part in name.split("+")}
    faults = [f"{name}: has no row in the table" for name in sorted(there - told)]
    faults += [f"{name}: the table has it, the folder does not" for name in sorted(told - there)]
    for capture, rows in by_capture.items():
        if set(capture.split("+")) <= there:
            faults += [f"{capture}: {c}" for c in complaints(phonecert, folder, capture, rows)]
    print("\n".join(faults))
    print(f"{len(by_capture)} captures, {len(faults)} differences")
    return 1 if faults or not by_capture else 0


if __name__ == "__main__":
    sys.exit(main())
