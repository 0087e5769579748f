// SPDX-License-Identifier: GPL-2.0-or-later
// The trust lists that are known, each content once however many phones fetched it, and which phone
// fetched which. A list that bears a phone's name (ITLSEP...) speaks of that phone only.
#include "core/bytes/keyed_hash.h"
#include "core/files/download.h"
#include "core/trust/work.h"

enum {
    MAX_CONTENTS = 256, // distinct lists that are kept
    MAX_NAMES = 65536,  // file names that are kept
};

// PcShelf is where lists of one origin stand: each under the phone that it speaks of, or in
// general.
typedef struct {
    GHashTable *by_name; // "ITLSEP....TLV" -> PcTrustList, lent; the newest of that name
    GPtrArray *general;  // of PcTrustList, lent: those that bear no phone's name
} PcShelf;

struct PcKnownLists {
    GPtrArray *contents;    // of PcTrustList, each content once
    GHashTable *by_records; // fingerprint of the records -> PcTrustList, lent
    PcShelf given, fetched;
};

static void shelf_init(PcShelf *shelf)
{
    shelf->by_name = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    shelf->general = g_ptr_array_new();
}

static void shelf_clear(PcShelf *shelf)
{
    g_hash_table_unref(shelf->by_name);
    g_ptr_array_unref(shelf->general);
}

PcKnownLists *pc_known_lists_new(void)
{
    PcKnownLists *known = g_new0(PcKnownLists, 1);
    known->contents = g_ptr_array_new_with_free_func((GDestroyNotify)pc_trust_list_unref);
    known->by_records = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    shelf_init(&known->given);
    shelf_init(&known->fetched);
    return known;
}

void pc_known_lists_free(PcKnownLists *known)
{
    shelf_clear(&known->given);
    shelf_clear(&known->fetched);
    g_hash_table_unref(known->by_records);
    g_ptr_array_unref(known->contents);
    g_free(known);
}

// The same records under another file name and signature are the same list to us.
static char *fingerprint(const PcTrustList *list)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const guchar flags[] = {list->defect == NULL, list->signature == PC_LIST_SIGNATURE_FAILED,
                            list->signature == PC_LIST_SIGNATURE_VERIFIED};
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

// What a list takes, once each of its certificates was read for its names and its key.
static size_t size_of(const PcTrustList *list)
{
    enum { READ = 8, AROUND = 1024 };
    size_t size = AROUND;
    for (guint i = 0; i < list->records->len; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(list->records, i);
        size += AROUND + READ * pc_bytes_of(record->certificate_der).len;
    }
    return size;
}

// NULL: there is no room for it. `account` is NULL for lists that the user gave.
static PcTrustList *keep_content(PcKnownLists *known, PcTrustList *list, PcAccount *account)
{
    g_autofree char *key = fingerprint(list);
    PcTrustList *kept = g_hash_table_lookup(known->by_records, key);
    const size_t size = size_of(list);
    if (kept != NULL || known->contents->len >= MAX_CONTENTS ||
        (account != NULL && !pc_account_fits(account, PC_HOLD_LISTS, size))) {
        return kept;
    }
    if (account != NULL) {
        pc_account_change(account, PC_HOLD_LISTS, size, 0);
    }
    g_ptr_array_add(known->contents, pc_trust_list_ref(list));
    g_hash_table_insert(known->by_records, g_steal_pointer(&key), list);
    return list;
}

static void shelf_put(PcShelf *shelf, const char *file_name, PcTrustList *list)
{
    char *name = pc_download_list_of_one(file_name);
    if (name == NULL) {
        if (!g_ptr_array_find(shelf->general, list, NULL)) {
            g_ptr_array_add(shelf->general, list);
        }
    } else if (g_hash_table_size(shelf->by_name) < MAX_NAMES ||
               g_hash_table_contains(shelf->by_name, name)) {
        g_hash_table_replace(shelf->by_name, name, list);
    } else {
        g_free(name);
    }
}

bool pc_known_lists_add(PcKnownLists *known, PcTrustList *list)
{
    const guint n_before = known->contents->len;
    PcTrustList *kept = keep_content(known, list, NULL);
    if (kept != NULL) {
        shelf_put(&known->given, list->file_name, kept);
    }
    return known->contents->len > n_before;
}

void pc_known_lists_add_fetched(PcKnownLists *known, PcTrustList *list, const char *fetched_as,
                                PcAccount *account)
{
    PcTrustList *kept = keep_content(known, list, account);
    if (kept != NULL) {
        shelf_put(&known->fetched, fetched_as, kept);
    } else {
        pc_account_over(account, PC_HOLD_LISTS);
    }
}

