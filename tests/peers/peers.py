#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""peers.py PHONECERT [WORD]: real TLS servers and clients talk, and what phonecert says of the
captures is compared with what is known, because the certificates and the stores are ours. WORD
chooses the scenes that have it in their names. Needs root; exit 77 aloud where it cannot run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import lab as network

VERDICTS = {"lsc-expired": "expired", "lsc-future": "not-yet-valid", "lsc-foreign": "untrusted"}
ALERTS = {"lsc-expired": "certificate_expired", "lsc-foreign": "unknown_ca"}
NO_REFUSAL = ("closed", "reset")  # as a refusal looks in TLS 1.3 without keys


class Scenes:
    """Plays scenes and compares; counts both."""

    def __init__(self, lab, phonecert, folder, facts, word):
        self.lab, self.phonecert, self.folder, self.facts = lab, phonecert, folder, facts
        self.word, self.count, self.faults = word, 0, 0

    def path(self, name):
        return os.path.join(self.folder, name)

    # ---- who plays

    def openssl_server(self, address, port, *options):
        return ["openssl", "s_server", "-accept", f"{address}:{port}", "-cert",
                self.path("server.pem"), "-key", self.path("server.key"), "-CAfile",
                self.path("trusted.pem"), "-Verify", "3", "-verify_return_error", "-keylogfile",
                self.path("keys"), *options]

    def gnutls_server(self, _, port, *options):
        return ["gnutls-serv", "-p", str(port), "--x509certfile", self.path("server.pem"),
                "--x509keyfile", self.path("server.key"), "--x509cafile", self.path("trusted.pem"),
                "--require-client-cert", "--verify-client-cert", "--echo", *options]

    def openssl_client(self, address, port, leaf, *options):
        shown = ["-cert", self.path(f"{leaf}.pem"), "-key", self.path(f"{leaf}.key")] if leaf else []
        chain = ["-cert_chain", self.path("ca-mfg.pem")] if leaf == "mic" else []
        return ["openssl", "s_client", "-connect", f"{address}:{port}", *shown, *chain, *options]

    def gnutls_client(self, address, port, leaf, *options):
        shown = ["--x509certfile", self.path(f"{leaf}-chain.pem"), "--x509keyfile",
                 self.path(f"{leaf}.key")] if leaf else []
        return ["gnutls-cli", "-p", str(port), address, "--insecure", *shown, *options]

    # ---- what is known

    def clear(self, leaf):
        """What must be told where the client's certificate can be read."""
        if leaf is None:
            return {"client_certificate": "empty", "type": "none", "outcome": "rejected"}
        verdict = VERDICTS.get(leaf, "trusted")
        good = verdict == "trusted"
        return {"client_certificate": "presented", "verdict": verdict, "coverage": "whole",
                "possession": ("verified",) if good else ("verified", "not-seen"),
                "outcome": "accepted" if good else "rejected",
                "alert": None if good else ALERTS.get(leaf, "bad_certificate"), **self.facts[leaf]}

    def dark(self, leaf):
        good = leaf is not None and leaf not in VERDICTS
        return {"client_certificate": "encrypted", "device": None, "verdict": None, "alert": None,
                "outcome": "accepted" if good else NO_REFUSAL}

    # ---- how it is played

    def scene(self, name, server, play, expected, address, port=5061, keyed=None):
        """Captures while play() runs against the server."""
        if self.word not in name:
            return
        capture = self.path(f"{name}.pcap")
        device = network.BAD_CABLE if address == "10.8.0.1" else network.CABLE
        process = self.lab.start(server)
        if not self.lab.await_server(address, port):
            print(f"skipped: {name}: no server")
            return
        tcpdump = self.lab.capture(capture, device)
        play()
        time.sleep(0.3)
        self.lab.stop(tcpdump, signal.SIGINT)
        self.lab.stop(process, signal.SIGKILL)
        self.compare(name, capture, expected)
        if keyed is not None and os.path.exists(self.path("keys")):
            self.compare(f"{name}, with keys", capture, keyed, "--keys", self.path("keys"))

    def compare(self, name, capture, expected, *options):
        run = subprocess.run([self.phonecert, "scan", "--all", "--format", "ndjson", "--trust",
                              self.path("trust"), *options, capture],
                             capture_output=True, text=True, timeout=60, check=False)
        sessions = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
        self.count += 1
        found = [f"{len(sessions)} sessions, {len(expected)} expected"] \
            if len(sessions) != len(expected) else []
        for session, wanted in zip(sessions, expected):
            found += differences(session, wanted)
        if found:
            self.faults += 1
            print(f"{name}: {'; '.join(found)}")

    # ---- the scenes

    def versions(self):
        for version in ("tls1", "tls1_1", "tls1_2", "tls1_3"):
            old = [] if version == "tls1_3" else ["-cipher", "ALL:@SECLEVEL=0"]
            for leaf in (*self.facts, None):
                address, options = self.lab.address(), [f"-{version}", *old]
                clear, dark = [self.clear(leaf)], [self.dark(leaf)]
                self.scene(f"openssl-{version}-{leaf}",
                           self.openssl_server(address, 5061, "-rev", *options),
                           lambda a=address, l=leaf, o=options: self.lab.client(
                               self.openssl_client(a, 5061, l, *o)),
                           dark if version == "tls1_3" else clear, address, keyed=clear)

    def gnutls(self):
        """GnuTLS refuses with an alert of its own choice, and a second one."""
        old = ("--priority", "NORMAL:-VERS-TLS1.3")
        for leaf in ("lsc", "mic", "lsc-ec", "lsc-expired", "lsc-foreign", None):
            wanted = self.clear(leaf)
            wanted.pop("alert", None)
            address = self.lab.address()
            self.scene(f"gnutls-{leaf}", self.gnutls_server(address, 5061, *old),
                       lambda a=address, l=leaf: self.lab.client(
                           self.gnutls_client(a, 5061, l, *old)), [wanted], address)

    def datagrams(self):
        """Small datagrams, and a server that answers the first piece of a hello."""
        for version in ("dtls1", "dtls1_2"):
            for extra in ([], ["-listen"]):
                address = self.lab.address()
                options = [f"-{version}", "-mtu", "256", "-cipher", "ALL:@SECLEVEL=0"]
                self.scene(f"{version}{''.join(extra)}",
                           self.openssl_server(address, 443, *options, *extra),
                           lambda a=address, o=options: self.lab.client(
                               self.openssl_client(a, 443, "mic", *o)),
                           [self.clear("mic")], address, port=443)

    def knocks(self):
        """Whoever only connects, or speaks another protocol, is no phone that was refused."""
        for label, text in (("silent", ""), ("http", "GET / HTTP/1.0\\r\\n\\r\\n")):
            address = self.lab.address()
            code = (f"import socket, time; s = socket.create_connection(('{address}', 5061)); "
                    f"s.sendall(b'{text}'); time.sleep(.3); s.shutdown(1); time.sleep(.3)")
            self.scene(f"knock-{label}", self.openssl_server(address, 5061, "-rev"),
                       lambda c=code: self.lab.client(["python3", "-c", c]), [], address)

    def bad_cables(self):
        for seed, (loss, duplicate, reorder, mtu) in enumerate(
                ((0.15, 0, 0, 1500), (0, 0.5, 0, 1500), (0, 0, 0.5, 400), (0.08, 0.2, 0.3, 600))):
            cable = self.lab.bad_cable(seed, loss, duplicate, reorder, mtu)
            for leaf in ("mic", "lsc-foreign"):
                self.scene(f"bad-cable-{seed}-{leaf}",
                           self.openssl_server("10.8.0.1", 5061, "-rev", "-tls1_2"),
                           lambda l=leaf: self.lab.client(
                               self.openssl_client("10.8.0.1", 5061, l, "-tls1_2"), pause=2),
                           [self.clear(leaf)], "10.8.0.1")
            self.lab.stop(cable, signal.SIGKILL)
            time.sleep(0.5)


def differences(session, wanted):
    client = session["certificates"]["client"]
    have = {**session, "alert": session["alert"] and session["alert"]["description"],
            "sha256": client[0]["sha256"] if client else None}
    for key, value in wanted.items():
        if have[key] not in (value if isinstance(value, tuple) else (value,)):
            yield f"{key} is {have[key]}, expected {value}"


def main(phonecert, word=""):
    missing = [p for p in ("ip", "ss", "tcpdump", "openssl", "gnutls-serv") if not shutil.which(p)]
    if os.geteuid() != 0 or missing:
        print(f"skipped: the lab needs root and {', '.join(missing) or 'nothing else'}")
        return 77
    import pki  # with cryptography, which may be missing where the lab is skipped
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/log", "ab") as log:
        os.chmod(folder, 0o777)  # tcpdump gives up root
        with network.Lab(log) as lab:
            scenes = Scenes(lab, phonecert, folder, pki.make(folder), word)
            for play in (scenes.versions, scenes.gnutls, scenes.datagrams, scenes.knocks,
                         scenes.bad_cables):
                play()
    print(f"{scenes.count} comparisons, {scenes.faults} faults")
    return 1 if scenes.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
