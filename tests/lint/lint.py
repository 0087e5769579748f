#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""lint.py RULES [ROOT]: checks the tree at ROOT (this one) by one set of rules: bounds, layering, shape,
words, documents or tables. Prints `file:line: rule: sentence` for each fault; exit status 1 if there is one."""

import os
import sys

import bounds
import documents
import layering
import shape
import tables
import words

RULES = {"bounds": bounds, "layering": layering, "shape": shape, "words": words, "documents": documents,
         "tables": tables}


def main(arguments):
    if not arguments or arguments[0] not in RULES:
        print(__doc__, file=sys.stderr)
        return 2
    here = os.path.dirname(os.path.abspath(__file__))
    root = arguments[1] if len(arguments) > 1 else os.path.join(here, "..", "..")
    faults = list(RULES[arguments[0]].complaints(os.path.normpath(root)))
    for fault in faults:
        print(fault)
    print(f"{arguments[0]}: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
