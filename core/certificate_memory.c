// SPDX-License-Identifier: GPL-2.0-or-later
// A PcRecall of certificates under a lock, which is not held while one is parsed: where two threads
// parse the same one, the later takes the place of the earlier.
#include "core/certificate_memory.h"
#include "core/recall.h"

struct PcCertificateMemory {
    GMutex lock;
    PcRecall *certificates; // sha256 -> PcCertificate
};

static void unref(gpointer certificate)
{
    pc_certificate_unref(certificate);
}

PcCertificateMemory *pc_certificate_memory_new(void)
{
    PcCertificateMemory *memory = g_new0(PcCertificateMemory, 1);
    g_mutex_init(&memory->lock);
    memory->certificates = pc_recall_new(PC_CERTIFICATE_MEMORY_MAX, unref);
    return memory;
}

void pc_certificate_memory_free(PcCertificateMemory *memory)
{
    if (memory != NULL) {
        pc_recall_free(memory->certificates);
        g_mutex_clear(&memory->lock);
        g_free(memory);
    }
}

static PcCertificate *find(PcCertificateMemory *memory, const char *sha256)
{
    g_mutex_lock(&memory->lock);
    PcCertificate *certificate = pc_recall_get(memory->certificates, sha256);
    if (certificate != NULL) {
        pc_certificate_ref(certificate);
    }
    g_mutex_unlock(&memory->lock);
    return certificate;
}

static void remember(PcCertificateMemory *memory, PcCertificate *certificate)
{
    g_mutex_lock(&memory->lock);
    pc_recall_put(memory->certificates, certificate->sha256, pc_certificate_ref(certificate));
    g_mutex_unlock(&memory->lock);
}

PcCertificate *pc_certificate_memory_get(PcCertificateMemory *memory, GBytes *der)
{
    if (memory == NULL) {
        return pc_certificate_new(der);
    }
    char sha256[65];
    pc_certificate_fingerprint(pc_bytes_of(der), sha256);
    PcCertificate *certificate = find(memory, sha256);
    if (certificate == NULL) {
        certificate = pc_certificate_new(der);
        remember(memory, certificate);
    }
    return certificate;
}
