// SPDX-License-Identifier: GPL-2.0-or-later
// What an estate consists of: for estate.c, which gathers, and estate_settle.c, which sums up.
#ifndef PHONECERT_ANALYZER_REPORT_ESTATE_WORK_H
#define PHONECERT_ANALYZER_REPORT_ESTATE_WORK_H

#include "analyzer/report/estate/estate.h"
#include "core/bytes/texts.h"
#include "core/field/finding.h"

enum {
    PC_ESTATE_MAX_TWINS = 64 * 1024,   // conversations whose random is remembered
    PC_ESTATE_MAX_VIEWS = 8,           // captures of one conversation that are remembered
    PC_ESTATE_MAX_ALIASES = 64 * 1024, // pairs of addresses of one client
    PC_ESTATE_MAX_PLACES = 32,         // addresses that are remembered of one certificate
    PC_ESTATE_MAX_LISTED = 1024,       // addresses and certificates of one phone
    PC_ESTATE_RANDOM_LEN = 32,         // hex digits of a client random that are compared
};

// A conversation as one point of the network showed it: one capture, or one side of a device that
// translates addresses. The three strings are the estate's, so equal ones are one pointer.
typedef struct {
    const char *file, *client, *server;
    int64_t interface_id;
    int client_port;
    uint64_t frame;
    uint32_t n_sessions;
    guint said;                            // hash of the outcome and the findings
    char client_leaf[16], server_leaf[16]; // beginnings of their sha256; "" where none was seen
    PcEstatePhone *phone;                  // NULL where it is nobody's
} PcEstateView;

// A conversation that was seen, so that a second capture of it is known again.
typedef struct {
    char random[PC_ESTATE_RANDOM_LEN + 1];
    uint32_t n_sessions; // the most that one view has
    PcEstateView first;
    GArray *others; // of PcEstateView; NULL while there is only one
} PcEstateSeen;

// Where a certificate was shown: one address in one capture, from when to when.
typedef struct {
    const char *address, *file;
    int64_t first, last;
} PcEstatePlace;

struct PcEstate {
    PcTexts *texts;      // every string that phones hold, once each
    GHashTable *by_key;  // char * (of texts) -> PcEstatePhone
    GPtrArray *phones;   // made by settle
    GPtrArray *causes;   // made by settle
    GPtrArray *issuers;  // made by settle
    GHashTable *seen;    // client random -> PcEstateSeen
    GHashTable *aliases; // "ADDRESS ADDRESS", sorted: two names of one client, by a translation
    size_t n_nameless;   // phones that are known only by their address
    int worst;           // among the phones' own findings
    bool forgoes_phones;
    const PcPhoneList *list; // lent; NULL: none
    PcRelease release;       // for which remedies are told
    PcEstateTotals totals;
    PcAccount own_account, *account;
    size_t held; // bytes, but for texts
};

// pc_estate_keep gives the estate's own copy of a text (NULL for NULL); equal texts are one
// pointer.
char *pc_estate_keep(PcEstate *estate, const char *text);

// pc_estate_see remembers the session's conversation, and adds certificate-changed-on-path where
// another capture of it shows something else. Gives the view that was told before, where this
// session only tells it again; NULL where it is new.
const PcEstateView *pc_estate_see(PcEstate *estate, const PcSession *session, PcEstatePhone *phone);
// pc_estate_says_the_same says that a view came to the same outcome and findings as the session.
bool pc_estate_says_the_same(const PcEstateView *view, const PcSession *session);
void pc_estate_seen_free(void *seen);

// pc_estate_are_aliases says that both are addresses of one client, told by a conversation that was
// captured on both sides of a translation.
bool pc_estate_are_aliases(const PcEstate *estate, const char *one, const char *other);

// pc_estate_tell_histories adds what a phone's certificates, addresses and times tell together.
void pc_estate_tell_histories(PcEstate *estate);

// pc_estate_tell_listed adds what differs from the list of phones.
void pc_estate_tell_listed(PcEstate *estate, PcEstatePhone *phone);

// pc_estate_add_finding adds a finding to a phone unless it has it.
void pc_estate_add_finding(PcEstate *estate, PcEstatePhone *phone, const char *id,
                           const char *message);

#endif
