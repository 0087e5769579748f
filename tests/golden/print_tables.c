// SPDX-License-Identifier: GPL-2.0-or-later
// Writes every table of names that the field's numbers have, a row a line: `print_tables` is
// compared with expected/tables, so that no row changes unseen. What the rows must be, tests of
// their modules say.
#include "core/bytes/account.h"
#include "core/field/documents.h"
#include "core/field/services.h"
#include "core/field/steps.h"
#include "core/files/config_file.h"
#include "core/files/known_file.h"
#include "core/files/signed_file.h"
#include "core/files/trust_list.h"
#include "core/log/phone_log.h"
#include "core/packet/decode.h"
#include "core/talk/capf.h"
#include "core/talk/tvs.h"
#include "core/wire/tls_names.h"

#include <stdio.h>

enum { N_BYTE = 0x100, N_WORD = 0x10000, N_MEMBERS = 64, N_LINKS = 512 };

static void row(const char *table, unsigned number, const char *name)
{
    if (name != NULL) {
        printf("%s 0x%x %s\n", table, number, name);
    }
}

#define TABLE(count, function, Type)                                                               \
    for (unsigned i = 0; i < (count); i++) {                                                       \
        row(#function, i, function((Type)i));                                                      \
    }

static void wire(void)
{
    TABLE(N_WORD, pc_tls_version_name, uint16_t)
    TABLE(N_BYTE, pc_alert_name, uint8_t)
    TABLE(N_BYTE, pc_alert_level_name, uint8_t)
    TABLE(N_WORD, pc_cipher_suite_name, uint16_t)
    for (unsigned i = 0; i < N_LINKS; i++) {
        if (pc_decode_link_layer(i) != PC_LAYER_UNKNOWN) {
            printf("pc_decode_link_layer %u %d\n", i, (int)pc_decode_link_layer(i));
        }
    }
}

static void layers(void)
{
    for (unsigned i = 0; i < N_WORD; i++) {
        PcLayer of_type = pc_decode_ethertype((uint16_t)i);
        PcLayer of_protocol = i < N_BYTE ? pc_decode_ip_protocol((uint8_t)i) : PC_LAYER_UNKNOWN;
        if (of_type != PC_LAYER_UNKNOWN) {
            printf("pc_decode_ethertype 0x%x %d\n", i, (int)of_type);
        }
        if (of_protocol != PC_LAYER_UNKNOWN) {
            printf("pc_decode_ip_protocol %u %d\n", i, (int)of_protocol);
        }
    }
}

static void talk(void)
{
    TABLE(N_WORD, pc_capf_command_name, unsigned)
    TABLE(N_WORD, pc_capf_tag_name, unsigned)
    TABLE(N_WORD, pc_capf_reason_name, unsigned)
    TABLE(N_BYTE, pc_capf_auth_type_name, unsigned)
    TABLE(N_BYTE, pc_capf_certificate_type_name, unsigned)
    TABLE(N_BYTE, pc_capf_key_type_name, unsigned)
    TABLE(N_BYTE, pc_capf_curve_name, unsigned)
    TABLE(N_BYTE, pc_capf_digest_name, unsigned)
    TABLE(N_WORD, pc_tvs_command_name, unsigned)
    TABLE(N_WORD, pc_tvs_tag_name, unsigned)
    TABLE(N_MEMBERS, pc_capf_operation_name, PcCapfOperation)
    TABLE(N_MEMBERS, pc_capf_authentication_name, PcCapfAuthentication)
    TABLE(N_MEMBERS, pc_capf_result_name, PcCapfResult)
    TABLE(N_MEMBERS, pc_capf_use_name, PcCapfUse)
}

static void files(void)
{
    TABLE(N_MEMBERS, pc_config_security_mode_name, int)
    TABLE(N_WORD, pc_role_name, unsigned)
    TABLE(N_MEMBERS, pc_list_signature_name, PcListSignature)
    TABLE(N_BYTE, pc_signed_digest_name, unsigned)
    TABLE(PC_FILE_PKCS12 + 1, pc_known_file_text, PcFileKind)
}

static void field(void)
{
    TABLE(N_MEMBERS, pc_store_name, size_t)
    TABLE(PC_N_RELEASES, pc_release_code, PcRelease)
    TABLE(PC_N_RELEASES, pc_release_name, PcRelease)
    TABLE(PC_N_DOCUMENTS, pc_document_title, PcDocument)
    TABLE(PC_N_DOCUMENTS, pc_document_date, PcDocument)
    TABLE(PC_HOLDS, pc_account_name, PcHold)
}

static void logs(void)
{
    TABLE(PC_LOG_N_FORMS, pc_log_form_name, PcLogForm)
    TABLE(PC_LOG_N_FORMS, pc_log_form_title, PcLogForm)
    TABLE(PC_LOG_N_EVENTS, pc_log_event_name, PcLogEvent)
    for (unsigned i = 0; i < PC_LOG_N_FORMS; i++) {
        printf("pc_log_form_keys 0x%x 0x%x\n", i, pc_log_form_keys((PcLogForm)i));
    }
}

int main(void)
{
    wire();
    layers();
    talk();
    files();
    field();
    logs();
    return 0;
}
