// SPDX-License-Identifier: GPL-2.0-or-later
// Sets the causes that logs name for people, each with its phones, the line that says so and what
// to do now.
#include "analyzer/report/log_causes.h"

#include "analyzer/report/display.h"
#include "analyzer/report/text/layout.h"
#include "core/field/finding.h"

enum { COUNT_COLUMN = 2, TEXT_COLUMN = 15, MAX_CLIENTS = 8 };

static void line(PcLayout *layout, PcStyle style, const char *text)
{
    pc_layout_start(layout, TEXT_COLUMN, TEXT_COLUMN);
    pc_layout_words(layout, style, text);
    pc_layout_end(layout);
}

static void tell_clients(PcLayout *layout, const PcLogCause *cause)
{
    if (cause->clients->len == 0) {
        return;
    }
    pc_layout_start(layout, TEXT_COLUMN, TEXT_COLUMN);
    for (guint i = 0; i < cause->clients->len && i < MAX_CLIENTS; i++) {
        pc_layout_piece(layout, PC_STYLE_PLAIN, ", ", g_ptr_array_index(cause->clients, i));
    }
    if (cause->clients->len > MAX_CLIENTS) {
        g_autofree char *more = g_strdup_printf("and %u more", cause->clients->len - MAX_CLIENTS);
        pc_layout_piece(layout, PC_STYLE_DIM, ", ", more);
    }
    pc_layout_end(layout);
}

static void tell_finding(PcLayout *layout, const PcLogCause *cause, unsigned i)
{
    const PcFindingRow *row = pc_finding_row(cause->findings[i]);
    g_autofree char *title = g_strdup_printf("%s%s · %s", i > 0 ? "or: " : "", row->title, row->id);
    if (i > 0) {
        pc_layout_start(layout, TEXT_COLUMN, TEXT_COLUMN);
    }
    pc_layout_words(layout, PC_STYLE_BOLD, title);
    pc_layout_end(layout);
}

static void tell_steps(PcLayout *layout, const PcLogCause *cause)
{
    const PcStepsFor whom = {0};
    for (unsigned i = 0; i < cause->n_findings; i++) {
        const PcFindingRow *row = pc_finding_row(cause->findings[i]);
        const char *steps = pc_finding_remedy(row, &whom);
        if (steps == NULL || *steps == '\0') {
            continue;
        }
        g_autofree char *head = cause->n_findings > 1
                                    ? g_strdup_printf("What to do if it is %s", row->id)
                                    : g_strdup("What to do");
        line(layout, PC_STYLE_BOLD, head);
        pc_layout_steps(layout, steps, TEXT_COLUMN);
    }
}

static void tell_cause(PcLayout *layout, const PcLogCause *cause)
{
    g_autofree char *count = cause->clients->len > 0
                                 ? pc_count(cause->clients->len, "phone", "phones")
                                 : pc_count(cause->n_lines, "line", "lines");
    pc_layout_start(layout, COUNT_COLUMN, TEXT_COLUMN);
    pc_layout_words(layout, PC_STYLE_PLAIN, count);
    pc_layout_pad(layout, TEXT_COLUMN);
    for (unsigned i = 0; i < cause->n_findings; i++) {
        tell_finding(layout, cause, i);
    }
    tell_clients(layout, cause);
    g_autofree char *where =
        g_strdup_printf("%s%s%s", cause->first, cause->detail != NULL ? ": " : "",
                        cause->detail != NULL ? cause->detail : "");
    line(layout, PC_STYLE_DIM, where);
    tell_steps(layout, cause);
}

void pc_log_causes_text(PcLayout *layout, const PcLogCauses *causes)
{
    if (causes->causes->len == 0) {
        return;
    }
    pc_layout_start(layout, 0, 0);
    pc_layout_words(layout, PC_STYLE_BOLD, "What the logs come to");
    pc_layout_end(layout);
    for (guint i = 0; i < causes->causes->len; i++) {
        tell_cause(layout, g_ptr_array_index(causes->causes, i));
    }
}
