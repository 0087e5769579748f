// SPDX-License-Identifier: GPL-2.0-or-later
// The issuer of a leaf becomes a tag: Cisco's manufacturing CAs by the table, CAPF by its name,
// LSC issuers that the user declared. Names decide here; signatures are trust.c's business.
#include "core/certificate/issuer.h"

// PcDeclared is one issuer that the user named: attributes in any order ("CN=..."), or the whole
// Name of a certificate.
typedef struct {
    char **attributes; // lower-case, sorted; NULL for a certificate
    GBytes *name_der;  // NULL for a text
    PcIssuerTag tag;
} PcDeclared;

struct PcIssuers {
    GPtrArray *declared; // of PcDeclared
};

PC_WORDS(pc_issuer_tag_name, PcIssuerTag, PC_ISSUER_TAGS)

PC_WORDS(pc_genuine_name, PcGenuine, PC_GENUINES)

static void free_declared(gpointer data)
{
    PcDeclared *declared = data;
    g_strfreev(declared->attributes);
    g_clear_pointer(&declared->name_der, g_bytes_unref);
    g_free(declared);
}

PcIssuers *pc_issuers_new(void)
{
    PcIssuers *issuers = g_new0(PcIssuers, 1);
    issuers->declared = g_ptr_array_new_with_free_func(free_declared);
    return issuers;
}

void pc_issuers_free(PcIssuers *issuers)
{
    if (issuers != NULL) {
        g_ptr_array_unref(issuers->declared);
        g_free(issuers);
    }
}

// One "TYPE=value" with spaces around both taken off and letters made small; NULL where it is none.
static char *attribute_key(char *text)
{
    char *value = strchr(text, '=');
    if (value == NULL) {
        return NULL;
    }
    *value++ = '\0';
    g_autofree char *type = g_utf8_casefold(g_strstrip(text), -1);
    g_autofree char *folded = g_utf8_casefold(g_strstrip(value), -1);
    if (*type == '\0' || *folded == '\0') {
        return NULL;
    }
    return g_strconcat(type, "=", folded, NULL);
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// Where an attribute ends: the separators of RFC 4514, of CUCM's own lists (;), of OpenSSL's
// oneline form (/), and our own ", " and " + ".
static bool is_separator(char c, bool slashes)
{
    return slashes ? c == '/' : c == ',' || c == ';' || c == '+';
}

static bool add_attribute(GPtrArray *out, GString *piece)
{
    char *key = piece->len > 0 ? attribute_key(piece->str) : NULL;
    const bool ok = key != NULL || piece->len == 0;
    if (key != NULL) {
        g_ptr_array_add(out, key);
    }
    g_string_truncate(piece, 0);
    return ok;
}

// The attributes of a DN text, sorted; a text without "=" is a bare CN, and with "/" in it the path
// of a file that is not there. NULL where it cannot be read.
static char **split_name(const char *dn)
{
    if (strchr(dn, '=') == NULL && strchr(dn, '/') != NULL) {
        return NULL;
    }
    g_autofree char *bare = strchr(dn, '=') == NULL ? g_strconcat("CN=", dn, NULL) : NULL;
    const char *text = bare != NULL ? bare : dn;
    const bool slashes = *text == '/';
    g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) piece = g_string_new(NULL);
    bool ok = true;
    for (const char *c = text; *c != '\0' && ok; c++) {
        if (*c == '\\' && c[1] != '\0') {
            g_string_append_c(piece, *++c);
        } else if (bare == NULL && is_separator(*c, slashes)) {
            ok = add_attribute(out, piece);
        } else if (*c != '"') {
            g_string_append_c(piece, *c);
        }
    }
    ok = ok && add_attribute(out, piece);
    if (!ok || out->len == 0) {
        return NULL;
    }
    g_ptr_array_sort(out, compare_text);
    g_ptr_array_add(out, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&out), FALSE);
}

