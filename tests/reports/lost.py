#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""lost.py PHONECERT CAPTURES

Nothing of the user's is ever lost: no output replaces an input or another output, a database keeps
what others put there, whatever cannot be written is told, a signal that comes twice loses no report,
no planted link is followed, and a file that is followed may be cut back, replaced, or one of a ring.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

faults = []
phonecert, captures = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
TWO = os.path.join(captures, "two-phones.pcapng")
ONE = os.path.join(captures, "lsc-sip-tls12.pcapng")


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def run(*words, **options):
    return subprocess.run([phonecert, *words], capture_output=True, text=True, check=False,
                          timeout=120, **options)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def check_places():
    """Every way to name one file twice is refused with 2, and the file is what it was."""
    shutil.copy(TWO, "a")
    shutil.copytree(os.path.join(captures, "trust", "CAPF-trust"), "store")
    with open("keys", "w", encoding="ascii") as file:
        file.write("# no keys\n")
    with open("phone.log", "w", encoding="ascii") as file:
        file.write("no log\n")
    os.link("a", "hard")
    os.symlink("a", "soft")
    ca = os.path.join("store", sorted(os.listdir("store"))[0])
    run("scan", "-f", "ndjson=old.json", "a")
    cases = [
        ("a", "scan", "--write-pcap", "a", "a"), ("a", "scan", "-o", "a", "a"),
        ("a", "scan", "-f", "csv=a", "a"), ("a", "scan", "-f", "sqlite=a", "a"),
        ("a", "scan", "-o", "hard", "a"), ("a", "scan", "-o", "soft", "a"),
        ("a", "scan", "-o", "./a", "."), ("a", "scan", "-o", "a", "soft"),
        ("keys", "scan", "-f", "ndjson=keys", "--keys", "keys", "a"),
        ("phone.log", "scan", "-f", "html=phone.log", "--log", "phone.log", "a"),
        (ca, "scan", "-o", ca, "--trust", "store", "a"),
        (ca, "scan", "-o", ca, "--trust", "CAPF-trust=store", "a"),
        (ca, "scan", "-o", ca, "--lsc-issuer", ca, "a"),
        ("old.json", "report", "-o", "old.json", "old.json"),
        ("old.json", "report", "-f", "html=old.json", "."),
        ("a", "scan", "-f", "csv=new", "-f", "html=new", "a"),
        ("a", "scan", "-f", "csv=new", "-f", "html=./new", "a"),
        ("a", "scan", "-f", "csv=new", "--write-pcap", "new", "a"),
    ]
    for path, *words in cases:
        before = content(path)
        done = run(*words)
        check(done.returncode == 2 and "name another file" in done.stderr,
              f"{' '.join(words)}: ended with {done.returncode}: {done.stderr}")
        check(content(path) == before, f"{' '.join(words)}: {path} is another now")
        check(not os.path.exists("new"), f"{' '.join(words)}: left a file")
    with open("a", "ab") as out:
        before = content("a")
        done = subprocess.run([phonecert, "scan", "a"], stdout=out, stderr=subprocess.DEVNULL,
                              check=False)
        check(done.returncode == 2 and content("a") == before, "appends to what it reads")
    # A report in the folder that is scanned may be written anew.
    os.mkdir("case")
    shutil.copy(TWO, "case/a.pcapng")
    for _ in range(2):
        done = run("scan", "--fail-on", "never", "-f", "html=case/report.html", "case")
        check(done.returncode == 0, f"a report beside its captures: {done.stderr}")
    check(run("scan", "--fail-on", "never", "-f", "csv=/dev/null", "-f", "html=/dev/null", "a")
          .returncode == 0, "two outputs to /dev/null are refused")


def database(*words):
    return run("scan", "-q", "--fail-on", "never", "-f", "sqlite=b.db", *words)


