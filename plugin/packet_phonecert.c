// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector. On a frame's first pass it collects and judges; on every pass it draws from
// what was found then, because only the first pass's tree holds the fields that it asked for.
#include "plugin/packet_phonecert.h"

#include "plugin/downloads.h"
#include "plugin/draw.h"
#include "plugin/draw_download.h"
#include "plugin/eap_frames.h"
#include "plugin/extract.h"
#include "plugin/growing.h"
#include "plugin/layers.h"
#include "plugin/menus.h"
#include "plugin/ports.h"
#include "plugin/preferences.h"
#include "plugin/registrations.h"
#include "plugin/statistics.h"
#include "plugin/taps.h"
#include "plugin/ws_compat.h"

static int proto_phonecert = -1;
static dissector_handle_t handle;
static PcSessions *sessions;   // of the open file
static GHashTable *late_notes; // frame number -> Note of frames that were nobody's at first

static void begin_file(void)
{
    pc_preferences_begin_file();
    sessions = pc_sessions_new(pc_preferences_judge, pc_preferences_key_log);
    late_notes = g_hash_table_new(NULL, NULL);
    pc_extract_begin_file(sessions);
    pc_eap_frames_begin_file(sessions);
    pc_downloads_begin_file(sessions);
    pc_registrations_begin_file(sessions);
}

static void end_file(void)
{
    pc_registrations_end_file();
    pc_downloads_end_file();
    pc_eap_frames_end_file();
    pc_extract_end_file();
    g_clear_pointer(&late_notes, g_hash_table_unref);
    g_clear_pointer(&sessions, pc_sessions_free);
}

// Note is what a frame keeps: whose it is, and what it was to that session when it was first seen.
// A later handshake on the connection must not take the annotation from an earlier one's frame.
typedef struct {
    PcSession *session; // NULL: it completes a download, or is a registration
    unsigned roles;
    bool end; // the first frame that told the outcome
    const PcDownloaded *downloaded;
    const PcRegistration *registration;
} Note;

static Note *note_frame(PcSession *session, uint64_t frame)
{
    pc_session_judge(sessions, session, frame);
    Note *note = wmem_new0(wmem_file_scope(), Note);
    note->session = session;
    note->roles = pc_session_frame_roles(session, frame, false);
    note->end = (note->roles & PC_ROLE_OF_OUTCOME) != 0 && !session->end_told;
    session->end_told = session->end_told || note->end;
    return note;
}

// A switch's frame to a group is somebody's only when the phone has answered.
static void keep_late(Note *note, uint64_t frame)
{
    g_hash_table_insert(late_notes, GUINT_TO_POINTER((unsigned)frame), note);
}

static Note *collect_eap(packet_info *pinfo, const proto_tree *tree)
{
    const GArray *heard = pc_eap_frames_take(pinfo, tree);
    Note *here = NULL;
    for (unsigned i = 0; i < heard->len; i++) {
        const PcEapHeard *row = &g_array_index(heard, PcEapHeard, i);
        Note *note = note_frame(row->session, row->frame);
        if (row->frame == pinfo->num) {
            here = note;
        } else {
            keep_late(note, row->frame);
        }
    }
    return here;
}

// What is of no session; NULL where that is nothing.
static Note *note_alone(const PcDownloaded *downloaded, const PcRegistration *registration)
{
    if (downloaded == NULL && registration == NULL) {
        return NULL;
    }
    Note *note = wmem_new0(wmem_file_scope(), Note);
    note->downloaded = downloaded;
    note->registration = registration;
    return note;
}

static Note *collect_tls(packet_info *pinfo, proto_tree *tree)
{
    PcSession *session = NULL;
    if (pc_extract_wanted(sessions, pinfo, tree)) {
        session = pc_extract(pinfo, tree);
    }
    return session != NULL ? note_frame(session, pinfo->num) : NULL;
}

