// SPDX-License-Identifier: GPL-2.0-or-later
// The calendar is GLib's: the C library's differs from one system to the next.
#include "core/certificate/asn1_time.h"

#include <glib.h>

bool pc_asn1_time(const ASN1_TIME *time, int64_t *seconds)
{
    enum { YEARS_OF_TM = 1900 };
    struct tm parts;
    if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) {
        return false;
    }
    g_autoptr(GDateTime) moment =
        g_date_time_new_utc(parts.tm_year + YEARS_OF_TM, parts.tm_mon + 1, parts.tm_mday,
                            parts.tm_hour, parts.tm_min, parts.tm_sec);
    if (moment == NULL) {
        return false;
    }
    *seconds = g_date_time_to_unix(moment);
    return true;
}
