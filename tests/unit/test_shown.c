// SPDX-License-Identifier: GPL-2.0-or-later
// Text pasted from a terminal: which certificate stands below which command.
#include "core/trust/shown.h"
#include "tests/unit/made.h"
#include "tests/unit/unit.h"
#include <openssl/pem.h>

static char *pem_of(MkPki *pki, MkCaId id)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *content = NULL;
    PEM_write_bio_X509(bio, mk_pki_ca(pki, id)->certificate);
    const long len = BIO_get_mem_data(bio, &content);
    char *pem = g_strndup(content, (gsize)len);
    BIO_free(bio);
    return pem;
}

// As CUCM prints it: upper case.
static char *serial_of(MkPki *pki, MkCaId id)
{
    BIGNUM *number =
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(mk_pki_ca(pki, id)->certificate), NULL);
    char *hex = BN_bn2hex(number);
    char *copy = g_strdup(hex);
    OPENSSL_free(hex);
    BN_free(number);
    return copy;
}

// "STORE subject;" or "own UNIT subject;" of all that is found in a text; "$1" and "$2" stand for
// two certificates in it.
static char *found_in(MkPki *pki, const char *text)
{
    g_autofree char *first = pem_of(pki, MK_CA_CAPF);
    g_autofree char *second = pem_of(pki, MK_CA_ROOT_M2);
    g_autoptr(GString) whole = g_string_new(text);
    g_autofree char *serial = serial_of(pki, MK_CA_CAPF);
    g_string_replace(whole, "$s", serial, 0);
    g_string_replace(whole, "$1", first, 0);
    g_string_replace(whole, "$2", second, 0);
    g_autoptr(GPtrArray) all = pc_shown_in(pc_bytes(whole->str, whole->len));
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++) {
        const PcShown *shown = g_ptr_array_index(all, i);
        g_string_append_printf(out, "%s%s %s;", shown->is_own ? "own " : "", shown->store,
                               shown->certificate->subject_cn);
    }
    return g_string_free(out, FALSE);
}

static void test_commands(void)
{
    static const struct {
        const char *text, *found;
    } rows[] = {
        {"admin:show cert trust CallManager-trust/CAPF-0992727f.pem\n[\n  Version: V3\n]\n$1",
         "CallManager-trust CAPF-0992727f;"},
        {"admin:show cert trust CAPF-trust/x.pem\r\n$1\r\nadmin:show cert trust "
         "CallManager-trust/y.pem\r\n$2",
         "CAPF-trust CAPF-0992727f;CallManager-trust Cisco Root CA M2;"},
        {"show cert own CAPF/CAPF.pem\n$1", "own CAPF CAPF-0992727f;"},
        {"show cert own CAPF/CAPF.pem\n  Serial Number: 62E09123B09A61D20E77BE5BF5A82CD4\n$1", ""},
        {"show cert own CAPF/CAPF.pem\n  Serial Number: $s\n$1", "own CAPF CAPF-0992727f;"},
        {"> admin: show cert own CallManager\n$1", "own CallManager CAPF-0992727f;"},
        {"admin:show cert trust CAPF-trust/x.pem\n$1$2", "CAPF-trust CAPF-0992727f;"},
        {"$1admin:show cert trust CAPF-trust/x.pem\nadmin:\n$2", ""},
        {"admin:show cert trust CAPF-trust/x.pem\nadmin:show cert list trust\n$2", ""},
        {"admin:show cert trust nothing-trust/x.pem\n$1", ""},
        {"type show cert trust CAPF-trust/x.pem and send me what it says\n$1", ""},
        {"admin:show cert trust CAPF-trust/x.pem or so\n$1", ""},
        {"admin:show cert list trust\nCAPF-trust/x.pem: text\n$1", ""},
        {"show cert trust CAPF-trust/x.pem", ""},
        {"$1", ""},
        {"", ""},
    };
    MkPki *pki = mk_pki_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *found = found_in(pki, rows[i].text);
        g_assert_cmpstr(found, ==, rows[i].found);
    }
    mk_pki_free(pki);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    g_test_add_func("/shown/commands", test_commands);
    return g_test_run();
}
