#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Secrets inside a pcapng open in Wireshark what they open in phonecert scan, whatever the preferences say of
reassembly: with segments in the wrong order, with each reassembly off, and where the block comes late. So do
those that only Wireshark has, by a private key."""

import json
import os
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

import wireshark
from wireshark import capture, run, trust_option

PHONECERT = os.environ["PHONECERT"]
SAMPLES = ("tls13-secrets-inside.pcapng", "tls13-refused.pcapng", "renegotiated-refused.pcapng")
PREFERENCES = ((), ("-o", "tcp.desegment_tcp_streams:FALSE"), ("-o", "tls.desegment_ssl_records:FALSE"),
               ("-o", "tcp.reassemble_out_of_order:TRUE"))
FIELDS = ("phonecert.client_certificate", "phonecert.type", "phonecert.device", "phonecert.verdict", "phonecert.outcome")
PACKET, SECRETS = 6, 10


def blocks(path):
    """A little-endian pcapng file's blocks, as (type, bytes)."""
    with open(path, "rb") as file:
        data = file.read()
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        yield kind, data[at:at + length]
        at += length


def scanned(path):
    """What scan says of the sessions that it finds a certificate or its absence in."""
    done = subprocess.run([PHONECERT, "scan", "--trust", wireshark.TRUST, "-f", "ndjson", "--fail-on", "never", path],
                          capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    sessions = [row for row in rows if row["schema"].startswith("phonecert.session/")]
    return [(row["client_certificate"], row["type"] or "", row["device"] or "",
             row["verdict"] or "", row["outcome"]) for row in sessions]


def seen(path, *options):
    wanted = [word for field in FIELDS for word in ("-e", field)]
    output, _, _ = run("tshark", "-r", path, "-2", *trust_option(), *options, "-Y", "phonecert.client_certificate", "-T",
                       "fields", "-E", "occurrence=f", *wanted)
    return list(dict.fromkeys(tuple(line.split("\t")) for line in output.splitlines()))


class Wire:
    """Two ends that talk through us: what each said, in the order in which it came."""

    def __init__(self, port):
        self.said = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.server = port
        threading.Thread(target=self.carry, daemon=True).start()

    def carry(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.server))
        for which, (source, to) in enumerate(((client, server), (server, client))):
            threading.Thread(target=self.pass_on, args=(which, source, to), daemon=True).start()

    def pass_on(self, which, source, to):
        while True:
            try:
                data = source.recv(1400)
            except OSError:
                return
            if not data:
                return
            self.said.append((which, data))
            to.sendall(data)

    def capture(self, turned):
        """A pcap of it as SIP on port 5061; `turned` packets from the end on come in pairs, turned round."""
        ends = ((bytes((10, 44, 1, 9)), 40000), (bytes((10, 44, 255, 1)), 5061))
        next_of = [1000, 5000]
        packets = []

        def packet(which, flags, data=b""):
            (source, source_port), (to, port) = ends[which], ends[1 - which]
            tcp = struct.pack(">HHIIBBHHH", source_port, port, next_of[which], next_of[1 - which] if flags != 2 else 0,
                              0x50, flags, 65535, 0, 0)
            ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(data), len(packets), 0, 64, 6, 0) + source + to
            packets.append(ip + tcp + data)
            next_of[which] += len(data) + (flags & 2) // 2
        packet(0, 2)
        packet(1, 0x12)
        packet(0, 0x10)
        for which, data in self.said:
            packet(which, 0x18, data)
        at = len(packets) - turned
        packets[at:] = [packets[at + (place ^ 1)] if at + (place ^ 1) < len(packets) else packets[at + place]
                        for place in range(turned)]
        head = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101)
        return head + b"".join(struct.pack("<IIII", 1795000000 + number, 0, len(one), len(one)) + one
                               for number, one in enumerate(packets))


