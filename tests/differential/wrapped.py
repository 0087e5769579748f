#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""wrapped.py PHONECERT WRITE_WRAPPED SAMPLE

One sample under every link and in every tunnel, read by Wireshark alone and by the analyzer: both
must find the certificates that they find in the sample itself, so the wrappings that the metamorphic
tests use are what they are called. Exit 77 where Wireshark is not installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))

import doors  # noqa: E402
import wireshark  # noqa: E402

# What tshark has to be told: without a control word it takes some MAC addresses for one; it knows no
# port of iVXLAN's.
HINTS = {"mpls-pseudowire-bare.pcap": ["-d", "mpls.label==100,pwethnocw"],
         "ivxlan.pcap": ["-d", "udp.port==48879,vxlan"],
         "esp-null.pcap": ["-o", "esp.enable_null_encryption_decode_heuristic:TRUE"],
         "esp-null-in-udp.pcap": ["-o", "esp.enable_null_encryption_decode_heuristic:TRUE"],
         "vxlan-elsewhere.pcap": ["-d", "udp.port==5001,vxlan"],
         "geneve-elsewhere.pcap": ["-d", "udp.port==5002,geneve"],
         "peekremote.pcap": ["-d", "udp.port==5000,peekremote"]}

# What the analyzer has to be told for the same captures.
TUNNELS = ["--tunnel", "5000=peekremote", "--tunnel", "5001=vxlan", "--tunnel", "5002=geneve"]

# Where tshark finds less: a frame whose length is above 1500 is never ISL to it.
LESS = ("isl.pcap",)

# What tshark opens only where it has seen the tunnel's control messages, which tell the kind.
CLOSED = ("l2tp3.pcap", "l2tp3-cookie.pcap")

SERIAL = "x509af.serialNumber"


def serials(texts):
    """Of serial numbers as Wireshark and as we write them."""
    return {int(text.replace(":", ""), 16) for text in texts if text}


def by_tshark(path, hints):
    run = subprocess.run(
        ["tshark", "-n", "-r", path, "-o", "tls.keylog_file:", *hints, "-Y", SERIAL, "-T", "fields",
         "-e", SERIAL], capture_output=True, text=True, timeout=600, check=True)
    return serials(text for line in run.stdout.split() for text in line.split(","))


def by_sharkd(sharkd, path):
    sharkd.ask("load", file=os.path.abspath(path))
    rows = sharkd.ask("frames", column0=f"{SERIAL}:0")
    return serials(text for row in rows for text in row["c"][0].split(","))


def by_wireshark(sharkd, path):
    hints = HINTS.get(os.path.basename(path))
    return by_tshark(path, hints) if hints else by_sharkd(sharkd, path)


def serials_of(sessions):
    chains = [s["certificates"][side] for s in sessions for side in ("client", "server")]
    return serials(certificate["serial"] for chain in chains for certificate in chain)


def faults(phonecert, sharkd, sample, paths):
    by_analyzer = doors.analyzed(phonecert, paths, options=TUNNELS)
    wanted = by_wireshark(sharkd, os.path.join(wireshark.CAPTURES, sample))
    if not wanted:
        yield f"{sample}: no certificate"
    for path in paths:
        name = os.path.basename(path)
        for reader, found in (("Wireshark", by_wireshark(sharkd, path)),
                              ("phonecert", serials_of(by_analyzer[path]))):
            is_less = reader == "Wireshark" and (
                name in CLOSED or (name in LESS and found < wanted and found))
            if found != wanted and not is_less:
                yield (f"{name}: {reader} finds {len(found & wanted)} of {len(wanted)}"
                       f" certificates and {len(found - wanted)} others")


def main():
    phonecert, write_wrapped, sample = sys.argv[1:]
    for program in ("tshark", "sharkd", "setpriv"):
        if shutil.which(program) is None:
            print(f"wrapped: skipped, {program} is not installed")
            return 77
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        names = subprocess.run([write_wrapped, sample, folder], capture_output=True, text=True,
                               check=True).stdout.split()
        sharkd = wireshark.Sharkd("none")
        found = list(faults(phonecert, sharkd, sample, [os.path.join(folder, n) for n in names]))
        sharkd.close()
    print(*found, f"{sample} in {len(names)} wrappings: {len(found)} faults", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
