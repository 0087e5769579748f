// SPDX-License-Identifier: GPL-2.0-or-later
// What people read: wrapping, colour, moments, and names that would speak to the terminal.
#include "analyzer/report/display.h"
#include "analyzer/report/text/layout.h"
#include "tests/unit/unit.h"

#include <locale.h>
#include <string.h>

static PcLayout layout_of(GString *out, size_t width)
{
    return (PcLayout){.out = out, .width = width};
}

static void test_words_wrap(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    PcLayout layout = layout_of(out, 20);
    pc_layout_start(&layout, 2, 4);
    pc_layout_words(&layout, PC_STYLE_PLAIN, "one two three four five six");
    pc_layout_end(&layout);
    g_assert_cmpstr(out->str, ==, "  one two three four\n    five six\n");
}

static void test_no_width_never_wraps(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *text = g_strnfill(5000, 'x');
    PcLayout layout = layout_of(out, 0);
    pc_layout_start(&layout, 0, 4);
    pc_layout_words(&layout, PC_STYLE_PLAIN, text);
    pc_layout_words(&layout, PC_STYLE_PLAIN, text);
    g_assert_null(strchr(out->str, '\n'));
}

static void test_pieces_stay_whole(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    PcLayout layout = layout_of(out, 24);
    pc_layout_start(&layout, 0, 2);
    pc_layout_piece(&layout, PC_STYLE_PLAIN, " · ", "SIP");
    pc_layout_piece(&layout, PC_STYLE_PLAIN, " · ", "LSC");
    pc_layout_piece(&layout, PC_STYLE_PLAIN, " · ", "not in the store");
    pc_layout_end(&layout);
    g_assert_cmpstr(out->str, ==, "SIP · LSC\n  not in the store\n");
}

static void test_columns(void)
{
    g_assert_cmpuint(pc_display_columns("abc"), ==, 3);
    g_assert_cmpuint(pc_display_columns("ü·…"), ==, 3);
    g_assert_cmpuint(pc_display_columns("東京"), ==, 4);
    g_assert_cmpuint(pc_display_columns("e\u0301"), ==, 1);
}

static void test_colour_and_ascii(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    PcLayout layout = {.out = out, .colour = true};
    pc_layout_start(&layout, 0, 0);
    pc_layout_words(&layout, PC_STYLE_RED, "bad");
    g_assert_cmpstr(out->str, ==, "\033[31mbad\033[0m");
    g_string_truncate(out, 0);
    layout = (PcLayout){.out = out, .ascii = true};
    pc_layout_start(&layout, 0, 0);
    pc_layout_words(&layout, PC_STYLE_RED, "✗ Zürich → …");
    g_assert_cmpstr(out->str, ==, "x Z?rich > ...");
}

static void test_steps(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    PcLayout layout = layout_of(out, 0);
    pc_layout_steps(&layout, "1. Do this (10. May). 2. Then that. 3. Done.", 2);
    g_assert_cmpstr(out->str, ==, "  1. Do this (10. May).\n  2. Then that.\n  3. Done.\n");
    g_string_truncate(out, 0);
    pc_layout_steps(&layout, "Only this.", 0);
    g_assert_cmpstr(out->str, ==, "Only this.\n");
    g_string_truncate(out, 0);
    pc_layout_steps(&layout, "", 0);
    g_assert_cmpstr(out->str, ==, "");
}

static void test_hostile_text(void)
{
    static const char *const hostile[] = {
        "\033[2J\033]0;title\007",
        "a\nb",
        ("\xc2\x9b"
         "31m"),
        "\u202eevil",
        "\xff\xfe",
        "\x7f",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(hostile); i++) {
        UNIT_ROW(hostile, i);
        g_autofree char *safe = pc_display_text(hostile[i]);
        g_assert_true(g_utf8_validate(safe, -1, NULL));
        for (const char *at = safe; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
            g_assert_false(pc_display_is_unsafe(g_utf8_get_char(at)));
        }
    }
    g_autofree char *plain = pc_display_text("CN=Zürich, O=東京");
    g_assert_cmpstr(plain, ==, "CN=Zürich, O=東京");
}

static void test_moments(void)
{
    const int64_t second = 1000000000;
    g_assert_cmpstr(pc_moment_micro(0).text, ==, "1970-01-01T00:00:00.000000Z");
    g_assert_cmpstr(pc_moment_micro(1795403406123456789).text, ==, "2026-11-23T03:10:06.123456Z");
    g_assert_cmpstr(pc_moment_micro(-1).text, ==, "1969-12-31T23:59:59.999999Z");
    g_assert_cmpstr(pc_moment_second(4102444800).text, ==, "2100-01-01T00:00:00Z");
    g_assert_cmpstr(pc_moment_plain(3600 * second, NULL).text, ==, "1970-01-01 01:00:00 UTC");
    g_assert_cmpstr(pc_moment_clock(3600 * second, NULL).text, ==, "01:00:00");
    g_assert_cmpstr(pc_moment_day(86400 * second, NULL).text, ==, "1970-01-02 UTC");
    (void)pc_moment_plain(INT64_MIN, NULL);
    g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier("Europe/Berlin");
    g_assert_cmpstr(pc_moment_plain(0, berlin).text, ==, "1970-01-01 01:00:00 CET");
    (void)pc_moment_second(INT64_MAX);
    (void)pc_moment_second(INT64_MIN);
    (void)pc_moment_micro(INT64_MIN);
    int64_t back = 0;
    g_assert_true(pc_moment_parse("2026-11-23T03:10:06.123456Z", &back));
    g_assert_cmpint(back, ==, 1795403406123456000);
    g_assert_false(pc_moment_parse("yesterday", &back));
    g_assert_cmpint(back, ==, 1795403406123456000);
}

// What is written is read back, to the microsecond; a year that nanoseconds do not reach is no
// moment, but a second for all that.
static void test_moments_come_back(void)
{
    int64_t back = 0;
    g_assert_false(pc_moment_parse("9999-12-31T23:59:59Z", &back));
    g_assert_true(pc_moment_parse_second("9999-12-31T23:59:59Z", &back));
    g_assert_cmpstr(pc_moment_second(back).text, ==, "9999-12-31T23:59:59Z");
    g_assert_cmpstr(pc_moment_date(back).text, ==, "9999-12-31");
    g_assert_false(pc_moment_parse_second("tomorrow", &back));
    for (int64_t micro = 0; micro < 60000000; micro += 99991) {
        int64_t moment = (int64_t)1800000000 * 1000000000 + micro * 1000;
        g_assert_true(pc_moment_parse(pc_moment_micro(moment).text, &back));
        g_assert_cmpint(back, ==, moment);
    }
}

int main(int argc, char **argv)
{
    (void)setlocale(LC_ALL, "C.UTF-8");
    UNIT_INIT(argc, argv);
    g_test_add_func("/layout/words-wrap", test_words_wrap);
    g_test_add_func("/layout/no-width-never-wraps", test_no_width_never_wraps);
    g_test_add_func("/layout/pieces-stay-whole", test_pieces_stay_whole);
    g_test_add_func("/layout/columns", test_columns);
    g_test_add_func("/layout/colour-and-ascii", test_colour_and_ascii);
    g_test_add_func("/layout/steps", test_steps);
    g_test_add_func("/display/hostile-text", test_hostile_text);
    g_test_add_func("/display/moments", test_moments);
    g_test_add_func("/display/moments-come-back", test_moments_come_back);
    return g_test_run();
}
