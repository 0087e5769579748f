#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pictures.py IMAGES_FOLDER

Makes the README's pictures of the plugin with the real Wireshark under Xvfb: the packet list with
the profile PhoneCert, the annotated certificate, what it means, the windows of the statistics. PHONECERT_PLUGIN is
the built plugin. Exit 77 where a program is missing."""

import glob
import os
import subprocess
import sys
import tempfile

import gui
import wireshark
from wireshark import capture, trust_option

# Of every kind; the other samples are about what goes wrong on the way.
SHOWN = ("lsc-*", "mic-*", "two-phones*", "name-mismatch.*", "no-certificate*", "vpn-*",
         "dot1x-radius-accepted*", "capf-enrolment*", "dtls12-*ed.pcap*")


def save(shown, path):
    shown.shoot(path)
    shown.stop()
    # Fewer colours make it a third of the size, and nobody sees it.
    subprocess.run(["pngquant", "--force", "--output", path, "64", path], check=True)


def packet_list(images):
    shown = gui.Gui(capture("two-phones.pcapng"), "-g", "18", *trust_option())
    save(shown, os.path.join(images, "packet-list.png"))


def certificate(images):
    shown = gui.Gui(capture("lsc-foreign-cluster.pcap"), "-g", "9", *trust_option())
    shown.details(first=False)
    shown.click(200, gui.HEIGHT * 3 // 4, button=5, times=71)
    save(shown, os.path.join(images, "certificate.png"))


def explanation(images):
    shown = gui.Gui(capture("lsc-foreign-cluster.pcap"), "-g", "9", *trust_option())
    shown.key("alt+t", "Up", "Right", "Up", "Return")
    shown.place(shown.window("what this means"), 430, 330, 860, 540)
    save(shown, os.path.join(images, "explanation.png"))


def statistics(images):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        path = os.path.join(folder, "monday.pcapng")
        names = sorted({name for kind in SHOWN for name in glob.glob(capture(kind))})
        subprocess.run(["mergecap", "-a", "-w", path, *names], check=True)
        os.chmod(path, 0o644)
        shown = gui.Gui(path, "-z", "phonecert,stat", *trust_option())
        table = shown.window("Phone certificates by issuer")
        tree = shown.last_of_menu("alt+s", "Phone certificates · ")
        shown.place(tree, 30, 190, 660, 640)
        shown.place(table, 720, 300, 640, 420)
        shown.raise_window(table)
        shown.raise_window(tree)
        save(shown, os.path.join(images, "statistics.png"))


if __name__ == "__main__":
    wireshark.need("import", "pngquant", "mergecap", *gui.PROGRAMS)
    folder_of_images = os.path.abspath(sys.argv[1])
    packet_list(folder_of_images)
    certificate(folder_of_images)
    explanation(folder_of_images)
    statistics(folder_of_images)
