// SPDX-License-Identifier: GPL-2.0-or-later
// What a phone fetches in the capture is what its own certificate, shown later, is judged by where
// no store was given; what another phone fetched, or what was altered on the way, is not.
#include "analyzer/observe/observe.h"
#include "captures/make/octets.h"
#include "captures/make/packets.h"
#include "captures/make/trust_list.h"
#include "core/overheard.h"
#include "tests/unit/made.h"
#include "tests/unit/tls_talk.h"

static Cast cast;

typedef struct {
    PcOverheard *overheard;
    GString *text; // what was judged and found
} Desk;

static void on_download(void *user, const PcDownload *download)
{
    Desk *desk = user;
    const PcOverheardFile file = {.name = download->name,
                                  .content = pc_bytes_of(download->content),
                                  .phone = download->phone.address,
                                  .server = download->server.address};
    g_autoptr(GPtrArray) findings = pc_overheard_file(desk->overheard, &file);
    for (guint i = 0; findings != NULL && i < findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(findings, i);
        g_string_append_printf(desk->text, "%s;", finding->row->id);
        g_assert_nonnull(strstr(finding->message, download->name));
        g_assert_nonnull(strstr(finding->message, "10.44.255.1"));
    }
}

static void on_handshake(void *user, PcHandshake *handshake)
{
    Desk *desk = user;
    {
        g_autoptr(PcJudgement) judgement = pc_overheard_judge(desk->overheard, handshake);
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

// A file that a phone fetches: under which name, and whether a byte of it changes on the way.
typedef struct {
    const char *name;
    bool altered;
} Fetched;

static GBytes *response_of(const Fetched *fetched)
{
    const MkListRecord capf = {MK_ROLE_CAPF, mk_pki_ca(cast.pki, MK_CA_CAPF)->certificate, "cucm"};
    const MkTrustList list = {.file_name = fetched->name,
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
    response->data[response->len - 1] ^= fetched->altered ? 1 : 0;
    return g_byte_array_free_to_bytes(response);
}

static void add_download(GPtrArray *packets, const Fetched *fetched)
{
    g_autofree char *request =
        g_strdup_printf("GET /%s HTTP/1.1\r\nHost: cucm\r\n\r\n", fetched->name);
    int64_t at_ns = mk_time("2026-11-23T03:09:00Z") * 1000000000;
    MkConversation *conversation = g_new0(MkConversation, 1);
    conversation->flights = g_ptr_array_new_with_free_func(flight_free);
    conversation->key_log = g_string_new(NULL);
    g_ptr_array_add(conversation->flights,
                    flight_new(MK_CLIENT, at_ns, g_bytes_new(request, strlen(request))));
    g_ptr_array_add(conversation->flights,
                    flight_new(MK_SERVER, at_ns + 1000000, response_of(fetched)));
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

static void check(const MkCredential *phone, const Fetched *fetched, const char *expected)
{
    g_autoptr(GPtrArray) packets = mk_packets_new();
    if (fetched != NULL) {
        add_download(packets, fetched);
    }
    add_session(packets, phone);
    g_autoptr(PcTrust) trust = pc_trust_new();
    g_autoptr(PcServices) services = pc_services_new();
    const PcJudgeOptions options = {0};
    g_autoptr(PcJudge) judge = pc_judge_new(trust, NULL, services, &options);
    g_autoptr(PcOverheard) overheard = pc_overheard_new(judge);
    Desk desk = {overheard, g_string_new(NULL)};
    read_packets(&desk, packets);
    g_assert_cmpstr(desk.text->str, ==, expected);
    g_string_free(desk.text, TRUE);
    // The run's own stores have learnt nothing.
    g_autofree char *key = pc_trust_lists_key(trust, "SEP2C3124000001");
    g_assert_null(key);
}

static char *list_of(const MkCredential *phone, const char *kind)
{
    g_autoptr(PcCertificate) leaf = made_certificate(phone->certificate);
    g_autoptr(PcIdentity) identity = pc_identity_new(leaf, NULL);
    return g_strconcat(kind, identity->device, ".tlv", NULL);
}

static void test_own_cluster(void)
{
    g_autofree char *own = list_of(cast.phone, "ITL");
    check(cast.phone, &(Fetched){own, false}, "SIP trusted trust-list;");
}

static void test_lower_case(void)
{
    g_autofree char *own = list_of(cast.phone, "CTL");
    g_autofree char *lower = g_ascii_strdown(own, -1);
    check(cast.phone, &(Fetched){lower, false}, "SIP trusted trust-list;");
}

static void test_foreign_cluster(void)
{
    g_autofree char *own = list_of(cast.foreign, "ITL");
    check(cast.foreign, &(Fetched){own, false}, "SIP untrusted trust-list;");
}

static void test_other_phone(void)
{
    check(cast.phone, &(Fetched){"ITLSEP0A1B2C3D4E5F.tlv", false}, "SIP unchecked (null);");
}

static void test_for_all(void)
{
    check(cast.phone, &(Fetched){"CTLFile.tlv", false}, "SIP trusted trust-list;");
}

static void test_altered(void)
{
    check(cast.phone, &(Fetched){"CTLFile.tlv", true}, "signed-file-altered;SIP unchecked (null);");
}

static void test_without_list(void)
{
    check(cast.phone, NULL, "SIP unchecked (null);");
}

static void test_names(void)
{
    static const struct {
        const char *file, *device;
    } rows[] = {
        {"CTLSEP0A1B2C3D4E5F.tlv", "SEP0A1B2C3D4E5F"},
        {"/ITLsep0a1b2c3d4e5f.TLV", "SEP0A1B2C3D4E5F"},
        {"SEP0A1B2C3D4E5F.cnf.xml", "SEP0A1B2C3D4E5F"},
        {"a/b/SEP0A1B2C3D4E5F.cnf.xml.sgn", "SEP0A1B2C3D4E5F"},
        {"SEP0A1B2C3D4E5F.cnf.xml.enc.sgn", "SEP0A1B2C3D4E5F"},
        {"CTLCSFjdoe.tlv", "CSFJDOE"},
        {"CTLFile.tlv", NULL},
        {"ITLFile.tlv", NULL},
        {"CTL.tlv", NULL},
        {".cnf.xml", NULL},
        {"XMLDefault.cnf.xml", NULL},
        {"Ringlist.xml", NULL},
        {"", NULL},
        {"/", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *device = pc_overheard_device(rows[i].file);
        g_assert_cmpstr(device, ==, rows[i].device);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    cast_begin(&cast);
    g_test_add_func("/overheard/own-cluster", test_own_cluster);
    g_test_add_func("/overheard/lower-case", test_lower_case);
    g_test_add_func("/overheard/foreign-cluster", test_foreign_cluster);
    g_test_add_func("/overheard/other-phone", test_other_phone);
    g_test_add_func("/overheard/for-all", test_for_all);
    g_test_add_func("/overheard/altered", test_altered);
    g_test_add_func("/overheard/without-list", test_without_list);
    g_test_add_func("/overheard/names", test_names);
    int status = g_test_run();
    cast_end(&cast);
    return status;
}