bool pc_issuers_declare_name(PcIssuers *issuers, const char *dn, PcIssuerTag tag, GError **error)
{
    char **attributes = g_utf8_validate(dn, -1, NULL) ? split_name(dn) : NULL;
    if (attributes == NULL) {
        g_set_error(
            error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
            "\"%s\": no such file, and not a distinguished name such as \"CN=Example Device "
            "CA, O=Example\"",
            dn);
        return false;
    }
    PcDeclared *declared = g_new0(PcDeclared, 1);
    declared->attributes = attributes;
    declared->tag = tag;
    g_ptr_array_add(issuers->declared, declared);
    return true;
}

void pc_issuers_declare_certificate(PcIssuers *issuers, const PcCertificate *ca, PcIssuerTag tag)
{
    if (ca->malformed) {
        return;
    }
    PcDeclared *declared = g_new0(PcDeclared, 1);
    declared->name_der = g_bytes_ref(ca->subject_der);
    declared->tag = tag;
    g_ptr_array_add(issuers->declared, declared);
}

// Every attribute that was declared must stand in the issuer's name; the name may hold more.
static bool holds_all(char *const *attributes, char *const *name)
{
    for (; *attributes != NULL; attributes++) {
        if (!g_strv_contains((const char *const *)name, *attributes)) {
            return false;
        }
    }
    return true;
}

static PcIssuerTag declared_tag(const PcIssuers *issuers, const PcCertificate *leaf)
{
    if (issuers == NULL || issuers->declared->len == 0) {
        return PC_ISSUER_TAG_UNKNOWN;
    }
    g_auto(GStrv) name = split_name(leaf->issuer);
    for (guint i = 0; i < issuers->declared->len; i++) {
        const PcDeclared *declared = g_ptr_array_index(issuers->declared, i);
        const bool same = declared->name_der != NULL
                              ? g_bytes_equal(declared->name_der, leaf->issuer_der)
                              : name != NULL && holds_all(declared->attributes, name);
        if (same) {
            return declared->tag;
        }
    }
    return PC_ISSUER_TAG_UNKNOWN;
}

PcIssuerTag pc_issuers_tag(const PcIssuers *issuers, const PcCertificate *leaf)
{
    if (leaf->malformed && !leaf->partial) {
        return PC_ISSUER_TAG_ABSENT;
    }
    const PcManufacturingCa *ca = pc_manufacturing_ca(leaf->issuer_cn, leaf->issuer_organisation);
    if (ca != NULL && ca->signs_devices) {
        return PC_ISSUER_TAG_MANUFACTURING;
    }
    if (pc_issuer_is_capf_name(leaf->issuer_cn)) {
        return PC_ISSUER_TAG_CAPF;
    }
    return declared_tag(issuers, leaf);
}

static PcGenuine compare_identifier(const PcKeyIdentifier *id, const char *expected)
{
    if (id->len == 0 || expected == NULL) {
        return PC_GENUINE_ABSENT;
    }
    g_autofree char *hex = pc_bytes_hex(pc_bytes(id->bytes, id->len));
    return g_ascii_strcasecmp(hex, expected) == 0 ? PC_GENUINE_YES : PC_GENUINE_NO;
}

PcGenuine pc_issuers_genuine(const PcCertificate *leaf)
{
    const PcManufacturingCa *ca = pc_manufacturing_ca(leaf->issuer_cn, leaf->issuer_organisation);
    return ca != NULL ? compare_identifier(&leaf->aki, ca->key_identifier) : PC_GENUINE_ABSENT;
}

PcGenuine pc_issuer_genuine_ca(const PcCertificate *ca)
{
    const PcManufacturingCa *row = pc_manufacturing_ca(ca->subject_cn, ca->organisation);
    return row != NULL ? compare_identifier(&ca->ski, row->key_identifier) : PC_GENUINE_ABSENT;
}

const PcCertificate *pc_issuers_forged_ca(const GPtrArray *chain)
{
    for (guint i = 1; i < chain->len; i++) {
        const PcCertificate *ca = g_ptr_array_index(chain, i);
        if (!ca->malformed && pc_issuer_genuine_ca(ca) == PC_GENUINE_NO) {
            return ca;
        }
    }
    return NULL;
}
