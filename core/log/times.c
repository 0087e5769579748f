// SPDX-License-Identifier: GPL-2.0-or-later
// Moments as logs write them become PcLogTime: clocks with and without a fraction, days with and
// without a year, zones where they are told.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

enum { MINUTE = 60, HOUR = 3600, MAX_ZONE_HOURS = 15, FIRST_YEAR = 1970, LAST_YEAR = 2199 };

// A fraction of a second as microseconds; further digits are dropped.
static int64_t take_fraction(PcBytes *from)
{
    enum { DIGITS = 6 };
    PcBytes rest = *from;
    uint8_t byte;
    int64_t micro = 0;
    unsigned n = 0;
    if (!pc_lex_literal(&rest, ".") && !pc_lex_literal(&rest, ",")) {
        return 0;
    }
    for (; pc_bytes_at(rest, 0, &byte) && g_ascii_isdigit(byte); pc_bytes_skip(&rest, 1)) {
        if (n < DIGITS) {
            micro = micro * 10 + (byte - '0');
            n++;
        }
    }
    if (n == 0) {
        return 0;
    }
    for (; n < DIGITS; n++) {
        micro *= 10;
    }
    *from = rest;
    return micro;
}

bool pc_log_clock(PcBytes *from, PcLogTime *time)
{
    PcBytes rest = *from;
    uint64_t hour, minute, second;
    if (!pc_lex_number(&rest, 1, 2, &hour) || !pc_lex_literal(&rest, ":") ||
        !pc_lex_number(&rest, 2, 2, &minute) || !pc_lex_literal(&rest, ":") ||
        !pc_lex_number(&rest, 2, 2, &second) || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    time->time_of_day = (int64_t)((hour * HOUR + minute * MINUTE + second) * G_USEC_PER_SEC);
    time->time_of_day += take_fraction(&rest);
    *from = rest;
    return true;
}

bool pc_log_month_day(PcBytes *from, PcLogTime *time)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    PcBytes rest = *from;
    uint64_t day;
    int month = 0;
    for (int i = 0; i < 12 && month == 0; i++) {
        month = pc_lex_literal(&rest, months[i]) ? i + 1 : 0;
    }
    if (month == 0 || !pc_lex_spaces(&rest) || !pc_lex_number(&rest, 1, 2, &day) || day < 1 ||
        day > 31) {
        return false;
    }
    time->month = month;
    time->day = (int)day;
    *from = rest;
    return true;
}

// "Z", "+01:00", "-0500", "-05", " +00:00", " UTC"
static void take_zone(PcBytes *from, PcLogTime *time)
{
    PcBytes rest = *from;
    uint64_t hours, minutes = 0;
    pc_lex_skip_spaces(&rest);
    bool is_minus = pc_lex_literal(&rest, "-");
    if (!is_minus && !pc_lex_literal(&rest, "+")) {
        if (pc_lex_literal(&rest, "Z") || pc_lex_literal(&rest, "UTC")) {
            time->has_zone = true;
            *from = rest;
        }
        return;
    }
    if (pc_lex_number(&rest, 4, 4, &hours)) {
        minutes = hours % 100;
        hours /= 100;
    } else if (!pc_lex_number(&rest, 2, 2, &hours) ||
               (pc_lex_literal(&rest, ":") && !pc_lex_number(&rest, 2, 2, &minutes))) {
        return;
    }
    if (hours < MAX_ZONE_HOURS && minutes < MINUTE) {
        int seconds = (int)(hours * HOUR + minutes * MINUTE);
        time->has_zone = true;
        time->zone = is_minus ? -seconds : seconds;
        *from = rest;
    }
}

static bool is_day(uint64_t year, uint64_t month, uint64_t day)
{
    return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 &&
           day <= 31;
}

bool pc_log_iso_time(PcBytes *from, PcLogTime *out)
{
    PcLogTime time = {0};
    PcBytes rest = *from;
    uint64_t year, month, day;
    if (!pc_lex_number(&rest, 4, 4, &year) || !pc_lex_literal(&rest, "-") ||
        !pc_lex_number(&rest, 2, 2, &month) || !pc_lex_literal(&rest, "-") ||
        !pc_lex_number(&rest, 2, 2, &day) || !is_day(year, month, day) ||
        (!pc_lex_literal(&rest, "T") && !pc_lex_spaces(&rest)) || !pc_log_clock(&rest, &time)) {
        return false;
    }
    time.year = (int)year;
    time.month = (int)month;
    time.day = (int)day;
    take_zone(&rest, &time);
    *from = rest;
    *out = time;
    return true;
}

static void take_year(PcBytes *from, PcLogTime *time)
{
    PcBytes rest = *from;
    uint64_t year;
    if (time->year == 0 && pc_lex_spaces(&rest) && pc_lex_number(&rest, 4, 4, &year) &&
        year >= FIRST_YEAR && year <= LAST_YEAR) {
        time->year = (int)year;
        *from = rest;
    }
}

bool pc_log_month_time(PcBytes *from, PcLogTime *out)
{
    PcLogTime time = {.time_of_day = -1};
    PcBytes rest = *from;
    if (!pc_log_month_day(&rest, &time)) {
        return false;
    }
    take_year(&rest, &time);
    if (!pc_lex_spaces(&rest) || !pc_log_clock(&rest, &time)) {
        return false;
    }
    take_zone(&rest, &time);
    take_year(&rest, &time);
    *from = rest;
    *out = time;
    return true;
}

bool pc_log_find_time(PcBytes line, PcLogTime *time)
{
    enum { LOOK_LEN = 160 };
    PcBytes rest = pc_bytes_first(line, LOOK_LEN);
    PcLogTime found = {.time_of_day = -1};
    bool has_any = false;
    bool at_word = true;
    uint8_t byte;
    // A time with a year, if there is one, else the first.
    for (; pc_bytes_at(rest, 0, &byte); pc_bytes_skip(&rest, 1)) {
        PcBytes at = rest;
        PcLogTime now;
        if (at_word && (pc_log_iso_time(&at, &now) || pc_log_month_time(&at, &now)) &&
            (!has_any || (found.year == 0 && now.year != 0))) {
            found = now;
            has_any = true;
        }
        at_word = !g_ascii_isalnum(byte);
    }
    *time = found;
    return has_any;
}
