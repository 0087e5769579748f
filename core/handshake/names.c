// SPDX-License-Identifier: GPL-2.0-or-later
// The words that a handshake is told in: design words for our own enums, and the registries' names
// for numbers of the wire (IANA "TLS Parameters"). Tables only; what no registry names is NULL.
#include "core/handshake/handshake.h"

PC_WORDS(pc_medium_name, PcMedium, PC_MEDIA)

PC_WORDS(pc_client_certificate_name, PcClientCertificate, PC_CLIENT_CERTIFICATES)

PC_WORDS(pc_outcome_name, PcOutcome, PC_OUTCOMES)

PC_WORDS(pc_coverage_name, PcCoverage, PC_COVERAGES)

PC_WORDS(pc_possession_name, PcPossession, PC_POSSESSIONS)
