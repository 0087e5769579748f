// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of core/packet build packets with, and the sink that writes down what it is
// told. A builder takes its payload over and gives the packet with its header in front.
#ifndef PHONECERT_TESTS_UNIT_PACKET_KIT_H
#define PHONECERT_TESTS_UNIT_PACKET_KIT_H

#include "core/packet/packet.h"

enum {
    KIT_FIN = 0x01,
    KIT_SYN = 0x02,
    KIT_RST = 0x04,
    KIT_PSH = 0x08,
    KIT_ACK = 0x10,
    KIT_TCP = 6,
    KIT_UDP = 17,
    KIT_ETHERNET = 1,
    KIT_RAW = 101,
};

#define KIT_MILLISECOND INT64_C(1000000)

// kit_hex reads hex digits; blanks between them are skipped.
static inline GByteArray *kit_hex(const char *digits)
{
    GByteArray *octets = g_byte_array_new();
    int high = -1;
    for (; *digits != '\0'; digits++) {
        int value = g_ascii_xdigit_value(*digits);
        if (value < 0) {
            continue;
        }
        if (high < 0) {
            high = value;
        } else {
            uint8_t octet = (uint8_t)(high << 4 | value);
            g_byte_array_append(octets, &octet, 1);
            high = -1;
        }
    }
    g_assert_cmpint(high, ==, -1);
    return octets;
}

static inline GByteArray *kit_text(const char *text)
{
    GByteArray *octets = g_byte_array_new();
    return g_byte_array_append(octets, (const guint8 *)text, (guint)strlen(text));
}

// kit_join puts `second` behind `first` and gives that.
static inline GByteArray *kit_join(GByteArray *first, GByteArray *second)
{
    g_byte_array_append(first, second->data, second->len);
    g_byte_array_unref(second);
    return first;
}

static inline GByteArray *kit_u16(GByteArray *octets, unsigned value)
{
    const guint8 two[] = {(guint8)(value >> 8), (guint8)value};
    return g_byte_array_append(octets, two, sizeof two);
}

static inline GByteArray *kit_u32(GByteArray *octets, uint32_t value)
{
    return kit_u16(kit_u16(octets, value >> 16), value & 0xffff);
}

// KitTcp is one TCP segment; direction 1 goes back from port 5061 to `port`.
typedef struct {
    unsigned direction;
    uint16_t port; // 40000 where 0
    uint32_t sequence, acknowledgement;
    unsigned flags;
    const char *payload;
} KitTcp;

static inline uint16_t kit_port(const KitTcp *tcp)
{
    return tcp->port != 0 ? tcp->port : 40000;
}

static inline GByteArray *kit_tcp(const KitTcp *tcp)
{
    GByteArray *octets = g_byte_array_new();
    kit_u16(octets, tcp->direction == 0 ? kit_port(tcp) : 5061);
    kit_u16(octets, tcp->direction == 0 ? 5061 : kit_port(tcp));
    kit_u32(kit_u32(octets, tcp->sequence), tcp->acknowledgement);
    kit_u16(octets, 0x5000 | tcp->flags);
    kit_u16(kit_u32(octets, 0xffff0000), 0);
    return kit_join(octets, kit_text(tcp->payload != NULL ? tcp->payload : ""));
}

static inline GByteArray *kit_udp(unsigned source, unsigned destination, GByteArray *payload)
{
    GByteArray *octets = kit_u16(kit_u16(g_byte_array_new(), source), destination);
    return kit_join(kit_u16(kit_u16(octets, payload->len + 8), 0), payload);
}

// kit_fragment4 is IPv4 from 10.44.0.10 to 10.44.255.1, or back; `fragment` is flags and offset as
// in the header, `id` the datagram's.
static inline GByteArray *kit_fragment4(unsigned protocol, unsigned direction, unsigned id,
                                        unsigned fragment, GByteArray *payload)
{
    static const uint32_t address[] = {0x0a2c000a, 0x0a2cff01};
    GByteArray *octets = kit_u16(kit_u16(g_byte_array_new(), 0x4500), payload->len + 20);
    kit_u16(kit_u16(octets, id), fragment);
    kit_u16(kit_u16(octets, 0x4000 | protocol), 0);
    kit_u32(kit_u32(octets, address[direction]), address[1 - direction]);
    return kit_join(octets, payload);
}

static inline GByteArray *kit_ip4(unsigned protocol, unsigned direction, GByteArray *payload)
{
    return kit_fragment4(protocol, direction, 1, 0, payload);
}

static inline GByteArray *kit_ip6(unsigned protocol, unsigned direction, GByteArray *payload)
{
    static const char *const address[] = {"20010db8 00000000 00000000 0000000a",
                                          "20010db8 00000000 00000000 0000ff01"};
    GByteArray *octets = kit_u16(kit_hex("60000000"), payload->len);
    kit_u16(octets, protocol << 8 | 64);
    kit_join(octets, kit_hex(address[direction]));
    kit_join(octets, kit_hex(address[1 - direction]));
    return kit_join(octets, payload);
}

