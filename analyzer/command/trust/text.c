// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the contents of stores and trust lists for people.
#include "analyzer/command/trust/view.h"

#include "analyzer/command/terminal.h"
#include "analyzer/report/display.h"
#include "analyzer/report/text/layout.h"
#include "core/certificate/usage.h"
#include "core/files/signed_file.h"
#include "core/talk/capf.h"
#include <string.h>

enum { LABEL_COLUMN = 2, VALUE_COLUMN = 13 };

static PcLayout layout_on(GString *out)
{
    PcReportOptions style = pc_terminal_style();
    return (PcLayout){
        .out = out, .width = style.columns, .colour = style.colour, .ascii = style.ascii};
}

static void tell(PcLayout *layout, const char *label, PcStyle style, const char *value)
{
    if (value == NULL) {
        return;
    }
    pc_layout_start(layout, LABEL_COLUMN, VALUE_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, label);
    pc_layout_pad(layout, VALUE_COLUMN);
    pc_layout_words(layout, style, value);
    pc_layout_end(layout);
}

static void headline(PcLayout *layout, const char *const *pieces, size_t n_pieces)
{
    pc_layout_start(layout, 0, LABEL_COLUMN);
    for (size_t i = 0; i < n_pieces; i++) {
        if (pieces[i] != NULL) {
            pc_layout_piece(layout, i == 0 ? PC_STYLE_BOLD : PC_STYLE_PLAIN, " · ", pieces[i]);
        }
    }
    pc_layout_end(layout);
}

static void tell_validity(PcLayout *layout, const PcTrustShown *shown)
{
    const PcCertificate *certificate = shown->certificate;
    if (!certificate->has_validity) {
        return;
    }
    PcMoment from = pc_moment_second(certificate->not_before);
    PcMoment until = pc_moment_second(certificate->not_after);
    const char *mark = shown->expired ? " (expired)" : shown->not_yet_valid ? " (not yet)" : "";
    g_autofree char *validity = g_strdup_printf("%s to %s%s", from.text, until.text, mark);
    bool is_good = !shown->expired && !shown->not_yet_valid;
    tell(layout, "validity", is_good ? PC_STYLE_PLAIN : PC_STYLE_RED, validity);
}

static void tell_genuine(PcLayout *layout, PcGenuine genuine)
{
    if (genuine == PC_GENUINE_YES) {
        tell(layout, "genuine", PC_STYLE_GREEN, "yes, by Cisco's key identifier");
    } else if (genuine == PC_GENUINE_NO) {
        tell(layout, "genuine", PC_STYLE_RED,
             "no: it bears a Cisco CA's name over another key identifier");
    }
}

static void show_certificate(PcLayout *layout, const PcTrustShown *shown)
{
    const PcCertificate *certificate = shown->certificate;
    const char *pieces[] = {shown->kind, certificate->subject_cn};
    g_autofree char *key = g_strdup_printf("%s, %s", certificate->key, certificate->signature);
    g_autofree char *file = g_path_get_basename(shown->path);
    pc_layout_end(layout);
    headline(layout, pieces, G_N_ELEMENTS(pieces));
    tell(layout, "file", PC_STYLE_PLAIN, file);
    tell(layout, "defect", PC_STYLE_RED, certificate->defect);
    if (!certificate->malformed) {
        tell(layout, "subject", PC_STYLE_PLAIN, certificate->subject);
        tell(layout, "issuer", PC_STYLE_PLAIN,
             certificate->self_issued ? "itself" : certificate->issuer);
        tell_validity(layout, shown);
        tell(layout, "key", PC_STYLE_PLAIN, key);
        g_autofree char *usage = pc_key_usage_text(certificate);
        g_autofree char *purposes = pc_extended_key_usage_text(certificate);
        tell(layout, "key usage", PC_STYLE_PLAIN, usage);
        tell(layout, "ext usage", PC_STYLE_PLAIN, purposes);
        tell(layout, "refused", PC_STYLE_YELLOW, pc_usage_refusal(certificate));
    }
    tell(layout, "sha256", PC_STYLE_PLAIN, certificate->sha256);
    tell_genuine(layout, shown->genuine);
    if (shown->root_missing) {
        g_autofree char *sentence = g_strdup_printf(
            "%s is not here, so nothing is trusted through this one", certificate->issuer);
        tell(layout, "missing", PC_STYLE_YELLOW, sentence);
    }
}

