// SPDX-License-Identifier: GPL-2.0-or-later
// Two real OpenSSL endpoints talk to each other over memory, and what each sends becomes a list of
// flights: who, when, which bytes. Nothing of a handshake is written by hand; alerts are those that
// OpenSSL sends when it verifies the peer at the moment of the capture.
#include "captures/make/endpoint.h"
#include "captures/make/openssl_auto.h"
#include "captures/make/pipe_bio.h"
#include "captures/make/tls_context.h"

#include <openssl/err.h>
#include <string.h>

#define N_SIDES 2
#define TURN_NS (1900 * INT64_C(1000))
#define LINE_PAUSE_NS (21 * INT64_C(1000000))
#define MAX_TURNS 64
#define READ_LEN 4096
#define MAX_TIMEOUTS 4
#define TIMEOUT_US 1050000

struct MkMemory {
    SSL_CTX *server;
    SSL_SESSION *session;
};

// Run is a talk under way.
typedef struct Run {
    const MkTalk *talk;
    SSL *ssl[N_SIDES];
    MkPipe *pipe[N_SIDES];
    bool failed[N_SIDES];
    MkConversation *conversation;
    int64_t now_ns;
    unsigned n_datagrams; // sent so far
} Run;

static MkSide other(MkSide side)
{
    return side == MK_CLIENT ? MK_SERVER : MK_CLIENT;
}

static int accept_anything(int ok, X509_STORE_CTX *context)
{
    (void)ok;
    (void)context;
    return 1;
}

static void log_key(const SSL *ssl, const char *line)
{
    GString *log = SSL_get_app_data(ssl);
    g_string_append_printf(log, "%s\n", line);
}

static SSL *make_endpoint(Run *run, MkSide side, SSL_CTX *context)
{
    const MkTalk *talk = run->talk;
    run->pipe[side] = mk_pipe_new(talk->dtls_mtu);
    SSL *ssl = SSL_new(context);
    BIO *bio = mk_pipe_bio(run->pipe[side]);
    SSL_set_bio(ssl, bio, bio);
    const bool asks_later =
        talk->act == MK_ACT_RENEGOTIATE || talk->act == MK_ACT_POST_HANDSHAKE_AUTH;
    const bool lenient = (side == MK_CLIENT ? &talk->client : &talk->server)->lenient;
    SSL_set_verify(ssl, asks_later ? SSL_VERIFY_NONE : mk_context_verify_mode(talk, side),
                   lenient ? accept_anything : NULL);
    if (talk->dtls_mtu > 0) {
        SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
        DTLS_set_link_mtu(ssl, talk->dtls_mtu);
    }
    if (side == MK_SERVER) {
        SSL_set_accept_state(ssl);
        return ssl;
    }
    SSL_set_connect_state(ssl);
    SSL_set_app_data(ssl, run->conversation->key_log);
    if (talk->server_name != NULL) {
        g_autofree char *name = g_strdup(talk->server_name); // the macro wants no const
        SSL_set_tlsext_host_name(ssl, name);
    }
    return ssl;
}

// --- flights ---

static void free_flight(gpointer data)
{
    MkFlight *flight = data;
    g_clear_pointer(&flight->datagrams, g_ptr_array_unref);
    g_free(flight);
}

static void add_flight(Run *run, MkSide from, MkFlightKind kind, GPtrArray *datagrams)
{
    MkFlight *flight = g_new0(MkFlight, 1);
    flight->from = from;
    flight->kind = kind;
    flight->at_ns = run->now_ns;
    flight->datagrams = datagrams;
    g_ptr_array_add(run->conversation->flights, flight);
    run->now_ns += TURN_NS;
}

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

static GPtrArray *joined(GPtrArray *pieces)
{
    GByteArray *all = g_byte_array_new();
    for (guint i = 0; i < pieces->len; i++) {
        gsize len = 0;
        const uint8_t *data = g_bytes_get_data(pieces->pdata[i], &len);
        g_byte_array_append(all, data, (guint)len);
    }
    GPtrArray *one = g_ptr_array_new_with_free_func(unref_bytes);
    g_ptr_array_add(one, g_byte_array_free_to_bytes(all));
    return one;
}

// What a side wrote becomes a flight and reaches the other side. False: it wrote nothing.
static bool deliver(Run *run, MkSide from)
{
    GPtrArray *written = mk_pipe_take(run->pipe[from]);
    if (written->len == 0) {
        g_ptr_array_unref(written);
        return false;
    }
    if (run->talk->dtls_mtu == 0) {
        GPtrArray *stream = joined(written);
        g_ptr_array_unref(written);
        written = stream;
    }
    for (guint i = 0; i < written->len; i++) {
        run->n_datagrams++;
        if (run->n_datagrams != run->talk->lost_datagram) {
            mk_pipe_give(run->pipe[other(from)], written->pdata[i]);
        }
    }
    add_flight(run, from, MK_FLIGHT_BYTES, written);
    return true;
}

