// SPDX-License-Identifier: GPL-2.0-or-later
// The trust list that a phone fetches in the capture is what its own certificate, shown later, is
// judged by where no store was given.
#include "analyzer/observe/observe.h"
#include "captures/make/octets.h"
#include "captures/make/packets.h"
#include "captures/make/trust_list.h"
#include "core/judge.h"
#include "tests/unit/tls_talk.h"

static Cast cast;

typedef struct {
    PcTrust *trust;
    PcJudge *judge;
    GString *text; // what was judged
} Desk;

static void on_download(void *user, const PcDownload *download)
{
    Desk *desk = user;
    g_autoptr(PcTrustList) list = pc_trust_list_new(pc_bytes_of(download->content));
    g_assert_nonnull(list);
    g_assert_cmpuint(list->signature, ==, PC_LIST_SIGNATURE_VERIFIED);
    pc_trust_add_list(desk->trust, list);
    pc_judge_forget(desk->judge);
}

static void on_handshake(void *user, PcHandshake *handshake)
{
    Desk *desk = user;
    {
        g_autoptr(PcJudgement) judgement = pc_judge(desk->judge, handshake);
        g_string_append_printf(desk->text, "%s %s %s;", judgement->service.name,
                               pc_verdict_name(judgement->trust.verdict),
                               pc_basis_name(judgement->trust.basis));
    }
    pc_handshake_free(handshake);
}

static MkFlight *flight_new(MkSide from, int64_t at_ns, GBytes *bytes)
{
    MkFlight *flight = g_new0(MkFlight, 1);
    flight->from = from;
    flight->at_ns = at_ns;
    flight->datagrams = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_ptr_array_add(flight->datagrams, bytes);
    return flight;
}

static void flight_free(void *data)
{
    MkFlight *flight = data;
    g_ptr_array_unref(flight->datagrams);
    g_free(flight);
}

static GBytes *itl_response(void)
{
    const MkListRecord capf = {MK_ROLE_CAPF, mk_pki_ca(cast.pki, MK_CA_CAPF)->certificate, "cucm"};
    const MkTrustList list = {.file_name = "ITLSEP0A1B2C3D4E5F.tlv",
                              .signer = mk_pki_server(cast.pki, MK_SERVER_CALLMANAGER),
                              .digest = 1,
                              .made_at = 1795403000,
                              .records = &capf,
                              .n_records = 1};
    g_autoptr(GBytes) file = mk_trust_list(&list);
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", g_bytes_get_size(file));
    GByteArray *response = g_byte_array_new();
    mk_put_text(response, head);
    mk_put_gbytes(response, file);
    return g_byte_array_free_to_bytes(response);
}

static void add_download(GPtrArray *packets)
{
    static const char request[] = "GET /ITLSEP0A1B2C3D4E5F.tlv HTTP/1.1\r\nHost: cucm\r\n\r\n";
    int64_t at_ns = mk_time("2026-11-23T03:09:00Z") * 1000000000;
    MkConversation *conversation = g_new0(MkConversation, 1);
    conversation->flights = g_ptr_array_new_with_free_func(flight_free);
    conversation->key_log = g_string_new(NULL);
    g_ptr_array_add(conversation->flights,
                    flight_new(MK_CLIENT, at_ns, g_bytes_new(request, strlen(request))));
    g_ptr_array_add(conversation->flights, flight_new(MK_SERVER, at_ns + 1000000, itl_response()));
    const MkPath path = {.client = {{2, 0, 0, 0, 0, 1}, "10.44.0.10", 50001},
                         .server = {{2, 0, 0, 0, 0, 2}, "10.44.255.1", 6970}};
    mk_wire_tcp(packets, conversation, &path);
    mk_conversation_free(conversation);
}

static void add_session(GPtrArray *packets, const MkCredential *phone)
{
    MkTalk talk = cast_talk(&cast, TLS1_2_VERSION);
    talk.client.credential = phone;
    g_autoptr(MkConversation) conversation = mk_talk(&talk, NULL);
    const MkPath path = {.client = {{2, 0, 0, 0, 0, 1}, "10.44.0.10", 50002},
                         .server = {{2, 0, 0, 0, 0, 2}, "10.44.255.1", 5061}};
    mk_wire_tcp(packets, conversation, &path);
}

static void read_packets(Desk *desk, const GPtrArray *packets)
{
    const PcObserveEvents events = {.handshake = on_handshake, .download = on_download};
    g_autoptr(PcObserve) observer = pc_observe_new(&events, desk);
    g_autoptr(PcPackets) reader = pc_packets_new(pc_observe_sink(), observer);
    for (guint i = 0; i < packets->len; i++) {
        const MkPacket *packet = g_ptr_array_index(packets, i);
        PcBytes bytes = pc_bytes_of(packet->bytes);
        const PcFrame frame = {.number = i + 1,
                               .time = packet->at_ns,
                               .link_type = 1,
                               .original_len = (uint32_t)bytes.len,
                               .bytes = bytes};
        pc_packets_frame(reader, &frame);
    }
    pc_packets_finish(reader);
    pc_observe_end_of_capture(observer);
}

static void check(const MkCredential *phone, bool with_list, const char *expected)
{
    g_autoptr(GPtrArray) packets = mk_packets_new();
    if (with_list) {
        add_download(packets);
    }
    add_session(packets, phone);
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(PcServices) services = pc_services_new();
    const PcJudgeOptions options = {0};
    g_autoptr(PcJudge) judge = pc_judge_new(trust, NULL, services, &options);
    Desk desk = {trust, judge, g_string_new(NULL)};
    read_packets(&desk, packets);
    g_assert_cmpstr(desk.text->str, ==, expected);
    g_string_free(desk.text, TRUE);
}

static void test_own_cluster(void)
{
    check(cast.phone, true, "SIP trusted trust-list;");
}

static void test_foreign_cluster(void)
{
    check(cast.foreign, true, "SIP untrusted trust-list;");
}

static void test_without_list(void)
{
    check(cast.phone, false, "SIP unchecked (null);");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    cast_begin(&cast);
    g_test_add_func("/seen-list/own-cluster", test_own_cluster);
    g_test_add_func("/seen-list/foreign-cluster", test_foreign_cluster);
    g_test_add_func("/seen-list/without-list", test_without_list);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
