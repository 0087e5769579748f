#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""both_doors.py PHONECERT KNOWN [CAPTURE...]

Reads every sample capture through both doors, the analyzer and tshark -2 with the plugin, and
compares every field that both have, session by session. What tshark cannot see is listed in KNOWN
(capture, session, fields or *, reason; tabs between): a difference that is not listed is a fault,
and so is a listed one that is none. Exit 1 on either.
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))

import captures_table  # noqa: E402
import wireshark  # noqa: E402

# JSON's key and, where it differs, the plugin's field.
SHARED = {name: name for name in (
    "client_certificate", "type", "issuer_tag", "issuer", "device", "device_kind", "model", "mac",
    "product_serial", "service", "store", "verdict", "reason", "basis", "announced", "genuine",
    "possession", "outcome", "alert", "coverage")}
SHARED["findings"] = "finding"
SHARED["sha256"] = "sha256"  # of the leaf that was sent

AGGREGATOR = "\x01"
ENDS = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport",
        "udp.dstport")


def analyzer(phonecert, name, trust, options):
    """The analyzer's sessions in the order of their first frames."""
    command = [phonecert, "scan", "--all", "--format", "ndjson"]
    command += ["--trust", os.path.join(wireshark.CAPTURES, trust)] if trust else []
    command += options + [wireshark.capture(name)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode not in (0, 1):
        raise AssertionError(f"the analyzer ended with {run.returncode}: {run.stderr}")
    sessions = [json.loads(line) for line in run.stdout.splitlines()]
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


def tshark(path, trust, options):
    """What the plugin draws: for each session number the frames, each a dictionary of texts."""
    names = ["frame.number", "phonecert.session", *ENDS,
             *(f"phonecert.{field}" for field in SHARED.values())]
    command = ["tshark", "-r", path, "-2", "-Y", "phonecert", "-T", "fields", "-E",
               f"aggregator={AGGREGATOR}", *wireshark.REASSEMBLE, *options]
    if trust:
        command += wireshark.trust_option(os.path.join(wireshark.CAPTURES, trust))
    for name in names:
        command += ["-e", name]
    output, _, _ = wireshark.run(*command)
    frames = {}
    for line in output.splitlines():
        frame = dict(zip(names, line.split("\t")))
        frames.setdefault(int(frame["phonecert.session"]), []).append(frame)
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
    """The two ends of a frame's conversation, in no order."""
    address = [frame["ip.src"] or frame["ipv6.src"], frame["ip.dst"] or frame["ipv6.dst"]]
    port = [frame["tcp.srcport"] or frame["udp.srcport"],
            frame["tcp.dstport"] or frame["udp.dstport"]]
    return frozenset(zip(address, port))


def ends_of_session(session):
    return frozenset((session[side]["address"], str(session[side]["port"]))
                     for side in ("client", "server"))


def pair(sessions, drawn):
    """Each of the analyzer's sessions with the plugin's answer, or None where it has none."""
    left = dict(sorted(drawn.items()))
    for session in sessions:
        found = None
        for number, frames in left.items():
            by_ends = session["transport"] in ("tcp", "udp")
            if not by_ends or ends_of_frame(frames[0]) == ends_of_session(session):
                found = number
                break
        yield session, told(left.pop(found)) if found is not None else None
    for number in left:
        yield None, {"session": str(number)}


def service_row(text):
    """PORT=SERVICE[:STORE] as a row of the plugin's table."""
    port, _, rest = text.partition("=")
    service, _, store = rest.partition(":")
    return f'"{port}","{service}","{store}"'


def options_of(row):
    """The options column, for the analyzer and for tshark."""
    ours, theirs, words = [], [], (row.get("options") or "").replace("`", "").split()
    while words:
        word = words.pop(0)
        if word == "--keys":
            path = os.path.join(wireshark.ROOT, words.pop(0))
            ours += ["--keys", path]
            theirs += ["-o", f"tls.keylog_file:{path}"]
        elif word == "--service":
            ours += ["--service", words[0]]
            theirs += ["-o", f"uat:phonecert_services:{service_row(words.pop(0))}"]
        elif word == "--continuous":  # with the file that comes before
            ours += ["--continuous", os.path.join(wireshark.ROOT, words.pop(0))]
        else:
            ours.append(word)
    return ours, theirs


def merged(row, folder):
    """The path of one capture with all the frames that the row is about, in order."""
    words = (row.get("options") or "").replace("`", "").split()
    before = [os.path.join(wireshark.ROOT, words[at + 1])
              for at, word in enumerate(words) if word == "--continuous"]
    if not before:
        return wireshark.capture(row["capture"])
    path = os.path.join(folder, "merged.pcapng")
    subprocess.run(["mergecap", "-a", "-w", path, *before, wireshark.capture(row["capture"])],
                   check=True)
    return path


def differences(phonecert, row):
    """(session number, field, analyzer's, plugin's) of every difference in one capture."""
    ours, theirs = options_of(row)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        sessions = analyzer(phonecert, row["capture"], row["trust"], ours)
        drawn = tshark(merged(row, folder), row["trust"], theirs)
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


def main(phonecert, known_path, *only):
    wireshark.need("tshark", "setpriv", "mergecap")
    known, used, faults, count = read_known(known_path), set(), 0, 0
    rows = {}
    for row in captures_table.table(os.path.join(wireshark.CAPTURES, "README.md")):
        rows.setdefault((row["capture"], row.get("options")), row)
    for (name, _), row in sorted(rows.items(), key=lambda item: item[0][0]):
        if only and name not in only:
            continue
        count += 1
        try:
            found = list(differences(phonecert, row))
        except AssertionError as error:
            found = [(0, "*", str(error).strip(), "nothing")]
        for number, field, wanted, seen in found:
            if not is_known(known, used, name, number, field):
                faults += 1
                print(f"{name}, session {number}, {field}: analyzer {wanted}, plugin {seen}")
    for key in sorted(set(known) - used):
        if not only or key[0] in only:
            faults += 1
            print(f"{known_path}: {key[0]}, session {key[1]}, {key[2]}: listed, but no difference")
    print(f"{count} captures through both doors, {len(used)} known differences, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