class PrivateKey(unittest.TestCase):
    """A server's RSA key is Wireshark's alone: what it has derived by it opens here, too, what it cannot use
    itself because segments come in the wrong order."""

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.kept.cleanup)
        os.chmod(cls.kept.name, 0o755)
        for name, subject in (("server", "/CN=CUCM-PUB"), ("phone", "/O=Example/CN=SEP0A1B2C3D4E5F")):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", subject,
                            "-keyout", cls.path(name + ".key"), "-out", cls.path(name + ".pem")], check=True,
                           capture_output=True)
            os.chmod(cls.path(name + ".key"), 0o644)
        cls.wire = cls.talk()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.kept.name, name)

    @classmethod
    def talk(cls):
        """A handshake that asks for no certificate, and on the same connection one that does."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        common = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", cls.path("server.pem"),
                               "-key", cls.path("server.key"), "-tls1_2", "-no_ticket", "-no_cache", "-cipher", "AES128-SHA@SECLEVEL=0"],
                              **common) as server:
            wire = Wire(port)
            cls.wait(lambda: cls.is_open(port))
            with subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{wire.port}", "-cert",
                                   cls.path("phone.pem"), "-key", cls.path("phone.key"), "-tls1_2", "-cipher",
                                   "AES128-SHA@SECLEVEL=0"], **common) as client:
                cls.wait(lambda: len(wire.said) >= 4)
                server.stdin.write(b"R\n")
                server.stdin.flush()
                cls.wait(lambda: len(wire.said) >= 10)
                time.sleep(1)
                client.terminate()
            server.terminate()
        return wire

    @staticmethod
    def is_open(port):
        # Listening, without connecting: s_server would take that for its client.
        listening = subprocess.run(["ss", "-Htln", f"sport = :{port}"], capture_output=True, text=True, check=True)
        return listening.stdout != ""

    @staticmethod
    def wait(condition):
        end = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < end, "the ends do not talk"
            time.sleep(0.1)

    def told(self, turned, *options):
        with open(self.path("made.pcap"), "wb") as file:
            file.write(self.wire.capture(turned))
        os.chmod(self.path("made.pcap"), 0o644)
        return [row[0] for row in seen(self.path("made.pcap"), *options)]

    def test_opens_what_the_key_opens(self):
        key = ("-o", f'uat:rsa_keys:"{self.path("server.key")}",""')
        self.assertNotIn("presented", self.told(0))
        self.assertIn("presented", self.told(0, *key))
        for turned in (2, 3, 4, 5):
            with self.subTest(turned=turned):
                self.assertIn("presented", self.told(turned, *key))


class Secrets(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.addCleanup(self.kept.cleanup)
        os.chmod(self.kept.name, 0o755)

    def write(self, parts):
        path = os.path.join(self.kept.name, "made.pcapng")
        with open(path, "wb") as file:
            file.write(b"".join(content for _, content in parts))
        os.chmod(path, 0o644)
        return path

    def check(self, path, title, preferences=PREFERENCES):
        expected = list(dict.fromkeys(scanned(path)))
        self.assertTrue(expected, title)
        for options in preferences:
            with self.subTest(title, options=options):
                self.assertEqual(seen(path, *options), expected)

    def test_as_they_are(self):
        for name in SAMPLES:
            self.check(capture(name), name)

    def test_frames_in_the_wrong_order(self):
        """Each two neighbours behind the first handshake messages in turn, in one sample."""
        parts = list(blocks(capture(SAMPLES[0])))
        packets = [place for place, (kind, _) in enumerate(parts) if kind == PACKET]
        opened = 0
        for first, second in zip(packets[7:11], packets[8:12]):
            swapped = list(parts)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            path = self.write(swapped)
            self.check(path, f"{first} behind {second}", PREFERENCES[:2])
            opened += scanned(path)[0][0] == "presented"
        self.assertGreater(opened, 2)

    def test_secrets_behind_the_handshake(self):
        """Both passes: what comes too late for scan, which reads once, is no error here, and no other verdict."""
        parts = list(blocks(capture(SAMPLES[0])))
        late = [part for part in parts if part[0] != SECRETS] + [part for part in parts if part[0] == SECRETS]
        self.assertEqual(len(late), len(parts))
        path = self.write(late)
        self.assertIn(seen(path)[0][0], (scanned(path)[0][0], "presented"))

    def test_without_them_it_is_encrypted(self):
        parts = [part for part in blocks(capture(SAMPLES[0])) if part[0] != SECRETS]
        self.check(self.write(parts), "no secrets", PREFERENCES[:1])
        self.assertEqual(seen(self.write(parts))[0][0], "encrypted")


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv", "openssl", "ss")
    unittest.main(verbosity=2)
