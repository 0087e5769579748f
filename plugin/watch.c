// SPDX-License-Identifier: GPL-2.0-or-later
// Frames in, sessions out. The core calls back while it reads. Nothing here calls what may throw an
// exception of epan's then, which would jump over the core.
#include "plugin/watch.h"

#include "core/observe/heard.h"
#include "core/wiretap/record.h"
#include "plugin/backlog.h"
#include "plugin/opened.h"
#include "plugin/preferences.h"
#include "plugin/secrets.h"

static PcSessions *sessions;     // lent
static PcObserve *observe;       // NULL before the first frame
static PcPackets *packets;       // likewise
static PcBacklog *backlog;       // frames that were not read yet
static GPtrArray *clears;        // of PcClear, of the file
static GHashTable *of_handshake; // PcHandshake that is still read -> PcWatched
static GArray *told;             // of PcTold, by the present frame
static bool paused;              // nothing came since silent connections were told so
static bool pausing;             // what is told now holds as long as nothing follows
static uint64_t n_sessions;      // that were found
static bool bounds[PC_HOLDS];    // of the account, of which it was told that they were hit
static int64_t reached;          // time of the latest frame of media, ns since 1970 UTC

// ---- handshakes ---------------------------------------------------------------------------

static void tell_session(PcWatched *session, uint64_t frame)
{
    enum { LOOK_BACK = 8 }; // one frame tells of hardly more, and a pause of each session once
    for (unsigned i = told->len > LOOK_BACK ? told->len - LOOK_BACK : 0; i < told->len; i++) {
        const PcTold *known = &g_array_index(told, PcTold, i);
        if (known->session == session && known->frame == frame) {
            return;
        }
    }
    PcTold row = {.frame = frame, .session = session};
    g_array_append_val(told, row);
}

static void on_shown(void *user, PcHandshake *handshake, const PcSeen *seen, bool done)
{
    (void)user;
    PcWatched *session = g_hash_table_lookup(of_handshake, handshake);
    if (session == NULL) {
        session = pc_sessions_borrow(sessions, handshake);
        n_sessions += 1;
    }
    session = pc_sessions_adopt_earlier(sessions, session);
    g_hash_table_replace(of_handshake, handshake, session);
    session->waits = !done;
    tell_session(session, seen->frame);
}

static void on_ended(void *user, PcHandshake *handshake)
{
    (void)user;
    PcWatched *session = g_hash_table_lookup(of_handshake, handshake);
    g_hash_table_remove(of_handshake, handshake);
    if (session == NULL) { // only its end has made something of it
        const PcHandshakeFrames *frames = &handshake->frames;
        session = pc_sessions_borrow(sessions, handshake);
        n_sessions += 1;
        tell_session(session,
                     frames->client_certificate != 0 ? frames->client_certificate : frames->first);
    }
    pc_watched_own(sessions, session);
}

// ---- what is said in clear ----------------------------------------------------------------

static void tell_clear(const PcClear *clear, uint64_t frame)
{
    if (clear != NULL) {
        PcTold row = {.frame = frame, .clear = clear};
        g_array_append_val(told, row);
    }
}

static void on_download(void *user, const PcDownload *download)
{
    PcOverheard *overheard = pc_sessions_hear(sessions);
    (void)user;
    pc_overheard_account(overheard, pc_observe_account(observe));
    tell_clear(pc_clear_download(clears, overheard, download), download->frame);
}

static void on_named(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                     const char *device, const PcSeen *seen)
{
    (void)user;
    const PcOverheardName name = pc_heard_name(phone, server, device, seen);
    tell_clear(pc_clear_named(clears, pc_sessions_hear(sessions), &name), seen->frame);
}

static void on_answer(void *user, const PcSipHeard *heard, const PcSeen *seen)
{
    (void)user;
    const PcOverheardAnswer answer = pc_heard_answer(heard);
    tell_clear(pc_clear_answered(clears, pc_sessions_hear(sessions), &answer), seen->frame);
}

