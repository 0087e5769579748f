// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps of each session what a log could say of it, and compares at the end.
#include "analyzer/command/scan/log.h"

#include "analyzer/command/inputs.h"
#include "analyzer/command/log/read.h"
#include "core/bytes/keyed_hash.h"
#include <string.h>

typedef struct {
    char *path;
    PcPhoneLog *log;
    bool is_stray; // it lies in a folder or an archive: it need not say anything of these captures
} Log;

// What an event says of the session that a log contradicts; texts are lent by the chunk.
typedef struct {
    const char *file, *transport, *service, *store, *device, *device_kind, *model, *mac, *serial;
    PcSessionEnd client, server;
    uint64_t first_frame;
} Kept;

struct PcScanLogs {
    GArray *logs;        // of Log
    GArray *sessions;    // of PcLogSession
    GArray *kept;        // of Kept: the rest of each of them
    GStringChunk *texts; // that they lend
    GHashTable *told;    // contradictions that the input holds already, of an earlier scan
};

static void clear_log(void *data)
{
    Log *log = data;
    g_free(log->path);
    pc_phone_log_free(log->log);
}

static void add_log(PcScanLogs *logs, const char *path, bool is_stray, GPtrArray *errors)
{
    g_autoptr(GError) error = NULL;
    char *damage = NULL;
    Log log = {g_strdup(path), pc_log_read(path, is_stray, &damage, &error), is_stray};
    if (damage != NULL) {
        g_ptr_array_add(errors, damage);
    }
    if (log.log != NULL) {
        g_array_append_val(logs->logs, log);
        return;
    }
    if (error != NULL) {
        g_ptr_array_add(errors, g_strdup(error->message));
    }
    g_free(log.path);
}

static void add_logs(PcScanLogs *logs, char *const *paths, bool are_found, GPtrArray *errors)
{
    char *const none[] = {NULL};
    g_autoptr(GPtrArray) inputs = pc_inputs_new(paths != NULL ? paths : none, errors);
    for (guint i = 0; i < inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        add_log(logs, input->path, are_found || input->from_folder, errors);
    }
}

PcScanLogs *pc_scan_logs_new(char *const *paths, char *const *found, GPtrArray *errors)
{
    enum { CHUNK_LEN = 4096 };
    PcScanLogs *logs = g_new(PcScanLogs, 1);
    logs->logs = g_array_new(FALSE, FALSE, sizeof(Log));
    logs->sessions = g_array_new(FALSE, TRUE, sizeof(PcLogSession));
    logs->kept = g_array_new(FALSE, TRUE, sizeof(Kept));
    logs->texts = g_string_chunk_new(CHUNK_LEN);
    logs->told = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    g_array_set_clear_func(logs->logs, clear_log);
    add_logs(logs, paths, false, errors);
    add_logs(logs, found, true, errors);
    return logs;
}

void pc_scan_logs_free(PcScanLogs *logs)
{
    if (logs != NULL) {
        g_array_unref(logs->logs);
        g_array_unref(logs->sessions);
        g_array_unref(logs->kept);
        g_hash_table_unref(logs->told);
        g_string_chunk_free(logs->texts);
        g_free(logs);
    }
}

static const char *keep(PcScanLogs *logs, const char *text)
{
    return text != NULL ? g_string_chunk_insert_const(logs->texts, text) : NULL;
}

static PcType type_of(const char *word)
{
    for (int type = PC_TYPE_LSC; type <= PC_TYPE_NONE; type++) {
        if (g_strcmp0(pc_type_name((PcType)type), word) == 0) {
            return (PcType)type;
        }
    }
    return PC_TYPE_ABSENT;
}

static PcSessionEnd keep_end(PcScanLogs *logs, const PcSessionEnd *end)
{
    return (PcSessionEnd){keep(logs, end->address), end->port};
}

static Kept keep_rest(PcScanLogs *logs, const PcSession *session)
{
    return (Kept){
        .file = keep(logs, session->file),
        .transport = keep(logs, session->transport),
        .service = keep(logs, session->service),
        .store = keep(logs, session->store),
        .device = keep(logs, pc_session_device(session)),
        .device_kind = keep(logs, session->device_kind),
        .model = keep(logs, session->model),
        .mac = keep(logs, session->mac),
        .serial = keep(logs, session->product_serial),
        .client = keep_end(logs, &session->client),
        .server = keep_end(logs, &session->server),
        .first_frame = session->frames[PC_FRAME_FIRST],
    };
}

// What an earlier scan with the same log told is not told again.
static void note_told(PcScanLogs *logs, const PcSession *event)
{
    for (guint i = 0; i < event->findings->len; i++) {
        const PcSessionFinding *finding = &g_array_index(event->findings, PcSessionFinding, i);
        g_hash_table_add(logs->told, g_strdup(finding->message));
    }
}

