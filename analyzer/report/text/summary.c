// SPDX-License-Identifier: GPL-2.0-or-later
// Ends the text report: how many phones, what they showed, which causes there are and whom they
// concern.
#include "analyzer/report/text/text.h"

#include "analyzer/report/display.h"
#include "analyzer/report/roll.h"
#include <inttypes.h>
#include <string.h>

enum { LABEL_COLUMN = 2, VALUE_COLUMN = 13, CAUSE_COLUMN = 15, MAX_NAMES = 12 };

static void tell(PcText *text, const char *label, PcStyle style, const char *value)
{
    pc_layout_start(&text->layout, LABEL_COLUMN, VALUE_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_DIM, label);
    pc_layout_pad(&text->layout, VALUE_COLUMN);
    pc_layout_words(&text->layout, style, value);
    pc_layout_end(&text->layout);
}

static void heading(PcText *text, const char *title)
{
    pc_layout_end(&text->layout);
    pc_layout_start(&text->layout, 0, 0);
    pc_layout_words(&text->layout, PC_STYLE_BOLD, title);
    pc_layout_end(&text->layout);
}

static void tell_read(PcText *text, const PcEstateTotals *totals)
{
    g_autofree char *files = pc_count(totals->n_files, "capture", "captures");
    g_autofree char *frames = pc_count(totals->n_frames, "frame", "frames");
    g_autofree char *sessions = pc_count(totals->n_sessions, "handshake", "handshakes");
    g_autofree char *twins =
        totals->n_twins > 0
            ? g_strdup_printf(" (and %" PRIu64 " again, from another side)", totals->n_twins)
            : g_strdup("");
    // Merged reports do not tell what else was in the captures.
    g_autofree char *line = totals->n_files > 0
                                ? g_strdup_printf("%s, %s, %s%s", files, frames, sessions, twins)
                                : g_strconcat(sessions, twins, NULL);
    tell(text, "read", PC_STYLE_PLAIN, line);
    if (totals->n_sessions > 0) {
        PcMoment first = pc_moment_plain(totals->first, text->options.zone);
        PcMoment last = pc_moment_plain(totals->last, text->options.zone);
        bool is_one = strcmp(first.text, last.text) == 0;
        g_autofree char *span =
            is_one ? g_strdup(first.text) : g_strdup_printf("%s to %s", first.text, last.text);
        tell(text, "time", PC_STYLE_PLAIN, span);
    }
}

static uint64_t percent(uint64_t part, uint64_t whole)
{
    return (part * 100 + whole / 2) / whole;
}

static uint64_t count_devices(const PcEstateTotals *totals)
{
    return totals->n_phones + totals->n_unnamed + totals->n_other_devices;
}

static void tell_phones(PcText *text, const PcEstateTotals *totals)
{
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "%" PRIu64, totals->n_phones);
    if (totals->n_phones > 0) {
        g_string_append_printf(
            line, ": %" PRIu64 " with LSC (%" PRIu64 " %%), %" PRIu64 " with MIC (%" PRIu64 " %%)",
            totals->n_lsc, percent(totals->n_lsc, totals->n_phones), totals->n_mic,
            percent(totals->n_mic, totals->n_phones));
    }
    tell(text, "phones", PC_STYLE_PLAIN, line->str);
    g_string_free(line, TRUE);
    if (totals->n_unnamed > 0) {
        g_autofree char *unnamed = pc_count(totals->n_unnamed, "address", "addresses");
        g_autofree char *value = g_strdup_printf("%s that showed no certificate here", unnamed);
        tell(text, "nameless", PC_STYLE_PLAIN, value);
    }
    if (totals->n_other_devices > 0) {
        g_autofree char *others = pc_count(totals->n_other_devices, "device that is no phone",
                                           "devices that are no phones");
        tell(text, "others", PC_STYLE_PLAIN, others);
    }
    if (totals->n_left_out > 0) {
        g_autofree char *sessions = pc_count(totals->n_left_out, "handshake", "handshakes");
        g_autofree char *value =
            g_strdup_printf("%s of more devices than are told apart", sessions);
        tell(text, "left out", PC_STYLE_RED, value);
    }
    g_autofree char *to_fix =
        g_strdup_printf("%" PRIu64 " of %" PRIu64, totals->n_to_fix, count_devices(totals));
    tell(text, "to fix", totals->n_to_fix > 0 ? PC_STYLE_RED : PC_STYLE_GREEN, to_fix);
}

