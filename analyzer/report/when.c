// SPDX-License-Identifier: GPL-2.0-or-later
// Takes a text apart into day, time and zone, from the left; GLib knows the calendar and the zones.
#include "analyzer/report/when.h"

#include <string.h>

// What a text said; -1 in `hour` where only a day.
typedef struct {
    int year, month, day, hour, minute;
    double seconds;
    bool has_seconds, has_fraction;
} Parts;

// number takes so many digits.
static bool number(const char **at, size_t n_digits, int *value)
{
    *value = 0;
    for (size_t i = 0; i < n_digits; i++, (*at)++) {
        if (!g_ascii_isdigit(**at)) {
            return false;
        }
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool sign(const char **at, char wanted)
{
    bool is_there = **at == wanted;
    *at += is_there;
    return is_there;
}

static bool take_seconds(const char **at, Parts *parts)
{
    int whole = 0;
    double unit = 1;
    if (!number(at, 2, &whole)) {
        return false;
    }
    parts->seconds = whole;
    parts->has_seconds = true;
    if (sign(at, '.') || sign(at, ',')) {
        parts->has_fraction = true;
        for (; g_ascii_isdigit(**at); (*at)++) {
            unit /= 10;
            parts->seconds += unit * (**at - '0');
        }
    }
    return true;
}

static bool take_parts(const char **at, Parts *parts)
{
    *parts = (Parts){.hour = -1};
    if (!number(at, 4, &parts->year) || !sign(at, '-') || !number(at, 2, &parts->month) ||
        !sign(at, '-') || !number(at, 2, &parts->day)) {
        return false;
    }
    const char *time = *at + strspn(*at, "Tt ");
    if (time == *at || !g_ascii_isdigit(*time)) {
        return true;
    }
    *at = time;
    return number(at, 2, &parts->hour) && sign(at, ':') && number(at, 2, &parts->minute) &&
           (!sign(at, ':') || take_seconds(at, parts));
}

GTimeZone *pc_zone_new(const char *name, GError **error)
{
    GTimeZone *zone = NULL;
    if (name == NULL || g_ascii_strcasecmp(name, "UTC") == 0 || strcmp(name, "Z") == 0) {
        return g_time_zone_new_utc();
    }
    zone = g_ascii_strcasecmp(name, "local") == 0 ? g_time_zone_new_local()
                                                  : g_time_zone_new_identifier(name);
    if (zone == NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s: is no zone such as UTC, local, +01:00 or Europe/Berlin", name);
    }
    return zone;
}

static int64_t microseconds_of(GDateTime *moment)
{
    return g_date_time_to_unix(moment) * G_USEC_PER_SEC + g_date_time_get_microsecond(moment);
}

static bool to_span(const Parts *parts, GTimeZone *zone, PcWhen *when)
{
    g_autoptr(GDateTime) moment =
        g_date_time_new(zone, parts->year, parts->month, parts->day, MAX(parts->hour, 0),
                        parts->minute, parts->seconds);
    g_autoptr(GDateTime) next_day = moment != NULL ? g_date_time_add_days(moment, 1) : NULL;
    if (next_day == NULL) {
        return false;
    }
    g_autoptr(GDateTime) next_minute = g_date_time_add_minutes(moment, 1);
    g_autoptr(GDateTime) next = g_date_time_add_seconds(moment, 1);
    GDateTime *end = parts->hour < 0 ? next_day : parts->has_seconds ? next : next_minute;
    when->from = microseconds_of(moment);
    // A fraction of a second is a moment, not a second.
    when->until = parts->has_fraction ? when->from + 1 : microseconds_of(end);
    return true;
}

bool pc_when_parse(const char *text, GTimeZone *zone, int64_t now, PcWhen *when, GError **error)
{
    const char *at = text;
    Parts parts;
    if (strcmp(text, "now") == 0) {
        *when = (PcWhen){now, now + 1};
        return true;
    }
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    bool is_taken = take_parts(&at, &parts);
    at += strspn(at, " ");
    g_autoptr(GTimeZone) named = is_taken && *at != '\0' ? pc_zone_new(at, NULL) : NULL;
    if (!is_taken || (*at != '\0' && named == NULL) ||
        !to_span(&parts,
                 named != NULL  ? named
                 : zone != NULL ? zone
                                : utc,
                 when)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s: is no time; write 2026-12-05, \"2026-12-05 10:00\", "
                    "2026-12-05T10:00:00Z, \"2026-12-05 10:00 +01:00\", "
                    "\"2026-12-05 10:00 Europe/Berlin\" or now",
                    text);
        return false;
    }
    return true;
}
