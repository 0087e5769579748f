#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones that register in clear, or whose connection comes to nothing, beside a handshake of theirs:
what is wrong with that stands on the frame that says it, the same as the analyzer's event of it."""

import json
import os
import re
import struct
import subprocess
import tempfile
import unittest

import wireshark

ANALYZER = os.environ.get("PHONECERT", "")
SAMPLE = "lsc-foreign-cluster.pcap"  # SEP2C3124C00003 at 10.44.0.4 shows its LSC and is refused
PHONE, SERVER = bytes((10, 44, 0, 4)), bytes((10, 44, 255, 1))
OWN, OTHER = "SEP2C3124C00003", "SEP2C3124C00099"
FILE_HEADER = 24
SYN, RST, ACK, PUSH_ACK = 0x02, 0x04, 0x10, 0x18

REGISTER = ("REGISTER sip:10.44.255.1 SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 10.44.0.4:5060;branch=z9hG4bK1\r\n"
            "From: <sip:101@10.44.255.1>;tag=1\r\nTo: <sip:101@10.44.255.1>\r\n"
            "Call-ID: 1@10.44.0.4\r\nCSeq: 101 REGISTER\r\n"
            'Contact: <sip:1@10.44.0.4:5060>;+u.sip!devicename.ccm.cisco.com="{}"\r\n'
            "Content-Length: 0\r\n\r\n")
REFUSAL = ("SIP/2.0 403 Forbidden\r\n"
           "Via: SIP/2.0/UDP 10.44.0.4:5060;branch=z9hG4bK1\r\n"
           "From: <sip:101@10.44.255.1>;tag=1\r\nTo: <sip:101@10.44.255.1>;tag=2\r\n"
           "Call-ID: 1@10.44.0.4\r\nCSeq: 101 REGISTER\r\n"
           'Warning: 399 CUCM "Device security mismatch"\r\n'
           "Content-Length: 0\r\n\r\n").encode()
def packet(source, target, protocol, payload):
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, source, target)
    return bytes(12) + b"\x08\x00" + ip + payload


def udp(source, target, port, payload):
    return packet(source, target, 17, struct.pack(">HHHH", port, port, 8 + len(payload), 0) + payload)


def tcp(source, target, ports, numbers, flags, payload=b""):
    header = struct.pack(">HHIIBBHHH", *ports, *numbers, 0x50, flags, 65535, 0, 0)
    return packet(source, target, 6, header + payload)


def by_sip(device):
    return [udp(PHONE, SERVER, 5060, REGISTER.format(device).encode())]


def by_sccp(device, port=50000):
    name = struct.pack("<III16s24x", 44, 0, 1, device.encode())
    return [tcp(PHONE, SERVER, (port, 2000), (100, 0), SYN),
            tcp(SERVER, PHONE, (2000, port), (700, 101), SYN | ACK),
            tcp(PHONE, SERVER, (port, 2000), (101, 701), ACK),
            tcp(PHONE, SERVER, (port, 2000), (101, 701), PUSH_ACK, name)]


def knock(port=50000, to=5061):
    return tcp(PHONE, SERVER, (port, to), (100, 0), SYN)


def fetches(secured):
    """The phone fetches its configuration, which names the port of secure SIP."""
    content = (f"<device><devicePool><callManagerGroup><members><member priority='0'><callManager><ports><sipPort>5060"
               f"</sipPort><securedSipPort>{secured}</securedSipPort></ports><processNodeName>10.44.255.1"
               f"</processNodeName></callManager></member></members></callManagerGroup></devicePool></device>").encode()
    asked = f"GET /{OWN}.cnf.xml HTTP/1.1\r\nHost: cucm\r\n\r\n".encode()
    told = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
    there, back = (50100, 6970), (6970, 50100)
    return [tcp(PHONE, SERVER, there, (100, 0), SYN), tcp(SERVER, PHONE, back, (700, 101), SYN | ACK),
            tcp(PHONE, SERVER, there, (101, 701), ACK), tcp(PHONE, SERVER, there, (101, 701), PUSH_ACK, asked),
            tcp(SERVER, PHONE, back, (701, 101 + len(asked)), PUSH_ACK, told)]


REFUSED = [udp(SERVER, PHONE, 5060, REFUSAL)]


