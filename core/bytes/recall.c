// SPDX-License-Identifier: GPL-2.0-or-later
// A hash table whose entries also stand in a queue by their last use.
#include "core/bytes/recall.h"
#include "core/bytes/keyed_hash.h"

#include <stdbool.h>

typedef struct {
    GList link; // its data is the entry
    void *key;
    void *value;
} PcEntry;

struct PcRecall {
    GHashTable *entries; // key -> PcEntry
    bool has_texts;      // for keys, of its own; else each value is its key
    GQueue by_use;       // newest first
    guint max;
    GDestroyNotify free_value;
};

PcRecall *pc_recall_new(guint max, GDestroyNotify free_value)
{
    PcRecall *recall = pc_recall_new_by(pc_hash_text, g_str_equal, max, free_value);
    recall->has_texts = true;
    return recall;
}

PcRecall *pc_recall_new_by(GHashFunc hash, GEqualFunc equal, guint max, GDestroyNotify free_value)
{
    PcRecall *recall = g_new0(PcRecall, 1);
    recall->entries = g_hash_table_new(hash, equal);
    g_queue_init(&recall->by_use);
    recall->max = max;
    recall->free_value = free_value;
    return recall;
}

static void drop(PcRecall *recall, PcEntry *entry)
{
    g_hash_table_remove(recall->entries, entry->key);
    g_queue_unlink(&recall->by_use, &entry->link);
    recall->free_value(entry->value);
    if (recall->has_texts) {
        g_free(entry->key);
    }
    g_free(entry);
}

void pc_recall_clear(PcRecall *recall)
{
    while (recall->by_use.head != NULL) {
        drop(recall, recall->by_use.head->data);
    }
}

void pc_recall_free(PcRecall *recall)
{
    if (recall != NULL) {
        pc_recall_clear(recall);
        g_hash_table_unref(recall->entries);
        g_free(recall);
    }
}

void *pc_recall_get(PcRecall *recall, const void *key)
{
    PcEntry *entry = g_hash_table_lookup(recall->entries, key);
    if (entry == NULL) {
        return NULL;
    }
    g_queue_unlink(&recall->by_use, &entry->link);
    g_queue_push_head_link(&recall->by_use, &entry->link);
    return entry->value;
}

void pc_recall_put(PcRecall *recall, const void *key, void *value)
{
    PcEntry *old = g_hash_table_lookup(recall->entries, key);
    if (old != NULL) {
        drop(recall, old);
    } else if (recall->by_use.length >= recall->max) {
        drop(recall, recall->by_use.tail->data);
    }
    PcEntry *entry = g_new0(PcEntry, 1);
    entry->link.data = entry;
    entry->key = recall->has_texts ? g_strdup(key) : value;
    entry->value = value;
    g_hash_table_insert(recall->entries, entry->key, entry);
    g_queue_push_head_link(&recall->by_use, &entry->link);
}
