// SPDX-License-Identifier: GPL-2.0-or-later
// Connections from frames: what begins one, what ends it, and what the sink is told in between.
#include "core/packet/early.h"
#include "tests/unit/packet_kit.h"
#include "tests/unit/unit.h"

enum { MAX_STEPS = 12 };

// One row: segments, the events of the first flow after the capture's end, and the attempts told.
static const struct {
    const char *name;
    KitTcp steps[MAX_STEPS]; // up to one without flags
    const char *events;      // of all flows, separated by " | "
    const char *attempts;
} rows[] = {
    {"whole",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 901, 106, KIT_ACK, "world!"},
      {0, 0, 106, 907, KIT_FIN | KIT_ACK, NULL},
      {1, 0, 907, 107, KIT_FIN | KIT_ACK, NULL}},
     "b0:5 b1:6 f0 f1 e:done",
     ""},
    {"still-open",
     {{0, 0, 100, 0, KIT_SYN, NULL}, {0, 0, 101, 901, KIT_ACK, "hello"}},
     "b0:5 e:capture",
     ""},
    {"reset",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 901, 106, KIT_RST | KIT_ACK, "go away"},
      {0, 0, 106, 901, KIT_ACK, "more"}}, // under way when it came
     "b0:5 r1 b0:4 e:done",
     ""},
    {"reset-out-of-window",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 50, 901, KIT_RST, NULL},
      {0, 0, 106, 901, KIT_ACK, "more"}},
     "b0:5 b0:4 e:capture",
     ""},
    {"fast-open",
     {{0, 0, 100, 0, KIT_SYN, "hello"},
      {1, 0, 900, 106, KIT_SYN | KIT_ACK, "world"},
      {0, 0, 106, 906, KIT_ACK, "more"}},
     "b0:5 b1:5 b0:4 e:capture",
     ""},
    {"reused-live",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 5000, 0, KIT_SYN, NULL},
      {0, 0, 5001, 1, KIT_ACK, "again"}},
     "b0:5 e:capture | b0:5 e:capture",
     ""},
    {"reused-closed",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK | KIT_FIN, "hello"},
      {1, 0, 901, 107, KIT_ACK | KIT_FIN, NULL},
      {0, 0, 5000, 0, KIT_SYN, NULL},
      {0, 0, 5001, 1, KIT_ACK, "again"}},
     "b0:5 f0 f1 e:done | b0:5 e:capture",
     ""},
    {"syn-repeated",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 106, 901, KIT_ACK, "more"}},
     "b0:5 b0:4 e:capture",
     ""},
    {"syn-captured-late",
     {{0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 901, 106, KIT_ACK, NULL},
      {0, 0, 106, 901, KIT_ACK, "more"}},
     "b0:5 b0:4 e:capture",
     ""},
    {"no-syn",
     {{0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 901, 106, KIT_ACK, "world!"},
      {0, 0, 106, 907, KIT_ACK, "more"}},
     "b0:5 b1:6 b0:4 e:capture",
     ""},
    {"first-answer-lost",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 904, 106, KIT_ACK, "def"}},
     "b0:5 g1:lost:3 b1:3 e:capture",
     ""},
    {"two-answers",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {1, 0, 777777777, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 901, 106, KIT_ACK, "abc"}},
     "b0:5 b1:3 e:capture",
     ""},
    {"answer-captured-first",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {1, 0, 901, 106, KIT_ACK, "world!"},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 106, 907, KIT_ACK, "more"}},
     "b0:5 b1:6 b0:4 e:capture",
     ""},
    {"answer-and-its-answer-captured-first", // each waits for the one before
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 106, 907, KIT_ACK, "more"},
      {1, 0, 901, 106, KIT_ACK, "world!"},
      {0, 0, 101, 901, KIT_ACK, "hello"}},
     "b0:5 b1:6 b0:4 e:capture",
     ""},
    {"end-captured-first",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "a"},
      {1, 0, 901, 107, KIT_FIN | KIT_ACK, NULL},
      {0, 0, 102, 901, KIT_ACK, "hello"}},
     "b0:1 b0:5 f1 e:capture",
     ""},
    {"what-was-answered-never-comes",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {1, 0, 901, 106, KIT_ACK, "world!"}},
     "b1:6 e:capture",
     ""},
    {"reset-before-what-was-answered-comes",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {1, 0, 901, 106, KIT_ACK, "world!"},
      {1, 0, 907, 106, KIT_RST | KIT_ACK, NULL}},
     "b1:6 r1 e:done",
     ""},
    {"acknowledges-what-is-far-away", // it is no use to wait for that
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "a"},
      {1, 0, 901, 90000101, KIT_ACK, "world!"},
      {0, 0, 102, 901, KIT_ACK, "hello"}},
     "b0:1 b1:6 b0:5 e:capture",
     ""},
    {"refused",
     {{0, 0, 100, 0, KIT_SYN, NULL}, {1, 0, 0, 101, KIT_RST | KIT_ACK, NULL}},
     "",
     "40000>5061:refused@1 "},
    {"capture-ends-before-the-answer", {{0, 0, 100, 0, KIT_SYN, NULL}}, "", ""},
    {"captured-twice", {{0, 0, 100, 0, KIT_SYN, NULL}, {0, 0, 100, 0, KIT_SYN, NULL}}, "", ""},
    {"another-syn-too-soon-to-tell",
     {{0, 0, 100, 0, KIT_SYN, NULL}, {0, 0, 7000, 0, KIT_SYN, NULL}},
     "",
     ""},
    {"reset-far-away",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 901, 106, KIT_ACK, "hi"},
      {1, 0, 100000903, 106, KIT_RST | KIT_ACK, NULL},
      {0, 0, 106, 903, KIT_ACK, "more"}},
     "b0:5 b1:2 b0:4 e:capture",
     ""},
    {"reset-taken-back",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 901, 106, KIT_RST | KIT_ACK, NULL},
      {1, 0, 901, 106, KIT_ACK, "hi"}},
     "b0:5 r1 o1 b1:2 e:capture",
     ""},
    {"reset-before-what-was-sent-first",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {1, 0, 903, 106, KIT_RST | KIT_ACK, NULL},
      {1, 0, 901, 106, KIT_ACK, "hi"}},
     "b0:5 r1 b1:2 e:done",
     ""},
    {"fin-taken-back",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 106, 901, KIT_FIN | KIT_ACK, NULL},
      {0, 0, 106, 901, KIT_ACK, "more"}},
     "b0:5 f0 o0 b0:4 e:capture",
     ""},
    {"fin-far-away", // and what it acknowledges was never sent
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 100000106, 70000000, KIT_FIN | KIT_ACK, NULL},
      {1, 0, 901, 106, KIT_ACK, "hi"},
      {0, 0, 106, 903, KIT_ACK, "more"}},
     "b0:5 b1:2 b0:4 e:capture",
     ""},
    {"half-open-discovery", // RFC 9293, 3.5.1
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 70000000, 90000000, KIT_ACK, NULL},
      {0, 0, 90000000, 0, KIT_RST, NULL},
      {0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"}},
     "b0:5 e:capture",
     ""},
    {"refused-and-then-not",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 0, 101, KIT_RST | KIT_ACK, NULL},
      {0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"}},
     "b0:5 e:capture",
     ""},
    {"old-reset-refuses-nothing",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 55, 0, KIT_RST, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"}},
     "b0:5 e:capture",
     ""},
    {"old-syn-in-the-middle",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 55000000, 0, KIT_SYN, NULL},
      {0, 0, 106, 901, KIT_ACK, "more"}},
     "b0:5 b0:4 e:capture",
     ""},
    {"two-at-a-time", // in two VLANs
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {0, 0, 101, 901, KIT_ACK, "hello"},
      {0, 0, 55000000, 0, KIT_SYN, NULL},
      {0, 0, 55000001, 66000001, KIT_ACK, "yes"},
      {1, 0, 901, 106, KIT_ACK, "hi"},
      {1, 0, 66000001, 55000004, KIT_ACK, "you"}},
     "b0:5 b1:2 e:capture | b0:3 b1:3 e:capture",
     ""},
    {"refused-twice",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 0, 101, KIT_RST | KIT_ACK, NULL},
      {0, 0, 7000, 0, KIT_SYN, NULL},
      {1, 0, 0, 7001, KIT_RST | KIT_ACK, NULL}},
     "",
     "40000>5061:refused@1 40000>5061:refused@3 "},
    {"answered-but-silent",
     {{0, 0, 100, 0, KIT_SYN, NULL},
      {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL},
      {0, 0, 101, 901, KIT_ACK, NULL}},
     "",
     ""},
    {"acknowledgement-of-nobody", {{0, 0, 100, 901, KIT_ACK, NULL}}, "", ""},
    {"two-ports",
     {{0, 40001, 100, 0, KIT_SYN, NULL},
      {0, 40002, 100, 0, KIT_SYN, NULL},
      {0, 40002, 101, 1, KIT_ACK, "two"},
      {0, 40001, 101, 1, KIT_ACK, "one!"}},
     "b0:3 e:capture | b0:4 e:capture",
     ""},
};

