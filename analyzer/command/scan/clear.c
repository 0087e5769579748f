// SPDX-License-Identifier: GPL-2.0-or-later
// Makes events of what a capture says in clear. What it means is core's to say.
#include "analyzer/command/scan/clear.h"

#include "core/bytes/keyed_hash.h"
#include "core/observe/heard.h"

enum { MAX_TOLD = 65536 }; // events that are remembered; later ones are not told

struct PcScanClear {
    PcOverheard *overheard;
    GHashTable *told; // what was told already
    PcScanTell tell;
    void *user;
};

PcScanClear *pc_scan_clear_new(PcJudge *judge, PcScanTell tell, void *user)
{
    PcScanClear *clear = g_new0(PcScanClear, 1);
    clear->overheard = pc_overheard_new(judge);
    clear->told = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    clear->tell = tell;
    clear->user = user;
    return clear;
}

void pc_scan_clear_free(PcScanClear *clear)
{
    pc_overheard_free(clear->overheard);
    g_hash_table_unref(clear->told);
    g_free(clear);
}

PcOverheard *pc_scan_clear_overheard(PcScanClear *clear)
{
    return clear->overheard;
}

// What was said of a file the last time is news again when it is another file.
static char *content_key(const PcFetched *fetched)
{
    const PcConfigFile *config = fetched->config;
    if (config != NULL) {
        return g_strdup_printf("%d %d %d %s", config->device_security_mode,
                               config->transport_layer_protocol, config->capf_auth_mode,
                               config->cert_hash != NULL ? config->cert_hash : "-");
    }
    const PcTrustList *list = fetched->list;
    return list != NULL
               ? g_strdup_printf("%" G_GINT64_FORMAT " %u", list->timestamp, list->records->len)
               : g_strdup("");
}

static char *key_of(const PcScanEvent *event)
{
    const PcFetched *fetched = event->fetched;
    if (fetched == NULL) {
        return g_strdup_printf("%s %s %s %d", event->kind, event->from->address, event->to->address,
                               event->to->port);
    }
    g_autofree char *content = content_key(fetched);
    return g_strdup_printf("%s %s %s %s %d", event->kind, event->from->address, fetched->name,
                           content, (int)fetched->signature);
}

static void tell(PcScanClear *clear, const PcScanEvent *told)
{
    PcScanEvent own = *told;
    const PcScanEvent *event = &own;
    own.learnt = pc_overheard_learnt(clear->overheard);
    own.release = pc_release_code(pc_overheard_release(clear->overheard));
    char *key = key_of(event);
    if (g_hash_table_size(clear->told) >= MAX_TOLD) {
        g_free(key);
    } else if (g_hash_table_add(clear->told, key)) {
        clear->tell(clear->user, event);
    }
}

void pc_scan_clear_download(PcScanClear *clear, const PcDownload *download)
{
    const PcOverheardFile file = pc_heard_file(download);
    g_autoptr(PcFetched) fetched = pc_overheard_file(clear->overheard, &file);
    if (fetched == NULL) {
        return;
    }
    const PcSeen seen = {.frame = download->frame, .time = download->time};
    const bool is_shown = fetched->list != NULL || fetched->findings->len > 0;
    g_autofree char *line = is_shown ? pc_heard_file_line(fetched) : NULL;
    const PcScanEvent event = {
        .line = line,
        .kind = fetched->list != NULL ? "trust-list-fetched" : "configuration-fetched",
        .outcome = fetched->findings->len > 0 ? "rejected" : "accepted",
        .transport = download->transport,
        .device = fetched->device,
        .findings = fetched->findings,
        .fetched = fetched,
        .from = &download->phone,
        .to = &download->server,
        .seen = &seen,
    };
    tell(clear, &event);
}

void pc_scan_clear_attempt(PcScanClear *clear, const PcEndpoint *from, const PcEndpoint *to,
                           bool refused, const PcSeen *seen)
{
    const PcOverheardAttempt attempt = pc_heard_attempt(from, to, refused, seen);
    g_autoptr(GPtrArray) findings = pc_overheard_attempt(clear->overheard, &attempt);
    g_autofree char *line = pc_heard_attempt_line(to, refused);
    const PcScanEvent event = {
        .line = line,
        .kind = refused ? "connection-refused" : "connection-unanswered",
        .outcome = refused ? "reset" : "incomplete",
        .signalling = pc_overheard_in_clear(clear->overheard, &attempt),
        .findings = findings,
        .from = from,
        .to = to,
        .seen = seen,
    };
    if (findings != NULL) {
        tell(clear, &event);
    }
}

void pc_scan_clear_sip_answer(PcScanClear *clear, const PcSipHeard *heard, const PcSeen *seen)
{
    const PcOverheardAnswer answer = pc_heard_answer(heard);
    g_autoptr(GPtrArray) findings = pc_overheard_answered(clear->overheard, &answer);
    g_autofree char *line = pc_heard_answer_line(heard->status);
    const PcScanEvent event = {
        .line = line,
        .kind = "sip-answer",
        .outcome = "rejected",
        .signalling = pc_service_row(PC_SERVICE_SIP)->name,
        .device = heard->device,
        .findings = findings,
        .from = &heard->phone,
        .to = &heard->server,
        .seen = seen,
    };
    if (findings != NULL) {
        tell(clear, &event);
    }
}

void pc_scan_clear_named(PcScanClear *clear, const PcEndpoint *phone, const PcEndpoint *server,
                         const char *device, const PcSeen *seen)
{
    const PcOverheardName name = pc_heard_name(phone, server, device, seen);
    g_autoptr(GPtrArray) findings = pc_overheard_registers(clear->overheard, &name);
    const bool is_sccp = server->port == pc_port_default(PC_SERVICE_SCCP, PC_PORT_CLEAR);
    g_autofree char *line = pc_heard_name_line(device);
    const PcScanEvent event = {
        .line = line,
        .kind = "registration",
        .outcome = "accepted",
        .signalling = pc_service_row(is_sccp ? PC_SERVICE_SCCP : PC_SERVICE_SIP)->name,
        .device = device,
        .findings = findings,
        .from = phone,
        .to = server,
        .seen = seen,
    };
    if (findings != NULL) {
        tell(clear, &event);
    }
}

static void on_silence(void *user, const PcFetched *configured, const PcFinding *finding)
{
    g_autofree char *phone = g_strdup(configured->phone), *server = g_strdup(configured->server);
    const PcEndpoint from = {phone, -1}, to = {server, -1};
    const PcSeen seen = {.frame = configured->frame, .time = configured->time};
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    g_ptr_array_add(findings, pc_finding_take(pc_finding_id(finding), g_strdup(finding->message)));
    const PcScanEvent event = {
        .kind = "no-attempt",
        .outcome = "incomplete",
        .device = configured->device,
        .findings = findings,
        .from = &from,
        .to = &to,
        .seen = &seen,
    };
    tell(user, &event);
}

void pc_scan_clear_end(PcScanClear *clear)
{
    pc_overheard_end(clear->overheard, on_silence, clear);
}
