// SPDX-License-Identifier: GPL-2.0-or-later
// The flights of a TLS conversation become the EAP packets of an 802.1X authentication (EAP-TLS,
// RFC 5216, and the tunnel methods with the same framing): identity, start, fragments with their
// acknowledgements, Success or Failure. Who carries them, EAPOL or RADIUS, is in wire_eapol.c and
// wire_radius.c.
#include "captures/make/eap.h"
#include "captures/make/octets.h"

#define TYPE_IDENTITY 1
#define FLAG_LENGTH 0x80
#define FLAG_MORE 0x40
#define FLAG_START 0x20
#define LENGTH_OFFSET 2
#define DEFAULT_FRAGMENT_LEN 1000
#define STEP_NS (1400 * INT64_C(1000))
#define LEAD_NS (4 * STEP_NS)
#define AUTHORITY_ID_TLV 4
#define AUTHORITY_ID "ise-1"

// Exchange is an authentication under way. The server numbers its requests; the phone answers with
// the same number.
typedef struct Exchange {
    const MkEapOptions *options;
    GPtrArray *packets;
    uint8_t id;
    int64_t now_ns;
    bool phone_may_speak; // a request waits for its response
} Exchange;

static void free_packet(gpointer data)
{
    MkEapPacket *packet = data;
    g_bytes_unref(packet->bytes);
    g_free(packet);
}

// A packet is code, identifier, length, body.
static void add_packet(Exchange *exchange, MkEapCode code, const GByteArray *body, int flight)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, code);
    mk_put_u8(out, exchange->id);
    mk_put_u16(out, 0); // length
    mk_put_bytes(out, body->data, body->len);
    mk_patch_u16(out, LENGTH_OFFSET, out->len);

    MkEapPacket *packet = g_new0(MkEapPacket, 1);
    packet->from = code == MK_EAP_RESPONSE ? MK_CLIENT : MK_SERVER;
    packet->at_ns = exchange->now_ns;
    packet->bytes = g_byte_array_free_to_bytes(out);
    packet->flight = flight;
    g_ptr_array_add(exchange->packets, packet);
    exchange->now_ns += STEP_NS;
}

// The phone answers the request that waits; the server makes a new request.
static void send_body(Exchange *exchange, MkSide from, const GByteArray *body, int flight)
{
    if (from == MK_SERVER) {
        exchange->id++;
    }
    add_packet(exchange, from == MK_CLIENT ? MK_EAP_RESPONSE : MK_EAP_REQUEST, body, flight);
    exchange->phone_may_speak = from == MK_SERVER;
}

static uint8_t type_of(const Exchange *exchange)
{
    return exchange->options->type != 0 ? exchange->options->type : MK_EAP_TLS;
}

static GByteArray *tls_body(const Exchange *exchange, unsigned flags)
{
    GByteArray *body = g_byte_array_new();
    mk_put_u8(body, type_of(exchange));
    mk_put_u8(body, flags | exchange->options->version);
    return body;
}

static void acknowledge(Exchange *exchange, MkSide from)
{
    g_autoptr(GByteArray) body = tls_body(exchange, 0);
    send_body(exchange, from, body, -1);
}

static void exchange_identity(Exchange *exchange)
{
    const char *identity = exchange->options->identity;
    g_autoptr(GByteArray) request = g_byte_array_new();
    mk_put_u8(request, TYPE_IDENTITY);
    exchange->id--;
    send_body(exchange, MK_SERVER, request, -1);
    g_autoptr(GByteArray) response = g_byte_array_new();
    mk_put_u8(response, TYPE_IDENTITY);
    mk_put_text(response, identity != NULL ? identity : "phone");
    send_body(exchange, MK_CLIENT, response, -1);
}

static void send_start(Exchange *exchange)
{
    g_autoptr(GByteArray) start = tls_body(exchange, FLAG_START);
    // EAP-FAST and TEAP tell the server's name in the start (RFC 4851, 4.1.1; RFC 7170, 4.2.2).
    if (type_of(exchange) == MK_EAP_FAST) {
        mk_put_u16(start, AUTHORITY_ID_TLV);
        mk_put_u16(start, sizeof AUTHORITY_ID - 1);
        mk_put_text(start, AUTHORITY_ID);
    }
    send_body(exchange, MK_SERVER, start, -1);
}

static bool bears_length(const Exchange *exchange, bool first, bool only)
{
    switch (exchange->options->length) {
    case MK_EAP_LENGTH_FIRST:
        return first && !only;
    case MK_EAP_LENGTH_ALWAYS:
        return true;
    case MK_EAP_LENGTH_NEVER:
        return false;
    }
    return false;
}

static MkSide other(MkSide side)
{
    return side == MK_CLIENT ? MK_SERVER : MK_CLIENT;
}

static void send_flight(Exchange *exchange, const MkFlight *flight, int number)
{
    const size_t wanted = exchange->options->fragment_len;
    const size_t piece_len = wanted > 0 ? wanted : DEFAULT_FRAGMENT_LEN;
    gsize len = 0;
    const uint8_t *data = g_bytes_get_data(flight->datagrams->pdata[0], &len);
    for (size_t sent = 0; sent < len;) {
        const size_t piece = MIN(piece_len, len - sent);
        const bool more = sent + piece < len;
        const bool length = bears_length(exchange, sent == 0, piece == len);
        g_autoptr(GByteArray) body =
            tls_body(exchange, (length ? FLAG_LENGTH : 0U) | (more ? FLAG_MORE : 0U));
        if (length) {
            mk_put_u32(body, (uint32_t)len);
        }
        mk_put_bytes(body, data + sent, piece);
        send_body(exchange, flight->from, body, number);
        sent += piece;
        if (more) {
            acknowledge(exchange, other(flight->from));
        }
    }
}

// EAP is lock-step: whoever has just spoken must hear something before it speaks again.
static void take_turn(Exchange *exchange, MkSide from)
{
    if (from == MK_CLIENT && !exchange->phone_may_speak) {
        acknowledge(exchange, MK_SERVER);
    } else if (from == MK_SERVER && exchange->phone_may_speak) {
        acknowledge(exchange, MK_CLIENT);
    }
}

GPtrArray *mk_eap_packets(const MkConversation *conversation, const MkEapOptions *options)
{
    const MkFlight *first = conversation->flights->pdata[0];
    Exchange exchange = {
        .options = options,
        .packets = g_ptr_array_new_with_free_func(free_packet),
        .id = options->first_id,
        .now_ns = first->at_ns - LEAD_NS,
    };
    exchange_identity(&exchange);
    send_start(&exchange);
    for (guint i = 0; i < conversation->flights->len; i++) {
        const MkFlight *flight = conversation->flights->pdata[i];
        if (flight->kind == MK_FLIGHT_BYTES) {
            take_turn(&exchange, flight->from);
            send_flight(&exchange, flight, (int)i);
        }
    }
    take_turn(&exchange, MK_SERVER);
    const GByteArray nothing = {0};
    add_packet(&exchange, conversation->server_done ? MK_EAP_SUCCESS : MK_EAP_FAILURE, &nothing,
               -1);
    return exchange.packets;
}
