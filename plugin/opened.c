// SPDX-License-Identifier: GPL-2.0-or-later
// epan keeps what it opens beside the frame, a list for each TLS layer; it is looked for only when
// somebody asks.
#include "plugin/opened.h"

#include <epan/dissectors/packet-tls-utils.h>

static int proto_tls;
static packet_info *frame;        // that is read; NULL between frames
static unsigned layer;            // those before it were asked already
static const SslRecordInfo *next; // in that layer

void pc_opened_register(void)
{
    proto_tls = proto_get_id_by_filter_name("tls");
}

void pc_opened_begin_frame(packet_info *pinfo)
{
    frame = pinfo;
    layer = 0;
    next = NULL;
}

void pc_opened_end_frame(void)
{
    frame = NULL;
}

static const SslRecordInfo *next_record(void)
{
    unsigned n_layers = wmem_list_count(frame->layers);
    while (next == NULL && layer <= n_layers) {
        const SslPacketInfo *info = p_get_proto_data(wmem_file_scope(), frame, proto_tls, layer++);
        next = info != NULL ? info->records : NULL;
    }
    const SslRecordInfo *record = next;
    next = record != NULL ? record->next : NULL;
    return record;
}

// Where more was opened than is asked for (what needs no keys is in the list, too), the length
// tells a record that is not meant: protection only adds to it.
bool pc_opened_record(void *owner, const PcSeen *seen, size_t len, PcOpened *opened)
{
    const SslRecordInfo *record = NULL;
    (void)owner;
    if (frame == NULL || seen->frame != frame->num) {
        return false;
    }
    do {
        record = next_record();
    } while (record != NULL && record->data_len >= len);
    if (record == NULL) {
        return false;
    }
    *opened = (PcOpened){(uint8_t)record->type, pc_bytes(record->plain_data, record->data_len)};
    return true;
}
