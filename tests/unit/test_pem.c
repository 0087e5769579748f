// SPDX-License-Identifier: GPL-2.0-or-later
// PEM blocks as people paste them, and blocks that are none.
#include "core/certificate/pem.h"
#include "tests/unit/unit.h"

// What pc_pem_next gives of a text, block by block: "LABEL content;".
static char *blocks_of(const char *text)
{
    PcBytes from = pc_bytes(text, strlen(text));
    GString *out = g_string_new(NULL);
    char *label = NULL;
    GBytes *content = NULL;
    while (pc_pem_next(&from, &label, &content)) {
        const PcBytes bytes = pc_bytes_of(content);
        g_string_append_printf(out, "%s %.*s;", label, (int)bytes.len, (const char *)bytes.data);
        g_free(label);
        g_bytes_unref(content);
    }
    return g_string_free(out, FALSE);
}

static void test_blocks(void)
{
    // "aGVsbG8gd29ybGQh" is "hello world!".
    static const struct {
        const char *text, *blocks;
    } rows[] = {
        {"-----BEGIN X-----\naGVsbG8g\nd29ybGQh\n-----END X-----\n", "X hello world!;"},
        {"-----BEGIN X-----\r\naGVsbG8g\r\nd29ybGQh\r\n-----END X-----\r\n", "X hello world!;"},
        {"a -----BEGIN X-----aGVsbG8gd29ybGQh-----END X----- b", "X hello world!;"},
        {"  -----BEGIN X-----\n   aGVsbG8g\n   d29ybGQh  \n  -----END X-----", "X hello world!;"},
        {"15:14:50.123 |   -----BEGIN X-----\n15:14:50.124 |   aGVsbG8g\n15:14:50.125 |d29ybGQh\n"
         "15:14:50.126 |-----END X-----\n",
         "X hello world!;"},
        {"{\"pem\":\"-----BEGIN X-----\\naGVsbG8g\\nd29ybGQh\\n-----END X-----\\n\"}",
         "X hello world!;"},
        {"-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\naGVsbG8gd29ybGQh\n-----END X-----\n",
         "X hello world!;"},
        {"-----BEGIN X-----\naGVs\n-----BEGIN Y-----\naGVsbG8=\n-----END Y-----\n", "Y hello;"},
        {"-----BEGIN X-----\n-----END X-----\n-----BEGIN Y-----\naGk=\n-----END Y-----",
         "X ;Y hi;"},
        {"-----BEGIN X-----\naGVsbG8g\n", ""},
        {"-----BEGIN X", ""},
        {"-----BEGIN -----END ", ""},
        {"", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *blocks = blocks_of(rows[i].text);
        g_assert_cmpstr(blocks, ==, rows[i].blocks);
    }
}

// Markers without end cost no more than their bytes.
static void test_many_beginnings(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 100000; i++) {
        g_string_append(text, "-----BEGIN X-----");
    }
    g_string_append(text, "aGk=-----END X-----");
    g_autofree char *blocks = blocks_of(text->str);
    g_assert_cmpstr(blocks, ==, "X hi;");
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/pem/blocks", test_blocks);
    g_test_add_func("/pem/many-beginnings", test_many_beginnings);
    return g_test_run();
}
