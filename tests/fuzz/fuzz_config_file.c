// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a phone's configuration, plain or signed.
#include "core/files/config_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PcConfigFile) config = pc_config_file_new(pc_bytes(data, size));
    if (config != NULL) {
        g_assert_cmpuint(config->call_managers->len, <=, PC_CONFIG_MAX_SERVERS);
        g_assert_true(config->cert_hash == NULL || g_utf8_validate(config->cert_hash, -1, NULL));
    }
    return 0;
}
