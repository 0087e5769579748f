# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns a C file of this project into its mutants: every change of one place that a tired hand could have made.

The reader of C here is a lexer with a sense of where it stands (a function's body, a table's rows, an enum); the code's
style (docs/style.md) keeps that enough. What it takes for a mutant and is none does not compile, and is not counted."""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<directive>^[ \t]*#(?:\\\n|[^\n])*)"
    r"|(?P<string>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')"
    r"|(?P<number>0[xX][0-9a-fA-F]+[uUlL]*|\d[\d.]*[uUlL]*)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<mark><<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\S)", re.M | re.S)
SWAPS = {
    "<": ("<=", "boundary"), "<=": ("<", "boundary"), ">": (">=", "boundary"), ">=": (">", "boundary"),
    "==": ("!=", "equality"), "!=": ("==", "equality"), "&&": ("||", "and-or"), "||": ("&&", "and-or"),
}
NO_STATEMENT = {"return", "if", "for", "while", "do", "switch", "case", "default", "goto", "else", "static", "const",
                "struct", "enum", "union", "unsigned", "typedef", "sizeof", "g_autoptr", "g_autofree", "g_auto",
                "g_assert", "static_assert", "extern", "volatile"}
GOES_ON = {"(", "=", "+=", "-=", "*=", "|=", "&=", "->", ".", "[", "++", "--"}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Mutant:
    """`start` to `end` of the file becomes `after`; `place` is the function or table it stands in."""
    file: str
    line: int
    start: int
    end: int
    kind: str
    before: str
    after: str
    place: str

    def key(self):
        """What names this mutant in the list of equivalents: no line numbers, for they move."""
        squeezed = (" ".join(text.split()) for text in (self.before, self.after))
        return f"{self.file}: {self.place}: {' => '.join(squeezed)}"


def tokens_of(text):
    """Without comments; a directive is one token."""
    found, line, at = [], 1, 0
    for match in TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        if match.lastgroup != "comment":
            found.append(Token(match.lastgroup, match.group(), match.start(), match.end(), line))
    return found


def enums_of(texts):
    """Every enumerator's next one in its enum, for the enums that these texts declare."""
    following = {}
    for text in texts:
        for body in re.findall(r"\benum\b[^;{}()]*\{([^{}]*)\}", re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)):
            names = re.findall(r"(?:^|,)\s*([A-Z]\w+)", body)
            if len(names) > 1 and "=" not in body:
                following.update(zip(names, names[1:] + names[:1]))
    return following


class Places:
    """For every token what it stands in: ("body", function, gives_bool), ("table", name), ("enum", name) or None."""

    def __init__(self, tokens):
        self.closing, self.opening = {}, {}
        self.of = [None] * len(tokens)
        opened, here, since = [], None, 0
        for i, token in enumerate(tokens):
            if token.text in "([{" and token.kind == "mark":
                if token.text == "{" and here is None:
                    here = self.kind_of(tokens[since:i])
                    opened.append((i, True))
                else:
                    opened.append((i, False))
            self.of[i] = here
            if token.text in ")]}" and token.kind == "mark" and opened:
                start, is_outer = opened.pop()
                self.closing[start], self.opening[i] = i, start
                if is_outer:
                    here, since = None, i + 1
            elif token.text == ";" and here is None:
                since = i + 1

    @staticmethod
    def kind_of(head):
        names = [token.text for token in head if token.kind == "name"]
        marks = [token.text for token in head]
        if not marks:
            return ("other", "", False)
        if marks[-1] == "=":
            stop = marks.index("[") if "[" in marks else marks.index("=")
            return ("table", next((text for text in reversed(marks[:stop]) if re.match(r"\w", text)), ""), False)
        if "enum" in names and ")" not in marks:
            return ("enum", "enum", False)
        if marks[-1] == ")" and "(" in marks:
            first = marks.index("(")
            return ("body", marks[first - 1], marks[:first].count("*") == 0 and "bool" in marks[:first])
        return ("other", "", False)


def plus_one(number):
    """The number one larger, in its own notation; None of what is no whole number."""
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", number)
    if match is None:
        return None
    value = int(match.group(1), 0 if match.group(1)[1:2] in ("x", "X") else 10) + 1
    return (hex(value) if "x" in match.group(1).lower() else str(value)) + match.group(2)


