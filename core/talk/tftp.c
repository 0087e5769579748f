// SPDX-License-Identifier: GPL-2.0-or-later
// Follows TFTP: a read request names the file, the server answers from a port of its own choice,
// and blocks come numbered from 1 until one is shorter than the others. Blocks may come twice, out
// of order or never.
#include "core/talk/tftp.h"

#include "core/bytes/lexer.h"
#include "core/files/download.h"

enum {
    OPCODE_READ = 1,
    OPCODE_DATA = 3,
    OPCODE_ERROR = 5,
    OPCODE_OACK = 6,
    DEFAULT_BLOCK = 512,
    MAX_BLOCK = 65464, // RFC 2348
    BLOCK_COST = 64,   // bytes that a kept block takes besides its content
    MAX_AHEAD = 1024,  // blocks that may be missing before one that came
};

typedef struct {
    PcPeer client, server;   // the server's port is 0 until it has answered
    char *name;              // wanted
    size_t asked_block_size; // by the request; 0 none
    size_t block_size;       // as the server confirmed it; 0 not (yet)
    bool is_confirmed;       // an OACK was seen: what it does not name has its default
    bool has_asked_block;    // a block of just the size that was asked for came
    GPtrArray *blocks;       // of GBytes, NULL where not seen; index 0 is block 1
    size_t content_len;
    size_t cost;       // of what is kept
    unsigned n_blocks; // seen
    bool is_given;
} Transfer;

struct PcTftp {
    PcTftpFunc func;
    void *user;
    GPtrArray *transfers; // of Transfer, oldest first
    size_t waiting_len;   // cost of all of them
};

static void block_free(void *block)
{
    if (block != NULL) {
        g_bytes_unref(block);
    }
}

static void transfer_free(void *data)
{
    Transfer *transfer = data;
    g_free(transfer->name);
    g_ptr_array_unref(transfer->blocks);
    g_free(transfer);
}

PcTftp *pc_tftp_new(PcTftpFunc func, void *user)
{
    PcTftp *tftp = g_new0(PcTftp, 1);
    tftp->func = func;
    tftp->user = user;
    tftp->transfers = g_ptr_array_new_with_free_func(transfer_free);
    return tftp;
}

void pc_tftp_free(PcTftp *tftp)
{
    if (tftp != NULL) {
        g_ptr_array_unref(tftp->transfers);
        g_free(tftp);
    }
}

void pc_tftp_end(PcTftp *tftp)
{
    g_ptr_array_set_size(tftp->transfers, 0);
    tftp->waiting_len = 0;
}

// ---- transfers ------------------------------------------------------------------------------

static bool same_address(const PcPeer *a, const PcPeer *b)
{
    return pc_bytes_equal(pc_bytes(a->address, a->address_len),
                          pc_bytes(b->address, b->address_len));
}

static bool same_peer(const PcPeer *a, const PcPeer *b)
{
    return a->port == b->port && same_address(a, b);
}

static void drop_blocks(PcTftp *tftp, Transfer *transfer)
{
    tftp->waiting_len -= transfer->cost;
    transfer->content_len = 0;
    transfer->cost = 0;
    transfer->n_blocks = 0;
    g_ptr_array_set_size(transfer->blocks, 0);
}

static void drop_transfer(PcTftp *tftp, unsigned index)
{
    drop_blocks(tftp, g_ptr_array_index(tftp->transfers, index));
    g_ptr_array_remove_index(tftp->transfers, index);
}

// The newest transfer of that client and server: a port may be used again.
static Transfer *find(const PcTftp *tftp, const PcPeer *client, const PcPeer *server)
{
    for (unsigned i = tftp->transfers->len; i > 0; i--) {
        Transfer *transfer = g_ptr_array_index(tftp->transfers, i - 1);
        bool same_server = transfer->server.port == 0 ? same_address(&transfer->server, server)
                                                      : same_peer(&transfer->server, server);
        if (same_server && same_peer(&transfer->client, client)) {
            return transfer;
        }
    }
    return NULL;
}

static PcBytes take_string(PcBytes *from)
{
    size_t len = 0;
    uint8_t byte;
    PcBytes text;
    while (pc_bytes_at(*from, len, &byte) && byte != 0) {
        len++;
    }
    pc_bytes_take(from, len, &text);
    pc_bytes_skip(from, 1);
    return text;
}

// The block size among the options ("blksize", its digits), 0 where it is not there.
static size_t read_block_size(PcBytes options)
{
    uint64_t size;
    while (options.len > 0) {
        PcBytes name = take_string(&options);
        PcBytes value = take_string(&options);
        if (pc_lex_is_nocase(name, "blksize") && pc_lex_number(&value, 1, 5, &size) && size > 0 &&
            size <= MAX_BLOCK) {
            return (size_t)size;
        }
    }
    return 0;
}

static void on_request(PcTftp *tftp, const PcTftpDatagram *datagram, PcBytes body)
{
    g_autofree char *name = pc_download_name(take_string(&body));
    take_string(&body); // mode
    if (!pc_download_is_wanted(name)) {
        return;
    }
    PcPeer server = *datagram->to;
    server.port = 0;
    // The same request again, because the answer was slow, is no new transfer.
    Transfer *known = find(tftp, datagram->from, &server);
    if (known != NULL && known->server.port == 0 && strcmp(known->name, name) == 0) {
        return;
    }
    if (tftp->transfers->len == PC_TFTP_MAX_TRANSFERS) {
        drop_transfer(tftp, 0);
    }
    Transfer *transfer = g_new0(Transfer, 1);
    transfer->client = *datagram->from;
    transfer->server = server;
    transfer->name = g_steal_pointer(&name);
    transfer->asked_block_size = read_block_size(body);
    transfer->blocks = g_ptr_array_new_with_free_func(block_free);
    g_ptr_array_add(tftp->transfers, transfer);
}

