#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""refusals.py PHONECERT REFUSE_SO CAPTURES [N]

Has the allocator refuse one allocation, another one in each of N runs. A full memory ends the
program; no run says anything else of a capture than a run that has memory, unless it ends with 2 and
says why, and no file is left half written. PHONECERT is built without sanitizers."""

import collections
import os
import random
import subprocess
import sys
import tempfile

UNWELL = 2


def run(command, refuse, at):
    environment = dict(os.environ, LD_PRELOAD=refuse, REFUSE_AT=str(at), LC_ALL="C")
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, check=False)


def written(path):
    """The sessions in a report; None where there is no report."""
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        lines = file.read()
    assert lines.endswith(b"}\n"), f"{path} is half written"
    return [line for line in lines.splitlines() if b"phonecert.run/" not in line]


def check_devices(phonecert, captures):
    """A device where a file belongs gets a sentence, and at once."""
    capture = os.path.join(captures, "no-certificate.pcap")
    for words in (["cert", "/dev/zero"], ["trust", "/dev/urandom"], ["scan", "--keys", "/dev/zero", capture],
                  ["log", "/dev/zero"], ["report", "/dev/zero"], ["scan", "/dev/urandom"]):
        end = subprocess.run([phonecert] + words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        assert end.returncode == UNWELL and b"is a device; a file is wanted here" in end.stderr, (words, end)


def main():
    phonecert, refuse, captures = sys.argv[1:4]
    n_runs = int(sys.argv[4]) if len(sys.argv) > 4 else 150
    ends = collections.Counter()
    faults = 0
    check_devices(phonecert, captures)
    random.seed(17)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.ndjson")
        command = [phonecert, "scan", "-q", "--all", "--fail-on", "never", "-f", "ndjson", "-o", path, "--trust",
                   os.path.join(captures, "trust"), os.path.join(captures, "lsc-sip-tls12.pcapng")]
        assert run(command, refuse, 0).returncode == 0
        expected = written(path)
        for _ in range(n_runs):
            os.path.exists(path) and os.remove(path)  # pylint: disable=expression-not-assigned
            at = random.randrange(1, 30000)
            end = run(command, refuse, at)
            said = written(path)
            is_whole = said == expected
            ends[(end.returncode, "nothing" if said is None else "the same" if is_whole else "something else")] += 1
            if not (is_whole or said is None or end.returncode == UNWELL):
                faults += 1
                print(f"allocation {at} refused: ended with {end.returncode} and said something else")
    for (status, what), n in sorted(ends.items()):
        print(f"{n} ended with {status} and said {what}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
