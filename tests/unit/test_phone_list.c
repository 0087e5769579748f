// SPDX-License-Identifier: GPL-2.0-or-later
// Lists of phones in the forms that people have, and in none: which names come of them.
#include "core/files/phone_list.h"

#include <string.h>

static char *names_of(const char *text, size_t len, unsigned *n_unknown)
{
    g_autoptr(PcPhoneList) list = pc_phone_list_new(pc_bytes(text, len));
    g_autoptr(GList) names = g_hash_table_get_keys(list->names);
    names = g_list_sort(names, (GCompareFunc)strcmp);
    GString *out = g_string_new(NULL);
    for (const GList *at = names; at != NULL; at = at->next) {
        g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", (const char *)at->data);
    }
    *n_unknown = list->n_unknown;
    return g_string_free(out, FALSE);
}

static void test_forms(void)
{
    static const struct {
        const char *text, *names;
        unsigned n_unknown;
    } rows[] = {
        {"", "", 0},
        {"SEP0A1B2C3D4E5F\r\n# remark\r\n\r\nsep0a1b2c3d4e60\n", "SEP0A1B2C3D4E5F SEP0A1B2C3D4E60",
         0},
        {"0a:1b:2c:3d:4e:5f\n0A1B.2C3D.4E60\n", "SEP0A1B2C3D4E5F SEP0A1B2C3D4E60", 0},
        {"Device Name,Description\nSEP0A1B2C3D4E5F,\"Lobby, east\"\nCSFJDOE,x\n",
         "CSFJDOE SEP0A1B2C3D4E5F", 0},
        {"\xef\xbb\xbf"
         "Description;DEVICE NAME\n\"a;b\";SEP0A1B2C3D4E5F\nx;\n",
         "SEP0A1B2C3D4E5F", 1},
        {"4711,Lobby,SEP0A1B2C3D4E5F,CP-8841\n4712,Desk,none,CP-8841\n", "SEP0A1B2C3D4E5F", 1},
        {"name            tkcertificatestatus\nSEP0A1B2C3D4E5F 3\n", "", 2},
        {"<s:Envelope><SelectCmDeviceResult><CmNodes><item><Name>cucm-pub</Name><CmDevices><item>"
         "<Name>SEP0A1B2C3D4E5F</Name><Model>1</Model></item><item><ns1:Name>CSFJDOE</ns1:Name>"
         "</item></CmDevices></item></CmNodes>",
         "CSFJDOE SEP0A1B2C3D4E5F", 0},
        {"<CmDevices><item><Name>SEP0A1B2C3D4E5F</Name></item><item><Name>a b</Name></item><item>"
         "<Name>SEP0A",
         "SEP0A1B2C3D4E5F", 1},
        {"<CmDevices><item><Name>SEP0A1B2C3D4E5F</Name><Status>Reg", "SEP0A1B2C3D4E5F", 0},
        {"<ns:executeSQLQueryResponse><return><row><lscvaliduntil>0</lscvaliduntil>"
         "<name>SEP0A1B2C3D4E5F</name></row><row><NAME><![CDATA[csfjdoe]]></NAME></"
         "row><row><device>"
         "SEP0A1B2C3D4E60</device></row><row><count>7</count></row></return>",
         "CSFJDOE SEP0A1B2C3D4E5F SEP0A1B2C3D4E60", 1},
        {"<return><row><name>SEP0A1B2C3D4E5F</name></row><row><name>&nothing;</name></row>",
         "SEP0A1B2C3D4E5F", 1},
        {"<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/hostname\">]><return><row><name>&e;</name></row>",
         "", 1},
        {"<html", "", 0},
        {"a b c\nd e\n", "", 2},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned n_unknown = 0;
        g_autofree char *names = names_of(rows[i].text, strlen(rows[i].text), &n_unknown);
        g_test_message("%zu", i);
        g_assert_cmpstr(names, ==, rows[i].names);
        g_assert_cmpuint(n_unknown, ==, rows[i].n_unknown);
    }
}

static const PcListedPhone *listed(const PcPhoneList *list, const char *name)
{
    const PcListedPhone *phone = g_hash_table_lookup(list->rows, name);
    g_assert_nonnull(phone);
    return phone;
}

static PcPhoneList *list_of(const char *text)
{
    return pc_phone_list_new(pc_bytes(text, strlen(text)));
}

