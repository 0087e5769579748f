# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS 1.3 up to both certificates, under secrets that a key log tells (RFC 8446, 7), with AES-128-GCM
of the OpenSSL that the program itself uses; and the certificates compressed (RFC 8879)."""

import ctypes
import ctypes.util
import hashlib
import hmac
import struct
import zlib

import wire

ZLIB, BROTLI, ZSTD = 1, 2, 3
SECRET = bytes(range(32))  # of each side and each connection
GET_TAG = 0x10  # EVP_CTRL_AEAD_GET_TAG

crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
for function in ("EVP_CIPHER_CTX_new", "EVP_aes_128_gcm"):
    getattr(crypto, function).restype = ctypes.c_void_p


def expand(label, length):
    name = b"tls13 " + label
    info = struct.pack(">HB", length, len(name)) + name + b"\0\1"
    return hmac.new(SECRET, info, hashlib.sha256).digest()[:length]


KEY, IV = expand(b"key", 16), int.from_bytes(expand(b"iv", 12), "big")


def seal(sequence, content):
    """A record of handshake messages, as it is sent."""
    inner = content + b"\x16"
    head = struct.pack(">BHH", 23, 0x303, len(inner) + 16)
    out, tag, length = ctypes.create_string_buffer(len(inner)), ctypes.create_string_buffer(16), ctypes.c_int()
    context = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    cipher = ctypes.c_void_p(crypto.EVP_aes_128_gcm())
    crypto.EVP_EncryptInit_ex(context, cipher, None, KEY, (IV ^ sequence).to_bytes(12, "big"))
    crypto.EVP_EncryptUpdate(context, None, ctypes.byref(length), head, len(head))
    crypto.EVP_EncryptUpdate(context, out, ctypes.byref(length), inner, len(inner))
    crypto.EVP_EncryptFinal_ex(context, tag, ctypes.byref(length))
    crypto.EVP_CIPHER_CTX_ctrl(context, GET_TAG, 16, tag)
    crypto.EVP_CIPHER_CTX_free(context)
    return head + out.raw + tag.raw


def sealed(content):
    return b"".join(seal(n, content[at:at + 16000]) for n, at in enumerate(range(0, len(content), 16000)))


def compressed(algorithm, announced, packed):
    return wire.message(25, struct.pack(">H", algorithm) + struct.pack(">I", announced)[1:]
                        + struct.pack(">I", len(packed))[1:] + packed)


def as_sent(certificate_message):
    """What a friendly peer makes of a Certificate message (RFC 8446, 4.4.2)."""
    return compressed(ZLIB, len(certificate_message), zlib.compress(certificate_message))


def certificate(der):
    entry = struct.pack(">I", len(der))[1:] + der + b"\0\0"
    return b"\0" + struct.pack(">I", len(entry))[1:] + entry


def handshake(capture, keys, number, messages):
    """Both sides send these; the key log gets the secrets of both."""
    random_value = number.to_bytes(32, "big")
    for name in (b"CLIENT_HANDSHAKE_TRAFFIC_SECRET", b"SERVER_HANDSHAKE_TRAFFIC_SECRET"):
        keys.write(name + b" " + random_value.hex().encode() + b" " + SECRET.hex().encode() + b"\n")
    talk = wire.Connection(capture, number, 5061)
    versions = b"\0\x2b\0\3\2\3\4"
    talk.send(0, wire.record(22, wire.message(1, b"\3\3" + random_value + b"\0\0\2\x13\1\1\0\0\7" + versions)))
    versions = b"\0\x2b\0\2\3\4"
    talk.send(1, wire.record(22, wire.message(2, b"\3\3" + random_value[::-1] + b"\0\x13\1\0\0\6" + versions)))
    request = wire.message(13, b"\0\0\x08\0\x0d\0\4\0\2\4\3")
    talk.send(1, sealed(wire.message(8, b"\0\0") + request + messages))
    talk.send(0, sealed(messages))
    talk.send(1, b"", flags=wire.FIN_ACK)
