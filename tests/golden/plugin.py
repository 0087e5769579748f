#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""plugin.py [--update] [SAMPLE...]: what the plugin draws, word for word: every row of its own on
every frame of every sample, in one sharkd. What came is compared with expected/plugin/SAMPLE;
--update writes it anew. Its texts are held for one version of Wireshark, which formats times and addresses in them."""

import os
import sys

import kept

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "plugin"))

import wireshark  # noqa: E402

HELD_FOR, MORE_THAN_ANY = (4, 0), 1 << 24
FOLDER = os.path.join(HERE, "expected", "plugin")


def rows(nodes, depth, ours, out):
    """The labels of what is ours, and of nothing else."""
    for node in nodes:
        field = node.get("fn", "") or node.get("f", "")
        is_ours = ours or field.startswith("phonecert")
        if is_ours:
            out.append("  " * depth + node.get("l", ""))
        rows(node.get("n", []), depth + 1 if is_ours else depth, is_ours, out)


def drawn(sharkd, sample, number):
    sharkd.ask("load", file=wireshark.capture(sample))
    out = []
    # sharkd keeps what a filter let through, over another file too, unless the filter is another.
    for frame in sharkd.ask("frames", filter=f"phonecert and frame.len != {MORE_THAN_ANY + number}"):
        found = []
        rows(sharkd.ask("frame", frame=frame["num"], proto=True)["tree"], 1, False, found)
        if found:
            out += [f"frame {frame['num']}", *found]
    return "\n".join(out) + "\n"


def main(arguments):
    update = arguments[:1] == ["--update"]
    wanted = arguments[1:] if update else arguments
    wireshark.need("sharkd", "tshark")
    if wireshark.version()[:2] != HELD_FOR:
        print("skipped: the texts are held for Wireshark " + ".".join(map(str, HELD_FOR)))
        return wireshark.SKIPPED
    samples = wanted or sorted(name for name in os.listdir(wireshark.CAPTURES) if name.endswith((".pcap", ".pcapng")))
    sharkd, n_differ = wireshark.Sharkd(), 0
    for words in (*wireshark.REASSEMBLE[1::2], *wireshark.trust_option()[1::2]):
        name, _, value = words.partition(":")
        sharkd.ask("setconf", name=name, value=value)
    for number, sample in enumerate(samples):
        n_differ += kept.differs(os.path.join(FOLDER, sample), drawn(sharkd, sample, number), update, f"sample {sample}:")
    sharkd.close()
    print(f"{len(samples)} samples, {n_differ} differ")
    return 0 if samples and n_differ == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
