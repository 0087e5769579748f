#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""situations_doors.py PHONECERT WRITE_SITUATIONS [SAMPLE...]

Every sample in every situation of tests/metamorphic/situations.c through both doors: write_situations
puts the situations of a sample into one capture, so that one sharkd and one scan read them all. What
the analyzer says of each alone is held to the sample's answer in tests/metamorphic; here both doors
must say the same.
"""

import os
import subprocess
import sys
import tempfile

import doors


def captures(write_situations, folder, only):
    """The written captures, and how many situations they hold together."""
    told = subprocess.run([write_situations, folder], capture_output=True, text=True, check=True)
    rows = [line.split("\t") for line in told.stdout.splitlines()]
    rows = [(name, int(count)) for name, count in rows if not only or name in only]
    return [os.path.join(folder, f"{name}.pcap") for name, _ in rows], sum(n for _, n in rows)


def join_keys(folder):
    """One key log of all: each line names the handshake that it is of."""
    path = os.path.join(folder, "all.keys")
    with open(path, "w", encoding="utf-8") as out:
        for name in sorted(os.listdir(folder)):
            if name.endswith(".keys") and name != "all.keys":
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    out.write(file.read().rstrip("\n") + "\n")
    return path


def numbers(session):
    return {number for number in session["frames"].values() if number}


def pair(sessions, drawn):
    """Each of the analyzer's sessions with the plugin's frames that share most frames with it, and if
    none does with those between the same ends; what is left over stands alone."""
    left = {number: {int(frame["frame.number"][0]) for frame in frames}
            for number, frames in drawn.items()}
    alone = []
    for session in sessions:
        shared = {number: len(numbers(session) & seen) for number, seen in left.items()}
        best = max(shared, key=shared.get, default=None)
        if best is None or shared[best] == 0:
            alone.append(session)
            continue
        del left[best]
        yield session, doors.told(drawn[best])
    for session in alone:
        found = next((n for n in left if doors.is_of(session, drawn[n])), None)
        left.pop(found, None)
        yield session, doors.told(drawn[found]) if found is not None else None
    for number in left:
        yield None, {"frames": drawn[number]}


def differences(sessions, drawn):
    """(session, field, analyzer's, plugin's)"""
    for session, seen in pair(sessions, drawn):
        if session is None:
            if doors.told(seen["frames"]) is not None:
                frame = seen["frames"][0]["frame.number"][0]
                yield None, f"frame {frame}", "nothing", "a session"
            continue
        if seen is None:
            yield session, "*", "a session", "nothing"
            continue
        wanted = doors.flat(session)
        for key in doors.SHARED:
            if wanted[key] != seen[key]:
                yield session, key, wanted[key], seen[key]


def place(session):
    """Where a difference is, for people."""
    if session is None:
        return "?"
    return f"{session['client']['address']} at {session['start']}"


def main(phonecert, write_situations, *only):
    doors.wireshark.need("sharkd", "setpriv")
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        paths, count = captures(write_situations, folder, only)
        keys = join_keys(folder)
        analyzed = doors.analyzed(phonecert, paths, "trust", ["--keys", keys])

        def work(plugin, path):
            drawn = plugin.drawn(path, "trust", ["-o", f"tls.keylog_file:{keys}"])
            return list(differences(analyzed[path], drawn))

        for path, found in doors.each(work, paths):
            name = os.path.basename(path)[:-len(".pcap")]
            faults += [f"{name}, {place(session)}, {field}: analyzer {wanted}, plugin {seen}"
                       for session, field, wanted, seen in found]
        total = sum(len(sessions) for sessions in analyzed.values())
    print(*faults, f"{len(paths)} samples in {count} situations, {total} sessions through both "
          f"doors, {len(faults)} faults", sep="\n")
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
