// SPDX-License-Identifier: GPL-2.0-or-later
// Takes entries into a log, up to its limits, and dates those of old phones by the day that the
// head of their file names.
#include "core/log/work.h"

static size_t text_len(const char *text)
{
    return text != NULL ? strlen(text) + 1 : 0;
}

static size_t size_of(const PcLogEntry *entry)
{
    const char *const texts[] = {entry->process, entry->service, entry->subject, entry->issuer,
                                 entry->device,  entry->version, entry->role,    entry->address,
                                 entry->text,    entry->mac,     entry->serial,  entry->store,
                                 entry->nas,     entry->server,  entry->detail,  entry->sha256};
    size_t size = sizeof *entry;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        size += text_len(texts[i]);
    }
    return size;
}

// The lines of a file of an old phone have no date: its head does, and midnight begins another.
static void set_day(PcPhoneLog *log, PcLogEntry *entry)
{
    PcLogTime *day = &log->day, *time = &entry->time;
    if (entry->form != PC_LOG_FORM_SECD || day->year == 0 || time->time_of_day < 0) {
        return;
    }
    const int64_t noticeable = (int64_t)3600 * G_USEC_PER_SEC;
    if (time->time_of_day + noticeable < day->time_of_day) {
        GDate date;
        g_date_clear(&date, 1);
        g_date_set_dmy(&date, (GDateDay)day->day, (GDateMonth)day->month, (GDateYear)day->year);
        g_date_add_days(&date, 1);
        day->year = g_date_get_year(&date);
        day->month = (int)g_date_get_month(&date);
        day->day = g_date_get_day(&date);
    }
    day->time_of_day = time->time_of_day;
    time->year = day->year;
    time->month = day->month;
    time->day = day->day;
}

void pc_log_add(PcPhoneLog *log, PcLogEntry *entry)
{
    if (entry == NULL) {
        return;
    }
    log->n_kept += size_of(entry);
    if (log->entries->len == PC_PHONE_LOG_MAX_ENTRIES || log->n_kept > PC_PHONE_LOG_MAX_KEPT) {
        log->over_limit = true;
        pc_log_entry_free(entry);
        return;
    }
    entry->line = entry->line != 0 ? entry->line : log->n_lines;
    set_day(log, entry);
    log->time = entry->time.time_of_day >= 0 ? entry->time : log->time;
    if (log->device == NULL && entry->device != NULL && entry->form <= PC_LOG_FORM_SECUREAPP) {
        log->device = g_strdup(entry->device);
    }
    g_ptr_array_add(log->entries, entry);
}
