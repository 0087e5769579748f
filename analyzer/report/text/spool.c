// SPDX-License-Identifier: GPL-2.0-or-later
// Turns text that is to wait into bytes of a temporary file, and back.
#include "analyzer/report/text/spool.h"

enum { MAX_IN_MEMORY = 1024 * 1024, PIECE_LEN = 64 * 1024 };

void pc_spool_settle(PcSpool *spool)
{
    if (spool->text->len < MAX_IN_MEMORY || spool->is_broken) {
        return;
    }
    if (spool->file == NULL) {
        spool->file = tmpfile();
    }
    spool->is_broken =
        spool->file == NULL ||
        fwrite(spool->text->str, 1, spool->text->len, spool->file) != spool->text->len ||
        fflush(spool->file) != 0;
    if (!spool->is_broken) {
        spool->n_filed += spool->text->len;
        g_string_truncate(spool->text, 0);
    }
}

void pc_spool_give(PcSpool *spool, PcOutput *output)
{
    char piece[PIECE_LEN];
    size_t left = spool->n_filed;
    if (spool->file != NULL) {
        rewind(spool->file);
    }
    while (left > 0) {
        size_t n_read = fread(piece, 1, MIN(left, sizeof piece), spool->file);
        if (n_read == 0) {
            pc_output_fail(output, "what was kept in a temporary file cannot be read again");
            return;
        }
        g_string_append_len(pc_output_buffer(output), piece, (gssize)n_read);
        pc_output_settle(output, false);
        left -= n_read;
    }
    g_string_append_len(pc_output_buffer(output), spool->text->str, (gssize)spool->text->len);
}

void pc_spool_clear(PcSpool *spool)
{
    g_string_free(spool->text, TRUE);
    if (spool->file != NULL) {
        (void)fclose(spool->file);
    }
}
