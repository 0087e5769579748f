// SPDX-License-Identifier: GPL-2.0-or-later
// The trust lists that are known, each content once however many phones fetched it, and which phone
// fetched which. A list that bears a phone's name (ITLSEP...) speaks of that phone only.
#include "core/trust_work.h"

enum {
    MAX_CONTENTS = 256, // distinct lists that are kept
    MAX_NAMES = 65536,  // file names that are kept
};

struct PcKnownLists {
    GPtrArray *contents;    // of PcTrustList, each content once
    GHashTable *by_records; // fingerprint of the records -> PcTrustList, lent
    GHashTable *by_name;    // file name that bears a phone's -> PcTrustList, lent; the newest
    GPtrArray *general;     // of PcTrustList, lent: those that bear no phone's name
};

PcKnownLists *pc_known_lists_new(void)
{
    PcKnownLists *known = g_new0(PcKnownLists, 1);
    known->contents = g_ptr_array_new_with_free_func((GDestroyNotify)pc_trust_list_unref);
    known->by_records = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->general = g_ptr_array_new();
    return known;
}

void pc_known_lists_free(PcKnownLists *known)
{
    g_ptr_array_unref(known->general);
    g_hash_table_unref(known->by_name);
    g_hash_table_unref(known->by_records);
    g_ptr_array_unref(known->contents);
    g_free(known);
}

// The same records under another file name and signature are the same list to us.
static char *fingerprint(const PcTrustList *list)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const guchar flags[] = {list->defect == NULL, list->signature == PC_LIST_SIGNATURE_FAILED};
    g_checksum_update(sum, flags, sizeof flags);
    for (guint i = 0; i < list->records->len; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(list->records, i);
        const PcBytes der = pc_bytes_of(record->certificate_der);
        g_autofree char *head = g_strdup_printf("%u %zu ", record->role, der.len);
        g_checksum_update(sum, (const guchar *)head, (gssize)strlen(head));
        g_checksum_update(sum, der.len > 0 ? der.data : (const guchar *)"", (gssize)der.len);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static PcTrustList *keep_content(PcKnownLists *known, PcTrustList *list)
{
    g_autofree char *key = fingerprint(list);
    PcTrustList *kept = g_hash_table_lookup(known->by_records, key);
    if (kept != NULL || known->contents->len >= MAX_CONTENTS) {
        return kept;
    }
    g_ptr_array_add(known->contents, pc_trust_list_ref(list));
    g_hash_table_insert(known->by_records, g_steal_pointer(&key), list);
    return list;
}

static bool bears_phone(const char *file_name)
{
    return file_name != NULL && strstr(file_name, "SEP") != NULL;
}

bool pc_known_lists_add(PcKnownLists *known, PcTrustList *list)
{
    const guint n_before = known->contents->len;
    PcTrustList *kept = keep_content(known, list);
    if (kept == NULL) {
        return false;
    }
    if (bears_phone(list->file_name)) {
        if (g_hash_table_size(known->by_name) < MAX_NAMES ||
            g_hash_table_contains(known->by_name, list->file_name)) {
            g_hash_table_replace(known->by_name, g_strdup(list->file_name), kept);
        }
    } else if (!g_ptr_array_find(known->general, kept, NULL)) {
        g_ptr_array_add(known->general, kept);
    }
    return known->contents->len > n_before;
}

void pc_known_lists_copy(const PcKnownLists *from, PcKnownLists *to)
{
    for (guint i = 0; i < from->contents->len; i++) {
        keep_content(to, g_ptr_array_index(from->contents, i));
    }
    for (guint i = 0; i < from->general->len; i++) {
        g_ptr_array_add(to->general, g_ptr_array_index(from->general, i));
    }
    GHashTableIter iter;
    gpointer name, list;
    g_hash_table_iter_init(&iter, from->by_name);
    while (g_hash_table_iter_next(&iter, &name, &list)) {
        g_hash_table_insert(to->by_name, g_strdup(name), list);
    }
}

static bool holds(const PcTrustList *list, const PcCertificate *certificate)
{
    for (guint i = 0; i < list->records->len; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(list->records, i);
        if (record->certificate_der != NULL &&
            g_bytes_equal(record->certificate_der, certificate->der)) {
            return true;
        }
    }
    return false;
}

// A list that breaks off proves no absence.
static PcListed add_answer(PcListed so_far, const PcTrustList *list, const PcCertificate *asked)
{
    if (so_far == PC_LISTED_YES || holds(list, asked)) {
        return PC_LISTED_YES;
    }
    return list->defect == NULL ? PC_LISTED_NO : so_far;
}

PcListed pc_trust_listed(const PcTrust *trust, const char *device, const PcCertificate *certificate)
{
    static const char *const kinds[] = {"CTL", "ITL"};
    const PcKnownLists *known = trust->lists;
    PcListed answer = PC_LISTED_UNKNOWN;
    for (guint i = 0; i < known->general->len; i++) {
        answer = add_answer(answer, g_ptr_array_index(known->general, i), certificate);
    }
    for (size_t i = 0; device != NULL && i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *name = g_strconcat(kinds[i], device, ".tlv", NULL);
        const PcTrustList *list = g_hash_table_lookup(known->by_name, name);
        if (list != NULL) {
            answer = add_answer(answer, list, certificate);
        }
    }
    return answer;
}

bool pc_trust_lists_name(const PcTrust *trust, GBytes *subject)
{
    const GPtrArray *contents = trust->lists->contents;
    for (guint i = 0; i < contents->len; i++) {
        const PcTrustList *list = g_ptr_array_index(contents, i);
        for (guint k = 0; k < list->records->len; k++) {
            const PcTrustListRecord *record = g_ptr_array_index(list->records, k);
            const PcCertificate *ca = record->certificate;
            if (ca != NULL && !ca->malformed && g_bytes_equal(ca->subject_der, subject)) {
                return true;
            }
        }
    }
    return false;
}
