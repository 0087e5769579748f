#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory that the plugin allocates and nobody can reach any more when tshark or sharkd ends, by
LeakSanitizer. Only a leak with a function of ours among its callers counts: what else Wireshark
loses is its own. A plugin built without AddressSanitizer cannot be looked at: then it is skipped."""

import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

import wireshark
from wireshark import TRUST, capture, trust_option

MAKER = os.environ.get("PHONECERT_MAKE_DOWNLOADS", "")
PEERS = os.path.join(os.environ.get("PHONECERT_OTHERS",
                                    os.path.join(wireshark.ROOT, "..", "shared", "captures")),
                     "peers")
REPORT = re.compile(r"(?:Direct|Indirect) leak of .*?(?=\n\n|\Z)", re.DOTALL)
ALL = ("-2", "-V", "-Y", "phonecert || capf || tvs")


# What Wireshark owns once it has it: an object to export and the nodes of a tree of statistics.
# tshark 4.0 frees them before it ends, tshark 4.4 and 4.6 do not, those of HTTP neither.
HANDED_OVER = re.compile(r"\|(?:pc_export_certificate|stats_tree_(?:create_node|manip_node_int))\|")


def ours(errors):
    """The leaks with a frame of the plugin on their stack."""
    leaks = [leak for leak in REPORT.findall(errors) if "/phonecert.so\n" in leak + "\n"]
    freed = wireshark.version() == (4, 0)
    return [leak for leak in leaks if freed or not HANDED_OVER.search(leak)]


def look(program, *arguments, stdin=None):
    """Runs it and gives every leak of ours; an answer from LeakSanitizer it must be."""
    command = [os.path.join(wireshark.HERE, "run-as-user"), wireshark.PLUGIN, program, *arguments]
    # Stacks go through libraries without frame pointers, so they are unwound slowly. Of each frame:
    # its number, function, source and module.
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:fast_unwind_on_malloc=0:exitcode=0:"
                       "malloc_context_size=30:stack_trace_format=#%n|%f|%S|%m")
    done = subprocess.run(command, input=stdin, env=environment, capture_output=True, timeout=300,
                          check=False)
    errors = done.stderr.decode(errors="replace")
    if done.returncode != 0 or "fatal error" in errors or "ERROR: Address" in errors:
        raise AssertionError(f"{program} ended with {done.returncode}: {errors}")
    return done.stdout.decode(errors="replace"), ours(errors)


class Leaks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        os.chmod(cls.folder.name, 0o777)
        cls.samples = os.path.join(cls.folder.name, "samples.pcapng")
        subprocess.run(["mergecap", "-a", "-w", cls.samples, *sorted(glob.glob(capture("*.pcap*")))],
                       check=True)
        os.chmod(cls.samples, 0o644)

    def assert_clean(self, *arguments, shows="", program="tshark", stdin=None):
        """No leak, and the run did something: its output holds what it is made for."""
        output, leaks = look(program, *arguments, stdin=stdin)
        self.assertRegex(output, shows)
        self.assertEqual(leaks, [], "\n\n".join(leaks))

    def test_every_sample_in_two_passes(self):
        self.assert_clean("-r", self.samples, *trust_option(), *wireshark.REASSEMBLE, "-2", "-Y",
                          "phonecert || capf || tvs", shows="Client Key Exchange")

    def test_every_sample_in_one_pass_with_keys(self):
        path = os.path.join(self.folder.name, "keys")
        with open(path, "wb") as file:
            for name in glob.glob(capture("*.keys")):
                with open(name, "rb") as keys:
                    file.write(keys.read())
        self.assert_clean("-r", self.samples, "-o", f"tls.keylog_file:{path}", *trust_option(), "-V",
                          "-Y", "phonecert", shows="Verdict: trusted")

    def test_statistics_and_export(self):
        objects = os.path.join(self.folder.name, "objects")
        self.assert_clean("-q", "-r", self.samples, *trust_option(), "-z", "phonecert,tree", "-z",
                          "phonecert,stat", "-z", "expert", "--export-objects",
                          f"phonecert,{objects}", shows="Phone certificates by issuer")

    def test_preferences(self):
        store = os.path.join(TRUST, "CallManager-trust")
        options = ("phonecert.trust_dir:/no/such/folder", "phonecert.verdict_time:now",
                   f'uat:phonecert_stores:"CallManager-trust","{store}"',
                   'uat:phonecert_services:"5061","SIP-LAB","CallManager-trust"',
                   'uat:phonecert_lsc_issuers:"CN=CAPF-0992727f","CAPF"', "phonecert.trust_dir:",
                   f"phonecert.trust_dir:{TRUST}")
        self.assert_clean("-r", self.samples, *(w for o in options for w in ("-o", o)), *ALL,
                          shows="SIP-LAB")

    def test_downloads(self):
        subprocess.run([MAKER, self.folder.name], check=True)
        made = sorted(set(glob.glob(os.path.join(self.folder.name, "*.pcap"))))
        self.assertGreater(len(made), 3)
        path = os.path.join(self.folder.name, "downloads.pcapng")
        subprocess.run(["mergecap", "-a", "-w", path, *made], check=True)
        self.assert_clean("-r", path, *ALL, shows="Basis: trust-list")

    def test_talk_inside(self):
        """CAPF is in the samples; TVS only in what is not part of the project."""
        talks = glob.glob(os.path.join(PEERS, "tvs-*.pcapng"))
        if not talks:
            self.skipTest(f"no conversations with TVS in {PEERS}")
        self.assert_clean("-r", talks[0], *ALL, shows="TVS")

    def test_files_one_after_the_other(self):
        """As in the GUI: what belongs to a file must go with it, and the preferences change."""
        calls = []
        for trust in (TRUST, "", TRUST):
            calls.append(("setconf", {"name": "phonecert.trust_dir", "value": trust}))
            for name in ("lsc-foreign-cluster.pcap", "dot1x-radius-two-phones.pcapng"):
                calls += [("load", {"file": capture(name)}), ("frames", {"filter": "phonecert"}),
                          ("frame", {"frame": 9, "proto": True})]
        lines = wireshark.sharkd_requests(calls)
        self.assert_clean("-", program="sharkd", stdin=lines, shows="Phone certificate")


if __name__ == "__main__":
    wireshark.need("tshark", "sharkd", "mergecap", "setpriv")
    libraries = subprocess.run(["ldd", wireshark.PLUGIN], capture_output=True, text=True, check=True)
    if "libasan" not in libraries.stdout or not MAKER:
        print("skipped: the plugin is built without AddressSanitizer, or there is no make-downloads")
        sys.exit(wireshark.SKIPPED)
    unittest.main(verbosity=2)