// What CUCM knows of a phone, out of a table with headings, of `run sql` and of RIS.
static void test_known(void)
{
    g_autoptr(PcPhoneList) csv = list_of("Device Name,Device Pool,LSC Expires,LSC Issued By,Model\n"
                                         "SEP0A1B2C3D4E5F,\"DP, 1\",2031-02-03,CAPF-0992727f,8841\n"
                                         "SEP0A1B2C3D4E60,DP2,NA,NA,\n");
    const PcListedPhone *first = listed(csv, "SEP0A1B2C3D4E5F");
    g_assert_cmpstr(first->pool, ==, "DP, 1");
    g_assert_cmpstr(first->lsc_issuer, ==, "CAPF-0992727f");
    g_assert_cmpstr(first->model, ==, "8841");
    g_assert_true(first->has_lsc_end);
    g_assert_cmpint(first->lsc_end, ==, 1927843200);
    const PcListedPhone *second = listed(csv, "SEP0A1B2C3D4E60");
    g_assert_false(second->has_lsc_end);
    g_assert_null(second->model);
    g_autoptr(PcPhoneList) sql = list_of(
        "admin:run sql select name, tkmodel, lscvaliduntil from device\n"
        "name            tkcertificatestatus lscvaliduntil\n"
        "=============== =================== =============\n"
        "SEP0A1B2C3D4E5F 3                   1800000000\nSEP0A1B2C3D4E60 3                   0\n");
    g_assert_cmpuint(sql->phones->len, ==, 2);
    g_assert_cmpint(listed(sql, "SEP0A1B2C3D4E5F")->lsc_end, ==, 1800000000);
    g_assert_true(listed(sql, "SEP0A1B2C3D4E60")->has_lsc_end);
    g_autoptr(PcPhoneList) ris = list_of("<a><CmDevices><item><Name>SEP0A1B2C3D4E5F</Name>"
                                         "<Status>Registered</Status></item></CmDevices></a>");
    g_assert_cmpstr(listed(ris, "SEP0A1B2C3D4E5F")->status, ==, "Registered");
}

static void test_sql(void)
{
    g_autoptr(PcPhoneList) list =
        list_of("<return><row><lscvaliduntil>1800000000</lscvaliduntil><name>SEP0A1B2C3D4E5F</name>"
                "<devicepool>DP &amp; 1</devicepool></row><row><name>SEP0A1B2C3D4E60</name>"
                "<lscvaliduntil>0</lscvaliduntil></row></return>");
    g_assert_cmpstr(listed(list, "SEP0A1B2C3D4E5F")->pool, ==, "DP & 1");
    g_assert_cmpint(listed(list, "SEP0A1B2C3D4E5F")->lsc_end, ==, 1800000000);
    g_assert_null(listed(list, "SEP0A1B2C3D4E60")->pool);
    g_assert_true(listed(list, "SEP0A1B2C3D4E60")->has_lsc_end);
    g_assert_cmpint(listed(list, "SEP0A1B2C3D4E60")->lsc_end, ==, 0);
}

#define RIS_PHONE(name, status, time)                                                              \
    "<item><Name>" name "</Name><LinesStatus><item><Status>Line</Status></item></LinesStatus>"     \
    "<LoginUserId>jdoe</LoginUserId><Status>" status "</Status><TimeStamp>" time                   \
    "</TimeStamp></item>"
#define RIS_NODE(code, name, phones)                                                               \
    "<item><ReturnCode>" code "</ReturnCode><Name>" name "</Name><CmDevices>" phones               \
    "</CmDevices></item>"

