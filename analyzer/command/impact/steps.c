// SPDX-License-Identifier: GPL-2.0-or-later
// One table of steps: for which kind of CA, and in which store it must be for the step to matter.
#include "analyzer/command/impact/steps.h"

#include "core/certificate/issuer.h"
#include "core/field/services.h"

enum { CAPF = 1, MANUFACTURING = 2, OTHER = 4, ANY = CAPF | MANUFACTURING | OTHER };

static const struct {
    unsigned kinds;
    const char *store; // NULL: whichever it leaves
    const char *step;
} steps[] = {
    {CAPF, PC_STORE_DOT1X,
     "Upload the new CAPF certificate to the authentication server (ISE, ACS), beside the one that "
     "shall leave."},
    {CAPF, PC_STORE_VPN,
     "Import the new CAPF certificate on the ASA as a trustpoint, beside the one that shall "
     "leave."},
    {CAPF, NULL,
     "Install a new LSC on every phone that stops: Certificate Operation Install/Upgrade, while "
     "the old CAPF certificate is still in CAPF-trust (the authentication mode 'existing "
     "certificate, precedence to LSC' ends as 'Invalid LSC' without it)."},
    {MANUFACTURING, NULL,
     "Install an LSC on every phone that stops; it then shows the LSC everywhere."},
    {MANUFACTURING, PC_STORE_CAPF,
     "Do not take the CA out of CAPF-trust as long as phones shall get their first LSC by their "
     "MIC."},
    {OTHER, NULL, "Give every phone that stops a certificate of a CA that stays in the store."},
    {ANY, NULL,
     "Capture a day anew and run this again: go on when no phone stops, and when those that were "
     "not seen are accounted for."},
    {ANY, PC_STORE_CALLMANAGER,
     "Delete the CA from CallManager-trust and restart the CallManager service."},
    {ANY, PC_STORE_CAPF, "Delete it from CAPF-trust and restart CAPF."},
    {ANY, PC_STORE_DOT1X, "Delete it on the authentication server only now."},
    {ANY, PC_STORE_VPN, "Delete its trustpoint on the ASA only now."},
};

static unsigned kind_of(const PcCertificate *ca)
{
    if (pc_issuer_is_capf_name(ca->subject_cn)) {
        return CAPF;
    }
    const bool made = pc_manufacturing_ca(ca->subject_cn, ca->organisation) != NULL;
    return made ? MANUFACTURING : OTHER;
}

GPtrArray *pc_impact_steps(const PcCertificate *ca, const GPtrArray *stores)
{
    GPtrArray *found = g_ptr_array_new();
    const unsigned kind = kind_of(ca);
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
        const bool leaves = steps[i].store == NULL ||
                            g_ptr_array_find_with_equal_func((GPtrArray *)(uintptr_t)stores,
                                                             steps[i].store, g_str_equal, NULL);
        if ((steps[i].kinds & kind) != 0 && leaves) {
            g_ptr_array_add(found, (gpointer)(uintptr_t)steps[i].step);
        }
    }
    return found;
}
