// SPDX-License-Identifier: GPL-2.0-or-later
// PcCertificateMemory remembers certificates that were parsed, by their DER and in bounded memory:
// the same phones come back, and parsing is the dearest step of a handshake. Several threads may
// ask it.
#ifndef PHONECERT_CORE_CERTIFICATE_MEMORY_H
#define PHONECERT_CORE_CERTIFICATE_MEMORY_H

#include "core/certificate/certificate.h"

enum { PC_CERTIFICATE_MEMORY_MAX = 2048 }; // certificates, about 10 KB each

typedef struct PcCertificateMemory PcCertificateMemory;

PcCertificateMemory *pc_certificate_memory_new(void);
void pc_certificate_memory_free(PcCertificateMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcCertificateMemory, pc_certificate_memory_free)

// pc_certificate_memory_get gives the certificate of this DER, remembered or parsed now. Never
// NULL; the caller unrefs it. `memory` NULL remembers nothing.
PcCertificate *pc_certificate_memory_get(PcCertificateMemory *memory, GBytes *der);

#endif
