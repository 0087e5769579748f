// SPDX-License-Identifier: GPL-2.0-or-later
// Counts, and words them. What every network carries beside its traffic is no loss.
#include "core/packet/silence.h"
#include "core/field/services.h"
#include <inttypes.h>

enum { MANY = 10 }; // one of so many

enum { ETHERTYPE_MACSEC = 0x88e5, PROTOCOL_ESP = 50, MIN_ETHERTYPE = 0x600 };

// ARP, RARP, link aggregation, loop tests, LLDP, precision time, PPPoE discovery.
static const uint16_t harmless_types[] = {0x0806, 0x8035, 0x8809, 0x9000, 0x88cc, 0x88f7,
                                          0x8863, 0x9003, 0x887b, 0x88d9, 0x893a, 0x88b7};

// ICMP, IGMP, EIGRP, ICMPv6, no next header, OSPF, PIM, VRRP.
static const uint8_t harmless_protocols[] = {1, 2, 88, 58, 59, 89, 103, 112};

static bool is_harmless_type(uint16_t type)
{
    bool found = type < MIN_ETHERTYPE;
    for (size_t i = 0; i < G_N_ELEMENTS(harmless_types); i++) {
        found = found || harmless_types[i] == type;
    }
    return found;
}

static bool is_harmless_protocol(uint8_t protocol)
{
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(harmless_protocols); i++) {
        found = found || harmless_protocols[i] == protocol;
    }
    return found;
}

static void count(PcSilence *silence, const PcUnread *cause)
{
    silence->n_unread += 1;
    for (size_t i = 0; i < PC_SILENCE_ROWS; i++) {
        PcUnread *row = &silence->unread[i];
        bool same = row->kind == cause->kind && row->number == cause->number;
        if (row->n_frames == 0 || same) {
            row->kind = cause->kind;
            row->number = cause->number;
            row->encrypted = row->encrypted || cause->encrypted;
            row->n_frames += 1;
            return;
        }
    }
}

void pc_silence_unread(PcSilence *silence, const PcDecode *packet, uint32_t link_type)
{
    bool is_wifi =
        packet->encrypted && packet->address_len == 0 && packet->stopped_at == PC_LAYER_WIFI;
    PcUnread cause = {.encrypted = packet->encrypted};
    if (packet->stopped_at == PC_LAYER_UNKNOWN) {
        cause.kind = PC_UNREAD_LINK;
        cause.number = link_type;
    } else if (is_wifi) {
        cause.kind = PC_UNREAD_WIFI;
    } else if (packet->address_len != 0) {
        cause.kind = PC_UNREAD_PROTOCOL;
        cause.number = packet->protocol;
    } else {
        cause.kind = PC_UNREAD_ETHERTYPE;
        cause.number = packet->ethertype;
    }
    bool harmless = (cause.kind == PC_UNREAD_ETHERTYPE && is_harmless_type(packet->ethertype)) ||
                    (cause.kind == PC_UNREAD_PROTOCOL && is_harmless_protocol(packet->protocol));
    if (!harmless) {
        count(silence, &cause);
    }
}

static bool is_phones(uint16_t port)
{
    return pc_service_row(pc_port_service(port))->phone;
}

PcSilencePort *pc_silence_port(PcSilence *silence, uint16_t port, uint16_t other)
{
    int chosen = is_phones(port) ? port : is_phones(other) ? other : 0;
    for (size_t i = 0; chosen != 0 && i < PC_SILENCE_ROWS; i++) {
        if (silence->ports[i].port == 0 || silence->ports[i].port == chosen) {
            silence->ports[i].port = chosen;
            return &silence->ports[i];
        }
    }
    return NULL;
}

// ---- words --------------------------------------------------------------------------------------

static const PcUnread *main_cause(const PcSilence *silence)
{
    const PcUnread *most = &silence->unread[0];
    for (size_t i = 1; i < PC_SILENCE_ROWS; i++) {
        most = silence->unread[i].n_frames > most->n_frames ? &silence->unread[i] : most;
    }
    return most;
}

