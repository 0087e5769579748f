# SPDX-License-Identifier: GPL-2.0-or-later
"""What the golden tests in Python share: a text that came is compared with the one that is kept, or kept instead."""

import difflib
import os


def differs(path, came, update, title, most=60):
    """Whether `came` is not what is kept at `path`, which is shown; with `update` it is kept."""
    if update:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(came)
        return False
    with open(path, encoding="utf-8", newline="") as file:
        expected = file.read()
    if came != expected:
        print(title)
        lines = difflib.unified_diff(expected.splitlines(), came.splitlines(), "expected", "came", lineterm="", n=1)
        print("\n".join(list(lines)[:most]))
    return came != expected
