#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""jobs.py PHONECERT MAKE_CAPTURES

Plays an engineer's nine jobs at the made-up site of 301 phones, as docs/guide.md tells them, and
counts the commands: each job is one command, and the answer is in what it shows. `--show` prints
the commands.
"""

import os
import subprocess
import sys
import tempfile

# The question, the words of the command, and what has to be in the answer.
JOBS = [
    ("What fails at this site, why, and what do I do?",
     "scan --trust trust north.pcapng south.pcap switch.pcapng server.pcapng",
     ["To fix: 45 of 313", "12 phones", "lsc-foreign-cluster", "lsc-expired", "Interrupts: ",
      "no-certificate", "tcp-no-answer", "to fix 45 of 313"]),
    ("Which certificate does this phone show, and what did it show before?",
     "scan --group phone --device SEP2C3124C007E4 --trust trust .",
     ["LSC · CAPF-0992727f", "before", "CAPF-5d1c03a7", "accepted"]),
    ("Which phones came from another cluster?",
     "scan --wide --where finding~lsc-foreign-cluster --trust trust .",
     ["SEP2C3124C008DC", "SEP2C3124C008E7", "CAPF-e41b9c22", "12 phones"]),
    ("Who depends on which CA?", "scan --group issuer --trust trust .",
     ["CAPF-0992727f", "245 phones", "CAPF-5d1c03a7", "13 failing"]),
    ("Which phones do not get on the network, 802.1X?",
     "scan --where service=802.1X --trust trust .",
     ["dot1x-untrusted", "SEP2C3124C008F9", "look at", "filter: "]),
    ("Which phones show no certificate, or get no answer?",
     "scan --wide --where type=none --trust trust .", ["no-certificate", "10.44.9."]),
    ("What if the old CAPF is deleted?",
     "impact --trust trust --remove trust/CallManager-trust/CAPF-0992727f.pem .",
     ["SEP2C3124C007D0", "stop"]),
    ("Will anything end soon?",
     "scan --summary --expiry-days 730 --at 2026-11-23 --trust trust .",
     ["Summary", "phones 301"]),
    ("Something for those who were not there, and for the spreadsheet?",
     "scan -q --trust trust -f html=site.html -f csv=site.csv -f sqlite=site.db -f text .",
     ["to fix 45 of 313"]),
]
faults = []


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def main():
    phonecert, make = map(os.path.abspath, sys.argv[1:3])
    n_commands = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([make, "--site", folder], check=True)
        for question, command, answers in JOBS:
            done = subprocess.run([phonecert, *command.split()], check=False, capture_output=True,
                                  text=True, cwd=folder)
            n_commands += 1
            shown = " ".join(done.stdout.split())
            check(done.returncode in (0, 1), f"{question} {command}: {done.returncode} {done.stderr}")
            for answer in answers:
                check(answer in shown, f"{question} {command}: does not show: {answer}")
            if "--show" in sys.argv:
                print(f"{question}\n  $ phonecert {command}")
        for name in ("site.html", "site.csv", "site.db"):
            check(os.path.getsize(os.path.join(folder, name)) > 10000, f"{name} is not there")
    print("\n".join(faults + [f"{len(JOBS)} jobs, {n_commands} commands, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
