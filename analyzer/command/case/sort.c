// SPDX-License-Identifier: GPL-2.0-or-later
// Asks each kind in turn whether a file's first bytes are of it; the first that says so has it.
#include "analyzer/command/case/sort.h"

#include "analyzer/command/files.h"
#include "analyzer/command/inputs.h"
#include "analyzer/read/capture.h"
#include "analyzer/read/source.h"
#include "core/bytes/text.h"
#include "core/certificate/certificate.h"
#include "core/field/services.h"
#include "core/files/config_file.h"
#include "core/files/known_file.h"
#include "core/files/phone_list.h"
#include "core/files/trust_list.h"
#include "core/log/phone_log.h"
#include "core/tls/key_log.h"
#include "core/trust/folder.h"
#include "core/trust/shown.h"
#include <string.h>

enum { LOOK_LEN = 1024 * 1024 }; // bytes, decompressed

static bool is_text(PcBytes start, const char *path)
{
    (void)path;
    return pc_text_is_one(start);
}

static bool is_capture(PcBytes start, const char *path)
{
    (void)path;
    return pc_capture_begins(start);
}

static bool is_report(PcBytes start, const char *path)
{
    (void)path;
    static const char mark[] = "{\"schema\":\"phonecert.";
    return pc_bytes_starts(start, mark, sizeof mark - 1);
}

static bool is_trust_list(PcBytes start, const char *path)
{
    (void)path;
    return pc_trust_list_looks_like(start);
}

static bool is_encrypted_configuration(PcBytes start, const char *path)
{
    (void)path;
    return pc_known_file(start) == PC_FILE_ENCRYPTED_CONFIG;
}

// What one of the user's passwords opens is read as what it holds.
static bool is_locked(PcBytes start, const char *path)
{
    if (pc_known_file(start) != PC_FILE_PKCS12) {
        return false;
    }
    g_autoptr(GBytes) whole = pc_read_file_up_to(path, PC_TRUST_MAX_FILE, NULL);
    return whole == NULL || pc_file_is_locked(whole);
}

static bool is_certificate(PcBytes start, const char *path)
{
    (void)path;
    if (pc_known_file(start) == PC_FILE_PKCS12) {
        return true; // is_locked was asked before
    }
    g_autoptr(GPtrArray) found = pc_certificate_list_from_bytes(start, NULL);
    return found->len > 0;
}

static bool is_private_key(PcBytes start, const char *path)
{
    (void)path;
    return g_strstr_len((const char *)start.data, (gssize)start.len, "PRIVATE KEY-----") != NULL;
}

static bool is_key_log(PcBytes start, const char *path)
{
    (void)path;
    PcKeyLog *keys = pc_key_log_new();
    bool is_one = pc_key_log_add(keys, start) > 0;
    pc_key_log_free(keys);
    return is_one;
}

static bool is_phones(PcBytes start, const char *path)
{
    (void)path;
    return pc_text_is_one(start) && pc_phone_list_looks_like(start);
}

static bool is_configuration(PcBytes start, const char *path)
{
    (void)path;
    g_autoptr(PcConfigFile) config = pc_config_file_new(start);
    return config != NULL;
}

// A log may hold certificates as text, so it is asked for before them.
static bool is_log(PcBytes start, const char *path)
{
    if (!pc_text_is_one(start)) {
        return false;
    }
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(PcPhoneLog) log = pc_phone_log_new(name);
    pc_phone_log_read(log, start);
    pc_phone_log_finish(log);
    return log->n_understood > 0;
}

static bool is_any(PcBytes start, const char *path)
{
    (void)start;
    (void)path;
    return true;
}

// In the order in which they are asked.
static const struct {
    PcCaseKind kind;
    const char *name;
    bool (*is)(PcBytes start, const char *path);
} kinds[] = {
    {PC_CASE_CAPTURE, "captures", is_capture},
    {PC_CASE_REPORT, "reports of earlier scans", is_report},
    {PC_CASE_TRUST_LIST, "trust lists", is_trust_list},
    {PC_CASE_KEYS, "key logs", is_key_log},
    {PC_CASE_PHONES, "lists of phones", is_phones},
    {PC_CASE_CONFIGURATION, "phone configurations", is_configuration},
    {PC_CASE_ENCRYPTED, "encrypted phone configurations", is_encrypted_configuration},
    {PC_CASE_LOCKED, "locked by a password", is_locked},
    {PC_CASE_LOG, "logs", is_log},
    {PC_CASE_CERTIFICATE, "certificates of no store", is_certificate},
    {PC_CASE_PRIVATE_KEY, "private keys", is_private_key},
    {PC_CASE_TEXT, "texts, no line understood", is_text},
    {PC_CASE_OTHER, "others", is_any},
};

const char *pc_case_kind_name(PcCaseKind kind)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].kind == kind) {
            return kinds[i].name;
        }
    }
    return kind == PC_CASE_STORE ? "certificates of stores" : "empty or not readable";
}

static void part_free(void *data)
{
    PcCasePart *part = data;
    g_free(part->path);
    g_free(part->store);
    g_free(part);
}

// store_of gives the known store that a path tells within the case; NULL: none. What the case
// itself lies in says nothing.
static char *store_of(const PcInput *input)
{
    const PcTrustPlace place = {.path = input->root, .is_folder = input->from_folder};
    g_autofree char *store = pc_trust_place_store(&place, input->path);
    return store != NULL && pc_store_of_spelling(store) != NULL ? g_steal_pointer(&store) : NULL;
}

// look reads a file's beginning into `start`; 0 bytes where there is none.
static size_t look(const char *path, uint8_t *start, GPtrArray *errors)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcSource) source = pc_source_open(path, &error);
    if (source == NULL) {
        if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_INVAL)) { // it is merely empty
            g_ptr_array_add(errors, g_strdup(error->message));
        }
        return 0;
    }
    return pc_source_fill(source, start, LOOK_LEN);
}

static PcCaseKind kind_of(PcBytes start, const char *path)
{
    for (size_t i = 0; start.len > 0 && i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].is(start, path)) {
            return kinds[i].kind;
        }
    }
    return PC_CASE_EMPTY;
}

static void look_for_shown(PcCasePart *part, PcBytes start)
{
    g_autoptr(GPtrArray) all = pc_shown_in(start);
    for (guint i = 0; i < all->len; i++) {
        const PcShown *shown = g_ptr_array_index(all, i);
        bool is_capf = pc_shown_is_capf(shown);
        part->shows_stores = part->shows_stores || !shown->is_own;
        part->shows_capf = part->shows_capf || is_capf;
        part->shows_own = part->shows_own || (shown->is_own && !is_capf);
    }
}

GPtrArray *pc_case_sort(char *const *arguments, GPtrArray *errors)
{
    g_autoptr(GPtrArray) inputs = pc_inputs_new(arguments, errors);
    GPtrArray *parts = g_ptr_array_new_with_free_func(part_free);
    g_autofree uint8_t *start = g_malloc(LOOK_LEN);
    for (guint i = 0; i < inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        PcCasePart *part = g_new0(PcCasePart, 1);
        part->path = g_strdup(input->path);
        PcBytes bytes = pc_bytes(start, look(input->path, start, errors));
        part->kind = kind_of(bytes, input->path);
        if (part->kind == PC_CASE_LOG) {
            look_for_shown(part, bytes);
        }
        if (part->kind == PC_CASE_CERTIFICATE) {
            part->store = store_of(input);
            part->kind = part->store != NULL ? PC_CASE_STORE : PC_CASE_CERTIFICATE;
        }
        g_ptr_array_add(parts, part);
    }
    return parts;
}
