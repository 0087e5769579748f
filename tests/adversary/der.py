# SPDX-License-Identifier: GPL-2.0-or-later
"""DER by hand: certificates with keys and names that no library would make, and parts of a PKCS#12.
Signatures are random: nothing here is meant to verify."""

import base64
import random

SHA256_RSA = "1.2.840.113549.1.1.11"
RSA = "1.2.840.113549.1.1.1"
COMMON_NAME = "2.5.4.3"
DATA, ENCRYPTED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
PBES2, PBKDF2 = "1.2.840.113549.1.5.13", "1.2.840.113549.1.5.12"
HMAC_SHA256, AES256 = "1.2.840.113549.2.9", "2.16.840.1.101.3.4.1.42"
SHA256 = "2.16.840.1.101.3.4.2.1"
NULL = b"\x05\x00"


def element(tag, content):
    length = len(content)
    if length < 128:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def sequence(*parts):
    return element(0x30, b"".join(parts))


def integer(value):
    return element(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(content):
    return element(4, content)


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    content = bytes((40 * first + second,))
    for number in rest:
        groups = [number & 0x7f]
        while number > 0x7f:
            number >>= 7
            groups.insert(0, 0x80 | number & 0x7f)
        content += bytes(groups)
    return element(6, content)


def name(common_name):
    attribute = sequence(oid(COMMON_NAME), element(12, common_name.encode()))
    return sequence(element(0x31, attribute))


def odd(bits):
    """A random odd number of exactly this many bits."""
    return random.getrandbits(bits) | 1 | 3 << (bits - 2)


def certificate(subject, issuer, bits=2048, exponent=65537):
    algorithm = sequence(oid(SHA256_RSA), NULL)
    key = sequence(sequence(oid(RSA), NULL),
                   element(3, b"\0" + sequence(integer(odd(bits)), integer(exponent))))
    validity = sequence(element(23, b"200101000000Z"), element(23, b"400101000000Z"))
    version = element(0xa0, integer(2))
    ca = element(0xa3, sequence(sequence(oid("2.5.29.19"), octets(sequence(b"\x01\x01\xff")))))
    to_sign = sequence(version, integer(odd(63)), algorithm, name(issuer), validity, name(subject),
                       key, ca)
    signature = b"\0\x01" + random.randbytes(bits // 8 - 1)
    return sequence(to_sign, algorithm, element(3, signature))


def pem(kind, content):
    marker = kind.encode() + b"-----\n"
    return b"-----BEGIN " + marker + base64.encodebytes(content) + b"-----END " + marker


def crl(issuer, n_revoked, number=0):
    """A list of so many serial numbers; `number` makes it another one."""
    algorithm = sequence(oid(SHA256_RSA), NULL)
    moment = element(23, b"260101000000Z")
    revoked = sequence(*(sequence(element(2, b"\x40" + serial.to_bytes(7, "big")), moment) for serial in range(n_revoked)))
    crl_number = element(0xa0, sequence(sequence(oid("2.5.29.20"), octets(integer(number)))))
    to_sign = sequence(integer(1), algorithm, name(issuer), moment, element(23, b"400101000000Z"),
                       revoked if n_revoked > 0 else b"", crl_number)
    return sequence(to_sign, algorithm, element(3, b"\0\x01" + random.randbytes(255)))


def pkcs12(n_parts, iterations):
    """Parts that each ask for a derivation of their own, and open to nothing."""
    derivation = sequence(oid(PBKDF2), sequence(octets(b"saltsalt"), integer(iterations),
                                                sequence(oid(HMAC_SHA256), NULL)))
    scheme = sequence(oid(PBES2), sequence(derivation, sequence(oid(AES256), octets(bytes(16)))))
    content = sequence(oid(DATA), scheme, element(0x80, bytes(48)))
    part = sequence(oid(ENCRYPTED_DATA), element(0xa0, sequence(integer(0), content)))
    safe = sequence(oid(DATA), element(0xa0, octets(sequence(*[part] * n_parts))))
    mac = sequence(sequence(sequence(oid(SHA256), NULL), octets(bytes(32))), octets(b"saltsalt"),
                   integer(1))
    return sequence(integer(3), safe, mac)
