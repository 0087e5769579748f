#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""CAPF and TVS inside TLS: read where the keys are at hand, nothing said where they are not. The
conversations of independent programs are not part of the project; where they are missing the test
says so."""

import os
import unittest

import wireshark
from wireshark import fields, run, trust_option

INSTALL = "capf-install-by-mic.pcapng"
OTHERS = os.environ.get("PHONECERT_OTHERS",
                        os.path.join(wireshark.ROOT, "..", "shared", "captures"))
PEERS = os.path.join(OTHERS, "peers")


def commands(path, protocol, *options):
    output, _, _ = run("tshark", "-r", path, "-Y", protocol, "-T", "fields", "-e",
                       f"{protocol}.command", *options)
    return output.split()


class Samples(unittest.TestCase):
    def test_commands_of_an_installation(self):
        self.assertEqual(commands(wireshark.capture(INSTALL), "capf"),
                         ["1", "2", "3", "17", "4", "9", "10", "15"])

    def test_certificates_get_type_and_verdict(self):
        names = ["capf.certificate.type", "capf.certificate.verdict"]
        frames = fields(INSTALL, names, where="capf.certificate")
        self.assertEqual(frames[0][0].split(";")[0], "MIC")
        self.assertEqual(frames[-1], ["LSC", "trusted"])

    def test_device_name_and_no_password(self):
        frames = fields("capf-install-by-string.pcapng", ["capf.device", "capf.password"],
                        where="capf.password")
        self.assertRegex(frames[0][0], r"^SEP[0-9A-F]{12}$")
        self.assertEqual(frames[0][1], "not shown")

    def test_refused_certificate_has_an_expert_info(self):
        frames = fields("capf-invalid-lsc.pcapng", ["capf.certificate.verdict"],
                        where="capf.certificate.not_trusted")
        self.assertEqual(len(frames), 1)

    def test_dark_conversation_says_nothing(self):
        self.assertEqual(commands(wireshark.capture("capf-enrolment.pcap"), "capf"), [])


@unittest.skipUnless(os.path.isdir(PEERS), f"no captures by others at {PEERS}")
class Peers(unittest.TestCase):
    def test_enrolment_with_secrets_inside_and_with_a_key_log(self):
        for way in ("by-mic", "password"):
            name = os.path.join(PEERS, f"capf-enrol-{way}-tls12")
            inside = commands(f"{name}-keys.pcapng", "capf")
            beside = commands(f"{name}.pcap", "capf", "-o", f"tls.keylog_file:{name}.keys")
            self.assertEqual(inside, ["1", "2", "3", "17", "4", "9", "10", "15"])
            self.assertEqual(beside, inside)
            self.assertEqual(commands(f"{name}.pcap", "capf"), [])

    def test_tvs_query(self):
        name = os.path.join(PEERS, "tvs-query-known-tls12")
        output, _, _ = run("tshark", "-r", f"{name}-keys.pcapng", "-Y", "tvs.status", "-T",
                           "fields", "-e", "tvs.status", *trust_option())
        self.assertEqual(output.split(), ["0"])
        self.assertEqual(commands(f"{name}-keys.pcapng", "tvs"), ["1", "2"])
        self.assertEqual(commands(f"{name}.pcap", "tvs"), [])


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
