// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts a text at the commands in it and takes the certificate that each printed. What stands below
// no command, or second below one, or below the serial number of another, is left alone.
#include "core/trust/shown.h"

#include "core/bytes/lexer.h"
#include "core/bytes/text.h"
#include "core/certificate/serial.h"
#include "core/field/services.h"

static const char words[] = "show cert ";

static void shown_free(void *data)
{
    PcShown *shown = data;
    g_free(shown->store);
    pc_certificate_unref(shown->certificate);
    g_free(shown);
}

// "admin:", "> admin:", nothing: one word that ends in a colon, behind marks of quotation.
static void skip_prompt(PcBytes *line)
{
    PcBytes rest = *line, word;
    while (pc_lex_spaces(&rest) || pc_lex_literal(&rest, ">")) {
        *line = rest;
    }
    if (pc_lex_while(&rest, "-_.", &word) && pc_lex_literal(&rest, ":")) {
        pc_lex_skip_spaces(&rest);
        *line = rest;
    }
}

static bool is_prompt(PcBytes line)
{
    PcBytes rest = line;
    skip_prompt(&rest);
    return pc_bytes_starts(line, "admin:", strlen("admin:")) ||
           pc_bytes_starts(rest, words, sizeof words - 1);
}

// "show cert trust CallManager-trust/CAPF-0992727f.pem", and nothing after it.
static PcShown *read_command(PcBytes line)
{
    PcBytes rest = pc_lex_trim(line), store, file;
    skip_prompt(&rest);
    if (!pc_lex_literal(&rest, words)) {
        return NULL;
    }
    const bool is_own = pc_lex_literal(&rest, "own ");
    if ((!is_own && !pc_lex_literal(&rest, "trust ")) || !pc_lex_while(&rest, "-_", &store)) {
        return NULL;
    }
    const bool has_file = pc_lex_literal(&rest, "/") && pc_lex_while(&rest, "-_.()+~", &file);
    g_autofree char *name = g_strndup((const char *)store.data, store.len);
    const char *known = pc_store_of_name(name);
    if (rest.len > 0 || (!is_own && (!has_file || known == NULL))) {
        return NULL;
    }
    PcShown *shown = g_new0(PcShown, 1);
    shown->store = g_strdup(is_own ? name : known);
    shown->is_own = is_own;
    return shown;
}

// is_printed says whether a certificate is the one whose serial number stands above it, if one
// does.
static bool is_printed(const PcCertificate *certificate, PcBytes printed)
{
    PcBytes after, number;
    size_t offset;
    if (!pc_bytes_find(printed, "-----BEGIN", strlen("-----BEGIN"), &offset) ||
        !pc_lex_after(pc_bytes_first(printed, offset), "Serial Number:", &after)) {
        return true;
    }
    number = pc_lex_trim(pc_lex_until(&after, "\r\n"));
    g_autofree char *text = g_strndup((const char *)number.data, number.len);
    g_autofree char *above = pc_serial_digits(text);
    g_autofree char *below = pc_serial_digits(certificate->serial);
    return above == NULL || g_strcmp0(above, below) == 0;
}

// read_certificate takes the first certificate of what a command printed.
static bool read_certificate(PcShown *shown, PcBytes printed)
{
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(printed, NULL);
    const PcCertificate *first = found->len > 0 ? g_ptr_array_index(found, 0) : NULL;
    if (first == NULL || first->malformed || !is_printed(first, printed)) {
        return false;
    }
    shown->certificate = pc_certificate_ref(g_ptr_array_index(found, 0));
    return true;
}

static void settle(GPtrArray *all, PcShown *shown, PcBytes printed)
{
    if (shown != NULL && all->len < PC_LIST_MAX_CERTIFICATES && read_certificate(shown, printed)) {
        g_ptr_array_add(all, shown);
    } else if (shown != NULL) {
        shown_free(shown);
    }
}

GPtrArray *pc_shown_in(PcBytes content)
{
    g_autoptr(GBytes) narrow = pc_text_from_utf16(content);
    PcBytes rest = narrow != NULL ? pc_bytes_of(narrow) : content, line, printed = {0};
    GPtrArray *all = g_ptr_array_new_with_free_func(shown_free);
    PcShown *open = NULL;
    size_t offset;
    // From its space on: base64, of which most such files are, has none.
    if (!pc_bytes_find(rest, &words[4], sizeof words - 5, &offset)) {
        return all;
    }
    while (rest.len > 0) {
        const PcBytes before = rest;
        if (!pc_lex_line(&rest, &line)) {
            line = rest;
            rest = (PcBytes){0};
        }
        if (is_prompt(line)) {
            settle(all, open, pc_bytes_first(printed, printed.len - before.len));
            open = read_command(line);
            printed = rest;
        }
    }
    settle(all, open, printed);
    return all;
}

bool pc_shown_is_capf(const PcShown *shown)
{
    return shown->is_own && g_ascii_strcasecmp(shown->store, "CAPF") == 0;
}