static void run_steps(Kit *kit, const KitTcp *steps)
{
    for (size_t i = 0; i < MAX_STEPS && steps[i].flags != 0; i++) {
        kit_give_tcp(kit, &steps[i]);
    }
}

static char *all_events(const Kit *kit)
{
    GString *events = g_string_new(NULL);
    for (guint i = 0; i < kit->sink.flows->len; i++) {
        g_string_append_printf(events, "%s%s", i > 0 ? " | " : "",
                               kit_flow_at(kit, i)->events->str);
    }
    return g_string_free(events, FALSE);
}

static void test_row(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    Kit kit;
    kit_init(&kit);
    run_steps(&kit, rows[n].steps);
    pc_packets_finish(kit.packets);
    g_autofree char *events = all_events(&kit);
    g_assert_cmpstr(events, ==, rows[n].events);
    g_assert_cmpstr(kit.sink.attempts->str, ==, rows[n].attempts);
    kit_clear(&kit);
}

static void test_ends_are_told(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give_tcp(&kit, &(KitTcp){1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL});
    kit_give_tcp(&kit, &(KitTcp){0, 0, 101, 901, KIT_ACK, "hello"});
    const KitFlow *flow = kit_flow_at(&kit, 0);
    g_assert_cmpint(flow->syn_direction, ==, 1); // the first packet seen was the server's
    g_assert_cmpuint(flow->peer[0].port, ==, 5061);
    g_assert_cmpuint(flow->peer[1].port, ==, 40000);
    g_assert_cmpuint(flow->peer[1].address_len, ==, 4);
    g_assert_true(memcmp(flow->peer[1].address, "\x0a\x2c\x00\x0a", 4) == 0);
    kit_assert_text(flow->bytes[1], "hello");
    kit_clear(&kit);
}

