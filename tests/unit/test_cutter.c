// SPDX-License-Identifier: GPL-2.0-or-later
// Where the head of a message of text ends, however it is cut: the same as in one piece, and no
// byte is searched twice.
#include "core/bytes/cutter.h"
#include "tests/unit/unit.h"

typedef struct {
    PcCutter cutter;
    GString *told;     // one letter for each call of the taker
    size_t n_searched; // bytes that lay behind `searched`
} Reader;

static PcCutterStep take(void *user, PcBytes *from)
{
    Reader *reader = user;
    uint8_t byte;
    size_t before = reader->cutter.searched;
    PcCutterHead head = pc_cutter_head(&reader->cutter, *from);
    reader->n_searched += from->len - before;
    if (head != PC_CUTTER_HEAD_ENDS) {
        g_string_append_c(reader->told, ".lL"[head]);
        return PC_CUTTER_MORE;
    }
    // Its end is the first empty line behind the first one.
    while (pc_bytes_u8(from, &byte)) {
        if (byte == '\n' &&
            (pc_bytes_starts(*from, "\n", 1) || pc_bytes_starts(*from, "\r\n", 2))) {
            pc_bytes_skip(from, pc_bytes_starts(*from, "\n", 1) ? 1 : 2);
            break;
        }
    }
    g_string_append_c(reader->told, 'H');
    return PC_CUTTER_TAKEN;
}

static char *read_in_pieces(const char *text, size_t len, size_t piece, size_t *n_searched)
{
    Reader reader = {.cutter = {.max_len = 65536}, .told = g_string_new(NULL)};
    PcBytes rest = pc_bytes(text, len), part;
    while (rest.len > 0 && pc_bytes_take(&rest, MIN(piece, rest.len), &part)) {
        pc_cutter_feed(&reader.cutter, part, take, &reader);
    }
    pc_cutter_clear(&reader.cutter);
    *n_searched = reader.n_searched;
    return g_string_free(reader.told, FALSE);
}

static void test_states(void)
{
    static const struct {
        const char *text, *told;
    } rows[] = {
        {"GET\r\n\r\n", "....lLH"},       {"a\n\nb\n\n", ".lH.lH"}, {"a\n\r\n", ".lLH"},
        {"a\nb\r\r\nc\n\n", ".lLLLLLLH"}, // a line of one CR is not empty
        {"a\r\nb\r\n\r", "..lLLLL"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        size_t n;
        g_autofree char *told = read_in_pieces(rows[i].text, strlen(rows[i].text), 1, &n);
        g_assert_cmpstr(told, ==, rows[i].told);
    }
}

static void test_linear(void)
{
    enum { N_LINES = 4000 };
    g_autoptr(GString) text = g_string_new("REGISTER sip:x SIP/2.0\r\n");
    for (unsigned i = 0; i < N_LINES; i++) {
        g_string_append(text, "a:\n\t:b\r\n");
    }
    size_t n;
    for (size_t piece = 1; piece < 9; piece++) {
        g_autofree char *told = read_in_pieces(text->str, text->len, piece, &n);
        g_assert_null(strchr(told, 'H'));
        g_assert_cmpuint(n, <=, text->len * 3); // one or two bytes are looked at again
    }
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/cutter/states", test_states);
    g_test_add_func("/cutter/linear", test_linear);
    return g_test_run();
}