static inline GByteArray *kit_ethernet(unsigned type, GByteArray *payload)
{
    return kit_join(kit_u16(kit_hex("020000000002 020000000001"), type), payload);
}

// KitFlow is what was told of one flow. `events` is one word a call: b0:12 (bytes, direction, how
// many), g1:lost:7, f0, r1, o1 (goes on), d0:20+5 (datagram, captured + missing), e:capture.
typedef struct {
    PcPeer peer[2];
    bool is_tcp;
    int syn_direction;
    GByteArray *bytes[2];
    GString *events;
} KitFlow;

typedef struct {
    GPtrArray *flows;    // of KitFlow, in the order of their first call
    GString *attempts;   // 40000>5061:refused@1 and the like
    GString *eapol;      // 020000000001>020000000002:9+0
    unsigned done_after; // calls after which every answer is PC_FLOW_DONE; 0 never
    unsigned n_calls;
    uint64_t last_frame;
    PcAccount account;
} KitSink;

static inline void kit_flow_free(gpointer data)
{
    KitFlow *flow = data;
    g_byte_array_unref(flow->bytes[0]);
    g_byte_array_unref(flow->bytes[1]);
    g_string_free(flow->events, TRUE);
    g_free(flow);
}

static inline void kit_sink_init(KitSink *sink)
{
    *sink = (KitSink){.done_after = 0};
    pc_account_init(&sink->account, PC_ACCOUNT_DEFAULT);
    sink->flows = g_ptr_array_new_with_free_func(kit_flow_free);
    sink->attempts = g_string_new(NULL);
    sink->eapol = g_string_new(NULL);
}

static inline void kit_sink_clear(KitSink *sink)
{
    g_ptr_array_unref(sink->flows);
    g_string_free(sink->attempts, TRUE);
    g_string_free(sink->eapol, TRUE);
}

static inline KitFlow *kit_flow(KitSink *sink, PcFlow *flow)
{
    KitFlow *kit = pc_flow_user(flow);
    if (kit == NULL) {
        kit = g_new0(KitFlow, 1);
        kit->peer[0] = *pc_flow_peer(flow, 0);
        kit->peer[1] = *pc_flow_peer(flow, 1);
        kit->is_tcp = pc_flow_is_tcp(flow);
        kit->bytes[0] = g_byte_array_new();
        kit->bytes[1] = g_byte_array_new();
        kit->events = g_string_new(NULL);
        pc_flow_set_user(flow, kit);
        g_ptr_array_add(sink->flows, kit);
    }
    kit->syn_direction = pc_flow_syn_direction(flow);
    return kit;
}

static inline GString *kit_events(KitSink *sink, PcFlow *flow)
{
    GString *events = kit_flow(sink, flow)->events;
    return events->len > 0 ? g_string_append_c(events, ' ') : events;
}

static inline PcInterest kit_answer(KitSink *sink, const PcStamp *stamp)
{
    sink->n_calls += 1;
    sink->last_frame = stamp->frame;
    bool done = sink->done_after != 0 && sink->n_calls >= sink->done_after;
    return done ? PC_FLOW_DONE : PC_FLOW_GO_ON;
}

static inline PcInterest kit_on_bytes(void *user, PcFlow *flow, unsigned direction, PcBytes bytes,
                                      const PcStamp *stamp)
{
    g_string_append_printf(kit_events(user, flow), "b%u:%zu", direction, bytes.len);
    g_byte_array_append(kit_flow(user, flow)->bytes[direction], bytes.data, (guint)bytes.len);
    return kit_answer(user, stamp);
}

static inline PcInterest kit_on_gap(void *user, PcFlow *flow, unsigned direction, PcGapCause cause,
                                    size_t len, const PcStamp *stamp)
{
    static const char *const causes[] = {"snaplen", "lost", "limit"};
    g_string_append_printf(kit_events(user, flow), "g%u:%s:%zu", direction, causes[cause], len);
    return kit_answer(user, stamp);
}

static inline PcInterest kit_on_fin(void *user, PcFlow *flow, unsigned direction,
                                    const PcStamp *stamp)
{
    g_string_append_printf(kit_events(user, flow), "f%u", direction);
    return kit_answer(user, stamp);
}

static inline PcInterest kit_on_reset(void *user, PcFlow *flow, unsigned direction,
                                      const PcStamp *stamp)
{
    g_string_append_printf(kit_events(user, flow), "r%u", direction);
    return kit_answer(user, stamp);
}

static inline void kit_on_goes_on(void *user, PcFlow *flow, unsigned direction)
{
    g_string_append_printf(kit_events(user, flow), "o%u", direction);
}

