// SPDX-License-Identifier: GPL-2.0-or-later
// When something in a store begins or ends to be valid: between two such moments no verdict
// changes.
#include "core/certificate/asn1_time.h"
#include "core/trust/crl_work.h"
#include "core/trust/work.h"

static void add_moment(GArray *moments, const ASN1_TIME *time)
{
    int64_t moment;
    if (pc_asn1_time(time, &moment)) {
        g_array_append_val(moments, moment);
    }
}

static void add_crl_moments(GArray *moments, X509_CRL *crl)
{
    if (crl == NULL) {
        return;
    }
    add_moment(moments, X509_CRL_get0_lastUpdate(crl));
    add_moment(moments, X509_CRL_get0_nextUpdate(crl));
    const STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(crl);
    for (int i = 0; i < sk_X509_REVOKED_num(revoked); i++) {
        add_moment(moments, X509_REVOKED_get0_revocationDate(sk_X509_REVOKED_value(revoked, i)));
    }
}

static int compare_moments(gconstpointer a, gconstpointer b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void pc_span_narrow(int64_t moment, int64_t time, int64_t span[2])
{
    if (moment <= time) {
        span[0] = MAX(span[0], moment);
    } else {
        span[1] = MIN(span[1], moment);
    }
}

static GArray *make_moments(const PcStore *store)
{
    GArray *moments = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < store->certificates->len; i++) {
        const PcCertificate *certificate = g_ptr_array_index(store->certificates, i);
        add_moment(moments, X509_get0_notBefore(certificate->x509));
        add_moment(moments, X509_get0_notAfter(certificate->x509));
    }
    for (guint i = 0; i < store->crls->len; i++) {
        add_crl_moments(moments, pc_crl_x509(g_ptr_array_index(store->crls, i)));
    }
    g_array_sort(moments, compare_moments);
    return moments;
}

void pc_store_span(PcStore *store, int64_t time, int64_t span[2])
{
    if (store->moments == NULL) {
        store->moments = make_moments(store);
    }
    guint low = 0, high = store->moments->len;
    while (low < high) { // the first moment after `time`
        const guint middle = low + (high - low) / 2;
        if (g_array_index(store->moments, int64_t, middle) <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low > 0) {
        pc_span_narrow(g_array_index(store->moments, int64_t, low - 1), time, span);
    }
    if (low < store->moments->len) {
        pc_span_narrow(g_array_index(store->moments, int64_t, low), time, span);
    }
}
