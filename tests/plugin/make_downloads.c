// SPDX-License-Identifier: GPL-2.0-or-later
// make-downloads DIR writes captures of a phone that fetches a trust list and then shows its LSC:
// by TFTP with and without a block size, with a block sent twice; by HTTP; and with an altered
// list. The cluster's stores are in none of them, so a verdict rests on what was fetched.
#include "captures/make/call.h"
#include "captures/make/capture_file.h"
#include "captures/make/octets.h"
#include "captures/make/trust_list.h"

#include <stdio.h>
#include <string.h>

enum {
    PHONE = 1,
    TFTP_PORT = 69,
    HTTP_PORT = 6970,
    TRANSFER_PORT = 32001,
    READ = 1,
    DATA = 3,
    ACKNOWLEDGEMENT = 4,
    OPTIONS = 6,
    DEFAULT_BLOCK = 512,
    SENT_TWICE = 2,
    MILLISECOND_NS = 1000000,
};

#define AT_NS (INT64_C(1795403400) * 1000000000)

typedef struct {
    const char *file;
    const char *prefix; // of the list's name
    unsigned block;     // of TFTP; 0: HTTP
    bool altered;
} Case;

static const Case cases[] = {
    {"itl-by-tftp.pcap", "ITL", DEFAULT_BLOCK, false},
    {"ctl-by-tftp-1400.pcap", "CTL", 1400, false},
    {"itl-by-http.pcap", "ITL", 0, false},
    {"itl-altered.pcap", "ITL", DEFAULT_BLOCK, true},
};

static GBytes *list_file(const MkPki *pki, const char *name, bool altered)
{
    const MkListRecord records[] = {
        {MK_ROLE_CAPF, mk_pki_ca(pki, MK_CA_CAPF)->certificate, "cucm-pub"},
        {MK_ROLE_CCM_TFTP, mk_pki_server(pki, MK_SERVER_CALLMANAGER)->certificate, "cucm-pub"},
    };
    const MkTrustList list = {.file_name = name,
                              .signer = mk_pki_server(pki, MK_SERVER_CALLMANAGER),
                              .digest = 1,
                              .made_at = AT_NS / 1000000000 - 3600,
                              .records = records,
                              .n_records = G_N_ELEMENTS(records)};
    GByteArray *bytes = g_bytes_unref_to_array(mk_trust_list(&list));
    bytes->data[bytes->len - 1] ^= altered ? 1 : 0;
    return g_byte_array_free_to_bytes(bytes);
}

// ---- TFTP ---------------------------------------------------------------------------------

typedef struct {
    GPtrArray *packets;
    MkPath path;
    int64_t at_ns;
} Wire;

static void send(Wire *wire, MkSide from, GByteArray *message)
{
    GBytes *payload = g_byte_array_free_to_bytes(message);
    wire->at_ns += MILLISECOND_NS;
    mk_wire_datagram(wire->packets, &wire->path, from, payload, wire->at_ns);
    g_bytes_unref(payload);
}

static GByteArray *begin(unsigned opcode)
{
    GByteArray *message = g_byte_array_new();
    mk_put_u16(message, opcode);
    return message;
}

static void put_string(GByteArray *message, const char *text)
{
    mk_put_bytes(message, text, strlen(text) + 1);
}

static void put_block_size(GByteArray *message, unsigned block)
{
    g_autofree char *digits = g_strdup_printf("%u", block);
    put_string(message, "blksize");
    put_string(message, digits);
}

static void send_block(Wire *wire, unsigned number, GBytes *block)
{
    GByteArray *data = begin(DATA);
    mk_put_u16(data, number);
    mk_put_gbytes(data, block);
    send(wire, MK_SERVER, data);
}

