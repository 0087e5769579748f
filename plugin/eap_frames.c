// SPDX-License-Identifier: GPL-2.0-or-later
// EAPOL frames and RADIUS packets as bytes, their ends as addresses; and which session each of the
// core's handshakes is. The core calls back while it reads, and nothing here calls epan then.
#include "plugin/eap_frames.h"

#include "core/eapol.h"
#include "core/radius.h"
#include "plugin/fields.h"

enum { LONGEST = G_MAXUINT16, MAC_LEN = 6 };

static GArray *eapol_ids, *radius_ids; // of int; filled once, when Wireshark starts

static PcSessions *sessions;     // lent
static GHashTable *of_handshake; // PcHandshake that is still read -> PcSession
static GArray *heard;            // of PcEapHeard, by the present frame
static PcTlsMemory memory;       // borrows from the file's
static PcEapol *eapol;           // NULL before the first frame
static PcRadius *radius;         // likewise

void pc_eap_frames_register(GArray *wanted)
{
    // The protocols, not fields of theirs: to ask for a field of RADIUS by name makes Wireshark
    // load all its dictionaries.
    eapol_ids = pc_field_want("eapol", wanted);
    radius_ids = pc_field_want("radius", wanted);
}

// ---- what the core tells ------------------------------------------------------------------

static void note(PcSession *session, uint64_t frame)
{
    for (unsigned i = 0; i < heard->len; i++) {
        const PcEapHeard *known = &g_array_index(heard, PcEapHeard, i);
        if (known->session == session && known->frame == frame) {
            return;
        }
    }
    PcEapHeard row = {session, frame};
    g_array_append_val(heard, row);
}

static void on_heard(void *user, PcHandshake *handshake, const PcSeen *seen)
{
    (void)user;
    PcSession *session = g_hash_table_lookup(of_handshake, handshake);
    if (session == NULL) {
        session = pc_sessions_borrow(sessions, handshake, NULL);
    }
    session = pc_sessions_adopt_earlier(sessions, session);
    g_hash_table_replace(of_handshake, handshake, session);
    note(session, seen->frame);
}

static void on_ended(void *user, PcHandshake *handshake)
{
    (void)user;
    PcSession *session = g_hash_table_lookup(of_handshake, handshake);
    g_hash_table_remove(of_handshake, handshake);
    if (session != NULL) {
        pc_session_own(session);
    } else {
        pc_handshake_free(handshake); // nothing of it was seen in any frame
    }
}

// ---- a file -------------------------------------------------------------------------------

void pc_eap_frames_begin_file(PcSessions *of_file)
{
    sessions = of_file;
    heard = g_array_new(FALSE, FALSE, sizeof(PcEapHeard));
    of_handshake = g_hash_table_new(NULL, NULL);
}

void pc_eap_frames_end_file(void)
{
    g_clear_pointer(&eapol, pc_eapol_free);
    g_clear_pointer(&radius, pc_radius_free);
    g_clear_pointer(&of_handshake, g_hash_table_unref);
    g_clear_pointer(&heard, g_array_unref);
    sessions = NULL;
}

static void begin_reading(void)
{
    if (eapol != NULL) {
        return;
    }
    memory = *pc_sessions_memory(sessions);
    memory.lends = false; // what epan opens of EAP may be another phone's
    PcEapOwner owner = {.memory = &memory, .ended = on_ended, .heard = on_heard};
    eapol = pc_eapol_new(&owner);
    radius = pc_radius_new(&owner);
}

// ---- a frame ------------------------------------------------------------------------------

// A cooked capture does not say whom a frame was for.
static bool destination_of(const packet_info *pinfo, PcPeer *to)
{
    *to = (PcPeer){.address_len = 0};
    return pinfo->dl_dst.type == AT_NONE ||
           (pc_peer_of(&pinfo->dl_dst, 0, to) && to->address_len == MAC_LEN);
}

static void take_eapol(const packet_info *pinfo, const field_info *field, const PcSeen *seen)
{
    PcPeer from;
    PcPeer to;
    if (pc_peer_of(&pinfo->dl_src, 0, &from) && from.address_len == MAC_LEN &&
        destination_of(pinfo, &to)) {
        pc_eapol_frame(eapol, &from, &to, pc_field_bytes(field, LONGEST), seen);
    }
}

static void take_radius(const packet_info *pinfo, const field_info *field, const PcSeen *seen)
{
    PcPeer from;
    PcPeer to;
    PcBytes packet = pc_field_bytes(field, LONGEST);
    if (pc_radius_looks(packet) && pc_peer_of(&pinfo->src, pinfo->srcport, &from) &&
        pc_peer_of(&pinfo->dst, pinfo->destport, &to)) {
        pc_radius_datagram(radius, &from, &to, packet, seen);
    }
}

const GArray *pc_eap_frames_take(const packet_info *pinfo, const proto_tree *tree)
{
    const field_info *eapol_field = pc_field_first(tree, eapol_ids);
    const field_info *radius_field = pc_field_first(tree, radius_ids);
    PcSeen seen = {.frame = pinfo->num, .time = wsc_nanoseconds(&pinfo->abs_ts)};
    begin_reading();
    g_array_set_size(heard, 0);
    if (eapol_field != NULL) {
        take_eapol(pinfo, eapol_field, &seen);
    } else if (radius_field != NULL) {
        take_radius(pinfo, radius_field, &seen);
    }
    return heard;
}
