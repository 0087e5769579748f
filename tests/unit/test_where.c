// SPDX-License-Identifier: GPL-2.0-or-later
// Choosing sessions by --where, and the CSV that spreadsheets get: both from the words of reports.
#include "analyzer/report/report.h"
#include "analyzer/report/session/session_read.h"
#include "analyzer/report/session/where.h"

#include <glib/gstdio.h>
#include <string.h>

static const char line[] =
    "{\"schema\":\"phonecert.session/1\",\"file\":\"a,b.pcap\",\"transport\":\"tcp\","
    "\"start\":\"2026-11-23T03:00:00.000000Z\",\"client\":{\"address\":\"10.0.0.9\",\"port\":4},"
    "\"server\":{\"address\":\"10.0.0.1\",\"port\":5061},\"service\":\"SIP\","
    "\"type\":\"LSC\",\"issuer\":\"=cmd|' /C calc'!A0\",\"device\":\"SEP02\","
    "\"verdict\":\"untrusted\",\"reason\":\"he said \\\"no\\\"\",\"outcome\":\"rejected\","
    "\"alert\":{\"level\":\"fatal\",\"description\":\"unknown_ca\",\"from\":\"server\"},"
    "\"findings\":[{\"id\":\"lsc-foreign-cluster\",\"severity\":\"error\"},"
    "{\"id\":\"weak-key\",\"severity\":\"warning\"}]}";

static PcSession *a_session(void)
{
    PcSession *session = NULL;
    g_assert_cmpint(pc_session_read(line, strlen(line), &session, NULL), ==, PC_READ_SESSION);
    return session;
}

static void test_choices(void)
{
    static const struct {
        const char *expression;
        bool chosen;
    } rows[] = {
        {"", true},
        {"type=LSC", true},
        {"type=MIC", false},
        {"type!=MIC", true},
        {"type=MIC|LSC", true},
        {"type!=MIC|LSC", false},
        {"type=LSC verdict!=trusted", true},
        {"type=LSC verdict=trusted", false},
        {"device~sep", true},
        {"device!~sep", false},
        {"store=", true},
        {"store!=", false},
        {"device=", false},
        {"finding=weak-key", true},
        {"finding=no-certificate", false},
        {"finding!=weak-key", false},
        {"severity=error", true},
        {"alert=unknown_ca port=5061", true},
        {"start~2026-11-23T03", true},
        {"reason~\"said\"", true},
        {"reason~'he said'", true},
    };
    g_autoptr(PcSession) session = a_session();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PcWhere) where = pc_where_new(rows[i].expression, &error);
        if (rows[i].expression[0] == '\0') {
            g_assert_null(where); // an empty expression says nothing, and that is said
            continue;
        }
        g_assert_no_error(error);
        g_test_message("%s", rows[i].expression);
        g_assert_true(pc_where_chooses(where, session) == rows[i].chosen);
    }
    g_assert_true(pc_where_chooses(NULL, session));
}

static void test_refusals(void)
{
    static const char *const wrong[] = {"type", "colour=red", "=LSC", "type=\"LSC", "type<LSC"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pc_where_new(wrong[i], &error));
        g_assert_true(g_str_has_prefix(error->message, "--where "));
    }
}

static void test_csv(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcSession) session = a_session();
    g_autofree char *folder = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "report.csv", NULL);
    g_autofree char *content = NULL;
    g_autoptr(PcReport) report = pc_report_new();
    const PcReportOptions options = {.columns = 0};
    g_assert_true(pc_report_add(report, pc_report_writer("csv"), pc_output_open(path, &error),
                                &options, &error));
    pc_report_session(report, session);
    g_autoptr(GPtrArray) errors = pc_report_finish(report);
    g_assert_cmpuint(errors->len, ==, 0);
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(content, "\r\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 3); // header, row, and nothing behind the last end
    g_assert_true(g_str_has_prefix(lines[0], "file,start,client,client_port,"));
    g_assert_true(g_str_has_prefix(lines[1], "\"a,b.pcap\",2026-11-23T03:00:00.000000Z,"));
    g_assert_nonnull(strstr(lines[1], ",\"'=cmd|' /C calc'!A0\","));
    g_assert_nonnull(strstr(lines[1], ",\"he said \"\"no\"\"\","));
    g_assert_true(g_str_has_suffix(lines[1], ",error,lsc-foreign-cluster weak-key,"));
    (void)g_remove(path);
    (void)g_rmdir(folder);
}

static void test_lines_of_others(void)
{
    static const struct {
        const char *text;
        PcReadResult result;
    } rows[] = {
        {"{\"schema\":\"phonecert.session/9\"}", PC_READ_OTHER},
        {"{\"schema\":\"phonecert.session/1\"}", PC_READ_BAD},
        {"{\"schema\":\"phonecert.session/1\",\"start\":3}", PC_READ_BAD},
        {"{\"schema\":\"phonecert.session/1\",\"start\":\"2026-11-23T03:00:00Z\",\"tls\":[],"
         "\"client\":7,\"certificates\":\"x\",\"findings\":{},\"frames\":null,\"capf\":1}",
         PC_READ_SESSION},
        {"[]", PC_READ_BAD},
        {"", PC_READ_BAD},
        {"{", PC_READ_BAD},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PcSession) session = NULL;
        g_assert_cmpint(pc_session_read(rows[i].text, strlen(rows[i].text), &session, &error), ==,
                        rows[i].result);
        g_assert_true((error != NULL) == (rows[i].result == PC_READ_BAD));
        if (session != NULL) {
            g_autoptr(PcEstate) estate = pc_estate_new();
            session->concerns_phone = true;
            (void)pc_estate_session(estate, session);
            pc_estate_settle(estate);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/where/choices", test_choices);
    g_test_add_func("/where/refusals", test_refusals);
    g_test_add_func("/csv/row", test_csv);
    g_test_add_func("/read/lines-of-others", test_lines_of_others);
    return g_test_run();
}
