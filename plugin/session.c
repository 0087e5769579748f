// SPDX-License-Identifier: GPL-2.0-or-later
// The sessions of one file: how they begin, are judged again as more of them is seen, and when
// nothing that follows can change them any more.
#include "plugin/session.h"

enum { N_SLOTS = 1 << 12 };

struct PcSessions {
    PcJudgeSource source;
    PcKeyLogSource keys;
    PcJudge *judge;         // lent; NULL before anything is to be judged
    PcOverheard *overheard; // likewise
    GPtrArray *all;         // of PcSession
    PcResumption *resumption;
    PcTlsMemory memory; // empty before anything is read
    // How many waiting sessions fall into the slot of their ports: lets application data of
    // everybody else pass without a look at its conversation.
    uint32_t waiting[N_SLOTS];
};

static size_t slot_of(uint32_t port, uint32_t other_port)
{
    uint32_t low = MIN(port, other_port);
    uint32_t high = MAX(port, other_port);
    return (low * 31 + high) % N_SLOTS;
}

static void session_free(void *data)
{
    PcSession *session = data;
    pc_judgement_free(session->judgement);
    if (!session->borrowed) {
        pc_handshake_free(session->handshake);
    }
    g_free(session->label);
    g_free(session->summary);
    g_free(session);
}

PcSessions *pc_sessions_new(PcJudgeSource source, PcKeyLogSource keys)
{
    PcSessions *sessions = g_new0(PcSessions, 1);
    sessions->source = source;
    sessions->keys = keys;
    sessions->all = g_ptr_array_new_with_free_func(session_free);
    sessions->resumption = pc_resumption_new();
    return sessions;
}

void pc_sessions_free(PcSessions *sessions)
{
    if (sessions != NULL) {
        g_ptr_array_unref(sessions->all);
        pc_overheard_free(sessions->overheard);
        pc_resumption_free(sessions->resumption);
        pc_key_log_free(sessions->memory.keys);
        g_free(sessions);
    }
}

static void set_waits(PcSessions *sessions, PcSession *session, bool waits)
{
    uint32_t *slot = &sessions->waiting[slot_of(session->ports[0], session->ports[1])];
    if (waits && !session->waits) {
        *slot += 1;
    } else if (!waits && session->waits) {
        *slot -= 1;
    }
    session->waits = waits;
}

PcOverheard *pc_sessions_overheard(PcSessions *sessions)
{
    if (sessions->overheard == NULL) {
        sessions->judge = sessions->source();
        sessions->overheard = pc_overheard_new(sessions->judge);
    }
    return sessions->overheard;
}

const PcTlsMemory *pc_sessions_memory(PcSessions *sessions)
{
    if (sessions->memory.keys == NULL) {
        sessions->memory = (PcTlsMemory){
            .resumption = sessions->resumption,
            .keys = sessions->keys(),
            .lends = true,
        };
    }
    return &sessions->memory;
}

static PcSession *add_session(PcSessions *sessions, PcHandshake *handshake)
{
    PcSession *session = g_new0(PcSession, 1);
    session->handshake = handshake;
    for (size_t d = 0; d < G_N_ELEMENTS(session->ports); d++) {
        session->ports[d] = (uint32_t)MAX(handshake->end[d].port, 0);
    }
    g_ptr_array_add(sessions->all, session);
    session->number = sessions->all->len;
    set_waits(sessions, session, true);
    return session;
}

bool pc_sessions_wait_for(const PcSessions *sessions, uint32_t port, uint32_t other_port)
{
    return sessions->waiting[slot_of(port, other_port)] != 0;
}

static void judge_settled(PcSessions *sessions, PcSession *session)
{
    pc_judgement_free(session->judgement);
    g_free(session->label);
    g_free(session->summary);
    session->judgement = pc_overheard_judge(pc_sessions_overheard(sessions), session->handshake);
    session->label = pc_judgement_label(session->judgement);
    session->summary = pc_judgement_summary(session->judgement);
    session->unjudged = false;
}

