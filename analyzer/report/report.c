// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the sessions of a run into calls on every writer that was asked for.
#include "analyzer/report/report.h"

#include <string.h>

static const PcWriter *const writers[] = {
    &pc_writer_text,   &pc_writer_ndjson, &pc_writer_csv,    &pc_writer_eve,
    &pc_writer_sqlite, &pc_writer_html,   &pc_writer_frames,
};

typedef struct {
    const PcWriter *writer;
    PcOutput *output;
    PcReportOptions options;
    void *state; // NULL once it has finished
} Started;

struct PcReport {
    GArray *started; // of Started
    PcEstate *estate;
    PcConditions *conditions;
    int worst;
};

const PcWriter *pc_report_writer(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        if (strcmp(writers[i]->name, name) == 0) {
            return writers[i];
        }
    }
    return NULL;
}

char *pc_report_writer_names(void)
{
    GString *names = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", writers[i]->name);
    }
    return g_string_free(names, FALSE);
}

PcReport *pc_report_new(void)
{
    PcReport *report = g_new0(PcReport, 1);
    report->started = g_array_new(FALSE, TRUE, sizeof(Started));
    report->estate = pc_estate_new();
    report->conditions = pc_conditions_new();
    report->worst = -1;
    return report;
}

static Started *started_at(const PcReport *report, guint i)
{
    return &g_array_index(report->started, Started, i);
}

void pc_report_free(PcReport *report)
{
    if (report == NULL) {
        return;
    }
    for (guint i = 0; i < report->started->len; i++) {
        Started *started = started_at(report, i);
        if (started->state != NULL) {
            pc_output_fail(started->output, "given up");
            started->writer->finish(started->state, report->estate, report->conditions);
            pc_output_discard(started->output);
        }
    }
    g_array_unref(report->started);
    pc_estate_free(report->estate);
    pc_conditions_free(report->conditions);
    g_free(report);
}

bool pc_report_add(PcReport *report, const PcWriter *writer, PcOutput *output,
                   const PcReportOptions *options, GError **error)
{
    Started started = {writer, output, *options, writer->begin(output, options)};
    g_array_append_val(report->started, started);
    if (pc_output_has_failed(output)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s", pc_output_path(output),
                    pc_output_cause(output));
        return false;
    }
    return true;
}

void pc_report_forgo_worst(PcReport *report)
{
    bool tells_phones = false;
    for (guint i = 0; i < report->started->len; i++) {
        tells_phones = tells_phones || started_at(report, i)->writer->tells_phones;
    }
    if (!tells_phones) {
        pc_estate_forgo_phones(report->estate);
    }
}

void pc_report_session(PcReport *report, PcSession *session)
{
    report->worst = MAX(report->worst, pc_session_worst(session));
    PcEstateTwin twin = pc_estate_session(report->estate, session);
    session->twin_file = twin.file;
    session->twin_frame = twin.frame;
    session->twin_says_the_same = twin.says_the_same;
    for (guint i = 0; i < report->started->len; i++) {
        Started *started = started_at(report, i);
        started->writer->session(started->state, session);
        pc_output_settle(started->output, started->options.settle);
    }
}

void pc_report_file_end(PcReport *report, const PcFileEnd *end)
{
    if (!end->is_retold) {
        pc_estate_file(report->estate, end->n_frames);
    }
    for (guint i = 0; i < report->started->len; i++) {
        Started *started = started_at(report, i);
        if (started->writer->file_end != NULL) {
            started->writer->file_end(started->state, end);
            pc_output_settle(started->output, started->options.settle);
        }
    }
}

bool pc_report_is_unheard(const PcReport *report)
{
    for (guint i = 0; i < report->started->len; i++) {
        if (!pc_output_has_failed(started_at(report, i)->output)) {
            return false;
        }
    }
    return report->started->len > 0;
}

GPtrArray *pc_report_finish(PcReport *report)
{
    GPtrArray *errors = g_ptr_array_new_with_free_func(g_free);
    pc_estate_settle(report->estate);
    report->worst = MAX(report->worst, pc_estate_worst(report->estate));
    for (guint i = 0; i < report->started->len; i++) {
        Started *started = started_at(report, i);
        g_autoptr(GError) error = NULL;
        started->writer->finish(started->state, report->estate, report->conditions);
        started->state = NULL;
        if (!pc_output_close(started->output, &error)) {
            g_ptr_array_add(errors, g_strdup(error->message));
        }
    }
    return errors;
}

int pc_report_worst(const PcReport *report)
{
    return report->worst;
}

PcEstate *pc_report_estate(PcReport *report)
{
    return report->estate;
}

PcConditions *pc_report_conditions(PcReport *report)
{
    return report->conditions;
}
