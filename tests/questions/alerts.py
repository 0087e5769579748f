#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""alerts.py PHONECERT: a fatal alert of any number, of either side, ends a real handshake at each kind
of server of phones; a finding that is no note must come of it, whether the number has a name or none. (A
browser that refuses a web server is nobody's phone: scenarios/a-browser-refuses-a-web-server.)"""

import json
import os
import subprocess
import sys
import tempfile

import questions
import talk

CLOSE_NOTIFY, USER_CANCELED, NO_RENEGOTIATION = 0, 90, 100  # no failures by their definition (RFC 5246, 7.2)
PORTS = (5061, 2443, 3804, 443, 5090)


def handshakes(folder):
    """What is said up to the alert, by the side that sends it: the phone refuses, the server refuses."""
    made = questions.people(folder)
    refusing = talk.handshake(made.path("cucm.pem"), client_trusts=made.path("capf.pem"))
    refused = talk.handshake(made.path("cucm.pem"), made.path("lsc.pem"), made.path("other-root.pem"))
    return {0: refusing, 1: refused}


def with_alert(said, number):
    """The last of what is said ends in an alert: its number is another one."""
    turn, data = said[-1]
    assert data[-7:-2] == b"\x15\x03\x03\x00\x02", data[-7:]
    return said[:-1] + [(turn, data[:-2] + bytes((2, number)))]


def main(phonecert):
    faults, n = [], 0
    with tempfile.TemporaryDirectory() as folder:
        said = handshakes(folder)
        capture, wanted = talk.Capture(), {}
        for side in said:
            for port in PORTS:
                for number in range(256):
                    capture.conversation(with_alert(said[side], number), port)
                    wanted[capture.next_port] = (side, port, number)
        path = capture.write(os.path.join(folder, "a.pcap"))
        run = subprocess.run([phonecert, "scan", "-f", "ndjson", "--service", "443=VPN", path], capture_output=True, text=True, check=False)
        for line in map(json.loads, run.stdout.splitlines()):
            key = wanted.pop(line["client"]["port"], None) if line["schema"] == "phonecert.session/1" else None
            if key is None:
                continue
            n += 1
            told = [finding["id"] for finding in line["findings"] if finding["severity"] != "note"]
            if not told and key[2] not in (CLOSE_NOTIFY, USER_CANCELED, NO_RENEGOTIATION):
                faults.append(f"{'server' if key[0] else 'phone'}, port {key[1]}, alert {key[2]}: {line['outcome']}, no finding")
    faults += [f"{len(wanted)} sessions are not in the report"] if wanted else []
    print("\n".join(faults[:40]) or "ok", f"({n} handshakes, {len(faults)} faults)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
