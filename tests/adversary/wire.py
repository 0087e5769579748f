# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of raw IPv4 (LINKTYPE_RAW), written packet by packet, and what is put into them: TCP
segments, records of TLS, files over HTTP, RADIUS."""

import struct

SYN, PUSH_ACK, FIN_ACK = 0x02, 0x18, 0x11
START, LINKTYPE_RAW = 1795403400, 101
SERVER = bytes((10, 9, 9, 9))


def phone(number):
    return bytes((10, number >> 16 & 255, number >> 8 & 255, number & 255))


class Capture:
    def __init__(self, file):
        self.write = file.write
        self.n = 0
        self.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, LINKTYPE_RAW))

    def packet(self, source, target, protocol, payload):
        length = 20 + len(payload)
        self.write(struct.pack("<IIII", START + self.n // 100000, self.n % 100000 * 10, length, length)
                   + struct.pack(">BBHHHBBH4s4s", 0x45, 0, length, 0, 0, 64, protocol, 0, source, target)
                   + payload)
        self.n += 1

    def tcp(self, source, target, ports, numbers, flags, payload=b""):
        self.packet(source, target, 6, struct.pack(">HHIIBBHHH", *ports, *numbers, 0x50, flags, 65535, 0, 0)
                    + payload)

    def udp(self, source, target, ports, payload):
        self.packet(source, target, 17, struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload)


class Connection:
    """From a phone to a server; sequence numbers are kept."""

    def __init__(self, capture, number, port, client_port=40000):
        self.capture, self.ends = capture, (phone(number), SERVER)
        self.ports, self.next = (client_port, port), [1, 1]
        capture.tcp(*self.ends, self.ports, (0, 0), SYN)
        capture.tcp(*self.ends[::-1], self.ports[::-1], (0, 1), SYN | 0x10)

    def send(self, side, payload, size=1400, flags=PUSH_ACK):
        ends, ports = self.ends[::1 - 2 * side], self.ports[::1 - 2 * side]
        for at in range(0, len(payload), size):
            part = payload[at:at + size]
            self.capture.tcp(*ends, ports, (self.next[side], self.next[1 - side]), flags, part)
            self.next[side] += len(part)

    def early(self, side, offset, payload):
        """Bytes that come before those that stand before them."""
        ends, ports = self.ends[::1 - 2 * side], self.ports[::1 - 2 * side]
        self.capture.tcp(*ends, ports, (self.next[side] + offset, self.next[1 - side]), PUSH_ACK, payload)


def frames_of(path):
    """The packets of a pcap or pcapng (little-endian)."""
    with open(path, "rb") as file:
        content = file.read()
    is_old = content[:4] == b"\xd4\xc3\xb2\xa1"
    at = 24 if is_old else 0
    while at < len(content):
        if is_old:
            length = struct.unpack_from("<I", content, at + 8)[0]
            yield content[at + 16:at + 16 + length]
            at += 16 + length
        else:
            kind, size = struct.unpack_from("<II", content, at)
            if kind == 6:
                length = struct.unpack_from("<I", content, at + 20)[0]
                yield content[at + 28:at + 28 + length]
            at += size


def abandon(capture, path, numbers, size):
    """As many phones do what the phone of a sample (Ethernet, IPv4) does in these frames (from 1), and
    are never heard of again."""
    packets = [frame[14:] for number, frame in enumerate(frames_of(path), 1) if number in numbers]
    own = packets[0][12:16]
    for number in range(size):
        for packet in packets:
            ends = [phone(number) if packet[at:at + 4] == own else packet[at:at + 4] for at in (12, 16)]
            capture.packet(*ends, packet[9], packet[20:struct.unpack_from(">H", packet, 2)[0]])


def record(kind, content):
    return b"".join(bytes((kind, 3, 3)) + struct.pack(">H", len(content[at:at + 16000])) + content[at:at + 16000]
                    for at in range(0, len(content), 16000))


def message(kind, content):
    return bytes((kind,)) + struct.pack(">I", len(content))[1:] + content


def certificates(chain):
    listed = b"".join(struct.pack(">I", len(der))[1:] + der for der in chain)
    return message(11, struct.pack(">I", len(listed))[1:] + listed)


def handshake(capture, number, server, chain, client_port=40000):
    """TLS 1.2 with RSA key exchange, up to the server's refusal."""
    talk = Connection(capture, number, 5061, client_port)
    hello = b"\x03\x03" + number.to_bytes(32, "big")
    talk.send(0, record(22, message(1, hello + b"\0\0\x02\0\x2f\x01\0")))
    talk.send(1, record(22, message(2, hello + b"\0\0\x2f\0") + certificates([server])
                        + message(13, b"\x01\x01\0\x02\x04\x01\0\0") + message(14, b"")))
    talk.send(0, record(22, certificates(chain)))
    talk.send(1, record(21, b"\x02\x30"))


def download(capture, number, file_name, content):
    talk = Connection(capture, number, 6970, 39000)
    talk.send(0, f"GET /{file_name} HTTP/1.1\r\n\r\n".encode())
    talk.send(1, f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)


def radius_request(capture, number, caller):
    eap = struct.pack(">BBHB", 2, 1, 6, 1) + b"u"
    attributes = bytes((31, 2 + len(caller))) + caller + bytes((79, 2 + len(eap))) + eap
    head = struct.pack(">BBH", 1, number & 255, 20 + len(attributes)) + bytes(16)
    capture.udp(phone(1), SERVER, (1645, 1812), head + attributes)