static void on_attempt(void *user, const PcEndpoint *from, const PcEndpoint *to, bool refused,
                       const PcSeen *seen)
{
    (void)user;
    const PcOverheardAttempt attempt = pc_heard_attempt(from, to, refused, seen);
    PcTold row = {.frame = seen->frame,
                  .clear = pc_clear_attempt(clears, pc_sessions_hear(sessions), &attempt),
                  .unrelated = !refused,
                  .for_now = !refused && pausing};
    if (row.clear != NULL) {
        g_array_append_val(told, row);
    }
}

// ---- a file -------------------------------------------------------------------------------

void pc_watch_begin_file(PcSessions *of_file)
{
    sessions = of_file;
    pc_secrets_begin_file();
    backlog = pc_backlog_new();
    clears = pc_clears_new();
    told = g_array_new(FALSE, FALSE, sizeof(PcTold));
    of_handshake = g_hash_table_new(NULL, NULL);
    paused = true;
    reached = G_MININT64;
    n_sessions = 0;
    for (PcHold what = 0; what < PC_HOLDS; what++) {
        bounds[what] = false;
    }
}

void pc_watch_end_file(void)
{
    if (observe != NULL) {
        const PcObserveEvents nobody = {.handshake = NULL};
        pc_observe_tell(observe, &nobody, NULL);
    }
    pc_secrets_end_file();
    g_clear_pointer(&backlog, pc_backlog_free);
    g_clear_pointer(&packets, pc_packets_free);
    g_clear_pointer(&observe, pc_observe_free);
    g_clear_pointer(&of_handshake, g_hash_table_unref);
    g_clear_pointer(&told, g_array_unref);
    g_clear_pointer(&clears, g_ptr_array_unref);
    sessions = NULL;
}

static bool add_tunnel(uint16_t port, const char *name)
{
    return name != NULL && !g_str_equal(name, "mpls") && !g_str_equal(name, "ip") &&
           pc_packets_tunnel(packets, port, name);
}

// A UDP port that Wireshark takes for a tunnel's, by itself or by Decode As, is one to us. Not
// every dissector has a name of its own.
static void learn_tunnel(const char *table, ftenum_t type, void *key, void *value, void *user)
{
    dissector_handle_t handle = dtbl_entry_get_handle(value);
    uint16_t port = (uint16_t)GPOINTER_TO_UINT(key);
    (void)type, (void)user;
    if (handle != NULL && g_str_equal(table, "udp.port") &&
        !add_tunnel(port, dissector_handle_get_dissector_name(handle))) {
        int protocol = dissector_handle_get_protocol_index(handle);
        (void)add_tunnel(port, protocol > 0 ? proto_get_protocol_filter_name(protocol) : NULL);
    }
}

static void begin_reading(void)
{
    static const PcObserveEvents events = {
        .handshake = on_ended,
        .shown = on_shown,
        .download = on_download,
        .sip_answer = on_answer,
        .device_named = on_named,
        .connection_failed = on_attempt,
    };
    g_autoptr(GBytes) key_log = pc_preferences_key_log();
    observe = pc_observe_new(&events, NULL);
    pc_observe_limit(observe, pc_preferences_memory());
    pc_observe_keys(observe, pc_bytes_of(key_log));
    pc_observe_opened(observe, pc_opened_record, NULL);
    packets = pc_packets_new(pc_observe_sink(), observe);
    pc_packets_hurry(packets);
    // The first walk leaves out ports that only Decode As has given a dissector.
    dissector_table_foreach("udp.port", learn_tunnel, NULL);
    dissector_all_tables_foreach_changed(learn_tunnel, NULL);
}

// Those that are still read, and go on.
static void resume_handshakes(void)
{
    GHashTableIter at;
    void *handshake;
    void *session;
    pc_sessions_reach_end(sessions, false);
    g_hash_table_iter_init(&at, of_handshake);
    while (g_hash_table_iter_next(&at, &handshake, &session)) {
        pc_handshake_resume(handshake);
        pc_watched_touch(sessions, session);
    }
}

// What the file brings before this frame, whatever Wireshark has made of it.
static void learn_secrets(void)
{
    PcBytes key_log;
    while (pc_secrets_next(&key_log)) {
        pc_observe_keys(observe, key_log);
    }
}