// ---- blocks ---------------------------------------------------------------------------------

static size_t block_len(const Transfer *transfer, unsigned index)
{
    GBytes *block = g_ptr_array_index(transfer->blocks, index);
    return block != NULL ? g_bytes_get_size(block) : 0;
}

// The size of a full block: what the server confirmed, the default where nothing was asked or it
// confirmed other options only; else the capture lacks the confirmation, and only a block of just
// the size that was asked for proves it.
static size_t full_block(const Transfer *transfer)
{
    if (transfer->block_size != 0) {
        return transfer->block_size;
    }
    if (transfer->is_confirmed || transfer->asked_block_size == 0) {
        return DEFAULT_BLOCK;
    }
    return transfer->has_asked_block ? transfer->asked_block_size : 0;
}

// Whole is a transfer whose blocks are all there, all full but the last, which is not.
static bool is_whole(const Transfer *transfer)
{
    size_t full = full_block(transfer);
    unsigned n_blocks = transfer->blocks->len;
    if (full == 0 || n_blocks == 0 || transfer->n_blocks != n_blocks ||
        block_len(transfer, n_blocks - 1) >= full) {
        return false;
    }
    for (unsigned i = 0; i + 1 < n_blocks; i++) {
        if (block_len(transfer, i) != full) {
            return false;
        }
    }
    return true;
}

static GBytes *join(const Transfer *transfer)
{
    GByteArray *content = g_byte_array_sized_new((guint)transfer->content_len);
    for (unsigned i = 0; i < transfer->blocks->len; i++) {
        PcBytes block = pc_bytes_of(g_ptr_array_index(transfer->blocks, i));
        if (block.len > 0) {
            g_byte_array_append(content, block.data, (guint)block.len);
        }
    }
    return g_byte_array_free_to_bytes(content);
}

static void give(PcTftp *tftp, Transfer *transfer, const PcSeen *seen)
{
    g_autoptr(GBytes) content = join(transfer);
    const PcTftpFile file = {transfer->name, content, &transfer->client, &transfer->server, seen};
    transfer->is_given = true;
    drop_blocks(tftp, transfer);
    tftp->func(tftp->user, &file);
}

// Makes room by forgetting what the oldest other transfers have kept.
static void make_room(PcTftp *tftp, const Transfer *keep)
{
    for (unsigned i = 0; i < tftp->transfers->len && tftp->waiting_len > PC_TFTP_MAX_WAITING; i++) {
        Transfer *transfer = g_ptr_array_index(tftp->transfers, i);
        if (transfer != keep && !transfer->is_given) {
            transfer->is_given = true; // it can no longer become whole
            drop_blocks(tftp, transfer);
        }
    }
}

static void keep_block(PcTftp *tftp, Transfer *transfer, unsigned number, PcBytes data)
{
    if (number > transfer->blocks->len + MAX_AHEAD) {
        return;
    }
    if (transfer->blocks->len < number) {
        g_ptr_array_set_size(transfer->blocks, (int)number);
    }
    if (g_ptr_array_index(transfer->blocks, number - 1) != NULL) {
        return; // a retransmission
    }
    transfer->blocks->pdata[number - 1] = pc_bytes_dup(data);
    transfer->n_blocks++;
    transfer->has_asked_block |= data.len == transfer->asked_block_size;
    transfer->content_len += data.len;
    transfer->cost += data.len + BLOCK_COST;
    tftp->waiting_len += data.len + BLOCK_COST;
    make_room(tftp, transfer);
}

static void on_data(PcTftp *tftp, Transfer *transfer, PcBytes body, const PcSeen *seen)
{
    uint16_t number;
    if (transfer->is_given || !pc_bytes_u16(&body, &number) || number == 0) {
        return;
    }
    keep_block(tftp, transfer, number, body);
    if (transfer->content_len > PC_DOWNLOAD_MAX_LEN || transfer->cost > PC_TFTP_MAX_WAITING) {
        transfer->is_given = true;
        drop_blocks(tftp, transfer);
    } else if (is_whole(transfer)) {
        give(tftp, transfer, seen);
    }
}

static void on_oack(Transfer *transfer, PcBytes options)
{
    transfer->is_confirmed = true;
    transfer->block_size = read_block_size(options);
}

static void on_answer(PcTftp *tftp, const PcTftpDatagram *datagram, Transfer *transfer,
                      const PcSeen *seen)
{
    PcBytes body = datagram->bytes;
    uint16_t opcode;
    if (!pc_bytes_u16(&body, &opcode)) {
        return;
    }
    transfer->server.port = datagram->from->port;
    if (opcode == OPCODE_DATA && datagram->missing == 0) {
        on_data(tftp, transfer, body, seen);
    } else if (opcode == OPCODE_OACK && datagram->missing == 0) {
        on_oack(transfer, body);
    } else if (opcode == OPCODE_ERROR) {
        transfer->is_given = true;
        drop_blocks(tftp, transfer);
    }
}

bool pc_tftp_datagram(PcTftp *tftp, const PcTftpDatagram *datagram, const PcSeen *seen)
{
    PcBytes body = datagram->bytes;
    uint16_t opcode;
    if (datagram->to->port == PC_TFTP_PORT) {
        if (pc_bytes_u16(&body, &opcode) && opcode == OPCODE_READ && datagram->missing == 0) {
            on_request(tftp, datagram, body);
        }
        return true;
    }
    Transfer *transfer = find(tftp, datagram->to, datagram->from);
    if (transfer != NULL) {
        on_answer(tftp, datagram, transfer, seen);
        return true;
    }
    return find(tftp, datagram->from, datagram->to) != NULL; // an acknowledgement
}
