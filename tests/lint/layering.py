# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint: who may include, call and touch what. One table of rules, one of floors; every complaint is
file:line, the rule's name and its sentence."""

import re
from dataclasses import dataclass, field

import source

# The rooms from the ground up. A room may include and call itself and those below it.
ROOMS = ["core/field/", "core/bytes/", "core/wire/", "core/certificate/", "core/packet/", "core/wiretap/",
         "core/files/", "core/trust/", "core/talk/", "core/handshake/", "core/tls/", "core/log/", "core/eap/",
         "core/judge/", "core/diagnosis/", "core/observe/",
         "analyzer/read/", "analyzer/report/", "analyzer/command/", "analyzer/main.c", "plugin/"]
WAYS_OUT = ("either what is needed moves down to a room that both may use, or it is handed in from above "
            "(a value, a callback)")

STANDARD_HEADERS = {"assert", "ctype", "errno", "inttypes", "limits", "math", "stdarg", "stdbool",
                    "stddef", "stdint", "stdlib", "string", "time"}

OURS = ("core/", "analyzer/", "plugin/")
PARSERS = ("core/", "analyzer/read/", "plugin/")


@dataclass
class Rule:
    """Where `pattern` may not stand: under `only`, except under `but`."""
    name: str
    pattern: str
    sentence: str
    only: tuple = ("",)
    but: tuple = field(default_factory=tuple)
    includes: bool = False  # the pattern is for the included name, not for the code


RULES = [
    Rule("openssl", r"openssl/.*|core/certificate/openssl_auto\.h",
         "OpenSSL is used in core/, the capture generator and tests only",
         but=("core/", "captures/make/", "tests/"), includes=True),
    Rule("openssl", r"\b(?:X509|EVP|BIO|SSL|ASN1|PEM|d2i|i2d)_\w+\s*\(",
         "OpenSSL is used in core/, the capture generator and tests only",
         but=("core/", "captures/make/", "tests/")),
    Rule("wiretap", r"wiretap/.*", "libwiretap is used in core/wiretap/, plugin/secrets and analyzer/read/capture_wiretap only",
         but=("core/wiretap/", "plugin/secrets.", "analyzer/read/capture_wiretap."), includes=True),
    Rule("wsutil", r"wsutil/.*|wireshark\.h|ws_version\.h",
         "Wireshark's utilities are for plugin/ and analyzer/read/capture_wiretap only",
         but=("plugin/", "analyzer/read/capture_wiretap.", "tests/bench/empty_postdissector."),
         includes=True),
    Rule("epan", r"epan/.*", "epan is used in plugin/ only",
         but=("plugin/", "tests/bench/empty_postdissector."), includes=True),
    Rule("doors", r"plugin/.*", "only the plugin includes the plugin",
         but=("plugin/",), includes=True),
    Rule("doors", r"analyzer/.*", "core, plugin and generator know nothing of the analyzer",
         but=("analyzer/", "tests/"), includes=True),
    Rule("generator", r"core/.*", "the generator shares no code with what reads its captures",
         only=("captures/make/",), includes=True),
    Rule("generator", r"captures/.*", "only tests and the generator include the generator",
         but=("captures/make/", "tests/"), includes=True),
    Rule("core-includes", r"(?!core/|glib\.h|openssl/|(?:" + "|".join(sorted(STANDARD_HEADERS)) +
         r")\.h$).*", "core/ includes core/, GLib, OpenSSL and the plain C headers, nothing else",
         only=("core/",), but=("core/observe/inflate.", "core/observe/certificate_compression.",
                               "core/wiretap/"),
         includes=True),
    Rule("stdout", r"\b(?:printf|vprintf|puts|putchar|g_print|g_vprintf|g_printf)\s*\(|\bstdout\b"
         r"|\bSTDOUT_FILENO\b", "standard output belongs to the reports, the commands and main",
         but=("analyzer/report/", "analyzer/command/", "analyzer/main.c", "captures/make/main.c",
              "examples/", "tests/")),
    Rule("stderr", r"\b(?:g_printerr|g_warning|g_message|g_critical|g_log|perror)\s*\(|\bstderr\b",
         "what reads bytes says what happened in a value; only commands and main speak",
         only=("core/", "analyzer/read/")),
    Rule("clock", r"(?<![\w.>])(?:time|clock_gettime|gettimeofday|g_get_real_time"
         r"|g_get_monotonic_time|g_date_time_new_now(?:_utc|_local)?)\s*\(",
         "the clock is read in main and the commands (and by the plugin's preference) only; time is an argument", only=OURS,
         but=("analyzer/main.c", "analyzer/command/", "plugin/preferences.")),
    Rule("locale", r"\b(?:setlocale|strcoll|localtime|localtime_r|g_ascii_strtod_l)\s*\(",
         "core/ has no locale and no time zone", only=("core/",)),
    Rule("files", r"(?<![\w.>])(?:fopen|open|read|write|g_file_\w+|g_fopen|g_dir_open|BIO_new_file"
         r"|X509_STORE_load_\w+)\s*\(", "core/ opens no files; what it judges arrives as bytes",
         only=("core/",)),
    Rule("memcpy", r"\b(?:memcpy|memmove|g_memmove|alloca|g_alloca)\s*\(",
         "bytes are copied by PcBytes helpers or GBytes, where the length is checked",
         only=OURS, but=("core/bytes/bytes.",)),
    # An element of a GLib container, and the a and b of a comparison, come as untyped pointers.
    Rule("cast", r"\(\s*(?:const\s+)?(?:struct\s+\w+|Pc[A-Z]\w*|u?int(?:16|32|64)_t|guint(?:16|32|64))"
         r"\s*\*\s*\)\s*(?!g_|[ab]\b)\w", "bytes are never cast to a structure or a wider integer; read them "
         "with PcBytes", only=PARSERS, but=("core/bytes/bytes.",)),
    Rule("pointer", r"(?:\.|->)data\s*\+(?!\+)", "pointer arithmetic on bytes stays in core/bytes",
         only=PARSERS, but=("core/bytes/bytes.",)),
    Rule("unbounded", r"\b(?:strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol)\s*\(",
         "a function that does not know how long its input or output is", only=OURS),
    Rule("keyed", r"\bg_(?:str|bytes|int|int64|double)_hash\b",
         "keys that come from input can be made to collide under GLib's hashes; core/bytes/keyed_hash.h has "
         "keyed ones", only=OURS),
    Rule("keyed", r"\bg_string_chunk_insert_const\b",
         "a GStringChunk hashes what it keeps without a key; core/bytes/texts.h has one", only=OURS),
    Rule("jump", r"\b(?:setjmp|longjmp|sigsetjmp|siglongjmp)\s*\(",
         "no jump over the cleanups", only=("core/", "analyzer/", "captures/", "tests/")),
]

