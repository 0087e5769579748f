// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the contents of stores and trust lists as JSON lines: one object a certificate
// ("phonecert.trust-certificate/1"), one a trust list ("phonecert.trust-list/1"), one a phone's
// configuration ("phonecert.phone-configuration/1").
#include "analyzer/command/trust/view.h"

#include "analyzer/report/display.h"
#include "analyzer/report/json.h"
#include "core/certificate/usage.h"
#include "core/files/signed_file.h"

static void write_facts(PcJson *json, const PcCertificate *certificate)
{
    PcMoment from = pc_moment_second(certificate->not_before);
    PcMoment until = pc_moment_second(certificate->not_after);
    bool is_good = !certificate->malformed;
    pc_json_string(json, "sha256", certificate->sha256);
    pc_json_string(json, "subject", is_good ? certificate->subject : NULL);
    pc_json_string(json, "issuer", is_good ? certificate->issuer : NULL);
    pc_json_string(json, "serial", is_good ? certificate->serial : NULL);
    pc_json_string(json, "not_before", certificate->has_validity ? from.text : NULL);
    pc_json_string(json, "not_after", certificate->has_validity ? until.text : NULL);
    pc_json_string(json, "key", is_good ? certificate->key : NULL);
    pc_json_string(json, "signature", is_good ? certificate->signature : NULL);
    pc_json_bool(json, "ca", certificate->is_ca);
    g_autofree char *usage = pc_key_usage_text(certificate);
    g_autofree char *purposes = pc_extended_key_usage_text(certificate);
    pc_json_string(json, "key_usage", usage);
    pc_json_string(json, "extended_key_usage", purposes);
    pc_json_string(json, "usage_refusal", pc_usage_refusal(certificate));
    pc_json_string(json, "defect", certificate->defect);
}