// One side reads what waits for it and says what it has to say.
static void step(Run *run, MkSide side)
{
    SSL *ssl = run->ssl[side];
    char buffer[READ_LEN];
    ERR_clear_error();
    int result = SSL_is_init_finished(ssl) ? 1 : SSL_do_handshake(ssl);
    while (result > 0) {
        result = SSL_read(ssl, buffer, sizeof buffer);
    }
    const int error = SSL_get_error(ssl, result);
    if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL) {
        run->failed[side] = true;
    }
}

// Both sides take turns until neither has anything to say.
static void take_turns(Run *run)
{
    for (unsigned turn = 0; turn < MAX_TURNS; turn++) {
        bool said = false;
        for (MkSide side = MK_CLIENT; side <= MK_SERVER; side++) {
            if (!run->failed[side]) {
                step(run, side);
            }
            said = deliver(run, side) || said;
        }
        if (!said) {
            return;
        }
    }
}

static bool is_unfinished(const Run *run)
{
    return !run->failed[MK_CLIENT] && !run->failed[MK_SERVER] &&
           !(SSL_is_init_finished(run->ssl[MK_CLIENT]) &&
             SSL_is_init_finished(run->ssl[MK_SERVER]));
}

// A DTLS handshake that hangs because a datagram was lost waits for OpenSSL's own timer and is sent
// again.
static void pump(Run *run)
{
    take_turns(run);
    const unsigned timeouts = run->talk->lost_datagram > 0 ? MAX_TIMEOUTS : 0;
    for (unsigned i = 0; i < timeouts && is_unfinished(run); i++) {
        g_usleep(TIMEOUT_US);
        run->now_ns += TIMEOUT_US * INT64_C(1000);
        for (MkSide side = MK_CLIENT; side <= MK_SERVER; side++) {
            DTLSv1_handle_timeout(run->ssl[side]);
            deliver(run, side);
        }
        take_turns(run);
    }
}

// --- before and after the handshake ---

static void say_plainly(Run *run)
{
    for (size_t i = 0; i < run->talk->n_prelude; i++) {
        const MkLine *line = &run->talk->prelude[i];
        GPtrArray *datagrams = g_ptr_array_new_with_free_func(unref_bytes);
        g_ptr_array_add(datagrams, g_bytes_new(line->text, strlen(line->text)));
        add_flight(run, line->from, MK_FLIGHT_BYTES, datagrams);
    }
}

static void act(Run *run)
{
    SSL *server = run->ssl[MK_SERVER];
    switch (run->talk->act) {
    case MK_ACT_NONE:
        return;
    case MK_ACT_RENEGOTIATE:
        SSL_set_verify(server, mk_context_verify_mode(run->talk, MK_SERVER), NULL);
        SSL_renegotiate(server);
        SSL_do_handshake(server);
        break;
    case MK_ACT_POST_HANDSHAKE_AUTH:
        SSL_set_verify(server, mk_context_verify_mode(run->talk, MK_SERVER), NULL);
        SSL_verify_client_post_handshake(server);
        SSL_do_handshake(server);
        break;
    case MK_ACT_KEY_UPDATE:
        SSL_key_update(server, SSL_KEY_UPDATE_REQUESTED);
        SSL_do_handshake(server);
        break;
    }
    deliver(run, MK_SERVER);
    pump(run);
}

static void say_lines(Run *run)
{
    for (size_t i = 0; i < run->talk->n_lines; i++) {
        const MkLine *line = &run->talk->lines[i];
        run->now_ns += LINE_PAUSE_NS;
        const size_t len = line->len > 0 ? line->len : strlen(line->text);
        if (SSL_write(run->ssl[line->from], line->text, (int)len) <= 0) {
            return;
        }
        deliver(run, line->from);
        pump(run);
    }
}

static void close_politely(Run *run, MkSide first)
{
    SSL_shutdown(run->ssl[first]);
    deliver(run, first);
    add_flight(run, first, MK_FLIGHT_FIN, NULL);
    SSL_shutdown(run->ssl[other(first)]);
    deliver(run, other(first));
    add_flight(run, other(first), MK_FLIGHT_FIN, NULL);
}

