// SPDX-License-Identifier: GPL-2.0-or-later
// The post-dissector. On a frame's first pass it has the frame read, or lets it wait; on every pass
// it draws what the frame bears, judged. It asks epan for no field, because for that epan
// would build a tree for every packet.
#include "plugin/packet_phonecert.h"

#include "plugin/belongs.h"
#include "plugin/draw.h"
#include "plugin/draw_download.h"
#include "plugin/growing.h"
#include "plugin/notes.h"
#include "plugin/opened.h"
#include "plugin/phones.h"
#include "plugin/ports.h"
#include "plugin/preferences.h"
#include "plugin/secrets.h"
#include "plugin/statistics.h"
#include "plugin/taps.h"

static int proto_phonecert = -1;
static dissector_handle_t handle;
static PcSessions *sessions; // of the open file

static void begin_file(void)
{
    pc_preferences_begin_file();
    sessions = pc_sessions_new(pc_preferences_judge);
    pc_notes_begin_file(sessions);
    pc_watch_begin_file(sessions);
    pc_belongs_begin_file(sessions);
}

static void end_file(void)
{
    pc_belongs_end_file();
    pc_watch_end_file();
    pc_notes_end_file();
    g_clear_pointer(&sessions, pc_sessions_free);
}

// In a tree that nobody looks at only what a filter or a column asks for counts. Wireshark's window
// makes no tree while it loads a capture or dissects all anew, and yet shows the worst expert info
// when it is done.
static bool is_looked_at(proto_tree *tree)
{
    return pc_preferences_info_note() || pc_taps_listened_to() ||
           proto_field_is_referenced(tree, proto_phonecert) ||
           proto_field_is_referenced(tree, proto_expert) || (tree == NULL && pc_in_window());
}

static void catch_up(void)
{
    const GArray *told;
    while ((told = pc_watch_next()) != NULL) {
        pc_notes_add(told);
    }
}

// Where too many frames wait they are read first. False: this one is too large to wait.
static bool let_wait(packet_info *pinfo, const PcFrame *frame)
{
    if (pc_watch_later(pinfo, frame)) {
        return true;
    }
    catch_up();
    return pc_watch_later(pinfo, frame);
}

static const PcNote *collect(packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree)
{
    PcFrame frame;
    if (!pc_watch_wants(pinfo, tvb, &frame)) {
        return NULL;
    }
    pc_notes_take_back();
    if (!is_looked_at(tree) && let_wait(pinfo, &frame)) {
        return NULL;
    }
    catch_up();
    return pc_notes_add_at(pc_watch_frame(pinfo, &frame), frame.number);
}

// What the end of the capture brings belongs to frames that were read before.
static void collect_end(void)
{
    catch_up();
    if (!pc_sessions_at_end(sessions)) {
        pc_notes_add(pc_watch_end_of_capture(pc_growing()));
    }
}

static const PcNote *recall(packet_info *pinfo)
{
    collect_end();
    return pc_notes_of(pinfo->num);
}

static PcLook look_again(void)
{
    return pc_sessions_at_end(sessions) ? PC_LOOK_AT_END : PC_LOOK_AGAIN;
}

static void draw_line(const PcClear *clear, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    PcPlace top = {NULL, tvb, 0, 0};
    top.tree = pc_draw_top(&top, tree, clear->line);
    pc_draw_findings(&top, pc_clear_findings(clear), pinfo);
}

// False: the frame bears nothing of the session after all.
static bool draw_session(const PcNote *note, unsigned roles, tvbuff_t *tvb, packet_info *pinfo,
                         proto_tree *tree)
{
    if (!is_looked_at(tree)) {
        return roles != PC_ROLE_OF_WORDS;
    }
    PcTapRow row = {note->session, (roles & PC_ROLES_OF_WHOLE) != 0, note->end};
    pc_watched_judge(sessions, note->session);
    if (!pc_shown_on(note->session->judgement, roles, pinfo->num)) {
        return false;
    }
    pc_draw(note->session, roles, tvb, pinfo, tree);
    pc_taps_queue(pinfo, &row);
    return true;
}

