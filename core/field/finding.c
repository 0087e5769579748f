// SPDX-License-Identifier: GPL-2.0-or-later
// Findings as values: a row of the table and the sentence about one session. What is looked for is
// diagnosis.c's; what is told of each is finding_rows.c's.
#include "core/field/finding.h"
#include "core/field/finding_rows.h"

PC_WORDS(pc_severity_name, PcSeverity, PC_SEVERITIES)

PcSeverity pc_severity_of(const char *name)
{
    for (int severity = PC_SEVERITY_NOTE; severity <= PC_SEVERITY_ERROR; severity++) {
        if (g_strcmp0(pc_severity_name((PcSeverity)severity), name) == 0) {
            return (PcSeverity)severity;
        }
    }
    return PC_SEVERITY_NOTE;
}

const PcFindingRow *pc_finding_row(PcFindingId id)
{
    g_assert(id < PC_N_FINDINGS);
    return &pc_finding_rows[id];
}

// There are as many texts as rows, releases and families make.
const char *pc_finding_remedy(const PcFindingRow *row, const PcStepsFor *whom)
{
    g_autofree char *text = pc_steps_text(row->steps, whom);
    return g_intern_string(text);
}

const char *pc_finding_source(const PcFindingRow *row)
{
    g_autofree char *text = pc_citations_text(row->sources);
    return g_intern_string(text);
}

const PcFindingRow *pc_finding_by_name(const char *id)
{
    for (size_t i = 0; i < PC_N_FINDINGS; i++) {
        if (g_strcmp0(pc_finding_rows[i].id, id) == 0) {
            return &pc_finding_rows[i];
        }
    }
    return NULL;
}

PcFinding *pc_finding_new(PcFindingId id, const char *format, ...)
{
    PcFinding *finding = g_new0(PcFinding, 1);
    va_list arguments;
    va_start(arguments, format);
    finding->message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    finding->row = pc_finding_row(id);
    return finding;
}

PcFinding *pc_finding_take(PcFindingId id, char *message)
{
    PcFinding *finding = g_new0(PcFinding, 1);
    finding->row = pc_finding_row(id);
    finding->message = message;
    return finding;
}

PcFindingId pc_finding_id(const PcFinding *finding)
{
    return (PcFindingId)(finding->row - pc_finding_rows);
}

void pc_finding_free(PcFinding *finding)
{
    if (finding != NULL) {
        g_free(finding->message);
        g_free(finding);
    }
}
