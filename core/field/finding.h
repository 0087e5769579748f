// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of findings: id, severity, title, story, remedy and source. Text, JSON, expert info
// and docs/findings.md all come from it.
#ifndef PHONECERT_CORE_FINDING_H
#define PHONECERT_CORE_FINDING_H

#include "core/field/steps.h"
#include "core/field/words.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PC_SEVERITIES(row)                                                                         \
    row(PC_SEVERITY_NOTE, "note"), row(PC_SEVERITY_WARNING, "warning"),                            \
        row(PC_SEVERITY_ERROR, "error")
typedef enum { PC_SEVERITIES(PC_WORD_MEMBER) } PcSeverity;
const char *pc_severity_name(PcSeverity severity); // "note", "warning", "error"

// PC_FINDINGS lists every id once, as enum suffix; finding.c has the row. (One row a finding:
// PC_FINDING_LSC_EXPIRED <-> "lsc-expired".)
typedef enum {
    PC_FINDING_LSC_FOREIGN_CLUSTER,
    PC_FINDING_LSC_PREVIOUS_CAPF,
    PC_FINDING_CAPF_INVALID_LSC,
    PC_FINDING_DOT1X_UNTRUSTED,
    PC_FINDING_VPN_UNTRUSTED,
    PC_FINDING_LSC_EXPIRED,
    PC_FINDING_MIC_EXPIRED,
    PC_FINDING_MIC_CA3_UNTRUSTED,
    PC_FINDING_MIC_SHA2_UNTRUSTED,
    PC_FINDING_MIC_NOT_IN_CALLMANAGER,
    PC_FINDING_NO_CERTIFICATE,
    PC_FINDING_CAPF_AUTH_FAILED,
    PC_FINDING_LSC_KEY_USAGE,
    PC_FINDING_CAPF_CA_CONSTRAINTS,
    PC_FINDING_LSC_EXTERNAL_ROOT_MISSING,
    PC_FINDING_WEAK_SIGNATURE_POLICY,
    PC_FINDING_TLS_VERSION_REFUSED,
    PC_FINDING_CIPHER_REFUSED,
    PC_FINDING_NOT_YET_VALID,
    PC_FINDING_TRUST_LIST_FOREIGN,
    PC_FINDING_DOT1X_LSC_ONLY_MIC_TRUSTED,
    PC_FINDING_ROOT_MISSING,
    PC_FINDING_BAD_SIGNATURE,
    PC_FINDING_FORGED_CA,
    PC_FINDING_UNTRUSTED_ISSUER,
    PC_FINDING_CERTIFICATE_REVOKED,
    PC_FINDING_CERTIFICATE_MALFORMED,
    PC_FINDING_POSSESSION_FAILED,
    PC_FINDING_SECURITY_MISMATCH_403,
    PC_FINDING_REGISTRATION_REFUSED,
    PC_FINDING_SERVER_REFUSED,
    PC_FINDING_PHONE_ENDED_HANDSHAKE,
    PC_FINDING_CAPF_ENDED_EARLY,
    PC_FINDING_NAME_MISMATCH,
    PC_FINDING_STORE_DISAGREES_REFUSED,
    PC_FINDING_STORE_DISAGREES_ACCEPTED,
    PC_FINDING_SERVER_CERTIFICATE_EXPIRED,
    PC_FINDING_SERVER_CERTIFICATE_NOT_IN_TRUST_LIST,
    PC_FINDING_LSC_EXPIRES_SOON,
    PC_FINDING_MIC_EXPIRES_SOON,
    PC_FINDING_SAME_CERTIFICATE_TWO_PHONES,
    PC_FINDING_CERTIFICATE_CHANGED_ON_PATH,
    PC_FINDING_CLOCK_SUSPECT,
    PC_FINDING_WEAK_KEY,
    PC_FINDING_WEAK_SIGNATURE,
    PC_FINDING_NAME_DIFFERS,
    PC_FINDING_LOG_CONTRADICTS,
    PC_FINDING_SIGNED_FILE_ALTERED,
    PC_FINDING_TVS_REFUSED,
    PC_FINDING_SECURE_PROFILE_NOT_USED,
    PC_FINDING_LSC_NOT_SHOWN,
    PC_FINDING_TIMEOUT_AT_CERTIFICATE_REQUEST,
    PC_FINDING_TCP_REFUSED,
    PC_FINDING_TCP_NO_ANSWER,
    PC_FINDING_RADIUS_NO_ANSWER,
    PC_FINDING_RADIUS_ANSWER_IGNORED,
    PC_FINDING_RADIUS_FRAGMENTS_LOST,
    PC_FINDING_EAP_PEER_SILENT,
    PC_FINDING_CAPTURE_SILENT,
    PC_FINDING_EVIDENCE_LIMITED,
    PC_FINDING_MIC_LSC_MIXED,
    PC_FINDING_LSC_DELETED,
    PC_FINDING_LSC_NOT_RECORDED,
    PC_FINDING_ISSUER_NOT_ANNOUNCED,
    PC_FINDING_MIC_ENDS_2029,
    PC_FINDING_LSC_INSTALLED,
    PC_FINDING_RESUMED_UNKNOWN,
    PC_FINDING_TLS13_DARK,
    PC_FINDING_RENEGOTIATED,
    PC_FINDING_SELF_SIGNED_TEMPORARY,
    PC_FINDING_MIC_UNKNOWN_CA,
    PC_FINDING_CLIENT_AUTH_MISSING,
    PC_FINDING_SRST_UNTRUSTED,
    PC_FINDING_PROVISIONING_UNTRUSTED,
    PC_FINDING_TOMCAT_TRUST_MISSING,
    PC_FINDING_GATEWAY_CERTIFICATE_UNKNOWN,
    PC_FINDING_OAUTH_PORT_MISMATCH,
    PC_FINDING_PHONE_CLOCK_SUSPECT,
    PC_FINDING_DOT1X_SERVER_REFUSED,
    PC_FINDING_VPN_GATEWAY_REFUSED,
    PC_FINDING_SRST_ROUTER_REFUSED,
    PC_FINDING_TOMCAT_NOT_TRUSTED,
    PC_FINDING_WEB_SERVER_REFUSED,
    PC_FINDING_PROVISIONING_SERVER_REFUSED,
    PC_FINDING_CERT_HASH_DIFFERS,
    PC_FINDING_CA_CLIENT_AUTH_MISSING,
    PC_N_FINDINGS,
} PcFindingId;