def count(table):
    base = sqlite3.connect("b.db")
    found = base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    check(base.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the database is damaged")
    base.close()
    return found


def check_database_shared():
    """Another program has the database open, in WAL mode, with rows that are not in the file yet."""
    check(database(TWO).returncode == 0, "a new database cannot be made")
    alone = count("session")
    other = sqlite3.connect("b.db", isolation_level=None)
    other.execute("PRAGMA journal_mode = wal")
    other.execute("PRAGMA wal_autocheckpoint = 0")
    other.execute("CREATE TABLE note (t)")
    other.executemany("INSERT INTO note VALUES (?)", [("x" * 500,)] * 400)
    check(database(ONE).returncode == 0, "a database in WAL mode is refused")
    other.execute("INSERT INTO note VALUES ('later')")
    check(other.execute("SELECT count(*) FROM session").fetchone()[0] > alone,
          "the other does not see the new rows")
    other.close()
    check(count("note") == 401, f"the other's rows: {count('note')} of 401")
    # Somebody writes: it waits for a while; then it refuses, before it reads, and nothing changes.
    other = sqlite3.connect("b.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    waiting = subprocess.Popen([phonecert, "scan", "-q", "--fail-on", "never", "-f", "sqlite=b.db",
                                TWO])
    time.sleep(1)
    other.execute("COMMIT")
    check(waiting.wait(60) == 0, "it does not wait for another writer")
    other.execute("BEGIN IMMEDIATE")
    before = other.execute("SELECT count(*) FROM session").fetchone()
    begun = time.monotonic()
    done = database(ONE)
    check(done.returncode == 2 and "b.db: another program is writing" in done.stderr,
          f"a locked database: {done.returncode} {done.stderr}")
    check(5 < time.monotonic() - begun < 60, "it waits too long or not at all")
    check(other.execute("SELECT count(*) FROM session").fetchone() == before, "rows are gone")
    other.close()


def check_database_versions():
    for sql, words in (("PRAGMA user_version = 99", "newer phonecert"),
                       ("PRAGMA user_version = 0", "another program's database")):
        shutil.copy("b.db", "c.db")
        base = sqlite3.connect("c.db")
        base.execute(sql)
        base.close()
        before = content("c.db")
        done = run("scan", "-f", "sqlite=c.db", TWO)
        check(done.returncode == 2 and words in done.stderr, f"{sql}: {done.stderr}")
        check(content("c.db") == before, f"{sql}: it was changed")
    with open("text.db", "w", encoding="ascii") as file:
        file.write("no database\n" * 100)
    before = content("text.db")
    done = run("scan", "-f", "sqlite=text.db", TWO)
    check(done.returncode == 2 and "no SQLite database" in done.stderr, done.stderr)
    check(content("text.db") == before, "a text was taken for a database")
    done = run("scan", "-q", "--fail-on", "never", "-f", "sqlite=:memory:", TWO)
    check(done.returncode == 0 and os.path.exists(":memory:"), "a name is taken for something else")


def check_database_killed():
    before = count("session")
    scan = subprocess.Popen([phonecert, "scan", "-q", "--all", "-f", "sqlite=b.db", "-"],
                            stdin=subprocess.PIPE)
    scan.stdin.write(content(ONE))
    scan.stdin.flush()
    time.sleep(0.7)
    scan.kill()
    scan.wait()
    check(count("session") == before, "a run that was killed changed the database")
    check(database(TWO).returncode == 0, "after that it cannot be written")


def check_write_errors():
    """Every verb says that its output did not arrive, and ends with 2."""
    certificate = os.path.join("store", sorted(os.listdir("store"))[0])
    log = os.path.join(os.path.dirname(captures), "tests/golden/logs/SEP2C3124C00003.log")
    verbs = [
        ("scan", "a"), ("scan", "-f", "ndjson", "a"), ("scan", "--help"), ("--help",),
        ("scan", "--version"), ("cert", certificate), ("cert", "-f", "ndjson", certificate),
        ("trust", "store"), ("trust", "-f", "ndjson", "store"), ("explain",),
        ("explain", "lsc-expired"), ("report", "old.json"), ("log", log),
        ("impact", "--remove", certificate, "--trust", "store", "a"),
    ]
    for words in verbs:
        for name in ("/dev/full", "a closed pipe", "nothing"):
            done = into(name, words)
            check(done.returncode == 2 and b"standard output: " in done.stderr,
                  f"{' '.join(words)} into {name}: {done.returncode} {done.stderr}")


