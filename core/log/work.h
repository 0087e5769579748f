// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the log reader share: the head of an entry, and the step from an entry's
// message to the event that it tells.
#ifndef PHONECERT_CORE_PHONE_LOG_WORK_H
#define PHONECERT_CORE_PHONE_LOG_WORK_H

#include "core/log/phone_log.h"

// PcLogHead is what stands before an entry's message. Lent.
typedef struct {
    PcLogForm form;
    uint64_t sequence;
    PcBytes severity; // "ERR"; empty
    PcLogTime time;
    PcBytes process; // with "(pid:tid)" where it is given; empty
    PcBytes pid;     // "711:853"; empty
} PcLogHead;

// pc_log_read_head takes the head of an entry of any form off the front.
bool pc_log_read_head(PcBytes *from, PcLogHead *head);

// pc_log_entry_new says what a message tells; NULL where it tells nothing of certificates.
PcLogEntry *pc_log_entry_new(const PcLogHead *head, PcBytes message);
// pc_log_bare_entry_new does so for a line that has no head (ISE, `show ctl`).
PcLogEntry *pc_log_bare_entry_new(PcBytes line);
void pc_log_entry_free(void *entry);

// pc_log_entry_base makes an entry that has its head and text, and no event yet.
PcLogEntry *pc_log_entry_base(const PcLogHead *head, PcBytes message);
// pc_log_value gives a value as it may be shown; NULL for an empty one. Caller frees.
char *pc_log_value(PcBytes value);
// pc_log_take_number reads entry->number off the front of `after`.
bool pc_log_take_number(PcLogEntry *entry, PcBytes after);

// pc_log_connect turns the entries of a log into connections.
void pc_log_connect(PcPhoneLog *log);

#endif
