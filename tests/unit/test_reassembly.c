// SPDX-License-Identifier: GPL-2.0-or-later
// One direction of TCP: whatever order, overlap and repetition the segments come in, the same bytes
// come out; and what never came is named.
#include "core/packet/reassembly.h"
#include "tests/unit/unit.h"

enum { MAX_TEXT = 4096 };

#define PATIENCE_NS (INT64_C(1000000000) * PC_STREAM_PATIENCE_SECONDS)

// What came out: the bytes, with gaps as "<lost:7>" and the end as "$".
typedef struct {
    PcStreamPool pool;
    PcStream stream;
    GString *out;
    uint64_t last_frame;
    uint64_t n_frames;
    int64_t time;
} Bench;

static const char *const cause_names[] = {"snaplen", "lost", "limit"};

static void bench_init(Bench *bench)
{
    *bench = (Bench){.out = g_string_new(NULL), .pool = {.cuts_all = true}};
    pc_stream_init(&bench->stream, &bench->pool);
}

static void bench_clear(Bench *bench)
{
    pc_stream_clear(&bench->stream);
    g_assert_cmpuint(bench->pool.n_bytes, ==, 0);
    g_string_free(bench->out, TRUE);
}

static void drain(Bench *bench)
{
    PcStreamEvent event;
    while (pc_stream_next(&bench->stream, &event)) {
        bench->last_frame = event.stamp.frame;
        switch (event.kind) {
        case PC_STREAM_BYTES:
            g_assert_cmpuint(event.bytes.len, >, 0);
            g_string_append_len(bench->out, (const char *)event.bytes.data,
                                (gssize)event.bytes.len);
            break;
        case PC_STREAM_GAP:
            g_string_append_printf(bench->out, "<%s:%zu>", cause_names[event.cause], event.len);
            break;
        case PC_STREAM_FIN:
            g_string_append_c(bench->out, '$');
            break;
        }
    }
}

static void assert_out(const Bench *bench, const char *expected, size_t len)
{
    g_assert_true(
        pc_bytes_equal(pc_bytes(bench->out->str, bench->out->len), pc_bytes(expected, len)));
}

typedef struct {
    uint32_t sequence;
    const char *text;
    size_t missing;
    bool fin;
} Piece;

static void put_bytes(Bench *bench, uint32_t sequence, PcBytes bytes, size_t missing, bool fin)
{
    // Its own memory, freed before the stream is asked again: nothing may be kept but copies.
    g_autofree uint8_t *copy = g_memdup2(bytes.data, bytes.len);
    bench->n_frames += 1;
    bench->time += 1000000;
    PcSegment segment = {.sequence = sequence,
                         .bytes = pc_bytes(copy, bytes.len),
                         .missing = missing,
                         .fin = fin,
                         .stamp = {.frame = bench->n_frames, .time = bench->time}};
    pc_stream_put(&bench->stream, &segment);
    drain(bench);
}

static void put(Bench *bench, const Piece *piece)
{
    put_bytes(bench, piece->sequence, pc_bytes(piece->text, strlen(piece->text)), piece->missing,
              piece->fin);
}

static void put_text(Bench *bench, uint32_t sequence, const char *text)
{
    put(bench, &(Piece){.sequence = sequence, .text = text});
}

static void acknowledge(Bench *bench, uint32_t sequence)
{
    bench->time += 1000000;
    pc_stream_acknowledge(&bench->stream, sequence, bench->time);
    drain(bench);
}

static void flush(Bench *bench)
{
    pc_stream_flush(&bench->stream);
    drain(bench);
}

