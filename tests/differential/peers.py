#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""peers.py PHONECERT FOLDER

Compares the analyzer with the known answers of captures made with real programs: FOLDER holds them
with expected.json and the stores in trust/. Only what the answer says (not null) is compared, and
`resumed` is. Exit 77 where FOLDER is not there.
"""

import json
import os
import subprocess
import sys

PLAIN = ("service", "type", "issuer_tag", "device", "model", "mac", "verdict", "outcome",
         "client_certificate", "eap_method")


def scan(phonecert, folder, capture, keys=None):
    options = ["--keys", os.path.join(folder, keys)] if keys else []
    run = subprocess.run(
        [phonecert, "scan", "--all", "--format", "ndjson", *options, "--trust",
         os.path.join(folder, "trust"), os.path.join(folder, capture)],
        capture_output=True, text=True, timeout=120, check=False)
    sessions = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
    sessions.sort(key=lambda s: s["frames"]["first"] or 0)
    return sessions, run.returncode, run.stderr


def end_of(end):
    return end["address"] if end["port"] is None else f"{end['address']}:{end['port']}"


def find(sessions, wanted, index):
    """The session that an answer speaks of: by its client, or else by its place."""
    if "client" in wanted:
        same = [s for s in sessions if end_of(s["client"]) == wanted["client"]]
        return same[0] if same else None
    return sessions[index] if index < len(sessions) else None


def faults_of(session, wanted):
    for key in PLAIN:
        if wanted.get(key) is not None and session[key] != wanted[key]:
            yield f"{key} is {session[key]}, expected {wanted[key]}"
    if wanted.get("resumed") and session["tls"]["resumed"] is not True:
        yield "resumed is not told"
    if "server" in wanted and end_of(session["server"]) != wanted["server"]:
        yield f"server is {end_of(session['server'])}, expected {wanted['server']}"
    if wanted.get("alert") is None and "alert" in wanted and session["alert"] is not None:
        yield f"alert is {session['alert']}, expected none"
    have = [c["sha256"] for c in session["certificates"]["client"]]
    if have != wanted.get("client_certs", have):
        yield f"client certificates are {have}, expected {wanted['client_certs']}"


def compare(phonecert, folder, capture, answers, keys=None):
    sessions, status, stderr = scan(phonecert, folder, capture, keys)
    name = f"{capture} with {keys}" if keys else capture
    if status not in (0, 1):
        yield f"{name}: ended with {status}: {stderr.strip()}"
    for index, wanted in enumerate(answers):
        session = find(sessions, wanted, index)
        if session is None:
            yield f"{name}: no session of {wanted.get('client', index)}"
        else:
            yield from (f"{name}: {fault}" for fault in faults_of(session, wanted))


def main():
    phonecert, folder = sys.argv[1:3]
    path = os.path.join(folder, "expected.json")
    if not os.path.exists(path):
        print(f"skipped: no captures of real peers here ({path})")
        return 77
    with open(path, encoding="utf-8") as file:
        expected = json.load(file)
    captures, faults, n_runs = expected["captures"], [], 0
    for capture, answers in captures.items():
        faults += compare(phonecert, folder, capture, answers)
        n_runs += 1
    # A key log on the command line tells the same as the secrets inside the pcapng.
    for capture, row in expected["keys"].items():
        faults += compare(phonecert, folder, capture, captures[row["with_keys_as"]], row["keys"])
        n_runs += 1
    print("\n".join(faults))
    print(f"{n_runs} runs, {len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
