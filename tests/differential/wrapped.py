#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""wrapped.py PHONECERT WRITE_WRAPPED SAMPLE

One sample under every link and in every tunnel, read by tshark alone and by the analyzer: both must
find the certificates that they find in the sample itself, so the wrappings that the metamorphic
tests use are what they are called. Exit 77 where tshark is not installed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

# What tshark has to be told: without a control word it takes some MAC addresses for one; it knows no
# port of iVXLAN's.
HINTS = {"mpls-pseudowire-bare.pcap": ["-d", "mpls.label==100,pwethnocw"],
         "ivxlan.pcap": ["-d", "udp.port==48879,vxlan"]}

# Where tshark finds less: a frame whose length is above 1500 is never ISL to it.
LESS = ("isl.pcap",)


def by_tshark(path):
    run = subprocess.run(
        ["tshark", "-n", "-r", path, "-o", "tls.keylog_file:", *HINTS.get(os.path.basename(path), []),
         "-Y", "tls.handshake.certificate", "-T", "fields", "-e", "tls.handshake.certificate"],
        capture_output=True, text=True, timeout=120, check=True)
    ders = [bytes.fromhex(text) for line in run.stdout.split() for text in line.split(",")]
    return {hashlib.sha256(der).hexdigest() for der in ders}


def by_analyzer(phonecert, path):
    run = subprocess.run([phonecert, "scan", "--all", "--format", "ndjson", "--fail-on", "never", path],
                         capture_output=True, text=True, timeout=120, check=True)
    sessions = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
    chains = [s["certificates"][side] for s in sessions for side in ("client", "server")]
    return {certificate["sha256"] for chain in chains for certificate in chain}


def main():
    phonecert, write_wrapped, sample = sys.argv[1:]
    if shutil.which("tshark") is None:
        print("wrapped: skipped, tshark is not installed")
        return 77
    wanted = by_tshark(os.path.join("captures", sample))
    faults = 0 if wanted else 1
    with tempfile.TemporaryDirectory() as folder:
        names = subprocess.run([write_wrapped, sample, folder], capture_output=True, text=True,
                               check=True).stdout.split()
        for name in names:
            path = os.path.join(folder, name)
            for reader, found in (("tshark", by_tshark(path)),
                                  ("phonecert", by_analyzer(phonecert, path))):
                is_less = reader == "tshark" and name in LESS and found < wanted and found
                if found != wanted and not is_less:
                    faults += 1
                    print(f"{name}: {reader} finds {len(found & wanted)} of {len(wanted)}"
                          f" certificates and {len(found - wanted)} others")
    print(f"{sample} in {len(names)} wrappings, {len(wanted)} certificates: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