static void shelf_copy(const PcShelf *from, PcShelf *to)
{
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

void pc_known_lists_copy(const PcKnownLists *from, PcKnownLists *to)
{
    for (guint i = 0; i < from->contents->len; i++) {
        keep_content(to, g_ptr_array_index(from->contents, i), NULL);
    }
    shelf_copy(&from->given, &to->given);
    shelf_copy(&from->fetched, &to->fetched);
}

// collect adds the lists of a shelf that speak of a device (NULL: those that speak of any).
static void collect(const PcShelf *shelf, const char *device, GPtrArray *lists)
{
    static const char *const kinds[] = {"CTL", "ITL"};
    for (guint i = 0; i < shelf->general->len; i++) {
        g_ptr_array_add(lists, g_ptr_array_index(shelf->general, i));
    }
    g_autofree char *upper = device != NULL ? g_ascii_strup(device, -1) : NULL;
    for (size_t i = 0; upper != NULL && i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *name = g_strconcat(kinds[i], upper, ".TLV", NULL);
        PcTrustList *list = g_hash_table_lookup(shelf->by_name, name);
        if (list != NULL) {
            g_ptr_array_add(lists, list);
        }
    }
}

bool pc_known_lists_none_fetched(const PcKnownLists *known)
{
    return known->fetched.general->len == 0 && g_hash_table_size(known->fetched.by_name) == 0;
}

void pc_known_lists_fetched(const PcKnownLists *known, const char *device, GPtrArray *lists)
{
    collect(&known->fetched, device, lists);
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

// A list that breaks off proves no absence, and one whose signature fails proves nothing.
static PcListed add_answer(PcListed so_far, const PcTrustList *list, const PcCertificate *asked)
{
    if (list->signature == PC_LIST_SIGNATURE_FAILED) {
        return so_far;
    }
    if (so_far == PC_LISTED_YES || holds(list, asked)) {
        return PC_LISTED_YES;
    }
    return list->defect == NULL ? PC_LISTED_NO : so_far;
}

PcListed pc_trust_listed(const PcTrust *trust, const char *device, const PcCertificate *certificate)
{
    PcListed answer = PC_LISTED_UNKNOWN;
    g_autoptr(GPtrArray) lists = g_ptr_array_new();
    collect(&trust->lists->given, device, lists);
    collect(&trust->lists->fetched, device, lists);
    for (guint i = 0; i < lists->len; i++) {
        answer = add_answer(answer, g_ptr_array_index(lists, i), certificate);
    }
    return answer;
}

PcListSignature pc_trust_check_signed(const PcTrust *trust, const char *device, PcBytes content)
{
    PcListSignature answer = PC_LIST_SIGNATURE_NOT_CHECKED;
    g_autoptr(GPtrArray) lists = g_ptr_array_new();
    collect(&trust->lists->given, device, lists);
    collect(&trust->lists->fetched, device, lists);
    for (guint i = 0; i < lists->len && answer != PC_LIST_SIGNATURE_VERIFIED; i++) {
        unsigned record;
        const PcTrustList *list = g_ptr_array_index(lists, i);
        const PcListSignature signature = pc_trust_list_check(list, content, &record);
        answer = signature != PC_LIST_SIGNATURE_NOT_CHECKED ? signature : answer;
    }
    return answer;
}

// Roles that say what a server does; that it also signs lists or gives files says nothing of a
// port.
static bool is_service_role(unsigned role)
{
    return role == PC_ROLE_CAPF || role == PC_ROLE_TVS || role == PC_ROLE_CCM ||
           role == PC_ROLE_CCM_TFTP;
}

unsigned pc_trust_role(const PcTrust *trust, const PcCertificate *certificate)
{
    const GPtrArray *contents = trust->lists->contents;
    unsigned found = 0;
    for (guint i = 0; i < contents->len; i++) {
        const PcTrustList *list = g_ptr_array_index(contents, i);
        const bool is_believed = list->signature == PC_LIST_SIGNATURE_VERIFIED;
        for (guint k = 0; is_believed && k < list->records->len; k++) {
            const PcTrustListRecord *record = g_ptr_array_index(list->records, k);
            if (!is_service_role(record->role) || record->certificate_der == NULL ||
                !g_bytes_equal(record->certificate_der, certificate->der)) {
                continue;
            }
            if (found != 0 && found != record->role) {
                return 0;
            }
            found = record->role;
        }
    }
    return found;
}

bool pc_trust_lists_name(const PcTrust *trust, GBytes *subject)
{
    const GPtrArray *contents = trust->lists->contents;
    for (guint i = 0; i < contents->len; i++) {
        const PcTrustList *list = g_ptr_array_index(contents, i);
        const guint n_records =
            list->signature == PC_LIST_SIGNATURE_FAILED ? 0 : list->records->len;
        for (guint k = 0; k < n_records; k++) {
            const PcTrustListRecord *record = g_ptr_array_index(list->records, k);
            const PcCertificate *ca = record->certificate;
            if (ca != NULL && !ca->malformed && g_bytes_equal(ca->subject_der, subject)) {
                return true;
            }
        }
    }
    return false;
}
