// SPDX-License-Identifier: GPL-2.0-or-later
// From packets to events: trust lists that phones fetch over HTTP and TFTP, SIP and SCCP in clear,
// and connections that never came to be; also with packets lost, repeated and out of order.
#include "captures/make/octets.h"
#include "captures/make/pki.h"
#include "captures/make/trust_list.h"
#include "core/files/trust_list.h"
#include "tests/unit/listen.h"
#include "tests/unit/unit.h"

typedef struct {
    GString *text; // what the events said
    GBytes *list;  // the file that downloads are compared with
} Heard;

static MkPki *pki;
static GBytes *itl;
static GBytes *configuration; // signed by the list's signer

static void hear_download(void *user, const PcDownload *download)
{
    const Heard *heard = user;
    g_string_append_printf(heard->text, "%s %s for %s:%d from %s:%d in %d;", download->name,
                           g_bytes_equal(download->content, heard->list) ? "whole" : "other",
                           download->phone.address, download->phone.port, download->server.address,
                           download->server.port, (int)download->frame);
}

static void hear_answer(void *user, const PcSipHeard *answer, const PcSeen *seen)
{
    const Heard *heard = user;
    g_string_append_printf(heard->text, "%s told %s at %s %d %s in %d;", answer->server.address,
                           answer->device, answer->phone.address, answer->status, answer->warning,
                           (int)seen->frame);
}

static void hear_device(void *user, const PcEndpoint *phone, const PcEndpoint *server,
                        const char *device, const PcSeen *seen)
{
    const Heard *heard = user;
    g_string_append_printf(heard->text, "%s is %s to %s:%d in %d;", phone->address, device,
                           server->address, server->port, (int)seen->frame);
}

static void hear_failure(void *user, const PcEndpoint *from, const PcEndpoint *to, bool refused,
                         const PcSeen *seen)
{
    const Heard *heard = user;
    g_string_append_printf(heard->text, "%s to %s:%d %s in %d;", from->address, to->address,
                           to->port, refused ? "refused" : "unanswered", (int)seen->frame);
}

// observe gives what the packets say; the caller frees it.
static char *observe(const GPtrArray *packets)
{
    const PcObserveEvents events = {.download = hear_download,
                                    .sip_answer = hear_answer,
                                    .device_named = hear_device,
                                    .connection_failed = hear_failure};
    Heard heard = {.text = g_string_new(NULL), .list = itl};
    listen_to(packets, &events, &heard);
    return g_string_free(heard.text, FALSE);
}

// ---- conversations --------------------------------------------------------------------------

static MkPath path_to(uint16_t port)
{
    return (MkPath){.client = {{2, 0, 0, 0, 0, 1}, "10.44.0.10", 50001},
                    .server = {{2, 0, 0, 0, 0, 2}, "10.44.255.1", port},
                    .client_isn = 1000,
                    .server_isn = 2000,
                    .server_mss = 700};
}

static void flight_free(void *data)
{
    MkFlight *flight = data;
    g_ptr_array_unref(flight->datagrams);
    g_free(flight);
}

static MkConversation *conversation_new(void)
{
    MkConversation *conversation = g_new0(MkConversation, 1);
    conversation->flights = g_ptr_array_new_with_free_func(flight_free);
    conversation->key_log = g_string_new(NULL);
    return conversation;
}

static void say(MkConversation *conversation, MkSide from, const void *bytes, size_t len)
{
    MkFlight *flight = g_new0(MkFlight, 1);
    flight->from = from;
    flight->at_ns = (INT64_C(1795403400) + conversation->flights->len) * 1000000000;
    flight->datagrams = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(flight->datagrams, g_bytes_new(bytes, len));
    g_ptr_array_add(conversation->flights, flight);
}

static void say_text(MkConversation *conversation, MkSide from, const char *text)
{
    say(conversation, from, text, strlen(text));
}

static GPtrArray *http_packets(void)
{
    g_autoptr(MkConversation) conversation = conversation_new();
    g_autoptr(GByteArray) response = g_byte_array_new();
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", g_bytes_get_size(itl));
    mk_put_text(response, head);
    mk_put_gbytes(response, itl);
    say_text(conversation, MK_CLIENT,
             "GET /ITLSEP0A1B2C3D4E5F.tlv HTTP/1.1\r\nHost: x:6970\r\n\r\n");
    say(conversation, MK_SERVER, response->data, response->len);
    GPtrArray *packets = mk_packets_new();
    MkPath path = path_to(6970);
    mk_wire_tcp(packets, conversation, &path);
    return packets;
}

static const char fetched[] = "ITLSEP0A1B2C3D4E5F.tlv whole for 10.44.0.10:50001 from 10.44.255.1:";

static void test_http(void)
{
    g_autoptr(GPtrArray) packets = http_packets();
    g_autofree char *heard = observe(packets);
    g_assert_true(g_str_has_prefix(heard, fetched));
    g_assert_nonnull(strstr(heard, ":6970 in "));
}

