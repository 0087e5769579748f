// SPDX-License-Identifier: GPL-2.0-or-later
// What the application said, where it could be read: SIP's registration and its answer, CAPF's
// enrolment, TVS's questions. Told by content, not by port; anything else is not looked at again.
#include "core/handshake/work.h"
#include "core/talk/capf.h"
#include "core/talk/sccp.h"
#include "core/talk/sip.h"
#include "core/talk/tvs.h"

typedef enum {
    INSIDE_UNKNOWN,
    INSIDE_OTHER,
    INSIDE_SIP,
    INSIDE_SCCP,
    INSIDE_CAPF,
    INSIDE_TVS
} Protocol;

enum { PROTOCOL_LEN = 32 }; // so many bytes are enough to tell

struct PcInside {
    Protocol protocol;
    PcHandshake *handshake; // whose facts it fills in
    PcSipTalk sip;
    PcCutter sccp[2]; // by direction
    uint8_t first;    // a record of a single byte that came first, and from where
    bool has_first;
    PcSeen first_seen;
};

void pc_inside_free(PcInside *inside)
{
    if (inside != NULL) {
        pc_sip_talk_clear(&inside->sip);
        pc_cutter_clear(&inside->sccp[0]);
        pc_cutter_clear(&inside->sccp[1]);
        g_free(inside);
    }
}

void pc_inside_move(PcHandshake *from, PcHandshake *to)
{
    to->sip_device = g_steal_pointer(&from->sip_device);
    to->sccp_device = g_steal_pointer(&from->sccp_device);
    to->sip_warning = g_steal_pointer(&from->sip_warning);
    to->sip_status = from->sip_status;
    to->capf = g_steal_pointer(&from->capf);
    to->tvs = g_steal_pointer(&from->tvs);
    to->work->inside = g_steal_pointer(&from->work->inside);
    if (to->work->inside != NULL) {
        to->work->inside->handshake = to;
    }
}

static void on_register(void *user, unsigned direction, const char *device)
{
    PcInside *inside = user;
    (void)direction;
    if (inside->handshake->sip_device == NULL) {
        inside->handshake->sip_device = g_strdup(device);
    }
}

static void on_answer(void *user, const PcSipAnswer *answer)
{
    PcInside *inside = user;
    PcHandshake *handshake = inside->handshake;
    handshake->sip_status = answer->status;
    g_free(handshake->sip_warning);
    handshake->sip_warning = g_strdup(answer->warning);
}

static PcCutterStep take_sccp(void *user, PcBytes *from)
{
    PcInside *inside = user;
    PcSccpMessage message;
    const PcSccpStep step = pc_sccp_read(from, &message);
    if (step != PC_SCCP_TAKEN) {
        return step == PC_SCCP_MORE ? PC_CUTTER_MORE : PC_CUTTER_STOP;
    }
    char *device = pc_sccp_register_device(&message);
    if (device == NULL || inside->handshake->sccp_device != NULL) {
        g_free(device);
    } else {
        inside->handshake->sccp_device = device;
    }
    return PC_CUTTER_TAKEN;
}

static bool is_sccp(PcBytes content)
{
    enum { HEAD_LEN = 12 };
    PcSccpMessage message;
    return content.len >= HEAD_LEN && pc_sccp_read(&content, &message) != PC_SCCP_NO;
}

// CAPF's server and TVS's client speak first; their messages begin with a letter of their own and a
// small command (core/talk/capf.h, core/talk/tvs.h).
static Protocol protocol_of(PcBytes content)
{
    enum { TVS_VERSION = 1 };
    uint8_t first, second;
    if (pc_sip_looks_like(content)) {
        return INSIDE_SIP;
    }
    if (!pc_bytes_at(content, 0, &first) || !pc_bytes_at(content, 1, &second)) {
        return INSIDE_OTHER;
    }
    if (first == PC_CAPF_PROTOCOL && pc_capf_command_name(second) != NULL) {
        return INSIDE_CAPF;
    }
    if (first == PC_TVS_PROTOCOL && second == TVS_VERSION) {
        return INSIDE_TVS;
    }
    return is_sccp(content) ? INSIDE_SCCP : INSIDE_OTHER;
}

