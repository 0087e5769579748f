// SPDX-License-Identifier: GPL-2.0-or-later
// Reads and compares values by the kind of their field. What cannot be is an error, not an empty
// answer.
#include "analyzer/report/session/where_value.h"

#include "analyzer/report/session/where_words.h"
#include <arpa/inet.h>
#include <string.h>

enum { BITS_OF_BYTE = 8, MAX_PORT = 65535, DECIMAL = 10, MAX_SHOWN = 12 };

static bool refuse(GError **error, const char *text, const char *wanted)
{
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is %s", text, wanted);
    return false;
}

// ---- words ------------------------------------------------------------------------------------

static bool refuse_word(GError **error, const char *text, const GPtrArray *words)
{
    g_autoptr(GString) known = g_string_new("none of ");
    for (guint i = 0; i < words->len && i < MAX_SHOWN; i++) {
        g_string_append_printf(known, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(words, i));
    }
    if (words->len > MAX_SHOWN) {
        g_string_append(known, ", ... (docs/json.md; of findings, phonecert explain)");
    }
    return refuse(error, text, known->str);
}

static bool parse_word(PcWhereValue *value, const GPtrArray *words, GError **error)
{
    for (guint i = 0; i < words->len; i++) {
        const char *word = g_ptr_array_index(words, i);
        if (g_ascii_strcasecmp(word, value->text) == 0) {
            g_free(value->text);
            value->text = g_strdup(word);
            return true;
        }
    }
    return refuse_word(error, value->text, words);
}

// ---- addresses --------------------------------------------------------------------------------

// part_port takes ":5061" off "10.1.1.5:5061" and "[2001:db8::1]:5061".
static bool part_port(char *text, int *port)
{
    char *colon = strrchr(text, ':');
    guint64 number = 0;
    bool has_port =
        colon != NULL && (text[0] == '[' ? colon[-1] == ']' : strchr(text, ':') == colon);
    *port = -1;
    if (!has_port) {
        return true;
    }
    if (!g_ascii_string_to_unsigned(colon + 1, DECIMAL, 0, MAX_PORT, &number, NULL)) {
        return false;
    }
    *port = (int)number;
    *colon = '\0';
    return true;
}

static int family_of(const char *text, uint8_t *address)
{
    if (inet_pton(AF_INET, text, address) == 1) {
        return AF_INET;
    }
    return inet_pton(AF_INET6, text, address) == 1 ? AF_INET6 : 0;
}

