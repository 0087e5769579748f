// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps of each session what a log could say of it, and compares at the end.
#include "analyzer/command/scan_log.h"

#include "analyzer/command/log_read.h"
#include <string.h>

typedef struct {
    char *path;
    PcPhoneLog *log;
} Log;

struct PcScanLogs {
    GArray *logs;        // of Log
    GArray *sessions;    // of PcLogSession
    GStringChunk *texts; // that they lend
};

static void clear_log(void *data)
{
    Log *log = data;
    g_free(log->path);
    pc_phone_log_free(log->log);
}

PcScanLogs *pc_scan_logs_new(char *const *paths, GPtrArray *errors)
{
    enum { CHUNK_LEN = 4096 };
    PcScanLogs *logs = g_new(PcScanLogs, 1);
    logs->logs = g_array_new(FALSE, FALSE, sizeof(Log));
    logs->sessions = g_array_new(FALSE, TRUE, sizeof(PcLogSession));
    logs->texts = g_string_chunk_new(CHUNK_LEN);
    g_array_set_clear_func(logs->logs, clear_log);
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        char *damage = NULL;
        Log log = {g_strdup(paths[i]), pc_log_read(paths[i], &damage, &error)};
        if (damage != NULL) {
            g_ptr_array_add(errors, damage);
        }
        if (log.log == NULL) {
            g_ptr_array_add(errors, g_strdup(error->message));
            g_free(log.path);
        } else {
            g_array_append_val(logs->logs, log);
        }
    }
    return logs;
}

void pc_scan_logs_free(PcScanLogs *logs)
{
    if (logs != NULL) {
        g_array_unref(logs->logs);
        g_array_unref(logs->sessions);
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

void pc_scan_logs_session(PcScanLogs *logs, const PcSession *session)
{
    const char *device = pc_session_device(session);
    if (logs->logs->len == 0 || device == NULL || session->kind != NULL) {
        return;
    }
    PcLogSession kept = {
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
    g_array_append_val(logs->sessions, kept);
}

// join_one gives how many of the sessions the log tells of.
static guint join_one(PcScanLogs *logs, const Log *log, PcEstate *estate)
{
    guint n_joined = 0;
    g_autofree PcLogSession *sessions =
        g_memdup2(logs->sessions->data, logs->sessions->len * sizeof(PcLogSession));
    pc_phone_log_join(log->log, sessions, logs->sessions->len);
    for (guint i = 0; i < logs->sessions->len; i++) {
        if (sessions[i].connection != NULL) {
            n_joined++;
            g_autofree char *message = pc_phone_log_contradiction(&sessions[i]);
            if (message != NULL) {
                pc_estate_remark(estate, sessions[i].device, "log-contradicts", message);
            }
        }
    }
    return n_joined;
}

GPtrArray *pc_scan_logs_join(PcScanLogs *logs, PcEstate *estate)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < logs->logs->len; i++) {
        const Log *log = &g_array_index(logs->logs, Log, i);
        guint n_joined = join_one(logs, log, estate);
        g_ptr_array_add(sentences,
                        g_strdup_printf("%s: %u of its %u connections are in the captures",
                                        log->path, n_joined, log->log->connections->len));
    }
    return sentences;
}
