// SPDX-License-Identifier: GPL-2.0-or-later
// What both writers of `phonecert log` go by: which entries are shown, and how a log's time reads.
#include "analyzer/command/log/view.h"

bool pc_log_view_shows(const PcLogView *view, const PcLogEntry *entry)
{
    bool is_phone = entry->form == PC_LOG_FORM_SECD || entry->form == PC_LOG_FORM_SECUREAPP;
    bool in_connection = is_phone && entry->event <= PC_LOG_PEER_UNKNOWN;
    return view->every_entry || !in_connection;
}

char *pc_log_time_text(const PcLogTime *time)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (time->time_of_day < 0) {
        return NULL;
    }
    int64_t seconds = time->time_of_day / G_USEC_PER_SEC;
    g_autofree char *clock =
        g_strdup_printf("%02d:%02d:%02d.%06d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                        (int)(seconds % 60), (int)(time->time_of_day % G_USEC_PER_SEC));
    if (time->month < 1) {
        return g_steal_pointer(&clock);
    }
    g_autofree char *day = g_strdup_printf("%s %d", months[time->month - 1], time->day);
    return time->year > 0 ? g_strdup_printf("%d %s %s", time->year, day, clock)
                          : g_strdup_printf("%s %s", day, clock);
}

char *pc_log_understood_text(const PcPhoneLog *log)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%u understood", log->n_understood);
    const char *separator = ": ";
    for (int form = 0; form < PC_LOG_N_FORMS; form++) {
        if (log->n_of_form[form] > 0) {
            g_string_append_printf(text, "%s%s", separator, pc_log_form_title((PcLogForm)form));
            separator = ", ";
        }
    }
    return g_string_free(text, FALSE);
}
