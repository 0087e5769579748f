// SPDX-License-Identifier: GPL-2.0-or-later
// A phone is known by any of its names, however they are written.
#include "analyzer/command/chosen.h"

#include "analyzer/report/session/where.h"
#include "analyzer/report/when.h"
#include <string.h>

struct PcChosen {
    PcWhere *where; // NULL: all
    PcWhen since, until;
    bool has_since, has_until;
    char **devices; // NULL: all
};

static bool parse_bound(const char *option, const char *text, const PcChoice *choice, PcWhen *when,
                        GError **error)
{
    if (text != NULL && !pc_when_parse(text, choice->zone, g_get_real_time(), when, error)) {
        g_prefix_error(error, "%s ", option);
        return false;
    }
    return true;
}

PcChosen *pc_chosen_new(const PcChoice *choice, GError **error)
{
    const PcWhereOptions options = {choice->zone, g_get_real_time()};
    g_autoptr(PcChosen) chosen = g_new0(PcChosen, 1);
    chosen->has_since = choice->since != NULL;
    chosen->has_until = choice->until != NULL;
    chosen->devices = g_strdupv((char **)(uintptr_t)choice->devices);
    if (!parse_bound("--since", choice->since, choice, &chosen->since, error) ||
        !parse_bound("--until", choice->until, choice, &chosen->until, error)) {
        return NULL;
    }
    if (chosen->has_since && chosen->has_until && chosen->since.from >= chosen->until.until) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--until %s: is before --since %s", choice->until, choice->since);
        return NULL;
    }
    if (choice->where != NULL &&
        (chosen->where = pc_where_new(choice->where, &options, error)) == NULL) {
        return NULL;
    }
    return g_steal_pointer(&chosen);
}

void pc_chosen_free(PcChosen *chosen)
{
    if (chosen != NULL) {
        pc_where_free(chosen->where);
        g_strfreev(chosen->devices);
        g_free(chosen);
    }
}

// is_same compares names without regard to case and to how a MAC address is parted.
static bool is_same(const char *wanted, const char *name)
{
    while (name != NULL && (*wanted != '\0' || *name != '\0')) {
        bool parts_wanted = *wanted != '\0' && strchr(":-.", *wanted) != NULL;
        bool parts_name = *name != '\0' && strchr(":-.", *name) != NULL;
        if (parts_wanted || parts_name) {
            wanted += parts_wanted;
            name += parts_name;
        } else if (g_ascii_tolower(*wanted++) != g_ascii_tolower(*name++)) {
            return false;
        }
    }
    return name != NULL;
}

static bool is_device(const PcSession *session, const char *wanted)
{
    g_autofree char *key = pc_session_phone_key(session); // "mac 2c:31:..." of SEP2C31...
    const char *mac = g_str_has_prefix(key, "mac ") ? key + strlen("mac ") : NULL;
    const char *const names[] = {
        pc_session_device(session),
        session->product_serial,
        session->mac,
        mac,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (is_same(wanted, names[i])) {
            return true;
        }
    }
    return g_ascii_strcasecmp(wanted, session->client.address) == 0;
}

static bool is_one_of(const PcSession *session, char *const *devices)
{
    for (size_t i = 0; devices[i] != NULL; i++) {
        if (is_device(session, devices[i])) {
            return true;
        }
    }
    return false;
}

bool pc_chosen_has(const PcChosen *chosen, const PcSession *session)
{
    const int64_t nano_per_micro = 1000;
    int64_t start = session->start / nano_per_micro;
    return (!chosen->has_since || start >= chosen->since.from) &&
           (!chosen->has_until || start < chosen->until.until) &&
           (chosen->devices == NULL || is_one_of(session, chosen->devices)) &&
           pc_where_chooses(chosen->where, session);
}
