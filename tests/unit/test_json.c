// SPDX-License-Identifier: GPL-2.0-or-later
// The JSON writer: commas, escapes, numbers, and bytes that are no text.
#include "analyzer/report/json.h"
#include "tests/unit/unit.h"

#include <locale.h>

static void assert_string(const char *value, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    PcJson json = PC_JSON(out);
    pc_json_string(&json, NULL, value);
    g_assert_cmpstr(out->str, ==, expected);
}

static void test_nesting(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    PcJson json = PC_JSON(out);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "a", "x");
    pc_json_open_array(&json, "b");
    pc_json_integer(&json, NULL, 1);
    pc_json_integer(&json, NULL, 2);
    pc_json_open_object(&json, NULL);
    pc_json_close_object(&json);
    pc_json_close_array(&json);
    pc_json_open_array(&json, "c");
    pc_json_close_array(&json);
    pc_json_bool(&json, "d", true);
    pc_json_null(&json, "e");
    pc_json_close_object(&json);
    g_assert_cmpstr(out->str, ==, "{\"a\":\"x\",\"b\":[1,2,{}],\"c\":[],\"d\":true,\"e\":null}");
}

static void test_strings(void)
{
    assert_string(NULL, "null");
    assert_string("", "\"\"");
    assert_string("CN=a, O=\"b\\c\"", "\"CN=a, O=\\\"b\\\\c\\\"\"");
    assert_string("\b\f\n\r\t\x01\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u007f\"");
    assert_string("Zürich 東京 \U0001f4de", "\"Zürich 東京 \U0001f4de\"");
    assert_string("</script>", "\"</script>\"");
}

static void test_hostile_strings(void)
{
    assert_string("a\xff\xfe"
                  "b",
                  "\"a\uFFFD\uFFFDb\"");
    assert_string("cut \xe2\x82", "\"cut \uFFFD\uFFFD\"");
    assert_string("\xc0\xaf", "\"\uFFFD\uFFFD\"");
    assert_string("\u202egnp.exe", "\"\\u202egnp.exe\"");
    assert_string("a\u2028b\xc2\x85"
                  "c",
                  "\"a\\u2028b\\u0085c\"");
}

static void test_integers(void)
{
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-1, "-1"},
        {1234567890, "1234567890"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(GString) out = g_string_new(NULL);
        PcJson json = PC_JSON(out);
        pc_json_integer(&json, NULL, rows[i].value);
        g_assert_cmpstr(out->str, ==, rows[i].text);
    }
}

int main(int argc, char **argv)
{
    (void)setlocale(LC_ALL, "");
    UNIT_INIT(argc, argv);
    g_test_add_func("/json/nesting", test_nesting);
    g_test_add_func("/json/strings", test_strings);
    g_test_add_func("/json/hostile-strings", test_hostile_strings);
    g_test_add_func("/json/integers", test_integers);
    return g_test_run();
}