static void end(Run *run)
{
    run->now_ns += LINE_PAUSE_NS;
    switch (run->talk->ending) {
    case MK_END_OPEN:
        return;
    case MK_END_CLIENT_CLOSES:
        close_politely(run, MK_CLIENT);
        return;
    case MK_END_SERVER_CLOSES:
        close_politely(run, MK_SERVER);
        return;
    case MK_END_SERVER_FIN:
        add_flight(run, MK_SERVER, MK_FLIGHT_FIN, NULL);
        add_flight(run, MK_CLIENT, MK_FLIGHT_FIN, NULL);
        return;
    case MK_END_SERVER_RST:
        add_flight(run, MK_SERVER, MK_FLIGHT_RST, NULL);
        return;
    }
}

// Whoever noticed the fault has sent its alert and hangs up first; the other follows.
static void end_in_failure(Run *run)
{
    const guint n = run->conversation->flights->len;
    const MkFlight *last = run->conversation->flights->pdata[n - 1];
    const MkSide first = last->from;
    add_flight(run, first, MK_FLIGHT_FIN, NULL);
    add_flight(run, other(first), MK_FLIGHT_FIN, NULL);
}

static void converse(Run *run)
{
    say_plainly(run);
    pump(run);
    if (!run->failed[MK_CLIENT] && !run->failed[MK_SERVER]) {
        act(run);
        say_lines(run);
    }
    if (run->failed[MK_CLIENT] || run->failed[MK_SERVER]) {
        end_in_failure(run);
    } else {
        end(run);
    }
}

static void remember(const Run *run, MkMemory *memory, SSL_CTX *server)
{
    if (memory == NULL) {
        return;
    }
    SSL_SESSION_free(memory->session);
    memory->session = SSL_get1_session(run->ssl[MK_CLIENT]);
    if (memory->server == NULL) {
        SSL_CTX_up_ref(server);
        memory->server = server;
    }
}

static SSL_CTX *server_context(const MkTalk *talk, MkMemory *memory)
{
    if (memory == NULL || memory->server == NULL) {
        return mk_context_new(talk, MK_SERVER);
    }
    SSL_CTX_up_ref(memory->server);
    return memory->server;
}

MkConversation *mk_talk(const MkTalk *talk, MkMemory *memory)
{
    MkConversation *conversation = g_new0(MkConversation, 1);
    conversation->flights = g_ptr_array_new_with_free_func(free_flight);
    conversation->key_log = g_string_new(NULL);
    Run run = {.talk = talk, .conversation = conversation, .now_ns = talk->at_ns};

    g_autoptr(SSL_CTX) client = mk_context_new(talk, MK_CLIENT);
    g_autoptr(SSL_CTX) server = server_context(talk, memory);
    SSL_CTX_set_keylog_callback(client, log_key);
    run.ssl[MK_CLIENT] = make_endpoint(&run, MK_CLIENT, client);
    run.ssl[MK_SERVER] = make_endpoint(&run, MK_SERVER, server);
    if (memory != NULL && memory->session != NULL) {
        SSL_set_session(run.ssl[MK_CLIENT], memory->session);
    }
    converse(&run);

    conversation->client_done = SSL_is_init_finished(run.ssl[MK_CLIENT]) && !run.failed[MK_CLIENT];
    conversation->server_done = SSL_is_init_finished(run.ssl[MK_SERVER]) && !run.failed[MK_SERVER];
    conversation->resumed = SSL_session_reused(run.ssl[MK_CLIENT]) == 1;
    remember(&run, memory, server);
    for (MkSide side = MK_CLIENT; side <= MK_SERVER; side++) {
        SSL_free(run.ssl[side]);
        mk_pipe_free(run.pipe[side]);
    }
    return conversation;
}

MkMemory *mk_memory_new(void)
{
    return g_new0(MkMemory, 1);
}

void mk_memory_free(MkMemory *memory)
{
    if (memory != NULL) {
        SSL_CTX_free(memory->server);
        SSL_SESSION_free(memory->session);
        g_free(memory);
    }
}

void mk_conversation_free(MkConversation *conversation)
{
    if (conversation != NULL) {
        g_ptr_array_unref(conversation->flights);
        g_string_free(conversation->key_log, TRUE);
        g_free(conversation);
    }
}

void mk_conversation_stop(MkConversation *conversation, unsigned n_flights, MkSide by)
{
    GPtrArray *flights = conversation->flights;
    g_assert(n_flights > 0 && n_flights < flights->len);
    MkFlight *next = flights->pdata[n_flights];
    next->from = by;
    next->kind = MK_FLIGHT_RST;
    g_clear_pointer(&next->datagrams, g_ptr_array_unref);
    if (flights->len > n_flights + 1) {
        g_ptr_array_remove_range(flights, n_flights + 1, flights->len - n_flights - 1);
    }
}
