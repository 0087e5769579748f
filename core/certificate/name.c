// SPDX-License-Identifier: GPL-2.0-or-later
// Names and strings out of certificates become text that may be shown: valid UTF-8 without control
// characters, attributes in the DER's order, escaped as RFC 4514 says.
#include "core/certificate/certificate.h"
#include "core/certificate/openssl_auto.h"
#include <openssl/err.h>
#include <openssl/objects.h>

#define REPLACEMENT 0xfffdU
#define REPLACEMENT_TEXT "\xef\xbf\xbd"

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

// Control and format characters (bidi overrides among them) and separators would let a name change
// the text around it.
static bool may_be_shown(gunichar c)
{
    switch ((int)g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SURROGATE:
        return false;
    default:
        return true;
    }
}

// Takes one character off `text`; what is no character, or may not be shown, counts one byte or
// its length and comes back as U+FFFD.
static gunichar take_character(PcBytes *text)
{
    uint8_t first = 0;
    if (pc_bytes_at(*text, 0, &first) && first < 0x80) {
        pc_bytes_skip(text, 1);
        return is_plain(first) ? first : REPLACEMENT;
    }
    const gunichar c = g_utf8_get_char_validated((const char *)text->data, (gssize)text->len);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        pc_bytes_skip(text, 1);
        return REPLACEMENT;
    }
    pc_bytes_skip(text, (size_t)g_unichar_to_utf8(c, NULL));
    return may_be_shown(c) ? c : REPLACEMENT;
}

static size_t n_plain(PcBytes text)
{
    uint8_t byte;
    size_t n = 0;
    while (pc_bytes_at(text, n, &byte) && is_plain(byte)) {
        n++;
    }
    return n;
}

char *pc_text_clean(PcBytes text, size_t max)
{
    const PcBytes shown = pc_bytes_first(text, max);
    if (n_plain(shown) == shown.len) {
        return g_strndup((const char *)shown.data, shown.len);
    }
    GString *out = g_string_new(NULL);
    while (text.len > 0) {
        const gunichar c = take_character(&text);
        if (out->len + (size_t)g_unichar_to_utf8(c, NULL) > max) {
            break;
        }
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

// The value of an attribute as clean text, whatever string type the DER says it is.
static char *value_text(const ASN1_STRING *value)
{
    const PcBytes raw =
        pc_bytes(ASN1_STRING_get0_data(value), (size_t)MAX(ASN1_STRING_length(value), 0));
    const int type = ASN1_STRING_type(value);
    const bool one_byte = type != V_ASN1_BMPSTRING && type != V_ASN1_UNIVERSALSTRING;
    if (one_byte && (type == V_ASN1_UTF8STRING || n_plain(raw) == raw.len)) {
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

char *pc_time_text(int64_t time)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(time);
    if (moment == NULL) {
        return g_strdup_printf("%" G_GINT64_FORMAT " s", time);
    }
    return g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ");
}
