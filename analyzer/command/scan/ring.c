// SPDX-License-Identifier: GPL-2.0-or-later
// Finds a ring's next file among the names of its folder. Numbers and dates have a fixed length, so
// the order of names is that of time.
#include "analyzer/command/scan/ring.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

// base_of gives the name without what a ring adds to it; NULL where it is not of a ring. Caller
// frees.
static char *base_of(const GRegex *ring, const char *name)
{
    g_autoptr(GMatchInfo) match = NULL;
    if (!g_regex_match(ring, name, 0, &match)) {
        return NULL;
    }
    g_autofree char *stem = g_match_info_fetch(match, 1);
    g_autofree char *ending = g_match_info_fetch(match, 2);
    return g_strconcat(stem, ending, NULL);
}

char *pc_ring_next(const char *path)
{
    static const char form[] = "^(.*)_(?:\\d{5,}_\\d{14}|\\d{14}_\\d{5,})(\\.[^_]*)?$";
    g_autoptr(GRegex) ring = g_regex_new(form, G_REGEX_RAW, 0, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *own = g_path_get_basename(path);
    g_autofree char *own_base = base_of(ring, own);
    g_autofree char *best = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name = NULL;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *base = base_of(ring, name);
        bool is_of_ring = g_strcmp0(base, own_base != NULL ? own_base : own) == 0;
        bool is_later = own_base == NULL || strcmp(name, own) > 0;
        if (is_of_ring && is_later && (best == NULL || strcmp(name, best) < 0)) {
            g_free(best);
            best = g_strdup(name);
        }
    }
    return best != NULL ? g_build_filename(folder, best, NULL) : NULL;
}