// Of the nodes that know a phone the newest counts; a node without an answer is told.
static void test_ris(void)
{
    static const struct {
        const char *nodes, *status, *silence;
    } rows[] = {
        {RIS_NODE("Ok", "pub", RIS_PHONE("SEP0A1B2C3D4E5F", "UnRegistered", "1500000000"))
             RIS_NODE("Ok", "sub", RIS_PHONE("SEP0A1B2C3D4E5F", "Registered", "1500000001")),
         "Registered", NULL},
        {RIS_NODE("Ok", "pub", RIS_PHONE("SEP0A1B2C3D4E5F", "Registered", "1500000001"))
             RIS_NODE("Ok", "sub", RIS_PHONE("SEP0A1B2C3D4E5F", "UnRegistered", "1500000000")),
         "Registered", NULL},
        {RIS_NODE("Ok", "pub", RIS_PHONE("SEP0A1B2C3D4E5F", "Registered", ""))
             RIS_NODE("Ok", "sub", RIS_PHONE("SEP0A1B2C3D4E5F", "UnRegistered", "")),
         "Registered", NULL},
        {RIS_NODE("Ok", "pub", RIS_PHONE("SEP0A1B2C3D4E5F", "UnRegistered", "1500000000"))
             RIS_NODE("NotFound", "sub1", "") RIS_NODE("NodeNotResponding", "sub2", "")
                 RIS_NODE("InternalError", "sub3", ""),
         "UnRegistered",
         "RIS gave no answer of node sub2 (NodeNotResponding), sub3 (InternalError): what the list "
         "says of phones that register there may be old, or missing"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strconcat("<a><ns1:CmNodes>", rows[i].nodes, "</ns1:CmNodes></a>", NULL);
        g_test_message("%zu", i);
        g_autoptr(PcPhoneList) list = list_of(text);
        g_autofree char *silence = pc_phone_list_silence(list);
        g_assert_cmpstr(listed(list, "SEP0A1B2C3D4E5F")->status, ==, rows[i].status);
        g_assert_cmpstr(silence, ==, rows[i].silence);
        g_assert_cmpuint(list->n_unknown, ==, 0);
    }
}

// What a writer of XML may do to an answer, and what breaks one.
static void test_odd_answers(void)
{
    static const struct {
        const char *before, *device, *after;
        unsigned n_phones;
        int broken_line;
    } rows[] = {
        {"<?xml version='1.0'?><a xmlns:x='urn:y'>", "<Name>SEP0A1B2C3D4E5F</Name>", "</a>", 2, 0},
        {"<!DOCTYPE a SYSTEM \"http://192.0.2.1/a.dtd\"><a>", "<Name>SEP0A1B2C3D4E5F</Name>",
         "</a>", 2, 0},
        {"<a>", "<Name>SEP0A1B<!-- - -->2C3D4E5F</Name>", "</a>", 2, 0},
        {"<a>", "<Name><![CDATA[SEP0A1B2C3D4E5F]]></Name>", "</a>", 2, 0},
        {"<a>", "<Name>&#x53;&#69;P0A1B2C3D4E5F</Name>", "</a>", 2, 0},
        {"<a>", "<Name\n b='c>d'\n>SEP0A1B2C3D4E5F</Name\n><IP nil='true' />", "</a>", 2, 0},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx: y\r\n\r\n<a>",
         "<Name>SEP0A1B2C3D4E5F</Name>", "</a>", 2, 0},
        {"<a>\n", "<Name>SEP0A1B2C3D4E5F</Name><Description>R&D</Description>", "</a>", 1, 2},
        {"<!DOCTYPE a [<!ENTITY b \"lol\"><!ENTITY c \"&b;&b;\">]><a>\n",
         "<Name>SEP0A1B2C3D4E5F</Name><Description>&c;</Description>", "</a>", 1, 2},
        {"<a>", "<Name>SEP0A1B2C3D4E5F</Name>", "", 2, 1},
        {"HTTP/1.1 200 OK", "", "", 0, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(
            rows[i].before, "<CmDevices><item>", rows[i].device,
            "</item><item><Name>SEP0A1B2C3D4E60</Name></item></CmDevices>", rows[i].after, NULL);
        g_test_message("%zu", i);
        g_autoptr(PcPhoneList) list = list_of(text);
        g_autofree char *silence = pc_phone_list_silence(list);
        const unsigned n = g_hash_table_contains(list->names, "SEP0A1B2C3D4E5F") ? 1 : 0;
        const unsigned m = g_hash_table_contains(list->names, "SEP0A1B2C3D4E60") ? 1 : 0;
        g_assert_cmpuint(n + m, ==, rows[i].n_phones);
        g_assert_cmpint(list->broken_line, ==, rows[i].broken_line);
        g_assert_true((silence != NULL) == (rows[i].broken_line > 0));
    }
}

static void test_looks_like(void)
{
    static const struct {
        const char *text;
        bool is_one;
    } rows[] = {
        {"Device Name,LSC Status\n", true},
        {"\"Device Name\";\"Device Pool\"\n", true},
        {"admin:run sql x\nname lscvaliduntil\n==== =============\n", true},
        {"<x><CmDevices>", true},
        {"<ns:executeSQLQueryResponse><return><row><name>SEP0A1B2C3D4E5F</name></row><row>", true},
        {"<ns:executeSQLQueryResponse><return><row><name>IP Phone Services</name></row>", false},
        {"<html><table>", false},
        {"SEP0A1B2C3D4E5F\n", false},
        {"Name,Address\n", false},
        {"", false},
        {"====\n", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].text);
        const PcBytes text = pc_bytes(rows[i].text, strlen(rows[i].text));
        g_assert_true(pc_phone_list_looks_like(text) == rows[i].is_one);
    }
}

static void test_wide(void)
{
    gsize len = 0;
    g_autofree char *text = g_convert("\xef\xbb\xbf"
                                      "Device Name\tx\r\nSEP0A1B2C3D4E5F\ty\r\n",
                                      -1, "UTF-16LE", "UTF-8", NULL, &len, NULL);
    unsigned n_unknown = 0;
    g_autofree char *names = names_of(text, len, &n_unknown);
    g_assert_cmpstr(names, ==, "SEP0A1B2C3D4E5F");
    static const char rubbish[] = "\xff\xfe\x00\xd8\x01";
    g_autofree char *none = names_of(rubbish, sizeof rubbish - 1, &n_unknown);
    g_assert_cmpstr(none, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/phone-list/forms", test_forms);
    g_test_add_func("/phone-list/known", test_known);
    g_test_add_func("/phone-list/sql", test_sql);
    g_test_add_func("/phone-list/ris", test_ris);
    g_test_add_func("/phone-list/odd-answers", test_odd_answers);
    g_test_add_func("/phone-list/looks-like", test_looks_like);
    g_test_add_func("/phone-list/wide", test_wide);
    return g_test_run();
}
