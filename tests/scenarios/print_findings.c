// SPDX-License-Identifier: GPL-2.0-or-later
// The table of findings as Markdown: docs/findings.md is exactly this program's output.
#include "core/finding.h"
#include <stdio.h>
#include <string.h>

// Each step, and each other way, on a line of its own.
static void print_remedy(const char *remedy)
{
    for (const char *at = remedy; *at != '\0'; at++) {
        const bool step =
            at[0] == ' ' && at[1] >= '1' && at[1] <= '9' && at[2] == '.' && at[3] == ' ';
        const bool other_way = strncmp(at, " Or: ", 5) == 0 || strncmp(at, " Or, ", 5) == 0;
        if (step || other_way) {
            fputs(step ? "\n" : "\n\n", stdout);
        } else {
            putchar(*at);
        }
    }
}

static void print_row(const PcFindingRow *row)
{
    printf("\n### `%s`\n\n**%s.** %s\n\nWhat to do:\n\n", row->id, row->title, row->story);
    print_remedy(row->remedy);
    printf("\n\nSource: %s.", row->source);
    if (*row->scenario != '\0') {
        printf(" Scenario %s.", row->scenario);
    }
    putchar('\n');
}

static void print_severity(PcSeverity severity)
{
    static const char *const headings[] = {
        [PC_SEVERITY_NOTE] = "Notes: worth knowing",
        [PC_SEVERITY_WARNING] = "Warnings: may explain a failure, or lead to one",
        [PC_SEVERITY_ERROR] = "Errors: explain a failure, or will make the next attempt fail",
    };
    printf("\n## %s\n", headings[severity]);
    for (PcFindingId id = 0; id < PC_N_FINDINGS; id++) {
        const PcFindingRow *row = pc_finding_row(id);
        if (row->severity == severity) {
            print_row(row);
        }
    }
}

int main(void)
{
    puts("<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n"
         "<!-- Made from core/finding_rows.c by `print_findings`; change it there. -->\n"
         "# Findings\n\n"
         "A finding is a sentence about one session, with a severity, a remedy and a source. Here "
         "is\n"
         "what each one means; `phonecert explain ID` prints the same. At most one cause is named "
         "for\n"
         "a failure, and no finding rests on something that the capture does not hold.");
    print_severity(PC_SEVERITY_ERROR);
    print_severity(PC_SEVERITY_WARNING);
    print_severity(PC_SEVERITY_NOTE);
    return 0;
}
