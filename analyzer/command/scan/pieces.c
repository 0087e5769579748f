// SPDX-License-Identifier: GPL-2.0-or-later
// Looks at first packets and at names.
#include "analyzer/command/scan/pieces.h"
#include "analyzer/read/capture.h"
#include "analyzer/read/members.h"
#include <string.h>

typedef struct {
    PcInput *input;
    int64_t first;
    guint place; // as given
} Piece;

static int64_t first_time(const PcInput *input, int64_t otherwise)
{
    PcFrame frame;
    g_autofree char *archive = pc_archive_of(input->path);
    if (archive == NULL && !g_file_test(input->path, G_FILE_TEST_IS_REGULAR)) {
        return otherwise; // what can be read once only is not
    }
    g_autoptr(PcCapture) capture = pc_capture_open(input->path, NULL);
    bool has_any = capture != NULL && pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME;
    return has_any ? frame.time : otherwise;
}

static gint by_first(gconstpointer a, gconstpointer b)
{
    const Piece *x = a;
    const Piece *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return x->place < y->place ? -1 : 1;
}

char *pc_pieces_sort(GPtrArray *inputs)
{
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    int64_t before = INT64_MIN;
    for (guint i = 0; i < inputs->len; i++) {
        PcInput *input = g_ptr_array_index(inputs, i);
        before = first_time(input, before);
        const Piece piece = {input, before, i};
        g_array_append_val(pieces, piece);
    }
    g_array_sort(pieces, by_first);
    bool changed = false;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        changed = changed || piece->place != i;
        inputs->pdata[i] = piece->input;
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", piece->input->path);
    }
    return changed ? g_strdup_printf("read in the order of their first packets: %s", names->str)
                   : NULL;
}

// The part of a name before the number and the time of a piece; NULL: it has none.
static char *stem_of(const char *path)
{
    enum { NUMBER_LEN = 5, TIME_LEN = 14, TAIL_LEN = 1 + NUMBER_LEN + 1 + TIME_LEN };
    const char *dot = strrchr(path, '.');
    size_t len = dot != NULL ? (size_t)(dot - path) : strlen(path);
    if (len < TAIL_LEN) {
        return NULL;
    }
    const char *tail = path + len - TAIL_LEN;
    for (size_t i = 0; i < TAIL_LEN; i++) {
        bool is_bar = i == 0 || i == NUMBER_LEN + 1;
        if (is_bar ? tail[i] != '_' : !g_ascii_isdigit(tail[i])) {
            return NULL;
        }
    }
    return g_strndup(path, len - TAIL_LEN);
}

char *pc_pieces_hint(const GPtrArray *inputs)
{
    g_autofree char *last = NULL;
    for (guint i = 0; i < inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        char *stem = stem_of(input->path);
        bool same = stem != NULL && g_strcmp0(stem, last) == 0;
        g_free(last);
        last = stem;
        if (same) {
            return g_strdup_printf("%s_...: these files look like pieces of one capture; "
                                   "--continuous joins the handshakes that they cut",
                                   last);
        }
    }
    return NULL;
}
