// SPDX-License-Identifier: GPL-2.0-or-later
// TLS inside OpenVPN: a real handshake cut into control packets, over UDP and TCP, with and without
// tls-auth, with packets lost, repeated and out of order.
#include "captures/make/octets.h"
#include "tests/unit/listen.h"
#include "tests/unit/tls_talk.h"
#include "tests/unit/unit.h"

enum { PIECE = 150, SERVER_PORT = 1194 };

static Cast cast;

typedef struct {
    GString *text; // what the handshakes said
} Heard;

static void hear(void *user, PcHandshake *handshake)
{
    Heard *heard = user;
    pc_handshake_prove(handshake, NULL);
    g_string_append_printf(heard->text, "%s %s %s client %u server %u from %d;",
                           pc_transport_name(handshake->transport),
                           pc_outcome_name(handshake->outcome),
                           pc_possession_name(handshake->possession), handshake->client_chain->len,
                           handshake->server_chain->len, pc_handshake_client(handshake)->port);
    pc_handshake_free(handshake);
}

static char *observe(const GPtrArray *packets)
{
    const PcObserveEvents events = {.handshake = hear};
    Heard heard = {g_string_new(NULL)};
    listen_to(packets, &events, &heard);
    return g_string_free(heard.text, FALSE);
}

// Wrap puts a conversation into OpenVPN's packets.
typedef struct {
    bool is_tcp;
    size_t auth_len; // of the digest; 0: no tls-auth
    uint32_t next[2];
} Wrap;

static GByteArray *packet_of(Wrap *wrap, MkSide from, unsigned opcode, PcBytes payload)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, opcode << 3);
    mk_put_zeros(out, 7);
    mk_put_u8(out, from == MK_CLIENT ? 0xc1 : 0x5e);
    if (wrap->auth_len > 0) {
        mk_put_zeros(out, wrap->auth_len);
        mk_put_u32(out, wrap->next[from] + 1);
        mk_put_u32(out, 1795403400);
    }
    bool has_ack = from == MK_SERVER && opcode == 8;
    mk_put_u8(out, has_ack);
    if (has_ack) {
        mk_put_u32(out, 0);
        mk_put_zeros(out, 8);
    }
    mk_put_u32(out, wrap->next[from]++);
    mk_put_bytes(out, payload.data, payload.len);
    return out;
}

static void add_packet(const Wrap *wrap, GPtrArray *datagrams, GByteArray *packet)
{
    GByteArray *out = g_byte_array_new();
    if (wrap->is_tcp) {
        mk_put_u16(out, packet->len);
    }
    mk_put_bytes(out, packet->data, packet->len);
    g_byte_array_unref(packet);
    g_ptr_array_add(datagrams, g_byte_array_free_to_bytes(out));
}

static void wrap_flight(Wrap *wrap, MkFlight *flight)
{
    GPtrArray *wrapped = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; flight->datagrams != NULL && i < flight->datagrams->len; i++) {
        PcBytes rest = pc_bytes_of(g_ptr_array_index(flight->datagrams, i)), piece;
        while (rest.len > 0 && pc_bytes_take(&rest, MIN(rest.len, PIECE), &piece)) {
            add_packet(wrap, wrapped, packet_of(wrap, flight->from, 4, piece));
        }
    }
    if (flight->datagrams != NULL) {
        g_ptr_array_unref(flight->datagrams);
    }
    flight->datagrams = wrapped;
}

static void add_reset(Wrap *wrap, GPtrArray *packets, const MkPath *path, MkSide from)
{
    GByteArray *reset = packet_of(wrap, from, from == MK_CLIENT ? 7 : 8, (PcBytes){0});
    g_autoptr(GBytes) payload = g_byte_array_free_to_bytes(reset);
    mk_wire_datagram(packets, path, from, payload, mk_time("2026-11-23T03:09:59Z") * 1000000000);
}

static MkPath path_of(void)
{
    return (MkPath){.client = {{2, 0, 0, 0, 0, 1}, "10.44.0.10", 50001},
                    .server = {{2, 0, 0, 0, 0, 2}, "10.44.255.1", SERVER_PORT},
                    .client_mss = 333,
                    .server_mss = 333};
}

static GPtrArray *udp_packets(size_t auth_len)
{
    Wrap wrap = {.auth_len = auth_len};
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    GPtrArray *packets = mk_packets_new();
    MkPath path = path_of();
    add_reset(&wrap, packets, &path, MK_CLIENT);
    add_reset(&wrap, packets, &path, MK_SERVER);
    for (guint i = 0; i < conversation->flights->len; i++) {
        wrap_flight(&wrap, g_ptr_array_index(conversation->flights, i));
    }
    mk_wire_udp(packets, conversation, &path);
    return packets;
}