// After PC_FLOW_DONE the sink hears no more, until a new connection.
static void test_done_is_done(void)
{
    Kit kit;
    kit_init(&kit);
    kit.sink.done_after = 1;
    kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
    for (uint32_t i = 0; i < 20; i++) {
        kit_give_tcp(&kit, &(KitTcp){0, 0, 101 + i, 901, KIT_ACK, "x"});
    }
    g_assert_cmpuint(kit.sink.n_calls, ==, 1);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b0:1 e:done");
    kit_give_tcp(&kit, &(KitTcp){0, 0, 9000, 0, KIT_SYN, NULL});
    kit_give_tcp(&kit, &(KitTcp){0, 0, 9001, 1, KIT_ACK, "y"});
    g_assert_cmpuint(kit.sink.n_calls, ==, 2);
    kit_clear(&kit);
}

// The first payload was damaged, and does not look like a handshake (these checksums are all
// wrong): it waits for a copy until it is acknowledged.
static void test_first_damaged(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
    kit_give_tcp(&kit, &(KitTcp){1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL});
    kit_give_tcp(&kit, &(KitTcp){0, 0, 101, 901, KIT_ACK, "C\3\1hello"});
    g_assert_cmpuint(kit.sink.n_calls, ==, 0);
    kit_give_tcp(&kit, &(KitTcp){1, 0, 901, 109, KIT_ACK, "hi"});
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b0:8 b1:2");
    kit_clear(&kit);
}

static void test_snap_length(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
    KitTcp tcp = {0, 0, 101, 901, KIT_ACK, "0123456789"};
    kit_give_cut(&kit, KIT_RAW, kit_ip4(KIT_TCP, 0, kit_tcp(&tcp)), 44);
    kit_give_tcp(&kit, &(KitTcp){0, 0, 111, 901, KIT_ACK, "next"});
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b0:4"); // a copy may come
    pc_packets_finish(kit.packets);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b0:4 g0:snaplen:6 b0:4 e:capture");
    kit_clear(&kit);
}

// Zeros behind the IP packet fill Ethernet frames up; they are none of TCP's.
static void test_ethernet_padding(void)
{
    Kit kit;
    kit_init(&kit);
    KitTcp tcp = {0, 0, 101, 901, KIT_ACK, "ab"};
    kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
    GByteArray *packet = kit_ethernet(0x0800, kit_ip4(KIT_TCP, 0, kit_tcp(&tcp)));
    kit_give(&kit, KIT_ETHERNET, kit_join(packet, kit_hex("00000000")));
    kit_assert_text(kit_flow_at(&kit, 0)->bytes[0], "ab");
    kit_clear(&kit);
}

