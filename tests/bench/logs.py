#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures `phonecert log` on logs as a support engineer gets them against `gzip -dc` of the same file:
a day of SDL traces, in which most lines say nothing of certificates, a dense one, in which nearly every
line is an alarm or a refusal, a TVS trace and the console of a phone.

logs.py PHONECERT [--megabytes N] [--runs N] [--folder DIR] [--check]. --check ends with 1 where the
text of a log takes longer than gzip takes to unpack it, or more than 64 MiB. A packed one takes what unpacking takes at least."""

import argparse
import gzip
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

MEGABYTES = 10**6
MAX_PEAK_KIB = 64 * 1024
PHONES = 4000
SIGNALS = ["SIPRegisterInd", "SIPStationDInit", "SIPTcpConnInfo", "StationOutputCallInfo", "DbDeviceRegister",
           "SsDataInd", "CcSetupReq", "CcAlertInd", "SIPOptionsReq", "KeepAliveTimer", "DeviceRegisterReq"]
PROCESSES = ["SIPStationD", "SIPTcp", "SIPHandler", "StationD", "Cc", "Da", "LineCdpc", "Db", "RouteListCdrc"]


def address(number):
    return f"10.44.{number // 250}.{number % 250 + 1}"


def device(number):
    return f"SEP0A1B2C{number:06X}"


def clock(milliseconds):
    seconds = milliseconds // 1000
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds % 1000:03}"


def signal(dice, phone):
    kind, to, of = dice.choice(SIGNALS), dice.choice(PROCESSES), dice.choice(PROCESSES)
    return (f"SdlSig   |{kind:<38}|restart0 |{to}(1,100,{dice.randrange(90)},{dice.randrange(99999)})"
            f" |{of}(1,100,{dice.randrange(90)},{dice.randrange(99999)})"
            f" |1,100,14,{dice.randrange(9999)}.{dice.randrange(9999)}^{address(phone)}^{device(phone)}"
            f" |[R:N-H:0,N:0,L:0,V:0,Z:0,D:0] CI={dice.randrange(1 << 30)} port={dice.randrange(1024, 65535)}")


def application(dice, phone):
    return "AppInfo  |" + dice.choice([
        f"SIPStationD({dice.randrange(99999)}) - restartRegisterTimer: secs={dice.randrange(3600)}, "
        f"devName={device(phone)}, callId={dice.randbytes(8).hex()}",
        f"//SIP/SIPUdp/wait_SdlDataInd: Outgoing SIP message to {address(phone)}:[5060]: ci {dice.randrange(1 << 30)}",
        f"ConnectionManager::wait_AuDisconnectRequest CI({dice.randrange(1 << 30)},{dice.randrange(1 << 30)})",
        f"Digit analysis: match(pi=\"2\", fqcn=\"{dice.randrange(9999)}\", cn=\"{dice.randrange(9999)}\",plv=\"5\", "
        f"pss=\"Internal:Local:{dice.randbytes(4).hex()}\", TodFilteredPss=\"Internal\", dd=\"{dice.randrange(9999)}\")",
        f"LineCdpc({dice.randrange(9999)}): updateDeviceState -dn={dice.randrange(9999)} DevStateSum=0x{dice.randrange(9)}",
    ])


def message(dice, phone):
    """A SIP message over many lines, as SIPTcp prints it."""
    tag, call = dice.randbytes(8).hex(), dice.randbytes(12).hex()
    return "\r\n".join([
        f"AppInfo  |SIPTcp - wait_SdlReadRsp: Incoming SIP TCP message from {address(phone)} on port "
        f"{dice.randrange(40000, 60000)} index {dice.randrange(9000)} with 1480 bytes:",
        f"[{dice.randrange(999999)},NET]",
        "REGISTER sip:10.44.0.5 SIP/2.0",
        f"Via: SIP/2.0/TLS {address(phone)}:{dice.randrange(40000, 60000)};branch=z9hG4bK{dice.randbytes(6).hex()}",
        f"From: <sip:{dice.randrange(9999)}@10.44.0.5>;tag={tag}",
        f"To: <sip:{dice.randrange(9999)}@10.44.0.5>",
        f"Call-ID: {call}@{address(phone)}",
        "Max-Forwards: 70",
        f"Date: Mon, 09 Mar 2026 {dice.randrange(24):02}:{dice.randrange(60):02}:10 GMT",
        f"CSeq: {dice.randrange(9999)} REGISTER",
        "User-Agent: Cisco-CP8841/14.2.1",
        f"Contact: <sip:{dice.randbytes(16).hex()}@{address(phone)}:50001;transport=tls>;"
        f"+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-{phone:012x}>\";+u.sip!devicename.ccm.cisco.com="
        f"\"{device(phone)}\"",
        "Supported: replaces,join,sdp-anat,norefersub,resource-priority,extended-refer,X-cisco-callinfo",
        "Content-Length: 0",
        "Expires: 3600",
        ""])


def refusal(dice, phone):
    return dice.choice([
        f"AlarmErr |AlarmClass: CallManager, AlarmName: ConnectionFailure, AlarmSeverity: Error, AlarmDescription: x, "
        f"AlarmParameters:  DeviceName:{device(phone)}, IPAddress:{address(phone)}, Reason:{dice.choice([1, 2, 3])}, ",
        f"AppInfo  |SIPStationD({dice.randrange(9999)}) - validTLSConnection:TLS InvalidX509NameInCertificate, "
        f"Rcvd=CN-{dice.randrange(9999)} , Expected={device(phone)}. Will check SAN the next",
        f"AppInfo  |Received ReassociateIndication from {address(phone)}",
        f"AppInfo  |Printing the HTTPRequest : GET /CTL{device(phone)}.tlv HTTP/1.1",
    ])


def headed(lines):
    """Lines with the head of an SDL trace before each."""
    return lambda dice, phone, number: f"{number:08}.{dice.randrange(99):03} |{clock(number * 3)} |{lines(dice, phone)}"


def tvs(dice, phone, number):
    return f"{clock(number * 3)} |   debug " + dice.choice([
        f"{phone}:UNKNOWN:Got a new ph conn {address(phone)} on {phone}, Total Acc = {number}..",
        f"{phone}:UNKNOWN:TVS CORE: Rcvd Event: TVS_EV_QUERY_CERT_REQ in State: TVS_STATE_AWAIT_REQ",
        f"tvsHandleQueryCertReq : Serial Number is: {dice.randbytes(16).hex().upper()}",
        f"{address(phone)}: tvsSSLHandShake Session ciphers - AES256-SHA",
        "tvsHandleQueryCertReq : Subject Name is: CN=cucm1.example.com;OU=TAC;O=Acme;L=Brussels;C=BE"])


def console(dice, phone, number):
    return f"{number} INF Mar 09 {clock(number * 3)}000 " + dice.choice([
        f"SECUREAPP-Sec SSL Connection - Added SSL connection handle 0x{dice.randbytes(4).hex()}, connDesc 11 to table.",
        f"JAVA-SIPCC-SIP_TRANS: sipTransportCreateSendMessage: REGISTER {address(phone)} {dice.randbytes(8).hex()}",
        f"dgetfile(877)-GETXXTP [GT877][src=SEP0A1B2C3D4E5F.cnf.xml][dest=/tmp/{dice.randbytes(4).hex()}][serv=][timeout=45]",
        "SECUREAPP-Cert Verification - Certificate is valid.",
        f"downd-SOCKET accept errno=4 \"Interrupted system call\" {dice.randrange(9999)}"])


def sdl(dice, phone):
    """Of a thousand lines, one is of interest."""
    kind = dice.choices([signal, application, message, refusal], [640, 320, 30, 1])[0]
    return kind(dice, phone)


KINDS = {"sdl": headed(sdl), "dense": headed(refusal), "tvs": tvs, "console": console}


def write(path, kind, size):
    dice = random.Random(19)
    written, number = 0, 0
    # Python's gzip is zlib at gzip's own level.
    with open(path, "wb") as plain, gzip.open(f"{path}.gz", "wb", compresslevel=6) as packed:
        while written < size:
            lines = []
            for _ in range(2000):
                number += 1
                lines.append(KINDS[kind](dice, dice.randrange(PHONES), number) + "\r\n")
            block = "".join(lines).encode()
            plain.write(block)
            packed.write(block)
            written += len(block)


def seconds_of(command):
    begin = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: ended with {process.returncode}: {said}")
    return time.monotonic() - begin, usage.ru_maxrss


def measure(phonecert, path, n_runs):
    """Median seconds of gzip, of the packed log and of the plain one, in turn, and phonecert's peak."""
    commands = [["gzip", "-dc", f"{path}.gz"], [phonecert, "log", f"{path}.gz"], [phonecert, "log", str(path)]]
    runs, peak = [], 0
    for _ in range(n_runs):
        results = [seconds_of(command) for command in commands]
        runs.append([seconds for seconds, _ in results])
        peak = max(peak, *(kib for _, kib in results[1:]))
    return [statistics.median(column) for column in zip(*runs)], peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("phonecert")
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, help="where the logs are kept for the next time")
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    is_slow = False
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.folder or pathlib.Path(passing)
        folder.mkdir(exist_ok=True)
        for kind in KINDS:
            path = folder / f"{kind}-{chosen.megabytes}.txt"
            if not path.exists():
                write(path, kind, chosen.megabytes * MEGABYTES)
            (unpack, packed, plain), peak = measure(chosen.phonecert, path, chosen.runs)
            print(f"{kind}: {chosen.megabytes} MB: gzip -dc {unpack:.2f} s, phonecert log .gz {packed:.2f} s "
                  f"({packed / unpack:.2f}), plain {plain:.2f} s ({plain / unpack:.2f}), peak {peak // 1024} MiB", flush=True)
            if chosen.folder is None:
                path.unlink()
                pathlib.Path(f"{path}.gz").unlink()
            is_slow |= plain > unpack or peak > MAX_PEAK_KIB
    return 1 if chosen.check and is_slow else 0


if __name__ == "__main__":
    sys.exit(main())