static inline PcInterest kit_on_datagram(void *user, PcFlow *flow, unsigned direction,
                                         PcBytes bytes, size_t missing, const PcStamp *stamp)
{
    g_string_append_printf(kit_events(user, flow), "d%u:%zu+%zu", direction, bytes.len, missing);
    g_byte_array_append(kit_flow(user, flow)->bytes[direction], bytes.data, (guint)bytes.len);
    return kit_answer(user, stamp);
}

static inline void kit_append_mac(GString *text, const PcPeer *peer)
{
    for (unsigned i = 0; i < peer->address_len; i++) {
        g_string_append_printf(text, "%02x", peer->address[i]);
    }
}

static inline void kit_on_eapol(void *user, const PcPeer *source, const PcPeer *destination,
                                PcBytes bytes, size_t missing, const PcStamp *stamp)
{
    KitSink *sink = user;
    kit_append_mac(sink->eapol, source);
    g_string_append_c(sink->eapol, '>');
    kit_append_mac(sink->eapol, destination);
    g_string_append_printf(sink->eapol, ":%zu+%zu", bytes.len, missing);
    kit_answer(sink, stamp);
}

static inline void kit_on_end(void *user, PcFlow *flow, PcEndCause cause)
{
    static const char *const causes[] = {"capture", "done", "reused", "limit"};
    g_string_append_printf(kit_events(user, flow), "e:%s", causes[cause]);
}

static inline void kit_on_attempt(void *user, const PcFlow *flow, bool refused,
                                  const PcStamp *stamp)
{
    KitSink *sink = user;
    g_string_append_printf(sink->attempts, "%u>%u:%s@%" G_GUINT64_FORMAT " ",
                           pc_flow_peer(flow, 0)->port, pc_flow_peer(flow, 1)->port,
                           refused ? "refused" : "unanswered", stamp->frame);
}

static inline PcAccount *kit_on_account(void *user)
{
    KitSink *sink = user;
    return &sink->account;
}

static const PcPacketSink kit_sink = {
    .tcp_bytes = kit_on_bytes,
    .tcp_gap = kit_on_gap,
    .tcp_fin = kit_on_fin,
    .tcp_reset = kit_on_reset,
    .tcp_goes_on = kit_on_goes_on,
    .datagram = kit_on_datagram,
    .eapol = kit_on_eapol,
    .end = kit_on_end,
    .tcp_attempt = kit_on_attempt,
    .account = kit_on_account,
};

// Kit is a floor under test: packets go in, the sink has the answer.
typedef struct {
    KitSink sink;
    PcPackets *packets;
    uint64_t n_frames;
    int64_t time;
} Kit;

static inline void kit_init(Kit *kit)
{
    kit_sink_init(&kit->sink);
    kit->packets = pc_packets_new(&kit_sink, &kit->sink);
    kit->n_frames = 0;
    kit->time = INT64_C(1700000000) * 1000 * KIT_MILLISECOND;
}

static inline void kit_clear(Kit *kit)
{
    pc_packets_free(kit->packets);
    kit_sink_clear(&kit->sink);
}

// kit_give_cut gives a packet of which only `kept` bytes were captured; it takes it over.
static inline void kit_give_cut(Kit *kit, uint32_t link_type, GByteArray *packet, size_t kept)
{
    // A copy of just that size, so that one byte too far is seen.
    g_autofree guint8 *copy = g_memdup2(packet->data, MIN(kept, packet->len));
    kit->n_frames += 1;
    kit->time += KIT_MILLISECOND;
    PcFrame frame = {.number = kit->n_frames,
                     .time = kit->time,
                     .link_type = link_type,
                     .original_len = packet->len,
                     .bytes = pc_bytes(copy, MIN(kept, packet->len))};
    pc_packets_frame(kit->packets, &frame);
    g_byte_array_unref(packet);
}

static inline void kit_give(Kit *kit, uint32_t link_type, GByteArray *packet)
{
    kit_give_cut(kit, link_type, packet, packet->len);
}

static inline void kit_give_tcp(Kit *kit, const KitTcp *tcp)
{
    kit_give(kit, KIT_RAW, kit_ip4(KIT_TCP, tcp->direction, kit_tcp(tcp)));
}

// kit_flow_at lends what was told of the flow that was the `n`th to be told of.
static inline const KitFlow *kit_flow_at(const Kit *kit, unsigned n)
{
    g_assert_cmpuint(n, <, kit->sink.flows->len);
    return g_ptr_array_index(kit->sink.flows, n);
}

static inline void kit_assert_text(const GByteArray *octets, const char *text)
{
    g_assert_true(
        pc_bytes_equal(pc_bytes(octets->data, octets->len), pc_bytes(text, strlen(text))));
}

#endif
