#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""whole_cases.py PHONECERT CAPTURES

Two cases as customers send them, made here out of the samples: a cluster that was moved, and an
802.1X outage after CAPF's certificate was made anew. Each has captures, logs of four boxes whose clocks
differ by hours, stores, a list of phones, junk and hostile names. What must be said is a table.
"""

import gzip
import io
import os
import sys
import tarfile
import tempfile
import zipfile

import kit
from kit import check, content, run

PHONE = "SEP2C3124C0"


def console(device, clock):
    """An 88xx phone's console: it shows its LSC to SIP and is refused."""
    day, at = clock
    head = f"{day} {at}"
    return (f"2001 INF {head}.300000 (711:853) SECUREAPP-Sec SSL Connection - SIP.\n"
            f"2002 DEB {head}.310000 (711:853) SECUREAPP-SSL session setup - cert len=785, type=LSC\n"
            f"2003 DEB {head}.320000 (711:853) SECUREAPP-Certificate subject name = /CN={device}\n"
            f"2004 ERR {head}.330000 (711:853) SECUREAPP-SSL3 alert read:fatal:unknown CA\n")


def alarm(name, device, address, reason, clock):
    return (f"Nov 23 00:00:00 ucm1 local7 4 : 43: ucm1.example.org: Nov 23 2026 {clock} UTC :  "
            f"%UC_CALLMANAGER-4-{name}: %[IPAddress={address}][DeviceName={device}][Reason={reason}]"
            "[Protocol=SIP][NodeID=ucm1]: text\n")


def capf(device, code, clock):
    return (f"{clock}.123 |   debug 2:UNKNOWN:Got a new ph conn 10.44.0.4 on 2, Total Acc = 6..\n"
            f"{clock}.140 |   debug 2:{device}:{code}\n")


def tftp(device, clock):
    return (f"00004375.002 |{clock}.110 |AppInfo  |   HTTPConnection::wait Received "
            "ReassociateIndication from 10.44.0.4\n"
            f"00004376.003 |{clock}.110 |AppInfo  |   Printing the HTTPRequest : -: GET "
            f"/CTL{device}.tlv HTTP/1.1\nHost:10.44.0.5:6970\n\n")


def ise(device, code, text, clock, serial):
    """Two segments, the second first, as relays deliver them."""
    head = f"<181>Nov 23 00:00:00 psn1 CISE_Failed_Attempts {serial:010} 2 "
    return (f"{head}1 FailureReason={code} {text}, Step=12500, Step={code}, EapAuthentication=EAP-TLS,\n"
            f"{head}0 2026-11-23 {clock}.136 +01:00 {serial:010} 5400 NOTICE Failed-Attempt: x, "
            f"UserName=CP-8841-{device}, NAS-IP-Address=10.44.8.2,\n")


def ise_passed(device, clock):
    return (f"<181>Nov 23 00:00:00 psn1 CISE_Passed_Authentications 0000075999 1 0 2026-11-23 {clock}.001"
            f" +01:00 0000075999 5200 NOTICE Passed-Authentication: x, Device Port=12514, "
            f"UserName=CP-8841-{device}, EapAuthentication=EAP-TLS,\n")


def stores(archive, prefix, names):
    for folder in names:
        for name in os.listdir(os.path.join(kit.captures, "trust", folder)):
            archive.writestr(f"{prefix}{folder}/{name}", content(os.path.join("trust", folder, name)))


def junk(archive):
    """What nobody needs, under names that nobody wants."""
    archive.writestr("../../etc/passwd", "root:x:0:0\n")
    archive.writestr("a\nb\x1b[31m.pcap", b"\xff\xd8\xff\xe0 a picture \0\0")
    archive.writestr("Mitschnitt Jäger (2).pcap", b"")
    archive.writestr("CallManager-trust/..%2f/readme.txt", "hello\n")
    archive.writestr("-f.cap", b"\0" * 40)