bool pc_watch_wants(packet_info *pinfo, tvbuff_t *tvb, PcFrame *frame)
{
    int len = (int)tvb_captured_length(tvb);
    PcBytes bytes = len > 0 ? pc_bytes(tvb_get_ptr(tvb, 0, len), (size_t)len) : pc_bytes(NULL, 0);
    if (!pc_record_frame(pinfo->rec, bytes, frame)) {
        return false;
    }
    frame->number = pinfo->num;
    frame->time = pc_record_time(&pinfo->abs_ts); // the user may have shifted it
    if (packets == NULL) {
        begin_reading();
        pc_secrets_of(pinfo);
    }
    learn_secrets();
    if (!pc_packets_is_media(packets, frame)) {
        return true;
    }
    reached = MAX(reached, frame->time);
    return false;
}

// Each bound once, on the first frame that it was hit in and that has nothing else to tell.
static void tell_bounds(uint64_t frame)
{
    PcAccount hit = *pc_observe_account(observe);
    bool is_new = false;
    for (PcHold what = 0; what < PC_HOLDS; what++) {
        hit.n_over[what] = bounds[what] ? 0 : hit.n_over[what];
        bounds[what] = bounds[what] || hit.n_over[what] > 0;
        is_new = is_new || hit.n_over[what] > 0;
    }
    if (is_new) {
        tell_clear(
            pc_clear_bound(clears, pc_account_say(&hit, "the preference phonecert.max_memory")),
            frame);
    }
}

static const GArray *read_frame(const PcFrame *frame, const PcOpenedLists *opened)
{
    if (packets == NULL) {
        begin_reading();
    }
    if (pc_sessions_at_end(sessions)) {
        resume_handshakes();
    }
    paused = false;
    g_array_set_size(told, 0);
    pc_opened_begin_frame(frame->number, opened);
    pc_packets_frame(packets, frame);
    pc_opened_end_frame();
    if (told->len == 0) {
        tell_bounds(frame->number);
    }
    return told;
}

// What Wireshark has opened of the frame, and by which secret, so that what it could not put
// together opens, too.
static PcOpenedLists take_opened(packet_info *pinfo)
{
    const PcOpenedLists opened = pc_opened_lists(pinfo);
    g_autofree char *secret = opened.n > 0 ? pc_secrets_derived(pinfo) : NULL;
    if (secret != NULL) {
        pc_observe_keys(observe, pc_bytes(secret, strlen(secret)));
    }
    return opened;
}

const GArray *pc_watch_frame(packet_info *pinfo, const PcFrame *frame)
{
    const PcOpenedLists opened = take_opened(pinfo);
    return read_frame(frame, &opened);
}

bool pc_watch_later(packet_info *pinfo, const PcFrame *frame)
{
    const PcOpenedLists opened = take_opened(pinfo);
    return pc_backlog_add(backlog, frame, &opened);
}

const GArray *pc_watch_next(void)
{
    PcFrame frame;
    PcOpenedLists opened;
    return pc_backlog_take(backlog, &frame, &opened) ? read_frame(&frame, &opened) : NULL;
}

static void end_handshakes(void)
{
    GHashTableIter at;
    void *handshake;
    void *session;
    g_hash_table_iter_init(&at, of_handshake);
    while (g_hash_table_iter_next(&at, &handshake, &session)) {
        pc_handshake_end_of_capture(handshake);
        pc_watched_touch(sessions, session);
    }
}

// On the first frame, where one looks first.
static void tell_silence(void)
{
    const PcClear *clear = pc_clear_silence(clears, pc_packets_silence(packets, n_sessions));
    if (clear != NULL) {
        PcTold row = {.frame = 1, .clear = clear, .unrelated = true, .for_now = true};
        g_array_append_val(told, row);
    }
}

const GArray *pc_watch_end_of_capture(bool of_silent)
{
    enum { SILENT_SECONDS = 60 }; // longer than any retransmission waits
    g_array_set_size(told, 0);
    pausing = true;
    if (of_silent && !paused) {
        pc_packets_pause(packets, SILENT_SECONDS);
    } else if (!of_silent && !pc_sessions_at_end(sessions)) {
        pc_sessions_reach_end(sessions, true);
        pc_packets_reach(packets, reached);
        pc_packets_pause(packets, 0);
        pc_observe_end_of_capture(observe);
        end_handshakes();
        tell_silence();
    }
    pausing = false;
    paused = true;
    return told;
}