static PcInside *begin_inside(PcHandshake *handshake)
{
    PcInside *inside = g_new0(PcInside, 1);
    inside->handshake = handshake;
    inside->sccp[0].max_len = PC_SCCP_MAX_MESSAGE + 8;
    inside->sccp[1].max_len = PC_SCCP_MAX_MESSAGE + 8;
    inside->sip = (PcSipTalk){.registers = on_register, .answers = on_answer, .user = inside};
    return inside;
}

static void feed(PcHandshake *handshake, const PcSeen *seen, PcBytes content)
{
    PcInside *inside = handshake->work->inside;
    switch (inside->protocol) {
    case INSIDE_UNKNOWN:
    case INSIDE_OTHER:
        break;
    case INSIDE_SIP:
        pc_sip_talk_bytes(&inside->sip, seen->direction, content);
        break;
    case INSIDE_SCCP:
        pc_cutter_feed(&inside->sccp[seen->direction & 1], content, take_sccp, inside);
        break;
    case INSIDE_CAPF:
        pc_capf_session_bytes(handshake->capf, seen, content);
        break;
    case INSIDE_TVS:
        pc_tvs_session_bytes(handshake->tvs, seen, content);
        break;
    }
}

// Against attacks on CBC some send an empty record first, others one of a single byte.
static bool is_split_off(PcInside *inside, const PcSeen *seen, PcBytes content)
{
    if (inside->protocol != INSIDE_UNKNOWN || inside->has_first || content.len != 1) {
        return false;
    }
    inside->has_first = pc_bytes_u8(&content, &inside->first);
    inside->first_seen = *seen;
    return true;
}

static void decide(PcHandshake *handshake, PcBytes content)
{
    PcInside *inside = handshake->work->inside;
    uint8_t beginning[PROTOCOL_LEN];
    size_t len = 0;
    if (inside->has_first) {
        beginning[len++] = inside->first;
    }
    len += pc_bytes_copy_out(content, &beginning[len], sizeof beginning - len);
    inside->protocol = protocol_of(pc_bytes(beginning, len));
    if (inside->protocol == INSIDE_CAPF) {
        handshake->capf = pc_capf_session_new();
    } else if (inside->protocol == INSIDE_TVS) {
        handshake->tvs = pc_tvs_session_new();
    }
    if (inside->has_first) {
        feed(handshake, &inside->first_seen, pc_bytes(&inside->first, 1));
    }
}

void pc_handshake_data(PcHandshake *handshake, const PcSeen *seen, PcBytes content)
{
    struct PcHandshakeWork *work = handshake->work;
    if (work->inside == NULL) {
        work->inside = begin_inside(handshake);
    }
    if (content.len == 0 || is_split_off(work->inside, seen, content)) {
        return;
    }
    if (work->inside->protocol == INSIDE_UNKNOWN) {
        decide(handshake, content);
    }
    feed(handshake, seen, content);
}

void pc_inside_gap(PcHandshake *handshake, unsigned direction)
{
    PcInside *inside = handshake->work->inside;
    if (inside == NULL) {
        return;
    }
    switch (inside->protocol) {
    case INSIDE_UNKNOWN:
    case INSIDE_OTHER:
        break;
    case INSIDE_SIP:
        pc_sip_talk_gap(&inside->sip, direction);
        break;
    case INSIDE_SCCP:
        pc_cutter_stop(&inside->sccp[direction & 1]);
        break;
    case INSIDE_CAPF:
        pc_capf_session_gap(handshake->capf, direction);
        break;
    case INSIDE_TVS:
        pc_tvs_session_gap(handshake->tvs, direction);
        break;
    }
}
