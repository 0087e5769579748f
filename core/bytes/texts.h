// SPDX-License-Identifier: GPL-2.0-or-later
// PcTexts keeps each text once, so that equal ones are one pointer, under a hash that nobody can
// make collide; and knows what they take.
#ifndef PHONECERT_CORE_TEXTS_H
#define PHONECERT_CORE_TEXTS_H

#include <glib.h>
#include <stddef.h>

typedef struct PcTexts PcTexts;

PcTexts *pc_texts_new(void);
void pc_texts_free(PcTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcTexts, pc_texts_free)

// pc_texts_keep gives the one copy of a text (NULL for NULL), which lives as long as `texts`.
char *pc_texts_keep(PcTexts *texts, const char *text);

// pc_texts_held gives the bytes that all of them take, with what lies around them.
size_t pc_texts_held(const PcTexts *texts);

#endif
