#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The ports of the phone services belong to TLS, unless the user wants otherwise."""

import unittest

import wireshark
from wireshark import fields, tshark

CAPF = "capf-enrolment.pcap"


class Ports(unittest.TestCase):
    def test_capf_is_seen(self):
        frames = fields(CAPF, ["phonecert.service", "phonecert.client_certificate"],
                        where="phonecert.service")
        self.assertEqual(frames, [["CAPF", "not-requested"]])

    def test_claim_off_leaves_3804_to_hiqnet(self):
        lines = tshark(CAPF, "-Y", "tls", "-o", "phonecert.claim_ports:FALSE")
        self.assertEqual(lines, [])

    def test_decode_as_goes_before_the_claim(self):
        """Of a port that is claimed and of one that is TLS's anyway, whatever other preferences are set."""
        for name, rule in ((CAPF, "tcp.port==3804,hiqnet"), ("two-phones.pcapng", "tcp.port==5061,http")):
            for options in ((), ("-o", "phonecert.claim_ports:FALSE"), ("-o", "phonecert.claim_ports:TRUE")):
                for trust in (None, wireshark.TRUST):
                    lines = tshark(name, "-Y", "tls", "-d", rule, *options, trust=trust)
                    self.assertEqual(lines, [], (rule, options, trust))


if __name__ == "__main__":
    wireshark.need("tshark", "setpriv")
    unittest.main(verbosity=2)
