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
        {"<CmDevices><Name>SEP0A1B2C3D4E5F</Name><Name>a b</Name><Name>SEP0A", "SEP0A1B2C3D4E5F",
         1},
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
    g_test_add_func("/phone-list/wide", test_wide);
    return g_test_run();
}
