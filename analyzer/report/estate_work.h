// SPDX-License-Identifier: GPL-2.0-or-later
// What an estate consists of: for estate.c, which gathers, and estate_settle.c, which sums up.
#ifndef PHONECERT_ANALYZER_REPORT_ESTATE_WORK_H
#define PHONECERT_ANALYZER_REPORT_ESTATE_WORK_H

#include "analyzer/report/estate.h"
#include "core/finding.h"

enum {
    PC_ESTATE_MAX_TWINS = 128 * 1024, // conversations whose random is remembered
    PC_ESTATE_MAX_PLACES = 32,        // addresses that are remembered of one certificate
    PC_ESTATE_RANDOM_LEN = 32,        // hex digits of a client random that are compared
};

// A conversation that was seen, so that a second capture of it is known again.
typedef struct {
    char random[PC_ESTATE_RANDOM_LEN + 1];
    char client_leaf[16], server_leaf[16]; // beginnings of their sha256; "" where none was seen
    const char *file;
    uint64_t frame;
    PcEstatePhone *phone; // NULL where it is nobody's
} PcEstateSeen;

// Where a certificate was shown: one address in one capture, from when to when.
typedef struct {
    const char *address, *file;
    int64_t first, last;
} PcEstatePlace;

// A pair of captures that hold one conversation.
typedef struct {
    const char *one, *other;
} PcEstatePair;

struct PcEstate {
    GStringChunk *texts; // every string that phones hold, once each
    GHashTable *by_key;  // char * (of texts) -> PcEstatePhone
    GPtrArray *phones;   // made by settle
    GPtrArray *causes;   // made by settle
    GPtrArray *issuers;  // made by settle
    GHashTable *seen;    // client random -> PcEstateSeen
    GHashTable *places;  // PcEstateCertificate -> GArray of PcEstatePlace
    GArray *pairs;       // of PcEstatePair
    int worst;           // among the phones' own findings
    PcEstateTotals totals;
};

// pc_estate_keep gives the estate's own copy of a text (NULL for NULL); equal texts are one
// pointer.
char *pc_estate_keep(PcEstate *estate, const char *text);

// pc_estate_seen looks whether the session's conversation was seen before; gives the first time's
// entry, or NULL and remembers it.
PcEstateSeen *pc_estate_seen(PcEstate *estate, const PcSession *session, PcEstatePhone *phone);

// pc_estate_tell_changed adds certificate-changed-on-path where two captures of a conversation
// differ.
void pc_estate_tell_changed(PcEstate *estate, const PcEstateSeen *seen, const PcSession *session,
                            PcEstatePhone *phone);

// pc_estate_tell_histories adds what a phone's certificates, addresses and times tell together.
void pc_estate_tell_histories(PcEstate *estate);

// pc_estate_add_finding adds a finding to a phone unless it has it.
void pc_estate_add_finding(PcEstate *estate, PcEstatePhone *phone, const char *id,
                           const char *message);

#endif
