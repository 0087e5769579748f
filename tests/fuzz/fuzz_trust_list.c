// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a CTL or ITL file and as a signed configuration file.
#include "core/files/trust_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcBytes content = pc_bytes(data, size);
    PcBytes payload;
    bool looks_like = pc_trust_list_looks_like(content);
    g_autoptr(PcTrustList) list = pc_trust_list_new(content);
    g_assert_true(looks_like == (list != NULL));
    if (list != NULL) {
        unsigned record;
        g_assert_false(pc_signed_file_payload(content, &payload));
        pc_trust_list_check(list, content, &record);
        g_assert_cmpuint(record, <=, list->records->len);
    } else if (pc_signed_file_payload(content, &payload)) {
        g_assert_cmpuint(payload.len, <, size);
    }
    return 0;
}
