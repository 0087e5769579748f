// SPDX-License-Identifier: GPL-2.0-or-later
// Which protocol is spoken is told by content, not by port, and by its first bytes; anything else
// is not looked at again.
#include "core/talk/said.h"
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

struct PcSaidWork {
    Protocol protocol;
    PcSaid *said; // whose facts it fills in
    PcSipTalk sip;
    PcCutter sccp[2]; // by direction
    uint64_t frame;   // of what is read now
    uint8_t first;    // a record of a single byte that came first, and from where
    bool has_first;
    PcSeen first_seen;
};

void pc_said_clear(PcSaid *said)
{
    if (said->work != NULL) {
        pc_sip_talk_clear(&said->work->sip);
        pc_cutter_clear(&said->work->sccp[0]);
        pc_cutter_clear(&said->work->sccp[1]);
        g_free(said->work);
    }
    g_free(said->sip_device);
    g_free(said->sccp_device);
    g_free(said->sip_warning);
    pc_capf_session_free(said->capf);
    pc_tvs_session_free(said->tvs);
    *said = (PcSaid){0};
}

void pc_said_move(PcSaid *from, PcSaid *to)
{
    *to = *from;
    *from = (PcSaid){0};
    if (to->work != NULL) {
        to->work->said = to;
    }
}

static void on_register(void *user, unsigned direction, const char *device)
{
    struct PcSaidWork *work = user;
    (void)direction;
    if (work->said->sip_device == NULL) {
        work->said->sip_device = g_strdup(device);
        work->said->frame = work->frame;
    }
}

static void on_answer(void *user, const PcSipAnswer *answer)
{
    struct PcSaidWork *work = user;
    PcSaid *said = work->said;
    said->sip_status = answer->status;
    said->frame = work->frame;
    g_free(said->sip_warning);
    said->sip_warning = g_strdup(answer->warning);
}

static PcCutterStep take_sccp(void *user, PcBytes *from)
{
    struct PcSaidWork *work = user;
    PcSccpMessage message;
    const PcSccpStep step = pc_sccp_read(from, &message);
    if (step != PC_SCCP_TAKEN) {
        return step == PC_SCCP_MORE ? PC_CUTTER_MORE : PC_CUTTER_STOP;
    }
    char *device = pc_sccp_register_device(&message);
    if (device == NULL || work->said->sccp_device != NULL) {
        g_free(device);
    } else {
        work->said->sccp_device = device;
        work->said->frame = work->frame;
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

static struct PcSaidWork *begin_work(PcSaid *said)
{
    struct PcSaidWork *work = g_new0(struct PcSaidWork, 1);
    work->said = said;
    work->sccp[0].max_len = PC_SCCP_MAX_MESSAGE + 8;
    work->sccp[1].max_len = PC_SCCP_MAX_MESSAGE + 8;
    work->sip = (PcSipTalk){.registers = on_register, .answers = on_answer, .user = work};
    return work;
}

static void feed(PcSaid *said, const PcSeen *seen, PcBytes content)
{
    struct PcSaidWork *work = said->work;
    work->frame = seen->frame;
    switch (work->protocol) {
    case INSIDE_UNKNOWN:
    case INSIDE_OTHER:
        break;
    case INSIDE_SIP:
        pc_sip_talk_bytes(&work->sip, seen->direction, content);
        break;
    case INSIDE_SCCP:
        pc_cutter_feed(&work->sccp[seen->direction & 1], content, take_sccp, work);
        break;
    case INSIDE_CAPF:
        pc_capf_session_bytes(said->capf, seen, content);
        said->frame = seen->frame;
        break;
    case INSIDE_TVS:
        pc_tvs_session_bytes(said->tvs, seen, content);
        said->frame = seen->frame;
        break;
    }
}

// Against attacks on CBC some send an empty record first, others one of a single byte.
static bool is_split_off(struct PcSaidWork *work, const PcSeen *seen, PcBytes content)
{
    if (work->protocol != INSIDE_UNKNOWN || work->has_first || content.len != 1) {
        return false;
    }
    work->has_first = pc_bytes_u8(&content, &work->first);
    work->first_seen = *seen;
    return true;
}

static void decide(PcSaid *said, PcBytes content)
{
    struct PcSaidWork *work = said->work;
    uint8_t beginning[PROTOCOL_LEN];
    size_t len = 0;
    if (work->has_first) {
        beginning[len++] = work->first;
    }
    len += pc_bytes_copy_out(content, &beginning[len], sizeof beginning - len);
    work->protocol = protocol_of(pc_bytes(beginning, len));
    if (work->protocol == INSIDE_CAPF) {
        said->capf = pc_capf_session_new();
    } else if (work->protocol == INSIDE_TVS) {
        said->tvs = pc_tvs_session_new();
    }
    if (work->has_first) {
        feed(said, &work->first_seen, pc_bytes(&work->first, 1));
    }
}

void pc_said_bytes(PcSaid *said, const PcSeen *seen, PcBytes content)
{
    if (said->work == NULL) {
        said->work = begin_work(said);
    }
    if (content.len == 0 || is_split_off(said->work, seen, content)) {
        return;
    }
    if (said->work->protocol == INSIDE_UNKNOWN) {
        decide(said, content);
    }
    feed(said, seen, content);
}

void pc_said_gap(PcSaid *said, unsigned direction)
{
    struct PcSaidWork *work = said->work;
    if (work == NULL) {
        return;
    }
    switch (work->protocol) {
    case INSIDE_UNKNOWN:
    case INSIDE_OTHER:
        break;
    case INSIDE_SIP:
        pc_sip_talk_gap(&work->sip, direction);
        break;
    case INSIDE_SCCP:
        pc_cutter_stop(&work->sccp[direction & 1]);
        break;
    case INSIDE_CAPF:
        pc_capf_session_gap(said->capf, direction);
        break;
    case INSIDE_TVS:
        pc_tvs_session_gap(said->tvs, direction);
        break;
    }
}
