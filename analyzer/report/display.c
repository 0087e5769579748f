// SPDX-License-Identifier: GPL-2.0-or-later
// Turns names, paths, moments and counts into text that is safe and pleasant to show.
#include "analyzer/report/display.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { NANO_PER_SECOND = 1000000000, NANO_PER_MICRO = 1000 };

// Unicode's bidirectional controls (UAX 9, 2) and separators that end a line.
static const struct {
    gunichar first, last;
} unsafe_ranges[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0x061c, 0x061c}, {0x200e, 0x200f},   {0x2028, 0x202e},
    {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};

bool pc_display_is_unsafe(gunichar character)
{
    if (character >= 0x20 && character < 0x7f) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(unsafe_ranges); i++) {
        if (character >= unsafe_ranges[i].first && character <= unsafe_ranges[i].last) {
            return true;
        }
    }
    return false;
}

// Most of what is shown is ASCII.
static size_t n_plain(const char *text)
{
    size_t n = 0;
    while (text[n] >= 0x20 && text[n] < 0x7f) {
        n++;
    }
    return n;
}

char *pc_display_text(const char *text)
{
    const size_t n = text != NULL ? n_plain(text) : 0;
    GString *out = g_string_new_len(text != NULL ? text : "", (gssize)n);
    text = text != NULL ? text + n : NULL;
    while (text != NULL && *text != '\0') {
        gunichar character = g_utf8_get_char_validated(text, -1);
        bool is_valid = character != (gunichar)-1 && character != (gunichar)-2;
        bool is_shown = is_valid && !pc_display_is_unsafe(character);
        g_string_append_unichar(out, is_shown ? character : PC_DISPLAY_REPLACEMENT);
        text = is_valid ? g_utf8_find_next_char(text, NULL) : text + 1;
    }
    return g_string_free(out, FALSE);
}

size_t pc_display_columns(const char *text)
{
    size_t columns = n_plain(text);
    for (const char *at = text + columns; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_iszerowidth(character)) {
            columns += g_unichar_iswide(character) ? 2 : 1;
        }
    }
    return columns;
}

// split divides a moment into whole seconds and the nanoseconds after them, before 1970 too.
static struct tm split(int64_t nanoseconds, int64_t *rest)
{
    int64_t seconds = nanoseconds / NANO_PER_SECOND;
    *rest = nanoseconds % NANO_PER_SECOND;
    if (*rest < 0) {
        *rest += NANO_PER_SECOND;
        seconds -= 1;
    }
    time_t when = (time_t)seconds;
    struct tm parts = {0};
    gmtime_r(&when, &parts);
    return parts;
}

PcMoment pc_moment_micro(int64_t nanoseconds)
{
    int64_t rest = 0;
    struct tm at = split(nanoseconds, &rest);
    PcMoment moment;
    g_snprintf(moment.text, sizeof moment.text, "%04d-%02d-%02dT%02d:%02d:%02d.%06" PRId64 "Z",
               at.tm_year + 1900, at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec,
               rest / NANO_PER_MICRO);
    return moment;
}

PcMoment pc_moment_second(int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm at = {0};
    gmtime_r(&when, &at);
    PcMoment moment;
    g_snprintf(moment.text, sizeof moment.text, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.tm_year + 1900,
               at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec);
    return moment;
}

PcMoment pc_moment_date(int64_t seconds)
{
    PcMoment moment = pc_moment_second(seconds);
    char *time = strchr(moment.text, 'T');
    if (time != NULL) {
        *time = '\0';
    }
    return moment;
}

// in_zone formats a moment as g_date_time_format does.
static PcMoment in_zone(int64_t nanoseconds, GTimeZone *zone, const char *format)
{
    PcMoment moment;
    int64_t seconds = nanoseconds / NANO_PER_SECOND - (nanoseconds % NANO_PER_SECOND < 0);
    g_autoptr(GTimeZone) utc = zone == NULL ? g_time_zone_new_utc() : g_time_zone_ref(zone);
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(seconds);
    g_autoptr(GDateTime) there = at != NULL ? g_date_time_to_timezone(at, utc) : NULL;
    g_autofree char *text = there != NULL ? g_date_time_format(there, format) : NULL;
    (void)g_strlcpy(moment.text, text != NULL ? text : "?", sizeof moment.text);
    return moment;
}

PcMoment pc_moment_plain(int64_t nanoseconds, GTimeZone *zone)
{
    return in_zone(nanoseconds, zone, "%Y-%m-%d %H:%M:%S %Z");
}

PcMoment pc_moment_clock(int64_t nanoseconds, GTimeZone *zone)
{
    return in_zone(nanoseconds, zone, "%H:%M:%S");
}

PcMoment pc_moment_day(int64_t nanoseconds, GTimeZone *zone)
{
    return in_zone(nanoseconds, zone, "%Y-%m-%d %Z");
}

bool pc_moment_parse(const char *text, int64_t *nanoseconds)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    int64_t seconds = moment != NULL ? g_date_time_to_unix(moment) : 0;
    if (moment == NULL || seconds >= INT64_MAX / NANO_PER_SECOND ||
        seconds <= INT64_MIN / NANO_PER_SECOND) {
        return false;
    }
    *nanoseconds =
        seconds * NANO_PER_SECOND + (int64_t)g_date_time_get_microsecond(moment) * NANO_PER_MICRO;
    return true;
}

bool pc_moment_parse_second(const char *text, int64_t *seconds)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    if (moment != NULL) {
        *seconds = g_date_time_to_unix(moment);
    }
    return moment != NULL;
}

char *pc_count(uint64_t n, const char *one, const char *many)
{
    return g_strdup_printf("%" PRIu64 " %s", n, n == 1 ? one : many);
}
