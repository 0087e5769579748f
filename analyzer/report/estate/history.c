// SPDX-License-Identifier: GPL-2.0-or-later
// Tells what only several sessions of a phone together show: an LSC that came or went, one
// certificate at two addresses.
#include "analyzer/report/estate/work.h"

#include "analyzer/report/display.h"
#include <string.h>

// From when to when a phone showed certificates of one type, and one of them.
typedef struct {
    bool is_seen;
    int64_t first, last;
    const PcEstateCertificate *example;
} Span;

static Span span_of(const PcEstatePhone *phone, const char *type)
{
    Span span = {0};
    for (guint i = 0; i < phone->certificates->len; i++) {
        const PcEstateCertificate *certificate = g_ptr_array_index(phone->certificates, i);
        if (g_strcmp0(certificate->type, type) == 0 && certificate->was_the_phones_choice) {
            span.first = span.is_seen ? MIN(span.first, certificate->first) : certificate->first;
            span.last = span.is_seen ? MAX(span.last, certificate->last) : certificate->last;
            span.example = span.is_seen ? span.example : certificate;
            span.is_seen = true;
        }
    }
    return span;
}

static void tell_lsc_history(PcEstate *estate, PcEstatePhone *phone)
{
    Span lsc = span_of(phone, "LSC");
    Span mic = span_of(phone, "MIC");
    if (!lsc.is_seen || !mic.is_seen) {
        return;
    }
    bool is_installed = mic.last < lsc.first;
    bool is_deleted = lsc.last < mic.first;
    PcMoment before = pc_moment_plain(is_installed ? mic.last : lsc.last, NULL);
    PcMoment after = pc_moment_plain(is_installed ? lsc.first : mic.first, NULL);
    const char *name = pc_estate_phone_name(phone);
    g_autofree char *message =
        is_installed ? g_strdup_printf("%s showed its MIC until %s and an LSC by %s from %s on",
                                       name, before.text, lsc.example->issuer, after.text)
        : is_deleted ? g_strdup_printf("%s showed an LSC by %s until %s and its MIC from %s on",
                                       name, lsc.example->issuer, before.text, after.text)
                     : g_strdup_printf("%s showed its MIC and an LSC by %s in turn", name,
                                       lsc.example->issuer);
    pc_estate_add_finding(estate, phone,
                          is_installed ? "lsc-installed"
                          : is_deleted ? "lsc-deleted"
                                       : "mic-lsc-mixed",
                          message);
}

static bool is_mac(const char *address)
{
    enum { MAC_LEN = 17 };
    return strlen(address) == MAC_LEN && strspn(address, "0123456789abcdefABCDEF:") == MAC_LEN;
}

// are_two says that two places cannot be one device: two addresses of a kind, at one time. A phone
// that moves shows one after the other.
static bool are_two(const PcEstate *estate, const PcEstatePlace *one, const PcEstatePlace *other)
{
    return one->address != other->address && is_mac(one->address) == is_mac(other->address) &&
           one->first <= other->last && other->first <= one->last &&
           !pc_estate_are_aliases(estate, one->address, other->address);
}

static void tell_places(PcEstate *estate, PcEstatePhone *phone,
                        const PcEstateCertificate *certificate)
{
    const GArray *places = certificate->places;
    for (guint i = 0; i < places->len; i++) {
        for (guint j = 0; j < i; j++) {
            const PcEstatePlace *one = &g_array_index(places, PcEstatePlace, i);
            const PcEstatePlace *other = &g_array_index(places, PcEstatePlace, j);
            if (are_two(estate, one, other)) {
                bool in_order = strcmp(one->address, other->address) < 0;
                g_autofree char *message = g_strdup_printf(
                    "the %s of %s (sha256 %.16s) came from %s and from %s at the same time",
                    certificate->type, pc_estate_phone_name(phone), certificate->sha256,
                    in_order ? one->address : other->address,
                    in_order ? other->address : one->address);
                pc_estate_add_finding(estate, phone, "same-certificate-two-phones", message);
            }
        }
    }
}

static int compare_findings(const void *a, const void *b)
{
    const PcEstateFinding *left = a;
    const PcEstateFinding *right = b;
    if (left->severity != right->severity) {
        return left->severity > right->severity ? -1 : 1;
    }
    int order = strcmp(left->id, right->id);
    return order != 0 ? order : strcmp(left->message, right->message);
}

void pc_estate_tell_histories(PcEstate *estate)
{
    for (guint i = 0; i < estate->phones->len; i++) {
        PcEstatePhone *phone = g_ptr_array_index(estate->phones, i);
        tell_lsc_history(estate, phone);
        pc_estate_tell_listed(estate, phone);
        for (guint j = 0; j < phone->certificates->len; j++) {
            tell_places(estate, phone, g_ptr_array_index(phone->certificates, j));
        }
        g_array_sort(phone->findings, compare_findings);
    }
}
