# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint: how a file opens and how large a function may grow."""

import re

import source

MAX_LINES = 60
MAX_PARAMETERS = 5
MAX_NESTING = 3
LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"


def _n_parameters(function):
    """A callback's own `void *` pointer is its caller's business and does not count."""
    parameters = source.split_parameters(function.parameters)
    return len([p for p in parameters if not re.match(r"(?:void \*|gpointer\b)", p)])


def _opening_complaints(text):
    lines = text.split("\n")
    if lines[0] != "// " + LICENCE:
        yield 1, "licence", f"the first line is `// {LICENCE}`"
    elif len(lines) < 2 or not re.match(r"// \S", lines[1]):
        yield 2, "opening", "a file opens by saying what it turns into what"


def _function_complaints(name, text):
    try:
        functions, _ = source.outline(text)
    except source.Unbalanced as error:
        yield 1, "braces", f"cannot be read: {error}"
        return
    for function in functions:
        where = function.line
        if function.n_lines > MAX_LINES:
            yield where, "length", (f"{function.name} has {function.n_lines} lines; "
                                    f"{MAX_LINES} is the most")
        # Signatures and shapes that epan prescribes are not ours to choose.
        if not name.startswith("plugin/") and _n_parameters(function) > MAX_PARAMETERS:
            yield where, "parameters", (f"{function.name} takes {_n_parameters(function)} "
                                        f"parameters; {MAX_PARAMETERS} is the most")
        depth = source.nesting(function.body)
        if depth > MAX_NESTING:
            yield where, "nesting", f"{function.name} nests {depth} deep; {MAX_NESTING} is the most"


def complaints(root):
    for name in source.c_files(root):
        text = source.read(root, name)
        lines = text.split("\n")
        for part in (_opening_complaints(text), _function_complaints(name, text)):
            for line, rule, sentence in part:
                if not source.allowed(lines, line, rule):
                    yield f"{name}:{line}: {rule}: {sentence}"
    for name in source.files(root):
        if name == "dev" or name.endswith((".py", ".sh", ".cmake", "CMakeLists.txt")):
            head = source.read(root, name).split("\n")[:2]
            if not any(LICENCE in line for line in head):
                yield f"{name}:1: licence: `{LICENCE}` stands in the first two lines"