static const PcWatched *session_of(const PcNote *note, packet_info *pinfo)
{
    return note != NULL && note->session != NULL ? note->session : pc_belongs_to(pinfo);
}

// draw_number puts the number of its session on a frame that bears nothing else, where somebody
// asks for it.
static void draw_number(const PcNote *note, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (!pc_field_is_wanted(tree, PC_FIELD_SESSION)) {
        return;
    }
    const PcWatched *session = session_of(note, pinfo);
    if (session != NULL) {
        const PcPlace place = {tree, tvb, 0, 0};
        pc_field_put_hidden(&place, PC_FIELD_SESSION, session->number);
    }
}

static int dissect_phonecert(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    bool first = wsc_is_first_pass(pinfo);
    const PcNote *note = first ? collect(pinfo, tvb, tree) : recall(pinfo);
    PcLook look = first ? PC_LOOK_FIRST : look_again();
    unsigned roles = pc_note_roles(note, pinfo->num, look);
    const PcClear *clear = pc_note_clear(note, look);
    bool drawn = roles != 0 || clear != NULL;
    if (roles != 0) {
        drawn = draw_session(note, roles, tvb, pinfo, tree);
    } else if (clear != NULL && clear->fetched != NULL) {
        drawn = pc_draw_download(clear, tvb, pinfo, tree);
    } else if (clear != NULL) {
        draw_line(clear, tvb, pinfo, tree);
    }
    if (roles == 0 || !drawn) {
        draw_number(note, tvb, pinfo, tree);
    }
    return drawn ? (int)tvb_captured_length(tvb) : 0;
}

uint32_t pc_plugin_session(packet_info *pinfo)
{
    catch_up();
    const PcWatched *session = session_of(pc_notes_of(pinfo->num), pinfo);
    return session != NULL ? session->number : 0;
}

PcPluginFrame pc_plugin_frame(uint32_t number)
{
    PcPluginFrame frame = {NULL, NULL};
    if (sessions == NULL) {
        return frame; // no file is open
    }
    catch_up();
    collect_end();
    const PcNote *note = pc_notes_of(number);
    const PcClear *clear = pc_note_clear(note, look_again());
    if (note != NULL && note->session != NULL) {
        pc_watched_judge(sessions, note->session);
        frame =
            (PcPluginFrame){g_strdup(note->session->summary), note->session->judgement->findings};
    } else if (clear != NULL) {
        frame = (PcPluginFrame){pc_clear_line(clear), pc_clear_findings(clear)};
    }
    return frame;
}

// Whichever of the two comes first behind `frame`, round the end; 0 is none.
static uint64_t nearer(uint64_t one, uint64_t other, uint64_t frame)
{
    if (one == 0 || other == 0) {
        return MAX(one, other);
    }
    return (one > frame) == (other > frame) ? MIN(one, other) : MAX(one, other);
}

uint64_t pc_plugin_next_finding(uint64_t frame)
{
    uint64_t next = 0;
    if (sessions == NULL) {
        return 0;
    }
    catch_up();
    collect_end();
    (void)pc_sessions_hear(sessions);
    for (unsigned i = 0; pc_sessions_at(sessions, i) != NULL; i++) {
        const PcJudgement *judgement = pc_sessions_at(sessions, i)->judgement;
        for (unsigned k = 0; judgement != NULL && k < judgement->findings->len; k++) {
            const PcFinding *finding = g_ptr_array_index(judgement->findings, k);
            next = nearer(next, finding->frame, frame);
        }
    }
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(guint));
    pc_notes_with_words(words);
    for (unsigned i = 0; i < words->len; i++) {
        next = nearer(next, g_array_index(words, guint, i), frame);
    }
    return next;
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
    pc_phones_register();
    handle = register_dissector("phonecert", dissect_phonecert, proto_phonecert);
    register_postdissector(handle);
    register_init_routine(begin_file);
    register_cleanup_routine(end_file);
}

void pc_plugin_register_handoff(void)
{
    pc_opened_register();
    pc_secrets_register();
    pc_draw_register_handoff();
    pc_draw_download_register_handoff();
    pc_ports_claim(true);
}