def tar_of(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, body in members:
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def make_moved_cluster(name):
    with zipfile.ZipFile(name, "w") as archive:
        archive.writestr("sub2/platform/cli/one.cap0", content("lsc-foreign-cluster.pcap"))
        archive.writestr("captures.tar.gz", tar_of([("x", content("lsc-sip-tls12.pcapng")),
                                                    ("y", content("lsc-previous-capf.pcapng"))]))
        archive.writestr(f"10.44.0.4/FS/messages.0", console(PHONE + "0003", ("Nov 23", "04:11:00")))
        archive.writestr("syslog/CiscoSyslog", alarm("EndPointTransientConnection", PHONE + "0003",
                                                     "10.44.0.4", 10, "05:11:01.19"))
        archive.writestr("sub2/cm/trace/capf/sdi/capf00000001.txt.gz",
                         gzip.compress(capf(PHONE + "0003", "CAPF_OP_FAIL_INVALID_LSC",
                                            "22:12:00").encode()))
        archive.writestr("sub2/cm/trace/ccm/sdl/SDL001_600_000001.txt",
                         tftp(PHONE + "0003", "22:10:58").encode("utf-16"))
        archive.writestr("all phones.csv", "\r\n".join([
            "Device Name,Device Pool,LSC Expires,LSC Issued By",
            PHONE + "0002,Berlin,,CAPF-0992727f", PHONE + "0003,Berlin,,CAPF-0992727f",
            PHONE + "0004,Hamburg,,CAPF-5d1c03a7", PHONE + "0FFF,Hamburg,NA,NA"]))
        stores(archive, "exported/", ["CallManager-trust", "CAPF-trust"])
        junk(archive)


def make_outage(name):
    with zipfile.ZipFile(name, "w") as archive:
        for number, sample in enumerate(("dot1x-eapol-untrusted.pcapng", "dot1x-radius-mic-only.pcap",
                                         "dot1x-radius-accepted.pcapng")):
            archive.writestr(f"span/{number}", content(sample))
        unknown = "EAP-TLS failed SSL/TLS handshake because of an unknown CA in the client certificates chain"
        archive.writestr("ise/iseLocalStore.log", "".join([
            ise(PHONE + "0065", 12514, unknown, "06:13:40", 1),
            ise_passed(PHONE + "0066", "06:14:00"),
            ise(PHONE + "0067", 12514, unknown, "06:14:21", 2)]))
        archive.writestr("alarm.txt", alarm("EndPointUnregistered", PHONE + "0065", "10.44.0.65", 13,
                                            "03:43:50"))
        archive.writestr("capf.txt", capf(PHONE + "0066", "CAPF_OP_SUCCESS", "20:40:00"))
        archive.writestr("pasted.txt", "admin:show cert list trust\n\nCallManager-trust/CAPF-0992727f.pem:"
                         " Trust Certificate\n")
        archive.writestr("phones", "admin:run sql select name, lscvaliduntil from device\n"
                         f"name            lscvaliduntil\n=============== =============\n"
                         f"{PHONE}0065 0\n{PHONE}0066 1\n{PHONE}00AA 0\n")
        stores(archive, "node1/", ["dot1x"])
        junk(archive)


# What each case must say: ids and their phones, what logs come to, offsets of clocks, what is missing,
# what became of all phones, and what was read as what.
CASES = [
    (make_moved_cluster, {
        "fails": {"lsc-foreign-cluster": {PHONE + "0003"}, "lsc-previous-capf": {PHONE + "0004"}},
        "logs": {"capf-invalid-lsc": {PHONE + "0003"}},
        "clocks": {"10.44.0.4/FS/messages.0": "1 h 0 min 0 s ahead", "syslog/CiscoSyslog":
                   "2 h 0 min 1 s ahead"},
        "missing": 0,
        "roll": (4, 1, 2, 1), "differs": {PHONE + "0003"},
        "parts": {"captures": 3, "logs": 4, "lists of phones": 1},
    }),
    (make_outage, {
        "fails": {"dot1x-untrusted": {PHONE + "0065"}, "server-refused": {PHONE + "0067"}},
        "logs": {"dot1x-untrusted": {PHONE + "0067"}},
        "clocks": {"ise/iseLocalStore.log": "1 h 30 min 0 s ahead"},
        "missing": 0,
        "roll": (3, 1, 1, 1), "differs": {PHONE + "0065"},
        "parts": {"captures": 3, "logs": 4, "lists of phones": 1},
    }),
]


def failing(lines):
    """{id: phones} of the errors of sessions."""
    found = {}
    for line in lines:
        for finding in line.get("findings", []):
            if finding["severity"] == "error":
                found.setdefault(finding["id"], set()).add(line["device"])
    return found


def check_case(make, expected):
    name = make.__name__.removeprefix("make_") + ".zip"
    make(name)
    done = run("case", "-f", "ndjson", name)
    check(done.returncode == 1, f"{name}: ends with {done.returncode}: {done.stderr}")
    lines = kit.lines(done)
    end = lines[-1]
    check(failing(lines) == expected["fails"], f"{name}: fails {failing(lines)}")
    logs = {cause["findings"][0]["id"]: set(cause["clients"]) for cause in end["log_causes"]}
    check(logs == expected["logs"], f"{name}: logs {logs}")
    for log, clock in expected["clocks"].items():
        check(any(f"!{log}: " in said and clock in said for said in done.stderr.splitlines()),
              f"{name}: {log} is not {clock}: {done.stderr}")
    check(len(end["missing"]) == expected["missing"], f"{name}: missing {end['missing']}")
    roll = end["phone_list"]
    fates = tuple(roll[key] for key in ("listed", "seen_fine", "seen_failing", "not_seen"))
    check(fates == expected["roll"], f"{name}: of all phones {fates}")
    differs = {one["device"] for one in roll["differences"]}
    check(differs == expected["differs"], f"{name}: differs {differs}")
    parts = kit.parts(done)
    check({kind: parts.get(kind) for kind in expected["parts"]} == expected["parts"],
          f"{name}: read as {parts}")
    check("contradict" not in done.stdout, f"{name}: log and capture contradict")
    check("\x1b" not in done.stderr, f"{name}: a name colours the terminal")


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for make, expected in CASES:
            check_case(make, expected)
        os.chdir("/")
    return kit.end()


if __name__ == "__main__":
    sys.exit(main())