// Scripts of segments after a SYN that makes 101 the first byte, and what must come out.
static const struct {
    const char *name;
    Piece pieces[6];
    const char *expected;
    const char *after_flush;
} scripts[] = {
    {"in-order", {{101, "abc", 0, 0}, {104, "def", 0, 0}}, "abcdef", "abcdef"},
    {"swapped", {{104, "def", 0, 0}, {101, "abc", 0, 0}}, "abcdef", "abcdef"},
    {"reversed",
     {{110, "j", 0, 0}, {107, "ghi", 0, 0}, {104, "def", 0, 0}, {101, "abc", 0, 0}},
     "abcdefghij",
     "abcdefghij"},
    {"repeated", {{101, "abc", 0, 0}, {101, "abc", 0, 0}, {104, "d", 0, 0}}, "abcd", "abcd"},
    {"repeated-longer", {{101, "abc", 0, 0}, {101, "XXXdef", 0, 0}}, "abcdef", "abcdef"},
    {"repeated-shorter",
     {{101, "abcdef", 0, 0}, {101, "XX", 0, 0}, {107, "g", 0, 0}},
     "abcdefg",
     "abcdefg"},
    // Bytes that were held first win against those that come later.
    {"overlap-behind-hole", {{104, "def", 0, 0}, {101, "abcXX", 0, 0}}, "abcXXf", "abcXXf"},
    {"overlap-of-held",
     {{104, "def", 0, 0}, {106, "XXg", 0, 0}, {101, "abc", 0, 0}},
     "abcdefXg",
     "abcdefXg"},
    {"keep-alive",
     {{101, "abc", 0, 0}, {103, "X", 0, 0}, {103, "", 0, 0}, {104, "d", 0, 0}},
     "abcd",
     "abcd"},
    {"zero-window-probe",
     {{101, "abc", 0, 0}, {104, "d", 0, 0}, {104, "def", 0, 0}},
     "abcdef",
     "abcdef"},
    {"fin", {{101, "abc", 0, 1}}, "abc$", "abc$"},
    {"fin-alone", {{101, "abc", 0, 0}, {104, "", 0, 1}}, "abc$", "abc$"},
    {"fin-early", {{104, "", 0, 1}, {101, "abc", 0, 0}}, "abc$", "abc$"},
    {"fin-repeated", {{101, "abc", 0, 1}, {101, "abc", 0, 1}, {104, "", 0, 1}}, "abc$", "abc$"},
    {"behind-fin", {{101, "abc", 0, 1}, {104, "XYZ", 0, 0}}, "abc$", "abc$"},
    {"fin-behind-hole", {{107, "g", 0, 1}, {101, "abc", 0, 0}}, "abc", "abc<lost:3>g$"},
    {"fin-without-end", {{101, "abc", 0, 0}, {110, "", 0, 1}}, "abc", "abc<lost:6>$"},
    {"lost", {{101, "abc", 0, 0}, {107, "ghi", 0, 0}}, "abc", "abc<lost:3>ghi"},
    {"lost-at-start", {{107, "ghi", 0, 0}}, "", "<lost:6>ghi"},
    {"snaplen", {{101, "ab", 4, 0}, {107, "gh", 0, 0}}, "ab<snaplen:4>gh", "ab<snaplen:4>gh"},
    {"snaplen-all", {{101, "", 6, 0}, {107, "gh", 0, 1}}, "<snaplen:6>gh$", "<snaplen:6>gh$"},
    {"snaplen-held",
     {{107, "g", 2, 0}, {101, "abc", 3, 0}},
     "abc<snaplen:3>g<snaplen:2>",
     "abc<snaplen:3>g<snaplen:2>"},
    {"snaplen-overlap",
     {{101, "abcd", 0, 0}, {103, "XXe", 2, 0}},
     "abcde<snaplen:2>",
     "abcde<snaplen:2>"},
    {"nothing", {{101, "", 0, 0}}, "", ""},
};

static void test_script(gconstpointer data)
{
    size_t n = GPOINTER_TO_SIZE(data);
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 101);
    for (size_t i = 0; i < G_N_ELEMENTS(scripts[n].pieces); i++) {
        if (scripts[n].pieces[i].text != NULL) {
            put(&bench, &scripts[n].pieces[i]);
        }
    }
    g_assert_cmpstr(bench.out->str, ==, scripts[n].expected);
    flush(&bench);
    g_assert_cmpstr(bench.out->str, ==, scripts[n].after_flush);
    bench_clear(&bench);
}

