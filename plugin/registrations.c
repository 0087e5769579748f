// SPDX-License-Identifier: GPL-2.0-or-later
// SIP and SCCP are epan's to find; their messages are read by the core, as in the analyzer.
#include "plugin/registrations.h"

#include "core/sccp.h"
#include "core/sip.h"
#include "plugin/fields.h"
#include "plugin/talk.h"

static GArray *sip_ids, *sccp_ids; // of int; filled once, when Wireshark starts

static PcSessions *sessions; // lent
static GPtrArray *kept;      // of PcRegistration

static void registration_free(void *data)
{
    PcRegistration *registration = data;
    g_free(registration->line);
    g_ptr_array_unref(registration->findings);
    g_free(registration);
}

void pc_registrations_register(GArray *wanted)
{
    sip_ids = pc_field_want("sip", wanted);
    sccp_ids = pc_field_want("skinny", wanted);
}

void pc_registrations_begin_file(PcSessions *of_file)
{
    sessions = of_file;
    kept = g_ptr_array_new_with_free_func(registration_free);
}

void pc_registrations_end_file(void)
{
    g_clear_pointer(&kept, g_ptr_array_unref);
    sessions = NULL;
}

// ---- one message --------------------------------------------------------------------------

// Heard is a message's way to what it says. The core calls back while it reads, and nothing here
// calls epan then.
typedef struct {
    const char *from, *to; // addresses
    int port;              // it was sent to
    int64_t time;
    char *line;
    GPtrArray *findings; // NULL: nothing is wrong
} Heard;

static void say(Heard *heard, char *line, GPtrArray *findings)
{
    if (findings == NULL || heard->findings != NULL) {
        g_free(line);
        g_clear_pointer(&findings, g_ptr_array_unref);
        return;
    }
    heard->line = line;
    heard->findings = findings;
}

static void on_register(void *user, unsigned direction, const char *device)
{
    Heard *heard = user;
    (void)direction;
    PcOverheardName name = {.device = device,
                            .phone = heard->from,
                            .server = heard->to,
                            .port = heard->port,
                            .time = heard->time};
    say(heard, g_strdup_printf("%s registers in clear", device),
        pc_overheard_registers(pc_sessions_overheard(sessions), &name));
}

static void on_answer(void *user, const PcSipAnswer *sip)
{
    Heard *heard = user;
    PcOverheardAnswer answer = {
        .device = sip->device, .phone = heard->to, .status = sip->status, .warning = sip->warning};
    say(heard, g_strdup_printf("answer %d to a REGISTER in clear", sip->status),
        pc_overheard_answered(pc_sessions_overheard(sessions), &answer));
}

static void read_sip(Heard *heard, PcBytes message)
{
    PcSipTalk talk = {.registers = on_register, .answers = on_answer, .user = heard};
    pc_sip_talk_datagram(&talk, 0, message);
    pc_sip_talk_clear(&talk);
}

static void read_sccp(Heard *heard, PcBytes bytes)
{
    PcSccpMessage message;
    while (pc_sccp_read(&bytes, &message) == PC_SCCP_TAKEN) {
        g_autofree char *device = pc_sccp_register_device(&message);
        if (device != NULL) {
            on_register(heard, 0, device);
        }
    }
}

// ---- a frame ------------------------------------------------------------------------------

static PcBytes message_of(const field_info *field)
{
    return pc_field_bytes(field, (size_t)MAX(field->length, 0));
}

static PcRegistration *keep(Heard *heard, const field_info *field, const packet_info *pinfo)
{
    if (heard->findings == NULL) {
        return NULL;
    }
    bool in_frame = field->ds_tvb == get_data_source_tvb(pinfo->data_src->data);
    PcRegistration *registration = g_new0(PcRegistration, 1);
    registration->line = heard->line;
    registration->findings = heard->findings;
    registration->start = in_frame ? field->start : 0;
    registration->len = in_frame ? field->length : 0;
    g_ptr_array_add(kept, registration);
    return registration;
}

static PcRegistration *take(packet_info *pinfo, const field_info *field,
                            void (*read)(Heard *heard, PcBytes message))
{
    Heard heard = {.from = address_to_str(pinfo->pool, &pinfo->src),
                   .to = address_to_str(pinfo->pool, &pinfo->dst),
                   .port = (int)pinfo->destport,
                   .time = wsc_nanoseconds(&pinfo->abs_ts)};
    PcBytes message = message_of(field);
    read(&heard, message);
    return keep(&heard, field, pinfo);
}

// Of several messages in a frame the first with which something is wrong is drawn.
const PcRegistration *pc_registrations_take(packet_info *pinfo, const proto_tree *tree)
{
    const GPtrArray *sip = pc_field_all(tree, sip_ids);
    const GPtrArray *messages = sip != NULL ? sip : pc_field_all(tree, sccp_ids);
    const PcRegistration *first = NULL;
    for (unsigned i = 0; messages != NULL && i < messages->len; i++) {
        const PcRegistration *here =
            take(pinfo, g_ptr_array_index(messages, i), sip != NULL ? read_sip : read_sccp);
        first = first != NULL ? first : here;
    }
    return first;
}

void pc_registrations_inside(packet_info *pinfo, const proto_tree *tree)
{
    const GPtrArray *messages = pc_field_all(tree, sip_ids);
    for (unsigned i = 0; messages != NULL && i < messages->len; i++) {
        pc_talk_data(pinfo, message_of(g_ptr_array_index(messages, i)));
    }
}
