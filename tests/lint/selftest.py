#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Proves that each lint can fail: small bad trees go in, and exactly the expected complaints come
out; their good twins pass. A lint that finds nothing may otherwise be one that looks at nothing."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import bounds
import documents
import layering
import shape
import source
import symbols
import tables
import words

HERE = os.path.dirname(os.path.abspath(__file__))
OPENING = "// SPDX-License-Identifier: GPL-2.0-or-later\n// A sample turns nothing into nothing.\n"


def tree(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def complain(module, files):
    """`file:line: rule` of every complaint about a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        tree(folder, files)
        return [": ".join(fault.split(": ")[:2]) for fault in module.complaints(folder)]


class Layering(unittest.TestCase):
    # (file, its third line, the rules that complain of it)
    SAMPLES = [
        ("analyzer/read/a.c", "#include <openssl/x509.h>", ["openssl"]),
        ("analyzer/read/a.c", "int a = X509_get_version (x);", ["openssl"]),
        ("core/judge/a.c", "#include <openssl/x509.h>", []),
        ("tests/unit/a.c", "#include <openssl/x509.h>", []),
        ("analyzer/read/capture.c", "#include <wiretap/wtap.h>", ["wiretap"]),
        ("analyzer/read/capture_wiretap.c", "#include <wiretap/wtap.h>", []),
        ("analyzer/command/a.c", "#include <wsutil/json_dumper.h>", ["wsutil"]),
        ("analyzer/read/a.c", "# include <epan/packet.h>", ["epan"]),
        ("core/judge/a.c", "#include <epan/packet.h>", ["epan", "core-includes"]),
        ("plugin/a.c", "#include <epan/packet.h>", []),
        ("core/judge/a.c", "#include <stdio.h>", ["core-includes"]),
        ("core/judge/a.c", "#include <glib.h>", []),
        ("core/judge/a.c", "#include <string.h>", []),
        ("core/judge/a.c", "// #include <stdio.h>", []),
        ("core/judge/a.c", 'int a = f("fopen(x)"); // printf("x")', ["globals"]),
        ("core/judge/a.c", "int f(void) { printf(\"x\"); }", ["stdout"]),
        ("core/observe/a.c", "int f(void) { fputs(x, stdout); }", ["stdout"]),
        ("core/observe/a.c", "int f(void) { g_printerr(x); }", ["stderr"]),
        ("analyzer/report/a.c", "int f(void) { fputs(x, stdout); }", []),
        ("core/packet/a.c", "int f(void) { return time(NULL); }", ["clock"]),
        ("core/packet/a.c", "int f(void) { return frame->time(1) + seen_time(2); }", []),
        ("analyzer/main.c", "int f(void) { return time(NULL); }", []),
        ("core/judge/a.c", "int f(void) { return setlocale(1, 2); }", ["locale"]),
        ("core/judge/a.c", "int f(void) { return g_file_get_contents(1); }", ["files"]),
        ("core/judge/a.c", "int f(void) { return pc_read(1) + x.read(2); }", []),
        ("core/packet/a.c", "int f(void) { memcpy(a, b, 3); }", ["memcpy"]),
        ("core/bytes/bytes.c", "int f(void) { memcpy(a, b, 3); }", []),
        ("core/packet/a.c", "int f(void) { memcpy(a, b, 3); } // lint-allow memcpy: our own", []),
        ("core/packet/a.c", "int f(void) { memcpy(a, b, 3); } // lint-allow memcpy:", ["memcpy"]),
        ("core/packet/a.c", "int f(void) { memcpy(a, b, 3); } // lint-allow cast: x", ["memcpy"]),
        ("core/judge/a.c", "int f(void) { g((const struct ip *)data); }", ["cast"]),
        ("plugin/a.c", "int f(void) { g(*(uint32_t *)data); }", ["cast"]),
        ("core/judge/a.c", "int f(void) { g((const PcRecord *)bytes); }", ["cast"]),
        ("core/judge/a.c", "int f(void) { g(((PcRecord *)g_ptr_array_index(a, 0))->b); }", []),
        ("core/judge/a.c", "int f(void) { return *(const int64_t *)a < *(const int64_t *)b; }", []),
        ("core/judge/a.c", "int f(void) { g((const char *)data, (uint32_t)x); }", []),
        ("core/judge/a.c", "int f(void) { g(from->data + 4); }", ["pointer"]),
        ("core/judge/a.c", "int f(void) { t = g_hash_table_new(g_str_hash, g_str_equal); }", ["keyed", "keyed"]),
        ("analyzer/a.c", "int f(void) { return g_string_chunk_insert_const(texts, text); }", ["keyed"]),
        ("plugin/a.c", "int f(void) { t = g_hash_table_new(my_hash, my_equal); }", ["keyed"]),
        ("analyzer/report/a.c", "int f(void) { t = g_hash_table_new_full(my_hash, e, NULL, NULL); }\n"
         "guint my_hash(gconstpointer key)\n{ return 1;\n}", ["keyed"]),
        ("analyzer/report/a.c", "guint my_hash(gconstpointer key)\n{ return pc_hash_of(key);\n}\n"
         "int f(void) { t = g_hash_table_new(my_hash, my_equal); }", []),
        ("core/judge/a.c", "int f(void) { t = g_hash_table_new(pc_hash_text, g_str_equal); }", []),
        ("plugin/a.c", "int f(void) { t = g_hash_table_new(NULL, NULL); }", []),
        ("core/judge/a.c", "int f(void) { g(from.len + 4); }", []),
        ("analyzer/read/a.c", "int f(void) { sprintf(a, b); }", ["unbounded"]),
        ("tests/unit/a.c", "int f(void) { longjmp(a, 1); }", ["jump"]),
        ("core/judge/a.c", "static int counter;", ["globals"]),
        ("core/judge/a.c", "static const char *name;", ["globals"]),
        ("core/judge/a.c", "static const char *const names[] = {\"a\", \"b\"};", []),
        ("core/judge/a.c", "static const struct row rows[] = {{1}, {2}};", []),
        ("core/judge/a.c", "static struct row rows[] = {{1}, {2}};", ["globals"]),
        ("core/judge/a.c", "typedef struct { int a; } A; struct b { int c; }; int f(void);", []),
        ("core/judge/a.c", "G_DEFINE_AUTOPTR_CLEANUP_FUNC(A, a_free)\nint f(void) { int a; }", []),
    ]

    def test_samples(self):
        for name, line, rules in self.SAMPLES:
            with self.subTest(name=name, line=line):
                self.assertEqual(complain(layering, {name: OPENING + line + "\n"}),
                                 [f"{name}:3: {rule}" for rule in rules])

    # (the including file, the included one, the rules that complain)
    INCLUDES = [
        ("plugin/a.c", "analyzer/read/b.h", ["doors"]),
        ("analyzer/read/a.c", "plugin/b.h", ["doors"]),
        ("core/judge/a.c", "analyzer/read/b.h", ["doors", "core-includes", "floors"]),
        ("captures/make/a.c", "core/judge/b.h", ["generator"]),
        ("captures/make/a.c", "captures/make/b.h", []),
        ("core/judge/a.c", "captures/make/b.h", ["generator", "core-includes"]),
        ("core/observe/a.c", "analyzer/read/b.h", ["doors", "core-includes", "floors"]),
        ("analyzer/read/a.c", "core/observe/b.h", []),
        ("analyzer/report/a.c", "analyzer/command/b.h", ["floors"]),
        ("core/packet/a.c", "core/tls/b.h", ["floors"]),
        ("core/tls/a.c", "core/packet/b.h", []),
        ("core/judge/a.c", "core/diagnosis/b.h", ["floors"]),
        ("tests/unit/a.c", "captures/make/b.h", []),
    ]

    def test_includes(self):
        for name, target, rules in self.INCLUDES:
            with self.subTest(name=name, target=target):
                files = {name: f'{OPENING}#include "{target}"\n', target: OPENING}
                self.assertEqual(complain(layering, files), [f"{name}:3: {rule}" for rule in rules])

    def test_from_root(self):
        files = {"core/judge/a.c": OPENING + '#include "b.h"\n', "core/judge/b.h": OPENING}
        self.assertEqual(complain(layering, files), ["core/judge/a.c:3: core-includes",
                                                     "core/judge/a.c:3: from-root"])


def function(n_lines):
    return "int f(void)\n{\n" + "    g();\n" * (n_lines - 3) + "}\n"


class Tables(unittest.TestCase):
    TABLE = {"core/field/services.c": OPENING + "rows[] = {\n    {TCP, 5061, TLS, PC_SERVICE_SIP},\n"
                                                '[PC_SERVICE_DOT1X] = {"802.1X", NULL},\n};\n',
             "core/field/services.h": OPENING + '#define PC_STORE_VPN "vpn"\n',
             "core/field/cas.c": OPENING + '    {"Some CA", NULL},\n'}
    # (file, its third line, the rules that complain of it)
    SAMPLES = [
        ("core/a.c", "static const int ports[] = {80, 5061};", ["port"]),
        ("plugin/a.c", "static const int ports[] = {15061, 0x5061};", []),
        ("plugin/a.c", 'f("TCP 5061"); // 5061', []),
        ("tests/unit/a.c", "f(5061);", []),
        ("analyzer/a.c", 'f("vpn");', ["name"]),
        ("analyzer/a.c", 'f("the vpn of somebody");', []),
        ("analyzer/a.c", "f(PC_STORE_VPN);", []),
        ("core/a.c", 'f("802.1X");', ["name"]),
        ("core/a.c", 'f("SEP");', ["name"]),
        ("core/a.c", 'f("CAPF-");', ["name"]),
        ("core/a.c", 'f("Some CA");', ["name"]),
        ("core/a.c", 'f("Some CA"); // lint-allow name: another of that name', []),
    ]

    def test_samples(self):
        for name, line, rules in self.SAMPLES:
            with self.subTest(name=name, line=line):
                self.assertEqual(complain(tables, {**self.TABLE, name: OPENING + line + "\n"}),
                                 [f"{name}:3: {rule}" for rule in rules])


class Bounds(unittest.TestCase):
    """On the tree itself: a page that promises another number, and code that has another."""

    def complaints(self, file, old, new):
        here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
        files = {name: source.read(here, name)
                 for name in {bounds.PAGE, bounds.ACCOUNT, *(row[1] for row in bounds.BOUNDS)}}
        self.assertIn(old, files[file])
        files[file] = files[file].replace(old, new, 1)
        return complain(bounds, files)

    def test_same(self):
        self.assertEqual(self.complaints(bounds.PAGE, "# What", "# What"), [])

    def test_differs(self):
        self.assertEqual(self.complaints(bounds.PAGE, "| 14/256 |", "| 15/256 |"), [f"{bounds.PAGE}:1: bounds"])
        self.assertEqual(self.complaints(bounds.PAGE, "four levels", "five levels"), [f"{bounds.PAGE}:1: bounds"])
        self.assertEqual(self.complaints("analyzer/read/members.h", "PC_ARCHIVE_MAX_DEPTH = 4,",
                                         "PC_ARCHIVE_MAX_DEPTH = 5,"), ["analyzer/read/members.h:1: bounds"])


class Shape(unittest.TestCase):
    def check(self, text, expected, name="core/judge/a.c"):
        self.assertEqual(complain(shape, {name: OPENING + text}), [f"{name}:{e}" for e in expected])

    def test_opening(self):
        self.assertEqual(complain(shape, {"core/judge/a.c": "int a;\n"}), ["core/judge/a.c:1: licence"])
        self.assertEqual(complain(shape, {"core/judge/a.c": OPENING.split("\n")[0] + "\nint a;\n"}),
                         ["core/judge/a.c:2: opening"])
        self.assertEqual(complain(shape, {"tests/a.py": "pass\n"}), ["tests/a.py:1: licence"])

    def test_length(self):
        self.check(function(60), [])
        self.check(function(61), ["3: length"])
        self.check("int a;\n" + function(61) + function(60), ["4: length"])

    def test_length_sees_through(self):
        # A brace in a comment, a string, a character or a macro opens nothing.
        hidden = ('#define OPEN \\\n    {\n'
                  'static const char *const s = "}{";\nint a[] = {1, 2};\n'
                  'int f(int a, void (*g)(int, int)) // }\n{\n    h(\'{\'); /* { */\n'
                  + "    g();\n" * 60 + "}\n")
        self.check(hidden, ["7: length"])
        self.check("bool f(char *a, ...) G_GNUC_PRINTF(1, 2)\n{\n" + "    g();\n" * 60 + "}\n",
                   ["3: length"])
        self.check("G_DEFINE_AUTOPTR_CLEANUP_FUNC(A, f)\n" + function(61), ["4: length"])

    def test_unbalanced(self):
        self.check("int f(void)\n{\n", ["1: braces"])
        self.check("int f(void)\n}\n", ["1: braces"])

    def test_parameters(self):
        self.check("int f(int a, int b, int c, int d, int e)\n{\n}\n", [])
        self.check("int f(int a, int b, int c, int d, int e, int (*g)(int, int))\n{\n}\n",
                   ["3: parameters"])
        self.check("int f(void *sink, int a, int b, int c, int d, int e)\n{\n}\n", [])
        self.check("int f(int a, int b, int c, int d, int e, int g)\n{\n}\n", [],
                   name="plugin/a.c")

    def test_nesting(self):
        three = "if (a) {\nfor (;;) {\nwhile (b(c)) {\n%s}\n}\n}\n"
        self.check("int f(void)\n{\nint x[] = {1};\n" + three % "x = (A){1};" + "}\n", [])
        self.check("int f(void)\n{\n" + three % "do {\n} while (1);\n" + "}\n", ["3: nesting"])
        self.check("int f(void)\n{\n" + three % "if (x) {\n} else {\n}\n" + "}\n", ["3: nesting"])


class Words(unittest.TestCase):
    def test_paths(self):
        bad = "see /" + "work/main\nand /" + "home/ann/x\nbut not https://a.example/" + "work/x\n"
        self.assertEqual(complain(words, {"docs/a.md": bad}),
                         ["docs/a.md:1: machine-path", "docs/a.md:2: machine-path"])


GOOD_TREE = {
    "README.md": "```sh\n./dev demo\n./dev test   # everything\n```\n[a](docs/findings.md)\n",
    "dev": "#!/bin/sh\nverb_demo() {\n}\nverb_test() {\n}\n",
    ".ci/run": "#!/usr/bin/env bash\n# as here\ncd \"$(dirname \"$0\")/..\" && exec ./dev test\n",
    "core/field/finding_id.h": "typedef enum {\n    PC_FINDING_LSC_EXPIRED, // gone\n} PcFindingId;\n",
    "core/field/finding_table.c": '    [PC_FINDING_LSC_EXPIRED] = {"lsc-expired", "The LSC has expired."},\n',
    "docs/findings.md": "# Findings\n\n### `lsc-expired`\n",
    "captures/README.md": "| lsc-a.pcap | x |\n",
    "captures/lsc-a.pcap": "",
}


class Documents(unittest.TestCase):
    def check(self, changes, expected):
        self.assertEqual(complain(documents, {**GOOD_TREE, **changes}), expected)

    def test_good(self):
        self.check({}, [])

    def test_findings(self):
        self.check({"docs/findings.md": "# Findings\n"}, ["core/field/finding_id.h:2: findings"])
        self.check({"docs/findings.md": "## lsc-expired\n## lsc-gone\n"},
                   ["docs/findings.md:2: findings"])
        self.check({"core/field/finding_table.c": ""}, ["core/field/finding_id.h:2: findings"])
        self.check({"core/field/finding_id.h": "", "docs/findings.md": ""}, ["core/field/finding_id.h:1: findings"])

    def test_captures(self):
        self.check({"captures/c-a.pcap": ""}, ["captures/c-a.pcap:1: captures"])
        self.check({"captures/lsc-a.pcapng.gz": ""}, ["captures/lsc-a.pcapng.gz:1: captures"])
        self.check({"captures/README.md": "lsc-a.pcapng\n"}, ["captures/lsc-a.pcap:1: captures"])

    def test_commands(self):
        self.check({"README.md": "./dev demo\n```\n./dev test\n```\n"}, ["README.md:1: commands"])
        self.check({"dev": "verb_demo() {\n"}, ["dev:1: commands"])
        self.check({".ci/run": "./dev test -L unit\n"}, [".ci/run:1: commands"])
        self.check({".ci/run": "./dev demo\n./dev test\n"}, [".ci/run:1: commands"])
        self.check({".ci/run": "set -eu\ncd /x\n./dev test\n"}, [])

    def test_rows(self):
        row = '[PC_SERVICE_SIP]          = {"SIP",          PC_STORE},\n'
        self.check({"core/field/services.c": row, "docs/field.md": "| SIP | 5061 |\n"}, [])
        self.check({"core/field/services.c": row, "docs/field.md": "| SIP-X | 5061 |\n"},
                   ["core/field/services.c:1: rows"])
        self.check({"analyzer/report/x.c": '\n    .name = "csv",\n'}, ["analyzer/report/x.c:2: rows"])
        self.check({"core/judge/shown.c": '"phonecert.type"', "docs/filters.md": "`phonecert.type_id`"},
                   ["core/judge/shown.c:1: rows"])
        self.check({"plugin/preferences.c": 'x(\nmodule, "trust_dir", "T")',
                    "docs/filters.md": "`trust_dir`"}, ["plugin/preferences.c:2: rows"])

    def test_links(self):
        self.check({"docs/a.md": "[a](gone.md) [b](findings.md#x) [c](https://a.example/)\n"},
                   ["docs/a.md:1: links"])


class Scripts(unittest.TestCase):
    """The lints that are shell scripts, run on one good and one bad file each."""

    def run_script(self, name, files, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            tree(folder, files)
            for dotfile in (".clang-format", ".clang-tidy"):
                shutil.copy(os.path.join(HERE, "..", "..", dotfile), folder)
            where = [argument.replace("@", folder) for argument in arguments] or [folder]
            done = subprocess.run([os.path.join(HERE, name), *where], capture_output=True,
                                  text=True, check=False)
        if done.returncode == 77:
            self.skipTest(done.stdout.strip())
        return done.returncode, done.stdout + done.stderr

    def twins(self, name, good, bad, rule):
        self.assertEqual(self.run_script(name, {"core/judge/a.c": good})[0], 0)
        status, output = self.run_script(name, {"core/judge/a.c": bad})
        self.assertNotEqual(status, 0)
        self.assertIn("core/judge/a.c:", output)
        self.assertIn(rule, output)

    def test_format(self):
        self.twins("format", "int a(void);\n", "int  a( void );\n", "clang-format-violations")

    def test_cppcheck(self):
        folders = {"analyzer/b.c": "int b;\n", "plugin/c.c": "int c;\n"}
        for text, fails in (("int a(void)\n{\n    int x[2] = {0};\n    return x[1];\n}\n", False),
                            ("int a(void)\n{\n    int x[2] = {0};\n    return x[2];\n}\n", True)):
            status, output = self.run_script("cppcheck", {"core/judge/a.c": text, **folders})
            self.assertEqual(status != 0, fails, output)

    def test_shell(self):
        status, _ = self.run_script("shell", {"x/a.sh": "#!/bin/sh\necho \"$1\"\n"})
        self.assertEqual(status, 0)
        status, output = self.run_script("shell", {"x/run": "#!/bin/sh\necho $1\n"})
        self.assertNotEqual(status, 0)
        self.assertIn("SC2086", output)

    def test_tidy(self):
        good = "int a(int b);\nint a(int b)\n{\n    return b;\n}\n"
        bad = "int a(int b);\nint a(int b)\n{\n    int c;\n    return b + c;\n}\n"
        for text, fails in ((good, False), (bad, True)):
            commands = '[{"directory": "@", "command": "cc -c @/a.c", "file": "@/a.c"}]'
            with tempfile.TemporaryDirectory() as folder:
                tree(folder, {"a.c": text, "compile_commands.json": commands.replace("@", folder)})
                shutil.copy(os.path.join(HERE, "..", "..", ".clang-tidy"), folder)
                done = subprocess.run([os.path.join(HERE, "tidy"), folder, f"{folder}/a.c"],
                                      capture_output=True, text=True, check=False)
            if done.returncode == 77:
                self.skipTest(done.stdout.strip())
            self.assertEqual(done.returncode != 0, fails, done.stdout + done.stderr)
            self.assertIn("1 files", done.stdout)


class Symbols(unittest.TestCase):
    """Small rooms are compiled, so that nm is asked as in the real build."""

    def check(self, files, rules):
        cc = shutil.which("cc")
        if not cc or not shutil.which("nm"):
            self.skipTest("there is no C compiler or no nm here")
        with tempfile.TemporaryDirectory() as folder:
            tree(folder, files)
            for name in files:
                top, inside = name.split("/", 1)
                made = os.path.join(folder, "build", top, "CMakeFiles", "x.dir", inside + ".o")
                os.makedirs(os.path.dirname(made), exist_ok=True)
                subprocess.run([cc, "-c", os.path.join(folder, name), "-o", made], check=True)
            build = os.path.join(folder, "build")
            faults = [fault.split(": ")[1] for fault in symbols.complaints(build)]
            self.assertEqual(sorted(faults), sorted(rules), list(symbols.complaints(build)))

    DOWN = {"core/judge/a.c": "int below(void); int a(void) { return below(); }\n",
            "core/bytes/b.c": "int below(void); int below(void) { return 1; }\n"}

    def test_down(self):
        self.check(self.DOWN, [])

    def test_up_without_an_include(self):
        self.check({"core/bytes/a.c": "int above(void); int a(void) { return above(); }\n",
                    "core/judge/b.c": "int above(void); int above(void) { return 1; }\n"}, ["floors"])

    def test_rooms_in_a_circle(self):
        self.check({**self.DOWN, "core/bytes/b.c": "int a(void); int below(void) { return a(); }\n"},
                   ["circle", "floors"])

    def test_files_in_a_circle(self):
        ring = {f"core/judge/{name}.c": f"int {after}(void); int {name}(void) {{ return {after}(); }}\n"
                for name, after in ("xy", "yz", "zx")}
        self.check(ring, ["circle"])
        self.check({"core/judge/x.c": "int y(void); int x(void) { return y(); }\n",
                    "core/judge/y.c": "int x(void); int y(void) { return x(); }\n"}, [])


class Source(unittest.TestCase):
    def test_lines_stay(self):
        text = 'a /* b\n c */ "d\\"e" // f\n\'"\' g'
        self.assertEqual(source.code(text), 'a     \n      "    "     \n\' \' g')

    def test_release_archive_has_files(self):
        with tempfile.TemporaryDirectory() as folder:
            tree(folder, {"core/judge/a.c": "", "build/b.c": "", "build-test/c.c": ""})
            self.assertEqual(source.files(folder), ["core/judge/a.c"])


if __name__ == "__main__":
    sys.path.insert(0, HERE)
    unittest.main(verbosity=1)