// Every two packets changed, every packet twice: the same. Every data packet of the server lost:
// nothing, or at least nothing else.
static void test_http_troubled(void)
{
    enum { OPENING = 3 };
    g_autoptr(GPtrArray) model = http_packets();
    for (guint i = OPENING; i + 1 < model->len; i++) {
        g_autoptr(GPtrArray) swapped = http_packets();
        mk_packets_swap(swapped, i, i + 1);
        g_autofree char *heard = observe(swapped);
        g_assert_true(g_str_has_prefix(heard, fetched));
        g_autoptr(GPtrArray) doubled = http_packets();
        mk_packets_repeat(doubled, i, i);
        g_autofree char *again = observe(doubled);
        g_assert_true(g_str_has_prefix(again, fetched));
        g_autoptr(GPtrArray) thinned = http_packets();
        const MkPacket *packet = g_ptr_array_index(thinned, i);
        bool is_content = packet->from == MK_SERVER && packet->payload_len > 0;
        mk_packets_drop(thinned, i);
        g_autofree char *less = observe(thinned);
        g_assert_true(!is_content || strcmp(less, "") == 0);
        g_assert_null(strstr(less, "other"));
    }
}

static void send_datagram(GPtrArray *packets, const MkPath *path, MkSide from, GByteArray *bytes)
{
    g_autoptr(GBytes) payload = g_byte_array_free_to_bytes(bytes);
    mk_wire_datagram(packets, path, from, payload,
                     (INT64_C(1795403400) + packets->len) * 1000000000);
}

static GPtrArray *tftp_packets(void)
{
    enum { BLOCK = 1400 };
    GPtrArray *packets = mk_packets_new();
    MkPath request = path_to(69), transfer = path_to(32000);
    GByteArray *bytes = g_byte_array_new();
    mk_put_u16(bytes, 1);
    mk_put_bytes(bytes, "ITLSEP0A1B2C3D4E5F.tlv\0octet\0blksize\0001400\0", 42);
    send_datagram(packets, &request, MK_CLIENT, bytes);
    bytes = g_byte_array_new();
    mk_put_u16(bytes, 6);
    mk_put_bytes(bytes, "blksize\0001400\0", 13);
    send_datagram(packets, &transfer, MK_SERVER, bytes);
    PcBytes rest = pc_bytes_of(itl), block;
    for (unsigned number = 1; pc_bytes_take(&rest, MIN(rest.len, BLOCK), &block); number++) {
        bytes = g_byte_array_new();
        mk_put_u16(bytes, 3);
        mk_put_u16(bytes, number);
        mk_put_bytes(bytes, block.data, block.len);
        send_datagram(packets, &transfer, MK_SERVER, bytes);
        bytes = g_byte_array_new();
        mk_put_u16(bytes, 4);
        mk_put_u16(bytes, number);
        send_datagram(packets, &transfer, MK_CLIENT, bytes);
        if (block.len < BLOCK) {
            break;
        }
    }
    return packets;
}

static void test_tftp(void)
{
    g_autoptr(GPtrArray) packets = tftp_packets();
    g_autofree char *heard = observe(packets);
    g_assert_true(g_str_has_prefix(heard, fetched));
    for (guint i = 1; i < packets->len; i++) {
        g_autoptr(GPtrArray) thinned = tftp_packets();
        const MkPacket *packet = g_ptr_array_index(thinned, i);
        bool is_content = packet->from == MK_SERVER;
        mk_packets_drop(thinned, i);
        g_autofree char *less = observe(thinned);
        // Without the confirmation of its size a full block still proves it.
        g_assert_true(!is_content || i == 1 || strcmp(less, "") == 0);
        g_assert_null(strstr(less, "other"));
    }
}

static const char sip_register[] =
    "REGISTER sip:10.44.255.1 SIP/2.0\r\nCSeq: 1 REGISTER\r\n"
    "Contact: <sip:x@10.44.0.10>;name=\"SEP0A1B2C3D4E5F\"\r\nContent-Length: 0\r\n\r\n";
static const char sip_refusal[] =
    "SIP/2.0 403 Forbidden\r\nCSeq: 1 REGISTER\r\n"
    "Warning: 399 CUCM-PUB \"Device security mismatch\"\r\nContent-Length: 0\r\n\r\n";

static void test_sip(void)
{
    static const char expected[] = "10.44.0.10 is SEP0A1B2C3D4E5F to 10.44.255.1:5060 in %d;"
                                   "10.44.255.1 told SEP0A1B2C3D4E5F at 10.44.0.10 403 CUCM-PUB "
                                   "\"Device security mismatch\" in %d;";
    g_autoptr(MkConversation) conversation = conversation_new();
    say_text(conversation, MK_CLIENT, sip_register);
    say_text(conversation, MK_SERVER, sip_refusal);
    MkPath path = path_to(5060);
    g_autoptr(GPtrArray) stream = mk_packets_new();
    mk_wire_tcp(stream, conversation, &path);
    g_autofree char *over_tcp = observe(stream);
    g_autofree char *wanted_tcp = g_strdup_printf(expected, 4, 6);
    g_assert_cmpstr(over_tcp, ==, wanted_tcp);
    g_autoptr(GPtrArray) datagrams = mk_packets_new();
    mk_wire_udp(datagrams, conversation, &path);
    g_autofree char *over_udp = observe(datagrams);
    g_autofree char *wanted_udp = g_strdup_printf(expected, 1, 2);
    g_assert_cmpstr(over_udp, ==, wanted_udp);
}

