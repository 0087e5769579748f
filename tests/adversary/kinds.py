# SPDX-License-Identifier: GPL-2.0-or-later
"""What an adversary sends, and beside each a friendly input of about the same size that takes the
same way through the program. A kind writes either into a file; `size` says how much of it."""

import io
import pathlib
import random
import struct
import zlib

import der
import tls13
import wire

EXPONENT = 3070  # bits; OpenSSL checks by such a key of 3072 bits, which takes ten milliseconds


# ---- keys of tables: texts whose multiplicative hash is the same ------------------------------

def colliding(number, n_pairs, hostile):
    """33 * c + d stays where c grows by one and d falls by 33, and no byte is a negative one."""
    pairs = bytearray()
    for _ in range(n_pairs):
        number, digit = divmod(number, 3)
        pairs += bytes((60 + digit, 127 - 33 * digit if hostile else 100))
    return bytes(pairs)


def radius_callers(file, size, hostile):
    capture = wire.Capture(file)
    for number in range(size):
        wire.radius_request(capture, number, colliding(number, 10, hostile))


def key_log(file, size, hostile):
    for number in range(size):
        random_value = colliding(number, 16, hostile)
        file.write(b"CLIENT_RANDOM " + random_value.hex().encode() + b" " + b"ab" * 48 + b"\n")


def devices(file, size, hostile):
    """A report of as many devices, whose certificates' subjects have one multiplicative hash."""
    for number in range(size):
        subject = colliding(number, 14, hostile).decode("latin-1").replace("\\", "\\\\").replace('"', '\\"')
        name = f"SEP0A{number:010X}"
        file.write((f'{{"schema":"phonecert.session/1","file":"a.pcap","transport":"tcp","start":"2026-11-23T03:00:00Z",'
                    f'"client":{{"address":"10.{number >> 16}.{number >> 8 & 255}.{number & 255}","port":40000}},'
                    '"server":{"address":"10.0.0.1","port":5061},"service":"SIP","type":"LSC","issuer":"CAPF-1",'
                    f'"device":"{name}","device_kind":"phone","certificates":{{"client":[{{"sha256":"{number:064x}",'
                    f'"subject":"{subject}","issuer":"CN=y","serial":"{number:x}","not_before":"2026-01-01T00:00:00Z",'
                    '"not_after":"2027-01-01T00:00:00Z","key":"RSA 2048","signature":"sha256WithRSAEncryption"}]},'
                    '"outcome":"accepted","frames":{"client_hello":4,"first":4},"findings":[],"concerns_phone":true}\n'
                    ).encode("latin-1"))


# ---- pieces ---------------------------------------------------------------------------------

