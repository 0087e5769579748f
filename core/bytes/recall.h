// SPDX-License-Identifier: GPL-2.0-or-later
// PcRecall is a bounded memory: values by key, of which the one that was asked for longest ago
// makes room for a new one.
#ifndef PHONECERT_CORE_RECALL_H
#define PHONECERT_CORE_RECALL_H

#include <glib.h>

typedef struct PcRecall PcRecall;

// pc_recall_new makes a memory of at most `max` values, which `free_value` frees, by text.
PcRecall *pc_recall_new(guint max, GDestroyNotify free_value);
// pc_recall_new_by remembers values that are their own keys: something equal asks for one.
PcRecall *pc_recall_new_by(GHashFunc hash, GEqualFunc equal, guint max, GDestroyNotify free_value);
void pc_recall_free(PcRecall *recall);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcRecall, pc_recall_free)

// pc_recall_get lends the value of a key until the next put; NULL if it is not remembered.
void *pc_recall_get(PcRecall *recall, const void *key);
// pc_recall_put remembers a value, which it takes over, in place of an older one of that key.
void pc_recall_put(PcRecall *recall, const void *key, void *value);
void pc_recall_clear(PcRecall *recall);

#endif
