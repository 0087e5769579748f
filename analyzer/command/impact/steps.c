// SPDX-License-Identifier: GPL-2.0-or-later
// One table of steps: for which kind of CA, and in which store it must be for the step to matter.
#include "analyzer/command/impact/steps.h"

#include "core/certificate/issuer.h"
#include "core/field/services.h"
#include <string.h>

enum { CAPF = 1, MANUFACTURING = 2, OTHER = 4, ANY = CAPF | MANUFACTURING | OTHER };

static const struct {
    unsigned kinds;
    const char *store; // NULL: whichever it leaves
    PcStepId step;
} rows[] = {
    {CAPF, NULL, PC_STEP_NEW_CAPF_ELSEWHERE},
    {CAPF, NULL, PC_STEP_I_RENEW},
    {MANUFACTURING, NULL, PC_STEP_NEW_LSC},
    {CAPF | MANUFACTURING, NULL, PC_STEP_LSC_BULK},
    {CAPF | MANUFACTURING, NULL, PC_STEP_LSC_INSIDE},
    {MANUFACTURING, PC_STORE_CAPF, PC_STEP_I_KEEP_CAPF},
    {OTHER, NULL, PC_STEP_I_OTHER},
    {ANY, NULL, PC_STEP_I_AGAIN},
    {ANY, PC_STORE_CALLMANAGER, PC_STEP_I_DELETE_CM},
    {ANY, PC_STORE_CALLMANAGER, PC_STEP_R_CM},
    {ANY, PC_STORE_CAPF, PC_STEP_I_DELETE_CAPF},
    {ANY, PC_STORE_CAPF, PC_STEP_R_CAPF},
    {ANY, PC_STORE_TOMCAT, PC_STEP_I_DELETE_TOMCAT},
    {ANY, PC_STORE_TOMCAT, PC_STEP_R_TOMCAT},
    {ANY, PC_STORE_DOT1X, PC_STEP_I_DELETE_DOT1X},
    {ANY, PC_STORE_VPN, PC_STEP_I_DELETE_VPN},
    {ANY, PC_STORE_SRST, PC_STEP_I_DELETE_SRST},
    {ANY, PC_STORE_PROVISIONING, PC_STEP_I_DELETE_PROVISIONING},
};

static unsigned kind_of(const PcCertificate *ca)
{
    if (pc_issuer_is_capf_name(ca->subject_cn)) {
        return CAPF;
    }
    const bool made = pc_manufacturing_ca(ca->subject_cn, ca->organisation) != NULL;
    return made ? MANUFACTURING : OTHER;
}

// leaves says whether a store, or one of that name which is bound to a server, is left.
static bool leaves(const GPtrArray *stores, const char *store)
{
    for (guint i = 0; store != NULL && i < stores->len; i++) {
        const char *left = g_ptr_array_index(stores, i);
        const size_t len = strlen(store);
        if (g_str_has_prefix(left, store) && (left[len] == '\0' || left[len] == '@')) {
            return true;
        }
    }
    return store == NULL;
}

GArray *pc_impact_steps(const PcCertificate *ca, const GPtrArray *stores)
{
    GArray *found = g_array_new(TRUE, FALSE, sizeof(PcStepId)); // the zero that ends it is END
    const unsigned kind = kind_of(ca);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if ((rows[i].kinds & kind) != 0 && leaves(stores, rows[i].store)) {
            g_array_append_val(found, rows[i].step);
        }
    }
    return found;
}
