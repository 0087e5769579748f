// SPDX-License-Identifier: GPL-2.0-or-later
// Keeps of each session what a log could say of it, and compares at the end.
#include "analyzer/command/scan/log.h"

#include "analyzer/command/inputs.h"
#include "analyzer/command/log/read.h"
#include "core/bytes/keyed_hash.h"
#include "core/bytes/texts.h"
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
    bool is_explained; // the capture alone says why it failed
} Kept;

struct PcScanLogs {
    GArray *logs;       // of Log
    GArray *sessions;   // of PcLogSession
    GArray *kept;       // of Kept: the rest of each of them
    PcTexts *texts;     // that they lend
    GHashTable *places; // entry or connection: "frame 4 of x.pcap"; "": the capture says it all
    GHashTable *told;   // contradictions that the input holds already, of an earlier scan
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
    Log log = {g_strdup(path), pc_log_read(path, is_stray, NULL, &damage, &error), is_stray};
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
    PcScanLogs *logs = g_new(PcScanLogs, 1);
    logs->logs = g_array_new(FALSE, FALSE, sizeof(Log));
    logs->sessions = g_array_new(FALSE, TRUE, sizeof(PcLogSession));
    logs->kept = g_array_new(FALSE, TRUE, sizeof(Kept));
    logs->texts = pc_texts_new();
    logs->places = g_hash_table_new_full(NULL, NULL, NULL, g_free);
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
        g_hash_table_unref(logs->places);
        g_hash_table_unref(logs->told);
        pc_texts_free(logs->texts);
        g_free(logs);
    }
}

