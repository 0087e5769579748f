# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks both doors about one capture, the analyzer and tshark -2 with the plugin, and pairs what they
say of each session."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))

import wireshark  # noqa: E402

# JSON's key and, where it differs, the plugin's field.
SHARED = {name: name for name in (
    "client_certificate", "type", "issuer_tag", "issuer", "device", "device_kind", "model", "mac",
    "product_serial", "service", "service_basis", "store", "medium", "verdict", "reason", "basis",
    "basis_signature", "announced", "genuine",
    "possession", "outcome", "alert", "coverage")}
SHARED["findings"] = "finding"
SHARED["sha256"] = "sha256"  # of the leaf that was sent

# What tshark says when something is wrong with it or with the plugin, and of a file that is cut.
COMPLAINT = re.compile("CRITICAL|ssertion|WARNING|Sanitizer")
CUT = re.compile("cut short|appears to (be|have been) ")
CLOSED = "contains record data that TShark doesn't support"
AGGREGATOR = "\x01"
ENDS = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport",
        "udp.dstport")


def analyzer(phonecert, path, trust=None, options=()):
    """The analyzer's sessions in the order of their first frames."""
    command = [phonecert, "scan", "--all", "--format", "ndjson"]
    command += ["--trust", os.path.join(wireshark.CAPTURES, trust)] if trust else []
    command += [*options, path]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    of_the_file = run.stderr.startswith(f"phonecert: {path}: ")
    if run.returncode not in (0, 1) and not (run.returncode == 2 and of_the_file):
        raise AssertionError(f"the analyzer ended with {run.returncode}: {run.stderr}")
    sessions = [json.loads(line) for line in run.stdout.splitlines()
            if "phonecert.run/" not in line]
    sessions = [s for s in sessions if s["schema"].startswith("phonecert.session")]
    return sorted(sessions, key=lambda s: (s["file"], s["frames"]["first"] or 0))


def flat(session):
    """What the analyzer says in the shared fields, as texts; None is absent."""
    out = {key: session.get(key) for key in SHARED}
    out["alert"] = session["alert"] and session["alert"]["description"]
    out["findings"] = ",".join(sorted(f["id"] for f in session["findings"])) or None
    client = session["certificates"]["client"]
    out["sha256"] = client[0]["sha256"] if client else None
    return out


class CannotOpen(Exception):
    """The capture is of a kind that this tshark does not read."""


def tshark(path, trust=None, options=()):
    """What the plugin draws: for each session number the frames, each a dictionary of texts."""
    names = ["frame.number", "phonecert.session", *ENDS,
             *(f"phonecert.{field}" for field in SHARED.values())]
    command = ["tshark", "-r", path, "-2", "-Y", "phonecert.session", "-T", "fields", "-E",
               f"aggregator={AGGREGATOR}", *wireshark.REASSEMBLE, *options]
    if trust:
        command += wireshark.trust_option(os.path.join(wireshark.CAPTURES, trust))
    for name in names:
        command += ["-e", name]
    output, errors, status = wireshark.run(*command, check=False)
    if CLOSED in errors:
        raise CannotOpen(errors)
    is_cut = 0 < status < 128 and CUT.search(errors)  # 2 of 4.0, others since
    if (status != 0 and not is_cut) or COMPLAINT.search(errors):
        raise AssertionError(f"tshark ended with {status}: {errors}")
    frames = {}
    for line in output.splitlines():
        frame = dict(zip(names, line.split("\t")))
        frames.setdefault(int(frame["phonecert.session"].split(AGGREGATOR)[0]), []).append(frame)
    return frames


def told(frames):
    """The plugin's answer on a session: the frame on which the whole story stands."""
    whole = [frame for frame in frames if frame["phonecert.service"]]
    if not whole:
        return None
    out = {}
    for key, field in SHARED.items():
        values = [v for v in whole[0][f"phonecert.{field}"].split(AGGREGATOR) if v]
        out[key] = ",".join(sorted(values)) or None
    if out["client_certificate"] == "resumed":
        out["sha256"] = None  # of the full handshake
    return out


def ends_of_frame(frame):
    """The two ends of a frame's innermost conversation, in no order. Of IPv4 in IPv6, or the other
    way round, the field lists do not tell which is inside: both are given."""
    def inner(field):
        return frame[field].split(AGGREGATOR)[-1]

    port = [inner("tcp.srcport") or inner("udp.srcport"),
            inner("tcp.dstport") or inner("udp.dstport")]
    return [frozenset(zip((inner(f"{ip}.src"), inner(f"{ip}.dst")), port)) for ip in ("ip", "ipv6")]


def ends_of_session(session):
    return frozenset((session[side]["address"], str(session[side]["port"]))
                     for side in ("client", "server"))


def is_of(session, frames):
    return session["transport"] not in ("tcp", "udp") or \
        ends_of_session(session) in ends_of_frame(frames[0])


def has_frame(session, frames):
    """Of a packet that a Wireshark does not follow to its inside it gives no inner ends."""
    return int(frames[0]["frame.number"]) in session["frames"].values()


def pair(sessions, drawn):
    """Each of the analyzer's sessions with the plugin's answer, or None where it has none."""
    left = dict(sorted(drawn.items()))
    for session in sessions:
        found = next((number for fits in (is_of, has_frame) for number, frames in left.items()
                      if fits(session, frames)), None)
        yield session, told(left.pop(found)) if found is not None else None
    for number in left:
        yield None, {"session": str(number)}


def differences(sessions, drawn):
    """(session number, field, analyzer's, plugin's) of every difference in one capture."""
    for number, (session, seen) in enumerate(pair(sessions, drawn), start=1):
        if session is None or seen is None:
            yield number, "*", "no session" if session is None else "a session", \
                "nothing" if seen is None else "a session"
            continue
        wanted = flat(session)
        for key in SHARED:
            if wanted[key] != seen[key]:
                yield number, key, wanted[key], seen[key]


def read_known(path):
    """{(capture, session, field): reason}"""
    known = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, session, names, reason = line.rstrip("\n").split("\t")
                for field in names.split(","):
                    known[(name, int(session), field)] = reason
    return known


def is_known(known, used, name, number, field):
    for key in ((name, number, field), (name, number, "*")):
        if key in known:
            used.add(key)
            return True
    return False
