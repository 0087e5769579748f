# SPDX-License-Identifier: GPL-2.0-or-later
"""Drives the real Wireshark under Xvfb, as a user without settings, by keys and the mouse. What it
shows is read through the clipboard. Whatever is asked for is waited for, however busy the machine
is: there is no sleep that is meant to be long enough."""

import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time

import wireshark

PROGRAMS = ("Xvfb", "openbox", "wireshark", "xdotool", "xclip", "setpriv")
WIDTH, HEIGHT, TITLE = 1400, 900, 24
PATIENCE = 120  # seconds, until it is in vain
AGAIN = 3  # and until keys that may have come too early come again
FIRST_ROW, ROW = 143, 17  # where the packet list begins in a window in the corner, and its rows
COMPLAINT = re.compile(r"Sanitizer|runtime error|CRITICAL|[Aa]ssertion|WARNING|ERROR|Segmentation|"
                       r"[Dd]issector bug")
# Of Qt and the X server, when a window is gone before its place was asked for; of Qt 6 when threads
# outlive it, and when the window that tells a text is closed; of Wireshark when it wants to count for
# a window while it is reading a file, and where it may capture from a pipe only.
NOISE = re.compile(r"QXcbConnection: XCB error|QThreadStorage: |wildcard call disconnects from destroyed|"
                   r"There are no interfaces on which a capture can be done|"
                   r"(?:cf_retap_packets|process_specified_records)\(\): Failing due to nested")
STDIN = "(-|Standard input)"  # as Wireshark 4.0 calls it, and 4.4
SENTINEL = "nothing was copied"
ATTEMPTS = 5  # to start what a window needs around it