def into(name, words):
    if name == "/dev/full":
        with open("/dev/full", "wb") as full:
            return subprocess.run([phonecert, *words], stdout=full, stderr=subprocess.PIPE,
                                  check=False)
    if name == "nothing":
        return subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", phonecert, *words],
                              stderr=subprocess.PIPE, check=False)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([phonecert, *words], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    return done


def check_links():
    """A link is written through by every verb, also where what it names is not there yet; the link stays."""
    run("scan", "-q", "-f", "ndjson=lines.json", ONE)
    os.mkdir("elsewhere")
    verbs = [("scan", "-q", "-o", None, ONE), ("scan", "-q", "--write-pcap", None, ONE), ("site", "-o", None, ONE),
             ("report", "-o", None, "lines.json"),
             *(("scan", "-q", "-f", f"{name}={{}}", ONE) for name in ("csv", "ndjson", "eve", "html", "sqlite"))]
    for number, verb in enumerate(verbs):
        link, target = f"link-{number}", f"elsewhere/target-{number}"
        os.symlink(f"near-{number}", link)
        os.symlink(os.path.join(os.getcwd(), target), f"near-{number}")
        words = [link if word is None else word.format(link) for word in verb]
        for round_ in ("new", "again"):
            done = run(*words)
            check(done.returncode < 2, f"{words}, {round_}: status {done.returncode}: {done.stderr}")
            check(os.path.islink(link) and os.path.islink(f"near-{number}"), f"{words}, {round_}: a link is gone")
            check(os.path.isfile(target) and os.path.getsize(target) > 0, f"{words}, {round_}: nothing was written")
    os.symlink("round", "turn")
    os.symlink("turn", "round")
    os.symlink("nowhere/file", "lost")
    for link in ("round", "lost"):
        done = run("scan", "-q", "-o", link, ONE)
        check(done.returncode == 2 and link in done.stderr and os.path.islink(link), f"{link}: {done.stderr}")
    # What a link will make is not to be written a second time either.
    os.symlink("same", "other-name")
    done = run("scan", "-q", "-f", "csv=other-name", "-f", "html=same", ONE)
    check(done.returncode == 2 and not os.path.exists("same"), "two outputs on one file, one by a link")


def check_extract():
    """A link that was planted under the name of a certificate is replaced, not followed."""
    run("scan", "--extract", "out", "a")
    names = sorted(os.listdir("out"))
    check(len(names) >= 2, "--extract writes nothing")
    with open("precious", "w", encoding="ascii") as file:
        file.write("precious")
    os.unlink(os.path.join("out", names[0]))
    os.symlink(os.path.abspath("precious"), os.path.join("out", names[0]))
    run("scan", "--extract", "out", "a")
    check(content("precious") == b"precious", "--extract wrote through a link")
    check(not os.path.islink(os.path.join("out", names[0])), "--extract left the link")
    # A phone that calls itself like an option.
    hostile = content(os.path.join(captures, "hostile-names.pcapng"))
    with open("option.pcapng", "wb") as file:
        file.write(hostile.replace(b"=HYPERLINK", b"-HYPERLINK"))
    run("scan", "--all", "--extract", "out", "option.pcapng")
    names = os.listdir("out")
    check(any("_HYPERLINK" in name for name in names), "--extract writes nothing of a hostile name")
    check(not any(name.startswith("-") for name in names), "--extract makes a name like an option")


def check_temporary():
    """A killed run leaves nothing behind, and what an older one left is cleared away."""
    os.mkdir("tmp")
    left = "tmp/.report.csv.phonecert-abcdef"
    for path in (left, "tmp/.report.csv.phonecert-mine-too", "tmp/.other.csv.phonecert-abcdef"):
        with open(path, "w", encoding="ascii") as file:
            file.write("x")
    scan = subprocess.Popen([phonecert, "scan", "-q", "-f", "csv=tmp/report.csv", "-"],
                            stdin=subprocess.PIPE)
    time.sleep(0.7)
    check(not os.path.exists(left), "what a killed run left is still there")
    check(sorted(os.listdir("tmp")) == [".other.csv.phonecert-abcdef",
                                        ".report.csv.phonecert-mine-too"],
          f"while it writes there is {os.listdir('tmp')}")
    scan.kill()
    scan.wait()
    check(not os.path.exists("tmp/report.csv"), "a killed run left half a report")
    # The same of frames: a run that is killed while it writes them, or before, leaves no file.
    os.mkdir("frames")
    os.mkfifo("never")
    scan = subprocess.Popen([phonecert, "scan", "-q", "--write-pcap", "frames/out.pcapng", "a",
                             "never"])
    time.sleep(0.7)
    scan.kill()
    scan.wait()
    check(os.listdir("frames") == [], f"a killed run left {os.listdir('frames')}")


def check_said_once():
    """What the user may have got wrong is said, and once: keys that open nothing, a private key among
    certificates, pieces of one capture that are read as several. The report tells it, too."""
    keys = [os.path.join(captures, "tls13-keys.keys"), os.path.join(captures, "tls13-keys.pcap")]
    ring = [os.path.join(captures, f"ring-{i}.pcap") for i in (1, 2)]
    shutil.copytree("store", "CallManager-trust")
    with open("CallManager-trust/leaked.pem", "w", encoding="ascii") as file:
        file.write("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n")
    cases = [
        ("none of its 4 secrets", True, ("--keys", keys[0], TWO)),
        ("none of its 4 secrets", False, ("--keys", *keys)),
        ("holds no secret", True, ("--keys", "keys", keys[1])),
        ("holds a private key", True, ("--trust", "CallManager-trust", TWO)),
        ("--continuous joins them", True, ring), ("--continuous joins them", True, ring[::-1]),
        ("--continuous joins them", True, ("-j", "2", TWO, *ring)),
        ("--continuous joins them", False, ("--continuous", *ring)),
        ("--continuous joins them", False, (ring[0], TWO)),
        ("no service asks for the store my-store", True, ("--trust", "my-store=store", TWO)),
        ("no service asks", False, ("--trust", "CallManager-trust@10.44.255.1=store", TWO)),
    ]
    os.mkdir("packed")
    shutil.copy(TWO, "packed/good.pcapng")
    for name in ("packed/nodes.tar", "packed/Herr J\u00e4ger.zip", "packed/readme.txt"):
        with open(name, "wb") as file:
            file.write(b"no archive" + bytes(100))
    cases.append(("2 files are named as archives are and could not be opened", True, ("packed",)))
    cases.append(("named as archives", False, (TWO,)))
    for words, is_said, arguments in cases:
        done = run("scan", *arguments)
        check(done.stderr.count(words) == is_said, f"{arguments}: {words}: {done.stderr}")
        told = " ".join(done.stdout.split())
        check(told.count(words) == is_said, f"{arguments}: the report does not tell: {words}")
        check(done.returncode in (0, 1), f"{arguments}: ended with {done.returncode}")


def wait_for(holds):
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.1)
    return False