static void tell_names(PcText *text, const GPtrArray *phones)
{
    pc_layout_start(&text->layout, CAUSE_COLUMN, CAUSE_COLUMN);
    for (guint i = 0; i < phones->len && i < MAX_NAMES; i++) {
        const char *name = pc_estate_phone_name(g_ptr_array_index(phones, i));
        pc_layout_piece(&text->layout, PC_STYLE_PLAIN, ", ", name);
    }
    if (phones->len > MAX_NAMES) {
        g_autofree char *rest =
            g_strdup_printf("and %u more (--group phone lists all)", phones->len - MAX_NAMES);
        pc_layout_piece(&text->layout, PC_STYLE_PLAIN, " ", rest);
    }
    pc_layout_end(&text->layout);
}

// tell_messages tells what only several sessions together show: no session has told it yet.
static void tell_messages(PcText *text, const PcEstateCause *cause)
{
    for (guint i = 0; i < cause->phones->len && i < MAX_NAMES; i++) {
        const PcEstatePhone *phone = g_ptr_array_index(cause->phones, i);
        for (guint j = 0; j < phone->findings->len; j++) {
            const PcEstateFinding *one = &g_array_index(phone->findings, PcEstateFinding, j);
            if (strcmp(one->id, cause->id) == 0) {
                pc_layout_start(&text->layout, CAUSE_COLUMN, CAUSE_COLUMN);
                pc_layout_words(&text->layout, PC_STYLE_PLAIN, one->message);
                pc_layout_end(&text->layout);
            }
        }
    }
}

static const PcEstateService *service_with(const PcEstatePhone *phone, const char *id)
{
    for (guint i = 0; i < phone->services->len; i++) {
        const PcEstateService *service = g_ptr_array_index(phone->services, i);
        for (guint j = 0; j < service->findings->len; j++) {
            if (strcmp(g_array_index(service->findings, PcEstateFinding, j).id, id) == 0) {
                return service;
            }
        }
    }
    return NULL;
}

// tell_example says where to see the cause in the first of its phones.
static void tell_example(PcText *text, const PcEstateCause *cause)
{
    const PcEstatePhone *phone = g_ptr_array_index(cause->phones, 0);
    const PcEstateService *service = service_with(phone, cause->id);
    if (service == NULL || service->frame == 0) {
        return;
    }
    g_autofree char *where =
        g_strdup_printf("from frame %" PRIu64 " of %s on", service->frame, service->file);
    pc_layout_start(&text->layout, CAUSE_COLUMN, CAUSE_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_DIM, "look at");
    pc_layout_words(&text->layout, PC_STYLE_PLAIN, pc_estate_phone_name(phone));
    pc_layout_words(&text->layout, PC_STYLE_PLAIN, where);
    pc_layout_end(&text->layout);
}

static void tell_remedy(PcText *text, const PcEstateCause *cause)
{
    g_autofree char *source = g_strdup_printf("Source: %s", cause->source);
    if (cause->remedy[0] == '\0') {
        return;
    }
    pc_layout_start(&text->layout, CAUSE_COLUMN, CAUSE_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_BOLD, "What to do");
    pc_layout_end(&text->layout);
    pc_layout_steps(&text->layout, cause->remedy, CAUSE_COLUMN);
    pc_layout_start(&text->layout, CAUSE_COLUMN, CAUSE_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_DIM, source);
    pc_layout_end(&text->layout);
}

static void tell_title(PcText *text, const PcEstateCause *cause)
{
    PcLayout *layout = &text->layout;
    g_autofree char *count = pc_count(cause->phones->len, "phone", "phones");
    pc_layout_start(layout, LABEL_COLUMN, CAUSE_COLUMN);
    pc_layout_piece(layout, pc_phrase_severity_style(cause->severity), "", count);
    pc_layout_pad(layout, CAUSE_COLUMN);
    pc_layout_words(layout, PC_STYLE_BOLD, cause->title);
    pc_layout_piece(layout, PC_STYLE_DIM, " · ", cause->id);
    pc_layout_end(layout);
}

static void tell_cause(PcText *text, const PcEstateCause *cause)
{
    tell_title(text, cause);
    if (text->told_causes && cause->severity > PC_SEVERITY_NOTE) {
        return;
    }
    tell_names(text, cause->phones);
    tell_messages(text, cause);
    // Where no session tells it, the remedy stands with its cause, once.
    if (text->options.summary && cause->severity > PC_SEVERITY_NOTE && cause->remedy[0] != '\0') {
        pc_layout_steps(&text->layout, cause->remedy, CAUSE_COLUMN);
    }
}

