# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint: a bound that docs/security.md promises is the one in the code. Shares of the account are read from its own table;
of the others each row names the words of the page and the line of the code that they stand for."""

import re

import source

PAGE = "docs/security.md"
ACCOUNT = "core/bytes/account.c"

# What the page says; the file; what must stand in it.
BOUNDS = (
    ("16,384 conversations", "core/eap/radius.c", "MAX_TALKS = 16384,"),
    ("a head of 16 KiB ends the talk", "core/observe/http_talk.h", "PC_HTTP_MAX_HEAD = 16 * 1024,"),
    ("a head of 16 KiB ends the talk", "core/talk/sip.h", "PC_SIP_MAX_HEAD = 16 * 1024,"),
    ("exponents above 64 bits, RSA keys above 8,192 and DSA keys above 4,096", "core/certificate/certificate.h",
     "PC_KEY_MAX_BITS = 8192, PC_KEY_MAX_EXPONENT_BITS = 64, PC_KEY_MAX_DSA_BITS = 4096"),
    ("32 of one name are tried", "core/trust/work.h", "PC_PATH_MAX_CANDIDATES = 32 "),
    ("1,000,000 in a file", "core/certificate/certificate.h", "PC_LIST_MAX_ITERATIONS = 1000000 "),
    ("16 MiB a store; a list is hashed", "core/trust/trust.h", "PC_TRUST_MAX_CRLS = 16 * 1024 * 1024 "),
    ("the newest 64 of one issuer", "core/trust/work.h", "PC_PATH_MAX_CRLS = 64 "),
    ("128 KiB a connection and 64 bytes for each", "core/wire/tls_wire.h", "PC_HANDSHAKE_UNPACKED = 2 * 64 * 1024,"),
    ("128 KiB a connection and 64 bytes for each", "core/wire/tls_wire.h", "PC_HANDSHAKE_UNPACKED_PER_BYTE = 64,"),
    ("256 MiB for each of `--jobs`", "core/bytes/account.h", "PC_ACCOUNT_DEFAULT ((size_t)256 * 1024 * 1024)"),
    ("was done there (at most 65,536)", "core/judge/phones.c", "MAX_ADDRESSES = 65536,"),
    ("131,072 at most", "analyzer/report/estate/estate.h", "PC_ESTATE_MAX_PHONES = 128 * 1024,"),
    ("131,072 devices in a summary", "analyzer/report/estate/estate.h", "PC_ESTATE_MAX_PHONES = 128 * 1024,"),
    ("8 MiB of sessions that come before their turn", "analyzer/command/scan/jobs.c", "PIPES_BYTES = 8 * 1024 * 1024,"),
    ("of an archive four levels", "analyzer/read/members.h", "PC_ARCHIVE_MAX_DEPTH = 4,"),
    ("100,000 members", "analyzer/read/members.h", "PC_ARCHIVE_MAX_MEMBERS = 100000,"),
    ("500 bytes unpacked for each of its own", "analyzer/read/members.h", "PC_ARCHIVE_MAX_RATIO = 500,"),
    ("shares 128 MiB over all levels", "analyzer/read/codec.h", "PC_CODEC_LIMIT = 128 * 1024 * 1024 "),
    ("a certificate 64 KiB", "core/handshake/handshake.h", "PC_HANDSHAKE_MAX_CERTIFICATE = 64 * 1024,"),
    ("a handshake message\n256 KiB", "core/wire/tls_wire.h", "PC_HANDSHAKE_MAX_MESSAGE = 256 * 1024,"),
    ("32 certificates in a message", "core/handshake/handshake.h", "PC_HANDSHAKE_MAX_CERTIFICATES = 32,"),
)


def _shares(root):
    """How often each share stands in the account's table."""
    found = re.findall(r'row\(PC_HOLD_\w+,\s*"[^"]+",\s*(\d+)\)', source.read(root, ACCOUNT))
    return sorted(int(share) for share in found)


def _promised(page):
    """The same of the page; "each" stands for two rows."""
    found = []
    for share, each in re.findall(r"\| (\d+)/256( each)?", page):
        found += [int(share)] * (2 if each else 1)
    return sorted(found)


def complaints(root):
    try:
        page = source.read(root, PAGE)
        shares = _shares(root)
    except OSError:
        return
    if shares != _promised(page):
        yield f"{PAGE}:1: bounds: its shares are {_promised(page)}, those of {ACCOUNT} {shares}"
    for words, file, text in BOUNDS:
        if words not in page:
            yield f"{PAGE}:1: bounds: \"{' '.join(words.split())}\" does not stand there any more; {file} has {text.strip()}"
        try:
            has = text in source.read(root, file)
        except OSError:
            has = False
        if not has:
            yield f"{file}:1: bounds: {text.strip()} does not stand there any more; {PAGE} says \"{' '.join(words.split())}\""