static const char *keep(PcScanLogs *logs, const char *text)
{
    return pc_texts_keep(logs->texts, text);
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

// is_explained says whether a session's own findings name a cause of its failure.
static bool is_explained(const PcSession *session)
{
    static const char *const vague[] = {"server-refused", "phone-ended-handshake",
                                        "store-disagrees-refused"};
    bool is_any = false;
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *finding = &g_array_index(session->findings, PcSessionFinding, i);
        bool is_vague = false;
        for (size_t k = 0; k < G_N_ELEMENTS(vague); k++) {
            is_vague = is_vague || strcmp(finding->id, vague[k]) == 0;
        }
        is_any = is_any || (!is_vague && finding->severity == PC_SEVERITY_ERROR);
    }
    return is_any;
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
        .is_explained = is_explained(session),
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
    if (logs->logs->len == 0 || (device == NULL && session->client.address == NULL)) {
        return;
    }
    if (session->kind != NULL) {
        note_told(logs, session);
        return;
    }
    const PcSessionCertificate *leaf = pc_session_leaf(session);
    PcLogSession seen = {
        .device = keep(logs, device),
        .service = keep(logs, session->service),
        .time = session->start,
        .type = type_of(session->type),
        .issuer = keep(logs, session->issuer),
        .alert = keep(logs, session->alert_description),
        .accepted = g_strcmp0(session->outcome, "accepted") == 0,
        .rejected = g_strcmp0(session->outcome, "rejected") == 0,
        .client = keep(logs, session->client.address),
        .client_port = session->client.port,
        .server = keep(logs, session->server.address),
        .mac = keep(logs, session->mac),
        .serial = leaf != NULL ? keep(logs, leaf->serial) : NULL,
        .sha256 = leaf != NULL ? keep(logs, leaf->sha256) : NULL,
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

// tell takes what log and capture say differently; NULL: nothing.
static void tell(const PcScanLogs *logs, const Log *log, size_t i, char *difference, PcSink *sink)
{
    const Kept *kept = &g_array_index(logs->kept, Kept, i);
    const PcLogSession *session = &g_array_index(logs->sessions, PcLogSession, i);
    const char *who = kept->device != NULL ? kept->device : kept->client.address;
    g_autofree char *what = difference;
    g_autofree char *message =
        what != NULL ? g_strdup_printf("%s: %s (%s; frame %" G_GUINT64_FORMAT " of %s)", who, what,
                                       log->path, kept->first_frame, kept->file)
                     : NULL;
    if (message != NULL && g_hash_table_add(logs->told, g_strdup(message))) {
        g_autoptr(PcSession) event = event_of(kept, session->time);
        pc_session_add_finding(event, PC_FINDING_LOG_CONTRADICTS, message);
        (void)pc_sink_session(sink, event);
    }
}

static void note_place(const PcScanLogs *logs, const void *item, size_t i)
{
    const Kept *kept = &g_array_index(logs->kept, Kept, i);
    char *place = kept->is_explained ? g_strdup("")
                                     : g_strdup_printf("frame %" G_GUINT64_FORMAT " of %s",
                                                       kept->first_frame, kept->file);
    g_hash_table_insert(logs->places, (void *)(guintptr)item, place);
}

// What a log and the captures have in common.
typedef struct {
    guint n_connections, n_lines;
    GArray *offsets; // of int64_t: of their clocks, seconds
} Common;

static void match_lines(const PcScanLogs *logs, const Log *log, Common *common, PcSink *sink)
{
    const PcLogSession *sessions = (const PcLogSession *)(const void *)logs->sessions->data;
    g_autoptr(GArray) matches = pc_phone_log_match(log->log, sessions, logs->sessions->len);
    for (guint i = 0; i < matches->len; i++) {
        const PcLogMatch *match = &g_array_index(matches, PcLogMatch, i);
        note_place(logs, match->entry, match->session);
        tell(logs, log, match->session,
             pc_log_match_contradiction(match, &sessions[match->session]), sink);
        common->n_lines++;
        g_array_append_val(common->offsets, match->clock_offset);
    }
}

// join_one says what of a log is in the captures.
static Common join_one(const PcScanLogs *logs, const Log *log, PcSink *sink)
{
    Common common = {.offsets = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    g_autofree PcLogSession *sessions =
        g_memdup2(logs->sessions->data, logs->sessions->len * sizeof(PcLogSession));
    pc_phone_log_join(log->log, sessions, logs->sessions->len);
    for (guint i = 0; i < logs->sessions->len; i++) {
        if (sessions[i].connection != NULL) {
            common.n_connections++;
            g_array_append_val(common.offsets, sessions[i].clock_offset);
            note_place(logs, sessions[i].connection, i);
            tell(logs, log, i, pc_phone_log_contradiction(&sessions[i]), sink);
        }
    }
    match_lines(logs, log, &common, sink);
    return common;
}

static int compare_offsets(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

// "its clock is 1 h 0 min 3 s ahead of the captures'"
static char *offset_text(int64_t offset)
{
    enum { MINUTE = 60, HOUR = 3600 };
    int64_t apart = ABS(offset);
    if (apart <= 1) {
        return g_strdup("its clock agrees with the captures'");
    }
    return g_strdup_printf("its clock is %" G_GINT64_FORMAT " h %" G_GINT64_FORMAT
                           " min %" G_GINT64_FORMAT " s %s the captures'",
                           apart / HOUR, apart % HOUR / MINUTE, apart % MINUTE,
                           offset > 0 ? "ahead of" : "behind");
}

static char *common_text(const Log *log, const Common *common)
{
    g_array_sort(common->offsets, compare_offsets);
    const guint n = common->offsets->len;
    g_autofree char *offset =
        n > 0 ? offset_text(g_array_index(common->offsets, int64_t, n / 2)) : NULL;
    GString *text = g_string_new(log->path);
    g_string_append_printf(text, ": %u of its %u connections", common->n_connections,
                           log->log->connections->len);
    if (common->n_lines > 0 || log->log->connections->len == 0) {
        g_string_append_printf(text, " and %u of its lines", common->n_lines);
    }
    g_string_append(text, " are in the captures");
    if (offset != NULL) {
        g_string_append_printf(text, "; %s", offset);
    }
    return g_string_free(text, FALSE);
}

// ---- what a server offers -----------------------------------------------------------------------

// One list of acceptable CA names: what s_client was sent by one server.
typedef struct {
    const char *server; // its address, lent; NULL: the text does not tell it
    int port;
    GHashTable *names; // common names
} Offer;

static void clear_offer(void *data)
{
    Offer *offer = data;
    g_hash_table_unref(offer->names);
}

static GArray *offers_of(const PcPhoneLog *log)
{
    GArray *offers = g_array_new(FALSE, TRUE, sizeof(Offer));
    g_array_set_clear_func(offers, clear_offer);
    for (guint i = 0; i < log->entries->len; i++) {
        const PcLogEntry *entry = g_ptr_array_index(log->entries, i);
        char *name = entry->event == PC_LOG_CA_OFFERED ? pc_log_common_name(entry->subject) : NULL;
        Offer *offer = NULL;
        for (guint k = 0; name != NULL && k < offers->len && offer == NULL; k++) {
            Offer *at = &g_array_index(offers, Offer, k);
            offer = g_strcmp0(at->server, entry->server) == 0 && at->port == entry->server_port
                        ? at
                        : NULL;
        }
        if (name != NULL && offer == NULL) {
            Offer made = {entry->server, entry->server_port,
                          g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL)};
            g_array_append_val(offers, made);
            offer = &g_array_index(offers, Offer, offers->len - 1);
        }
        if (name != NULL) {
            g_hash_table_add(offer->names, name);
        }
    }
    return offers;
}

// asks_for says whether a session went to the server of an offer, as far as the text tells it.
static bool asks_for(const Offer *offer, const Kept *kept, const PcLogSession *session)
{
    bool has_phones = session->type == PC_TYPE_LSC || session->type == PC_TYPE_MIC;
    return has_phones && session->issuer != NULL &&
           (offer->server == NULL || (g_strcmp0(offer->server, kept->server.address) == 0 &&
                                      (offer->port == 0 || offer->port == kept->server.port)));
}

static char *offer_text(const Log *log, const Offer *offer, const char *issuer, guint n_phones)
{
    g_autofree char *port = offer->port != 0 ? g_strdup_printf(":%d", offer->port) : g_strdup("");
    g_autofree char *who =
        offer->server != NULL
            ? g_strdup_printf("%s%s", offer->server, port)
            : g_strdup("the server that s_client asked (the text has no address of it)");
    g_autofree char *phones =
        g_strdup_printf("%u phone%s in the captures", n_phones, n_phones == 1 ? "" : "s");
    if (g_hash_table_contains(offer->names, issuer)) {
        return g_strdup_printf("%s: %s names %s, the issuer of %s, among its acceptable CAs: that "
                               "speaks for its store holding it",
                               log->path, who, issuer, phones);
    }
    return g_strdup_printf(
        "%s: %s does not name %s, the issuer of %s, among its %u acceptable CAs: look whether its "
        "store holds it; a server may trust more CAs than it names",
        log->path, who, issuer, phones, g_hash_table_size(offer->names));
}

static void tell_offer(const PcScanLogs *logs, const Log *log, const Offer *offer,
                       GPtrArray *sentences)
{
    g_autoptr(GHashTable) issuers =
        g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, (GDestroyNotify)g_hash_table_unref);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    for (guint i = 0; i < logs->sessions->len; i++) {
        const PcLogSession *session = &g_array_index(logs->sessions, PcLogSession, i);
        const Kept *kept = &g_array_index(logs->kept, Kept, i);
        if (!asks_for(offer, kept, session)) {
            continue;
        }
        char *issuer = (char *)(guintptr)session->issuer;
        GHashTable *phones = g_hash_table_lookup(issuers, issuer);
        if (phones == NULL) {
            phones = g_hash_table_new(pc_hash_text, g_str_equal);
            g_hash_table_insert(issuers, issuer, phones);
            g_ptr_array_add(order, issuer);
        }
        const char *who = session->device != NULL ? session->device : session->client;
        g_hash_table_add(phones, (char *)(guintptr)(who != NULL ? who : ""));
    }
    for (guint i = 0; i < order->len; i++) {
        const char *issuer = g_ptr_array_index(order, i);
        GHashTable *phones = g_hash_table_lookup(issuers, issuer);
        g_ptr_array_add(sentences, offer_text(log, offer, issuer, g_hash_table_size(phones)));
    }
}

// tell_offers sets the CAs that servers name against the issuers of the phones that go there. A
// list without names says nothing.
static void tell_offers(const PcScanLogs *logs, const Log *log, GPtrArray *sentences)
{
    g_autoptr(GArray) offers = offers_of(log->log);
    for (guint i = 0; i < offers->len; i++) {
        tell_offer(logs, log, &g_array_index(offers, Offer, i), sentences);
    }
}

GPtrArray *pc_scan_logs_join(PcScanLogs *logs, PcSink *sink)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < logs->logs->len; i++) {
        const Log *log = &g_array_index(logs->logs, Log, i);
        Common common = join_one(logs, log, sink);
        if (common.n_connections + common.n_lines > 0 || !log->is_stray) {
            g_ptr_array_add(sentences, common_text(log, &common));
        }
        g_array_unref(common.offsets);
        tell_offers(logs, log, sentences);
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
        pc_log_causes_add(causes, log->log, log->path, logs->places);
    }
    pc_log_causes_sort(causes);
}