// Any permutation of the segments, each also given twice, across the wrap of the sequence numbers.
static void test_any_order_gives_the_same_bytes(void)
{
    enum { PIECES = 16, ROUNDS = 200 };
    const uint32_t start = 0xfffffff0;
    char text[PIECES * 7 + 1];
    for (unsigned i = 0; i < sizeof text - 1; i++) {
        text[i] = (char)('a' + i % 26);
    }
    text[sizeof text - 1] = '\0';
    for (unsigned round = 0; round < ROUNDS; round++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(round);
        Bench bench;
        unsigned order[PIECES];
        bench_init(&bench);
        pc_stream_anchor(&bench.stream, start);
        for (unsigned i = 0; i < PIECES; i++) {
            unsigned j = (unsigned)g_rand_int_range(random, 0, (gint32)i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (unsigned i = 0; i < PIECES; i++) {
            PcBytes bytes = pc_bytes(text + order[i] * 7, 7);
            bool last = order[i] == PIECES - 1;
            put_bytes(&bench, start + order[i] * 7, bytes, 0, last);
            if (i % 3 == 0) {
                put_bytes(&bench, start + order[i] * 7, bytes, 0, last);
            }
        }
        g_autofree char *expected = g_strconcat(text, "$", NULL);
        g_assert_cmpstr(bench.out->str, ==, expected);
        bench_clear(&bench);
    }
}

// Overlapping segments of any size with the same content: every cut gives the same bytes.
static void test_any_cut_gives_the_same_bytes(void)
{
    enum { LEN = 300, ROUNDS = 200 };
    char text[LEN + 1];
    for (unsigned i = 0; i < LEN; i++) {
        text[i] = (char)('A' + i * 7 % 53);
    }
    text[LEN] = '\0';
    for (unsigned round = 0; round < ROUNDS; round++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(1000 + round);
        Bench bench;
        bench_init(&bench);
        pc_stream_anchor(&bench.stream, 1);
        for (unsigned i = 0; i < 60; i++) {
            unsigned at = (unsigned)g_rand_int_range(random, 0, LEN);
            unsigned len = (unsigned)g_rand_int_range(random, 1, 40);
            put_bytes(&bench, 1 + at, pc_bytes(text + at, MIN(len, LEN - at)), 0, false);
        }
        put_text(&bench, 1, text);
        g_assert_cmpstr(bench.out->str, ==, text);
        bench_clear(&bench);
    }
}

// The frame that is told with bytes is the one that brought them.
static void test_stamps(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 4, "def");
    put_text(&bench, 1, "abc");
    g_assert_cmpuint(bench.last_frame, ==, 1);
    put_text(&bench, 7, "g");
    g_assert_cmpuint(bench.last_frame, ==, 3);
    bench_clear(&bench);
}

// Without SYN and without the peer, the first segments settle which is the lowest.
static void test_without_syn(void)
{
    Bench bench;
    bench_init(&bench);
    put_text(&bench, 504, "def");
    put_text(&bench, 501, "abc");
    put_text(&bench, 510, "jkl");
    g_assert_cmpstr(bench.out->str, ==, "");
    put_text(&bench, 507, "ghi");
    g_assert_cmpstr(bench.out->str, ==, "abcdefghijkl");
    put_text(&bench, 498, "XYZ");
    g_assert_cmpstr(bench.out->str, ==, "abcdefghijkl");
    bench_clear(&bench);
}

static void test_without_syn_but_acknowledged(void)
{
    Bench bench;
    bench_init(&bench);
    put_text(&bench, 504, "def");
    put_text(&bench, 501, "abc");
    acknowledge(&bench, 507);
    g_assert_cmpstr(bench.out->str, ==, "abcdef");
    bench_clear(&bench);
}

// The peer asks for 501: what is missing from there on is missing.
static void test_acknowledgement_anchors(void)
{
    Bench bench;
    bench_init(&bench);
    acknowledge(&bench, 501);
    put_text(&bench, 504, "def");
    g_assert_cmpstr(bench.out->str, ==, "");
    flush(&bench);
    g_assert_cmpstr(bench.out->str, ==, "<lost:3>def");
    bench_clear(&bench);
}

// Of a direction that was not captured at all the peer's acknowledgements still tell, when asked.
static void test_only_acknowledged(void)
{
    Bench bench;
    bench_init(&bench);
    acknowledge(&bench, 101);
    g_assert_false(pc_stream_is_missing(&bench.stream));
    acknowledge(&bench, 102); // may be a FIN
    g_assert_false(pc_stream_is_missing(&bench.stream));
    acknowledge(&bench, 151);
    g_assert_true(pc_stream_is_missing(&bench.stream));
    flush(&bench);
    g_assert_cmpstr(bench.out->str, ==, "");
    bench_clear(&bench);
}

// The acknowledgement was captured before what it acknowledges.
static void test_acknowledgement_captured_first(void)
{
    Bench bench;
    bench_init(&bench);
    acknowledge(&bench, 507);
    put_text(&bench, 501, "abcdef");
    put_text(&bench, 507, "ghi");
    g_assert_cmpstr(bench.out->str, ==, "abcdefghi");
    bench_clear(&bench);
}

// Of two SYNs with different numbers, the peer says which one it took.
static void test_the_other_syn(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 5);
    pc_stream_anchor(&bench.stream, 0x70000000);
    acknowledge(&bench, 5);
    put_text(&bench, 5, "abc");
    g_assert_cmpstr(bench.out->str, ==, "abc");
    bench_clear(&bench);
}

