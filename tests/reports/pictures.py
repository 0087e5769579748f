#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pictures.py PHONECERT CAPTURES_FOLDER IMAGES_FOLDER

Makes the pictures of the reports that the README shows: text and progress as a terminal has them,
the HTML report in light, dark and on paper. Exit 77 where there is no Chromium.
"""

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile

import browser
import terminal

COLUMNS = 100
PCAP_HEADER_LEN = 24
LARGE = 200 * 1000 * 1000
PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #14191f; }}
pre {{ margin: 0; padding: 16px 20px; display: inline-block; color: #d6dde4;
  font: 15px/1.35 "DejaVu Sans Mono", "Liberation Mono", monospace; }}
.prompt {{ color: #8fa1b3; }} .bold {{ font-weight: bold; color: #ffffff; }} .dim {{ color: #8593a0; }}
.red {{ color: #ff7b72; }} .green {{ color: #7ee787; }} .yellow {{ color: #f2cc60; }}
.blue {{ color: #79c0ff; }}
</style><pre><span class="prompt">$ {command}</span>
{text}</pre>"""


def shoot(page, path, width, height, top=0, scale=1):
    clip = {"x": 0, "y": top, "width": width, "height": height, "scale": scale}
    data = page.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
    with open(path, "wb") as file:
        file.write(base64.b64decode(data))
    # Fewer colours make it a third of the size, and nobody sees it.
    if shutil.which("pngquant"):
        subprocess.run(["pngquant", "--force", "--output", path, "64", path], check=False)


def shoot_terminal(path, folder, command, text):
    source = os.path.join(folder, "terminal.html")
    with open(source, "w", encoding="utf-8") as file:
        file.write(PAGE.format(command=command, text=terminal.as_html(text.rstrip("\n"))))
    page = browser.Page(source, 1200, 900)
    box = page.value("(() => { const box = document.querySelector('pre').getBoundingClientRect();"
                     "return [box.width, box.height]; })()")
    shoot(page, path, *box)
    page.close()


def text_picture(phonecert, captures, folder, path):
    names = ["lsc-sip-tls12.pcapng", "lsc-foreign-cluster.pcap", "mic-accepted.pcap"]
    shown = [os.path.join("captures", name) for name in names]
    command = ["scan", "--trust", "captures/trust", *shown]
    text, _ = terminal.run([phonecert, *command], COLUMNS)
    shoot_terminal(path, folder, "phonecert " + " ".join(command), text)


def narrow_pictures(phonecert, images):
    """All samples: each cause once, at 80 and at 60 columns. What a screen shows of it first."""
    command = ["scan", "-q", "--trust", "captures/trust", "captures"]
    for columns in (80, 60):
        text, _ = terminal.run([phonecert, *command], columns)
        with tempfile.TemporaryDirectory() as folder:
            shoot_terminal(os.path.join(images, f"report-text-{columns}.png"), folder,
                           "phonecert " + " ".join(command), "\n".join(text.split("\n")[:50]))


def ladder_pictures(phonecert, folder, images):
    """A refused phone, opened: on a desk and on a phone."""
    source = os.path.join(folder, "ladder.html")
    subprocess.run([phonecert, "scan", "-q", "--trust", "captures/trust", "--format",
                    f"html={source}", "captures/two-phones.pcapng"], check=False)
    for name, width, height in (("desk", 1100, 720), ("phone", 390, 900)):
        page = browser.Page(source, width, height)
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=name == "phone")
        page.value("document.querySelector('#rows th button').click()")
        top = page.value("document.querySelector('tr.more').getBoundingClientRect().top"
                         " + window.scrollY")
        shoot(page, os.path.join(images, f"report-ladder-{name}.png"), width, height, top - 60)
        page.close()


def progress_picture(phonecert, captures, folder, path):
    """The line in the midst of a scan of something larger: the samples, and much of one of them."""
    with open(os.path.join(captures, "lsc-foreign-cluster.pcap"), "rb") as file:
        header, packets = file.read(PCAP_HEADER_LEN), file.read()
    with open(os.path.join(folder, "today.pcap"), "wb") as file:
        file.write(header + packets * (LARGE // len(packets)))
    text, _ = terminal.run([phonecert, "scan", "--format", "html=/dev/null", *["captures"] * 20,
                            os.path.join(folder, "today.pcap")], COLUMNS)
    lines = [line for line in re.split(r"[\r\n]", text) if "left" in line]
    shoot_terminal(path, folder, "phonecert scan --format html=today.html today/",
                   lines[len(lines) // 2].replace("\033[K", ""))


def html_pictures(phonecert, captures, folder, images):
    source = os.path.join(folder, "report.html")
    subprocess.run([phonecert, "scan", "-q", "--trust", "captures/trust", "--format",
                    f"html={source}", "captures"], check=False)
    page = browser.Page(source, 1240, 900)
    shoot(page, os.path.join(images, "report-html.png"), 1240, 780, scale=0.75)
    page.call("Emulation.setEmulatedMedia",
              features=[{"name": "prefers-color-scheme", "value": "dark"}])
    page.value("(() => { document.querySelectorAll('details').forEach(d => { d.open = false; });"
               "document.querySelectorAll('#rows th button')[3].click(); })()")
    top = page.value("document.querySelector('.charts').previousElementSibling.offsetTop")
    shoot(page, os.path.join(images, "report-html-dark.png"), 1240, 780, top, 0.75)
    page.close()


def main():
    phonecert, captures, images = (os.path.abspath(path) for path in sys.argv[1:4])
    if not browser.find():
        print("skipped: there is no Chromium here")
        return 77
    os.chdir(os.path.dirname(captures))
    with tempfile.TemporaryDirectory() as folder:
        text_picture(phonecert, captures, folder, os.path.join(images, "report-text.png"))
        narrow_pictures(phonecert, images)
        ladder_pictures(phonecert, folder, images)
        progress_picture(phonecert, captures, folder, os.path.join(images, "progress.png"))
        html_pictures(phonecert, captures, folder, images)
    return 0


if __name__ == "__main__":
    sys.exit(main())
