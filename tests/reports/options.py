#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""options.py PHONECERT ROOT

Every option of every verb's --help is in the manual page and the other way round; every verb is in
the page and the completions; the bash completion completes.
"""

import os
import re
import shutil
import subprocess
import sys


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def options_of_help(text):
    return set(re.findall(r"^  (?:-\w, )?--([a-z][a-z-]*)", text, re.MULTILINE))


def options_of_page(text):
    """`.It Fl f , Fl -format` names --format; only those lines define an option."""
    lines = [line for line in text.splitlines() if line.startswith(".It Fl ")]
    return {name for line in lines for name in re.findall(r"Fl -([a-z][a-z-]*)", line)}


def completed(root, phonecert, words):
    """What bash offers for the last of `words`."""
    script = f'''source "$1/completions/phonecert.bash"; shift
        COMP_WORDS=({phonecert} {" ".join(words)}); COMP_CWORD={len(words)}; _phonecert
        printf '%s\\n' "${{COMPREPLY[@]}}"'''
    return output("bash", "-c", script, "bash", root).split()


def main():
    phonecert, root = sys.argv[1:3]
    faults = []

    def text_of(name):
        with open(os.path.join(root, name), encoding="utf-8") as file:
            return file.read()

    page = text_of("docs/phonecert.1")
    verbs = re.findall(r"^  (\w+) ", output(phonecert, "--help"), re.MULTILINE)
    helps = {verb: options_of_help(output(phonecert, verb, "--help")) for verb in verbs}
    told = set().union(*helps.values())
    faults += [f"--{name} is not in the manual page" for name in told - options_of_page(page)]
    faults += [f"--{name} is in the manual page only" for name in options_of_page(page) - told]
    fields = re.search(r"Fields of --where:\n(.*?)\n\n", output(phonecert, "scan", "--help"), re.S)
    faults += [f"the manual page does not tell of the field {name}"
               for name in fields.group(1).split() if not re.search(rf"\b{name}\b", page)]
    for verb in verbs:
        if f".It Cm {verb}" not in page:
            faults.append(f"the manual page does not tell of {verb}")
        for name in ("completions/phonecert.bash", "completions/_phonecert"):
            if not re.search(rf"\b{verb}\b", text_of(name)):
                faults.append(f"{name} does not know {verb}")
    if len(verbs) < 5 or not told:
        faults.append("the help tells nothing")
    if shutil.which("bash"):
        for words, wanted in ((["tru"], "trust"), (["scan", "--fail"], "--fail-on"),
                              (["scan", "--group", "ph"], "phone"),
                              (["scan", "--where", "client_c"], "client_certificate"),
                              (["explain", "lsc-exp"], "lsc-expired")):
            if wanted not in completed(root, phonecert, words):
                faults.append(f"bash does not complete {' '.join(words)} to {wanted}")
    else:
        print("skipped: the completion is not tried, there is no bash")
    if shutil.which("mandoc"):
        faults += output("mandoc", "-T", "lint", "-W", "warning",
                         os.path.join(root, "docs/phonecert.1")).splitlines()
    else:
        print("skipped: the manual page's own form, there is no mandoc")
    print("\n".join(faults + [f"{len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
