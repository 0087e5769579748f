// SPDX-License-Identifier: GPL-2.0-or-later
// Paths become names of stores, without a look at any disk.
#include "core/trust/folder.h"
#include "core/field/services.h"
#include "core/trust/shown.h"

#include <string.h>

// Between folders, and between an archive and what lies in it.
static const char separators[] = "/!";

static const char *base_name(const char *path)
{
    const char *name = path;
    for (const char *at = strpbrk(path, separators); at != NULL; at = strpbrk(name, separators)) {
        name = at + 1;
    }
    return name;
}

static const char *below(const PcTrustPlace *place, const char *path)
{
    const char *rest = &path[MIN(strlen(place->path), strlen(path))];
    return rest + strspn(rest, separators);
}

bool pc_trust_place_wants(const PcTrustPlace *place, const char *path)
{
    if (!place->is_folder) {
        return true;
    }
    const char *rest = below(place, path);
    const bool is_hidden = rest[0] == '.' || strstr(rest, "/.") != NULL;
    return !is_hidden && !g_str_has_suffix(path, ".md") && !g_str_has_suffix(path, ".ini");
}

// Mail gateways and terminals give certificates this name; so have notes.
bool pc_trust_place_is_remark(const PcTrustPlace *place, const char *path, PcBytes content)
{
    if (!place->is_folder || !g_str_has_suffix(path, ".txt") || pc_trust_list_looks_like(content)) {
        return false;
    }
    g_autoptr(GPtrArray) crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(content, crls);
    return found->len + crls->len == 0;
}

// The nearest folder that bears a known store's name, the place itself the last that is asked.
static char *known_folder(const PcTrustPlace *place, const char *path)
{
    g_auto(GStrv) parts = g_strsplit_set(below(place, path), separators, -1); // the last: the file
    for (guint i = MAX(g_strv_length(parts), 1) - 1; i > 0; i--) {
        const char *store = pc_store_of_spelling(parts[i - 1]);
        if (store != NULL) {
            return g_strdup(store);
        }
    }
    g_autofree char *own = g_path_get_basename(place->path);
    return g_strdup(pc_store_of_spelling(own));
}

static char *store_in_name(const char *path)
{
    const char *name = base_name(path);
    for (const char *at = name + strcspn(name, "._"); *at != '\0';
         at += 1 + strcspn(at + 1, "._")) {
        g_autofree char *beginning = g_strndup(name, (size_t)(at - name));
        const char *store = pc_store_of_name(beginning);
        if (store != NULL) {
            return g_strdup(store);
        }
    }
    return NULL;
}

static char *first_folder(const PcTrustPlace *place, const char *path)
{
    const char *rest = below(place, path);
    const char *slash = strpbrk(rest, separators);
    return slash != NULL ? g_strndup(rest, (size_t)(slash - rest)) : NULL;
}

char *pc_trust_place_store(const PcTrustPlace *place, const char *path)
{
    if (place->store != NULL) {
        return g_strdup(place->store);
    }
    char *store = place->is_folder ? known_folder(place, path) : NULL;
    store = store != NULL ? store : store_in_name(path);
    return store != NULL || !place->is_folder ? store : first_folder(place, path);
}

// The first store that takes nothing of it is complaint enough.
static bool add_to_every_store(PcTrust *trust, const char *path, PcBytes content, GError **error)
{
    const char *store;
    for (size_t i = 0; (store = pc_store_name(i)) != NULL; i++) {
        if (pc_trust_add(trust, store, path, content, error) == 0) {
            return false;
        }
    }
    return true;
}

// Certificates below `show cert trust STORE/FILE` are that store's. False: there is no such
// command.
static bool add_shown(PcTrust *trust, const char *path, PcBytes content)
{
    g_autoptr(GPtrArray) all = pc_shown_in(content);
    for (guint i = 0; i < all->len; i++) {
        const PcShown *shown = g_ptr_array_index(all, i);
        if (!shown->is_own) {
            (void)pc_trust_add(trust, shown->store, path, pc_bytes_of(shown->certificate->der),
                               NULL);
        }
    }
    return all->len > 0;
}

bool pc_trust_place_take(PcTrustPlace *place, PcTrust *trust, const char *path, PcBytes content,
                         GError **error)
{
    if (pc_trust_place_is_remark(place, path, content)) {
        return true;
    }
    g_autofree char *store = pc_trust_place_store(place, path);
    place->n_taken++;
    if (place->store == NULL && add_shown(trust, path, content)) {
        return true;
    }
    if (store == NULL && !pc_trust_list_looks_like(content)) {
        return add_to_every_store(trust, path, content, error);
    }
    return pc_trust_add(trust, store, path, content, error) > 0;
}

char *pc_trust_place_complaint(const PcTrustPlace *place)
{
    return place->is_folder && place->n_taken == 0
               ? g_strdup_printf("%s: there is no certificate in it", place->path)
               : NULL;
}
