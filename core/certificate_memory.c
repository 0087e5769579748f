// SPDX-License-Identifier: GPL-2.0-or-later
// A PcRecall of certificates.
#include "core/certificate_memory.h"
#include "core/recall.h"

struct PcCertificateMemory {
    PcRecall *certificates; // sha256 -> PcCertificate
};

static void unref(gpointer certificate)
{
    pc_certificate_unref(certificate);
}

PcCertificateMemory *pc_certificate_memory_new(void)
{
    PcCertificateMemory *memory = g_new0(PcCertificateMemory, 1);
    memory->certificates = pc_recall_new(PC_CERTIFICATE_MEMORY_MAX, unref);
    return memory;
}

void pc_certificate_memory_free(PcCertificateMemory *memory)
{
    if (memory != NULL) {
        pc_recall_free(memory->certificates);
        g_free(memory);
    }
}

PcCertificate *pc_certificate_memory_get(PcCertificateMemory *memory, GBytes *der)
{
    if (memory == NULL) {
        return pc_certificate_new(der);
    }
    char sha256[65];
    pc_certificate_fingerprint(pc_bytes_of(der), sha256);
    PcCertificate *certificate = pc_recall_get(memory->certificates, sha256);
    if (certificate == NULL) {
        certificate = pc_certificate_new(der);
        pc_recall_put(memory->certificates, sha256, certificate);
    }
    return pc_certificate_ref(certificate);
}
