#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""html.py PHONECERT CAPTURES_FOLDER [SCREENSHOT]

Opens the HTML report in a headless Chromium: it renders, filters, sorts and opens details without
an error and without asking for anything; names out of captures stay text; ten thousand phones stay
usable. Exit 77 where there is no Chromium. SCREENSHOT keeps a picture of the page.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

import browser

HOSTILE = ['<img src=x onerror="document.title=1">', "</script><script>document.title=2</script>",
           "<!--<script>", "'\"&<b>", "{{7*7}}", "W" * 300, "=HYPERLINK(1)",
           "\u202egnp.exe", "javascript:alert(1)"]
faults = []


def check(holds, sentence):
    if not holds:
        faults.append(sentence)


def run(command, **options):
    return subprocess.run(command, check=False, capture_output=True, text=True, **options)


def click(page, selector):
    page.value(f"document.querySelector({json.dumps(selector)}).click()")


def set_field(page, name, value):
    page.value(f"(() => {{ const field = document.getElementById({json.dumps(name)});"
               f"field.value = {json.dumps(value)};"
               "field.dispatchEvent(new Event('input', {bubbles: true})); })()")


def names(page):
    return page.value("[...document.querySelectorAll('#rows > tr > th')].map(c => c.textContent)")


def check_clean(page, what):
    check(not page.errors, f"{what}: errors: {page.errors}")
    foreign = [url for url in page.requests if not url.startswith("file://")]
    check(not foreign, f"{what}: asked for {foreign}")


# Contrast of a colour on another (WCAG 2.1, 1.4.3), for the style's own colours in use.
CONTRAST = """(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    const light = (name) => {
        probe.style.color = `var(--${name})`;
        const parts = getComputedStyle(probe).color.match(/[0-9.]+/g).slice(0, 3).map((part) => {
            const value = part / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    };
    const bad = [];
    for (const back of ["page", "card"])
        for (const text of ["text", "soft", "error", "warning", "note", "good"]) {
            const [high, low] = [light(back), light(text)].sort((a, b) => b - a);
            if ((high + 0.05) / (low + 0.05) < 4.5) bad.push(`${text} on ${back}`);
        }
    probe.remove();
    return bad.join(", ");
})()"""

# What stands over the edge of its chart.
OVER_THE_EDGE = """[...document.querySelectorAll("svg text")].filter((text) => {
    const box = text.getBBox();
    return box.x + box.width > text.ownerSVGElement.viewBox.baseVal.width;
}).map((text) => text.textContent).join(", ")"""


def check_looks(page, what):
    """Light, dark and on paper: it can be read, and nothing stands over the edge."""
    for scheme in ("light", "dark"):
        page.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        bad = page.value(CONTRAST)
        check(not bad, f"{what}, {scheme}: too little contrast: {bad}")
    check(page.value("document.documentElement.scrollWidth <= window.innerWidth"),
          f"{what}: the page is wider than the window")
    over = page.value(OVER_THE_EDGE)
    check(not over, f"{what}: over the edge of its chart: {over}")
    page.call("Emulation.setEmulatedMedia", media="print")
    page.call("Emulation.setDeviceMetricsOverride", width=1030, height=728, deviceScaleFactor=1,
              mobile=False)
    check(page.value("document.documentElement.scrollWidth") <= 1030,
          f"{what}: the page is wider than paper")
    check(page.value("[...document.querySelectorAll('form, .cause button')]"
                     ".every(f => f.getClientRects().length === 0)"),
          f"{what}: buttons are printed")
    page.call("Emulation.clearDeviceMetricsOverride")
    page.call("Emulation.setEmulatedMedia", media="", features=[])


def check_pictures(page):
    """A refused phone: the ladder of its session has the messages with frame and time, marks the
    certificate and the alert, and is told in words; its certificates have a timeline; its filter can
    be copied."""
    def within(selector, what="length"):
        return page.value(f"document.querySelectorAll({json.dumps('tr.more ' + selector)}).{what}")
    check(within("svg.ladder") == 1 and within("svg.timeline") == 1, "a refused phone has no pictures")
    check(within("svg.ladder[role=img] > title") == 1 and within("svg[role=img] > desc") == 2,
          "a picture says nothing to a screen reader")
    check(page.value("[...document.querySelectorAll('svg[aria-labelledby]')].every(s => s.getAttribute"
                     "('aria-labelledby').split(' ').every(id => s.querySelector('#' + id)))"),
          "a picture's words are not its own")
    words = page.value("document.querySelector('svg.ladder > desc').textContent")
    check("phone to server: ClientHello, frame 10, after 0.0 ms" in words and
          "Certificate (LSC by CAPF-e41b9c22)" in words and
          "server to phone: Alert unknown_ca, frame 21" in words, f"the ladder says: {words}")
    check(within("svg.ladder g.certificate") == 1 and within("svg.ladder g.alert") == 1,
          "the ladder marks neither certificate nor alert")
    drawn = page.value("[...document.querySelectorAll('svg.ladder g text')].map(t => t.textContent).join(' ')")
    check("CertificateVerify" in drawn and "\u2026" not in drawn, f"a message of the ladder is cut: {drawn}")
    check(page.value("""(() => { const svg = document.querySelector('svg.ladder'), edge = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].every(t => { const box = t.getBoundingClientRect();
            return box.left >= edge.left && box.right <= edge.right && box.top >= edge.top && box.bottom <= edge.bottom; }); })()"""),
          "a text of the ladder goes beyond its edge")
    wanted = page.value("document.querySelector('tr.more code').textContent")
    check(wanted == "ip.addr == 10.44.3.151 && tcp.port == 40900", f"the filter is {wanted}")
    click(page, "tr.more .copy")
    check(wanted in page.value("document.getElementById('copied').textContent"),
          "a filter that is copied is not told")
    check(within("textarea") == 0, "copying leaves something behind")


