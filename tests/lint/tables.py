# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint: what is known of the field stands once, in core/field/. A second list of ports, a store's or a
service's name written out, a second rule for the names of phones and CAPFs: each is a complaint. The
numbers and names are read from the tables themselves."""

import re

import source

TABLES = "core/field/"
OURS = ("core/", "analyzer/", "plugin/")

_NUMBER = re.compile(r"(?<![\w.])(\d+)(?![\w.])")
_STRING = re.compile(r'"((?:\\.|[^"\\\n])*)"')
# Small enough to be anything else.
_COMMON = {"443", "2000"}


def _ports(root):
    try:
        text = source.read(root, TABLES + "services.c") + source.read(root, TABLES + "services.h")
    except OSError:
        return set()
    rows = re.findall(r"\{\s*[A-Z|\s]+,\s*(\d+)\s*,", text) + re.findall(r"PC_PORT_\w+ = (\d{4,})", text)
    return set(rows) - _COMMON


def _names(root):
    """Literal -> the sentence about it."""
    names = {"SEP": "PC_SEP and pc_device_is_sep tell a phone's name (core/field/devices.h)",
             "CAPF-": "pc_issuer_is_capf_name tells a CAPF's name (core/field/cas.h)"}
    for file, pattern, sentence in (
            ("services.h", r'#define PC_STORE_\w+ "([^"]+)"',
             "a store is named by its macro (core/field/services.h)"),
            ("services.c", r'\[PC_SERVICE_\w+\]\s*=\s*\{"([^"]+)"',
             "a service is named by its row (core/field/services.h)"),
            ("cas.h", r'#define PC_CA_\w+ "([^"]+)"', "a CA is named by its macro (core/field/cas.h)"),
            ("cas.c", r'^    \{"([^"]+)"', "a CA is named by its macro or row (core/field/cas.h)")):
        try:
            text = source.read(root, TABLES + file)
        except OSError:
            continue
        names.update({name: sentence for name in re.findall(pattern, text, re.MULTILINE)})
    return names


# The same letters mean another thing: TLS versions and EAP methods, trust-list roles, tags, titles.
_OTHER_MEANING = {"TLS", "CAPF", "TVS", "SIP", "SCCP"}


def complaints(root):
    ports, names = _ports(root), _names(root)
    for name in source.c_files(root):
        if not name.startswith(OURS) or name.startswith(TABLES):
            continue
        text = source.read(root, name)
        lines = text.split("\n")
        code = source.code(text)
        found = [(source.line_of(code, match.start()), "port",
                  f"a port's number stands in core/field/services.c only ({match.group(1)})")
                 for match in _NUMBER.finditer(code) if match.group(1) in ports]
        for number, line in enumerate(lines, 1):
            bare = line.split("//")[0]
            found += [(number, "name", f"{names[literal]} (\"{literal}\")")
                      for literal in _STRING.findall(bare)
                      if literal in names and literal not in _OTHER_MEANING]
        for line, rule, sentence in found:
            if not source.allowed(lines, line, rule):
                yield f"{name}:{line}: {rule}: {sentence}"
