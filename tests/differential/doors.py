# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks both doors about captures, the analyzer and Wireshark with the plugin, and pairs what they say
of each session."""

import json
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

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
OF_A_FILE = re.compile(r"^phonecert: /\S+: ", re.MULTILINE)
CUT = re.compile("cut short|appears to (be|have been) ")
CLOSED = "contains record data that TShark doesn't support"
AGGREGATOR = "\x01"
ENDS = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport",
        "udp.dstport")
# Where a column of sharkd's has several values, a comma stands between them; these have no comma.
SEVERAL = (*ENDS, "phonecert.session", "phonecert.finding")


def analyzer(phonecert, path, trust=None, options=()):
    """The analyzer's sessions of one capture, in the order of their first frames; with --continuous
    among the options those of its files one after the other."""
    return [session for _, sessions in sorted(analyzed(phonecert, [path], trust, options).items())
            for session in sessions]


def analyzed(phonecert, paths, trust=None, options=()):
    """The analyzer's sessions of each of the captures; of all in one run, as it takes them."""
    command = [phonecert, "scan", "--all", "--format", "ndjson"]
    command += ["--trust", os.path.join(wireshark.CAPTURES, trust)] if trust else []
    command += [*options, *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)
    is_of_a_file = run.returncode == 2 and OF_A_FILE.search(run.stderr)
    if (run.returncode not in (0, 1) and not is_of_a_file) or COMPLAINT.search(run.stderr):
        raise AssertionError(f"the analyzer ended with {run.returncode}: {run.stderr}")
    found = {path: [] for path in paths}
    for line in run.stdout.splitlines():
        told = json.loads(line)
        if told["schema"].startswith("phonecert.session"):
            found.setdefault(told["file"], []).append(told)
    return {path: sorted(sessions, key=lambda s: s["frames"]["first"] or 0)
            for path, sessions in found.items()}


def flat(session):
    """What the analyzer says in the shared fields, as texts; None is absent."""
    out = {key: session.get(key) for key in SHARED}
    out["alert"] = session["alert"] and session["alert"]["description"]
    out["findings"] = ",".join(sorted(f["id"] for f in session["findings"])) or None
    client = session["certificates"]["client"]
    out["sha256"] = client[0]["sha256"] if client else None
    return out


class CannotOpen(Exception):
    """The capture is of a kind that this Wireshark does not read."""


# Options that name a preference can be changed from file to file; others are for tshark's start.
PREFERENCE = re.compile("(?!uat:)([^:]*):(.*)", re.DOTALL)
MOST_COLUMNS = 15


class Plugin:
    """What the plugin draws, asked of one sharkd for many captures; of tshark -2 where an option is
    one that only a start takes. One for each thread."""

    def __init__(self):
        self.sharkd, self.loads = None, 0

    def close(self):
        """What is left to complain of."""
        if self.sharkd:
            said, self.sharkd = self.sharkd.close(), None
            if COMPLAINT.search(said) or "ended with" in said:
                raise AssertionError(said)

    def drawn(self, path, trust=None, options=()):
        """For each session number the frames, each a dictionary of texts."""
        folder = os.path.join(wireshark.CAPTURES, trust) if trust else ""
        words = [*wireshark.REASSEMBLE, *wireshark.trust_option(folder), "-o", "tls.keylog_file:",
                 *options]
        found = [PREFERENCE.fullmatch(word) for word in words[1::2]]
        if set(words[::2]) != {"-o"} or not all(found):
            return tshark(path, words)
        if self.sharkd is None:
            self.sharkd = wireshark.Sharkd()
            # From 4.4 on sharkd tells a MAC address by its maker's name.
            self.sharkd.ask("setconf", name="nameres.mac_name", value="FALSE")
        try:
            return self.asked(path, [match.groups() for match in found])
        except wireshark.Ended as error:
            self.sharkd = None
            raise AssertionError(str(error)) from None

    def asked(self, path, preferences):
        for name, value in preferences:
            self.sharkd.ask("setconf", name=name, value=value)
        try:
            self.sharkd.ask("load", file=os.path.abspath(path))
        except ValueError:
            # tshark reads a capture that is cut to where it is cut, and says what is the matter.
            return tshark(path, [word for name, value in preferences
                                 for word in ("-o", f"{name}:{value}")])
        # sharkd keeps what a filter found by the filter's text, beyond the file.
        self.loads += 1
        asked, names = f"phonecert.label && frame.number < {2**31 + self.loads}", field_names()
        frames = {}
        for at in range(0, len(names), MOST_COLUMNS):
            some = names[at:at + MOST_COLUMNS]
            columns = {f"column{number}": f"{name}:0" for number, name in enumerate(some)}
            for row in self.sharkd.ask("frames", filter=asked, **columns):
                frames.setdefault(row["num"], {}).update(zip(some, row["c"]))
        said = self.sharkd.said()
        if COMPLAINT.search(said):
            self.sharkd.close()
            self.sharkd = None
            raise AssertionError(said)
        return by_session(frames.values(), ",")


def each(work, rows):
    """The rows, each with work(plugin, row), in their order, by as many threads as there are cores.
    What a plugin complains of when it ends is an AssertionError."""
    own, plugins = threading.local(), []

    def one(row):
        if not hasattr(own, "plugin"):
            own.plugin = Plugin()
            plugins.append(own.plugin)
        return work(own.plugin, row)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(rows, pool.map(one, rows))
    for plugin in plugins:
        plugin.close()


def field_names():
    return ["frame.number", "phonecert.session", *ENDS,
            *(f"phonecert.{field}" for field in SHARED.values())]


def by_session(rows, separator):
    """The frames of each session number; a field's values are a list."""
    frames = {}
    for row in rows:
        frame = {name: [value for value in text.split(separator) if value]
                 if name in SEVERAL or separator == AGGREGATOR else [text] if text else []
                 for name, text in row.items()}
        frames.setdefault(int(frame["phonecert.session"][0]), []).append(frame)
    return frames


def tshark(path, options):
    """What tshark -2 prints of a capture, as Plugin.drawn gives it."""
    command = ["tshark", "-r", path, "-2", "-Y", "phonecert.label", "-T", "fields", "-E",
               f"aggregator={AGGREGATOR}", *options]
    for name in field_names():
        command += ["-e", name]
    output, errors, status = wireshark.run(*command, check=False)
    if CLOSED in errors:
        raise CannotOpen(errors)
    is_cut = 0 < status < 128 and CUT.search(errors)  # 2 of 4.0, others since
    if (status != 0 and not is_cut) or COMPLAINT.search(errors):
        raise AssertionError(f"tshark ended with {status}: {errors}")
    return by_session((dict(zip(field_names(), line.split("\t"))) for line in output.splitlines()),
                      AGGREGATOR)


def told(frames):
    """The plugin's answer on a session: the frame on which the whole story stands."""
    whole = [frame for frame in frames if frame["phonecert.service"]]
    if not whole:
        return None
    out = {}
    for key, field in SHARED.items():
        out[key] = ",".join(sorted(whole[0][f"phonecert.{field}"])) or None
    if out["client_certificate"] == "resumed":
        out["sha256"] = None  # of the full handshake
    return out


def ends_of_frame(frame):
    """The two ends of a frame's innermost conversation, in no order. Of IPv4 in IPv6, or the other
    way round, the field lists do not tell which is inside: both are given."""
    def inner(field):
        return frame[field][-1] if frame[field] else ""

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
    return int(frames[0]["frame.number"][0]) in session["frames"].values()


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