void pc_trust_text_folder(GString *out, const char *folder, const GPtrArray *shown, unsigned n_crls)
{
    PcLayout layout = layout_on(out);
    g_autofree char *name = g_path_get_basename(folder);
    g_autofree char *certificates = pc_count(shown->len, "certificate", "certificates");
    g_autofree char *crls =
        n_crls > 0 ? pc_count(n_crls, "revocation list", "revocation lists") : NULL;
    const char *pieces[] = {name, certificates, crls, folder};
    if (strcmp(name, folder) == 0) {
        pieces[3] = NULL;
    }
    headline(&layout, pieces, G_N_ELEMENTS(pieces));
    for (unsigned i = 0; i < shown->len; i++) {
        show_certificate(&layout, g_ptr_array_index(shown, i));
    }
    pc_layout_end(&layout);
}

// ---- trust lists ----------------------------------------------------------------------------

static void tell_signature(PcLayout *layout, const PcTrustList *list)
{
    static const PcStyle styles[] = {PC_STYLE_YELLOW, PC_STYLE_GREEN, PC_STYLE_RED,
                                     PC_STYLE_YELLOW};
    static const char *const words[] = {"not checked", "verified", "does not verify", "none"};
    g_autoptr(GString) sentence = g_string_new(words[list->signature]);
    if (list->signature_record != 0) {
        g_string_append_printf(sentence, " under record %u", list->signature_record);
    }
    if (list->signature_note != NULL) {
        g_string_append_printf(sentence, ": %s", list->signature_note);
    }
    tell(layout, "signature", styles[list->signature], sentence->str);
    if (list->digest != 0) {
        const char *digest = pc_signed_digest_name(list->digest);
        g_autofree char *signed_with = g_strdup_printf(
            "%s, %u bytes", digest != NULL ? digest : "an unknown digest", list->modulus_bytes);
        tell(layout, "", PC_STYLE_PLAIN, signed_with);
    }
}

static void tell_header(PcLayout *layout, const char *path, const PcTrustList *list)
{
    g_autofree char *header = g_strdup_printf(
        "version %u.%u, %zu bytes, signer version %u.%u", list->version_major, list->version_minor,
        list->header_len, list->signer_major, list->signer_minor);
    PcMoment made = pc_moment_second(list->timestamp);
    tell(layout, "file", PC_STYLE_PLAIN, path);
    tell(layout, "header", PC_STYLE_PLAIN, header);
    tell(layout, "made", PC_STYLE_PLAIN, list->timestamp != 0 ? made.text : NULL);
    tell(layout, "signer", PC_STYLE_PLAIN, list->signer_name);
    tell(layout, "issuer", PC_STYLE_PLAIN, list->signer_issuer);
    tell(layout, "serial", PC_STYLE_PLAIN, list->signer_serial);
    tell_signature(layout, list);
    tell(layout, "damage", PC_STYLE_RED, list->defect);
}

static void tell_record_names(PcLayout *layout, const PcTrustListRecord *record)
{
    tell(layout, "subject", PC_STYLE_PLAIN, record->subject);
    if (g_strcmp0(record->subject, record->issuer) != 0) {
        tell(layout, "issuer", PC_STYLE_PLAIN, record->issuer);
    }
    tell(layout, "serial", PC_STYLE_PLAIN, record->serial);
    tell(layout, "address", PC_STYLE_PLAIN, record->address);
    if (record->certificate == NULL && record->certificate_hash != NULL) {
        g_autofree char *hash = pc_bytes_hex(pc_bytes_of(record->certificate_hash));
        tell(layout, "only hash", PC_STYLE_PLAIN, hash);
    }
}

static void show_record(PcLayout *layout, const PcTrustListRecord *record, int64_t now)
{
    char number[32], unnamed[32];
    g_snprintf(number, sizeof number, "record %u", record->number);
    g_snprintf(unnamed, sizeof unnamed, "role %u", record->role);
    const char *role = pc_role_name(record->role);
    const PcCertificate *certificate = record->certificate;
    const char *name = certificate != NULL ? certificate->subject_cn : record->dns_name;
    const char *pieces[] = {number, role != NULL ? role : unnamed, name};
    pc_layout_end(layout);
    headline(layout, pieces, G_N_ELEMENTS(pieces));
    tell_record_names(layout, record);
    if (certificate == NULL) {
        return;
    }
    PcTrustShown shown = {
        .certificate = record->certificate,
        .expired = pc_certificate_has_ended(certificate, now),
        .not_yet_valid = !pc_certificate_has_begun(certificate, now),
    };
    tell(layout, "defect", PC_STYLE_RED, certificate->defect);
    tell_validity(layout, &shown);
    tell(layout, "key", PC_STYLE_PLAIN, certificate->malformed ? NULL : certificate->key);
    tell(layout, "sha256", PC_STYLE_PLAIN, certificate->sha256);
}

