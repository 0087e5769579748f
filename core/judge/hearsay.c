// SPDX-License-Identifier: GPL-2.0-or-later
// Answers from what was said in clear, which others fill in.
#include "core/judge/hearsay.h"

#include <string.h>

static void fetched_clear(void *data)
{
    PcFetched *fetched = data;
    g_free(fetched->name);
    g_free(fetched->device);
    g_free(fetched->phone);
    g_free(fetched->server);
    pc_trust_list_unref(fetched->list);
    pc_config_file_free(fetched->config);
    g_ptr_array_unref(fetched->findings);
}

PcFetched *pc_fetched_ref(PcFetched *fetched)
{
    return g_atomic_rc_box_acquire(fetched);
}

void pc_fetched_unref(PcFetched *fetched)
{
    if (fetched != NULL) {
        g_atomic_rc_box_release_full(fetched, fetched_clear);
    }
}

PcFetched *pc_fetched_new(void)
{
    PcFetched *fetched = g_atomic_rc_box_new0(PcFetched);
    fetched->findings = g_ptr_array_new_with_free_func((GDestroyNotify)pc_finding_free);
    return fetched;
}

const char *pc_hearsay_registered_at(const PcHearsay *hearsay, const char *address)
{
    return hearsay != NULL ? pc_phones_only(hearsay->phones, address, PC_NAME_REGISTERED) : NULL;
}

const char *pc_hearsay_name_at(const PcHearsay *hearsay, const char *address)
{
    const char *registered = pc_hearsay_registered_at(hearsay, address);
    const char *fetched =
        hearsay != NULL ? pc_phones_only(hearsay->phones, address, PC_NAME_FETCHED) : NULL;
    const bool differ = registered != NULL && fetched != NULL && strcmp(registered, fetched) != 0;
    return differ ? NULL : registered != NULL ? registered : fetched;
}

PcFetched *pc_hearsay_configured(const PcHearsay *hearsay, const char *device, const char *address)
{
    if (hearsay == NULL || g_hash_table_size(hearsay->configurations) == 0) {
        return NULL;
    }
    const char *name = device != NULL ? device : pc_hearsay_name_at(hearsay, address);
    g_autofree char *key = name != NULL ? g_ascii_strup(name, -1) : NULL;
    PcFetched *found = key != NULL ? g_hash_table_lookup(hearsay->configurations, key) : NULL;
    return found != NULL ? pc_fetched_ref(found) : NULL;
}