static void test_keep_alive_begins_nothing(void)
{
    Bench bench;
    bench_init(&bench);
    put_text(&bench, 500, "X");
    acknowledge(&bench, 501);
    put_text(&bench, 501, "abc");
    g_assert_cmpstr(bench.out->str, ==, "abc");
    bench_clear(&bench);
}

// What the peer has acknowledged will not come again: patience has an end.
static void test_acknowledged_hole_is_given_up(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 4, "def");
    for (unsigned i = 1; i < PC_STREAM_PATIENCE; i++) {
        acknowledge(&bench, 7);
        g_assert_cmpstr(bench.out->str, ==, "");
    }
    acknowledge(&bench, 7);
    g_assert_cmpstr(bench.out->str, ==, "<lost:3>def");
    put_text(&bench, 1, "abc");
    g_assert_cmpstr(bench.out->str, ==, "<lost:3>def");
    bench_clear(&bench);
}

static void put_summed(Bench *bench, uint32_t sequence, const char *text, PcSum sum)
{
    bench->n_frames += 1;
    const PcSegment segment = {.sequence = sequence,
                               .bytes = pc_bytes(text, strlen(text)),
                               .sum = sum,
                               .stamp = {.frame = bench->n_frames, .time = bench->time}};
    pc_stream_put(&bench->stream, &segment);
    drain(bench);
}

static void put_damaged(Bench *bench, uint32_t sequence, const char *text)
{
    put_summed(bench, sequence, text, PC_SUM_WRONG);
}

// The first wrong checksum may be of a segment that was damaged. The second shows that they mean
// nothing, and what came first is handed on first.
static void test_offloaded(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    acknowledge(&bench, 1);
    put_damaged(&bench, 1, "abc");
    g_assert_cmpstr(bench.out->str, ==, "");
    put_summed(&bench, 1, "xyzdef", PC_SUM_OFFLOADED);
    g_assert_cmpstr(bench.out->str, ==, "abcdef");
    bench_clear(&bench);
}

