// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the tags that a trust list needs: version and length in the header, then records of
// length, role and certificate. It is not signed, which a list may be.
#include "tests/scenarios/trust_list_file.h"
#include "captures/make/octets.h"
#include "core/certificate/openssl_auto.h"
#include "core/files/trust_list.h"

enum { HEADER_LEN = 10, RECORD_FIXED_LEN = 5 + 5 + 3 };

static unsigned role_of(const char *word)
{
    for (unsigned role = 0; role <= PC_ROLE_TVS; role++) {
        if (g_strcmp0(pc_role_name(role), word) == 0) {
            return role;
        }
    }
    g_error("there is no role \"%s\" in a trust list", word);
}

static void put_record(GByteArray *out, unsigned role, X509 *x509)
{
    unsigned char *der = NULL;
    const int len = i2d_X509(x509, &der);
    g_assert_cmpint(len, >, 0);
    mk_put_u8(out, 1); // record length, from this tag on
    mk_put_u16(out, 2);
    mk_put_u16(out, (unsigned)len + RECORD_FIXED_LEN);
    mk_put_u8(out, 4); // role
    mk_put_u16(out, 2);
    mk_put_u16(out, role);
    mk_put_u8(out, 9); // certificate
    mk_put_u16(out, (unsigned)len);
    mk_put_bytes(out, der, (size_t)len);
    OPENSSL_free(der);
}

GBytes *trust_list_file(Field *field, char *const *entries)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, 1); // version
    mk_put_u16(out, 2);
    mk_put_u16(out, 0x0102);
    mk_put_u8(out, 2); // length of this header
    mk_put_u16(out, 2);
    mk_put_u16(out, HEADER_LEN);
    for (; *entries != NULL; entries++) {
        g_auto(GStrv) halves = g_strsplit(*entries, ":", 2);
        g_assert_nonnull(halves[1]);
        put_record(out, role_of(halves[0]), field_ca(field, halves[1])->certificate);
    }
    return g_byte_array_free_to_bytes(out);
}
