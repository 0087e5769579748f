#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""wire_cases.py PHONECERT CASES

Handshakes that are known, altered by what TCP, clocks and taps do to them, through both doors: each
must say what it said before it was altered, as the table below has it. The same situations are made
anew of every sample in tests/metamorphic (test_situations.c); these were the first. Exit 77, aloud,
where the folder is not there.
"""

import fnmatch
import os
import subprocess
import sys

import doors

OK = ("LSC", "trusted", "accepted", None)
BAD = ("LSC", "untrusted", "rejected", "unknown_ca")
NAMES = ("type", "verdict", "outcome", "alert")

# The first pattern that fits says what must come of each session, and with which options.
ROWS = [
    ("bad_H_only_*", None, {}),  # halves of one capture: below
    ("bad_J_vxlan_cut1400", [BAD], {"coverage": "snaplen"}),
    ("ok_J_snap54", [], {}),
    ("radius_snap128", [], {}),
    ("radius_big_request_never_answered", None, {"findings": "radius-no-answer"}),
    ("radius_*_fragment_lost", None, {"findings": "radius-fragments-lost"}),
    ("reuse_*", [OK, BAD], {}),
    ("vrf_*", [OK, BAD], {}),
    ("halfopen-public-*", None, {"client_certificate": "encrypted"}),
    ("eapolbad_*", [BAD], {}),
    ("eapol_*", [OK], {}),
    ("radius_*", [OK], {}),
    ("ok_*", [OK], {}),
    ("bad_*", [BAD], {}),
]

# What says nothing of itself and is told by the user; to tshark in its own way.
TOLD = {"eapolbad_peekremote5000": (["--tunnel", "5000=peekremote"],
                                    ["-d", "udp.port==5000,peekremote"])}


def facts(session):
    return tuple(session[name] for name in NAMES)


def check(name, who, sessions):
    """What is wrong with the sessions (flat dictionaries) of a case."""
    wanted, further = next((row[1:] for row in ROWS if fnmatch.fnmatch(name, row[0])), (None, {}))
    if wanted is not None and sorted(map(facts, sessions), key=str) != sorted(wanted, key=str):
        yield f"{name}: {who} says {[facts(s) for s in sessions]}, not {wanted}"
    for key, value in further.items():
        if not sessions or any(value not in (s[key] or "") for s in sessions):
            yield f"{name}: {who} says {key} {[s[key] for s in sessions]}, not {value}"


def silence(phonecert, path):
    run = subprocess.run([phonecert, "scan", path], capture_output=True, text=True, check=False)
    return "".join(run.stdout.split("\n\n")[0])


def halves(phonecert, folder):
    """One direction each, in either order: the same capture."""
    names = ["bad_H_only_client.pcap", "bad_H_only_server.pcap"]
    for order in (names, names[::-1]):
        paths = [os.path.join(folder, name) for name in order]
        sessions = doors.analyzer(phonecert, paths[0], "trust", ("--continuous", paths[1]))
        if [facts(doors.flat(s)) for s in sessions] != [BAD]:
            yield f"{order}: {[facts(doors.flat(s)) for s in sessions]}, not {[BAD]}"


def name_of(path):
    return os.path.splitext(os.path.basename(path))[0]


def analyzed(phonecert, paths):
    """The analyzer's sessions of each case, in one run but for those it is told something about."""
    told = doors.analyzed(phonecert, [p for p in paths if name_of(p) not in TOLD], "trust")
    return [told[path] if path in told
            else doors.analyzer(phonecert, path, "trust", TOLD[name_of(path)][0]) for path in paths]


def case(phonecert, plugin, path, sessions):
    name, told = name_of(path), [doors.flat(session) for session in sessions]
    _, theirs = TOLD.get(name, ([], []))
    yield from check(name, "the analyzer", told)
    drawn = plugin.drawn(path, "trust", theirs).values()
    yield from check(name, "the plugin", [t for t in map(doors.told, drawn) if t is not None])
    if not told and "cut to" not in silence(phonecert, path):
        yield f"{name}: nothing is told, and not why"


def main():
    phonecert, folder = sys.argv[1:]
    folder = os.path.join(folder, "wire")
    if not os.path.isdir(folder):
        print(f"wire_cases: skipped, there is no {folder}")
        return 77
    doors.wireshark.need("tshark")
    faults = list(halves(phonecert, folder))
    names = sorted(name for name in os.listdir(folder) if name.endswith(".pcap"))
    paths = [os.path.join(folder, name) for name in names]
    for _, found in doors.each(lambda plugin, row: list(case(phonecert, plugin, *row)),
                               list(zip(paths, analyzed(phonecert, paths)))):
        faults += found
    print("\n".join([*faults, f"{len(names)} cases, {len(faults)} faults"]))
    return 1 if faults or not names else 0


if __name__ == "__main__":
    sys.exit(main())
