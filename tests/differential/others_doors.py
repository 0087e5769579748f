#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""others_doors.py PHONECERT FOLDER KNOWN [NAME_PATTERN]

The captures of others in FOLDER/files and FOLDER/peers, dark and where NAME.keys lies beside NAME.pcap
with those keys, through both doors, as both_doors.py does with the samples:
every field that both have must agree, or KNOWN (capture, session, fields or *, reason; tabs between)
tells why tshark cannot see it. A listed difference that is none is a fault, too. Exit 77 where
FOLDER is not there.
"""

import fnmatch
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))

import doors  # noqa: E402
import wireshark  # noqa: E402


def compare(plugin, path, keys, sessions):
    """(sessions, differences) of one capture; (-1, []) where Wireshark cannot open it."""
    theirs = ["-o", f"tls.keylog_file:{keys or ''}"]
    try:
        return len(sessions), list(doors.differences(sessions, plugin.drawn(path, options=theirs)))
    except doors.CannotOpen:
        return -1, []
    except AssertionError as error:
        return len(sessions), [(0, "*", str(error).strip(), "nothing")]


def captures(folder, pattern):
    """(name, path, key log or None) of what is to be compared."""
    for part in ("files", "peers"):
        place = os.path.abspath(os.path.join(folder, part))
        for name in sorted(fnmatch.filter(os.listdir(place), pattern)):
            path = os.path.join(place, name)
            if part == "peers" and not name.endswith((".pcap", ".pcapng")):
                continue
            yield name, path, None
            keys = f"{os.path.splitext(path)[0]}.keys"
            if os.path.exists(keys):
                yield f"{name}+keys", path, keys


def analyzed(phonecert, rows):
    """The analyzer's sessions of each row: of what is dark in one run, with keys one by one."""
    dark = doors.analyzed(phonecert, [path for _, path, keys in rows if not keys])
    return [doors.analyzer(phonecert, path, options=["--keys", keys]) if keys else dark[path]
            for _, path, keys in rows]


def main(phonecert, folder, known_path, pattern="*"):
    wireshark.need("tshark", "setpriv")
    if not os.path.isdir(os.path.join(folder, "files")):
        print(f"others_doors: skipped, there are no captures in {folder}")
        return 77
    rows = list(captures(folder, pattern))
    known, used, faults, told, closed = doors.read_known(known_path), set(), 0, 0, 0
    for (name, *_), (sessions, found) in doors.each(
            lambda plugin, row: compare(plugin, *row[1:]),
            [(*row, sessions) for row, sessions in zip(rows, analyzed(phonecert, rows))]):
        told += max(sessions, 0)
        closed += sessions < 0
        for number, field, wanted, seen in found:
            if not doors.is_known(known, used, name, number, field):
                faults += 1
                print(f"{name}, session {number}, {field}: analyzer {wanted}, plugin {seen}")
    for name, number, field in sorted(set(known) - used):
        if name in (row[0] for row in rows):
            faults += 1
            print(f"{known_path}: {name}, session {number}, {field}: listed, but no difference")
    print(f"{len(rows)} captures of others ({closed} of them Wireshark cannot open), {told} sessions"
          f" through both doors, {len(used)} known differences, {faults} faults")
    return 1 if faults or told == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
