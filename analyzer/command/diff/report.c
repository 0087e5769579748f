// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a comparison into text for people.
#include "analyzer/command/diff/report.h"

#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/text/layout.h"
#include <string.h>

enum { NAME_COLUMN = 2, SERVICE_COLUMN = 20, PIECE_COLUMN = 30, VALUE_COLUMN = 13, MAX_NAMED = 6 };

static PcStyle style_of(PcChange change)
{
    switch (change) {
    case PC_CHANGE_FAILS_NOW:
    case PC_CHANGE_FAILS_NEW:
    case PC_CHANGE_FAILS_STILL:
        return PC_STYLE_RED;
    case PC_CHANGE_NOT_SEEN:
    case PC_CHANGE_OPEN:
        return PC_STYLE_YELLOW;
    case PC_CHANGE_BACK:
        return PC_STYLE_GREEN;
    case PC_CHANGE_NEW:
    case PC_CHANGE_GOES_ON:
    case PC_N_CHANGES:
        break;
    }
    return PC_STYLE_PLAIN;
}

static void write_line(PcLayout *layout, PcStyle style, const char *text)
{
    pc_layout_start(layout, 0, NAME_COLUMN);
    pc_layout_words(layout, style, text);
    pc_layout_end(layout);
}

static void write_heading(PcLayout *layout, const char *text)
{
    pc_layout_end(layout);
    write_line(layout, PC_STYLE_BOLD, text);
}

static void write_labelled(PcLayout *layout, const char *label, PcStyle style, const char *text)
{
    pc_layout_start(layout, NAME_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, label);
    pc_layout_pad(layout, VALUE_COLUMN);
    pc_layout_words(layout, style, text);
    pc_layout_end(layout);
}

static void write_part(PcLayout *layout, const char *label, const PcDiffPart *part)
{
    g_autofree char *what = pc_diff_part_text(part);
    g_autofree char *line = g_strdup_printf("%s: %s", part->path, what);
    write_labelled(layout, label, PC_STYLE_PLAIN, line);
}

// write_then adds what came of it.
static void write_then(PcLayout *layout, PcStyle style, const char *text)
{
    g_autofree char *piece = g_strconcat(layout->ascii ? "-> " : "→ ", text, NULL);
    pc_layout_piece(layout, style, " ", piece);
}

// write_service tells how it went at a service: what was, and what is where that is another thing.
static void write_service(PcLayout *layout, const char *name, const PcDiffService *service,
                          PcStyle style)
{
    g_autofree char *was = pc_diff_state_text(service->before);
    g_autofree char *is = pc_diff_state_text(service->after);
    pc_layout_start(layout, NAME_COLUMN, PIECE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_BOLD, "", name);
    pc_layout_pad(layout, SERVICE_COLUMN);
    pc_layout_piece(layout, PC_STYLE_PLAIN, "", service->service != NULL ? service->service : "-");
    pc_layout_pad(layout, PIECE_COLUMN);
    if (strcmp(was, is) == 0) {
        pc_layout_piece(layout, style, "", is);
    } else {
        pc_layout_piece(layout, PC_STYLE_PLAIN, "", was);
        write_then(layout, style, is);
    }
    pc_layout_end(layout);
}

static void write_remark(PcLayout *layout, const char *label, const GPtrArray *ids)
{
    if (ids->len > 0) {
        g_autofree char *text = pc_diff_ids_text(ids);
        pc_layout_start(layout, PIECE_COLUMN, PIECE_COLUMN);
        pc_layout_words(layout, PC_STYLE_DIM, label);
        pc_layout_words(layout, PC_STYLE_DIM, text);
        pc_layout_end(layout);
    }
}

static void write_phone(PcLayout *layout, const PcDiffPhone *phone)
{
    for (guint i = 0; i < phone->services->len; i++) {
        write_service(layout, i == 0 ? pc_diff_phone_name(phone) : "",
                      &g_array_index(phone->services, PcDiffService, i), style_of(phone->change));
    }
    if (phone->by_address) {
        pc_layout_start(layout, PIECE_COLUMN, PIECE_COLUMN);
        pc_layout_words(layout, PC_STYLE_DIM, "the same address; one side does not tell its name");
        pc_layout_end(layout);
    }
    write_remark(layout, "new: ", phone->came);
    write_remark(layout, "gone: ", phone->went);
}

static void write_phones(PcLayout *layout, const PcDiff *diff)
{
    int last = -1;
    for (guint i = 0; i < diff->phones->len; i++) {
        const PcDiffPhone *phone = g_ptr_array_index(diff->phones, i);
        if ((int)phone->change != last) {
            write_heading(layout, pc_diff_title(phone->change));
            last = (int)phone->change;
        }
        write_phone(layout, phone);
    }
}