PcSession *pc_sessions_borrow(PcSessions *sessions, PcHandshake *handshake,
                              const PcReading *reading)
{
    PcSession *session = add_session(sessions, handshake);
    session->borrowed = true;
    session->reading = reading != NULL ? *reading : (PcReading){0};
    return session;
}

void pc_session_own(PcSession *session)
{
    session->borrowed = false;
    session->reading = (PcReading){0};
}

// `session` becomes the record of `earlier`, and what goes on is a new session.
static PcSession *split(PcSessions *sessions, PcSession *session, PcHandshake *earlier)
{
    PcSession *later = add_session(sessions, session->handshake);
    later->borrowed = session->borrowed;
    later->reading = session->reading;
    pc_session_own(session);
    session->handshake = earlier;
    judge_settled(sessions, session);
    set_waits(sessions, session, false);
    return later;
}

PcSession *pc_sessions_adopt_earlier(PcSessions *sessions, PcSession *session)
{
    for (;;) {
        PcHandshake *earlier = pc_handshake_take_earlier(session->handshake);
        if (earlier == NULL) {
            return session;
        }
        session = split(sessions, session, earlier);
    }
}

void pc_session_judge(PcSessions *sessions, PcSession *session, uint64_t frame)
{
    PcHandshake *handshake = session->handshake;
    pc_resumption_note(sessions->resumption, handshake);
    pc_handshake_settle(handshake);
    judge_settled(sessions, session);
    session->last_frame = frame;
    session->ended = false;
    bool told = handshake->client_certificate == PC_CLIENT_CERTIFICATE_RESUMED ||
                handshake->client_certificate == PC_CLIENT_CERTIFICATE_ENCRYPTED;
    if (told && session->told_frame == 0) {
        session->told_frame = frame;
    }
    bool read_on = session->reading.over != NULL && !session->reading.over(session->reading.reader);
    set_waits(sessions, session, read_on || !pc_handshake_decided(handshake));
}

void pc_session_end(PcSessions *sessions, PcSession *session)
{
    if ((!session->waits && !session->unjudged) || session->ended) {
        return;
    }
    if (session->reading.end != NULL) {
        session->reading.end(session->reading.reader);
    } else {
        pc_handshake_end_of_capture(session->handshake);
        pc_handshake_settle(session->handshake);
    }
    judge_settled(sessions, session);
    session->ended = true;
}

static uint64_t stand_in_frame(const PcSession *session, bool revisited)
{
    const PcHandshakeFrames *frames = &session->handshake->frames;
    if (frames->client_certificate != 0 || frames->client_key_exchange != 0) {
        return 0;
    }
    if (session->told_frame != 0 || !revisited) {
        return session->told_frame;
    }
    return session->last_frame;
}

// Behind an accepted handshake an unreadable alert is only a goodbye.
static uint64_t alert_frame(const PcSession *session)
{
    const PcHandshake *handshake = session->handshake;
    bool goodbye = !handshake->alert.seen && handshake->outcome == PC_OUTCOME_ACCEPTED;
    return goodbye ? 0 : handshake->frames.alert;
}

unsigned pc_session_frame_roles(const PcSession *session, uint64_t frame, bool revisited)
{
    const PcHandshakeFrames *frames = &session->handshake->frames;
    const struct {
        uint64_t frame;
        unsigned role;
    } rows[] = {
        {frames->client_certificate, PC_ROLE_OF_CERTIFICATE},
        {frames->client_key_exchange, PC_ROLE_OF_KEY_EXCHANGE},
        {stand_in_frame(session, revisited), PC_ROLE_OF_STAND_IN},
        {alert_frame(session), PC_ROLE_OF_ALERT},
        {frames->outcome, PC_ROLE_OF_OUTCOME},
    };
    unsigned roles = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].frame == frame && session->judgement != NULL) {
            roles |= rows[i].role;
        }
    }
    return roles;
}
