// SPDX-License-Identifier: GPL-2.0-or-later
// Turns an event into a session of its own kind.
#include "analyzer/command/scan/event.h"

// What a session of this kind owns.
typedef struct {
    GPtrArray *texts; // of char *
    PcFetched *fetched;
} Owned;

static void free_owned(void *data)
{
    Owned *owned = data;
    g_ptr_array_unref(owned->texts);
    pc_fetched_unref(owned->fetched);
    g_free(owned);
}

static const char *keep(const Owned *owned, const char *text)
{
    char *copy = g_strdup(text);
    if (copy != NULL) {
        g_ptr_array_add(owned->texts, copy);
    }
    return copy;
}

static PcService service_of(const PcServices *services, const PcScanEvent *event)
{
    if (event->fetched != NULL) {
        return (PcService){.name = "TFTP", .phone = true};
    }
    if (event->signalling != NULL) {
        return (PcService){.name = event->signalling, .store = PC_STORE_CALLMANAGER, .phone = true};
    }
    const PcServiceSources sources = {services, event->learnt};
    return pc_services_at(&sources, event->transport, event->from, event->to);
}

static void word_findings(PcSession *session, const GPtrArray *findings, const Owned *owned)
{
    for (guint i = 0; findings != NULL && i < findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(findings, i);
        pc_session_add_finding(session, pc_finding_id(finding), keep(owned, finding->message));
    }
}

PcSession *pc_scan_event_session(const char *file, const PcServices *services,
                                 const PcScanEvent *event)
{
    Owned *owned = g_new0(Owned, 1);
    owned->texts = g_ptr_array_new_with_free_func(g_free);
    PcSession *session = pc_session_blank(file, owned, free_owned);
    PcService service = service_of(services, event);
    session->kind = event->kind;
    session->line = keep(owned, event->line);
    session->release = event->release;
    session->transport = pc_transport_name(event->transport);
    session->start = event->seen->time;
    session->client = (PcSessionEnd){keep(owned, event->from->address), event->from->port};
    session->server = (PcSessionEnd){keep(owned, event->to->address), event->to->port};
    session->service = service.name;
    session->store = service.store;
    session->service_basis = pc_service_basis_name(service.basis);
    session->device = keep(owned, event->device);
    session->device_kind = event->device != NULL ? "phone" : NULL;
    session->outcome = event->outcome;
    session->coverage = "whole";
    session->concerns_phone = true;
    session->frames[PC_FRAME_FIRST] = event->seen->frame;
    word_findings(session, event->findings, owned);
    if (event->fetched != NULL) {
        owned->fetched = pc_fetched_ref(event->fetched);
        pc_session_word_fetched(session, event->fetched, owned->texts);
    }
    return session;
}