class Gui:
    """Wireshark with a capture open, or, where that is None, with one that comes live through
    `feed`, after a file's header `live`. Leave it by quit(), which gives its status."""

    def __init__(self, capture, *arguments, profile="PhoneCert", profiles=None, live=b""):
        self.folder = tempfile.TemporaryDirectory()
        title = re.escape(os.path.basename(capture)) if capture else f"Capturing from {STDIN}"
        source = ("-r", capture) if capture else ("-k", "-i", "-")
        program = "wireshark" if capture else self.beside_dumpcap()
        self.started = []
        self.errors = os.path.join(self.folder.name, "stderr")
        self.environment = dict(os.environ, QT_QPA_PLATFORM="xcb", DISPLAY=self.start_screen(),
                                PHONECERT_PROFILE=os.path.join(wireshark.ROOT, "plugin",
                                                               "profile"),
                                WIRESHARK_EXTCAP_DIR=os.path.join(self.folder.name, "none"))
        if profiles:
            self.environment["PHONECERT_PROFILES"] = profiles
        self.start_window_manager()
        with open(self.errors, "wb") as errors:
            self.wireshark = self.start(os.path.join(wireshark.HERE, "run-as-user"),
                                        wireshark.PLUGIN, "timeout", "--foreground", "900",
                                        program, "-C", profile, *source, *arguments,
                                        errors=errors, stdin=None if capture else subprocess.PIPE)
        self.feed = self.wireshark.stdin
        if live:
            self.feed.write(live)
            self.feed.flush()
        self.main = self.window(f"^{title}$")  # windows of statistics end so, too
        self.place(self.main, 0, 0, WIDTH, HEIGHT - TITLE)
        self.raise_window(self.main)

    def beside_dumpcap(self):
        """Wireshark in a folder with a dumpcap that a sanitizer is not loaded into, in which it would wait for ever
        where it may not open an interface."""
        os.chmod(self.folder.name, 0o755)
        program = shutil.copy(shutil.which("wireshark"), self.folder.name)
        wrapper = os.path.join(self.folder.name, "dumpcap")
        with open(wrapper, "w", encoding="ascii") as file:
            file.write(f'#!/bin/sh\nunset LD_PRELOAD\nexec {shutil.which("dumpcap")} "$@"\n')
        os.chmod(wrapper, 0o755)
        return program

    def start(self, *command, errors=subprocess.DEVNULL, **more):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors,
                                   env=getattr(self, "environment", None),
                                   start_new_session=True, **more)
        self.started.append(process)
        return process

    def start_screen(self):
        """An X server of our own; its display's name once it can be used. Where another takes the same
        number at the same time it ends without one, and is started again."""
        for _ in range(ATTEMPTS):
            reading, writing = os.pipe()
            self.start("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                       "-nolisten", "tcp", "-fbdir", self.folder.name, pass_fds=[writing])
            os.close(writing)
            with os.fdopen(reading) as pipe:
                number = pipe.readline().strip()
            if number:
                return ":" + number
            time.sleep(1)
        raise AssertionError("there is no screen: Xvfb does not start")

    def start_window_manager(self):
        """A window that is there before it does may stay without a frame, and never become active. A
        manager that ended (the screen was not ready, or another's had its number a moment before) is started again."""
        end, managers = time.monotonic() + PATIENCE, []
        while not self.do("get_num_desktops"):
            if not managers or managers[-1].poll() is not None:
                if len(managers) == ATTEMPTS:
                    raise AssertionError("openbox does not manage windows: it ended with "
                                         f"{[manager.returncode for manager in managers]}")
                time.sleep(len(managers))
                managers.append(self.start("openbox", "--sm-disable"))
            if time.monotonic() > end:
                raise AssertionError("openbox does not manage windows")
            time.sleep(0.1)

    def said(self):
        with open(self.errors, encoding="utf-8", errors="replace") as file:
            return file.read()

    def wait(self, condition, what):
        """The first true value of the condition."""
        end = time.monotonic() + PATIENCE
        while True:
            found = condition()
            if found:
                return found
            if self.wireshark.poll() is not None:
                raise AssertionError(f"Wireshark ended with {self.wireshark.returncode} while "
                                     f"waiting for {what}: {self.said()}")
            if time.monotonic() > end:
                raise AssertionError(f"waited for {what} in vain: {self.said()}")
            time.sleep(0.1)

    def do(self, *arguments):
        """One call of xdotool."""
        done = subprocess.run(["xdotool", *map(str, arguments)], env=self.environment,
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        return done.stdout.split("\n")[:-1] if done.returncode == 0 else []

    def has(self, title):
        return self.do("search", "--onlyvisible", "--name", title)

    def window(self, title):
        """The window whose title fits the expression, once it is there."""
        return self.wait(lambda: self.has(title), f"a window {title}")[-1]

    def raise_window(self, window):
        # Asked again and again: a window that opens meanwhile takes the place.
        self.wait(lambda: self.do("windowactivate", window) == [] and
                  self.do("getactivewindow") == [window], f"window {window} to be active")

    def place(self, window, x, y, width, height):
        self.do("windowmove", window, x, y, "windowsize", window, width, height)

    def key(self, *keys):
        self.do("key", "--clearmodifiers", *keys)

    def screen(self):
        with open(os.path.join(self.folder.name, "Xvfb_screen0"), "rb") as file:
            return file.read()

    def menu(self, *keys):
        """Through a menu, each key once the one before is seen to have been taken."""
        for key in keys:
            before = self.screen()
            self.key(key)
            self.wait(lambda last=before: self.screen() != last, f"something to be seen of {key}")

    def click(self, x, y, *, times=1, button=1):
        self.do("mousemove", x, y, "click", "--repeat", times, button)

    def click_list(self, row=5):
        """The packet list gets the keys."""
        self.click(WIDTH // 3, FIRST_ROW + ROW * row)

    def click_details(self):
        self.click(200, HEIGHT * 3 // 4)

    def copied(self, take):
        """What a function that presses keys puts on the clipboard. What came too early, before
        Wireshark was ready for it, is done again."""
        def try_it():
            with subprocess.Popen(["xclip", "-i", "-selection", "clipboard"], text=True,
                                  env=self.environment, stdin=subprocess.PIPE,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as xclip:
                xclip.communicate(SENTINEL)
            take()
            end = time.monotonic() + AGAIN
            while time.monotonic() < end:
                if self.clipboard():
                    return self.clipboard()
                time.sleep(0.1)
            return None
        return self.wait(try_it, "something on the clipboard")

    def clipboard(self):
        try:
            done = subprocess.run(["xclip", "-o", "-selection", "clipboard"], timeout=30,
                                  env=self.environment, capture_output=True, check=False)
        except subprocess.TimeoutExpired:
            return None
        text = done.stdout.decode(errors="replace")
        return text if done.returncode == 0 and text != SENTINEL else None

    def rows(self):
        """The packet list as it is displayed: a list of columns for each row."""
        def take():
            self.click_list()
            self.key("ctrl+a", "ctrl+c")
        return [line.split("\t") for line in self.copied(take).split("\n") if line]

    def details(self, first=True):
        """The lines of a packet's tree, opened in full: of the first that is displayed, or of the
        one that was chosen."""
        def take():
            if first:
                self.click_list()
                self.key("ctrl+Home")
            self.click_details()
            self.key("ctrl+Right", "ctrl+alt+shift+a")
        return self.copied(take).split("\n")

    def go_to(self, frame):
        """Chooses a frame, and sees that it is chosen."""
        self.click_list()
        self.key("ctrl+g")
        self.do("type", "--delay", "1", frame)
        self.key("Return")
        self.wait(lambda: self.details(first=False)[0].startswith(f"Frame {frame}:"), f"frame {frame}")

    def filter(self, text):
        """Types a display filter; an empty one shows every packet."""
        self.key("ctrl+slash")
        self.key("ctrl+a", "BackSpace")
        self.do("type", "--delay", "1", text)
        self.key("Return")

    def last_of_menu(self, key, title):
        """The window that the last entry of a menu opens."""
        def try_it():
            self.raise_window(self.main)
            self.key("Escape", "Escape", key, "Up", "Return")
            end = time.monotonic() + AGAIN
            while time.monotonic() < end and not self.has(title):
                time.sleep(0.1)
            return self.has(title)
        found = self.wait(try_it, f"a window {title}")[-1]
        self.raise_window(self.main)
        return found

    def shoot(self, path):
        """A picture of the screen, once two in turn are the same: all is drawn by then."""
        command = ["import", "-window", "root", "-strip", "+dither", "-colors", "48", "-define",
                   "png:compression-level=9", path]
        seen = []

        def is_still():
            subprocess.run(command, env=self.environment, check=True)
            with open(path, "rb") as file:
                seen.append(file.read())
            return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3]
        self.wait(is_still, "the screen to come to rest")

    def pixels(self, x, lines):
        """(red, green, blue) of these lines at x, which the X server keeps in a file (XWDFile.h): words of four bytes,
        the size of the header the first of them, bytes of a line the 13th, colours, of 12 bytes each, the 20th."""
        data = self.screen()
        head = struct.unpack_from(">25I", data)
        first = head[0] + head[19] * 12 + x * 4
        return [tuple(data[at:at + 3])[::-1] for at in (first + y * head[12] for y in lines)]

    def quit(self):
        """Ends Wireshark as a user does: its status."""
        self.raise_window(self.main)
        self.key("ctrl+q")
        try:
            self.wireshark.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        return self.wireshark.poll()

    def quit_unsaved(self):
        """The same with packets that were captured or changed: Wireshark asks whether to keep them."""
        self.raise_window(self.main)
        self.key("ctrl+q")
        self.raise_window(self.window("Unsaved packets"))
        self.key("alt+w")
        try:
            self.wireshark.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            pass
        return self.wireshark.poll()

    def complaints(self):
        """The lines that Wireshark should not have said."""
        return [line for line in self.said().splitlines()
                if COMPLAINT.search(line) and not NOISE.search(line)]

    def stop(self):
        """Ends whatever of it still runs."""
        for process in reversed(self.started):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
        self.folder.cleanup()

