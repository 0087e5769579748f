// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of findings: id, severity, title, story, remedy and source. Text, JSON, expert info
// and docs/findings.md all come from it.
#ifndef PHONECERT_CORE_FINDING_H
#define PHONECERT_CORE_FINDING_H

#include "core/field/finding_id.h"
#include "core/field/steps.h"
#include "core/field/words.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PC_SEVERITIES(row)                                                                         \
    row(PC_SEVERITY_NOTE, "note"), row(PC_SEVERITY_WARNING, "warning"),                            \
        row(PC_SEVERITY_ERROR, "error")
typedef enum { PC_SEVERITIES(PC_WORD_MEMBER) } PcSeverity;
const char *pc_severity_name(PcSeverity severity); // "note", "warning", "error"
PcSeverity pc_severity_of(const char *name);       // a note where it is none of these, or NULL

// PcFindingRow: all strings static, none NULL.
typedef struct {
    const char *id; // "lsc-expired"
    PcSeverity severity;
    const char *title;         // a few words
    const char *story;         // a paragraph: cause, what is seen in a capture, how sure it is
    const PcStepId *steps;     // what to do, in this order; ended by PC_STEP_END
    const PcCitation *sources; // where it is written; ended by PC_DOCUMENT_NONE
} PcFindingRow;

// pc_finding_remedy gives its steps for these releases and phones as text, "1. ... 2. ...",
// pc_finding_source its documents. Both live as long as the program.
const char *pc_finding_remedy(const PcFindingRow *row, const PcStepsFor *whom);
const char *pc_finding_source(const PcFindingRow *row);

const PcFindingRow *pc_finding_row(PcFindingId id);
// pc_finding_by_name finds a row by its id text; NULL if there is none.
const PcFindingRow *pc_finding_by_name(const char *id);

// PcFinding is one finding about one session. `message` is owned: the sentence that names device,
// CA and store.
typedef struct {
    const PcFindingRow *row;
    char *message;
    PcStepsFor whom; // for whom its remedy is told
    uint64_t frame;  // that decides it, as far as one does; 0: none
} PcFinding;
PcFinding *pc_finding_new(PcFindingId id, const char *format, ...) G_GNUC_PRINTF(2, 3);
// pc_finding_take is the same with a finished sentence, which it takes over.
PcFinding *pc_finding_take(PcFindingId id, char *message);
PcFindingId pc_finding_id(const PcFinding *finding);
void pc_finding_free(PcFinding *finding);

#endif
