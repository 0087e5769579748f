// SPDX-License-Identifier: GPL-2.0-or-later
// PcLogCauses turns what logs say of failures into causes: findings, each with the phones that it
// concerns, as a report of captures has them.
#ifndef PHONECERT_ANALYZER_REPORT_LOG_CAUSES_H
#define PHONECERT_ANALYZER_REPORT_LOG_CAUSES_H

#include "analyzer/report/json.h"
#include "analyzer/report/text/layout.h"
#include "core/log/phone_log.h"

// PcLogCause is one finding, or one of several, that lines come to. Strings are owned.
typedef struct {
    PcFindingId findings[PC_LOG_MAX_FINDINGS];
    unsigned n_findings;
    unsigned n_lines;
    GPtrArray *clients; // of char *: device, MAC or address, each once
    GHashTable *known;  // of them
    char *first;        // "FILE line 12"
    char *detail;       // the log's own word for it there; NULL
} PcLogCause;

typedef struct {
    GPtrArray *causes; // of PcLogCause; pc_log_causes_sort puts the one with most clients first
    unsigned n_good;   // lines that say that all is well
} PcLogCauses;

PcLogCauses *pc_log_causes_new(void);
void pc_log_causes_free(PcLogCauses *causes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcLogCauses, pc_log_causes_free)
// pc_log_causes_add adds what one log says; `path` is how the user knows it. `places` (NULL: none)
// says of connections and entries where the captures show the same; "": they say it all, and it is
// not told again.
void pc_log_causes_add(PcLogCauses *causes, const PcPhoneLog *log, const char *path,
                       GHashTable *places);
void pc_log_causes_sort(PcLogCauses *causes);

// pc_log_causes_text sets them, each with its phones, where it is said and what to do; nothing
// where there are none. _html appends them as a chapter, _json as an array.
void pc_log_causes_text(PcLayout *layout, const PcLogCauses *causes);
void pc_log_causes_html(GString *out, const PcLogCauses *causes);
void pc_log_causes_json(PcJson *json, const char *key, const PcLogCauses *causes);

#endif
