# SPDX-License-Identifier: GPL-2.0-or-later
"""The tools that are compared, each as a command line, and what each says of a capture: which client
certificates it saw, by fingerprint."""

import dataclasses
import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile


@dataclasses.dataclass
class Tool:
    name: str
    command: list  # {} is the capture
    is_slow: bool = False
    is_ours: bool = False
    root: pathlib.Path = None  # where it runs, if that is another root


# tshark tells of root, and reads no settings of the user's.
TSHARK = ["tshark", "-n", "-r", "{}", "-Y", "tls.handshake.certificate"]


def suricata(root):
    """Suricata with its own settings and without rules, on this machine or in the chroot `root`."""
    here = root if root is not None else pathlib.Path("/")
    if not shutil.which("suricata", path=str(here / "usr/bin")):
        return []
    log = tempfile.mkdtemp(dir=here / "tmp")
    command = ["suricata", "-k", "none", "--runmode", "single", "-S", "/dev/null", "-l",
               "/" + str(pathlib.Path(log).relative_to(here)), "-r", "{}"]
    enter = ["chroot", str(root)] if root is not None else []
    return [Tool("Suricata", enter + command, is_slow=True, root=root)]


class Bench:
    """What can be run on this machine."""

    def __init__(self, build, suricata_root=None):
        programs = build / "tests" / "bench"
        self.phonecert = str(build / "analyzer" / "phonecert")
        self.floor = Tool("floor", [str(programs / "bench-floor"), "{}"])
        self.inflate = Tool("decompressor alone", [str(programs / "bench-inflate"), "{}"])
        self.others = []
        if (programs / "bench-pcap-loop").exists():
            self.others.append(Tool("libpcap loop", [str(programs / "bench-pcap-loop"), "{}"]))
        if shutil.which("ssldump"):
            self.others.append(Tool("ssldump", ["ssldump", "-n", "-r", "{}"], is_slow=True))
        if shutil.which("tshark"):
            self.others.append(Tool("tshark -n -Y", TSHARK, is_slow=True))
            self.others.append(Tool("tshark (no TCP analysis)",
                                    TSHARK + ["-o", "tcp.analyze_sequence_numbers:FALSE"],
                                    is_slow=True))
        self.others += suricata(suricata_root)

    def scan(self, capture, shelf):
        return [self.phonecert, "scan", "-q", "--fail-on", "never", "-f", "ndjson", "--trust",
                str(shelf.folder / capture.trust)]

    def ours(self, capture, shelf):
        scan = self.scan(capture, shelf) + ["-o", "/dev/null", "{}"]
        one_core = Tool("phonecert (one core)", ["taskset", "-c", "1"] + scan, is_ours=True)
        return [one_core, Tool("phonecert", scan, is_ours=True)]

    def for_capture(self, capture, shelf):
        """The tools that make sense for a capture. The first is what the rest is compared with."""
        ours = self.ours(capture, shelf)
        if capture.is_folder:
            return ours
        if capture.is_compressed:
            return [self.inflate] + ours
        return [self.floor] + ours + self.others


def _print_of(der_hex):
    return hashlib.sha256(bytes.fromhex(der_hex.replace(":", ""))).hexdigest()


def our_prints(bench, capture, shelf):
    """Fingerprints of the client certificates that phonecert reports; sessions, repeated or not."""
    told = subprocess.run(bench.scan(capture, shelf) + ["-o", "-", str(capture.path)],
                          capture_output=True, text=True, check=True)
    sessions = [json.loads(line) for line in told.stdout.splitlines()
            if "phonecert.run/" not in line]
    return [session["certificates"]["client"][0]["sha256"] for session in sessions
            if session["client_certificate"] == "presented"]


def tshark_prints(capture):
    """The same by tshark. A client's certificate stands in the frame of its key exchange."""
    told = subprocess.run(
        ["tshark", "-n", "-r", str(capture.path), "-Y",
         "tls.handshake.certificate && tls.handshake.type == 16", "-T", "fields",
         "-E", "occurrence=f", "-e", "tls.handshake.certificate"],
        capture_output=True, text=True, check=True)
    return [_print_of(line) for line in told.stdout.splitlines()]


def answers_agree(bench, capture, shelf):
    """Compares what phonecert and tshark saw, and says so."""
    if capture.is_folder or not shutil.which("tshark"):
        return True
    ours, theirs = our_prints(bench, capture, shelf), tshark_prints(capture)
    same = sorted(ours) == sorted(theirs)
    print(f"{capture.name}: phonecert saw {len(ours)} client certificates "
          f"({len(set(ours))} distinct), tshark {len(theirs)} ({len(set(theirs))}): "
          f"{'the same fingerprints' if same else 'NOT THE SAME'}", flush=True)
    return same


def path_argument(tool, path):
    """The command for one capture, which another root gets as a link."""
    if tool.root is not None:
        link = tool.root / "tmp" / "bench-capture"
        link.unlink(missing_ok=True)
        link.hardlink_to(path)
        path = "/tmp/bench-capture"
    return [str(path) if part == "{}" else part for part in tool.command]


def empty_capture():
    """A pcap without packets."""
    path = pathlib.Path(tempfile.mkdtemp()) / "empty.pcap"
    path.write_bytes(bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000"))
    return path