def lines(path):
    return content(path).count(b"\n") if os.path.exists(path) else 0


def follow(path, *words):
    with open("follow.out", "wb") as out, open("follow.err", "wb") as err:
        return subprocess.Popen([phonecert, "scan", "--follow", "-f", "ndjson", *words, path],
                                stdout=out, stderr=err)


def check_signals():
    """timeout(1) sends its signal to the process and to its group: that is one signal."""
    shutil.copy(ONE, "grows.pcapng")
    scan = follow("grows.pcapng", "-f", "html=followed.html")
    check(wait_for(lambda: lines("follow.out") >= 1), "follow: tells nothing")
    scan.send_signal(signal.SIGTERM)
    scan.send_signal(signal.SIGTERM)
    scan.send_signal(signal.SIGTERM)
    check(scan.wait(30) == 0, f"signals twice: ended with {scan.returncode}")
    check(os.path.exists("followed.html"), "signals twice: the report is lost")


def check_follow():
    shutil.copy(ONE, "f.pcapng")
    scan = follow("f.pcapng")
    check(wait_for(lambda: lines("follow.out") == 1), "follow: tells nothing")
    shutil.copy(TWO, "new.pcapng")
    os.rename("new.pcapng", "f.pcapng")
    check(wait_for(lambda: lines("follow.out") == 3), "follow: does not see a file replaced")
    time.sleep(0.3)
    with open("f.pcapng", "r+b") as file:
        file.truncate(0)
    time.sleep(0.3)
    with open("f.pcapng", "ab") as file:
        file.write(content(os.path.join(captures, "lsc-sccp-tls10.pcap")))
    check(wait_for(lambda: lines("follow.out") == 4), "follow: does not see a file cut back")
    scan.send_signal(signal.SIGINT)
    check(scan.wait(30) in (0, 1), f"follow: ended with {scan.returncode}")
    said = content("follow.err")
    check(b"in its place" in said and b"cut back" in said, f"follow: does not say it: {said}")