def check_samples(phonecert, captures, folder, screenshot):
    path = os.path.join(folder, "samples.html")
    run([phonecert, "scan", "--all", "--trust", os.path.join(captures, "trust"),
         "--format", f"html={path}", captures])
    page = browser.Page(path)
    check(page.value("[...document.querySelectorAll('header nav a')].map(a => document.querySelector(a.getAttribute"
                     "('href')).textContent).join('|')")
          == "Causes, and what to do|Phones|How this report was made",
          "the top of the page does not lead to its parts and conditions")
    total = page.value("JSON.parse(document.getElementById('phones').textContent).length")
    check(total > 20, f"only {total} phones in the report")
    check(len(names(page)) == min(total, 100), "the table does not show the phones")
    set_field(page, "finding", "lsc-foreign-cluster")
    chosen = names(page)
    check(0 < len(chosen) < total, "the filter by finding chooses nothing, or everything")
    check(page.value("document.getElementById('count').textContent")
          == f"{len(chosen)} of {total}", "the count is not that of the rows")
    set_field(page, "finding", "")
    set_field(page, "text", chosen[0].lower())
    check(names(page) == [chosen[0]], "the search does not find a phone by its name")
    set_field(page, "text", "")
    click(page, "#head th:first-child button")
    up = names(page)
    click(page, "#head th:first-child button")
    check(up == sorted(up) and names(page)[0] != up[0], "the names do not sort both ways")
    check(page.value("document.querySelector('#head th').getAttribute('aria-sort')")
          == "descending", "the direction is not told to a screen reader")
    click(page, "#rows th button")
    check(page.value("document.querySelectorAll('#rows tr.more li').length") > 0,
          "a phone does not open its details")
    check("ends 20" in page.value("document.querySelector('#rows tr.more').textContent"),
          "the details do not tell the phone's certificates")
    set_field(page, "text", "SEP2C3124C00384")
    click(page, "#rows th button")
    check_pictures(page)
    set_field(page, "text", "")
    click(page, "button[data-finding]")
    check(page.value("document.getElementById('finding').value") != "",
          "a cause does not lead to its phones")
    check(page.value("[...document.querySelectorAll('input, select')].every(f => f.labels.length)"),
          "a field has no label")
    check(page.value("document.querySelector('.scroll').tabIndex") == 0,
          "what scrolls sideways cannot be reached by keyboard")
    check(page.value("[...document.querySelectorAll('th')].every(h => h.scope)"),
          "a heading of the table does not say of what")
    check_looks(page, "samples")
    check_clean(page, "samples")
    page.close()
    if screenshot:
        page = browser.Page(path, 1200, 1500)
        page.screenshot(screenshot)
        page.close()


def template(phonecert, captures):
    out = run([phonecert, "scan", "--format", "ndjson", "--trust", os.path.join(captures, "trust"),
               os.path.join(captures, "lsc-foreign-cluster.pcap")]).stdout
    return json.loads(out.splitlines()[0])


def report(phonecert, sessions, folder, name):
    source, path = os.path.join(folder, name + ".json"), os.path.join(folder, name + ".html")
    with open(source, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(session) + "\n" for session in sessions)
    run([phonecert, "report", "--format", f"html={path}", source])
    return path


def check_hostile(phonecert, session, folder):
    sessions = []
    for number, text in enumerate(HOSTILE):
        hostile = json.loads(json.dumps(session))
        hostile.update(device=text, issuer=text, model=text, file=text, reason=text,
                       mac=f"02:00:00:00:00:{number:02x}")
        hostile["findings"][0]["message"] = text
        sessions.append(hostile)
    page = browser.Page(report(phonecert, sessions, folder, "hostile"))
    for _ in HOSTILE:
        click(page, "#rows th button[aria-expanded=false]")
    check(page.value("document.title") == "Phone certificates", "a name has run as a script")
    check(page.value("document.querySelectorAll('img, iframe, main a, b, #rows script').length") == 0,
          "a name has become markup")
    check(page.value("document.getElementById('rows').textContent").count("<img src=x") > 0,
          "a name is not shown as it is")
    check_looks(page, "hostile names")
    check_clean(page, "hostile names")
    page.close()


def check_many(phonecert, session, folder, n_phones=10000):
    def one(number):
        phone = dict(session)
        phone.update(device=f"SEP02000{number:07X}", mac=":".join(
            f"{0x020000000000 + number:012x}"[i:i + 2] for i in range(0, 12, 2)))
        return phone
    path = report(phonecert, (one(n) for n in range(n_phones)), folder, "many")
    begin = time.monotonic()
    page = browser.Page(path)
    check(page.value("document.getElementById('count').textContent")
          == f"{n_phones} of {n_phones}", "not all of the many phones are counted")
    loaded = time.monotonic()
    set_field(page, "text", "sep02000000270f")
    check(len(names(page)) == 1, "the last of many phones is not found")
    filtered = time.monotonic()
    print(f"{n_phones} phones: {os.path.getsize(path) / 1e6:.1f} MB, shown in "
          f"{loaded - begin:.1f} s with the browser's start, filtered in {filtered - loaded:.2f} s")
    check(loaded - begin < 20 and filtered - loaded < 2, "many phones are too slow")
    check_clean(page, "many phones")
    page.close()


def main():
    phonecert, captures = sys.argv[1:3]
    if not browser.find():
        print("skipped: there is no Chromium here")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        check_samples(phonecert, captures, folder, sys.argv[3] if len(sys.argv) > 3 else None)
        session = template(phonecert, captures)
        check_hostile(phonecert, session, folder)
        check_many(phonecert, session, folder)
    print("\n".join(faults + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