static Note *collect_by_layers(packet_info *pinfo, proto_tree *tree)
{
    unsigned layers = pc_layers(pinfo);
    // ICMP quotes a packet that was seen before. Of the TLS inside OpenVPN Wireshark shows the
    // messages that fit into one packet, so a presented certificate looked like a resumption.
    if ((layers & (PC_LAYER_ICMP | PC_LAYER_OPENVPN)) != 0) {
        return NULL;
    }
    if ((layers & (PC_LAYER_EAPOL | PC_LAYER_RADIUS)) != 0) {
        return collect_eap(pinfo, tree);
    }
    bool tls = (layers & (PC_LAYER_TLS | PC_LAYER_DTLS)) != 0;
    if (!tls && (layers & (PC_LAYER_TFTP | PC_LAYER_HTTP)) != 0) {
        return note_alone(pc_downloads_take(pinfo, tree), NULL);
    }
    bool named = (layers & (PC_LAYER_SIP | PC_LAYER_SCCP)) != 0;
    if (!tls && named) {
        return note_alone(NULL, pc_registrations_take(pinfo, tree));
    }
    if (named) {
        pc_registrations_inside(pinfo, tree);
    }
    return tls || pc_sessions_wait_for(sessions, pinfo->srcport, pinfo->destport)
               ? collect_tls(pinfo, tree)
               : NULL;
}

static const Note *collect(packet_info *pinfo, proto_tree *tree)
{
    pc_growing_note(wsc_nanoseconds(&pinfo->abs_ts));
    Note *note = tree != NULL ? collect_by_layers(pinfo, tree) : NULL;
    if (note != NULL) {
        p_add_proto_data(wmem_file_scope(), pinfo, proto_phonecert, 0, note);
    }
    return note;
}

static const Note *note_of(packet_info *pinfo)
{
    const Note *note = p_get_proto_data(wmem_file_scope(), pinfo, proto_phonecert, 0);
    return note != NULL ? note : g_hash_table_lookup(late_notes, GUINT_TO_POINTER(pinfo->num));
}

static const Note *recall(packet_info *pinfo)
{
    const Note *note = note_of(pinfo);
    if (note != NULL && note->session != NULL && !pc_growing()) {
        pc_session_end(sessions, note->session);
    }
    return note;
}

static unsigned roles_of(const Note *note, const packet_info *pinfo)
{
    enum { LASTING = PC_ROLE_OF_CERTIFICATE | PC_ROLE_OF_KEY_EXCHANGE };
    if (wsc_is_first_pass(pinfo)) {
        return note->roles;
    }
    return (note->roles & LASTING) | pc_session_frame_roles(note->session, pinfo->num, true);
}

static void draw_registration(const PcRegistration *registration, tvbuff_t *tvb, packet_info *pinfo,
                              proto_tree *tree)
{
    PcPlace top = {NULL, tvb, registration->start, registration->len};
    top.tree = pc_draw_top(&top, tree, registration->line);
    pc_draw_findings(&top, registration->findings, pinfo);
}

static int dissect_phonecert(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    const Note *note = wsc_is_first_pass(pinfo) ? collect(pinfo, tree) : recall(pinfo);
    if (note != NULL && note->downloaded != NULL) {
        bool drawn = pc_draw_download(note->downloaded, tvb, pinfo, tree);
        return drawn ? (int)tvb_captured_length(tvb) : 0;
    }
    if (note != NULL && note->registration != NULL) {
        draw_registration(note->registration, tvb, pinfo, tree);
        return (int)tvb_captured_length(tvb);
    }
    unsigned roles = note != NULL ? roles_of(note, pinfo) : 0;
    if (roles == 0) {
        return 0;
    }
    PcTapRow row = {note->session, (roles & PC_ROLES_OF_WHOLE) != 0, note->end};
    pc_draw(note->session, roles, tvb, pinfo, tree);
    pc_taps_queue(pinfo, &row);
    return (int)tvb_captured_length(tvb);
}

bool pc_plugin_knows(packet_info *pinfo)
{
    const Note *note = note_of(pinfo);
    return note != NULL && note->session != NULL;
}

void pc_plugin_register(void)
{
    proto_phonecert =
        proto_register_protocol("Phone certificate (LSC, MIC)", "PhoneCert", "phonecert");
    pc_draw_register(proto_phonecert);
    pc_draw_download_register(proto_phonecert);
    pc_preferences_register(proto_phonecert);
    pc_taps_register(proto_phonecert);
    pc_statistics_register_table();
    pc_menus_register(proto_phonecert);
    handle = register_dissector("phonecert", dissect_phonecert, proto_phonecert);
    register_postdissector(handle);
    register_init_routine(begin_file);
    register_cleanup_routine(end_file);
}

void pc_plugin_register_handoff(void)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(int));
    pc_layers_register();
    pc_extract_register(proto_phonecert, wanted);
    pc_eap_frames_register(wanted);
    pc_downloads_register(wanted);
    pc_registrations_register(wanted);
    set_postdissector_wanted_hfids(handle, wanted);
    pc_draw_register_handoff();
    pc_draw_download_register_handoff();
    pc_ports_claim(true);
}