_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"\n]+)[>\"]", re.MULTILINE)


def _applies(rule, name):
    return name.startswith(rule.only) and not (rule.but and name.startswith(rule.but))


def room_of(name):
    """The room that a file stands in (an entry of ROOMS), or None."""
    return max((room for room in ROOMS if name.startswith(room)), key=len, default=None)


def runs_up(here, there):
    """Whether `there` is a room above `here`. The doors, analyzer/ and plugin/, are above all of core/;
    that they never meet is a rule of its own."""
    return ROOMS.index(there) > ROOMS.index(here) and not (there == "plugin/" and here.startswith("analyzer/"))


def _include_complaints(name, text, known):
    for match in _INCLUDE.finditer(text):
        line, quote, target = source.line_of(text, match.start()), match.group(1), match.group(2)
        for rule in RULES:
            if rule.includes and _applies(rule, name) and re.fullmatch(rule.pattern, target):
                yield line, rule.name, f"{rule.sentence} (includes {target})"
        if quote == '"' and target not in known:
            yield line, "from-root", f"our own headers are included from the root ({target})"
        here, there = room_of(name), room_of(target)
        if here and there and runs_up(here, there):
            yield line, "floors", (f"a room knows none above it: {here} includes {target}; {WAYS_OUT}")


def _code_complaints(name, text):
    code = source.code(text)
    for rule in RULES:
        if not rule.includes and _applies(rule, name):
            for match in re.finditer(rule.pattern, code):
                found = " ".join(match.group(0).split())
                yield source.line_of(code, match.start()), rule.name, f"{rule.sentence} ({found})"


_NO_VARIABLE = re.compile(r"(?:typedef|struct|enum|union|extern|_Static_assert|G_\w+)\b")


def _global_complaints(name, text):
    """core/ has no variables at file scope but constant ones."""
    if not name.startswith("core/"):
        return
    try:
        _, statements = source.outline(text)
    except source.Unbalanced:
        return  # the shape lint says so
    for statement in statements:
        head = re.split(r"[={]", statement.text)[0]
        is_table = re.match(r"(?:static\s+)?(?:struct|enum|union)\s+\w+\s+\w", head) is not None
        if not head or "(" in head or (_NO_VARIABLE.match(head) and not is_table):
            continue
        pointer_tail = head.rsplit("*", 1)[-1] if "*" in head else head
        if not re.search(r"\bconst\b", pointer_tail):
            yield statement.line, "globals", f"core/ has constant tables only ({head.strip()})"


_TABLE = re.compile(r"\b(?:g_hash_table_new(?:_full)?|pc_recall_new_by)\s*\(\s*(\w+)")
_FREE_HASHES = ("NULL", "g_direct_hash", "GHashFunc", "hash")  # addresses of ours; what is handed in


def _table_complaints(name, text):
    """A table's hash is a keyed one, or a function of the file that uses one."""
    code = source.code(text)
    for match in _TABLE.finditer(code) if name.startswith(OURS) else ():
        function = match.group(1)
        body = re.search(r"\b" + function + r"\(gconstpointer \w+\)\s*\{(.*?)\n\}", code, re.DOTALL)
        if function not in _FREE_HASHES and not function.startswith("pc_hash_") and not (
                body and "pc_hash_" in body.group(1)):
            yield source.line_of(code, match.start()), "keyed", (
                f"a table's hash is a keyed one, or uses one ({function}); core/bytes/keyed_hash.h has them")


def _room_complaints(name):
    """A file of core/ outside the rooms would be under no rule."""
    if name.startswith("core/") and name != "core/CMakeLists.txt" and not room_of(name):
        yield 1, "room", "core/ has rooms only; the table ROOMS in tests/lint/layering.py names them"


def complaints(root):
    names = source.files(root)
    known = set(names)
    for name in [name for name in names if name.endswith((".c", ".h"))]:
        text = source.read(root, name)
        lines = text.split("\n")
        for part in (_room_complaints(name), _include_complaints(name, text, known),
                     _code_complaints(name, text), _global_complaints(name, text),
                     _table_complaints(name, text)):
            for line, rule, sentence in part:
                if not source.allowed(lines, line, rule):
                    yield f"{name}:{line}: {rule}: {sentence}"
