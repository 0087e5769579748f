// SPDX-License-Identifier: GPL-2.0-or-later
// File > Export Objects > PhoneCert and --export-objects phonecert: the certificates that the
// phones showed, as DER, each once, named by device, type and SHA-256.
#include "core/bytes/keyed_hash.h"
#include "plugin/taps.h"

#include <epan/export_object.h>

enum { SHA256_DIGITS = 16 }; // of 64, in a file's name

static GHashTable *seen; // SHA-256 texts of this export

void pc_export_reset(void)
{
    g_clear_pointer(&seen, g_hash_table_unref);
}

static bool is_new(const char *sha256)
{
    if (seen == NULL) {
        seen = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    }
    return g_hash_table_add(seen, g_strdup(sha256));
}

// A name out of a certificate may hold anything; a file's may not.
static char *file_name(const PcJudgement *judgement)
{
    const char *device = judgement->identity != NULL ? judgement->identity->device : NULL;
    const char *type = pc_type_name(judgement->type);
    char *name =
        g_strdup_printf("%s-%s-%.*s.der", device != NULL ? device : "unknown",
                        type != NULL ? type : "other", SHA256_DIGITS, judgement->leaf->sha256);
    g_strcanon(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", '_');
    return name;
}

static export_object_entry_t *new_entry(const PcWatched *session, uint32_t frame)
{
    export_object_entry_t *entry = g_new0(export_object_entry_t, 1);
    PcBytes der = pc_bytes_of(session->judgement->leaf->der);
    entry->pkt_num = frame;
    entry->hostname = g_strdup(pc_handshake_client(session->handshake)->address);
    entry->content_type = g_strdup("application/pkix-cert");
    entry->filename = file_name(session->judgement);
    entry->payload_len = der.len;
    entry->payload_data = g_memdup2(der.data, der.len);
    return entry;
}

tap_packet_status pc_export_certificate(void *data, packet_info *pinfo, epan_dissect_t *edt,
                                        const void *row, tap_flags_t flags)
{
    export_object_list_t *list = data;
    const PcTapRow *told = row;
    const PcCertificate *leaf = told->session->judgement->leaf;
    (void)edt;
    (void)flags;
    bool sent = told->session->handshake->client_chain->len > 0;
    if (!told->whole || !sent || leaf == NULL || !is_new(leaf->sha256)) {
        return TAP_PACKET_DONT_REDRAW;
    }
    list->add_entry(list->gui_data, new_entry(told->session, pinfo->num));
    return TAP_PACKET_REDRAW;
}
