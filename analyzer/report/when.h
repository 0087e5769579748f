// SPDX-License-Identifier: GPL-2.0-or-later
// Dates and times as people type them, turned into the span of time that they name.
#ifndef PHONECERT_ANALYZER_REPORT_WHEN_H
#define PHONECERT_ANALYZER_REPORT_WHEN_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// PcWhen is the span that a text names: "2026-12-05" is a day, "2026-12-05 10:00" a minute.
typedef struct {
    int64_t from, until; // microseconds since 1970 UTC; `until` is no longer in it
} PcWhen;

// pc_when_parse reads "2026-12-05", "2026-12-05 10:00[:30[.5]]" (or a T between), with a zone
// behind it ("Z", "+01:00", "UTC", "Europe/Berlin") or in `zone` (NULL: UTC), and "now", which
// `now` (microseconds) says. False with `error`, which shows the forms.
bool pc_when_parse(const char *text, GTimeZone *zone, int64_t now, PcWhen *when, GError **error);

// pc_zone_new gives the zone of a name: "UTC", "local", "+01:00", "Europe/Berlin"; UTC for NULL.
// NULL with `error` where there is no such zone.
GTimeZone *pc_zone_new(const char *name, GError **error);

#endif
