// SPDX-License-Identifier: GPL-2.0-or-later
// What a list of CUCM's knows of a phone's LSC, beside what the phone showed: a difference is a
// finding of that phone.
#include "analyzer/report/estate/work.h"

#include "core/bytes/text.h"
#include <string.h>

static bool knows_no_lsc(const PcListedPhone *listed)
{
    return g_strcmp0(listed->lsc_ends, "NA") == 0 || g_strcmp0(listed->lsc_issuer, "NA") == 0 ||
           (listed->has_lsc_end && listed->lsc_end == 0);
}

static bool knows_lsc(const PcListedPhone *listed)
{
    return (listed->has_lsc_end && listed->lsc_end > 0) ||
           (listed->lsc_issuer != NULL && g_strcmp0(listed->lsc_issuer, "Unknown") != 0 &&
            !knows_no_lsc(listed));
}

char *pc_estate_listed_difference(const PcListedPhone *listed, const PcEstateCertificate *shown,
                                  PcFindingId *finding)
{
    enum { DAY = 24 * 60 * 60 };
    bool is_lsc = g_strcmp0(shown->type, "LSC") == 0;
    if (!is_lsc && g_strcmp0(shown->type, "MIC") == 0 && knows_lsc(listed)) {
        *finding = PC_FINDING_LSC_NOT_SHOWN;
        return g_strdup_printf("CUCM knows an LSC of %s, and it showed its MIC", listed->name);
    }
    if (!is_lsc) {
        return NULL;
    }
    *finding = PC_FINDING_LSC_NOT_RECORDED;
    if (knows_no_lsc(listed)) {
        return g_strdup_printf("CUCM knows no LSC of %s, and it showed one by %s", listed->name,
                               shown->issuer);
    }
    if (listed->lsc_issuer != NULL && shown->issuer != NULL && knows_lsc(listed) &&
        g_ascii_strcasecmp(listed->lsc_issuer, shown->issuer) != 0) {
        return g_strdup_printf("CUCM knows an LSC of %s by %s, and it showed one by %s",
                               listed->name, listed->lsc_issuer, shown->issuer);
    }
    int64_t apart = listed->lsc_end - shown->not_after;
    if (listed->has_lsc_end && shown->has_validity && ABS(apart) > DAY) {
        g_autofree char *end = pc_time_text(shown->not_after);
        return g_strdup_printf("CUCM knows an LSC of %s that ends %s, and it showed one that ends "
                               "%.10s",
                               listed->name, listed->lsc_ends, end);
    }
    return NULL;
}

void pc_estate_tell_listed(PcEstate *estate, PcEstatePhone *phone)
{
    PcFindingId finding;
    if (estate->list == NULL || phone->device == NULL || phone->certificates->len == 0) {
        return;
    }
    g_autofree char *name = g_ascii_strup(phone->device, -1);
    const PcListedPhone *listed = g_hash_table_lookup(estate->list->rows, name);
    if (listed == NULL) {
        return;
    }
    g_autofree char *sentence =
        pc_estate_listed_difference(listed, g_ptr_array_index(phone->certificates, 0), &finding);
    if (sentence != NULL) {
        pc_estate_add_finding(estate, phone, pc_finding_row(finding)->id, sentence);
    }
}
