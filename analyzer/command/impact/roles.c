// SPDX-License-Identifier: GPL-2.0-or-later
// Fates at services become numbers of phones by role. A phone counts once in a role, by the worst
// that happens to it there: unknown is worse than safe.
#include "analyzer/command/impact/roles.h"

#include "core/bytes/keyed_hash.h"
#include "core/field/services.h"
#include <string.h>

enum { REGISTRATION, CAPF, DOT1X, VPN, PROVISIONING, HEADSET, OTHER, NOWHERE };

static const struct {
    const char *name;    // NULL: the service's
    PcServiceId service; // PC_N_SERVICES: by rule
    const char *harm, *one_harm;
} kinds[PC_IMPACT_N_ROLES] = {
    [REGISTRATION] = {"registration", PC_N_SERVICES, "stop registering", "stops registering"},
    [CAPF] = {NULL, PC_SERVICE_CAPF, "can no longer renew at CAPF", "can no longer renew at CAPF"},
    [DOT1X] = {NULL, PC_SERVICE_DOT1X, "lose the network (802.1X)", "loses the network (802.1X)"},
    [VPN] = {NULL, PC_SERVICE_VPN, "no longer get in by VPN", "no longer gets in by VPN"},
    [PROVISIONING] = {NULL, PC_SERVICE_PROVISIONING, "are no longer provisioned",
                      "is no longer provisioned"},
    [HEADSET] = {NULL, PC_SERVICE_HEADSET, "no longer reach the headset service",
                 "no longer reaches the headset service"},
    [NOWHERE] = {"not known", PC_N_SERVICES, "", ""}, // of phones of which no service is known
    [OTHER] = {"other", PC_N_SERVICES, "are turned away elsewhere", "is turned away elsewhere"},
};

static int role_of(const char *service)
{
    if (service != NULL && pc_service_is_signalling(service)) {
        return REGISTRATION;
    }
    if (service == NULL) {
        return NOWHERE;
    }
    const PcServiceId id = pc_service_by_name(service);
    for (int i = 0; i < OTHER; i++) {
        if (id < PC_N_SERVICES && kinds[i].service == id) {
            return i;
        }
    }
    return OTHER;
}

// Worst is, of one phone, its worst fate in each role; PC_N_FATES: none.
typedef struct {
    PcFateKind in[PC_IMPACT_N_ROLES];
} Worst;

static Worst *worst_of(GHashTable *phones, const char *phone)
{
    Worst *worst = g_hash_table_lookup(phones, phone);
    if (worst == NULL) {
        worst = g_new(Worst, 1);
        for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
            worst->in[i] = PC_N_FATES;
        }
        g_hash_table_insert(phones, (gpointer)(uintptr_t)phone, worst);
    }
    return worst;
}

static void count_phone(PcImpactRoles *roles, const Worst *worst)
{
    bool is_unknown = false, is_unseen = false;
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        if (worst->in[i] < PC_N_FATES) {
            roles->role[i].n[worst->in[i]]++;
        }
        is_unknown = is_unknown || worst->in[i] == PC_FATE_UNKNOWN;
        is_unseen = is_unseen || worst->in[i] == PC_FATE_NOT_SEEN;
    }
    roles->n_phones++;
    roles->n_unknown += is_unknown;
    roles->n_not_seen += is_unseen;
}

PcImpactRoles pc_impact_roles(const GPtrArray *fates)
{
    PcImpactRoles roles = {0};
    g_autoptr(GHashTable) phones = g_hash_table_new_full(pc_hash_text, g_str_equal, NULL, g_free);
    for (guint i = 0; i < fates->len; i++) {
        const PcFate *fate = g_ptr_array_index(fates, i);
        Worst *worst = worst_of(phones, fate->phone);
        const int role = role_of(fate->service);
        worst->in[role] = MIN(worst->in[role], fate->kind);
    }
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        roles.role[i].name =
            kinds[i].name != NULL ? kinds[i].name : pc_service_row(kinds[i].service)->name;
    }
    GHashTableIter iter;
    gpointer worst;
    g_hash_table_iter_init(&iter, phones);
    while (g_hash_table_iter_next(&iter, NULL, &worst)) {
        count_phone(&roles, worst);
    }
    return roles;
}

static guint harmed(const PcImpactRole *role)
{
    return role->n[PC_FATE_STOPS] + role->n[PC_FATE_WOULD];
}

bool pc_impact_does_harm(const PcImpactRoles *roles)
{
    guint n = 0;
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        n += harmed(&roles->role[i]);
    }
    return n > 0;
}

// Larger harm first; of equals in the table's order. Gives the number of roles in `order`.
static int by_harm(const PcImpactRoles *roles, int order[PC_IMPACT_N_ROLES])
{
    int n = 0;
    for (int i = 0; i < PC_IMPACT_N_ROLES; i++) {
        int at = n++;
        while (at > 0 && harmed(&roles->role[order[at - 1]]) < harmed(&roles->role[i])) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    return n;
}

static void add_harm(GString *out, const PcImpactRole *role, int kind)
{
    const guint n = harmed(role), n_would = role->n[PC_FATE_WOULD];
    const bool is_first = out->len == 0;
    g_string_append_printf(out, "%s%u%s %s", is_first ? "" : ", ", n,
                           !is_first ? ""
                           : n == 1  ? " phone"
                                     : " phones",
                           n == 1 ? kinds[kind].one_harm : kinds[kind].harm);
    if (n_would > 0) {
        g_string_append_printf(out, " (%u of them %s seen there)", n - n_would,
                               n - n_would == 1 ? "was" : "were");
    }
}

char *pc_impact_headline(const PcImpactRoles *roles)
{
    GString *out = g_string_new(NULL);
    int order[PC_IMPACT_N_ROLES];
    const int n = by_harm(roles, order);
    for (int i = 0; i < n; i++) {
        if (harmed(&roles->role[order[i]]) > 0 || order[i] == REGISTRATION) {
            add_harm(out, &roles->role[order[i]], order[i]);
        }
    }
    return g_string_free(out, FALSE);
}

char *pc_impact_open(const PcImpactRoles *roles)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (roles->n_unknown > 0) {
        g_string_append_printf(out, "of %u phone%s something is not known", roles->n_unknown,
                               roles->n_unknown == 1 ? "" : "s");
    }
    if (roles->n_not_seen > 0) {
        g_string_append_printf(out, "%s%u listed phone%s not seen", out->len > 0 ? ", " : "",
                               roles->n_not_seen, roles->n_not_seen == 1 ? " was" : "s were");
    }
    return out->len > 0 ? g_strdup_printf("%s (%u in all): none of them counts as safe", out->str,
                                          roles->n_phones)
                        : NULL;
}