def pieces(port, start, line):
    """A head without end, a byte at a time; its twin ends as soon as it can, again and again."""
    def write(file, size, hostile):
        capture = wire.Capture(file)
        for number in range(8):
            talk = wire.Connection(capture, number, port)
            text = start + line * (size // len(line)) if hostile else (start + b"\r\n") * (size // len(start))
            talk.send(0, text[:size], size=1)
    return write


http_pieces = pieces(80, b"GET / HTTP/1.1\r\n", b"a:b\n")
sip_pieces = pieces(5060, b"OPTIONS sip:a SIP/2.0\r\n", b"a:b\n")
sip_line = pieces(5060, b"OPTIONS sip:", b"aaaa")


# ---- public keys ----------------------------------------------------------------------------

def slow_exponent(hostile):
    return der.odd(EXPONENT) if hostile else 65537


def chains(file, size, hostile):
    """Chains of certificates that each name themselves as issuer."""
    capture = wire.Capture(file)
    server = der.certificate("ccm", "ccm")
    for number in range(size):
        chain = [der.certificate(f"x{number}-{i}", f"x{number}-{i}", 3072, slow_exponent(hostile))
                 for i in range(16)]
        wire.handshake(capture, number, server, chain)


def candidates(file, size, hostile):
    """A trust folder's file with many CAs of one name: each may have signed each phone's LSC."""
    del hostile
    random.seed(1)
    for _ in range(size):
        file.write(der.certificate("CAPF-0992727f", "CAPF-0992727f", 2048))


def candidates_of_many_names(file, size, hostile):
    del hostile
    random.seed(1)
    for number in range(size):
        file.write(der.certificate(f"CAPF-{number:08x}", f"CAPF-{number:08x}", 2048))


def leaves(file, size, hostile):
    """Phones of that CA; their signatures fit none."""
    del hostile
    capture = wire.Capture(file)
    server = der.certificate("ccm", "ccm")
    for number in range(size):
        wire.handshake(capture, number, server, [der.certificate(f"SEP0A1B2C{number:06X}", "CAPF-0992727f")])


def large_crl(file, size, hostile):
    """A trust folder's file with those phones' CA and a long list, by it or by somebody else."""
    random.seed(1)
    file.write(der.pem("CERTIFICATE", der.certificate("CAPF-0992727f", "CAPF-0992727f", 2048)))
    file.write(der.pem("X509 CRL", der.crl("CAPF-0992727f" if hostile else "CAPF-00000000", size)))


def many_crls(file, size, hostile):
    """The same with many short ones."""
    random.seed(1)
    file.write(der.pem("CERTIFICATE", der.certificate("CAPF-0992727f", "CAPF-0992727f", 2048)))
    for number in range(size):
        file.write(der.pem("X509 CRL", der.crl("CAPF-0992727f" if hostile else f"CAPF-{number:08x}", 0, number)))


def derivations(file, size, hostile):
    file.write(der.pkcs12(size if hostile else 1, 1000000))


# ---- memory ---------------------------------------------------------------------------------

def unfinished(port, start):
    """Messages that never end, on as many connections as wanted."""
    def write(file, size, hostile):
        del hostile
        capture = wire.Capture(file)
        for number in range(size):
            talk = wire.Connection(capture, number, port)
            talk.send(0, start + b"a:b\n" * 3500, size=1400)
    return write


unfinished_sccp = unfinished(2000, struct.pack("<III", 16000, 0, 0x25))
unfinished_http = unfinished(80, b"GET / HTTP/1.1\r\n")
unfinished_sip = unfinished(5060, b"OPTIONS sip:a SIP/2.0\r\n")


def zstd(window_log, n_blocks):
    """A frame of RFC 8878 by hand: a capture whose packets are 128 KiB of zeros, in four bytes each."""
    def block(kind, size, content):
        return (kind << 1 | size << 3).to_bytes(3, "little") + content
    size = 128 * 1024
    head = io.BytesIO()
    wire.Capture(head)
    record = struct.pack("<IIII", wire.START, 0, size, size)
    return (b"\x28\xb5\x2f\xfd\0" + bytes(((window_log - 10) << 3,))
            + block(0, len(head.getvalue()), head.getvalue())
            + (block(0, 16, record) + block(1, size, b"\0")) * n_blocks + b"\1\0\0")


def windows(file, size, hostile):
    """Half of the files ask for windows of 128 MiB, half for 8."""
    del hostile
    file.write(zstd(27 if file.name.endswith(("0", "2", "4", "6")) else 23, size))


CAPTURES = pathlib.Path(__file__).resolve().parents[2] / "captures"


def abandoned(sample, numbers):
    def write(file, size, hostile):
        del hostile
        wire.abandon(wire.Capture(file), CAPTURES / sample, numbers, size)
    return write


dtls_holes = abandoned("dtls10-fragments.pcapng", (1, 2, 3, 5, 7))
dtls_flights = abandoned("dtls12-accepted.pcap", (1, 2, 3, 4, 5))
claims = abandoned("lsc-sip-tls12.pcapng", range(1, 10))
flights = abandoned("lsc-sip-tls12.pcapng", range(1, 7))


def early_bytes(file, size, hostile):
    """Segments of one byte, each behind a hole."""
    del hostile
    capture = wire.Capture(file)
    for number in range(size):
        talk = wire.Connection(capture, number, 5061)
        for at in range(250):
            talk.early(0, 2 * at + 2, b"x")


# ---- compressed certificates (RFC 8879) -------------------------------------------------------

MESSAGE = 256 * 1024  # bytes: the longest that is read
# What no library is at hand for in each Python: Brotli of 16 MiB and of 256 KiB of zeros.
BROTLI_16_MIB = bytes.fromhex("9ffefffff82700e2b14000f7fe1f")
BROTLI_256_KIB = bytes.fromhex("5bffff837f02201e0b0472ef0700")


def zeros_by_zstd(n_blocks, window_log=10):
    """Each block repeats a byte 128 KiB times, whatever the window is; 41 is the largest there is."""
    block = (0 | 1 << 1 | 128 * 1024 << 3).to_bytes(3, "little") + b"\0"
    last = (1 | 1 << 1 | 128 * 1024 << 3).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\0" + bytes(((window_log - 10) << 3,)) + block * (n_blocks - 1) + last


SWELLING = (  # announce a byte
    tls13.compressed(tls13.BROTLI, 1, BROTLI_16_MIB),
    tls13.compressed(tls13.ZSTD, 1, zeros_by_zstd(128, 27)),
    tls13.compressed(tls13.ZLIB, 1, zlib.compress(bytes(1024 * 1024))),
)
WHOLE = (  # keep what they announce; the last is a bomb in a bomb, and has a window of 2 TiB
    tls13.compressed(tls13.BROTLI, MESSAGE, BROTLI_256_KIB),
    tls13.compressed(tls13.ZLIB, MESSAGE, zlib.compress(bytes(MESSAGE))),
    tls13.compressed(tls13.ZSTD, MESSAGE, zeros_by_zstd(2, 17)),
    tls13.compressed(tls13.ZSTD, MESSAGE, zeros_by_zstd(2, 41)),
    tls13.as_sent(tls13.compressed(tls13.BROTLI, MESSAGE, BROTLI_256_KIB)),
)
random.seed(2)
GARBAGE = tuple(
    tls13.compressed(algorithm, MESSAGE, head + random.randbytes(400))
    for algorithm in (tls13.ZLIB, tls13.BROTLI, tls13.ZSTD) for head in (b"", b"\x78\x9c", b"\x28\xb5\x2f\xfd\0\xf8"))


def unpacking(messages):
    """Each connection sends one of the messages as often as its friendly twin's certificate is long."""
    def write(file, size, hostile):
        capture = wire.Capture(file)
        random.seed(3)
        friendly = tls13.as_sent(tls13.certificate(der.certificate("SEP0A1B2C3D4E5F", "CAPF-0992727f")))
        with open(file.name + ".keys", "wb") as keys:
            for number in range(size):
                message = messages[number % len(messages)]
                sent = message * max(1, len(friendly) // len(message)) if hostile else friendly
                tls13.handshake(capture, keys, number, sent)
    return write


unpack_swelling = unpacking(SWELLING)
unpack_whole = unpacking(WHOLE)
unpack_garbage = unpacking(GARBAGE)


def configurations(file, size, hostile):
    """Of as many phones, with the longest names that are kept, on as many servers."""
    del hostile
    capture = wire.Capture(file)
    servers = "".join(f"<member><callManager><processNodeName>{'A' * 1000}{i}</processNodeName>"
                      "</callManager></member>" for i in range(32))
    text = (f"<device><deviceSecurityMode>3</deviceSecurityMode><callManagerGroup><members>{servers}</members>"
            "</callManagerGroup></device>").encode()
    for number in range(size):
        wire.download(capture, number, f"SEP0A1B2C{number:06X}.cnf.xml", text)
