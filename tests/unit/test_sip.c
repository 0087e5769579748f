// SPDX-License-Identifier: GPL-2.0-or-later
// SIP and SCCP in clear: who registers and what the server answers, in every cut, and what is
// neither.
#include "captures/make/octets.h"
#include "core/talk/sccp.h"
#include "core/talk/sip.h"
#include "tests/unit/unit.h"

static const char dialogue_up[] =
    "\r\n\r\nREGISTER sip:10.44.9.1 SIP/2.0\r\n"
    "From: <sip:4711@10.44.9.1>\r\n"
    "Contact: "
    "<sip:x@10.44.0.1;transport=tcp>;+u.sip!devicename.ccm.cisco.com=\"SEP0a1b2c3d4e5f\"\r\n"
    "CSeq: 101 REGISTER\r\nContent-Length: 0\r\n\r\n"
    "OPTIONS sip:10.44.9.1 SIP/2.0\r\nCSeq: 1 OPTIONS\r\nl: 4\r\n\r\nbody";
static const char dialogue_down[] =
    "SIP/2.0 100 Trying\r\nCSeq: 101 REGISTER\r\nContent-Length: 0\r\n\r\n"
    "SIP/2.0 401 Unauthorized\r\nCSeq: 101 REGISTER\r\nContent-Length: 3\r\n\r\nabc"
    "SIP/2.0 403 Forbidden\r\nCSeq: 102 REGISTER\r\n"
    "Warning: 399 CUCM-PUB \"Device security mismatch: expected TLS\"\r\nContent-Length: 0\r\n\r\n"
    "SIP/2.0 503 Unavailable\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

static void note_device(void *user, unsigned direction, const char *device)
{
    g_string_append_printf(user, "%u:%s;", direction, device);
}

static void note_answer(void *user, const PcSipAnswer *answer)
{
    g_string_append_printf(user, "%u:%s:%d:%s;", answer->direction, answer->device, answer->status,
                           answer->warning);
}

static const char expected[] = "0:SEP0A1B2C3D4E5F;1:SEP0A1B2C3D4E5F:403:CUCM-PUB \"Device security "
                               "mismatch: expected TLS\";";

static void feed(PcSipTalk *talk, unsigned direction, const char *text, size_t chunk)
{
    PcBytes rest = pc_bytes(text, strlen(text)), part;
    while (rest.len > 0 && pc_bytes_take(&rest, MIN(chunk, rest.len), &part)) {
        pc_sip_talk_bytes(talk, direction, part);
    }
}

static void test_stream(void)
{
    for (size_t chunk = 1; chunk < 700; chunk = chunk < 20 ? chunk + 1 : chunk * 2) {
        g_autoptr(GString) heard = g_string_new(NULL);
        PcSipTalk talk = {.registers = note_device, .answers = note_answer, .user = heard};
        feed(&talk, 0, dialogue_up, chunk);
        feed(&talk, 1, dialogue_down, chunk);
        g_assert_cmpstr(heard->str, ==, expected);
        g_assert_false(pc_sip_talk_done(&talk));
        pc_sip_talk_clear(&talk);
    }
}

static void test_datagrams(void)
{
    g_autoptr(GString) heard = g_string_new(NULL);
    PcSipTalk talk = {.registers = note_device, .answers = note_answer, .user = heard};
    const char *request = strstr(dialogue_up, "REGISTER");
    const char *answer = strstr(dialogue_down, "SIP/2.0 403");
    pc_sip_talk_datagram(&talk, 0, pc_bytes(request, strlen(request)));
    pc_sip_talk_datagram(&talk, 1, pc_bytes(answer, strlen(answer)));
    pc_sip_talk_datagram(&talk, 1, pc_bytes(answer, 40)); // cut by the snap length: nothing new
    g_assert_cmpstr(heard->str, ==, expected);
    pc_sip_talk_clear(&talk);
}

static void test_looks_like(void)
{
    static const struct {
        const char *text;
        bool is_sip;
    } rows[] = {{"REGISTER sip:x SIP/2.0", true}, {"INVITE sips:x", true}, {"SIP/2.0 200 OK", true},
                {"GET / HTTP/1.1", false},        {"REGISTER", false},     {"", false},
                {"HTTP/1.1 200", false},          {"register sip:", false}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        PcBytes bytes = pc_bytes(rows[i].text, strlen(rows[i].text));
        g_assert_true(pc_sip_looks_like(bytes) == rows[i].is_sip);
    }
}

