// SPDX-License-Identifier: GPL-2.0-or-later
// What may be shown: names and paths made harmless for a terminal, moments written in UTC, and how
// many columns a text takes.
#ifndef PHONECERT_ANALYZER_REPORT_DISPLAY_H
#define PHONECERT_ANALYZER_REPORT_DISPLAY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum { PC_DISPLAY_REPLACEMENT = 0xfffd }; // U+FFFD stands for what may not be shown

// pc_display_is_unsafe names the characters that never reach a terminal or a reader as they are:
// controls (C0, DEL, C1), line separators, and those that turn the direction of text.
bool pc_display_is_unsafe(gunichar character);

// pc_display_text gives a copy that is UTF-8 and free of unsafe characters (each becomes U+FFFD);
// "" for NULL. Caller frees.
char *pc_display_text(const char *text);

// pc_display_columns counts the terminal columns of UTF-8 text (wide characters two, marks none).
size_t pc_display_columns(const char *text);

enum { PC_MOMENT_LEN = 40 };
// PcMoment holds a moment as text, so that it can be made on the stack.
typedef struct {
    char text[PC_MOMENT_LEN];
} PcMoment;

// pc_moment_micro gives "2026-11-23T03:10:06.123456Z" of nanoseconds since 1970 UTC.
PcMoment pc_moment_micro(int64_t nanoseconds);
// pc_moment_second gives "2026-11-23T03:10:06Z", pc_moment_date "2026-11-23", of seconds since 1970
// UTC: certificates may end in the year 9999, which nanoseconds do not reach.
PcMoment pc_moment_second(int64_t seconds);
PcMoment pc_moment_date(int64_t seconds);
// pc_moment_plain gives "2026-11-23 03:10:06 UTC", pc_moment_clock "03:10:06", pc_moment_day
// "2026-11-23 UTC", all of nanoseconds since 1970 UTC, as clocks in `zone` (NULL: UTC) show them.
PcMoment pc_moment_plain(int64_t nanoseconds, GTimeZone *zone);
PcMoment pc_moment_clock(int64_t nanoseconds, GTimeZone *zone);
PcMoment pc_moment_day(int64_t nanoseconds, GTimeZone *zone);

// pc_moment_parse reads what pc_moment_micro and _second wrote, and other ISO 8601 times with a
// zone, as nanoseconds since 1970 UTC (1678 to 2261); _second as whole seconds since then.
bool pc_moment_parse(const char *text, int64_t *nanoseconds);
bool pc_moment_parse_second(const char *text, int64_t *seconds);

// pc_count gives "1 phone", "3 phones". Caller frees.
char *pc_count(uint64_t n, const char *one, const char *many);

#endif
