// SPDX-License-Identifier: GPL-2.0-or-later
// PcShown is a judgement as Wireshark shows it, by our plugin or by the Lua one: the fields, their
// names in filters, the texts that they say, and in which order.
#ifndef PHONECERT_CORE_JUDGE_SHOWN_H
#define PHONECERT_CORE_JUDGE_SHOWN_H

#include "core/judge/judge.h"

typedef enum {
    PC_FIELD_SUMMARY,
    PC_FIELD_SESSION,
    PC_FIELD_LABEL,
    PC_FIELD_CERTIFICATE,
    PC_FIELD_KEY_EXCHANGE,
    PC_FIELD_OUTCOME_NOTE,
    PC_FIELD_TYPE,
    PC_FIELD_TYPE_ID,
    PC_FIELD_ISSUER_TAG,
    PC_FIELD_ISSUER,
    PC_FIELD_ISSUER_DN,
    PC_FIELD_SUBJECT_DN,
    PC_FIELD_SERIAL,
    PC_FIELD_SERIAL_BYTES,
    PC_FIELD_DEVICE,
    PC_FIELD_DEVICE_KIND,
    PC_FIELD_MODEL,
    PC_FIELD_MAC,
    PC_FIELD_PRODUCT_SERIAL,
    PC_FIELD_NOT_BEFORE,
    PC_FIELD_NOT_AFTER,
    PC_FIELD_DAYS_LEFT,
    PC_FIELD_KEY,
    PC_FIELD_SIGNATURE,
    PC_FIELD_SHA256,
    PC_FIELD_SHA256_BYTES,
    PC_FIELD_SERVICE,
    PC_FIELD_SERVICE_BASIS,
    PC_FIELD_STORE,
    PC_FIELD_MEDIUM,
    PC_FIELD_CLIENT_CERTIFICATE,
    PC_FIELD_VERDICT,
    PC_FIELD_REASON,
    PC_FIELD_BASIS,
    PC_FIELD_BASIS_SIGNATURE,
    PC_FIELD_ANNOUNCED,
    PC_FIELD_GENUINE,
    PC_FIELD_POSSESSION,
    PC_FIELD_OUTCOME,
    PC_FIELD_ALERT,
    PC_FIELD_ALERT_LEVEL,
    PC_FIELD_ALERT_FROM,
    PC_FIELD_CLIENT,
    PC_FIELD_SERVER,
    PC_FIELD_SERVER_PORT,
    PC_FIELD_SERVER_SUBJECT,
    PC_FIELD_SERVER_ISSUER,
    PC_FIELD_SERVER_SHA256,
    PC_FIELD_ANNOUNCED_CA,
    PC_FIELD_COVERAGE,
    PC_FIELD_FINDING,
    PC_FIELD_FINDING_TEXT,
    PC_FIELD_FINDING_SEVERITY,
    PC_FIELD_FINDING_SOURCE,
    PC_FIELD_FINDING_FRAME,
    PC_FIELD_REMEDY,
    PC_FIELD_REMEDY_STEP,
    PC_FIELD_CERTIFICATE_FRAME,
    PC_FIELD_KEY_EXCHANGE_FRAME,
    PC_FIELD_OUTCOME_FRAME,
    PC_FIELD_FULL_HANDSHAKE_FRAME,
    PC_N_FIELDS,
} PcField;

// pc_field_filter_name gives the name in filters: "phonecert.type".
const char *pc_field_filter_name(PcField field);

// PcShown is lent by the judgement. `final`: nothing that follows can change it, as far as the
// capture was read.
typedef struct {
    const PcHandshake *handshake;
    const PcJudgement *judgement;
    const PcCertificate *leaf;   // NULL where there is none
    const PcIdentity *identity;  // NULL where there is none
    const PcAlert *alert;        // NULL where none was seen
    const PcCertificate *server; // the server's own; NULL where it was not seen
    bool final;
} PcShown;
PcShown pc_shown_of(const PcJudgement *judgement, bool final);

// PcShownRow is a field that is a text; `text` lends it, or NULL where nothing is said.
typedef struct {
    PcField field;
    const char *(*text)(const PcShown *view);
} PcShownRow;

typedef enum {
    PC_SHOWN_WHO,
    PC_SHOWN_CERTIFICATE,
    PC_SHOWN_JUDGED,
    PC_SHOWN_ENDS,
    PC_SHOWN_ENDED,
    PC_SHOWN_COVERAGE,
    PC_N_SHOWN,
} PcShownGroup;

// pc_shown_rows lends the rows of a group, in order.
const PcShownRow *pc_shown_rows(PcShownGroup group, size_t *n_rows);

// pc_shown_days_left gives the days from the judged moment to the end of validity; false: unknown,
// and so are its beginning and end.
bool pc_shown_days_left(const PcShown *view, int32_t *days);

// pc_shown_on says whether a frame that is that to the handshake (PC_ROLE_OF_...) shows it: words
// behind a handshake are its evidence only where a finding says so.
bool pc_shown_on(const PcJudgement *judgement, unsigned roles, uint64_t frame);

// pc_shown_links gives the frames that belong to the story, 0 where not seen.
enum { PC_SHOWN_LINKS = 4 };
typedef struct {
    PcField field;
    uint64_t frame;
} PcShownLink;
void pc_shown_links(const PcShown *view, PcShownLink links[PC_SHOWN_LINKS]);

#endif
