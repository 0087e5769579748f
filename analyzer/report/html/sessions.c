// SPDX-License-Identifier: GPL-2.0-or-later
// Turns sessions into JSON for the page: each as it comes, because only phones are remembered.
#include "analyzer/report/html/sessions.h"

#include "analyzer/report/display.h"
#include "analyzer/report/text/phrase.h"
#include "core/bytes/keyed_hash.h"
#include <string.h>

enum { MAX_OF_A_PHONE = 12, MAX_OF_ALL = 64 * 1024, MAX_STEPS = PC_N_FRAMES + 1 };

// Kept is one session.
typedef struct {
    int64_t start;
    char *json;
    bool failed;
} Kept;

// List is the sessions of one phone, in the order in which they ended.
typedef struct {
    GArray *kept; // of Kept
    uint64_t n_left_out;
} List;

struct PcHtmlSessions {
    GTimeZone *zone;
    GHashTable *by_key; // pc_session_phone_key -> List
    size_t n_kept;
};

// Step is one arrow of a ladder; what a frame holds of one side is one arrow.
typedef struct {
    uint64_t frame;
    int64_t offset;
    bool from_server;
    const char *mark; // "certificate", "alert"; "" for the others
    GString *what;
} Step;

static void clear_kept(void *data)
{
    Kept *kept = data;
    g_free(kept->json);
}

static void list_free(void *data)
{
    List *list = data;
    g_array_unref(list->kept);
    g_free(list);
}

static void clear_step(void *data)
{
    Step *step = data;
    g_string_free(step->what, TRUE);
}

PcHtmlSessions *pc_html_sessions_new(GTimeZone *zone)
{
    PcHtmlSessions *sessions = g_new0(PcHtmlSessions, 1);
    sessions->zone = zone;
    sessions->by_key = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, list_free);
    return sessions;
}

void pc_html_sessions_free(PcHtmlSessions *sessions)
{
    g_hash_table_unref(sessions->by_key);
    g_free(sessions);
}

// The messages of a handshake in their order.
static const struct {
    PcFrameOf frame;
    bool from_server;
    const char *what;
} messages[] = {
    {PC_FRAME_CLIENT_HELLO, false, "ClientHello"},
    {PC_FRAME_SERVER_HELLO, true, "ServerHello"},
    {PC_FRAME_SERVER_CERTIFICATE, true, "Certificate"},
    {PC_FRAME_CERTIFICATE_REQUEST, true, "CertificateRequest"},
    {PC_FRAME_CLIENT_CERTIFICATE, false, "Certificate"},
    {PC_FRAME_CLIENT_KEY_EXCHANGE, false, "ClientKeyExchange"},
    {PC_FRAME_CERTIFICATE_VERIFY, false, "CertificateVerify"},
};

// place_of finds where an arrow goes: into that of the same frame and side, else before later
// frames.
static Step *place_of(GArray *steps, uint64_t frame, int64_t offset, bool from_server)
{
    guint at = steps->len;
    while (at > 0 && g_array_index(steps, Step, at - 1).frame > frame) {
        at--;
    }
    for (guint i = at; i > 0 && g_array_index(steps, Step, i - 1).frame == frame; i--) {
        if (g_array_index(steps, Step, i - 1).from_server == from_server) {
            return &g_array_index(steps, Step, i - 1);
        }
    }
    const Step step = {frame, offset, from_server, "", g_string_new(NULL)};
    g_array_insert_val(steps, at, step);
    return &g_array_index(steps, Step, at);
}

static void add_step(GArray *steps, const PcSession *session, PcFrameOf frame, bool from_server,
                     const char *what)
{
    if (session->frames[frame] == 0) {
        return;
    }
    Step *step = place_of(steps, session->frames[frame], session->offsets[frame], from_server);
    g_string_append_printf(step->what, "%s%s", step->what->len > 0 ? ", " : "", what);
    if (frame == PC_FRAME_CLIENT_CERTIFICATE || frame == PC_FRAME_ALERT) {
        step->mark = frame == PC_FRAME_ALERT ? "alert" : "certificate";
    }
}

// certificate_of words the phone's Certificate: "Certificate (LSC by CAPF-0992727f)".
static char *certificate_of(const PcSession *session)
{
    if (g_strcmp0(session->client_certificate, "empty") == 0) {
        return g_strdup("Certificate (empty)");
    }
    return session->type != NULL && strcmp(session->type, "none") != 0 && session->issuer != NULL
               ? g_strdup_printf("Certificate (%s by %s)", session->type, session->issuer)
               : g_strdup("Certificate");
}

static GArray *steps_of(const PcSession *session)
{
    GArray *steps = g_array_sized_new(FALSE, FALSE, sizeof(Step), MAX_STEPS);
    g_array_set_clear_func(steps, clear_step);
    g_autofree char *certificate = certificate_of(session);
    g_autofree char *alert =
        g_strdup_printf("Alert %s", session->alert_description != NULL ? session->alert_description
                                                                       : "(encrypted)");
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        bool is_shown = messages[i].frame == PC_FRAME_CLIENT_CERTIFICATE;
        add_step(steps, session, messages[i].frame, messages[i].from_server,
                 is_shown ? certificate : messages[i].what);
    }
    add_step(steps, session, PC_FRAME_ALERT, g_strcmp0(session->alert_from, "client") != 0, alert);
    if (steps->len == 0) {
        add_step(steps, session, PC_FRAME_FIRST, false,
                 session->kind != NULL ? "asks for a connection" : "first frame");
    }
    return steps;
}

