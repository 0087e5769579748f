// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the table's roles and CAs into a trust list that the first of them with an RSA key signs:
// no other is a basis.
#include "tests/scenarios/trust_list_file.h"
#include "captures/make/trust_list.h"
#include "core/files/trust_list.h"

static unsigned role_of(const char *word)
{
    for (unsigned role = 0; role <= PC_ROLE_TVS; role++) {
        if (g_strcmp0(pc_role_name(role), word) == 0) {
            return role;
        }
    }
    g_error("there is no role \"%s\" in a trust list", word);
}

GBytes *trust_list_file(Field *field, char *const *entries)
{
    g_autoptr(GArray) records = g_array_new(FALSE, FALSE, sizeof(MkListRecord));
    const MkCredential *signer = NULL;
    for (; *entries != NULL; entries++) {
        g_auto(GStrv) halves = g_strsplit(*entries, ":", 2);
        g_assert_nonnull(halves[1]);
        const MkCredential *of = field_ca(field, halves[1]);
        const MkListRecord record = {(MkListRole)role_of(halves[0]), of->certificate, "cucm"};
        g_array_append_val(records, record);
        signer = signer == NULL && EVP_PKEY_is_a(of->key, "RSA") ? of : signer;
    }
    g_assert_nonnull(signer);
    const MkTrustList list = {
        .file_name = "CTLFile.tlv",
        .signer = signer,
        .digest = 2,
        .made_at = mk_time("2026-01-01T00:00:00Z"),
        .records = (const MkListRecord *)(const void *)records->data,
        .n_records = records->len,
    };
    return mk_trust_list(&list);
}
