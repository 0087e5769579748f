// SPDX-License-Identifier: GPL-2.0-or-later
// The clocks of a log and of a capture: how far apart two moments are, and the one offset that most
// pairs of moments agree on.
#include "core/log/work.h"

enum {
    QUARTER_HOUR = 15 * 60, // time zones are multiples of it
    ZONE_TOLERANCE = 30,    // how far a clock may be off its zone's time
    DAY = 24 * 60 * 60,     // seconds
};

// Days since 1970-01-01 of a day of the Gregorian calendar.
static int64_t day_number(int year, int month, int day)
{
    static const int before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t y = year - 1;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int64_t days = y * 365 + y / 4 - y / 100 + y / 400 + before_month[month - 1] + day - 1;
    return days + (is_leap && month > 2) - 719162;
}

// The log's time less `when`, in seconds, under the year (and day) that brings them closest.
int64_t pc_log_difference(const PcLogTime *time, int64_t when)
{
    int64_t of_day = time->time_of_day / G_USEC_PER_SEC - (time->has_zone ? time->zone : 0);
    if (time->month == 0) {
        int64_t apart = ((of_day - when % DAY + DAY + DAY / 2) % DAY + DAY) % DAY;
        return apart - DAY / 2;
    }
    if (time->year != 0) {
        return day_number(time->year, time->month, time->day) * DAY + of_day - when;
    }
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(when);
    int year = date != NULL ? g_date_time_get_year(date) : 1970;
    int64_t best = G_MAXINT64;
    for (int candidate = year - 1; candidate <= year + 1; candidate++) {
        int64_t apart = day_number(candidate, time->month, time->day) * DAY + of_day - when;
        best = ABS(apart) < ABS(best) ? apart : best;
    }
    return best;
}

static bool is_zone(int64_t apart)
{
    int64_t beside = ABS(apart) % QUARTER_HOUR;
    return ABS(apart) <= DAY &&
           (beside <= ZONE_TOLERANCE || beside >= QUARTER_HOUR - ZONE_TOLERANCE);
}

static int compare_pairs(const void *a, const void *b)
{
    int64_t first = ((const PcLogPair *)a)->apart, second = ((const PcLogPair *)b)->apart;
    return (first > second) - (first < second);
}

// How many sessions have a pair in the window that opens at pair `from`, and how many of the pairs
// are sure of themselves.
static size_t count_sessions(const GArray *pairs, guint from, size_t *marks, size_t *n_sure)
{
    size_t n = 0;
    int64_t end = g_array_index(pairs, PcLogPair, from).apart + 2 * PC_LOG_TOLERANCE;
    *n_sure = 0;
    for (guint i = from; i < pairs->len && g_array_index(pairs, PcLogPair, i).apart <= end; i++) {
        const PcLogPair *pair = &g_array_index(pairs, PcLogPair, i);
        size_t *mark = &marks[pair->session];
        n += *mark != from + 1;
        *mark = from + 1;
        *n_sure += pair->is_sure;
    }
    return n;
}

typedef struct {
    size_t n_sessions, n_sure;
    bool is_zone;
    int64_t apart; // where the window opens
} Offset;

static bool is_better(const Offset *a, const Offset *b)
{
    if (a->n_sure != b->n_sure) {
        return a->n_sure > b->n_sure;
    }
    if (a->n_sessions != b->n_sessions) {
        return a->n_sessions > b->n_sessions;
    }
    if (a->is_zone != b->is_zone) {
        return a->is_zone;
    }
    return ABS(a->apart) < ABS(b->apart);
}

bool pc_log_find_offset(GArray *pairs, size_t n_sessions, int64_t *apart)
{
    g_autofree size_t *marks = g_new0(size_t, n_sessions);
    Offset best = {0};
    g_array_sort(pairs, compare_pairs);
    for (guint i = 0; i < pairs->len; i++) {
        Offset now = {.apart = g_array_index(pairs, PcLogPair, i).apart};
        now.n_sessions = count_sessions(pairs, i, marks, &now.n_sure);
        now.is_zone = is_zone(now.apart);
        best = best.n_sessions == 0 || is_better(&now, &best) ? now : best;
    }
    *apart = best.apart;
    return best.n_sure > 0 || best.n_sessions > 1 || (best.n_sessions == 1 && best.is_zone);
}