static void write_steps(PcJson *json, const PcSession *session)
{
    g_autoptr(GArray) steps = steps_of(session);
    pc_json_open_array(json, "steps");
    for (guint i = 0; i < steps->len; i++) {
        const Step *step = &g_array_index(steps, Step, i);
        pc_json_open_object(json, NULL);
        pc_json_bool(json, "server", step->from_server);
        pc_json_string(json, "what", step->what->str);
        pc_json_integer(json, "frame", (int64_t)step->frame);
        if (step->offset != PC_OFFSET_UNKNOWN) {
            pc_json_integer(json, "us", step->offset);
        }
        pc_json_string(json, "mark", step->mark);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

static char *end_of(const PcSessionEnd *end)
{
    return end->port >= 0 ? g_strdup_printf("%s:%d", end->address, end->port)
                          : g_strdup(end->address);
}

static char *json_of(const PcHtmlSessions *sessions, const PcSession *session, bool failed)
{
    GString *out = g_string_new(NULL);
    PcJson json = PC_JSON(out);
    PcMoment start = pc_moment_plain(session->start, sessions->zone);
    g_autofree char *filter = pc_phrase_filter(session);
    g_autofree char *client = end_of(&session->client);
    g_autofree char *server = end_of(&session->server);
    uint64_t frame = session->frames[PC_FRAME_FIRST];
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "service", session->service);
    pc_json_string(&json, "start", start.text);
    pc_json_string(&json, "file", session->file);
    pc_json_integer(&json, "frame", (int64_t)frame);
    pc_json_string(&json, "outcome", session->kind != NULL ? session->kind : session->outcome);
    pc_json_string(&json, "alert", session->alert_description);
    pc_json_string(&json, "filter", filter);
    if (failed) {
        pc_json_string(&json, "client", client);
        pc_json_string(&json, "server", server);
        write_steps(&json, session);
    }
    pc_json_close_object(&json);
    return g_string_free(out, FALSE);
}

// make_room lets the oldest go that did not fail, or the oldest.
static void make_room(PcHtmlSessions *sessions, List *list)
{
    guint oldest = 0;
    while (oldest < list->kept->len && g_array_index(list->kept, Kept, oldest).failed) {
        oldest++;
    }
    g_array_remove_index(list->kept, oldest < list->kept->len ? oldest : 0);
    list->n_left_out++;
    sessions->n_kept--;
}

void pc_html_sessions_add(PcHtmlSessions *sessions, const PcSession *session)
{
    if (!session->concerns_phone || g_strcmp0(session->kind, PC_KIND_LOG_CONTRADICTION) == 0) {
        return;
    }
    g_autofree char *key = pc_session_phone_key(session);
    List *list = g_hash_table_lookup(sessions->by_key, key);
    if (list == NULL && g_hash_table_size(sessions->by_key) < PC_ESTATE_MAX_PHONES) {
        list = g_new0(List, 1);
        list->kept = g_array_new(FALSE, FALSE, sizeof(Kept));
        g_array_set_clear_func(list->kept, clear_kept);
        g_hash_table_insert(sessions->by_key, g_steal_pointer(&key), list);
    }
    if (list == NULL || (sessions->n_kept >= MAX_OF_ALL && list->kept->len == 0)) {
        if (list != NULL) {
            list->n_left_out++;
        }
        return;
    }
    if (list->kept->len == MAX_OF_A_PHONE || sessions->n_kept >= MAX_OF_ALL) {
        make_room(sessions, list);
    }
    bool failed = pc_session_worst(session) >= (int)PC_SEVERITY_WARNING;
    const Kept kept = {session->start, json_of(sessions, session, failed), failed};
    g_array_append_val(list->kept, kept);
    sessions->n_kept++;
}

static int compare_kept(const void *a, const void *b)
{
    const Kept *left = a;
    const Kept *right = b;
    int order = (left->start > right->start) - (left->start < right->start);
    return order != 0 ? order : strcmp(left->json, right->json);
}

static void write_list(PcJson *json, List *list)
{
    g_array_sort(list->kept, compare_kept); // the order of arrival says nothing
    for (guint i = 0; i < list->kept->len; i++) {
        g_string_append_printf(json->out, "%s%s", json->comma ? "," : "",
                               g_array_index(list->kept, Kept, i).json);
        json->comma = true;
    }
}

void pc_html_sessions_write(PcHtmlSessions *sessions, PcJson *json, const PcEstatePhone *phone)
{
    uint64_t n_left_out = 0;
    pc_json_open_array(json, "sessions");
    for (guint i = 0; i <= phone->addresses->len; i++) {
        const char *address = i > 0 ? g_ptr_array_index(phone->addresses, i - 1) : NULL;
        g_autofree char *key =
            i > 0 ? g_strdup_printf("address %s", address) : g_strdup(phone->key);
        List *list = g_hash_table_lookup(sessions->by_key, key);
        bool is_own = i == 0 || strcmp(key, phone->key) != 0;
        if (list != NULL && is_own) {
            write_list(json, list);
            n_left_out += list->n_left_out;
        }
    }
    pc_json_close_array(json);
    pc_json_integer(json, "left_out", (int64_t)n_left_out);
}