class Registrations(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.chmod(self.folder.name, 0o755)

    def capture(self, before, after):
        """The sample with more packets around it."""
        path = os.path.join(self.folder.name, "capture.pcap")
        with open(wireshark.capture(SAMPLE), "rb") as sample:
            content = sample.read()
        first = struct.unpack_from("<I", content, FILE_HEADER)[0]

        def records(seconds, packets):
            return b"".join(struct.pack("<IIII", seconds + number, 0, len(data), len(data)) + data
                            for number, data in enumerate(packets))

        with open(path, "wb") as file:
            file.write(content[:FILE_HEADER] + records(first - 60 - len(before), before) + content[FILE_HEADER:] +
                       records(first + 60, after))
        return path

    def events(self, path, *options):
        """The analyzer's: {frame: ids of findings}."""
        run = subprocess.run([ANALYZER, "scan", "-f", "ndjson", *options, path], capture_output=True, text=True,
                             check=False)
        lines = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
        events = [line for line in lines if line["schema"].startswith("phonecert.event")]
        return {event["frames"]["first"]: sorted(f["id"] for f in event["findings"]) for event in events
                if event["kind"] != "configuration-fetched"}

    def drawn(self, path, *options, where="phonecert"):
        """The plugin's, on frames that belong to no session."""
        output, _, _ = wireshark.run("tshark", "-r", path, "-Y", f"phonecert && !phonecert.label && {where}",
                                     "-T", "fields", "-e", "frame.number", "-e", "phonecert.finding",
                                     *options)
        rows = [line.split("\t") for line in output.splitlines() if re.match(r"\d+\t", line)]
        return {int(frame): sorted(ids.split(",")) for frame, ids in rows}

    def session(self, path):
        """The findings of the handshake, by both doors."""
        run = subprocess.run([ANALYZER, "scan", "--all", "-f", "ndjson", path], capture_output=True,
                             text=True, check=False)
        lines = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
        ours = [sorted(f["id"] for f in line["findings"]) for line in lines
                if line["schema"].startswith("phonecert.session")]
        output, _, _ = wireshark.run("tshark", "-2", "-r", path, "-Y", "phonecert.service", "-T",
                                     "fields", "-e", "phonecert.finding")
        return ours, [sorted(line.split(",")) for line in output.splitlines()]

    def test_as_in_the_analyzer(self):
        for before, after, wanted in (
                (by_sip(OWN), by_sip(OTHER) + REFUSED, [["name-differs"], ["security-mismatch-403"]]),
                (by_sccp(OWN), by_sccp(OTHER, 50001), [["name-differs"]])):
            path = self.capture(before, after)
            events = self.events(path)
            self.assertEqual(list(events.values()), wanted)
            for options in ((), ("-2",)):
                self.assertEqual(self.drawn(path, *options), events)

    def test_the_certificate_after_another_name(self):
        for before in (by_sip(OTHER), by_sccp(OTHER)):
            path = self.capture(before, [])
            self.assertEqual(self.drawn(path), {})
            ours, theirs = self.session(path)
            self.assertEqual(ours, theirs)
            self.assertIn("name-differs", ours[0])

    def test_nothing_is_drawn_where_nothing_is_wrong(self):
        self.assertEqual(self.drawn(self.capture(by_sip(OWN), by_sip(OWN))), {})

    def test_a_port_that_is_closed(self):
        reset = tcp(SERVER, PHONE, (5061, 50000), (0, 101), RST | ACK)
        path = self.capture([], [knock(), reset])
        (syn, ids), = self.events(path).items()
        self.assertEqual(ids, ["tcp-refused"])
        self.assertEqual(self.drawn(path), {syn + 1: ids})  # on one pass the SYN is over
        self.assertEqual(self.drawn(path, "-2"), {syn: ids})

    def test_nobody_answers(self):
        path = self.capture([], [knock(), knock()])
        (syn, ids), = self.events(path).items()
        self.assertEqual(ids, ["tcp-no-answer"])
        self.assertEqual(self.drawn(path, "-2"), {syn: ids})
        # With the frames looked at on the first pass, and as one reads the other frames too.
        self.assertEqual(self.drawn(path, "-2", "-z", "phonecert,tree"), {syn: ids})

    def test_a_port_that_the_configuration_names(self):
        path = self.capture(fetches(5071), [knock(to=5071), knock(to=5071), knock(50001, 5072), knock(50001, 5072)])
        (syn, ids), = self.events(path).items()
        self.assertEqual(ids, ["tcp-no-answer"])
        self.assertEqual(self.drawn(path, "-2", where="phonecert.finding"), {syn: ids})

    def test_a_port_that_the_user_names(self):
        path = self.capture([], [knock(to=5071), knock(to=5071)])
        self.assertEqual(self.events(path), {})
        self.assertEqual(self.drawn(path, "-2"), {})
        (syn, ids), = self.events(path, "--service", "5071=SIP").items()
        self.assertEqual(ids, ["tcp-no-answer"])
        with open(os.path.join(self.folder.name, "site.ini"), "w", encoding="utf-8") as file:
            file.write("[server 10.44.255.1:5071]\nservice = SIP\n")
        os.chmod(file.name, 0o644)
        self.assertEqual(self.events(path, "--site", file.name), {syn: ids})
        self.assertEqual(self.drawn(path, "-2", *wireshark.trust_option(self.folder.name)), {syn: ids})

    def test_what_a_later_frame_says_of_itself_stays(self):
        """On the first pass that frame may be the one at which an attempt is given up."""
        calls = [udp(PHONE, SERVER, 7777, b"\x01 neither SIP nor media")] * 200
        servers = [bytes((10, 45, n // 250, n % 250 + 1)) for n in range(300)]
        path = self.capture([], [knock(), *calls,
                                 *(udp(server, PHONE, 5060, REFUSAL) for server in servers)])
        events = self.events(path)
        self.assertEqual(len(events), 1 + len(servers))
        for options in (("-2",), ("-2", "-z", "phonecert,tree")):
            self.assertEqual(self.drawn(path, *options), events)
        self.assertEqual(events.pop(min(events)), ["tcp-no-answer"])
        self.assertEqual(self.drawn(path), events)

    def test_the_capture_ends_before_the_answer(self):
        path = self.capture([], [knock()])
        self.assertEqual(self.events(path), {})
        self.assertEqual(self.drawn(path, "-2"), {})

    def test_damaged_messages(self):
        whole = REGISTER.format(OTHER).encode()
        for packets in ([udp(PHONE, SERVER, 5060, whole[:at]) for at in range(0, len(whole), 7)],
                        [udp(PHONE, SERVER, 5060, whole.replace(b"SEP", bytes(range(128, 160))))]):
            path = self.capture(by_sip(OWN), packets)
            self.assertEqual(self.drawn(path), self.events(path))


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
