// SPDX-License-Identifier: GPL-2.0-or-later
// A set of texts. GLib's own (GStringChunk) hashes them without a key.
#include "core/bytes/texts.h"

#include "core/bytes/account.h"
#include "core/bytes/keyed_hash.h"

struct PcTexts {
    GHashTable *set;
    size_t held;
};

PcTexts *pc_texts_new(void)
{
    PcTexts *texts = g_new0(PcTexts, 1);
    texts->set = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    return texts;
}

void pc_texts_free(PcTexts *texts)
{
    if (texts != NULL) {
        g_hash_table_unref(texts->set);
        g_free(texts);
    }
}

char *pc_texts_keep(PcTexts *texts, const char *text)
{
    enum { ROW = 24 }; // of a table without values, which is half empty at times
    char *kept = text != NULL ? g_hash_table_lookup(texts->set, text) : NULL;
    if (text != NULL && kept == NULL) {
        kept = g_strdup(text);
        texts->held += pc_account_block(strlen(kept) + 1) + ROW;
        g_hash_table_add(texts->set, kept);
    }
    return kept;
}

size_t pc_texts_held(const PcTexts *texts)
{
    return texts->held;
}
