// SPDX-License-Identifier: GPL-2.0-or-later
// Values out of log lines: what follows a key, MAC addresses, names and times in the spellings of
// those who write them.
#include "core/log/work.h"

#include "core/bytes/lexer.h"
#include "core/field/cas.h"
#include "core/field/devices.h"
#include "core/wire/tls_names.h"

PcBytes pc_log_after_key(PcBytes line, const char *key, const char *stops)
{
    PcBytes after;
    if (!pc_lex_after(line, key, &after)) {
        return (PcBytes){0};
    }
    return pc_lex_trim(pc_lex_until(&after, stops));
}

char *pc_log_text_of(PcBytes line, const char *key, const char *stops)
{
    return pc_log_value(pc_log_after_key(line, key, stops));
}

bool pc_log_has(PcBytes line, const char *word)
{
    PcBytes after;
    return pc_lex_after(line, word, &after);
}

bool pc_log_has_nocase(PcBytes line, const char *word)
{
    PcBytes look = line;
    for (; look.len > 0; pc_bytes_skip(&look, 1)) {
        PcBytes at = look;
        if (pc_lex_literal_nocase(&at, word)) {
            return true;
        }
    }
    return false;
}

// Bytes as text, latin-1 where they are not UTF-8.
char *pc_log_value(PcBytes value)
{
    enum { MAX_VALUE = 512 }; // bytes kept of one value
    const PcBytes trimmed = pc_bytes_first(pc_lex_trim(value), MAX_VALUE);
    if (trimmed.len == 0) {
        return NULL;
    }
    const char *text = (const char *)trimmed.data;
    if (g_utf8_validate(text, (gssize)trimmed.len, NULL) || memchr(text, 0, trimmed.len) != NULL) {
        return pc_text_clean(trimmed, MAX_VALUE);
    }
    g_autofree char *utf8 =
        g_convert(text, (gssize)trimmed.len, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
    return utf8 != NULL ? pc_text_clean(pc_bytes(utf8, strlen(utf8)), MAX_VALUE)
                        : pc_text_clean(trimmed, MAX_VALUE);
}

char *pc_log_mac(PcBytes value)
{
    enum { N_DIGITS = 12, MAX_LEN = 17 };
    char digits[N_DIGITS];
    size_t n = 0;
    uint8_t byte;
    const PcBytes trimmed = pc_lex_trim(value);
    if (trimmed.len > MAX_LEN) {
        return NULL;
    }
    for (size_t i = 0; pc_bytes_at(trimmed, i, &byte); i++) {
        if (g_ascii_isxdigit(byte) && n < N_DIGITS) {
            digits[n++] = g_ascii_toupper((char)byte);
        } else if (byte == 0 || strchr(":.-", byte) == NULL) {
            return NULL;
        }
    }
    if (n != N_DIGITS) {
        return NULL;
    }
    return g_strdup_printf("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", digits, &digits[2], &digits[4],
                           &digits[6], &digits[8], &digits[10]);
}

void pc_log_client(PcLogEntry *entry, PcBytes value)
{
    if (entry->device == NULL) {
        entry->device = pc_lex_device(value);
    }
    if (entry->mac == NULL) {
        entry->mac = pc_log_mac(value);
    }
}

// The value of one attribute of a name, however it is written: "/O=Cisco/CN=x", "CN=x;O=y",
// "CN=x\,OU=y", "O = y, CN = x", "cn=x,ou=y".
static char *attribute(PcBytes name, const char *type)
{
    PcBytes before;
    while (name.len > 0) {
        pc_lex_skip_spaces(&name);
        PcBytes look = name;
        if (pc_lex_literal_nocase(&look, type)) {
            pc_lex_skip_spaces(&look);
            if (pc_lex_literal(&look, "=")) {
                return pc_log_value(pc_lex_until(&look, "/;,\\"));
            }
        }
        before = pc_lex_until(&name, "/;,\\");
        (void)before;
        pc_bytes_skip(&name, 1);
    }
    return NULL;
}

char *pc_log_common_name(const char *name)
{
    return name != NULL ? attribute(pc_bytes(name, strlen(name)), "CN") : NULL;
}

PcType pc_log_type_of_issuer(PcBytes name)
{
    g_autofree char *common_name = attribute(name, "CN");
    g_autofree char *organisation = attribute(name, "O");
    if (pc_issuer_is_capf_name(common_name)) {
        return PC_TYPE_LSC;
    }
    if (common_name != NULL && organisation != NULL) {
        const PcManufacturingCa *ca = pc_manufacturing_ca(common_name, organisation);
        return ca != NULL && ca->signs_devices ? PC_TYPE_MIC : PC_TYPE_ABSENT;
    }
    return PC_TYPE_ABSENT;
}

// A backslash before a separator is the relay's, not the name's.
static char *name_text(PcBytes name)
{
    char *text = pc_log_value(name);
    size_t to = 0;
    for (size_t from = 0; text != NULL && text[from] != '\0'; from++) {
        if (text[from] != '\\') {
            text[to++] = text[from];
        }
    }
    if (text != NULL) {
        text[to] = '\0';
    }
    return text;
}

void pc_log_names(PcLogEntry *entry, PcBytes subject, PcBytes issuer)
{
    if (subject.len > 0 && entry->subject == NULL) {
        entry->subject = name_text(subject);
        pc_log_client(entry, subject);
    }
    if (issuer.len > 0 && entry->issuer == NULL) {
        entry->issuer = name_text(issuer);
        entry->certificate = pc_log_type_of_issuer(issuer);
    }
}

// The text as names of alerts are spelt: lower case, words parted by "_".
static char *as_alert(PcBytes text)
{
    enum { MAX_LEN = 4096 };
    const PcBytes look = pc_bytes_first(text, MAX_LEN);
    char *name = look.len > 0 ? g_strndup((const char *)look.data, look.len) : g_strdup("");
    for (char *at = name; *at != '\0'; at++) {
        *at = strchr(" -", *at) != NULL ? '_' : g_ascii_tolower(*at);
    }
    return name;
}

const char *pc_log_alert(PcBytes text)
{
    const char *best = NULL;
    g_autofree char *name = as_alert(text);
    for (unsigned number = 0; number <= UINT8_MAX; number++) {
        const char *known = pc_alert_name((uint8_t)number);
        if (known != NULL && strstr(name, known) != NULL &&
            (best == NULL || strlen(known) > strlen(best))) {
            best = known;
        }
    }
    return best;
}
