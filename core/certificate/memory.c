// SPDX-License-Identifier: GPL-2.0-or-later
// A PcRecall of certificates under a lock, which is not held while one is parsed: where two threads
// parse the same one, the later takes the place of the earlier.
#include "core/certificate/memory.h"
#include "core/bytes/keyed_hash.h"
#include "core/bytes/recall.h"

struct PcCertificateMemory {
    GMutex lock;
    PcRecall *certificates; // PcCertificate, by their DER
};

static void unref(gpointer certificate)
{
    pc_certificate_unref(certificate);
}

// The end of a certificate is its signature, which looks random. Where many have one hash the
// look-up is slow, and right all the same: DERs are compared whole.
static guint hash_der(gconstpointer key)
{
    const PcCertificate *certificate = key;
    return pc_hash_bytes(certificate->der);
}

static gboolean equal_der(gconstpointer a, gconstpointer b)
{
    const PcCertificate *one = a, *other = b;
    return g_bytes_equal(one->der, other->der);
}

PcCertificateMemory *pc_certificate_memory_new(void)
{
    PcCertificateMemory *memory = g_new0(PcCertificateMemory, 1);
    g_mutex_init(&memory->lock);
    memory->certificates = pc_recall_new_by(hash_der, equal_der, PC_CERTIFICATE_MEMORY_MAX, unref);
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

static PcCertificate *find(PcCertificateMemory *memory, GBytes *der)
{
    const PcCertificate wanted = {.der = der};
    g_mutex_lock(&memory->lock);
    PcCertificate *certificate = pc_recall_get(memory->certificates, &wanted);
    if (certificate != NULL) {
        pc_certificate_ref(certificate);
    }
    g_mutex_unlock(&memory->lock);
    return certificate;
}

static void remember(PcCertificateMemory *memory, PcCertificate *certificate)
{
    g_mutex_lock(&memory->lock);
    pc_recall_put(memory->certificates, certificate, pc_certificate_ref(certificate));
    g_mutex_unlock(&memory->lock);
}

PcCertificate *pc_certificate_memory_get(PcCertificateMemory *memory, GBytes *der)
{
    if (memory == NULL) {
        return pc_certificate_new(der);
    }
    PcCertificate *certificate = find(memory, der);
    if (certificate == NULL) {
        certificate = pc_certificate_new(der);
        remember(memory, certificate);
    }
    return certificate;
}
