// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the sessions of a run into a word on its keys and on the order of its files.
#include "analyzer/command/scan/remarks.h"

#include "core/bytes/keyed_hash.h"
#include <string.h>

enum { RANDOM_LEN = 32, MAX_CUT = 1024, MAX_NAMED = 3 };

struct PcScanRemarks {
    const PcScanKeys *keys; // lent
    bool has_opened;
    GHashTable *cut; // ends of a connection -> the file that has only a part of its handshake
    GString *packed; // the first names of archives that were passed over
    guint n_packed;
    char *first, *second; // two files that share a handshake; NULL: there are none
};

PcScanRemarks *pc_scan_remarks_new(const PcScanKeys *keys)
{
    PcScanRemarks *remarks = g_new0(PcScanRemarks, 1);
    remarks->cut = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, g_free);
    remarks->packed = g_string_new(NULL);
    remarks->keys = keys;
    return remarks;
}

void pc_scan_remarks_free(PcScanRemarks *remarks)
{
    if (remarks != NULL) {
        g_hash_table_unref(remarks->cut);
        g_string_free(remarks->packed, TRUE);
        g_free(remarks->first);
        g_free(remarks->second);
        g_free(remarks);
    }
}

// has_key says whether the keys hold a secret of the session's connection.
static bool has_key(const PcScanRemarks *remarks, const PcSession *session)
{
    uint8_t random[RANDOM_LEN];
    const char *digits = session->client_random;
    if (digits == NULL || strlen(digits) != 2 * sizeof random) {
        return false;
    }
    for (size_t i = 0; i < sizeof random; i++) {
        random[i] = (uint8_t)(g_ascii_xdigit_value(digits[2 * i]) * 16 +
                              g_ascii_xdigit_value(digits[2 * i + 1]));
    }
    const PcBytes bytes = {random, sizeof random};
    return pc_key_log_find(remarks->keys->log, PC_SECRET_MASTER, bytes).len > 0 ||
           pc_key_log_find(remarks->keys->log, PC_SECRET_CLIENT_HANDSHAKE, bytes).len > 0;
}

// note_cut remembers a handshake of which a file has only the beginning, or only the end, and
// whether another has the rest.
static void note_cut(PcScanRemarks *remarks, const PcSession *session)
{
    bool is_late = g_strcmp0(session->coverage, "late-start") == 0;
    bool is_early = g_strcmp0(session->coverage, "early-end") == 0;
    if (is_late == is_early || remarks->second != NULL || session->client.port < 0) {
        return;
    }
    g_autofree char *ends =
        g_strdup_printf("%s:%d %s:%d", session->client.address, session->client.port,
                        session->server.address, session->server.port);
    g_autofree char *own = g_strconcat(is_late ? "late " : "early ", ends, NULL);
    g_autofree char *rest = g_strconcat(is_late ? "early " : "late ", ends, NULL);
    const char *other = g_hash_table_lookup(remarks->cut, rest);
    if (other != NULL && strcmp(other, session->file) != 0) {
        remarks->first = g_strdup(is_late ? other : session->file);
        remarks->second = g_strdup(is_late ? session->file : other);
    } else if (g_hash_table_size(remarks->cut) < MAX_CUT) {
        g_hash_table_insert(remarks->cut, g_steal_pointer(&own), g_strdup(session->file));
    }
}

void pc_scan_remarks_session(PcScanRemarks *remarks, const PcSession *session)
{
    remarks->has_opened =
        remarks->has_opened || (remarks->keys->n_secrets > 0 && has_key(remarks, session));
    note_cut(remarks, session);
}

void pc_scan_remarks_passed(PcScanRemarks *remarks, const char *path)
{
    static const char *const endings[] = {".zip", ".tar", ".tgz", ".txz", ".tbz", ".7z", ".rar"};
    g_autofree char *name = g_ascii_strdown(path, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        if (g_str_has_suffix(name, endings[i])) {
            if (remarks->n_packed < MAX_NAMED) {
                g_string_append_printf(remarks->packed, "%s%s", remarks->n_packed > 0 ? ", " : "",
                                       path);
            }
            remarks->n_packed++;
            return;
        }
    }
}

void pc_scan_remarks_tell(const PcScanRemarks *remarks, bool is_continuous, GPtrArray *notes)
{
    if (remarks->keys->path != NULL && remarks->keys->n_secrets == 0) {
        g_ptr_array_add(notes, g_strdup_printf("--keys %s: holds no secret in the form of an NSS "
                                               "key log, so it opens nothing",
                                               remarks->keys->path));
    } else if (remarks->keys->path != NULL && !remarks->has_opened) {
        g_ptr_array_add(notes, g_strdup_printf("--keys %s: none of its %" G_GSIZE_FORMAT
                                               " secrets is of a session that is reported here",
                                               remarks->keys->path, remarks->keys->n_secrets));
    }
    if (remarks->n_packed > 0) {
        g_ptr_array_add(
            notes,
            g_strdup_printf("%u %s named as archives are and could not be opened, which may hold "
                            "captures (%s%s): unpack %s and scan again",
                            remarks->n_packed, remarks->n_packed == 1 ? "file is" : "files are",
                            remarks->packed->str, remarks->n_packed > MAX_NAMED ? ", ..." : "",
                            remarks->n_packed == 1 ? "it" : "them"));
    }
    if (remarks->second != NULL && !is_continuous) {
        g_ptr_array_add(notes, g_strdup_printf("%s and %s each hold a part of one handshake; "
                                               "--continuous joins them",
                                               remarks->first, remarks->second));
    }
}
