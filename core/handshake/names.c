// SPDX-License-Identifier: GPL-2.0-or-later
// The words that a handshake is told in: design words for our own enums, and the registries' names
// for numbers of the wire (IANA "TLS Parameters"). Tables only; what no registry names is NULL.
#include "core/handshake/handshake.h"

const char *pc_medium_name(PcMedium medium)
{
    static const char *const names[] = {
        [PC_MEDIUM_UNKNOWN] = NULL,
        [PC_MEDIUM_WIRED] = "wired",
        [PC_MEDIUM_WIRELESS] = "wireless",
    };
    return names[medium];
}

const char *pc_client_certificate_name(PcClientCertificate seen)
{
    static const char *const names[] = {
        [PC_CLIENT_CERTIFICATE_NOT_SEEN] = "not-seen",
        [PC_CLIENT_CERTIFICATE_PRESENTED] = "presented",
        [PC_CLIENT_CERTIFICATE_EMPTY] = "empty",
        [PC_CLIENT_CERTIFICATE_NOT_REQUESTED] = "not-requested",
        [PC_CLIENT_CERTIFICATE_RESUMED] = "resumed",
        [PC_CLIENT_CERTIFICATE_ENCRYPTED] = "encrypted",
        [PC_CLIENT_CERTIFICATE_TRUNCATED] = "truncated",
    };
    return (unsigned)seen < G_N_ELEMENTS(names) ? names[seen] : NULL;
}

const char *pc_outcome_name(PcOutcome outcome)
{
    static const char *const names[] = {
        [PC_OUTCOME_INCOMPLETE] = "incomplete", [PC_OUTCOME_ACCEPTED] = "accepted",
        [PC_OUTCOME_REJECTED] = "rejected",     [PC_OUTCOME_RESET] = "reset",
        [PC_OUTCOME_CLOSED] = "closed",
    };
    return (unsigned)outcome < G_N_ELEMENTS(names) ? names[outcome] : NULL;
}

const char *pc_coverage_name(PcCoverage coverage)
{
    static const char *const names[] = {
        [PC_COVERAGE_WHOLE] = "whole",
        [PC_COVERAGE_SNAPLEN] = "snaplen",
        [PC_COVERAGE_GAP] = "gap",
        [PC_COVERAGE_LATE_START] = "late-start",
        [PC_COVERAGE_EARLY_END] = "early-end",
        [PC_COVERAGE_ENCRYPTED] = "encrypted",
        [PC_COVERAGE_OVER_LIMIT] = "over-limit",
    };
    return (unsigned)coverage < G_N_ELEMENTS(names) ? names[coverage] : NULL;
}

const char *pc_possession_name(PcPossession possession)
{
    static const char *const names[] = {
        [PC_POSSESSION_ABSENT] = NULL,
        [PC_POSSESSION_VERIFIED] = "verified",
        [PC_POSSESSION_FAILED] = "failed",
        [PC_POSSESSION_NOT_SEEN] = "not-seen",
        [PC_POSSESSION_NOT_CHECKABLE] = "not-checkable",
    };
    return (unsigned)possession < G_N_ELEMENTS(names) ? names[possession] : NULL;
}