static void write_certificate(GString *out, const PcTrustShown *shown)
{
    PcJson json = PC_JSON(out);
    g_autofree char *folder = g_path_get_dirname(shown->path);
    g_autofree char *store = g_path_get_basename(folder);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.trust-certificate/1");
    pc_json_string(&json, "file", shown->path);
    pc_json_string(&json, "store", store);
    pc_json_string(&json, "kind", shown->kind);
    write_facts(&json, shown->certificate);
    pc_json_string(&json, "genuine", pc_genuine_name(shown->genuine));
    pc_json_bool(&json, "expired", shown->expired);
    pc_json_bool(&json, "issuer_missing", shown->root_missing);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

void pc_trust_json_folder(GString *out, const GPtrArray *shown)
{
    for (unsigned i = 0; i < shown->len; i++) {
        write_certificate(out, g_ptr_array_index(shown, i));
    }
}

static void write_record(PcJson *json, const PcTrustListRecord *record)
{
    g_autofree char *hash = record->certificate_hash != NULL
                                ? pc_bytes_hex(pc_bytes_of(record->certificate_hash))
                                : NULL;
    pc_json_open_object(json, NULL);
    pc_json_integer(json, "number", record->number);
    pc_json_integer(json, "role_number", record->role);
    pc_json_string(json, "role", pc_role_name(record->role));
    pc_json_string(json, "dns_name", record->dns_name);
    pc_json_string(json, "subject", record->subject);
    pc_json_string(json, "issuer", record->issuer);
    pc_json_string(json, "serial", record->serial);
    pc_json_string(json, "address", record->address);
    pc_json_string(json, "certificate_hash", hash);
    if (record->certificate != NULL) {
        pc_json_open_object(json, "certificate");
        write_facts(json, record->certificate);
        pc_json_close_object(json);
    } else {
        pc_json_null(json, "certificate");
    }
    pc_json_close_object(json);
}

static void write_signature(PcJson *json, const PcTrustList *list)
{
    pc_json_open_object(json, "signature");
    pc_json_string(json, "state", pc_list_signature_name(list->signature));
    if (list->signature_record != 0) {
        pc_json_integer(json, "record", list->signature_record);
    } else {
        pc_json_null(json, "record");
    }
    pc_json_string(json, "digest", pc_signed_digest_name(list->digest));
    pc_json_integer(json, "bytes", list->modulus_bytes);
    pc_json_string(json, "note", list->signature_note);
    pc_json_close_object(json);
}

void pc_trust_json_list(GString *out, const char *path, const PcTrustList *list)
{
    PcJson json = PC_JSON(out);
    PcMoment made = pc_moment_second(list->timestamp);
    g_autofree char *version = g_strdup_printf("%u.%u", list->version_major, list->version_minor);
    g_autofree char *signer = g_strdup_printf("%u.%u", list->signer_major, list->signer_minor);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.trust-list/1");
    pc_json_string(&json, "file", path);
    pc_json_string(&json, "name", list->file_name);
    pc_json_string(&json, "version", version);
    pc_json_integer(&json, "header_bytes", (int64_t)list->header_len);
    pc_json_string(&json, "made", list->timestamp != 0 ? made.text : NULL);
    pc_json_string(&json, "signer", list->signer_name);
    pc_json_string(&json, "signer_issuer", list->signer_issuer);
    pc_json_string(&json, "signer_serial", list->signer_serial);
    pc_json_string(&json, "signer_version", signer);
    write_signature(&json, list);
    pc_json_string(&json, "defect", list->defect);
    pc_json_open_array(&json, "records");
    for (unsigned i = 0; i < list->records->len; i++) {
        write_record(&json, g_ptr_array_index(list->records, i));
    }
    pc_json_close_array(&json);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}

static void write_servers(PcJson *json, const char *key, const GPtrArray *servers)
{
    pc_json_open_array(json, key);
    for (unsigned i = 0; i < servers->len; i++) {
        const PcConfigServer *server = g_ptr_array_index(servers, i);
        pc_json_open_object(json, NULL);
        pc_json_string(json, "address", server->address);
        pc_json_known_integer(json, "port", server->port, server->port != 0);
        pc_json_known_integer(json, "secured_sip_port", server->secured_sip_port,
                              server->secured_sip_port != 0);
        pc_json_close_object(json);
    }
    pc_json_close_array(json);
}

static const char *config_signature(const PcTrustConfig *shown)
{
    return shown->config->is_signed ? pc_list_signature_name(shown->signature)
                                    : pc_list_signature_name(PC_LIST_SIGNATURE_ABSENT);
}

void pc_trust_json_config(GString *out, const PcTrustConfig *shown)
{
    const PcConfigFile *config = shown->config;
    PcJson json = PC_JSON(out);
    int mode = config->device_security_mode;
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "schema", "phonecert.phone-configuration/1");
    pc_json_string(&json, "file", shown->path);
    pc_json_string(&json, "signature", config_signature(shown));
    pc_json_string(&json, "signed_by_list", shown->list);
    pc_json_known_integer(&json, "signed_by_record", shown->record, shown->record != 0);
    pc_json_string(&json, "defect", config->defect);
    pc_json_known_integer(&json, "device_security_mode", mode, mode >= 0);
    pc_json_string(&json, "device_security", pc_config_security_mode_name(mode));
    pc_json_known_integer(&json, "transport_layer_protocol", config->transport_layer_protocol,
                          config->transport_layer_protocol >= 0);
    pc_json_known_integer(&json, "capf_auth_mode", config->capf_auth_mode,
                          config->capf_auth_mode >= 0);
    pc_json_string(&json, "cert_hash", config->cert_hash);
    pc_json_known_integer(&json, "encrypted_config", config->encrypted_config,
                          config->encrypted_config >= 0);
    write_servers(&json, "call_managers", config->call_managers);
    write_servers(&json, "capf_servers", config->capf_servers);
    write_servers(&json, "tvs_servers", config->tvs_servers);
    pc_json_close_object(&json);
    g_string_append_c(out, '\n');
}
