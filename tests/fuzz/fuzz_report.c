// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as lines of ndjson, merged into every format that a pipe takes. What was
// read and written is read and written again as the same.
#include "analyzer/report/report.h"
#include "analyzer/report/session/session_json.h"
#include "analyzer/report/session/session_read.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const PcWriter *const writers[] = {
    &pc_writer_text, &pc_writer_ndjson, &pc_writer_csv, &pc_writer_eve, &pc_writer_html,
};

static PcReport *new_report(PcGroup group)
{
    PcReport *report = pc_report_new();
    const PcReportOptions options = {.columns = 80, .group = group};
    for (size_t i = 0; i < G_N_ELEMENTS(writers); i++) {
        PcOutput *output = pc_output_open("/dev/null", NULL);
        g_assert_nonnull(output);
        g_assert_true(pc_report_add(report, writers[i], output, &options, NULL));
    }
    return report;
}

static PcSession *read_line(const char *line, size_t len)
{
    g_autoptr(GError) error = NULL;
    PcSession *session = NULL;
    PcReadResult result = pc_session_read(line, len, &session, &error);
    g_assert_true((result == PC_READ_SESSION) == (session != NULL));
    g_assert_true((result == PC_READ_BAD) == (error != NULL));
    return session;
}

// write_line gives a session as its line; the string is the caller's.
static GString *write_line(const PcSession *session)
{
    GString *line = g_string_new(NULL);
    PcJson json = PC_JSON(line);
    pc_session_write(&json, session);
    g_assert_true(g_utf8_validate(line->str, (gssize)line->len, NULL));
    return line;
}

static void expect_same_again(const PcSession *session)
{
    g_autoptr(GString) once = write_line(session);
    g_autoptr(PcSession) again = read_line(once->str, once->len);
    g_assert_nonnull(again);
    g_autoptr(GString) twice = write_line(again);
    g_assert_cmpstr(once->str, ==, twice->str);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup(size > 0 ? (const char *)data : "", size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(PcReport) report = new_report((PcGroup)(size % 3));
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_autoptr(PcSession) session = read_line(lines[i], strlen(lines[i]));
        if (session != NULL) {
            expect_same_again(session);
            pc_report_session(report, session);
        }
    }
    g_autoptr(GPtrArray) errors = pc_report_finish(report);
    g_assert_cmpuint(errors->len, ==, 0);
    return 0;
}