// Where the sink keeps too much, flows make room before the next frame.
static void test_sink_is_full(void)
{
    Kit kit;
    kit_init(&kit);
    KitTcp first = {0, 50001, 101, 901, KIT_ACK, "hello"};
    KitTcp second = {0, 50002, 101, 901, KIT_ACK, "hello"};
    KitTcp answer = {1, 50001, 901, 106, KIT_ACK, NULL};
    kit_give_tcp(&kit, &first);
    kit_give_tcp(&kit, &answer);
    const size_t too_much = pc_account_limit(&kit.sink.account, PC_HOLD_CONNECTIONS);
    pc_account_change(&kit.sink.account, PC_HOLD_CONNECTIONS, too_much, 0);
    kit_give_tcp(&kit, &second);
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b0:5 e:limit");
    pc_account_change(&kit.sink.account, PC_HOLD_CONNECTIONS, 0, too_much);
    g_assert_cmpuint(kit.sink.account.n_over[PC_HOLD_CONNECTIONS], ==, 1);
    kit_clear(&kit);
}

typedef struct {
    int64_t wait; // in milliseconds, after a SYN with sequence number 100
    KitTcp then;
    const char *attempts;
} Due;

// An answer is due when the SYN is repeated, or after three seconds of whatever else.
static void test_answer_was_due(void)
{
    static const Due dues[] = {
        {500, {0, 0, 100, 0, KIT_SYN, NULL}, "40000>5061:unanswered@1 "},
        {400, {0, 0, 100, 0, KIT_SYN, NULL}, ""},
        {2900, {0, 40002, 100, 0, KIT_SYN, NULL}, ""},
        {3000, {0, 40002, 100, 0, KIT_SYN, NULL}, "40000>5061:unanswered@1 "},
        {3000, {0, 0, 7000, 0, KIT_SYN, NULL}, "40000>5061:unanswered@1 "},
        {3000, {0, 0, 101, 0, KIT_RST, NULL}, "40000>5061:unanswered@1 "},
        {3000, {1, 0, 0, 101, KIT_RST | KIT_ACK, NULL}, "40000>5061:refused@1 "},
        {3000, {1, 0, 0, 101, KIT_RST, NULL}, "40000>5061:unanswered@1 "}, // RFC 9293, 3.10.7.3
        {9000, {1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL}, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(dues); i++) {
        UNIT_ROW(dues, i);
        Kit kit;
        kit_init(&kit);
        kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
        kit.time += (dues[i].wait - 1) * KIT_MILLISECOND;
        kit_give_tcp(&kit, &dues[i].then);
        pc_packets_finish(kit.packets);
        g_assert_cmpstr(kit.sink.attempts->str, ==, dues[i].attempts);
        kit_clear(&kit);
    }
}

// What is told at a pause is told again at the end, unless an answer comes.
static void test_answer_after_a_pause(void)
{
    for (int is_answered = 0; is_answered <= 1; is_answered++) {
        Kit kit;
        kit_init(&kit);
        kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
        pc_packets_reach(kit.packets, kit.time + 4000 * KIT_MILLISECOND);
        pc_packets_pause(kit.packets, 0);
        g_assert_cmpstr(kit.sink.attempts->str, ==, "40000>5061:unanswered@1 ");
        g_string_truncate(kit.sink.attempts, 0);
        if (is_answered) {
            kit_give_tcp(&kit, &(KitTcp){1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL});
        }
        pc_packets_finish(kit.packets);
        g_assert_cmpstr(kit.sink.attempts->str, ==, is_answered ? "" : "40000>5061:unanswered@1 ");
        kit_clear(&kit);
    }
}

enum { MAX_FIRST = 3 };

typedef struct {
    int64_t wait;            // in milliseconds, before the SYN comes again
    KitTcp first[MAX_FIRST]; // up to one without flags
    const char *events, *attempts;
} SameAgain;

// A client that counts every connection from the same number sends the same SYN for the next one.
// Soon after, it is the same connection, captured twice.
static void test_same_number_again(void)
{
    enum { SECOND = 1000, DAY = 24 * 3600 * SECOND };
    static const SameAgain rows_again[] = {
        {DAY, {{0, 0, 101, 901, KIT_ACK, "hello"}}, "b0:5 e:reused | b0:5 e:capture", ""},
        {SECOND, {{0, 0, 101, 901, KIT_ACK, "hello"}}, "b0:5 e:capture", ""},
        {DAY,
         {{0, 0, 101, 901, KIT_FIN | KIT_ACK, "hello"}, {1, 0, 901, 107, KIT_FIN | KIT_ACK, NULL}},
         "b0:5 f0 f1 e:done | b0:5 e:capture",
         ""},
        {SECOND,
         {{0, 0, 101, 901, KIT_FIN | KIT_ACK, "hello"}, {1, 0, 901, 107, KIT_FIN | KIT_ACK, NULL}},
         "b0:5 f0 f1 e:done",
         ""},
        {DAY, {{0, 0, 100, 0, KIT_SYN, NULL}}, "b0:5 e:capture", "40000>5061:unanswered@1 "},
        {64 * SECOND, {{0, 0, 100, 0, KIT_SYN, NULL}}, "b0:5 e:capture", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows_again); i++) {
        UNIT_ROW(rows_again, i);
        Kit kit;
        kit_init(&kit);
        kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
        for (size_t k = 0; k < MAX_FIRST && rows_again[i].first[k].flags != 0; k++) {
            kit_give_tcp(&kit, &rows_again[i].first[k]);
        }
        kit.time += rows_again[i].wait * KIT_MILLISECOND;
        kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
        kit_give_tcp(&kit, &(KitTcp){0, 0, 101, 901, KIT_ACK, "hello"});
        pc_packets_finish(kit.packets);
        g_autofree char *events = all_events(&kit);
        g_assert_cmpstr(events, ==, rows_again[i].events);
        g_assert_cmpstr(kit.sink.attempts->str, ==, rows_again[i].attempts);
        kit_clear(&kit);
    }
}

// Flows end in the order of their first frames, whatever their place in the table.
// What acknowledges bytes that do not come waits for PC_EARLY_PATIENCE segments, no longer; and of
// one connection no more than PC_EARLY_MAX wait.
static void test_early_bounds(void)
{
    Kit kit;
    kit_init(&kit);
    kit_give_tcp(&kit, &(KitTcp){0, 0, 100, 0, KIT_SYN, NULL});
    kit_give_tcp(&kit, &(KitTcp){1, 0, 900, 101, KIT_SYN | KIT_ACK, NULL});
    kit_give_tcp(&kit, &(KitTcp){1, 0, 901, 106, KIT_ACK, "w"});
    for (unsigned i = 0; i < PC_EARLY_PATIENCE; i++) {
        g_assert_cmpuint(kit.sink.flows->len, ==, 0);
        kit_give_tcp(&kit, &(KitTcp){1, 0, 902, 106, KIT_ACK, NULL});
    }
    g_assert_cmpstr(kit_flow_at(&kit, 0)->events->str, ==, "b1:1");
    kit_clear(&kit);
}

static void test_end_order(void)
{
    Kit kit;
    kit_init(&kit);
    for (uint16_t i = 0; i < 200; i++) {
        KitTcp tcp = {0, (uint16_t)(50000 - 7 * i), 100, 0, KIT_SYN, NULL};
        kit_give_tcp(&kit, &tcp);
    }
    pc_packets_reach(kit.packets, kit.time + 3000 * KIT_MILLISECOND);
    pc_packets_finish(kit.packets);
    g_autoptr(GString) expected = g_string_new(NULL);
    for (unsigned i = 0; i < 200; i++) {
        g_string_append_printf(expected, "%u>5061:unanswered@%u ", 50000 - 7 * i, i + 1);
    }
    g_assert_cmpstr(kit.sink.attempts->str, ==, expected->str);
    kit_clear(&kit);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *name = g_strdup_printf("/tcp/%s", rows[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_row);
    }
    g_test_add_func("/tcp/peers", test_ends_are_told);
    g_test_add_func("/tcp/done", test_done_is_done);
    g_test_add_func("/tcp/first-damaged", test_first_damaged);
    g_test_add_func("/tcp/snap-length", test_snap_length);
    g_test_add_func("/tcp/ethernet-padding", test_ethernet_padding);
    g_test_add_func("/tcp/sink-is-full", test_sink_is_full);
    g_test_add_func("/tcp/answer-was-due", test_answer_was_due);
    g_test_add_func("/tcp/answer-after-a-pause", test_answer_after_a_pause);
    g_test_add_func("/tcp/same-number-again", test_same_number_again);
    g_test_add_func("/tcp/early-bounds", test_early_bounds);
    g_test_add_func("/tcp/end-order", test_end_order);
    return g_test_run();
}
