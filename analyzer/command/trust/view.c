// SPDX-License-Identifier: GPL-2.0-or-later
// Says of one certificate what it is there for in a trust store, and of a store's folder whose
// roots are missing.
#include "analyzer/command/trust/view.h"

#include "core/certificate/identity.h"
#include <string.h>

static const char *kind_of(const PcCertificate *certificate, const PcManufacturingCa *ca)
{
    if (certificate->malformed) {
        return "malformed";
    }
    if (ca != NULL) {
        return ca->signs_devices ? "Manufacturing CA" : "Manufacturing root";
    }
    if (pc_issuer_is_capf_name(certificate->subject_cn)) {
        return "CAPF";
    }
    if (certificate->is_ca) {
        return certificate->self_signed ? "root CA" : "intermediate CA";
    }
    return certificate->self_signed ? "self-signed" : "certificate";
}

// A CA shows its own key identifier; a leaf shows its issuer's.
static PcGenuine genuine_of(const PcCertificate *certificate, const PcManufacturingCa *ca)
{
    if (ca != NULL) {
        return pc_issuer_genuine_ca(certificate);
    }
    return certificate->is_ca ? PC_GENUINE_ABSENT : pc_issuers_genuine(certificate);
}

PcTrustShown *pc_trust_shown_new(const char *path, PcCertificate *certificate, int64_t now)
{
    PcTrustShown *shown = g_new0(PcTrustShown, 1);
    const PcManufacturingCa *ca = NULL;
    if (!certificate->malformed && certificate->subject_cn != NULL &&
        certificate->organisation != NULL) {
        ca = pc_manufacturing_ca(certificate->subject_cn, certificate->organisation);
    }
    shown->path = g_strdup(path);
    shown->certificate = pc_certificate_ref(certificate);
    shown->kind = kind_of(certificate, ca);
    shown->genuine = genuine_of(certificate, ca);
    shown->expired = pc_certificate_has_ended(certificate, now);
    shown->not_yet_valid = !pc_certificate_has_begun(certificate, now);
    return shown;
}

void pc_trust_shown_free(void *data)
{
    PcTrustShown *shown = data;
    g_free(shown->path);
    pc_certificate_unref(shown->certificate);
    g_free(shown);
}

static bool holds_subject(const GPtrArray *folder, GBytes *name)
{
    for (unsigned i = 0; i < folder->len; i++) {
        const PcTrustShown *shown = g_ptr_array_index(folder, i);
        GBytes *subject = shown->certificate->subject_der;
        if (subject != NULL && g_bytes_equal(subject, name)) {
            return true;
        }
    }
    return false;
}

void pc_trust_shown_complete(GPtrArray *folder)
{
    for (unsigned i = 0; i < folder->len; i++) {
        PcTrustShown *shown = g_ptr_array_index(folder, i);
        GBytes *issuer = shown->certificate->issuer_der;
        shown->root_missing = !shown->certificate->malformed && issuer != NULL &&
                              !shown->certificate->self_issued && !holds_subject(folder, issuer);
    }
}