// CTL or ITL is said by the file name in the header alone.
static const char *list_kind(const PcTrustList *list)
{
    if (list->file_name != NULL && g_str_has_prefix(list->file_name, "CTL")) {
        return "CTL";
    }
    bool is_itl = list->file_name != NULL && g_str_has_prefix(list->file_name, "ITL");
    return is_itl ? "ITL" : "trust list";
}

void pc_trust_text_list(GString *out, const char *path, const PcTrustList *list, int64_t now)
{
    PcLayout layout = layout_on(out);
    g_autofree char *records = pc_count(list->records->len, "record", "records");
    const char *pieces[] = {list_kind(list), list->file_name, records};
    headline(&layout, pieces, G_N_ELEMENTS(pieces));
    tell_header(&layout, path, list);
    for (unsigned i = 0; i < list->records->len; i++) {
        show_record(&layout, g_ptr_array_index(list->records, i), now);
    }
    pc_layout_end(&layout);
}

// ---- configurations -------------------------------------------------------------------------

static void tell_number(PcLayout *layout, const char *label, int number, const char *word)
{
    if (number >= 0) {
        g_autofree char *text =
            word != NULL ? g_strdup_printf("%d, %s", number, word) : g_strdup_printf("%d", number);
        tell(layout, label, PC_STYLE_PLAIN, text);
    }
}

static void tell_servers(PcLayout *layout, const char *label, const GPtrArray *servers)
{
    for (unsigned i = 0; i < servers->len; i++) {
        const PcConfigServer *server = g_ptr_array_index(servers, i);
        g_autoptr(GString) text = g_string_new(server->address);
        if (server->port != 0) {
            g_string_append_printf(text, " port %d", server->port);
        }
        if (server->secured_sip_port != 0) {
            g_string_append_printf(text, ", secured %d", server->secured_sip_port);
        }
        tell(layout, label, PC_STYLE_PLAIN, text->str);
    }
}

static void tell_config_signature(PcLayout *layout, const PcTrustConfig *shown)
{
    if (!shown->config->is_signed) {
        tell(layout, "signature", PC_STYLE_YELLOW, "none");
    } else if (shown->list == NULL) {
        tell(layout, "signature", PC_STYLE_YELLOW,
             "not checked: no trust list given has its signer");
    } else {
        bool is_good = shown->signature == PC_LIST_SIGNATURE_VERIFIED;
        g_autofree char *text =
            g_strdup_printf("%s under record %u of %s", is_good ? "verified" : "does not verify",
                            shown->record, shown->list);
        tell(layout, "signature", is_good ? PC_STYLE_GREEN : PC_STYLE_RED, text);
    }
}

void pc_trust_text_config(GString *out, const PcTrustConfig *shown)
{
    const PcConfigFile *config = shown->config;
    PcLayout layout = layout_on(out);
    g_autofree char *name = g_path_get_basename(shown->path);
    const char *pieces[] = {"phone configuration", name};
    headline(&layout, pieces, G_N_ELEMENTS(pieces));
    tell(&layout, "file", PC_STYLE_PLAIN, shown->path);
    tell_config_signature(&layout, shown);
    tell(&layout, "damage", PC_STYLE_RED, config->defect);
    tell_number(&layout, "mode", config->device_security_mode,
                pc_config_security_mode_name(config->device_security_mode));
    tell_number(&layout, "transport", config->transport_layer_protocol,
                config->transport_layer_protocol == 3 ? "TLS" : NULL);
    tell_number(&layout, "CAPF by", config->capf_auth_mode,
                config->capf_auth_mode >= 0
                    ? pc_capf_auth_type_name((unsigned)config->capf_auth_mode)
                    : NULL);
    if (config->cert_hash != NULL) {
        bool has_lsc = config->cert_hash[0] != '\0';
        tell(&layout, "certHash", PC_STYLE_PLAIN,
             has_lsc ? config->cert_hash : "empty: the phone has no LSC yet");
    }
    tell_servers(&layout, "CUCM", config->call_managers);
    tell_servers(&layout, "CAPF", config->capf_servers);
    tell_servers(&layout, "TVS", config->tvs_servers);
    pc_layout_end(&layout);
}