// What lies further away than bytes can be lost was never sent (RFC 5961, 5).
static void test_far_away(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 1, "abc");
    g_assert_true(pc_stream_is_far(&bench.stream, 4 + (1 << 24)));
    g_assert_true(pc_stream_is_far(&bench.stream, 4 - (UINT32_C(1) << 24)));
    g_assert_false(pc_stream_is_far(&bench.stream, 4 + (1 << 20)));
    put_bytes(&bench, 4 + (1 << 21), pc_bytes("", 0), 0, true);
    pc_stream_flush(&bench.stream);
    drain(&bench);
    g_assert_cmpstr(bench.out->str, ==, "abc");
    bench_clear(&bench);
}

// A wrong checksum: a right copy wins, in either order; without one the acknowledgement, or the
// end, says that these bytes came, as where a receiver has joined segments.
static void test_damaged(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    acknowledge(&bench, 1);
    put_damaged(&bench, 1, "xxx");
    g_assert_cmpstr(bench.out->str, ==, "");
    put_text(&bench, 1, "abc");
    g_assert_cmpstr(bench.out->str, ==, "abc");
    put_damaged(&bench, 1, "yyy");
    put_damaged(&bench, 4, "def");
    put_text(&bench, 7, "ghi");
    g_assert_cmpstr(bench.out->str, ==, "abc");
    acknowledge(&bench, 10);
    g_assert_cmpstr(bench.out->str, ==, "abcdefghi");
    put_damaged(&bench, 10, "jkl");
    pc_stream_flush(&bench.stream);
    drain(&bench);
    g_assert_cmpstr(bench.out->str, ==, "abcdefghijkl");
    bench_clear(&bench);
}

// A copy that was captured whole beats one that was cut.
static void test_whole_copy_of_what_was_cut(void)
{
    Bench bench;
    bench_init(&bench);
    bench.pool.cuts_all = false;
    pc_stream_anchor(&bench.stream, 1);
    put_bytes(&bench, 1, pc_bytes("ab", 2), 4, false);
    put_text(&bench, 7, "gh");
    g_assert_cmpstr(bench.out->str, ==, "ab");
    put_text(&bench, 1, "abcdef");
    g_assert_cmpstr(bench.out->str, ==, "abcdefgh");
    put_bytes(&bench, 9, pc_bytes("ij", 2), 1, true);
    g_assert_cmpstr(bench.out->str, ==, "abcdefghij");
    pc_stream_flush(&bench.stream);
    drain(&bench);
    g_assert_cmpstr(bench.out->str, ==, "abcdefghij<snaplen:1>$");
    bench_clear(&bench);
}

// What is in doubt and begins where a cut copy's hole does is no end of that hole.
static void test_doubt_where_a_cut_begins(void)
{
    Bench bench;
    bench_init(&bench);
    bench.pool.cuts_all = false;
    pc_stream_anchor(&bench.stream, 1);
    put_bytes(&bench, 1, pc_bytes("ab", 2), 4, false);
    for (uint32_t sequence = 2; sequence <= 4; sequence++) {
        const PcSegment doubtful = {
            .sequence = sequence, .bytes = pc_bytes("xy", 2), .doubtful = true};
        pc_stream_put(&bench.stream, &doubtful);
    }
    drain(&bench);
    g_assert_cmpstr(bench.out->str, ==, "ab");
    bench.pool.cuts_all = true;
    drain(&bench);
    g_assert_cmpstr(bench.out->str, ==, "ab<snaplen:4>");
    bench_clear(&bench);
}

static void test_acknowledged_hole_is_given_up_in_time(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 4, "def");
    acknowledge(&bench, 7);
    bench.time += PATIENCE_NS;
    acknowledge(&bench, 7);
    g_assert_cmpstr(bench.out->str, ==, "<lost:3>def");
    bench_clear(&bench);
}

// An acknowledgement that does not reach the hole's end says nothing of it, however often it comes.
static void test_hole_that_is_asked_for_is_kept(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 4, "def");
    for (unsigned i = 0; i < 50; i++) {
        acknowledge(&bench, 1);
        bench.time += PATIENCE_NS;
    }
    put_text(&bench, 1, "abc");
    g_assert_cmpstr(bench.out->str, ==, "abcdef");
    bench_clear(&bench);
}

