// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as an HTTP connection, a TFTP transfer and a SIP conversation. The first
// byte of each piece says where it goes and how long it is.
#include "core/observe/http_talk.h"
#include "core/talk/sip.h"
#include "core/talk/tftp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_file(void *user, const char *name, GBytes *content, const PcSeen *seen)
{
    (void)user, (void)seen;
    g_assert_true(g_utf8_validate(name, -1, NULL));
    g_assert_nonnull(content);
}

static void on_transfer(void *user, const PcTftpFile *file)
{
    on_file(user, file->name, file->content, file->seen);
}

static void send(PcTftp *tftp, uint8_t shape, PcBytes piece, const PcSeen *seen)
{
    const PcPeer phone = {.address = {10, 44, 0, 1}, .address_len = 4, .port = 50001};
    PcPeer server = {.address = {10, 44, 9, 1}, .address_len = 4, .port = 69};
    server.port = (shape & 2) != 0 ? 69 : 32001;
    const PcTftpDatagram datagram = {(shape & 1) != 0 ? &server : &phone,
                                     (shape & 1) != 0 ? &phone : &server, piece, shape >> 7};
    pc_tftp_datagram(tftp, &datagram, seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PcHttpTalk) http = pc_http_talk_new(on_file, NULL);
    g_autoptr(PcTftp) tftp = pc_tftp_new(on_transfer, NULL);
    PcSipTalk sip = {0};
    PcBytes rest = pc_bytes(data, size), piece;
    uint8_t shape;
    uint64_t frame = 0;
    while (pc_bytes_u8(&rest, &shape)) {
        const PcSeen seen = {.frame = ++frame, .direction = shape & 1};
        size_t len = (size_t)(shape >> 2) << ((shape & 0x60) >> 5);
        pc_bytes_take(&rest, MIN(len, rest.len), &piece);
        send(tftp, shape, piece, &seen);
        pc_http_talk_bytes(http, &seen, piece);
        pc_sip_talk_bytes(&sip, seen.direction, piece);
        if (shape == 0xff) {
            pc_http_talk_gap(http, seen.direction, len);
            pc_http_talk_fin(http, &seen);
        }
    }
    pc_sip_talk_clear(&sip);
    return 0;
}