void pc_scan_logs_session(PcScanLogs *logs, const PcSession *session)
{
    const char *device = pc_session_device(session);
    if (logs->logs->len == 0 || device == NULL) {
        return;
    }
    if (session->kind != NULL) {
        note_told(logs, session);
        return;
    }
    PcLogSession seen = {
        .device = keep(logs, device),
        .service = keep(logs, session->service),
        .time = session->start,
        .type = type_of(session->type),
        .issuer = keep(logs, session->issuer),
        .alert = keep(logs, session->alert_description),
        .accepted = g_strcmp0(session->outcome, "accepted") == 0,
        .rejected = g_strcmp0(session->outcome, "rejected") == 0,
        .tls13 = g_strcmp0(session->version, "TLS 1.3") == 0,
    };
    Kept rest = keep_rest(logs, session);
    g_array_append_val(logs->sessions, seen);
    g_array_append_val(logs->kept, rest);
}

static void lends_all(void *source)
{
    (void)source;
}

static PcSession *event_of(const Kept *kept, int64_t start)
{
    PcSession *event = pc_session_blank(kept->file, NULL, lends_all);
    event->kind = PC_KIND_LOG_CONTRADICTION;
    event->transport = kept->transport;
    event->start = start;
    event->client = kept->client;
    event->server = kept->server;
    event->service = kept->service;
    event->store = kept->store;
    event->device = kept->device;
    event->device_kind = kept->device_kind;
    event->model = kept->model;
    event->mac = kept->mac;
    event->product_serial = kept->serial;
    event->outcome = "incomplete";
    event->coverage = "whole";
    event->concerns_phone = true;
    event->frames[PC_FRAME_FIRST] = kept->first_frame;
    return event;
}

static void tell(const PcScanLogs *logs, const Log *log, guint i, const PcLogSession *session,
                 PcSink *sink)
{
    const Kept *kept = &g_array_index(logs->kept, Kept, i);
    g_autofree char *what = pc_phone_log_contradiction(session);
    g_autofree char *message =
        what != NULL ? g_strdup_printf("%s: %s (%s)", kept->device, what, log->path) : NULL;
    if (message != NULL && g_hash_table_add(logs->told, g_strdup(message))) {
        g_autoptr(PcSession) event = event_of(kept, session->time);
        pc_session_add_finding(event, PC_FINDING_LOG_CONTRADICTS, message);
        (void)pc_sink_session(sink, event);
    }
}

// join_one gives how many of the sessions the log tells of.
static guint join_one(const PcScanLogs *logs, const Log *log, PcSink *sink)
{
    guint n_joined = 0;
    g_autofree PcLogSession *sessions =
        g_memdup2(logs->sessions->data, logs->sessions->len * sizeof(PcLogSession));
    pc_phone_log_join(log->log, sessions, logs->sessions->len);
    for (guint i = 0; i < logs->sessions->len; i++) {
        if (sessions[i].connection != NULL) {
            n_joined++;
            tell(logs, log, i, &sessions[i], sink);
        }
    }
    return n_joined;
}

GPtrArray *pc_scan_logs_join(PcScanLogs *logs, PcSink *sink)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < logs->logs->len; i++) {
        const Log *log = &g_array_index(logs->logs, Log, i);
        guint n_joined = join_one(logs, log, sink);
        if (n_joined > 0 || !log->is_stray) {
            g_ptr_array_add(sentences,
                            g_strdup_printf("%s: %u of its %u connections are in the captures",
                                            log->path, n_joined, log->log->connections->len));
        }
    }
    return sentences;
}

static bool has_form(const PcPhoneLog *log, unsigned forms)
{
    for (int form = 0; form < PC_LOG_N_FORMS; form++) {
        if ((forms & 1U << form) != 0 && log->n_of_form[form] > 0) {
            return true;
        }
    }
    return false;
}

bool pc_scan_logs_have(const PcScanLogs *logs, unsigned forms, const char *device)
{
    for (guint i = 0; i < logs->logs->len; i++) {
        const PcPhoneLog *log = g_array_index(logs->logs, Log, i).log;
        if (has_form(log, forms) && (device == NULL || g_strcmp0(log->device, device) == 0)) {
            return true;
        }
    }
    return false;
}

void pc_scan_logs_tell(const PcScanLogs *logs, PcLogCauses *causes)
{
    for (guint i = 0; i < logs->logs->len; i++) {
        const Log *log = &g_array_index(logs->logs, Log, i);
        pc_log_causes_add(causes, log->log, log->path);
    }
    pc_log_causes_sort(causes);
}