static void fetch_by_tftp(Wire *wire, const char *name, GBytes *file, unsigned block)
{
    GByteArray *request = begin(READ);
    put_string(request, name);
    put_string(request, "octet");
    if (block != DEFAULT_BLOCK) {
        put_block_size(request, block);
    }
    wire->path.server.port = TFTP_PORT;
    send(wire, MK_CLIENT, request);
    wire->path.server.port = TRANSFER_PORT;
    if (block != DEFAULT_BLOCK) {
        GByteArray *options = begin(OPTIONS);
        put_block_size(options, block);
        send(wire, MK_SERVER, options);
    }
    gsize len = g_bytes_get_size(file);
    for (gsize at = 0, number = 1; at <= len; at += block, number++) {
        g_autoptr(GBytes) part = g_bytes_new_from_bytes(file, at, MIN(block, len - at));
        send_block(wire, (unsigned)number, part);
        if (number == SENT_TWICE) {
            send_block(wire, (unsigned)number, part);
        }
        GByteArray *acknowledgement = begin(ACKNOWLEDGEMENT);
        mk_put_u16(acknowledgement, (unsigned)number);
        send(wire, MK_CLIENT, acknowledgement);
    }
}

// ---- HTTP ---------------------------------------------------------------------------------

static void flight_free(void *data)
{
    MkFlight *flight = data;
    g_ptr_array_unref(flight->datagrams);
    g_free(flight);
}

static void add_flight(MkConversation *conversation, MkSide from, int64_t at_ns, GByteArray *bytes)
{
    MkFlight *flight = g_new0(MkFlight, 1);
    flight->from = from;
    flight->at_ns = at_ns;
    flight->datagrams = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(flight->datagrams, g_byte_array_free_to_bytes(bytes));
    g_ptr_array_add(conversation->flights, flight);
}

static void fetch_by_http(Wire *wire, const char *name, GBytes *file)
{
    GByteArray *request = g_byte_array_new();
    GByteArray *response = g_byte_array_new();
    g_autofree char *line = g_strdup_printf("GET /%s HTTP/1.1\r\nHost: cucm:6970\r\n\r\n", name);
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", g_bytes_get_size(file));
    MkConversation *conversation = g_new0(MkConversation, 1);
    conversation->flights = g_ptr_array_new_with_free_func(flight_free);
    conversation->key_log = g_string_new(NULL);
    mk_put_text(request, line);
    mk_put_text(response, head);
    mk_put_gbytes(response, file);
    add_flight(conversation, MK_CLIENT, wire->at_ns, request);
    add_flight(conversation, MK_SERVER, wire->at_ns + MILLISECOND_NS, response);
    wire->path.server.port = HTTP_PORT;
    mk_wire_tcp(wire->packets, conversation, &wire->path);
    mk_conversation_free(conversation);
}

// ---- a capture ----------------------------------------------------------------------------

static bool write_case(const MkStudio *studio, const Case *row, const char *folder, GError **error)
{
    const MkCall call = {.phone = PHONE,
                         .shown = MK_SHOWN_LSC,
                         .service = MK_SERVICE_SIP,
                         .at_ns = AT_NS + INT64_C(1000) * MILLISECOND_NS};
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, &call);
    g_autofree char *device = mk_phone_device(&scene.phone);
    g_autofree char *name = g_strconcat(row->prefix, device, ".tlv", NULL);
    g_autoptr(GBytes) file = list_file(studio->pki, name, row->altered);
    g_autoptr(GPtrArray) packets = mk_packets_new();
    Wire wire = {packets, scene.path, AT_NS};
    wire.path.client.port = (uint16_t)(scene.path.client.port + 1);
    if (row->block != 0) {
        fetch_by_tftp(&wire, name, file, row->block);
    } else {
        fetch_by_http(&wire, name, file);
    }
    mk_scene_run(&scene, NULL);
    mk_packets_merge(packets, mk_scene_packets(&scene));
    g_autofree char *path = g_build_filename(folder, row->file, NULL);
    const MkFileOptions options = {.format = MK_PCAP};
    return mk_capture_write(path, packets, &options, error);
}

int main(int argc, char **argv)
{
    enum { N_KEYS = 1, KEY_BITS = 2048 };
    if (argc != 2) {
        fprintf(stderr, "usage: make-downloads DIR\n");
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(MkPki) pki = mk_pki_new();
    g_autoptr(MkKeyPool) keys = mk_key_pool_new(PHONE + N_KEYS, KEY_BITS);
    const MkStudio studio = {.pki = pki, .keys = keys};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (!write_case(&studio, &cases[i], argv[1], &error)) {
            fprintf(stderr, "make-downloads: %s\n", error->message);
            return 1;
        }
    }
    return 0;
}