static char *word_cause(const PcUnread *cause)
{
    const char *end = cause->encrypted ? ", encrypted" : "";
    if (cause->kind == PC_UNREAD_LINK) {
        return g_strdup_printf("link type %u", cause->number);
    }
    if (cause->kind == PC_UNREAD_WIFI) {
        return g_strdup("802.11 frames are encrypted: capture on the wire, or decrypt them first");
    }
    if (cause->kind == PC_UNREAD_PROTOCOL) {
        return cause->number == PROTOCOL_ESP
                   ? g_strdup_printf("IP protocol %u (ESP%s)", cause->number, end)
                   : g_strdup_printf("IP protocol %u", cause->number);
    }
    return cause->number == ETHERTYPE_MACSEC
               ? g_strdup_printf("EtherType 0x%04x (MACsec%s)", cause->number, end)
               : g_strdup_printf("EtherType 0x%04x", cause->number);
}

static void word_unread(GPtrArray *causes, const PcSilence *silence)
{
    g_autofree char *cause = word_cause(main_cause(silence));
    g_ptr_array_add(causes,
                    g_strdup_printf("%" PRIu64 " of %" PRIu64 " frames could not be read: %s",
                                    silence->n_unread, silence->n_frames, cause));
}

// Where nothing was found, or fewer handshakes than there are connections.
static void word_late(GPtrArray *causes, const PcSilencePort *port, uint64_t n_handshakes)
{
    g_autofree char *part = NULL;
    if (port->n_late < port->n_connections) {
        part = g_strdup_printf(" in %" PRIu64 " of %" PRIu64 " connections", port->n_late,
                               port->n_connections);
    }
    bool is_few = n_handshakes < port->n_late;
    if (port->n_late > port->n_connections / 2 && (n_handshakes == 0 || is_few)) {
        g_ptr_array_add(causes,
                        g_strdup_printf("traffic on %d begins in mid-connection%s: start the "
                                        "capture before the phone connects",
                                        port->port, part != NULL ? part : ""));
    }
}

static void word_port(GPtrArray *causes, const PcSilencePort *port, uint64_t n_handshakes)
{
    uint64_t n_one_way = n_handshakes == 0 ? port->n_one_way : port->n_unheard;
    word_late(causes, port, n_handshakes);
    if (port->n_connections > 0 && n_one_way == port->n_connections) {
        g_ptr_array_add(causes, g_strdup_printf("only one direction of the traffic on %d was "
                                                "captured: mirror both",
                                                port->port));
    }
}

char *pc_silence_words(const PcSilence *silence, uint64_t n_handshakes)
{
    g_autoptr(GPtrArray) causes = g_ptr_array_new_with_free_func(g_free);
    if (silence->n_unread > 0 && (n_handshakes == 0 || silence->n_unread > silence->n_frames / 2)) {
        word_unread(causes, silence);
    }
    if (silence->n_cut > silence->n_frames / MANY && n_handshakes == 0) {
        g_ptr_array_add(
            causes, g_strdup_printf("frames are cut to %zu bytes: capture without a snap length",
                                    silence->cut_to));
    }
    for (size_t i = 0; i < PC_SILENCE_ROWS; i++) {
        word_port(causes, &silence->ports[i], n_handshakes);
    }
    if (causes->len == 0) {
        return NULL;
    }
    g_ptr_array_add(causes, NULL);
    g_autofree char *joined = g_strjoinv("; ", (char **)causes->pdata);
    return g_strdup_printf("%" PRIu64 " handshake%s; %s", n_handshakes,
                           n_handshakes == 1 ? "" : "s", joined);
}

char *pc_silence_backwards(const PcSilence *silence)
{
    enum { MILLISECOND = 1000000, PER_SECOND = 1000 };
    if (silence->backwards < MILLISECOND) {
        return NULL;
    }
    int64_t milliseconds = silence->backwards / MILLISECOND;
    return g_strdup_printf(
        "time runs backwards, by %" PRId64 ".%03" PRId64 " s at most (frame %" PRIu64
        "): the clocks of two captures differ, or files are in the wrong order",
        milliseconds / PER_SECOND, milliseconds % PER_SECOND, silence->backwards_frame);
}
