// SPDX-License-Identifier: GPL-2.0-or-later
// A datagram in the making is a buffer and one bit for each eight bytes of it that has come. The
// first fragment to bring a block keeps it.
#include "core/packet/fragments.h"
#include "core/bytes/keyed_hash.h"

enum {
    BLOCK_LEN = 8, // offsets count in these
    MAX_DATAGRAM = 65535,
    MAX_BLOCKS = (MAX_DATAGRAM + BLOCK_LEN - 1) / BLOCK_LEN,
    NANOSECONDS = 1000000000,
};

typedef struct {
    PcFragmentKey key;
    GList age;        // its place in `PcFragments.by_age`; `data` is the datagram itself
    int64_t started;  // time of the first fragment
    uint64_t frame;   // its frame
    unsigned n_first; // times that the first part came
    unsigned n_fragments;
    uint8_t *buffer;
    size_t room;      // bytes that `buffer` has
    size_t captured;  // where the first byte that was on the wire but not captured would stand
    size_t total_len; // known once the last fragment has come, see `has_end`
    bool has_end;
    unsigned n_blocks; // bits set
    uint64_t blocks[(MAX_BLOCKS + 63) / 64];
} Datagram;

struct PcFragments {
    GHashTable *datagrams; // Datagram (its key is its beginning) to itself
    GQueue by_age;         // of Datagram, the oldest first
    PcAccount *account, own_account;
    uint64_t dropped;
    GPtrArray *lent; // of buffers
    PcFragmentsLost lost;
    void *user;
};

static guint key_hash(gconstpointer data)
{
    const PcFragmentKey *key = data;
    const uint64_t words[] = {
        key->address[0],
        key->address[1],
        key->address[2],
        key->address[3],
        key->id ^ (uint64_t)key->protocol << 32 ^ (uint64_t)key->kind << 40,
    };
    return pc_hash_of(pc_bytes(words, sizeof words));
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    const PcFragmentKey *x = a;
    const PcFragmentKey *y = b;
    return memcmp(x->address, y->address, sizeof x->address) == 0 && x->id == y->id &&
           x->protocol == y->protocol && x->kind == y->kind;
}

PcFragments *pc_fragments_new(void)
{
    PcFragments *fragments = g_new0(PcFragments, 1);
    fragments->datagrams = g_hash_table_new(key_hash, key_equal);
    g_queue_init(&fragments->by_age);
    pc_account_init(&fragments->own_account, PC_ACCOUNT_DEFAULT);
    fragments->account = &fragments->own_account;
    fragments->lent = g_ptr_array_new_with_free_func(g_free);
    return fragments;
}

void pc_fragments_account(PcFragments *fragments, PcAccount *account)
{
    fragments->account = account;
}

// What a datagram takes, with its place in the table.
static size_t room_of(const Datagram *datagram)
{
    return pc_account_block(sizeof *datagram) + pc_account_block(datagram->room) +
           PC_ACCOUNT_TABLE_ROW;
}

static void forget(PcFragments *fragments, Datagram *datagram)
{
    g_hash_table_remove(fragments->datagrams, &datagram->key);
    g_queue_unlink(&fragments->by_age, &datagram->age);
    pc_account_change(fragments->account, PC_HOLD_FRAGMENTS, 0, room_of(datagram));
    g_free(datagram->buffer);
    g_free(datagram);
}

void pc_fragments_on_lost(PcFragments *fragments, PcFragmentsLost lost, void *user)
{
    fragments->lost = lost;
    fragments->user = user;
}

static bool has_block(const Datagram *datagram, size_t block)
{
    return (datagram->blocks[block / 64] >> block % 64 & 1) != 0;
}

static void tell_lost(const PcFragments *fragments, const Datagram *datagram)
{
    size_t n = 0;
    while (n < MAX_BLOCKS && has_block(datagram, n)) {
        n++;
    }
    size_t len = MIN(MIN(n * BLOCK_LEN, datagram->captured), datagram->room);
    if (fragments->lost != NULL && len > 0) {
        const PcLostDatagram lost = {&datagram->key, pc_bytes(datagram->buffer, len),
                                     datagram->n_first, datagram->frame, datagram->started};
        fragments->lost(fragments->user, &lost);
    }
}

static void drop_oldest(PcFragments *fragments)
{
    Datagram *oldest = g_queue_peek_head(&fragments->by_age);
    tell_lost(fragments, oldest);
    fragments->dropped += oldest->n_fragments;
    forget(fragments, oldest);
}

void pc_fragments_clear(PcFragments *fragments)
{
    while (!g_queue_is_empty(&fragments->by_age)) {
        drop_oldest(fragments);
    }
}

void pc_fragments_free(PcFragments *fragments)
{
    if (fragments == NULL) {
        return;
    }
    fragments->lost = NULL;
    pc_fragments_clear(fragments);
    g_hash_table_unref(fragments->datagrams);
    g_ptr_array_unref(fragments->lent);
    g_free(fragments);
}

void pc_fragments_release(PcFragments *fragments)
{
    if (G_UNLIKELY(fragments->lent->len > 0)) {
        g_ptr_array_set_size(fragments->lent, 0);
    }
}

uint64_t pc_fragments_dropped(const PcFragments *fragments)
{
    return fragments->dropped;
}

