// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector. On a frame's first pass it has the frame read and judges what came of it; on
// every pass it draws from what was found then. It asks epan for no field, because for that epan
// would build a tree for every packet.
#include "plugin/packet_phonecert.h"

#include "core/wiretap/record.h"
#include "plugin/draw.h"
#include "plugin/draw_download.h"
#include "plugin/growing.h"
#include "plugin/menus.h"
#include "plugin/opened.h"
#include "plugin/ports.h"
#include "plugin/preferences.h"
#include "plugin/statistics.h"
#include "plugin/taps.h"
#include "plugin/watch.h"

static int proto_phonecert = -1;
static dissector_handle_t handle;
static PcSessions *sessions; // of the open file
static GHashTable *notes;    // frame number -> Note
static GArray *for_now;      // of guint: frames with a note that holds until another frame comes

static void begin_file(void)
{
    pc_preferences_begin_file();
    pc_growing_begin_file();
    sessions = pc_sessions_new(pc_preferences_judge);
    notes = g_hash_table_new(NULL, NULL);
    for_now = g_array_new(FALSE, FALSE, sizeof(guint));
    pc_watch_begin_file(sessions);
}

static void end_file(void)
{
    pc_watch_end_file();
    g_clear_pointer(&for_now, g_array_unref);
    g_clear_pointer(&notes, g_hash_table_unref);
    g_clear_pointer(&sessions, pc_sessions_free);
}

// Note is what a frame keeps: whose it is, and what it was to that session when it was first seen.
// A later handshake on the connection must not take the annotation from an earlier one's frame.
typedef struct {
    PcSession *session; // NULL: something was said in clear
    unsigned roles;
    bool end;       // the first frame that told the outcome
    bool stands_in; // for an earlier frame, of which only this one told: on the first pass
    const PcClear *clear;
} Note;

static Note *note_session(PcSession *session, uint64_t frame)
{
    pc_session_note(sessions, session, frame);
    Note *note = wmem_new0(wmem_file_scope(), Note);
    note->session = session;
    note->roles = pc_session_frame_roles(session, frame, false);
    note->end = (note->roles & PC_ROLE_OF_OUTCOME) != 0 && !session->end_told;
    session->end_told = session->end_told || note->end;
    return note;
}

static Note *note_told(const PcTold *told)
{
    if (told->session != NULL) {
        return note_session(told->session, told->frame);
    }
    Note *note = wmem_new0(wmem_file_scope(), Note);
    note->clear = told->clear;
    return note;
}

static Note *note_of(uint64_t frame)
{
    return g_hash_table_lookup(notes, GUINT_TO_POINTER((unsigned)frame));
}

// A frame has one note. What a later one tells of it is added, or, of something else, takes its
// place where it has more to say.
static void put(uint64_t frame, Note *note)
{
    Note *old = note_of(frame);
    if (old != NULL && !old->stands_in && old->session == note->session) {
        old->roles |= note->roles;
        old->end = old->end || note->end;
        return;
    }
    bool more = note->session != NULL && (note->roles != 0 || old == NULL || old->roles == 0);
    if (old == NULL || old->stands_in || more) {
        g_hash_table_insert(notes, GUINT_TO_POINTER((unsigned)frame), note);
    }
}

// What this frame told of an earlier one is drawn there when that is dissected again, and here as
// long as nobody can know whether it will be.
static Note *stand_in(const Note *late)
{
    Note *note = wmem_new0(wmem_file_scope(), Note);
    *note = *late;
    note->stands_in = true;
    return note;
}

// In a tree that nobody looks at only what a filter or a column asks for counts.
static bool is_looked_at(proto_tree *tree)
{
    return pc_preferences_info_note() || pc_taps_listened_to() ||
           proto_field_is_referenced(tree, proto_phonecert) ||
           proto_field_is_referenced(tree, proto_expert);
}

static void note_row(const PcTold *row, Note *note)
{
    put(row->frame, note);
    guint frame = (guint)row->frame;
    if (row->for_now && note_of(frame) == note) {
        g_array_append_val(for_now, frame);
    }
}

static void note_all(const GArray *told)
{
    for (unsigned i = 0; i < told->len; i++) {
        const PcTold *row = &g_array_index(told, PcTold, i);
        note_row(row, note_told(row));
    }
}

// Another frame has come.
static void take_back(void)
{
    for (guint i = 0; i < for_now->len; i++) {
        g_hash_table_remove(notes, GUINT_TO_POINTER(g_array_index(for_now, guint, i)));
    }
    g_array_set_size(for_now, 0);
}

