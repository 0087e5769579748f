// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a log, read in two pieces, and joined with a capture of four
// sessions.
#include "core/log/phone_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcBytes rest = pc_bytes(data, size), half;
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(NULL);
    pc_bytes_take(&rest, size / 2, &half);
    pc_phone_log_read(log, half);
    pc_phone_log_read(log, rest);
    pc_phone_log_finish(log);
    PcLogSession sessions[] = {
        {.device = "SEP0A1B2C3D4E5F", .service = "SIP", .time = 1795403400000000000},
        {.device = "SEP0A1B2C3D4E5F", .service = "SCCP", .time = 1795403500000000000},
        {.mac = "0a:1b:2c:3d:4e:5f", .service = "802.1X", .rejected = true},
        {.client = "203.0.113.7", .client_port = 5, .service = "VPN", .accepted = true},
    };
    pc_phone_log_join(log, sessions, G_N_ELEMENTS(sessions));
    for (size_t i = 0; i < G_N_ELEMENTS(sessions); i++) {
        g_autofree char *sentence = pc_phone_log_contradiction(&sessions[i]);
        g_assert_true(sentence == NULL || g_utf8_validate(sentence, -1, NULL));
    }
    g_autoptr(GArray) matches = pc_phone_log_match(log, sessions, G_N_ELEMENTS(sessions));
    for (guint i = 0; i < matches->len; i++) {
        const PcLogMatch *match = &g_array_index(matches, PcLogMatch, i);
        g_autofree char *sentence = pc_log_match_contradiction(match, &sessions[match->session]);
        g_assert_true(sentence == NULL || g_utf8_validate(sentence, -1, NULL));
    }
    return 0;
}