// PcFindingRow: all strings static, none NULL.
typedef struct {
    const char *id; // "lsc-expired"
    PcSeverity severity;
    const char *title;       // a few words
    const char *story;       // a paragraph: cause, what is seen in a capture, how sure it is
    const PcStepId *steps;   // what to do, in this order; ended by PC_STEP_END
    const PcSource *sources; // where it is written; ended by PC_DOCUMENT_NONE
} PcFindingRow;

// pc_finding_remedy gives its steps for these releases and phones as text, "1. ... 2. ...",
// pc_finding_source its documents. Both live as long as the program.
const char *pc_finding_remedy(const PcFindingRow *row, const PcStepsFor *whom);
const char *pc_finding_source(const PcFindingRow *row);

const PcFindingRow *pc_finding_row(PcFindingId id);
// pc_finding_by_name finds a row by its id text; NULL if there is none.
const PcFindingRow *pc_finding_by_name(const char *id);

// PcFinding is one finding about one session. `message` is owned: the sentence that names device,
// CA and store.
typedef struct {
    const PcFindingRow *row;
    char *message;
    PcStepsFor whom; // for whom its remedy is told
    uint64_t frame;  // that decides it, as far as one does; 0: none
} PcFinding;
PcFinding *pc_finding_new(PcFindingId id, const char *format, ...) G_GNUC_PRINTF(2, 3);
// pc_finding_take is the same with a finished sentence, which it takes over.
PcFinding *pc_finding_take(PcFindingId id, char *message);
PcFindingId pc_finding_id(const PcFinding *finding);
void pc_finding_free(PcFinding *finding);

#endif