static void catch_up(void)
{
    const GArray *told;
    while ((told = pc_watch_next()) != NULL) {
        note_all(told);
    }
}

static const Note *read_now(packet_info *pinfo, const PcFrame *frame)
{
    const GArray *told = pc_watch_frame(pinfo, frame);
    const Note *late = NULL;
    for (unsigned i = 0; i < told->len; i++) {
        const PcTold *row = &g_array_index(told, PcTold, i);
        Note *note = note_told(row);
        note_row(row, note);
        bool says = note->roles != 0 || (note->clear != NULL && !row->unrelated);
        late = row->frame != pinfo->num && says ? note : late;
    }
    const Note *here = note_of(pinfo->num);
    if (late != NULL && (here == NULL || (here->roles == 0 && here->clear == NULL))) {
        Note *note = stand_in(late);
        g_hash_table_insert(notes, GUINT_TO_POINTER(pinfo->num), note);
        here = note;
    }
    return here;
}

static const Note *collect(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree)
{
    PcFrame frame;
    pc_growing_note(&pinfo->abs_ts);
    if (!pc_watch_wants(pinfo, tvb, &frame)) {
        return NULL;
    }
    take_back();
    bool looked_at = is_looked_at(tree);
    if (!looked_at && pc_watch_later(pinfo, &frame)) {
        return NULL;
    }
    catch_up();
    if (!looked_at && pc_watch_later(pinfo, &frame)) {
        return NULL;
    }
    return read_now(pinfo, &frame);
}

// What the end of the capture brings belongs to frames that were read before.
static void collect_end(void)
{
    catch_up();
    PcGrowing growing = pc_growing();
    if (growing == PC_GROWING_LIVE) {
        return;
    }
    note_all(pc_watch_end_of_capture(growing == PC_GROWING_PERHAPS));
}

static const Note *recall(packet_info *pinfo)
{
    collect_end();
    return note_of(pinfo->num);
}

static unsigned roles_of(const Note *note, const packet_info *pinfo)
{
    enum { LASTING = PC_ROLE_OF_CERTIFICATE | PC_ROLE_OF_KEY_EXCHANGE };
    if (wsc_is_first_pass(pinfo)) {
        return note->roles;
    }
    unsigned lasting = note->stands_in ? 0 : note->roles & LASTING;
    return lasting | pc_session_frame_roles(note->session, pinfo->num, true);
}

static const PcClear *clear_of(const Note *note, const packet_info *pinfo)
{
    return note->stands_in && !wsc_is_first_pass(pinfo) ? NULL : note->clear;
}

static void draw_line(const PcClear *clear, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    PcPlace top = {NULL, tvb, 0, 0};
    top.tree = pc_draw_top(&top, tree, clear->line);
    pc_draw_findings(&top, clear->findings, pinfo);
}

static void draw_session(const Note *note, unsigned roles, tvbuff_t *tvb, packet_info *pinfo,
                         proto_tree *tree)
{
    if (!is_looked_at(tree)) {
        return;
    }
    PcTapRow row = {note->session, (roles & PC_ROLES_OF_WHOLE) != 0, note->end};
    pc_session_judge(sessions, note->session);
    pc_draw(note->session, roles, tvb, pinfo, tree);
    pc_taps_queue(pinfo, &row);
}

static int dissect_phonecert(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    const Note *note = wsc_is_first_pass(pinfo) ? collect(pinfo, tvb, tree) : recall(pinfo);
    unsigned roles = note != NULL && note->session != NULL ? roles_of(note, pinfo) : 0;
    const PcClear *clear = note != NULL ? clear_of(note, pinfo) : NULL;
    bool drawn = roles != 0 || clear != NULL;
    if (roles != 0) {
        draw_session(note, roles, tvb, pinfo, tree);
    } else if (clear != NULL && clear->fetched != NULL) {
        drawn = pc_draw_download(clear, tvb, pinfo, tree);
    } else if (clear != NULL) {
        draw_line(clear, tvb, pinfo, tree);
    }
    return drawn ? (int)tvb_captured_length(tvb) : 0;
}

bool pc_plugin_knows(packet_info *pinfo)
{
    catch_up();
    const Note *note = note_of(pinfo->num);
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
    pc_opened_register();
    pc_draw_register_handoff();
    pc_draw_download_register_handoff();
    pc_ports_claim(true);
}