static void test_sccp(void)
{
    uint8_t message[8 + 4 + 52] = {56, 0, 0, 0, 0x16, 0, 0, 0, 1};
    for (size_t i = 0; i < 15; i++) {
        message[12 + i] = (uint8_t) "SEP0A1B2C3D4E5F"[i];
    }
    g_autoptr(MkConversation) conversation = conversation_new();
    say(conversation, MK_CLIENT, message, sizeof message);
    MkPath path = path_to(2000);
    path.client_mss = 30;
    g_autoptr(GPtrArray) packets = mk_packets_new();
    mk_wire_tcp(packets, conversation, &path);
    g_autofree char *heard = observe(packets);
    g_assert_true(g_str_has_prefix(heard, "10.44.0.10 is SEP0A1B2C3D4E5F to 10.44.255.1:2000 in "));
}

// A SYN that nothing answers, at a port of CUCM's and at another: whose it is, others know.
static void test_unanswered(void)
{
    static const struct {
        uint16_t port;
        const char *heard;
    } rows[] = {{5061, "10.44.0.10 to 10.44.255.1:5061 unanswered in 1;"},
                {4711, "10.44.0.10 to 10.44.255.1:4711 unanswered in 1;"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autoptr(MkConversation) conversation = conversation_new();
        say_text(conversation, MK_CLIENT, "never");
        MkPath path = path_to(rows[i].port);
        g_autoptr(GPtrArray) packets = mk_packets_new();
        mk_wire_tcp(packets, conversation, &path);
        mk_packets_keep(packets, 0, 1);
        g_autofree char *too_soon = observe(packets);
        g_assert_cmpstr(too_soon, ==, "");
        mk_packets_repeat(packets, 0, 0);
        ((MkPacket *)packets->pdata[1])->at_ns += INT64_C(1000000000);
        g_autofree char *heard = observe(packets);
        g_assert_cmpstr(heard, ==, rows[i].heard);
    }
}

// What is fetched is the list that was made, and its signature stands.
static void test_list(void)
{
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(itl));
    g_assert_nonnull(list);
    g_assert_null(list->defect);
    g_assert_cmpuint(list->signature, ==, PC_LIST_SIGNATURE_VERIFIED);
    g_assert_cmpuint(list->records->len, ==, 3);
    const PcTrustListRecord *capf = g_ptr_array_index(list->records, 1);
    g_assert_cmpuint(capf->role, ==, PC_ROLE_CAPF);
    g_assert_cmpstr(capf->certificate->subject_cn, ==, "CAPF-0992727f");
    g_assert_true(g_str_has_prefix(list->signer_name, "CN="));
}

// A signed configuration verifies under the list that the phone has; changed, it does not.
static void test_signed_configuration(void)
{
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(itl));
    PcBytes content = pc_bytes_of(configuration), payload;
    unsigned record;
    g_assert_cmpuint(pc_trust_list_check(list, content, &record), ==, PC_LIST_SIGNATURE_VERIFIED);
    g_assert_cmpuint(record, ==, 1);
    g_assert_true(pc_signed_file_payload(content, &payload));
    g_assert_true(pc_bytes_equal(payload, pc_bytes("<device/>", 9)));
    g_autofree uint8_t *changed = g_memdup2(content.data, content.len);
    changed[content.len - 2] = ' ';
    g_assert_cmpuint(pc_trust_list_check(list, pc_bytes(changed, content.len), &record), ==,
                     PC_LIST_SIGNATURE_FAILED);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    pki = mk_pki_new();
    const MkListRecord records[] = {
        {MK_ROLE_CAPF, mk_pki_ca(pki, MK_CA_CAPF)->certificate, "cucm-pub"},
        {MK_ROLE_TVS, mk_pki_server(pki, MK_SERVER_CALLMANAGER)->certificate, "cucm-pub"},
    };
    const MkTrustList list = {.file_name = "ITLSEP0A1B2C3D4E5F.tlv",
                              .signer = mk_pki_server(pki, MK_SERVER_CALLMANAGER),
                              .digest = 3,
                              .made_at = 1795403000,
                              .records = records,
                              .n_records = G_N_ELEMENTS(records)};
    itl = mk_trust_list(&list);
    configuration = mk_signed_file(&list, "<device/>");
    g_test_add_func("/plain/list", test_list);
    g_test_add_func("/plain/signed-configuration", test_signed_configuration);
    g_test_add_func("/plain/http", test_http);
    g_test_add_func("/plain/http/troubled", test_http_troubled);
    g_test_add_func("/plain/tftp", test_tftp);
    g_test_add_func("/plain/sip", test_sip);
    g_test_add_func("/plain/sccp", test_sccp);
    g_test_add_func("/plain/unanswered", test_unanswered);
    int status = g_test_run();
    g_bytes_unref(itl);
    g_bytes_unref(configuration);
    mk_pki_free(pki);
    return status;
}