static void test_limit_of_segments(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    for (uint32_t i = 1; i < PC_STREAM_MAX_HELD_SEGMENTS; i++) {
        put_text(&bench, 1 + 10 * i, "x");
    }
    g_assert_cmpstr(bench.out->str, ==, "");
    put_text(&bench, 1 + 10 * PC_STREAM_MAX_HELD_SEGMENTS, "x");
    g_assert_true(g_str_has_prefix(bench.out->str, "<limit:10>x"));
    g_assert_cmpuint(bench.stream.n_held, <, PC_STREAM_MAX_HELD_SEGMENTS);
    bench_clear(&bench);
}

static void test_limit_of_bytes(void)
{
    enum { PIECE = 32 * 1024 };
    Bench bench;
    g_autofree uint8_t *zeros = g_malloc0(PIECE);
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    for (uint32_t i = 0; i < 2 * PC_STREAM_MAX_HELD_BYTES / PIECE; i++) {
        put_bytes(&bench, 2 + 2 * PIECE * i, pc_bytes(zeros, PIECE), 0, false);
        g_assert_cmpuint(bench.stream.held_bytes, <=, PC_STREAM_MAX_HELD_BYTES);
    }
    g_assert_nonnull(strstr(bench.out->str, "<limit:1>"));
    bench_clear(&bench);
}

static void put_doubtful(Bench *bench, uint32_t sequence, const char *bytes, size_t len)
{
    g_autofree uint8_t *copy = g_memdup2(bytes, len);
    bench->n_frames += 1;
    bench->time += 1000000;
    PcSegment segment = {.sequence = sequence,
                         .bytes = pc_bytes(copy, len),
                         .doubtful = true,
                         .stamp = {.frame = bench->n_frames, .time = bench->time}};
    pc_stream_put(&bench->stream, &segment);
    drain(bench);
}

// Zeros behind a bare acknowledgement, counted as data: what really stands there takes their place.
static void test_padding_gives_way(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_doubtful(&bench, 1, "\0\0", 2);
    g_assert_cmpuint(bench.out->len, ==, 0);
    put_text(&bench, 1, "hello");
    put_doubtful(&bench, 6, "\0\0\0\0\0\0", 6);
    put_text(&bench, 6, "world");
    put_doubtful(&bench, 11, "\0\0", 2);
    flush(&bench);
    assert_out(&bench, "helloworld", 10);
    bench_clear(&bench);
}

// Real zeros: what comes behind them, the peer, or the end of the stream confirms them.
static void test_zeros_are_confirmed(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 1, "ab");
    put_doubtful(&bench, 3, "\0\0", 2);
    put_text(&bench, 5, "cd");
    assert_out(&bench, "ab\0\0cd", 6);
    put_doubtful(&bench, 7, "\0", 1);
    acknowledge(&bench, 8);
    g_assert_cmpuint(bench.out->len, ==, 7);
    put_doubtful(&bench, 8, "\0", 1);
    put(&bench, &(Piece){.sequence = 9, .text = "", .fin = true});
    assert_out(&bench, "ab\0\0cd\0\0$", 9);
    bench_clear(&bench);
}

// A keep-alive's zero that came before must not hold up what waits behind a hole.
static void test_zeros_of_the_past_block_nothing(void)
{
    Bench bench;
    bench_init(&bench);
    pc_stream_anchor(&bench.stream, 1);
    put_text(&bench, 1, "abc");
    put_doubtful(&bench, 3, "\0", 1);
    put_text(&bench, 7, "ghi");
    put_text(&bench, 4, "def");
    g_assert_cmpstr(bench.out->str, ==, "abcdefghi");
    bench_clear(&bench);
}

