// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector. On a frame's first pass it collects and judges; on every pass it draws from
// what was found then, because only the first pass's tree holds the fields that it asked for.
#include "plugin/packet_phonecert.h"

#include "plugin/draw.h"
#include "plugin/extract.h"
#include "plugin/ports.h"
#include "plugin/preferences.h"
#include "plugin/ws_compat.h"

static int proto_phonecert = -1;
static dissector_handle_t handle;
static PcSessions *sessions; // of the open file

static void begin_file(void)
{
    sessions = pc_sessions_new(pc_preferences_judge);
    pc_extract_begin_file();
}

static void end_file(void)
{
    pc_extract_end_file();
    g_clear_pointer(&sessions, pc_sessions_free);
}

static PcSession *collect(packet_info *pinfo, proto_tree *tree)
{
    if (tree == NULL || !pc_extract_wanted(sessions, pinfo, tree)) {
        return NULL;
    }
    PcSession *session = pc_extract(sessions, pinfo, tree);
    if (session != NULL) {
        pc_session_judge(sessions, session, pinfo->num);
        p_add_proto_data(wmem_file_scope(), pinfo, proto_phonecert, 0, session);
    }
    return session;
}

static PcSession *recall(packet_info *pinfo)
{
    PcSession *session = p_get_proto_data(wmem_file_scope(), pinfo, proto_phonecert, 0);
    if (session != NULL) {
        pc_session_end(sessions, session);
    }
    return session;
}

static int dissect_phonecert(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    const PcSession *session = wsc_is_first_pass(pinfo) ? collect(pinfo, tree) : recall(pinfo);
    bool drawn = session != NULL && pc_draw(session, tvb, pinfo, tree);
    return drawn ? (int)tvb_captured_length(tvb) : 0;
}

void pc_plugin_register(void)
{
    proto_phonecert =
        proto_register_protocol("Phone certificate (LSC, MIC)", "PhoneCert", "phonecert");
    pc_draw_register(proto_phonecert);
    pc_preferences_register(proto_phonecert);
    handle = register_dissector("phonecert", dissect_phonecert, proto_phonecert);
    register_postdissector(handle);
    register_init_routine(begin_file);
    register_cleanup_routine(end_file);
}

void pc_plugin_register_handoff(void)
{
    pc_extract_register(proto_phonecert, handle);
    pc_draw_register_handoff();
    pc_ports_claim(true);
}
