// SPDX-License-Identifier: GPL-2.0-or-later
// What CAPF and a phone say to each other inside TLS on port 3804: the lines of an enrolment, for
// MkTalk.
#ifndef PHONECERT_CAPTURES_MAKE_CAPF_TALK_H
#define PHONECERT_CAPTURES_MAKE_CAPF_TALK_H

#include "captures/make/endpoint.h"
#include "captures/make/phone.h"

// MkCapfMode is how the phone proves itself: the protocol's authentication types.
typedef enum MkCapfMode {
    MK_CAPF_STRING = 1, // an authentication string (a password)
    MK_CAPF_LSC = 3,    // by existing certificate, LSC first
    MK_CAPF_MIC = 4,    // by existing certificate, MIC first
} MkCapfMode;

// MkCapfEnd is how it ends.
typedef enum MkCapfEnd {
    MK_CAPF_INSTALLED, // the new LSC is stored
    MK_CAPF_REFUSED,   // the server ends the session after the phone's answer, with `reason`
} MkCapfEnd;

// MkCapfSpec describes one enrolment. Pointers are borrowed.
typedef struct MkCapfSpec {
    const MkPhone *phone;
    MkCapfMode mode;
    const MkCredential *shown; // the certificate that proves the phone; NULL with a string
    const MkCredential *lsc;   // the new one; NULL when refused
    MkCapfEnd end;
    uint8_t reason; // of the server's end: 0 no action, 7 invalid element, 9 unknown device
} MkCapfSpec;

// MkCapfTalk owns the lines.
typedef struct MkCapfTalk {
    GArray *lines; // of MkLine
    GPtrArray *bytes;
} MkCapfTalk;

// mk_capf_talk makes the lines. mk_capf_talk_free frees them; NULL is fine.
MkCapfTalk *mk_capf_talk(const MkCapfSpec *spec);
void mk_capf_talk_free(MkCapfTalk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MkCapfTalk, mk_capf_talk_free)

#endif