static void test_ends(void)
{
    g_autoptr(GString) heard = g_string_new(NULL);
    PcSipTalk talk = {.registers = note_device, .answers = note_answer, .user = heard};
    feed(&talk, 0, "\x16\x03\x01 something else\n", 100);
    pc_sip_talk_gap(&talk, 1);
    g_assert_true(pc_sip_talk_done(&talk));
    pc_sip_talk_clear(&talk);
    // a head without an end is given up, a long body is not kept
    g_autoptr(GString) head = g_string_new("REGISTER sip:x SIP/2.0\r\nA: ");
    for (unsigned i = 0; i < 2 * PC_SIP_MAX_HEAD; i++) {
        g_string_append_c(head, 'x');
    }
    PcSipTalk endless = {.registers = note_device, .user = heard};
    feed(&endless, 0, head->str, 1000);
    g_assert_true(endless.streams[0].over_limit);
    pc_sip_talk_clear(&endless);
    PcSipTalk huge = {.registers = note_device, .user = heard};
    feed(&huge, 0, "NOTIFY sip:x SIP/2.0\r\nContent-Length: 999999999\r\n\r\n", 1000);
    feed(&huge, 0, head->str, 1000);
    g_assert_null(huge.streams[0].pending);
    g_assert_false(huge.streams[0].stopped);
    pc_sip_talk_clear(&huge);
    g_assert_cmpstr(heard->str, ==, "");
}

// ---- SCCP -----------------------------------------------------------------------------------

static GByteArray *sccp_message(unsigned id, const char *name, size_t body_len)
{
    GByteArray *out = g_byte_array_new();
    uint8_t body[64] = {0};
    const uint8_t head[] = {(uint8_t)(body_len + 4), 0, 0, 0, 0x16, 0, 0, 0, (uint8_t)id, 0, 0, 0};
    pc_bytes_copy_out(pc_bytes(name, strlen(name)), body, sizeof body);
    mk_put_bytes(out, head, sizeof head);
    mk_put_bytes(out, body, body_len);
    return out;
}

static void test_sccp(void)
{
    g_autoptr(GByteArray) bytes = sccp_message(1, "SEP0A1B2C3D4E5F", 52);
    PcSccpMessage message;
    for (size_t len = 0; len < bytes->len; len++) {
        PcBytes cut = pc_bytes(bytes->data, len);
        g_assert_cmpint(pc_sccp_read(&cut, &message), ==, PC_SCCP_MORE);
        g_assert_cmpuint(cut.len, ==, len);
    }
    PcBytes whole = pc_bytes(bytes->data, bytes->len);
    g_assert_cmpint(pc_sccp_read(&whole, &message), ==, PC_SCCP_TAKEN);
    g_assert_cmpuint(whole.len, ==, 0);
    g_autofree char *device = pc_sccp_register_device(&message);
    g_assert_cmpstr(device, ==, "SEP0A1B2C3D4E5F");
    g_autoptr(GByteArray) other = sccp_message(32, "SEP0A1B2C3D4E5F", 52);
    PcBytes alarm = pc_bytes(other->data, other->len);
    g_assert_cmpint(pc_sccp_read(&alarm, &message), ==, PC_SCCP_TAKEN);
    g_assert_null(pc_sccp_register_device(&message));
    g_autoptr(GByteArray) brief = sccp_message(1, "SEP", 8);
    PcBytes cut = pc_bytes(brief->data, brief->len);
    g_assert_cmpint(pc_sccp_read(&cut, &message), ==, PC_SCCP_TAKEN);
    g_assert_null(pc_sccp_register_device(&message));
    static const uint8_t http[] = "GET / HTTP/1.1\r\n";
    PcBytes text = pc_bytes(http, sizeof http - 1);
    g_assert_cmpint(pc_sccp_read(&text, &message), ==, PC_SCCP_NO);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/sip/stream", test_stream);
    g_test_add_func("/sip/datagrams", test_datagrams);
    g_test_add_func("/sip/looks-like", test_looks_like);
    g_test_add_func("/sip/ends", test_ends);
    g_test_add_func("/sccp/register", test_sccp);
    return g_test_run();
}
