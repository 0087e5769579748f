# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint: no path of somebody's machine in what the project says or does."""

import re

import source

# Written so that this file does not complain of itself.
_MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:wor[k]|hom[e]/[a-z]+|User[s]/[a-z]+|tm[p]/(?:w|brief))/")
_BINARY = (".pcap", ".pcapng", ".gz", ".zst", ".lz4", ".png", ".der", ".p7b", ".tlv", ".ico")


def complaints(root):
    for name in source.files(root):
        if name.endswith(_BINARY) or name == "LICENSE":
            continue
        for number, line in enumerate(source.read(root, name).split("\n"), 1):
            match = _MACHINE_PATH.search(line)
            if match:
                yield (f"{name}:{number}: machine-path: the project runs on other machines, too "
                       f"({match.group(0)})")
