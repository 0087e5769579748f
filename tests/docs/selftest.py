#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The comparison of examples with output refuses what it should, and an update keeps what a document
leaves out."""

import os
import tempfile
import unittest

import examples

FIVE = "a\nb\nc\nd\ne\n"
PAGE = "# A page\n\n```sh\n$ phonecert one two\n```\n\n```text\n{}```\n"


class Fits(unittest.TestCase):
    def test_the_same(self):
        self.assertTrue(examples.fits(FIVE, FIVE))
        self.assertTrue(examples.fits("", ""))

    def test_not_the_same(self):
        for shown in ("", "a\nb\nc\nd\n", "a\nb\nx\nd\ne\n", "a\nb\nc\nd\ne\nf\n", " " + FIVE):
            self.assertFalse(examples.fits(shown, FIVE), shown)

    def test_left_out(self):
        for shown in ("a\n...\ne\n", "a\n...\n", "...\ne\n", "...\nc\n...\n", "a\n...\nc\n...\ne\n"):
            self.assertTrue(examples.fits(shown, FIVE), shown)

    def test_left_out_and_wrong(self):
        for shown in ("b\n...\n", "...\nd\n", "a\n...\nb\n...\n", "...\nx\n...\n", FIVE + "...\n",
                      "a\n...\nd\n...\nc\n...\n", "a\nb\nc\n...\nc\nd\ne\n"):
            self.assertFalse(examples.fits(shown, FIVE), shown)


class Renewed(unittest.TestCase):
    def test_keeps_what_is_left_out(self):
        self.assertEqual(examples.renewed("a\nB\n...\ne\n", FIVE), "a\nb\n...\ne\n")
        self.assertEqual(examples.renewed("a\n...\ne\n", FIVE), "a\n...\ne\n")

    def test_shows_all_where_a_part_is_gone(self):
        self.assertEqual(examples.renewed("a\n...\nx\n", FIVE), FIVE)
        self.assertEqual(examples.renewed("old\n", FIVE), FIVE)


class Documents(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.program = os.path.join(self._folder.name, "program")
        self.page = os.path.join(self._folder.name, "page.md")
        self.write(self.program, "#!/bin/sh\necho \"$2 $COLUMNS\"\n")
        os.chmod(self.program, 0o755)

    def tearDown(self):
        self._folder.cleanup()

    @staticmethod
    def write(path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def run_page(self, text, *options):
        self.write(self.page, text)
        return examples.main([*options, self.program, self._folder.name, self.page])

    def test_right_and_wrong(self):
        self.assertEqual(self.run_page(PAGE.format("two 100\n")), 0)
        self.assertEqual(self.run_page(PAGE.format("two 99\n")), 1)

    def test_a_command_without_its_output(self):
        self.assertEqual(self.run_page("```sh\n$ phonecert one\n```\n"), 1)
        self.assertEqual(self.run_page("no example\n"), 1)

    def test_a_failing_program(self):
        page = PAGE.format("two 100\n").replace("two\n`", "two; exit 2\n`")
        self.assertEqual(self.run_page(page), 1)

    def test_section(self):
        page = f"## Good\n\n{PAGE.format('two 100' + chr(10))}\n## Bad\n\n{PAGE.format('two 99' + chr(10))}"
        self.write(self.page, page)
        for heading, status in (("Good", 0), ("Bad", 1), ("None such", 1)):
            self.assertEqual(examples.main(["--section", heading, self.program, self._folder.name,
                                            self.page]), status)

    def test_update(self):
        self.assertEqual(self.run_page(PAGE.format("old\n"), "--update"), 0)
        with open(self.page, encoding="utf-8") as file:
            self.assertEqual(file.read(), PAGE.format("two 100\n"))


if __name__ == "__main__":
    unittest.main()