static void drop_expired(PcFragments *fragments, int64_t now)
{
    const int64_t limit = (int64_t)PC_FRAGMENTS_MAX_SECONDS * NANOSECONDS;
    Datagram *oldest;
    while ((oldest = g_queue_peek_head(&fragments->by_age)) != NULL && now > oldest->started &&
           (uint64_t)now - (uint64_t)oldest->started > (uint64_t)limit) {
        drop_oldest(fragments);
    }
}

static Datagram *find_or_start(PcFragments *fragments, const PcFragmentKey *key, int64_t now,
                               uint64_t frame)
{
    drop_expired(fragments, now);
    Datagram *datagram = g_hash_table_lookup(fragments->datagrams, key);
    if (datagram == NULL) {
        if (g_queue_get_length(&fragments->by_age) >= PC_FRAGMENTS_MAX_DATAGRAMS) {
            drop_oldest(fragments);
        }
        datagram = g_new0(Datagram, 1);
        datagram->key = *key;
        datagram->started = now;
        datagram->frame = frame;
        datagram->captured = MAX_DATAGRAM;
        datagram->age.data = datagram;
        g_queue_push_tail_link(&fragments->by_age, &datagram->age);
        g_hash_table_add(fragments->datagrams, datagram);
        pc_account_change(fragments->account, PC_HOLD_FRAGMENTS, room_of(datagram), 0);
    }
    return datagram;
}

// Makes the buffer at least `len` long. Others' datagrams go if there is no room for it.
static void make_room(PcFragments *fragments, Datagram *datagram, size_t len)
{
    if (len <= datagram->room) {
        return;
    }
    size_t room = MIN(MAX(len, datagram->room * 2), MAX_DATAGRAM);
    size_t before = room_of(datagram);
    datagram->buffer = g_realloc(datagram->buffer, room);
    datagram->room = room;
    pc_account_change(fragments->account, PC_HOLD_FRAGMENTS, room_of(datagram), before);
    while (!pc_account_fits(fragments->account, PC_HOLD_FRAGMENTS, 0) &&
           g_queue_peek_head(&fragments->by_age) != datagram) {
        pc_account_over(fragments->account, PC_HOLD_FRAGMENTS);
        drop_oldest(fragments);
    }
}

// Puts the blocks that nobody brought yet into the buffer.
static void fill_blocks(Datagram *datagram, const PcFragment *fragment, size_t len)
{
    PcBytes rest = fragment->bytes;
    size_t first = fragment->offset / BLOCK_LEN;
    size_t n = (len + BLOCK_LEN - 1) / BLOCK_LEN;
    for (size_t block = first; block < first + n; block++) {
        PcBytes piece = pc_bytes_first(rest, BLOCK_LEN);
        if (!has_block(datagram, block)) {
            size_t at = block * BLOCK_LEN;
            size_t copied = pc_bytes_copy_out(piece, datagram->buffer + at, piece.len);
            size_t wanted = MIN(BLOCK_LEN, len - (block - first) * BLOCK_LEN);
            if (copied < wanted) {
                datagram->captured = MIN(datagram->captured, at + copied);
            }
            datagram->blocks[block / 64] |= UINT64_C(1) << block % 64;
            datagram->n_blocks += 1;
        }
        pc_bytes_skip(&rest, piece.len);
    }
}

static bool is_complete(const Datagram *datagram)
{
    if (!datagram->has_end) {
        return false;
    }
    size_t n = (datagram->total_len + BLOCK_LEN - 1) / BLOCK_LEN;
    if (datagram->n_blocks < n) {
        return false;
    }
    for (size_t block = 0; block < n; block++) {
        if (!has_block(datagram, block)) {
            return false; // some of the blocks lie behind the end
        }
    }
    return true;
}

static void lend(PcFragments *fragments, Datagram *datagram, PcBytes *bytes, size_t *missing)
{
    size_t captured = MIN(datagram->captured, datagram->total_len);
    g_ptr_array_add(fragments->lent, datagram->buffer);
    *bytes = pc_bytes(datagram->buffer, captured);
    *missing = datagram->total_len - captured;
    pc_account_change(fragments->account, PC_HOLD_FRAGMENTS, 0, pc_account_block(datagram->room));
    datagram->room = 0;
    datagram->buffer = NULL;
    forget(fragments, datagram);
}

bool pc_fragments_add(PcFragments *fragments, const PcFragmentKey *key, const PcFragment *fragment,
                      PcBytes *bytes, size_t *missing)
{
    size_t len = fragment->bytes.len + fragment->missing;
    if (fragment->more) {
        len -= len % BLOCK_LEN; // only the last may end elsewhere
    }
    if (fragment->offset % BLOCK_LEN != 0 || fragment->offset + len > MAX_DATAGRAM ||
        (len == 0 && fragment->more)) {
        fragments->dropped += 1;
        return false;
    }
    Datagram *datagram = find_or_start(fragments, key, fragment->time, fragment->frame);
    datagram->n_fragments += 1;
    datagram->n_first += fragment->offset == 0 ? 1 : 0;
    make_room(fragments, datagram, fragment->offset + len);
    fill_blocks(datagram, fragment, len);
    if (!fragment->more && !datagram->has_end) {
        datagram->has_end = true;
        datagram->total_len = fragment->offset + len;
    }
    if (!is_complete(datagram)) {
        return false;
    }
    lend(fragments, datagram, bytes, missing);
    return true;
}