static bool parse_address(PcWhereValue *value, GError **error)
{
    static const char wanted[] = "no address such as 10.1.1.5, 10.1.0.0/16, 10.1.1.5:5061 or "
                                 "[2001:db8::1]:5061";
    enum { V4_BITS = 32, V6_BITS = 128 };
    g_autofree char *text = g_strdup(value->text);
    guint64 bits = 0;
    if (!part_port(text, &value->port)) {
        return refuse(error, value->text, wanted);
    }
    char *slash = strchr(text, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
    char *bare = text[0] == '[' ? text + 1 : text;
    bare[strcspn(bare, "]")] = '\0';
    value->family = family_of(bare, value->address);
    const guint64 all = value->family == AF_INET ? V4_BITS : V6_BITS;
    bool is_network = slash != NULL && value->family != 0 &&
                      g_ascii_string_to_unsigned(slash + 1, DECIMAL, 0, all, &bits, NULL);
    value->bits = is_network ? (int)bits : (int)all;
    // The names and MAC addresses of 802.1X are no IP addresses, and need not be.
    bool looks_like_ip = bare[0] != '\0' && strspn(bare, "0123456789.") == strlen(bare);
    if ((slash != NULL && !is_network) || (value->family == 0 && looks_like_ip)) {
        return refuse(error, value->text, wanted);
    }
    return true;
}

static bool is_in_network(const PcWhereValue *value, const char *found)
{
    uint8_t address[sizeof value->address] = {0};
    if (family_of(found, address) != value->family) {
        return false;
    }
    for (int bit = 0; bit < value->bits; bit++) {
        int mask = 0x80 >> (bit % BITS_OF_BYTE);
        if (((address[bit / BITS_OF_BYTE] ^ value->address[bit / BITS_OF_BYTE]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

static bool address_fits(const PcWhereValue *value, const PcSessionField *field,
                         const PcSession *session, const char *found)
{
    const PcSessionEnd *end =
        field->offset == offsetof(PcSession, client.address) ? &session->client : &session->server;
    if (value->port >= 0 && value->port != end->port) {
        return false;
    }
    return value->family != 0 ? is_in_network(value, found)
                              : g_ascii_strcasecmp(value->text, found) == 0;
}

// ---- the rest ---------------------------------------------------------------------------------

// parse_mac takes any way to write one; what is none is any text.
static void parse_mac(PcWhereValue *value)
{
    enum { N_DIGITS = 12 };
    g_autoptr(GString) digits = g_string_new(NULL);
    for (const char *at = value->text; *at != '\0'; at++) {
        if (g_ascii_isxdigit(*at)) {
            g_string_append(digits, digits->len % 3 == 2 ? ":" : "");
            g_string_append_c(digits, g_ascii_tolower(*at));
        } else if (strchr(":-. ", *at) == NULL) {
            return;
        }
    }
    if (digits->len == N_DIGITS + N_DIGITS / 2 - 1) {
        g_free(value->text);
        value->text = g_strdup(digits->str);
    }
}

static bool parse_kind(PcWhereValue *value, const PcSessionField *field,
                       const PcWhereOptions *options, GError **error)
{
    switch (field->kind) {
    case PC_FIELD_ADDRESS:
        return parse_address(value, error);
    case PC_FIELD_MOMENT:
    case PC_FIELD_LEAF_MOMENT:
        return pc_when_parse(value->text, options->zone, options->now, &value->when, error);
    case PC_FIELD_PORT:
    case PC_FIELD_FRAME:
        return g_ascii_string_to_unsigned(value->text, DECIMAL, 0, INT64_MAX, &value->number,
                                          NULL) ||
               refuse(error, value->text, "no number");
    case PC_FIELD_TEXT:
    case PC_FIELD_YES_NO:
    case PC_FIELD_LEAF_TEXT:
    case PC_FIELD_SEVERITY:
    case PC_FIELD_FINDINGS:
        break;
    }
    if (strcmp(field->name, "mac") == 0) {
        parse_mac(value);
    }
    g_autoptr(GPtrArray) words = pc_where_words(field->name);
    return words == NULL || parse_word(value, words, error);
}

static bool has_order(const PcSessionField *field)
{
    static const bool kinds[] = {
        [PC_FIELD_MOMENT] = true,      [PC_FIELD_PORT] = true,      [PC_FIELD_FRAME] = true,
        [PC_FIELD_LEAF_MOMENT] = true, [PC_FIELD_FINDINGS] = false,
    };
    return kinds[field->kind];
}

bool pc_where_value_parse(PcWhereValue *value, const PcSessionField *field, const char *text,
                          const PcWhereOptions *options, GError **error)
{
    value->text = g_strdup(text);
    value->kind = field->kind;
    value->port = -1;
    if (value->how >= PC_LESS && !has_order(field)) {
        return refuse(error, field->name, "a text; only times and numbers are more or less");
    }
    // A part of a value may be anything, and nothing stands for what is not known.
    return value->how == PC_CONTAINS || text[0] == '\0' || parse_kind(value, field, options, error);
}

void pc_where_value_clear(PcWhereValue *value)
{
    g_free(value->text);
}

static bool contains(const char *found, const char *text)
{
    g_autofree char *haystack = g_utf8_casefold(found, -1);
    g_autofree char *needle = g_utf8_casefold(text, -1);
    return strstr(haystack, needle) != NULL;
}

// in_order compares what is from `from` to before `until` with what was found.
static bool in_order(PcHow how, int64_t found, int64_t from, int64_t until)
{
    switch (how) {
    case PC_LESS:
        return found < from;
    case PC_LESS_OR_IS:
        return found < until;
    case PC_MORE:
        return found >= until;
    case PC_MORE_OR_IS:
        return found >= from;
    case PC_IS:
    case PC_CONTAINS:
        break;
    }
    return found >= from && found < until;
}

static bool moment_fits(const PcWhereValue *value, const PcSession *session,
                        const PcSessionField *field)
{
    const int64_t nano_per_micro = 1000;
    int64_t found = session->start / nano_per_micro;
    if (field->kind == PC_FIELD_LEAF_MOMENT) {
        const PcSessionCertificate *leaf = pc_session_leaf(session);
        bool is_beginning = field->offset == offsetof(PcSessionCertificate, not_before);
        found = (is_beginning ? leaf->not_before : leaf->not_after) * G_USEC_PER_SEC;
    }
    return in_order(value->how, found, value->when.from, value->when.until);
}

bool pc_where_value_fits(const PcWhereValue *value, const PcSessionField *field,
                         const PcSession *session, const char *found)
{
    if (found == NULL || value->text[0] == '\0') {
        return value->text[0] == '\0' && (found == NULL || value->how == PC_CONTAINS);
    }
    if (value->how == PC_CONTAINS) {
        return contains(found, value->text);
    }
    switch (field->kind) {
    case PC_FIELD_ADDRESS:
        return address_fits(value, field, session, found);
    case PC_FIELD_MOMENT:
    case PC_FIELD_LEAF_MOMENT:
        return moment_fits(value, session, field);
    case PC_FIELD_PORT:
    case PC_FIELD_FRAME:
        return in_order(value->how, g_ascii_strtoll(found, NULL, DECIMAL), (int64_t)value->number,
                        (int64_t)value->number + 1);
    case PC_FIELD_TEXT:
    case PC_FIELD_YES_NO:
    case PC_FIELD_LEAF_TEXT:
    case PC_FIELD_SEVERITY:
    case PC_FIELD_FINDINGS:
        break;
    }
    return g_ascii_strcasecmp(found, value->text) == 0;
}
