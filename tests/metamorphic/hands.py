#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""hands.py HOLD PHONECERT [SAMPLE...]

Alters samples with programs that are not ours: Wireshark's editcap, mergecap, reordercap and tshark,
and tcprewrite of tcpreplay with its engine of fragroute. Each is to say the same, or less, as the
sample does (HOLD judges). A program that is not there is said, and what it would do left out; exit 77
where none is. Every twelfth sample, or all with PHONECERT_SLOW in the environment.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

STRIDE = 12
TOOLS = ("editcap", "mergecap", "reordercap", "tshark", "tcprewrite")


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=120)


class Hand:
    """One sample, and a folder for what becomes of it."""

    def __init__(self, sample, folder):
        self.sample, self.folder = sample, os.path.join(folder, sample)
        os.mkdir(self.folder)
        self.source = os.path.join("captures", sample)
        self.plain = self.path("plain")  # classic, as tcprewrite wants it
        run("editcap", "-F", "nsecpcap", self.source, self.plain)

    def path(self, name):
        return os.path.join(self.folder, f"{name}.pcap")

    def editcap(self, name, *options, without=()):
        """Options come before the files, frames that go behind them."""
        run("editcap", "-F", "nsecpcap", *options, self.plain, self.path(name),
            *(str(number) for number in without))
        return self.path(name)

    def count(self):
        told = subprocess.run(["capinfos", "-Mc", self.plain], capture_output=True, text=True,
                              check=True)
        return int(told.stdout.split()[-1])

    def merged(self, name, *paths, append=False):
        run("mergecap", "-F", "nsecpcap", *(["-a"] if append else []), "-w", self.path(name), *paths)
        return self.path(name)

    def direction(self, name, of_first):
        """The frames of one sender."""
        source = subprocess.run(["tshark", "-n", "-r", self.plain, "-c", "1", "-T", "fields", "-e",
                                 "eth.src"], capture_output=True, text=True, check=True)
        test = "==" if of_first else "!="
        run("tshark", "-n", "-r", self.plain, "-F", "nsecpcap", "-Y",
            f"eth.src {test} {source.stdout.strip()}", "-w", self.path(name))
        return self.path(name)

    def tcprewrite(self, name, *options):
        run("tcprewrite", *options, "-i", self.plain, "-o", self.path(name))
        return self.path(name)

    def fragroute(self, name, *lines):
        rules = os.path.join(self.folder, f"{name}.conf")
        with open(rules, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
        return self.tcprewrite(name, f"--fragroute={rules}")


# What each does, and what must come of it: the same, less, or each session in up to two parts.

def by_editcap(hand):
    yield "less", hand.editcap("earlier", "-t", "-86400.25")
    yield "less", hand.editcap("cut", "-s", "300")
    yield "same", hand.editcap("no-doubles", "-d")
    yield "same", hand.editcap("no-doubles-of-five", "-D", "5")
    yield "same", hand.editcap("in-strict-time", "-S", "0")
    yield "less", hand.editcap("third-lost", without=[3])
    yield "less", hand.editcap("five-lost", without=["6-10"])


def by_mergecap(hand):
    yield "same", hand.merged("twice", hand.plain, hand.plain)
    whole = hand.editcap("whole-once-more")
    late = hand.editcap("a-little-later", "-t", "0.00001")
    yield "same", hand.merged("two-taps", whole, late)
    if hand.count() > 10:
        first = hand.editcap("ring-1", without=[f"10-{hand.count()}"])
        second = hand.editcap("ring-2", without=["1-9"])
        backwards = hand.merged("ring-backwards", second, first, append=True)
        yield "twice", backwards
        run("reordercap", backwards, hand.path("ring-reordered"))
        yield "same", hand.path("ring-reordered")


def by_skew(hand):
    client, server = hand.direction("client", True), hand.direction("server", False)
    for skew in ("-0.02", "0.5", "-1.9"):
        run("editcap", "-F", "nsecpcap", "-t", skew, server, hand.path(f"server{skew}"))
        yield "less", hand.merged(f"skew{skew}", client, hand.path(f"server{skew}"))
    yield "less", hand.merged("server-first", server, client, append=True)


def by_damage(hand):
    """Copies with wrong bytes behind their headers, before the right ones and after."""
    if hand.sample.startswith(("dot1x-", "dtls")):
        return  # have no checksum that a mirror would show, or none that is looked at
    damaged = hand.editcap("damaged", "-E", "0.02", "-o", "54", "--seed", "7")
    yield "same", hand.merged("damaged-first", damaged, hand.plain)
    yield "same", hand.merged("damaged-behind", hand.plain, damaged)


def by_fragroute(hand):
    """Its engine takes no packet that is padded, nor a few others: those samples are left out."""
    rows = {"fragments": ["ip_frag 64", "order random"], "fragments-overlap": ["ip_frag 64 new"]}
    if not hand.sample.startswith(("dot1x-", "dtls")):
        rows |= {"segments": ["tcp_seg 100"], "segments-overlap": ["tcp_seg 100 new"],
                 "doubles": ["dup last 50"]}
    for name, lines in rows.items():
        try:
            yield "same", hand.fragroute(name, *lines)
        except subprocess.CalledProcessError:
            print(f"hands: {hand.sample}: fragroute's engine does not take it ({name})")


def by_tcprewrite(hand):
    yield "same", hand.tcprewrite("vlan", "--enet-vlan=add", "--enet-vlan-tag=100",
                                  "--enet-vlan-cfi=0", "--enet-vlan-pri=0")
    yield "same", hand.tcprewrite("ttl", "--ttl=7")
    yield "less", hand.tcprewrite("mtu", "--mtu=400", "--mtu-trunc")


def alterations(has):
    yield by_editcap
    if has["mergecap"] and has["reordercap"]:
        yield by_mergecap
        yield by_damage
    if has["mergecap"] and has["tshark"]:
        yield by_skew
    if has["tcprewrite"]:
        yield by_tcprewrite
        yield by_fragroute


def alter(sample, folder, has):
    hand = Hand(sample, folder)
    return [f"{rule}\t{sample}\t{path}" for alteration in alterations(has)
            for rule, path in alteration(hand)]


def sessions(phonecert, paths):
    """What is told of one capture in pieces, but for where it stands."""
    options = [word for path in paths[:-1] for word in ("--continuous", path)]
    told = subprocess.run(
        [phonecert, "scan", "--all", "--format", "ndjson", "--trust", "captures/trust", *options,
         paths[-1]], capture_output=True, text=True, check=False)
    assert told.returncode in (0, 1), told.stderr
    found = []
    for line in told.stdout.splitlines():
        session = json.loads(line)
        if session["schema"].startswith("phonecert.session/"):
            for key in ("file", "frames", "findings_at", "filter"):
                session.pop(key, None)
            for finding in session["findings"]:
                finding.pop("frame", None)
            found.append(json.dumps(session, sort_keys=True))
    return sorted(found), told.stderr


def rings(phonecert, folder, samples):
    """Faults of captures in two pieces, given in an order that is drawn."""
    whole, pieces = [], []
    for sample in samples:
        hand = Hand(sample, folder)
        whole.append(hand.plain)
        if hand.count() < 2:
            pieces.append(hand.plain)
            continue
        at = 1 + random.Random(sample).randrange(hand.count() - 1)
        pieces.append(hand.editcap("ring-1", without=[f"{at + 1}-{hand.count()}"]))
        pieces.append(hand.editcap("ring-2", without=[f"1-{at}"]))
    random.Random(len(pieces)).shuffle(pieces)
    wanted, _ = sessions(phonecert, whole)
    told, said = sessions(phonecert, pieces)
    if not wanted or "read in the order of their first packets" not in said:
        yield "rings: nothing was said of the order"
    for line in set(wanted) - set(told):
        yield f"rings: missing: {line[:300]}"
    for line in set(told) - set(wanted):
        yield f"rings: told instead: {line[:300]}"
    print(f"hands: {len(pieces)} pieces of {len(samples)} captures, {len(wanted)} sessions")


def main(hold, phonecert, *only):
    has = {tool: shutil.which(tool) is not None for tool in TOOLS}
    for tool in TOOLS:
        if not has[tool]:
            print(f"hands: {tool} is not installed: what it would do is left out")
    if not has["editcap"]:
        return 77
    every = sorted(n for n in os.listdir("captures") if n.endswith((".pcap", ".pcapng")))
    stride = 1 if "PHONECERT_SLOW" in os.environ else STRIDE
    samples = only or every[::stride]
    with tempfile.TemporaryDirectory() as folder:
        faults = list(rings(phonecert, folder, only or every))
    print("".join(f"{fault}\n" for fault in faults), end="")
    with tempfile.TemporaryDirectory() as folder:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            lines = [line for found in pool.map(lambda s: alter(s, folder, has), samples)
                     for line in found]
        path = os.path.join(folder, "list")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        status = subprocess.run([hold, "--tap", path], check=False).returncode
    return 1 if faults else status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
