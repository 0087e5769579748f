#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""others_doors.py PHONECERT FOLDER KNOWN [NAME_PATTERN]

The captures of others in FOLDER/files through both doors, as both_doors.py does with the samples:
every field that both have must agree, or KNOWN (capture, session, fields or *, reason; tabs between)
tells why tshark cannot see it. A listed difference that is none is a fault, too. Exit 77 where
FOLDER is not there.
"""

import fnmatch
import os
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))

import doors  # noqa: E402
import wireshark  # noqa: E402


def compare(phonecert, path):
    """(sessions, differences) of one capture."""
    sessions = doors.analyzer(phonecert, path)
    try:
        return len(sessions), list(doors.differences(sessions, doors.tshark(path)))
    except AssertionError as error:
        return len(sessions), [(0, "*", str(error).strip(), "nothing")]


def main(phonecert, folder, known_path, pattern="*"):
    wireshark.need("tshark", "setpriv")
    files = os.path.join(folder, "files")
    if not os.path.isdir(files):
        print(f"others_doors: skipped, there are no captures in {files}")
        return 77
    names = sorted(fnmatch.filter(os.listdir(files), pattern))
    known, used, faults, told = doors.read_known(known_path), set(), 0, 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(lambda name: compare(phonecert, os.path.join(files, name)), names)
        for name, (sessions, found) in zip(names, answers):
            told += sessions
            for number, field, wanted, seen in found:
                if not doors.is_known(known, used, name, number, field):
                    faults += 1
                    print(f"{name}, session {number}, {field}: analyzer {wanted}, plugin {seen}")
    for name, number, field in sorted(set(known) - used):
        if name in names:
            faults += 1
            print(f"{known_path}: {name}, session {number}, {field}: listed, but no difference")
    print(f"{len(names)} captures of others, {told} sessions through both doors,"
          f" {len(used)} known differences, {faults} faults")
    return 1 if faults or not names else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
