// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: any bytes as a list of phones, alone and behind itself as a second one.
#include "core/files/phone_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const PcPhoneList *list)
{
    g_assert_cmpuint(list->phones->len, ==, g_hash_table_size(list->rows));
    for (unsigned i = 0; i < list->phones->len; i++) {
        const PcListedPhone *phone = g_ptr_array_index(list->phones, i);
        g_assert_cmpuint(strlen(phone->name), <=, PC_PHONE_NAME_MAX_LEN);
        g_assert_true(g_utf8_validate(phone->name, -1, NULL));
        g_assert_true(phone->status == NULL || g_utf8_validate(phone->status, -1, NULL));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const PcBytes content = pc_bytes(data, size);
    g_autoptr(PcPhoneList) list = pc_phone_list_new(content);
    const unsigned n_phones = list->phones->len;
    (void)pc_phone_list_looks_like(content);
    check(list);
    pc_phone_list_add(list, content);
    check(list);
    g_assert_cmpuint(list->phones->len, ==, n_phones);
    g_autofree char *silence = pc_phone_list_silence(list);
    g_assert_true(silence == NULL || g_utf8_validate(silence, -1, NULL));
    return 0;
}
