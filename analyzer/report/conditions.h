// SPDX-License-Identifier: GPL-2.0-or-later
// PcConditions says what a report was made with, so that it can be read, and made again, later:
// every format tells them at its end.
#ifndef PHONECERT_ANALYZER_REPORT_CONDITIONS_H
#define PHONECERT_ANALYZER_REPORT_CONDITIONS_H

#include "analyzer/report/estate/numbers.h"
#include "analyzer/report/log_causes.h"
#include "core/files/phone_list.h"

#define PC_RUN_SCHEMA "phonecert.run/1"
// PC_SILENCE_SCHEMA is of the line for an input in which less was found than there may be.
#define PC_SILENCE_SCHEMA "phonecert.silence/1"

typedef struct {
    char *name;
    unsigned n_certificates;
} PcConditionStore;

typedef struct {
    const char *verb;    // "scan", "report"; NULL: nothing is told
    GPtrArray *inputs;   // of char *, as given
    uint64_t n_inputs;   // files that they came to, where they are a case; 0: not counted
    GArray *stores;      // of PcConditionStore
    GPtrArray *filter;   // of char *: "--where type=LSC"
    char *judged_at;     // NULL: each at its own time
    char *policy;        // NULL: "field"
    char *release;       // of CUCM, for which remedies are told; NULL: for all
    GPtrArray *given;    // of char *: what else the verdicts go by, "--service 5071=SIP"
    char *config;        // the file that defaults were taken from; NULL: none
    GPtrArray *notes;    // of char *: what is to be known of all this
    GPtrArray *merged;   // of char *: the conditions of the reports that were merged
    PcLogCauses *causes; // what logs come to; never NULL
    PcPhoneList *phones; // all that there are, as the user gave them; NULL: not given
    GPtrArray *missing;  // of char *: what would make it sure, of a case
    char *ending;        // why it is not whole; NULL: it is
} PcConditions;

PcConditions *pc_conditions_new(void);
void pc_conditions_free(PcConditions *conditions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcConditions, pc_conditions_free)

void pc_conditions_add_store(PcConditions *conditions, const char *name, unsigned n_certificates);

// pc_conditions_would gives the head of a report that is judged at a moment of the user's: that it
// tells what would be, and compares it with nothing that happened. Caller frees.
char *pc_conditions_would(const char *at);
// pc_conditions_rows gives them as a person reads them: label and value by turns (GPtrArray of char
// *).
GPtrArray *pc_conditions_rows(const PcConditions *conditions);
// pc_conditions_missing_html appends what is missing as a chapter; nothing where nothing is.
void pc_conditions_missing_html(GString *out, const PcConditions *conditions);
// pc_conditions_give adds an option to `given`; nothing where its value is NULL.
void pc_conditions_give(PcConditions *conditions, const char *option, const char *value);
// pc_conditions_html appends them as a chapter of a page.
void pc_conditions_html(GString *out, const PcConditions *conditions);
// pc_conditions_text gives the same as one sentence. Caller frees.
char *pc_conditions_text(const PcConditions *conditions);
// pc_conditions_write writes the object of PC_RUN_SCHEMA, with the numbers of the estate (NULL:
// none).
void pc_conditions_write(PcJson *json, const char *key, const PcConditions *conditions,
                         const PcEstate *estate);

#endif