// Single bytes in any order, each zero among them doubtful: the same bytes come out.
static void test_single_bytes_in_any_order(void)
{
    enum { LEN = 60, ROUNDS = 100 };
    for (unsigned round = 0; round < ROUNDS; round++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(2000 + round);
        char text[LEN];
        unsigned order[LEN];
        Bench bench;
        bench_init(&bench);
        pc_stream_anchor(&bench.stream, 1);
        for (unsigned i = 0; i < LEN; i++) {
            unsigned j = (unsigned)g_rand_int_range(random, 0, (gint32)i + 1);
            text[i] = i % 3 == 0 && i + 1 < LEN ? '\0' : (char)('a' + i % 26);
            order[i] = order[j];
            order[j] = i;
        }
        for (unsigned i = 0; i < LEN; i++) {
            const char *byte = &text[order[i]];
            if (*byte == '\0') {
                put_doubtful(&bench, 1 + order[i], byte, 1);
            } else {
                put_bytes(&bench, 1 + order[i], pc_bytes(byte, 1), 0, false);
            }
        }
        acknowledge(&bench, 1 + LEN);
        assert_out(&bench, text, LEN);
        bench_clear(&bench);
    }
}

static void test_resets_that_fit(void)
{
    Bench bench;
    bench_init(&bench);
    g_assert_true(pc_stream_expects(&bench.stream, 77));
    pc_stream_anchor(&bench.stream, 101);
    put_text(&bench, 101, "abc");
    g_assert_true(pc_stream_expects(&bench.stream, 104));
    g_assert_true(pc_stream_expects(&bench.stream, 103));
    g_assert_true(pc_stream_expects(&bench.stream, 60000));
    g_assert_false(pc_stream_expects(&bench.stream, 50));
    g_assert_false(pc_stream_expects(&bench.stream, 104 + 0x40000000));
    bench_clear(&bench);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
        UNIT_ROW(scripts, i);
        g_autofree char *name = g_strdup_printf("/reassembly/script/%s", scripts[i].name);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_script);
    }
    g_test_add_func("/reassembly/any-order", test_any_order_gives_the_same_bytes);
    g_test_add_func("/reassembly/any-cut", test_any_cut_gives_the_same_bytes);
    g_test_add_func("/reassembly/stamps", test_stamps);
    g_test_add_func("/reassembly/damaged", test_damaged);
    g_test_add_func("/reassembly/offloaded", test_offloaded);
    g_test_add_func("/reassembly/far-away", test_far_away);
    g_test_add_func("/reassembly/whole-copy-of-what-was-cut", test_whole_copy_of_what_was_cut);
    g_test_add_func("/reassembly/doubt-where-a-cut-begins", test_doubt_where_a_cut_begins);
    g_test_add_func("/reassembly/without-syn", test_without_syn);
    g_test_add_func("/reassembly/without-syn-acknowledged", test_without_syn_but_acknowledged);
    g_test_add_func("/reassembly/acknowledgement-anchors", test_acknowledgement_anchors);
    g_test_add_func("/reassembly/only-acknowledged", test_only_acknowledged);
    g_test_add_func("/reassembly/acknowledgement-first", test_acknowledgement_captured_first);
    g_test_add_func("/reassembly/the-other-syn", test_the_other_syn);
    g_test_add_func("/reassembly/keep-alive-first", test_keep_alive_begins_nothing);
    g_test_add_func("/reassembly/hole-acknowledged", test_acknowledged_hole_is_given_up);
    g_test_add_func("/reassembly/hole-in-time", test_acknowledged_hole_is_given_up_in_time);
    g_test_add_func("/reassembly/hole-asked-for", test_hole_that_is_asked_for_is_kept);
    g_test_add_func("/reassembly/limit-segments", test_limit_of_segments);
    g_test_add_func("/reassembly/limit-bytes", test_limit_of_bytes);
    g_test_add_func("/reassembly/padding-gives-way", test_padding_gives_way);
    g_test_add_func("/reassembly/zeros-confirmed", test_zeros_are_confirmed);
    g_test_add_func("/reassembly/zeros-past", test_zeros_of_the_past_block_nothing);
    g_test_add_func("/reassembly/single-bytes", test_single_bytes_in_any_order);
    g_test_add_func("/reassembly/resets", test_resets_that_fit);
    return g_test_run();
}
