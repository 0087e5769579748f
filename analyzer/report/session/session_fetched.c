// SPDX-License-Identifier: GPL-2.0-or-later
// Turns a file that a phone fetched, a configuration or a trust list, into the words of the
// reports.
#include "analyzer/report/session/session.h"

#include "core/talk/capf.h"
#include <string.h>

enum { TLS = 3, MAX_NAMED = 16 }; // transportLayerProtocol; certificates named of one role

// keep hands a made string to `texts` and lends it back.
static const char *keep(GPtrArray *texts, char *text)
{
    if (text != NULL) {
        g_ptr_array_add(texts, text);
    }
    return text;
}

// A number with its word, or as it stands; NULL where the file does not say.
static const char *number_word(int number, const char *word, GPtrArray *texts)
{
    if (number < 0 || word != NULL) {
        return number < 0 ? NULL : word;
    }
    return keep(texts, g_strdup_printf("%d", number));
}

static void word_configuration(PcSession *session, const PcFetched *fetched, GPtrArray *texts)
{
    const PcConfigFile *config = fetched->config;
    const int mode = config->capf_auth_mode, transport = config->transport_layer_protocol;
    const char *security = pc_config_security_mode_name(config->device_security_mode);
    const char *way = mode >= 0 ? pc_capf_auth_type_name((unsigned)mode) : NULL;
    session->configuration = (PcSessionConfiguration){
        .file = fetched->name,
        .device = fetched->device,
        .device_security = number_word(config->device_security_mode, security, texts),
        .transport = number_word(transport, transport == TLS ? "TLS" : NULL, texts),
        .capf_authentication = number_word(mode, way, texts),
        .signature = pc_list_signature_name(fetched->signature),
    };
    // The hash is that of the LSC or of the MIC (CUCM Security Guide 12.5, encrypted files).
    if (config->cert_hash != NULL) {
        session->configuration.lsc = *config->cert_hash != '\0' ? "known" : "none";
    }
}

static bool is_of(const PcTrustListRecord *record, unsigned role)
{
    return record->role == role || (role == PC_ROLE_CCM && record->role == PC_ROLE_CCM_TFTP);
}

// names_of gives who has a role, once each: the certificate's common name, else the record's own.
static const char *names_of(const PcTrustList *list, unsigned role, GPtrArray *texts)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < list->records->len && names->len < MAX_NAMED; i++) {
        const PcTrustListRecord *record = g_ptr_array_index(list->records, i);
        const PcCertificate *certificate = record->certificate;
        const char *cn = certificate != NULL ? certificate->subject_cn : NULL;
        const char *name = cn != NULL                ? cn
                           : record->subject != NULL ? record->subject
                                                     : record->dns_name;
        if (is_of(record, role) && name != NULL &&
            !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL)) {
            g_ptr_array_add(names, (gpointer)(uintptr_t)name);
        }
    }
    if (names->len == 0) {
        return NULL;
    }
    g_ptr_array_add(names, NULL);
    return keep(texts, g_strjoinv(", ", (char **)names->pdata));
}

static void word_list(PcSession *session, const PcFetched *fetched, GPtrArray *texts)
{
    const PcTrustList *list = fetched->list;
    session->trust_list = (PcSessionTrustList){
        .file = fetched->name,
        .device = fetched->device,
        .made = list->timestamp != 0 ? keep(texts, pc_time_text(list->timestamp)) : NULL,
        .signer = list->signer_name,
        .signature = pc_list_signature_name(fetched->signature),
        .capf = names_of(list, PC_ROLE_CAPF, texts),
        .call_managers = names_of(list, PC_ROLE_CCM, texts),
        .tvs = names_of(list, PC_ROLE_TVS, texts),
    };
}

void pc_session_word_fetched(PcSession *session, const PcFetched *fetched, GPtrArray *texts)
{
    if (fetched->list != NULL) {
        word_list(session, fetched, texts);
    } else {
        word_configuration(session, fetched, texts);
    }
}
