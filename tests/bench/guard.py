#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts the instructions that phonecert takes for fixed captures and compares them with bounds.json:
its own, and all with those of its libraries. A time says little on a busy machine, a count does.

guard.py PHONECERT MAKE-BENCH [--print]. --print shows the counts as bounds.json has them. A bound is
changed together with what moved it, and the commit says why."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SKIP = 77
# Our own code is compiled by one compiler or another, libraries differ from release to release.
TOLERANCE = {"own": 1.10, "total": 1.20}
SAMPLES = ["lsc-sip-tls12.pcapng", "mic-sha2-accepted.pcapng", "lsc-foreign-cluster.pcap",
           "lsc-expired.pcap", "no-certificate.pcap"]
MEGABYTES = 10**6


def counts(profile):
    """Instructions of a callgrind profile: in the program itself, and in everything."""
    objects, current, total, own, is_call = {}, "", 0, 0, False
    for line in profile.read_text().splitlines():
        named = re.fullmatch(r"ob=\((\d+)\)(?: (.*))?", line)
        if named:
            objects.setdefault(named[1], named[2])
            current = objects[named[1]]
        elif line.startswith("cob="):
            called = re.fullmatch(r"cob=\((\d+)\)(?: (.*))?", line)
            objects.setdefault(called[1], called[2])
        elif line.startswith("calls="):
            is_call = True  # the next line is what the callee took
        elif re.match(r"[+*0-9-]", line):
            cost = 0 if is_call else int(line.split()[-1])
            is_call = False
            total += cost
            own += cost if pathlib.Path(current).name == "phonecert" else 0
    return {"own": own, "total": total}


def count(phonecert, captures, folder):
    """Runs one scan under callgrind. What a processor offers OpenSSL must not matter, nor how long the name of the
    folder is in which the project lies: it is written with every session and certificate."""
    profile = folder / "callgrind.out"
    environment = dict(os.environ, OPENSSL_ia32cap="0:0", LC_ALL="C.UTF-8")
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", phonecert, "scan",
               "-q", "--all", "--fail-on", "never", "-f", "ndjson", "-o", "/dev/null", "--trust",
                   "captures/trust"] + captures
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: ended with {done.returncode}\n{done.stderr}")
    return counts(profile)


def measure(phonecert, maker):
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind in ("srtp", "mix"):
            path = folder / f"{kind}.pcap"
            subprocess.run([maker, kind, path, f"--bytes={5 * MEGABYTES}"], check=True)
            found[kind] = count(phonecert, [path], folder)
        samples = [f"captures/{sample}" for sample in SAMPLES]
        found["samples"] = count(phonecert, samples, folder)
    return found


def compare(found, bounds):
    """Prints every count and gives whether all are within their bounds."""
    fine = True
    for kind, kinds in bounds.items():
        for which, bound in kinds.items():
            ratio = found[kind][which] / bound
            over = ratio > TOLERANCE[which]
            fine = fine and not over
            print(f"{kind}, {which}: {found[kind][which]} instructions, {ratio:.3f} of the bound"
                  f"{': TOO MANY' if over else ''}")
    return fine


def main():
    if shutil.which("valgrind") is None:
        print("skipped: valgrind is not installed")
        return SKIP
    found = measure(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve())
    if "--print" in sys.argv:
        print(json.dumps(found, indent=2))
        return 0
    bounds = json.loads((HERE / "bounds.json").read_text(encoding="utf-8"))
    return 0 if compare(found, bounds) else 1


if __name__ == "__main__":
    sys.exit(main())
