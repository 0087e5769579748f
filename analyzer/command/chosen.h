// SPDX-License-Identifier: GPL-2.0-or-later
// PcChosen says which sessions a run is about: --where, --since, --until, --device.
#ifndef PHONECERT_ANALYZER_COMMAND_CHOSEN_H
#define PHONECERT_ANALYZER_COMMAND_CHOSEN_H

#include "analyzer/report/session/session.h"

typedef struct {
    const char *where, *since, *until; // NULL: whichever
    char *const *devices;              // NULL-terminated; NULL: all
    GTimeZone *zone;                   // of times that name none
} PcChoice;

typedef struct PcChosen PcChosen;
// pc_chosen_new reads the options, which it copies. NULL with `error` if one of them is wrong.
PcChosen *pc_chosen_new(const PcChoice *choice, GError **error);
void pc_chosen_free(PcChosen *chosen); // NULL is fine
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcChosen, pc_chosen_free)

bool pc_chosen_has(const PcChosen *chosen, const PcSession *session);

#endif