class Reader:
    def __init__(self, file, text, enums):
        self.file, self.text, self.enums = file, text, enums
        self.tokens = tokens_of(text)
        self.places = Places(self.tokens)
        self.found = []

    def add(self, first, last, kind, after):
        """Tokens `first` to `last`, both of them included, become `after`."""
        start, end = self.tokens[first].start, self.tokens[last].end
        place = self.places.of[first]
        self.found.append(Mutant(self.file, self.tokens[first].line, start, end, kind, self.text[start:end], after,
                                 place[1] if place else ""))

    def is_operand(self, i):
        token = self.tokens[i]
        return (token.kind in ("name", "number", "string") and token.text not in NO_STATEMENT) or token.text in (")", "]")

    def read(self):
        for i, token in enumerate(self.tokens):
            place = self.places.of[i]
            if token.kind == "directive":
                self.define(i)
            elif place is not None and place[0] in ("body", "table", "enum"):
                self.token(i, token)
                if place[0] == "body":
                    self.statement(i, token, place[2])
        return self.found

    def define(self, i):
        token = self.tokens[i]
        match = re.fullmatch(r"#define (\w+) (\d\w*)\s*", token.text)
        if match is not None and plus_one(match.group(2)) is not None:
            start = token.start + match.start(2)
            self.found.append(Mutant(self.file, token.line, start, start + len(match.group(2)), "constant",
                                     match.group(2), plus_one(match.group(2)), match.group(1)))

    def token(self, i, token):
        before = self.tokens[i - 1].text if i > 0 else ""
        if token.kind == "number":
            if plus_one(token.text) is not None:
                self.add(i, i, "constant", plus_one(token.text))
        elif token.kind == "name":
            if token.text in ("true", "false"):
                self.add(i, i, "result" if before == "return" else "value",
                         "false" if token.text == "true" else "true")
            elif token.text in self.enums and before != "case" and self.places.of[i][0] != "enum":
                self.add(i, i, "enumerator", self.enums[token.text])
        elif token.text in SWAPS:
            self.add(i, i, SWAPS[token.text][1], SWAPS[token.text][0])
        elif token.text in ("+", "-") and i > 0 and self.is_operand(i - 1):
            self.add(i, i, "plus-minus", "-" if token.text == "+" else "+")
        elif token.text == "!":
            self.add(i, i, "dropped-not", "")

    def statement(self, i, token, gives_bool):
        if token.text == "if" and self.tokens[i + 1].text == "(" and i + 1 in self.places.closing:
            last = self.places.closing[i + 1]
            inner = self.text[self.tokens[i + 1].end:self.tokens[last].start]
            self.add(i + 1, last, "negation", f"(!({inner}))")
        if self.begins(i):
            last = self.end_of(i)
            if last is None:
                return
            if token.text == "return":
                inner = self.text[self.tokens[i].end:self.tokens[last].start].strip()
                if gives_bool and inner and inner not in ("true", "false"):
                    self.add(i, last, "result", f"return !({inner});")
            elif token.text in ("break", "continue") or self.is_statement(i):
                self.add(i, last, "dropped-statement", ";")

    def begins(self, i):
        """Whether a statement begins here."""
        before = self.tokens[i - 1]
        return before.text in (";", "{", "}", "else", ":") or (before.text == ")" and self.is_head(i - 1))

    def is_head(self, close):
        """Whether this is the end of the head of an if, a for or a while."""
        start = self.places.opening.get(close, 0)
        return start > 0 and self.tokens[start - 1].text in ("if", "for", "while")

    def end_of(self, i):
        while i < len(self.tokens):
            if self.tokens[i].text in "([" and i in self.places.closing:
                i = self.places.closing[i]
            if self.tokens[i].text == "{":
                return None
            if self.tokens[i].text == ";":
                return i
            i += 1
        return None

    def is_statement(self, i):
        token, following = self.tokens[i], self.tokens[i + 1]
        if token.text == "(":  # (void)f(...)
            return following.text == "void"
        if token.text in ("++", "--", "*"):
            return token.text != "*" or self.tokens[i - 1].text in (";", "{", "}")
        return token.kind == "name" and token.text not in NO_STATEMENT and following.text in GOES_ON


def mutants_of(file, text, enums):
    """Every mutant of this file, in the order of its bytes."""
    return sorted(Reader(file, text, enums).read(), key=lambda mutant: (mutant.start, mutant.end, mutant.kind))


def apply(text, mutant):
    return text[:mutant.start] + mutant.after + text[mutant.end:]
