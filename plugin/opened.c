// SPDX-License-Identifier: GPL-2.0-or-later
// epan keeps what it opens beside the frame, a list for each TLS layer.
#include "plugin/opened.h"

#include <epan/dissectors/packet-tls-utils.h>

static int proto_tls;
static uint64_t frame; // that is read; 0 between frames

// Cursor is a place in the lists of all the frame's TLS layers.
typedef struct {
    const PcOpenedLists *lists; // lent while the frame is read
    unsigned layer;             // those before it were looked through
    const SslRecordInfo *next;
} Cursor;

static Cursor cursor; // behind what was asked for last

void pc_opened_register(void)
{
    proto_tls = proto_get_id_by_filter_name("tls");
}

PcOpenedLists pc_opened_lists(packet_info *pinfo)
{
    PcOpenedLists lists = {.n = 0};
    unsigned n_layers = wmem_list_count(pinfo->layers);
    for (unsigned layer = 0; layer <= n_layers && lists.n < PC_OPENED_LAYERS; layer++) {
        const SslPacketInfo *info = p_get_proto_data(wmem_file_scope(), pinfo, proto_tls, layer);
        if (info != NULL && info->records != NULL) {
            lists.of_layer[lists.n++] = info->records;
        }
    }
    return lists;
}

void pc_opened_begin_frame(uint64_t number, const PcOpenedLists *lists)
{
    frame = number;
    cursor = (Cursor){.lists = lists};
}

void pc_opened_end_frame(void)
{
    frame = 0;
}

static const SslRecordInfo *next_record(Cursor *at)
{
    if (at->next == NULL && at->layer < at->lists->n) {
        at->next = at->lists->of_layer[at->layer++];
    }
    const SslRecordInfo *record = at->next;
    at->next = record != NULL ? record->next : NULL;
    return record;
}

// More may have been opened than is asked for (what needs no keys is in the list, too), and less.
// The length tells a record that is not meant: protection adds to it, but not much (an
// initialisation vector, a MAC or tag, padding).
static bool fits(const SslRecordInfo *record, size_t len)
{
    enum { MOST_ADDED = 16 + 48 + 256 };
    return record->data_len < len && len - record->data_len <= MOST_ADDED;
}

bool pc_opened_record(void *owner, const PcSeen *seen, size_t len, PcOpened *opened)
{
    (void)owner;
    if (frame == 0 || seen->frame != frame) {
        return false;
    }
    Cursor at = cursor;
    const SslRecordInfo *record = next_record(&at);
    while (record != NULL && !fits(record, len)) {
        record = next_record(&at);
    }
    if (record == NULL) {
        return false;
    }
    cursor = at;
    *opened = (PcOpened){(uint8_t)record->type, pc_bytes(record->plain_data, record->data_len)};
    return true;
}
