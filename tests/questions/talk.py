# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes what a question needs: certificates by the openssl program, and captures of real handshakes
(Python's ssl, that is OpenSSL, on both ends) between addresses and ports that the question names."""

import os
import ssl
import struct
import subprocess
import time

PHONE, SERVER = "10.44.0.20", "10.44.255.1"


class Certificates:
    """Keys and certificates in a folder, each made once by its name."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def _openssl(self, *arguments, text=None):
        subprocess.run(["openssl", *arguments], input=text, check=True, capture_output=True, text=True)

    def make(self, name, subject, by=None, extensions=(), days=3000, bits=2048):
        """NAME.pem and NAME.key, signed by another or by itself."""
        if os.path.exists(self.path(name + ".pem")):
            return self.path(name + ".pem")
        self._openssl("req", "-new", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", self.path(name + ".key"),
                      "-subj", subject, "-out", self.path(name + ".csr"))
        with open(self.path(name + ".ext"), "w", encoding="ascii") as file:
            file.write("\n".join(extensions) + "\n")
        sign = ["-signkey", self.path(name + ".key")] if by is None else [
            "-CA", self.path(by + ".pem"), "-CAkey", self.path(by + ".key"), "-CAcreateserial"]
        self._openssl("x509", "-req", "-in", self.path(name + ".csr"), "-days", str(days), "-sha256",
                      "-extfile", self.path(name + ".ext"), "-out", self.path(name + ".pem"), *sign)
        return self.path(name + ".pem")

    def ca(self, name, subject, *extensions, by=None):
        return self.make(name, subject, by, ("basicConstraints=critical,CA:TRUE",
                                             "keyUsage=critical,keyCertSign,digitalSignature,cRLSign",
                                             *extensions))

    def leaf(self, name, subject, by, *extensions):
        return self.make(name, subject, by, ("keyUsage=critical,digitalSignature,keyEncipherment",
                                             *extensions))

    def store(self, root, store, *names):
        folder = os.path.join(root, store)
        os.makedirs(folder, exist_ok=True)
        for name in names:
            with open(self.path(name + ".pem"), "rb") as file, \
                    open(os.path.join(folder, name + ".pem"), "wb") as copy:
                copy.write(file.read())


def _context(side, certificate, trusted):
    context = ssl.SSLContext(side)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if certificate is not None:
        context.load_cert_chain(certificate, certificate[:-4] + ".key")
    if trusted is not None:
        context.load_verify_locations(trusted)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _step(end, incoming, outgoing):
    """What one end says to what it has got, and whether it is done."""
    done = True
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        done = False
    except ssl.SSLError:
        done = None
    return outgoing.read(), done


def handshake(server, client=None, server_trusts=None, client_trusts=None):
    """The bytes of a handshake by turns, the client first: [(0 client | 1 server, bytes)]."""
    ends, bios = [], []
    for side, own, trusted in ((ssl.PROTOCOL_TLS_CLIENT, client, client_trusts),
                               (ssl.PROTOCOL_TLS_SERVER, server, server_trusts)):
        context = _context(side, own, trusted)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        ends.append(context.wrap_bio(incoming, outgoing, server_side=side == ssl.PROTOCOL_TLS_SERVER))
        bios.append((incoming, outgoing))
    said, done, turn = [], [False, False], 0
    for _ in range(12):
        data, done[turn] = _step(ends[turn], *bios[turn])
        if data:
            said.append((turn, data))
            bios[1 - turn][0].write(data)
        if (done[0] and done[1]) or (not data and done[turn] is None):
            break
        turn = 1 - turn
    if done[0] and done[1]:  # the server speaks first, as it does where it accepts
        ends[1].write(b"x" * 40)
        said.append((1, bios[1][1].read()))
    return said


def _checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def _address(text):
    return bytes(int(part) for part in text.split("."))


class Capture:
    """A pcap file of TCP conversations, second by second."""

    def __init__(self):
        # The certificates begin now, so what is captured comes after.
        self.frames, self.time, self.next_port = [], int(time.time()) + 3600, 40000

    def _packet(self, ends, flags, numbers, payload=b""):
        (source, source_port), (target, target_port) = ends
        tcp = struct.pack(">HHIIBBHHH", source_port, target_port, *numbers, 5 << 4, flags, 8192, 0, 0) + payload
        pseudo = _address(source) + _address(target) + struct.pack(">BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack(">H", _checksum(pseudo + tcp)) + tcp[18:]
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + _address(source) + _address(target)
        ip = ip[:10] + struct.pack(">H", _checksum(ip)) + ip[12:]
        self.frames.append((self.time, b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + tcp))

    def conversation(self, said, port, server=SERVER, phone=PHONE):
        """A connection in which this is said; both ends close it."""
        self.next_port += 1
        ends = ((phone, self.next_port), (server, port))
        numbers = [1000, 5000]
        self._packet(ends, 0x02, (numbers[0], 0))
        self._packet(ends[::-1], 0x12, (numbers[1], numbers[0] + 1))
        numbers = [numbers[0] + 1, numbers[1] + 1]
        self._packet(ends, 0x10, (numbers[0], numbers[1]))
        for turn, data in said:
            for at in range(0, len(data), 1400):
                part = data[at:at + 1400]
                self._packet(ends if turn == 0 else ends[::-1], 0x18, (numbers[turn], numbers[1 - turn]), part)
                numbers[turn] += len(part)
        for turn in (1, 0):
            self._packet(ends if turn == 0 else ends[::-1], 0x11, (numbers[turn], numbers[1 - turn]))
            numbers[turn] += 1
        self.time += 5

    def download(self, name, content, **where):
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content
        self.conversation([(0, f"GET /{name} HTTP/1.1\r\nHost: cucm\r\n\r\n".encode()), (1, answer)], 6970, **where)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
            for moment, frame in self.frames:
                file.write(struct.pack("<IIII", moment, 0, len(frame), len(frame)) + frame)
        return path
