#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A large capture is judged in a thread of its own where there are two processors: the report must be
the one that a single thread makes, byte for byte. The large capture is all samples, many times.

in_two.py PHONECERT CAPTURES"""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile

SKIP = 77
FORMATS = ["text", "ndjson", "csv", "eve"]
ETHERNET = 1
HEADER = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, ETHERNET)


def records(path):
    """The records of a pcap in microseconds from Ethernet; nothing of any other file."""
    content = path.read_bytes()
    return content[len(HEADER):] if content.startswith(HEADER[:4]) and content[20] == ETHERNET else b""


def report(phonecert, trust, captures, name, processors):
    """What is said of the captures by a program that may use these processors."""
    command = [phonecert, "scan", "--all", "--continuous", "--fail-on", "never", "-f", name,
               "--trust", trust] + captures
    done = subprocess.run(command, capture_output=True, check=True,
                          preexec_fn=lambda: os.sched_setaffinity(0, processors))
    return done.stdout


def main():
    phonecert, samples = sys.argv[1], pathlib.Path(sys.argv[2])
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) < 2:
        print("there is only one processor here")
        return SKIP
    packets = b"".join(records(path) for path in sorted(samples.glob("*.pcap")))
    with tempfile.TemporaryDirectory() as name:
        capture = pathlib.Path(name) / "large.pcap"
        capture.write_bytes(HEADER + 12 * packets)
        for form in FORMATS:
            captures = [capture, capture]  # as a ring buffer cuts them
            alone = report(phonecert, samples / "trust", captures, form, processors[:1])
            in_two = report(phonecert, samples / "trust", captures, form, processors[:2])
            assert len(alone) > 1000 and alone == in_two, f"{form}: the reports differ"
    return 0


if __name__ == "__main__":
    sys.exit(main())