def check_ring():
    """A ring of dumpcap's, under the name that dumpcap was given."""
    os.mkdir("ring")
    for i, name in enumerate(("ring-1.pcap", "ring-2.pcap")):
        shutil.copy(os.path.join(captures, name), f"part-{i}")
    shutil.copy(TWO, "ring/r_a_00001_20261130120000.pcap")
    shutil.copy("part-0", "ring/r_00001_20261130120000.pcap")
    scan = follow("ring/r.pcap")
    time.sleep(1)
    check(lines("follow.out") == 0, "ring: tells what is not whole")
    shutil.copy("part-1", "ring/r_00002_20261130120100.pcap")
    check(wait_for(lambda: lines("follow.out") == 1), "ring: does not go on with the next file")
    scan.send_signal(signal.SIGINT)
    check(scan.wait(30) in (0, 1), f"ring: ended with {scan.returncode}")
    check(b'"outcome":"accepted"' in content("follow.out"), "ring: the handshake is not whole")


def check_config():
    """Defaults come from the file, an option counts more, and the report says so."""
    os.mkdir("config")
    shutil.copytree("store", "config/CAPF-trust")
    with open("config/phonecert.conf", "w", encoding="ascii") as file:
        file.write("[phonecert]\ntrust=CAPF-trust\ntz=Europe/Berlin\ncolor=always\n")
    env = dict(os.environ, XDG_CONFIG_HOME=os.path.abspath("config"))
    done = run("scan", "--summary", "a", env=env)
    check("CAPF-trust" in done.stdout and "phonecert.conf" in done.stdout and
          " CET" in done.stdout and "\033[" in done.stdout, f"the config file is not used: {done}")
    done = run("scan", "--summary", "--tz", "UTC", "--color", "never", "a", env=env)
    check(" CET" not in done.stdout and "\033[" not in done.stdout, "an option counts less")
    with open("config/phonecert.conf", "a", encoding="ascii") as file:
        file.write("colour=never\n")
    check(run("scan", "a", env=env).returncode == 2, "a key that nobody knows is passed over")


def main():
    work = tempfile.mkdtemp()
    os.chdir(work)
    for part in (check_places, check_database_shared, check_database_versions,
                 check_database_killed, check_write_errors, check_links, check_extract, check_temporary,
                 check_said_once, check_signals, check_follow, check_ring, check_config):
        part()
    os.chdir("/")
    shutil.rmtree(work)
    print("\n".join(faults + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