void pc_text_causes(PcText *text, const PcEstate *estate)
{
    const PcEstateTotals *totals = pc_estate_totals(estate);
    const GPtrArray *causes = pc_estate_causes(estate);
    g_autofree char *title = g_strdup_printf("To fix: %" PRIu64 " of %" PRIu64 ", by cause",
                                             totals->n_to_fix, count_devices(totals));
    if (causes->len > 0) {
        pc_layout_start(&text->layout, 0, 0);
        pc_layout_words(&text->layout, PC_STYLE_BOLD, title);
        pc_layout_end(&text->layout);
    }
    for (guint i = 0; i < causes->len; i++) {
        const PcEstateCause *cause = g_ptr_array_index(causes, i);
        if (cause->severity > PC_SEVERITY_NOTE) {
            tell_title(text, cause);
            tell_names(text, cause->phones);
            tell_messages(text, cause);
            tell_remedy(text, cause);
            tell_example(text, cause);
            pc_layout_end(&text->layout);
        }
    }
}

static void tell_causes(PcText *text, const GPtrArray *causes, PcSeverity severity,
                        const char *title)
{
    bool is_titled = false;
    for (guint i = 0; i < causes->len; i++) {
        const PcEstateCause *cause = g_ptr_array_index(causes, i);
        if (cause->severity == severity) {
            if (!is_titled) {
                heading(text, title);
                is_titled = true;
            }
            tell_cause(text, cause);
        }
    }
}

// tell_conditions says what the report was made with.
static void tell_conditions(PcText *text, const PcConditions *conditions)
{
    if (conditions->verb == NULL) {
        return;
    }
    g_autoptr(GPtrArray) rows = pc_conditions_rows(conditions);
    heading(text, "Made with");
    for (guint i = 0; i + 1 < rows->len; i += 2) {
        tell(text, g_ptr_array_index(rows, i), PC_STYLE_DIM, g_ptr_array_index(rows, i + 1));
    }
}

// tell_missing says what would make it sure.
static void tell_missing(PcText *text, const PcConditions *conditions)
{
    enum { NUMBER_COLUMN = 2, SENTENCE_COLUMN = 5 };
    if (conditions->missing->len == 0) {
        return;
    }
    heading(text, "What is still missing to be sure");
    for (guint i = 0; i < conditions->missing->len; i++) {
        g_autofree char *number = g_strdup_printf("%u.", i + 1);
        pc_layout_start(&text->layout, NUMBER_COLUMN, SENTENCE_COLUMN);
        pc_layout_words(&text->layout, PC_STYLE_PLAIN, number);
        pc_layout_words(&text->layout, PC_STYLE_PLAIN, g_ptr_array_index(conditions->missing, i));
        pc_layout_end(&text->layout);
    }
}

static void tell_logs(PcText *text, const PcConditions *conditions)
{
    if (conditions->causes->causes->len > 0) {
        pc_layout_end(&text->layout);
        pc_log_causes_text(&text->layout, conditions->causes);
    }
}

void pc_text_summary(PcText *text, const PcEstate *estate, const PcConditions *conditions)
{
    const PcEstateTotals *totals = pc_estate_totals(estate);
    const GPtrArray *causes = pc_estate_causes(estate);
    heading(text, "Summary");
    tell_read(text, totals);
    if (totals->n_sessions + totals->n_events == 0) {
        tell_logs(text, conditions);
        tell_missing(text, conditions);
        tell_conditions(text, conditions);
        return;
    }
    tell_phones(text, totals);
    if (totals->n_unchecked > 0) {
        g_autofree char *sessions =
            pc_count(totals->n_unchecked, "handshake was", "handshakes were");
        g_autofree char *value =
            g_strdup_printf("%s not judged, because no store was given: --trust PATH", sessions);
        tell(text, "unchecked", PC_STYLE_YELLOW, value);
    }
    tell_causes(text, causes, PC_SEVERITY_ERROR, "What fails");
    tell_causes(text, causes, PC_SEVERITY_WARNING, "What to look at");
    tell_logs(text, conditions);
    tell_missing(text, conditions);
    pc_roll_text(&text->layout, conditions->phones, estate);
    tell_causes(text, causes, PC_SEVERITY_NOTE, "Also seen");
    tell_conditions(text, conditions);
    if (causes->len > 0) {
        pc_layout_end(&text->layout);
        pc_layout_start(&text->layout, 0, 0);
        pc_layout_words(&text->layout, PC_STYLE_DIM,
                        "phonecert explain ID tells the story of a finding.");
        pc_layout_end(&text->layout);
    }
}
