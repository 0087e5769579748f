// SPDX-License-Identifier: GPL-2.0-or-later
// The sessions of one file: how they begin, and when they are judged. To judge costs far more than
// to read, signatures above all, so it waits until somebody looks, or until what it goes by
// changes.
#include "plugin/watched.h"

struct PcSessions {
    PcJudgeSource source;
    PcOverheard *overheard; // NULL before anything is to be judged
    GPtrArray *all;         // of PcWatched
    GHashTable *unjudged;   // set of those of them that have changed since they were judged
    bool at_end;            // of the capture, as far as is known
};

static void session_free(void *data)
{
    PcWatched *session = data;
    pc_judgement_free(session->judgement);
    if (!session->borrowed) {
        pc_handshake_free(session->handshake);
    }
    g_free(session->label);
    g_free(session->summary);
    g_free(session);
}

PcSessions *pc_sessions_new(PcJudgeSource source)
{
    PcSessions *sessions = g_new0(PcSessions, 1);
    sessions->source = source;
    sessions->at_end = true;
    sessions->all = g_ptr_array_new_with_free_func(session_free);
    sessions->unjudged = g_hash_table_new(NULL, NULL);
    return sessions;
}

void pc_sessions_free(PcSessions *sessions)
{
    if (sessions != NULL) {
        g_hash_table_unref(sessions->unjudged);
        g_ptr_array_unref(sessions->all);
        pc_overheard_free(sessions->overheard);
        g_free(sessions);
    }
}

static PcOverheard *overheard(PcSessions *sessions)
{
    if (sessions->overheard == NULL) {
        sessions->overheard = pc_overheard_new(sessions->source());
    }
    return sessions->overheard;
}

static PcWatched *add_session(PcSessions *sessions, PcHandshake *handshake)
{
    PcWatched *session = g_new0(PcWatched, 1);
    session->handshake = handshake;
    session->waits = true;
    g_ptr_array_add(sessions->all, session);
    session->number = sessions->all->len;
    return session;
}

static void judge(PcSessions *sessions, PcWatched *session)
{
    pc_judgement_free(session->judgement);
    g_free(session->label);
    g_free(session->summary);
    session->judgement = pc_overheard_judge(overheard(sessions), session->handshake);
    session->goes_on = session->waits && !sessions->at_end;
    session->label = pc_judgement_label(session->judgement, session->goes_on);
    session->summary = pc_judgement_summary(session->judgement, session->goes_on);
}

void pc_sessions_reach_end(PcSessions *sessions, bool at_end)
{
    sessions->at_end = at_end;
}

bool pc_sessions_at_end(const PcSessions *sessions)
{
    return sessions->at_end;
}

const PcWatched *pc_sessions_at(const PcSessions *sessions, unsigned place)
{
    return place < sessions->all->len ? g_ptr_array_index(sessions->all, place) : NULL;
}

PcOverheard *pc_sessions_hear(PcSessions *sessions)
{
    GHashTableIter at;
    void *session;
    g_hash_table_iter_init(&at, sessions->unjudged);
    while (g_hash_table_iter_next(&at, &session, NULL)) {
        judge(sessions, session);
        g_hash_table_iter_remove(&at);
    }
    return overheard(sessions);
}

PcWatched *pc_sessions_borrow(PcSessions *sessions, PcHandshake *handshake)
{
    PcWatched *session = add_session(sessions, handshake);
    session->borrowed = true;
    return session;
}

void pc_watched_own(PcSessions *sessions, PcWatched *session)
{
    session->borrowed = false;
    session->waits = false;
    g_hash_table_add(sessions->unjudged, session);
}

// `session` becomes the record of `earlier`, and what goes on is a new session.
static PcWatched *split(PcSessions *sessions, PcWatched *session, PcHandshake *earlier)
{
    PcWatched *later = add_session(sessions, session->handshake);
    later->borrowed = true;
    session->handshake = earlier;
    pc_watched_own(sessions, session);
    return later;
}

PcWatched *pc_sessions_adopt_earlier(PcSessions *sessions, PcWatched *session)
{
    for (;;) {
        PcHandshake *earlier = pc_handshake_take_earlier(session->handshake);
        if (earlier == NULL) {
            return session;
        }
        session = split(sessions, session, earlier);
    }
}

void pc_watched_touch(PcSessions *sessions, PcWatched *session)
{
    pc_handshake_settle(session->handshake);
    g_hash_table_add(sessions->unjudged, session);
}

void pc_watched_note(PcSessions *sessions, PcWatched *session, uint64_t frame)
{
    const PcHandshake *handshake = session->handshake;
    pc_watched_touch(sessions, session);
    session->last_frame = MAX(session->last_frame, frame);
    bool told = handshake->client_certificate == PC_CLIENT_CERTIFICATE_RESUMED ||
                handshake->client_certificate == PC_CLIENT_CERTIFICATE_ENCRYPTED;
    if (told && session->told_frame == 0) {
        session->told_frame = frame;
    }
}

void pc_watched_judge(PcSessions *sessions, PcWatched *session)
{
    if (g_hash_table_remove(sessions->unjudged, session)) {
        judge(sessions, session);
    }
}

static uint64_t stand_in_frame(const PcWatched *session, PcLook look)
{
    if (pc_handshake_has_place(session->handshake)) {
        return 0;
    }
    if (session->told_frame != 0 || look != PC_LOOK_AT_END) {
        return session->told_frame;
    }
    return session->last_frame;
}

unsigned pc_watched_frame_roles(const PcWatched *session, uint64_t frame, PcLook look)
{
    const unsigned stand_in =
        stand_in_frame(session, look) == frame ? (unsigned)PC_ROLE_OF_STAND_IN : 0;
    return stand_in | pc_handshake_roles(session->handshake, frame);
}
