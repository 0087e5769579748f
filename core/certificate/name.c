// SPDX-License-Identifier: GPL-2.0-or-later
// Names out of certificates become text that may be shown: attributes in the DER's order, escaped
// as RFC 4514 says.
#include "core/certificate/certificate.h"
#include "core/certificate/openssl_auto.h"
#include <openssl/err.h>
#include <openssl/objects.h>

// The value of an attribute as clean text, whatever string type the DER says it is.
static char *value_text(const ASN1_STRING *value)
{
    const PcBytes raw =
        pc_bytes(ASN1_STRING_get0_data(value), (size_t)MAX(ASN1_STRING_length(value), 0));
    const int type = ASN1_STRING_type(value);
    const bool one_byte = type != V_ASN1_BMPSTRING && type != V_ASN1_UNIVERSALSTRING;
    if (one_byte && (type == V_ASN1_UTF8STRING || pc_text_n_plain(raw) == raw.len)) {
        return pc_text_clean(raw, PC_NAME_VALUE_MAX);
    }
    unsigned char *utf8 = NULL;
    ERR_set_mark();
    const int len = ASN1_STRING_to_UTF8(&utf8, value);
    ERR_pop_to_mark();
    if (len < 0) {
        return pc_text_clean(raw, PC_NAME_VALUE_MAX);
    }
    char *text = pc_text_clean(pc_bytes(utf8, (size_t)len), PC_NAME_VALUE_MAX);
    OPENSSL_free(utf8);
    return text;
}

// RFC 4514, 2.4.
static void append_escaped(GString *out, const char *value)
{
    const size_t len = strlen(value);
    for (size_t i = 0; i < len; i++) {
        const char c = value[i];
        const bool edge_space = c == ' ' && (i == 0 || i == len - 1);
        if (edge_space || (i == 0 && c == '#') || strchr(",+\"\\<>;", c) != NULL) {
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, c);
    }
}

static void append_type(GString *out, const ASN1_OBJECT *type)
{
    const int nid = OBJ_obj2nid(type);
    if (nid != NID_undef) {
        g_string_append(out, OBJ_nid2sn(nid));
        return;
    }
    char dotted[80] = "";
    OBJ_obj2txt(dotted, sizeof dotted, type, 1);
    g_string_append(out, dotted);
}

char *pc_name_text_of(const X509_NAME *name)
{
    GString *out = g_string_sized_new(128);
    int last_set = -1;
    const int n_entries = X509_NAME_entry_count(name);
    for (int i = 0; i < n_entries; i++) {
        if (out->len > PC_NAME_TEXT_MAX) {
            g_string_append(out, "...");
            break;
        }
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        const int set = X509_NAME_ENTRY_set(entry);
        if (i > 0) {
            g_string_append(out, set == last_set ? " + " : ", ");
        }
        last_set = set;
        append_type(out, X509_NAME_ENTRY_get_object(entry));
        g_string_append_c(out, '=');
        g_autofree char *value = value_text(X509_NAME_ENTRY_get_data(entry));
        append_escaped(out, value);
    }
    return g_string_free(out, FALSE);
}

char *pc_name_text(PcBytes der_name)
{
    const unsigned char *at = der_name.data;
    ERR_set_mark();
    g_autoptr(X509_NAME) name = d2i_X509_NAME(NULL, &at, (long)der_name.len);
    ERR_pop_to_mark();
    if (name == NULL || (size_t)(at - der_name.data) != der_name.len) {
        return g_strdup("");
    }
    return pc_name_text_of(name);
}

char *pc_name_attribute(const X509_NAME *name, int nid)
{
    int at = -1, last = -1;
    while ((at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0) {
        last = at;
        if (nid != NID_commonName) {
            break;
        }
    }
    return last < 0 ? NULL : value_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
}
