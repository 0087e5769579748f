// SPDX-License-Identifier: GPL-2.0-or-later
// Choosing sessions by --where, and the CSV that spreadsheets get: both from the words of reports.
#include "analyzer/report/report.h"
#include "analyzer/report/session/session_fields.h"
#include "analyzer/report/session/session_read.h"
#include "analyzer/report/session/where.h"
#include "analyzer/report/session/where_words.h"
#include "analyzer/report/when.h"
#include "tests/unit/unit.h"

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

static const struct {
    const char *expression;
    bool chosen;
} choices[] = {
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
    {"type=lsc", true},
    {"type=MIC,LSC", true},
    {"type!=MIC,LSC", false},
    {"type = LSC", true},
    {"type=MIC or severity=error", true},
    {"type=MIC or severity=note", false},
    {"type=MIC and severity=error", false},
    {"server=10.0.0.1", true},
    {"server=10.0.0.0/24", true},
    {"server=10.0.1.0/24", false},
    {"server!=10.0.0.0/8", false},
    {"server=10.0.0.1:5061", true},
    {"server=10.0.0.1:5062", false},
    {"client=2001:db8::1", false},
    {"server_port>5060", true},
    {"server_port>5061", false},
    {"server_port>=5061 server_port<=5061", true},
    {"start=2026-11-23", true},
    {"start='2026-11-23 03:00'", true},
    {"start='2026-11-23 03:01'", false},
    {"start>2026-11-23", false},
    {"start>=2026-11-23", true},
    {"start<'2026-11-23 04:00 +01:00'", false},
    {"start<='2026-11-23 04:00 +01:00'", true},
    {"device=sep02", true},
};

static void test_choices(void)
{
    g_autoptr(PcSession) session = a_session();
    for (size_t i = 0; i < G_N_ELEMENTS(choices); i++) {
        UNIT_ROW(choices, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(PcWhere) where = pc_where_new(choices[i].expression, NULL, &error);
        g_assert_no_error(error);
        g_test_message("%s", choices[i].expression);
        g_assert_true(pc_where_chooses(where, session) == choices[i].chosen);
    }
    g_assert_true(pc_where_chooses(NULL, session));
}

static void test_refusals(void)
{
    static const char *const wrong[] = {"type",
                                        "colour=red",
                                        "=LSC",
                                        "type=\"LSC",
                                        "type<LSC",
                                        "type>LSC",
                                        "type=MIKE",
                                        "outcome=rejekted",
                                        "severity=bad",
                                        "or",
                                        "type=LSC or",
                                        "server=10.0.0.300",
                                        "server=10.0.0.0/33",
                                        "server=10.0.0.1:66000",
                                        "server_port=sip",
                                        "start=23.11.2026",
                                        "start=2026-13-01",
                                        "start=yesterday",
                                        "finding=lsc-expierd",
                                        "alert=unknown-ca",
                                        ""};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        UNIT_ROW(wrong, i);
        g_autoptr(GError) error = NULL;
        g_assert_null(pc_where_new(wrong[i], NULL, &error));
        g_assert_true(g_str_has_prefix(error->message, "--where "));
    }
}

// The words that --where knows are those of the schema, field by field.
static void test_words(void)
{
    size_t n_columns = 0;
    unsigned n_checked = 0;
    g_autofree char *schema = NULL;
    const PcSessionField *columns = pc_session_columns(&n_columns);
    g_assert_true(g_file_get_contents("docs/session.schema.json", &schema, NULL, NULL));
    for (size_t i = 0; i < n_columns; i++) {
        g_autofree char *form =
            g_strdup_printf("\\n {2}\"%s\": \\{\\s*\"enum\": \\[([^]]*)\\]", columns[i].name);
        g_autoptr(GRegex) regex = g_regex_new(form, 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        if (columns[i].part == PC_PART_NONE || !g_regex_match(regex, schema, 0, &match)) {
            continue;
        }
        g_autofree char *list = g_match_info_fetch(match, 1);
        g_autoptr(GPtrArray) words = pc_where_words(columns[i].name);
        guint n_words = 0;
        g_assert_nonnull(words);
        for (const char *at = strchr(list, '"'); at != NULL; at = strchr(at + 1, '"')) {
            n_words++;
        }
        g_assert_cmpuint(n_words / 2, ==, words->len);
        for (guint k = 0; k < words->len; k++) {
            g_autofree char *word =
                g_strdup_printf("\"%s\"", (const char *)g_ptr_array_index(words, k));
            g_assert_nonnull(strstr(list, word));
        }
        n_checked++;
    }
    g_assert_cmpuint(n_checked, >, 8);
}

static void test_times(void)
{
    static const struct {
        const char *text;
        int64_t from, len; // seconds
    } rows[] = {
        {"1970-01-02", 86400, 86400},
        {"1970-01-02 00:00", 86400, 60},
        {"1970-01-02T00:00:01Z", 86401, 1},
        {"1970-01-02 01:00 +01:00", 86400, 60},
        {"1970-01-02 01:00 Europe/Berlin", 86400, 60},
        {"now", 100, 0},
    };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(GError) error = NULL;
        PcWhen when;
        g_assert_true(pc_when_parse(rows[i].text, utc, 100 * G_USEC_PER_SEC, &when, &error));
        g_assert_cmpint(when.from, ==, rows[i].from * G_USEC_PER_SEC);
        g_assert_cmpint((when.until - when.from) / G_USEC_PER_SEC, ==, rows[i].len);
    }
    static const char *const wrong[] = {
        "05.12.2026", "2026-12-5", "2026-12-05 25:00", "noon", "2026-12-05 10:00 Mars",
        "2026-02-30", "",          "2026-12-05x"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        UNIT_ROW(wrong, i);
        g_autoptr(GError) error = NULL;
        PcWhen when;
        g_assert_false(pc_when_parse(wrong[i], utc, 0, &when, &error));
        g_assert_nonnull(strstr(error->message, "2026-12-05 10:00")); // it shows one
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
    g_assert_true(g_str_has_prefix(lines[0], "\xef\xbb\xbf"
                                             "file,start,client,client_port,"));
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
        UNIT_ROW(rows, i);
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
    UNIT_INIT(argc, argv);
    g_test_add_func("/where/choices", test_choices);
    g_test_add_func("/where/refusals", test_refusals);
    g_test_add_func("/where/words", test_words);
    g_test_add_func("/where/times", test_times);
    g_test_add_func("/csv/row", test_csv);
    g_test_add_func("/read/lines-of-others", test_lines_of_others);
    return g_test_run();
}