static void write_certificates(PcLayout *layout, const PcDiff *diff)
{
    if (diff->n_other_certificates == 0) {
        return;
    }
    write_heading(layout, "Certificates that changed");
    for (guint i = 0; i < diff->phones->len; i++) {
        const PcDiffPhone *phone = g_ptr_array_index(diff->phones, i);
        if (phone->has == NULL) {
            continue;
        }
        g_autofree char *had = pc_diff_certificate_text(phone->had);
        g_autofree char *has = pc_diff_certificate_text(phone->has);
        pc_layout_start(layout, NAME_COLUMN, SERVICE_COLUMN);
        pc_layout_piece(layout, PC_STYLE_BOLD, "", pc_diff_phone_name(phone));
        pc_layout_pad(layout, SERVICE_COLUMN);
        pc_layout_piece(layout, PC_STYLE_PLAIN, "", had);
        write_then(layout, PC_STYLE_PLAIN, has);
        pc_layout_end(layout);
    }
}

static void write_names(PcLayout *layout, const GPtrArray *phones)
{
    pc_layout_start(layout, VALUE_COLUMN, VALUE_COLUMN);
    for (guint i = 0; i < phones->len && i < MAX_NAMED; i++) {
        pc_layout_piece(layout, PC_STYLE_DIM, ", ",
                        pc_estate_phone_name(g_ptr_array_index(phones, i)));
    }
    if (phones->len > MAX_NAMED) {
        pc_layout_piece(layout, PC_STYLE_DIM, ", ", "...");
    }
    pc_layout_end(layout);
}

static void write_cause(PcLayout *layout, const PcDiffCause *cause)
{
    const PcEstateCause *row = cause->after != NULL ? cause->after : cause->before;
    g_autofree char *numbers = pc_diff_cause_text(cause);
    pc_layout_start(layout, NAME_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, row->severity == PC_SEVERITY_ERROR ? PC_STYLE_RED : PC_STYLE_YELLOW,
                    row->title);
    pc_layout_piece(layout, PC_STYLE_BOLD, " · ", row->id);
    pc_layout_piece(layout, PC_STYLE_DIM, " · ", numbers);
    pc_layout_end(layout);
    write_names(layout, row->phones);
    if (pc_diff_cause_grew(cause) && row->remedy[0] != '\0') {
        pc_layout_steps(layout, row->remedy, VALUE_COLUMN);
        pc_layout_start(layout, VALUE_COLUMN, VALUE_COLUMN);
        pc_layout_words(layout, PC_STYLE_DIM, "Source: ");
        pc_layout_words(layout, PC_STYLE_DIM, row->source);
        pc_layout_end(layout);
    }
}

// write_causes tells those that grew, or with `others` those that did not: notes are left out.
static void write_causes(PcLayout *layout, const PcDiff *diff, bool grew, const char *heading)
{
    bool is_headed = false;
    for (guint i = 0; i < diff->causes->len; i++) {
        const PcDiffCause *cause = &g_array_index(diff->causes, PcDiffCause, i);
        const PcEstateCause *row = cause->after != NULL ? cause->after : cause->before;
        if (pc_diff_cause_grew(cause) != grew || row->severity < PC_SEVERITY_WARNING) {
            continue;
        }
        if (!is_headed) {
            write_heading(layout, heading);
            is_headed = true;
        }
        write_cause(layout, cause);
    }
}

static void write_conditions(PcLayout *layout, const PcConditions *conditions)
{
    g_autoptr(GPtrArray) rows = pc_conditions_rows(conditions);
    write_heading(layout, "Made with");
    for (guint i = 0; i + 1 < rows->len; i += 2) {
        write_labelled(layout, g_ptr_array_index(rows, i), PC_STYLE_DIM,
                       g_ptr_array_index(rows, i + 1));
    }
}

void pc_diff_text(const PcDiffReport *report, GString *out)
{
    PcReportOptions style = pc_terminal_style();
    PcLayout layout = {.out = out, .width = style.columns, .colour = style.colour};
    g_autofree char *headline = pc_diff_headline(report->diff);
    layout.ascii = style.ascii;
    write_line(&layout, pc_diff_does_harm(report->diff) ? PC_STYLE_RED : PC_STYLE_BOLD, headline);
    write_part(&layout, "before", &report->before);
    write_part(&layout, "after", &report->after);
    write_phones(&layout, report->diff);
    write_certificates(&layout, report->diff);
    write_causes(&layout, report->diff, true, "New causes, or of more phones than before");
    write_causes(&layout, report->diff, false, "Other causes");
    write_conditions(&layout, report->conditions);
}
