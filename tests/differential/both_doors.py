#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""both_doors.py PHONECERT KNOWN [CAPTURE...]

Reads every sample capture through both doors, the analyzer and Wireshark with the plugin, and
compares every field that both have, session by session. What tshark cannot see is listed in KNOWN
(capture, session, fields or *, reason; tabs between): a difference that is not listed is a fault,
and so is a listed one that is none. Exit 1 on either.
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))

import captures_table  # noqa: E402
import doors  # noqa: E402
import wireshark  # noqa: E402


def service_row(text):
    """PORT=SERVICE[:STORE] as a row of the plugin's table."""
    port, _, rest = text.partition("=")
    service, _, store = rest.partition(":")
    return f'"{port}","{service}","{store}"'


def options_of(row):
    """The options column, for the analyzer and for tshark."""
    ours, theirs, words = [], [], (row.get("options") or "").replace("`", "").split()
    while words:
        word = words.pop(0)
        if word == "--keys":
            path = os.path.join(wireshark.ROOT, words.pop(0))
            ours += ["--keys", path]
            theirs += ["-o", f"tls.keylog_file:{path}"]
        elif word == "--service":
            ours += ["--service", words[0]]
            theirs += ["-o", f"uat:phonecert_services:{service_row(words.pop(0))}"]
        elif word == "--continuous":  # with the file that comes before
            ours += ["--continuous", os.path.join(wireshark.ROOT, words.pop(0))]
        else:
            ours.append(word)
    return ours, theirs


def merged(row, folder):
    """The path of one capture with all the frames that the row is about, in order."""
    words = (row.get("options") or "").replace("`", "").split()
    before = [os.path.join(wireshark.ROOT, words[at + 1])
              for at, word in enumerate(words) if word == "--continuous"]
    if not before:
        return wireshark.capture(row["capture"])
    path = os.path.join(folder, "merged.pcapng")
    subprocess.run(["mergecap", "-a", "-w", path, *before, wireshark.capture(row["capture"])],
                   check=True)
    return path


def analyzed(phonecert, rows):
    """Each row with the analyzer's sessions of it; rows without options of their own are read in one
    run for each trust folder."""
    plain, rows = {}, [(row, wireshark.capture(row["capture"]), options_of(row)[0]) for row in rows]
    for row, path, options in rows:
        if not options:
            plain.setdefault(row["trust"], []).append(path)
    told = {trust: doors.analyzed(phonecert, paths, trust) for trust, paths in plain.items()}
    for row, path, options in rows:
        trust = row["trust"]
        yield row, doors.analyzer(phonecert, path, trust, options) if options else told[trust][path]


def differences(plugin, row, sessions):
    """Of one row of the table of samples."""
    _, theirs = options_of(row)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        drawn = plugin.drawn(merged(row, folder), row["trust"], theirs)
    return list(doors.differences(sessions, drawn))


def main(phonecert, known_path, *only):
    wireshark.need("tshark", "setpriv", "mergecap")
    known, used, faults, count = doors.read_known(known_path), set(), 0, 0
    rows = {}
    for row in captures_table.table(os.path.join(wireshark.CAPTURES, "README.md")):
        rows.setdefault((row["capture"], row.get("options")), row)
    rows = [row for (name, _), row in sorted(rows.items(), key=lambda item: item[0][0])
            if not only or name in only]

    def compare(plugin, row):
        try:
            return differences(plugin, *row)
        except AssertionError as error:
            return [(0, "*", str(error).strip(), "nothing")]

    for (row, _), found in doors.each(compare, list(analyzed(phonecert, rows))):
        name = row["capture"]
        count += 1
        for number, field, wanted, seen in found:
            if not doors.is_known(known, used, name, number, field):
                faults += 1
                print(f"{name}, session {number}, {field}: analyzer {wanted}, plugin {seen}")
    for key in sorted(set(known) - used):
        if not only or key[0] in only:
            faults += 1
            print(f"{known_path}: {key[0]}, session {key[1]}, {key[2]}: listed, but no difference")
    print(f"{count} captures through both doors, {len(used)} known differences, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
