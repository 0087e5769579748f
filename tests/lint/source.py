#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the tree for the lints: which files are ours, C text without comments and strings, and the
functions and file-scope statements in it. It knows C's shape, not its meaning.
As a program, source.py all|c|shell ROOT prints the names of all files, the C files or the shell scripts."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass

SKIPPED_FOLDERS = {".git", "__pycache__"}


def files(root):
    """The project's files, relative to root: what git tracks, or everything outside build folders
    where there is no git (a release archive, a copy in a chroot)."""
    if os.path.exists(os.path.join(root, ".git")):
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z"],
            capture_output=True, check=True).stdout
        names = [name for name in os.fsdecode(listing).split("\0") if name]
        return [name for name in names if os.path.isfile(os.path.join(root, name))]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("build")]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(found)


def c_files(root):
    return [name for name in files(root) if name.endswith((".c", ".h"))]


def shell_files(root):
    """Shell scripts, told by their first line or, where they are sourced, by their name."""
    scripts = []
    for name in files(root):
        with open(os.path.join(root, name), "rb") as file:
            if name.endswith(".sh") or re.match(rb"#!.*[/ ](?:ba|da)?sh\s", file.read(64)):
                scripts.append(name)
    return scripts


def read(root, name):
    with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
        return file.read()


_NOT_CODE = re.compile(
    r"//(?:\\\n|[^\n])*"                # a line comment, continued by a backslash or not
    r"|/\*.*?(?:\*/|\Z)"                # a block comment
    r'|"(?:\\.|[^"\\\n])*"'             # a string
    r"|'(?:\\.|[^'\\\n])*'",            # a character
    re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)


def _blank(match):
    """Same length, same lines, nothing to see; a string keeps its quotes."""
    text = match.group(0)
    hidden = re.sub(r"[^\n]", " ", text)
    return text[0] + hidden[1:-1] + text[-1] if text[0] in "\"'" and len(text) > 1 else hidden


def code(text):
    """C without comments, and with empty strings; lines and columns stay."""
    return _NOT_CODE.sub(_blank, text)


def code_without_directives(text):
    return _DIRECTIVE.sub(_blank, code(text))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


@dataclass
class Function:
    name: str
    parameters: str
    line: int        # of the name
    last_line: int   # of the closing brace
    body: str

    @property
    def n_lines(self):
        return self.last_line - self.line + 1


@dataclass
class Statement:
    """Something at file scope that is no function: it ends in a semicolon."""
    text: str
    line: int


class Unbalanced(Exception):
    """Braces do not pair up, so nothing can be counted."""


_ATTRIBUTE = re.compile(r"(?:__attribute__|G_GNUC_\w+)\s*$")


def _group_before(text, end):
    """The parenthesised group that ends just before `end`: (open, close), or None."""
    close = len(text[:end].rstrip()) - 1
    if close < 0 or text[close] != ")":
        return None
    depth = 0
    for at in range(close, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return at, close
    return None


def _signature(text, brace):
    """(name offset, name, parameters) where the brace at `brace` opens a function's body."""
    group = _group_before(text, brace)
    while group and _ATTRIBUTE.search(text[:group[0]]):
        group = _group_before(text, _ATTRIBUTE.search(text[:group[0]]).start())
    if not group:
        return None
    name = re.search(r"(\w+)\s*$", text[:group[0]])
    if not name:
        return None
    return name.start(1), name.group(1), text[group[0] + 1:group[1]]


def outline(text):
    """The functions and the file-scope statements of a C file. Raises Unbalanced."""
    bare = code_without_directives(text)
    functions, statements = [], []
    depth, start, opened, signature = 0, 0, 0, None
    for match in re.finditer(r"[{};]", bare):
        at, mark = match.start(), match.group(0)
        if mark == "{":
            if depth == 0:
                opened, signature = at, _signature(bare[start:at] + "{", at - start)
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth < 0:
                raise Unbalanced(f"line {line_of(bare, at)}: a brace closes what none opened")
            if depth == 0 and signature:
                offset, name, parameters = signature
                functions.append(Function(name, parameters, line_of(bare, start + offset),
                                          line_of(bare, at), bare[opened:at + 1]))
                start, signature = at + 1, None
        elif depth == 0:
            piece = bare[start:at]
            lead = len(piece) - len(piece.lstrip())
            statements.append(Statement(piece.strip(), line_of(bare, start + lead)))
            start, signature = at + 1, None
    if depth != 0:
        raise Unbalanced("a brace is opened and never closed")
    return functions, statements


def split_parameters(parameters):
    """The parameters one by one; a function pointer's own parameters stay together."""
    pieces, depth, piece = [], 0, ""
    for mark in parameters + ",":
        depth += (mark in "([") - (mark in ")]")
        if mark == "," and depth == 0:
            pieces.append(" ".join(piece.split()))
            piece = ""
        else:
            piece += mark
    return [piece for piece in pieces if piece not in ("", "void")]


_CONTROL = re.compile(r"(?:\b(?:else|do)|\b(?:if|for|while|switch)\s*\(.*\))\s*$", re.DOTALL)


def nesting(body):
    """How deep control blocks stand in each other; a function's own braces and initialisers are 0."""
    kinds, deepest, since = [], 0, 0
    for match in re.finditer(r"[{};]", body):
        at, mark = match.start(), match.group(0)
        if mark == "{":
            kinds.append(bool(_CONTROL.search(body[since:at])))
            deepest = max(deepest, sum(kinds))
            since = at + 1
        elif mark == "}" and kinds:
            kinds.pop()
            since = at + 1
        elif mark == ";" and body[since:at].count("(") == body[since:at].count(")"):
            since = at + 1
    return deepest


_ALLOW = re.compile(r"//\s*lint-allow ([a-z-]+): \S")


def allowed(lines, line, rule):
    """A line is excused by `// lint-allow RULE: why` on itself or on the line above."""
    for number in (line, line - 1):
        if 1 <= number <= len(lines):
            match = _ALLOW.search(lines[number - 1])
            if match and match.group(1) == rule:
                return True
    return False


if __name__ == "__main__":
    print("\n".join({"all": files, "c": c_files, "shell": shell_files}[sys.argv[1]](sys.argv[2])))
