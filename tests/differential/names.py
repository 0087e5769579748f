#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""names.py TABLES: the names of cipher suites, alerts and alert levels in TABLES (tests/golden/expected/tables) against
those that tshark has for the same numbers. A number that tshark does not know says nothing."""

import shutil
import subprocess
import sys

FIELDS = {"pc_cipher_suite_name": "tls.handshake.ciphersuite", "pc_alert_name": "tls.alert_message.desc",
          "pc_alert_level_name": "tls.alert_message.level"}
LEAST = 300  # rows that both know: 396 with tshark 4.0.17


def wireshark():
    """{field: {number: name}} of tshark's own values."""
    found = {}
    told = subprocess.run(["tshark", "-G", "values"], capture_output=True, text=True, check=True, timeout=600).stdout
    for line in told.splitlines():
        cells = line.split("\t")
        if len(cells) >= 4 and cells[0] == "V" and cells[1] in FIELDS.values():
            found.setdefault(cells[1], {})[int(cells[2], 0)] = cells[3]
    return found


def main(path):
    if shutil.which("tshark") is None:
        print("tshark is not installed")
        return 77
    theirs, n_same, faults = wireshark(), 0, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            table, number, name = line.rstrip("\n").split(" ", 2)
            other = theirs.get(FIELDS.get(table), {}).get(int(number, 0))
            if other is None:
                continue
            if table != "pc_cipher_suite_name":
                other = other.lower().replace(" ", "_")
            n_same += other == name
            if other != name:
                faults.append(f"{table} {number}: {name} here, {other} there")
    print("\n".join([*faults, f"{n_same} names are the same, {len(faults)} differ"]))
    return 1 if faults or n_same < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
