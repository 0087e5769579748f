#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Live capture: a sample is replayed over the loopback of a network namespace of its own while
dumpcap captures there and tshark, with the plugin, reads along. What it says must be what it says of
the file. Needs root to make the namespace."""

import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

import wireshark

ETH_P_ALL = 3
FIELDS = ["phonecert.type", "phonecert.device", "phonecert.verdict", "phonecert.alert"]


def packets(path):
    """The packets of a little-endian pcap file with microseconds."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:4] == b"\xd4\xc3\xb2\xa1", path
    at = 24
    while at < len(data):
        length, = struct.unpack_from("<I", data, at + 8)
        yield data[at + 16:at + 16 + length]
        at += 16 + length


def replay(path):
    """Inside the namespace: sends every packet over the loopback."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)) as out:
        out.bind(("lo", 0))
        for packet in packets(path):
            out.send(packet)
            time.sleep(0.02)


class Live(unittest.TestCase):
    NAME = "lsc-foreign-cluster.pcap"

    def command(self, *source):
        command = [*source, "-o", f"phonecert.trust_dir:{wireshark.TRUST}", "-l", "-Y",
                   "phonecert", "-T", "fields"]
        for field in FIELDS:
            command += ["-e", field]
        return command

    def capture(self, count):
        """What tshark says of the packets while they come in over the loopback."""
        script = os.path.join(wireshark.HERE, "test_live.py")
        said = os.path.join(self.folder, "said")
        words = " ".join(f"'{word}'" for word in self.command(
            os.path.join(wireshark.HERE, "run-as-user"), wireshark.PLUGIN, "timeout", "60",
            "tshark", "-n", "-r", "-"))
        inside = (f"ip link set lo up && {{ timeout 60 dumpcap -q -i lo -c {count} -P -w - "
                  f"2>'{said}' | {words} & }}; "
                  f"for i in $(seq 60); do grep -q File '{said}' && break; sleep 0.5; done; "
                  f"{sys.executable} {script} --replay {wireshark.capture(self.NAME)}; wait")
        done = subprocess.run(["unshare", "--net", "sh", "-c", inside], capture_output=True,
                              text=True, timeout=120, check=True)
        return done.stdout.splitlines()

    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.folder = self.kept.name
        os.chmod(self.folder, 0o777)

    def tearDown(self):
        self.kept.cleanup()

    def test_a_live_capture_says_what_the_file_says(self):
        path = wireshark.capture(self.NAME)
        count = sum(1 for _ in packets(path))
        output, _, _ = wireshark.run(*self.command("tshark", "-r", path))
        self.assertEqual(self.capture(count), output.splitlines())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--replay"]:
        replay(sys.argv[2])
        sys.exit(0)
    wireshark.need("tshark", "dumpcap", "setpriv", "unshare", "ip")
    if os.geteuid() != 0 or subprocess.run(["unshare", "--net", "true"], capture_output=True,
                                           check=False).returncode != 0:
        print("skipped: network namespaces cannot be made here (root can)")
        sys.exit(wireshark.SKIPPED)
    unittest.main(verbosity=2)