// A list that may be changed; talking costs more than copying.
static GPtrArray *copy_of(const GPtrArray *model)
{
    GPtrArray *packets = mk_packets_new();
    for (guint i = 0; i < model->len; i++) {
        const MkPacket *packet = g_ptr_array_index(model, i);
        mk_packet_add(packets, packet->at_ns, packet->from, g_bytes_ref(packet->bytes));
    }
    return packets;
}

static const char accepted_udp[] = "udp accepted verified client 1 server 1 from 50001;";

static void test_udp(void)
{
    static const size_t lens[] = {0, 16, 20, 32, 64};
    for (size_t i = 0; i < G_N_ELEMENTS(lens); i++) {
        UNIT_ROW(lens, i);
        g_autoptr(GPtrArray) packets = udp_packets(lens[i]);
        g_autofree char *heard = observe(packets);
        g_assert_cmpstr(heard, ==, accepted_udp);
    }
}

static void test_udp_troubled(void)
{
    enum { RESETS = 2 };
    g_autoptr(GPtrArray) model = udp_packets(20);
    for (guint i = RESETS; i + 1 < model->len; i++) {
        g_autoptr(GPtrArray) swapped = copy_of(model);
        mk_packets_swap(swapped, i, i + 1);
        g_autofree char *heard = observe(swapped);
        // Two that went the same way are put in order by their numbers.
        const MkPacket *one = g_ptr_array_index(model, i);
        const MkPacket *other = g_ptr_array_index(model, i + 1);
        g_assert_true(one->from != other->from || strcmp(heard, accepted_udp) == 0);
        g_assert_null(strstr(heard, "failed"));
        g_autoptr(GPtrArray) doubled = copy_of(model);
        mk_packets_repeat(doubled, i, i);
        g_autofree char *again = observe(doubled);
        g_assert_cmpstr(again, ==, accepted_udp);
        g_autoptr(GPtrArray) thinned = copy_of(model);
        mk_packets_drop(thinned, i);
        g_autofree char *less = observe(thinned); // says less, and nothing else
        g_assert_null(strstr(less, "failed"));
        g_assert_null(strstr(less, "rejected"));
    }
}

static void add_bytes(GByteArray *out, GPtrArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++) {
        mk_put_gbytes(out, g_ptr_array_index(pieces, i));
    }
}

// A flight's packets as one stream, a length before each; a side's first one is its reset.
static void join_flight(Wrap *wrap, MkFlight *flight)
{
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    GByteArray *all = g_byte_array_new();
    if (wrap->next[flight->from] == 0) {
        unsigned opcode = flight->from == MK_CLIENT ? 7 : 8;
        add_packet(wrap, pieces, packet_of(wrap, flight->from, opcode, (PcBytes){0}));
    }
    wrap_flight(wrap, flight);
    add_bytes(all, pieces);
    add_bytes(all, flight->datagrams);
    g_ptr_array_set_size(flight->datagrams, 0);
    g_ptr_array_add(flight->datagrams, g_byte_array_free_to_bytes(all));
}

static void test_tcp(void)
{
    Wrap wrap = {.is_tcp = true};
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    for (guint i = 0; i < conversation->flights->len; i++) {
        MkFlight *flight = g_ptr_array_index(conversation->flights, i);
        if (flight->kind == MK_FLIGHT_BYTES) {
            join_flight(&wrap, flight);
        }
    }
    g_autoptr(GPtrArray) packets = mk_packets_new();
    MkPath path = path_of();
    mk_wire_tcp(packets, conversation, &path);
    g_autofree char *heard = observe(packets);
    g_assert_cmpstr(heard, ==, "tcp accepted verified client 1 server 1 from 50001;");
}

// What only looks a little like it.
static void test_not_openvpn(void)
{
    g_autoptr(GPtrArray) packets = mk_packets_new();
    MkPath path = path_of();
    for (unsigned first = 0; first < 256; first++) {
        uint8_t bytes[64] = {(uint8_t)first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 200, 255};
        g_autoptr(GBytes) payload = g_bytes_new(bytes, 14 + first % 50);
        path.client.port = (uint16_t)(40000 + first);
        mk_wire_datagram(packets, &path, MK_CLIENT, payload, 1);
    }
    g_autofree char *heard = observe(packets);
    g_assert_cmpstr(heard, ==, "");
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    cast_begin(&cast);
    g_test_add_func("/openvpn/udp", test_udp);
    g_test_add_func("/openvpn/udp/troubled", test_udp_troubled);
    g_test_add_func("/openvpn/tcp", test_tcp);
    g_test_add_func("/openvpn/not-openvpn", test_not_openvpn);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
