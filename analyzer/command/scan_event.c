// SPDX-License-Identifier: GPL-2.0-or-later
// Turns an event into a session of its own kind.
#include "analyzer/command/scan_event.h"

static void free_texts(void *texts)
{
    g_ptr_array_unref(texts);
}

static const char *keep(GPtrArray *texts, char *text)
{
    if (text != NULL) {
        g_ptr_array_add(texts, text);
    }
    return text;
}

static PcService service_of(const PcServices *services, const PcScanEvent *event)
{
    g_autoptr(PcHandshake) attempt = pc_handshake_new(PC_TRANSPORT_TCP, event->from, event->to);
    pc_handshake_hint_client(attempt, 0, false);
    return pc_services_of(services, attempt);
}

static char *message_of(const PcScanEvent *event, const PcService *service)
{
    if (event->message != NULL) {
        return g_strdup(event->message);
    }
    const char *who = event->device != NULL ? event->device : event->from->address;
    if (event->finding == PC_FINDING_SECURITY_MISMATCH_403) {
        return g_strdup_printf("%s registered without TLS and was refused: %s", who,
                               event->warning);
    }
    return g_strdup_printf("%s asked for %s at %s port %d and %s", who, service->name,
                           event->to->address, event->to->port,
                           event->finding == PC_FINDING_TCP_REFUSED ? "was refused"
                                                                    : "got no answer");
}

PcSession *pc_scan_event_session(const char *file, const PcServices *services,
                                 const PcScanEvent *event)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    PcSession *session = pc_session_blank(file, texts, free_texts);
    PcService service = service_of(services, event);
    session->kind = event->kind;
    session->transport = "tcp";
    session->start = event->seen->time;
    session->client =
        (PcSessionEnd){keep(texts, g_strdup(event->from->address)), event->from->port};
    session->server = (PcSessionEnd){keep(texts, g_strdup(event->to->address)), event->to->port};
    session->service = service.name;
    session->store = service.store;
    session->device = keep(texts, g_strdup(event->device));
    session->device_kind = event->device != NULL ? "phone" : NULL;
    session->outcome = event->outcome;
    session->coverage = "whole";
    session->concerns_phone = true;
    session->frames[PC_FRAME_FIRST] = event->seen->frame;
    pc_session_add_finding(session, event->finding, keep(texts, message_of(event, &service)));
    return session;
}
