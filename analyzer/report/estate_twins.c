// SPDX-License-Identifier: GPL-2.0-or-later
// Knows a conversation again that two captures hold (the phone's side and the server's), by the
// client random of its ClientHello, and sees where the two differ.
#include "analyzer/report/estate_work.h"

#include <inttypes.h>
#include <string.h>

static void note_leaf(char beginning[16], const GArray *certificates)
{
    beginning[0] = '\0';
    if (certificates->len > 0) {
        g_strlcpy(beginning, g_array_index(certificates, PcSessionCertificate, 0).sha256, 16);
    }
}

static void fill(PcEstate *estate, PcEstateSeen *seen, const PcSession *session)
{
    note_leaf(seen->client_leaf, session->client_certificates);
    note_leaf(seen->server_leaf, session->server_certificates);
    seen->file = pc_estate_keep(estate, session->file);
    seen->frame = session->frames[PC_FRAME_CLIENT_HELLO];
}

static void note_pair(PcEstate *estate, const char *one, const char *other)
{
    PcEstatePair pair = {one, other};
    for (guint i = 0; i < estate->pairs->len; i++) {
        const PcEstatePair *has = &g_array_index(estate->pairs, PcEstatePair, i);
        if ((has->one == one && has->other == other) || (has->one == other && has->other == one)) {
            return;
        }
    }
    g_array_append_val(estate->pairs, pair);
}

PcEstateSeen *pc_estate_seen(PcEstate *estate, const PcSession *session, PcEstatePhone *phone)
{
    if (session->client_random == NULL) {
        return NULL;
    }
    PcEstateSeen *fresh = g_new0(PcEstateSeen, 1);
    g_strlcpy(fresh->random, session->client_random, sizeof fresh->random);
    PcEstateSeen *seen = g_hash_table_lookup(estate->seen, fresh->random);
    // Within one capture the same hello again is a renegotiation's other record, or a replay.
    bool is_twin = seen != NULL && strcmp(seen->file, session->file) != 0;
    if (seen != NULL || g_hash_table_size(estate->seen) >= PC_ESTATE_MAX_TWINS) {
        g_free(fresh);
    } else {
        fill(estate, fresh, session);
        fresh->phone = phone;
        g_hash_table_insert(estate->seen, fresh->random, fresh);
    }
    if (is_twin) {
        note_pair(estate, seen->file, pc_estate_keep(estate, session->file));
    }
    return is_twin ? seen : NULL;
}

// differs says that both captures hold a certificate, and not the same one.
static bool differs(const char *one, const char *other)
{
    return one[0] != '\0' && other[0] != '\0' && strcmp(one, other) != 0;
}

void pc_estate_tell_changed(PcEstate *estate, const PcEstateSeen *seen, const PcSession *session,
                            PcEstatePhone *phone)
{
    PcEstateSeen now = {.phone = phone};
    fill(estate, &now, session);
    bool client = differs(seen->client_leaf, now.client_leaf);
    bool server = differs(seen->server_leaf, now.server_leaf);
    if (!client && !server) {
        return;
    }
    // Which capture came first may not matter for what is said.
    const PcEstateSeen *one = strcmp(seen->file, now.file) < 0 ? seen : &now;
    const PcEstateSeen *other = one == seen ? &now : seen;
    g_autofree char *message = g_strdup_printf(
        "frame %" PRIu64 " of %s and frame %" PRIu64
        " of %s are the same ClientHello, but the %s certificate is another",
        one->frame, one->file, other->frame, other->file, client ? "client's" : "server's");
    PcEstatePhone *const concerned[] = {seen->phone, phone};
    for (size_t i = 0; i < G_N_ELEMENTS(concerned); i++) {
        if (concerned[i] != NULL) {
            pc_estate_add_finding(estate, concerned[i], "certificate-changed-on-path", message);
        }
    }
}
