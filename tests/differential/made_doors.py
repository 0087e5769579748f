#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""made_doors.py PHONECERT MAKE_MADE

Captures that are made for this, dark and with their keys, through both doors: every field that both
have must agree, and each must tell what it was made for.
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))

import doors  # noqa: E402
import wireshark  # noqa: E402

KNOWN_BY_KEYS = {"type": "LSC", "client_certificate": "presented", "outcome": "accepted",
                 "possession": "verified"}

# Capture and whether its keys are used: what both doors say.
WANTED = {
    ("capf-null-cipher-cut", False): {"outcome": "accepted", "findings": "lsc-installed"},
    ("capf-keys-cut", False): {"outcome": "accepted"},
    ("capf-keys-cut", True): {"outcome": "accepted", "findings": "lsc-installed"},
    ("dtls12-keys", False): {"client_certificate": "presented", "outcome": "accepted"},
    ("dtls12-keys", True): {"client_certificate": "presented", "outcome": "accepted"},
    ("dtls12-closed-keys", True): {"outcome": "accepted", "coverage": "whole"},
    ("dtls12-refused-keys", False): {"outcome": "rejected", "alert": "unknown_ca"},
    ("dtls12-refused-keys", True): {"outcome": "rejected", "alert": "unknown_ca"},
    ("sip-closed-keys", False): {"outcome": "accepted", "possession": "verified"},
    ("sip-closed-keys", True): {"outcome": "accepted", "possession": "verified"},
    ("dot1x-eapol-tls13-keys", False): {"client_certificate": "encrypted", "outcome": "accepted"},
    ("dot1x-eapol-tls13-keys", True): KNOWN_BY_KEYS,
    ("dot1x-radius-tls13-keys", False): {"client_certificate": "encrypted", "outcome": "accepted"},
    ("dot1x-radius-tls13-keys", True): KNOWN_BY_KEYS,
    ("dot1x-radius-tls13-refused-keys", False): {"outcome": "rejected"},
    ("dot1x-radius-tls13-refused-keys", True): {
        "client_certificate": "presented", "outcome": "rejected", "alert": "unknown_ca"},
}


def faults(phonecert, plugin, folder):
    for (name, with_keys), wanted in WANTED.items():
        path = os.path.join(folder, f"{name}.pcap")
        keys = os.path.join(folder, f"{name}.keys") if with_keys else ""
        sessions = doors.analyzer(phonecert, path, options=["--keys", keys] if keys else [])
        drawn = plugin.drawn(path, options=["-o", f"tls.keylog_file:{keys}"])
        what = f"{name}{'+keys' if keys else ''}"
        for number, field, ours, theirs in doors.differences(sessions, drawn):
            yield f"{what}, session {number}, {field}: analyzer {ours}, plugin {theirs}"
        if len(sessions) != 1:
            yield f"{what}: {len(sessions)} sessions"
        said = doors.flat(sessions[0])
        for field, value in wanted.items():
            if said[field] != value:
                yield f"{what}: {field} is {said[field]}, not {value}"


def main(phonecert, maker):
    wireshark.need("tshark", "setpriv")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        subprocess.run([maker, folder], check=True)
        plugin = doors.Plugin()
        found = list(faults(phonecert, plugin, folder))
        plugin.close()
    print(*found, f"{len(WANTED)} captures through both doors, {len(found)} faults", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
