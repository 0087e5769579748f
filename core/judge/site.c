// SPDX-License-Identifier: GPL-2.0-or-later
// The groups of a site's ini file become rows of services and a release: "[server 10.1.1.1:5061]"
// with the keys service and store, "[phonecert]" with release. Other groups are for people.
#include "core/judge/site.h"

#include <string.h>

#define SERVER "server "
#define MAIN "phonecert"

static void complain(GPtrArray *problems, const char *origin, const char *group, const char *what)
{
    g_ptr_array_add(problems, g_strdup_printf("%s: [%s]: %s", origin, group, what));
}

static char *value_of(GKeyFile *file, const char *group, const char *key)
{
    char *value = g_key_file_get_value(file, group, key, NULL);
    return value != NULL ? g_strstrip(value) : NULL;
}

typedef struct {
    GKeyFile *file;
    const char *origin;
    PcServices *services;
    PcRelease *release;
    GPtrArray *problems;
} Site;

// "10.1.1.1:5061" as it stands; "2001:db8::1 5061", since a group's name has no brackets.
static char *place_of(const char *text)
{
    const char *space = strrchr(text, ' ');
    if (space == NULL) {
        return g_strdup(text);
    }
    g_autofree char *host = g_strndup(text, (size_t)(space - text));
    return g_strdup_printf(strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, &space[1]);
}

static void take_server(const Site *site, const char *group)
{
    g_autofree char *service = value_of(site->file, group, "service");
    g_autofree char *store = value_of(site->file, group, "store");
    g_autofree char *place = place_of(&group[strlen(SERVER)]);
    if (service == NULL || *service == '\0') {
        complain(site->problems, site->origin, group, "names no service");
        return;
    }
    const bool has_store = store != NULL && *store != '\0';
    g_autofree char *row =
        g_strconcat(place, "=", service, has_store ? ":" : "", has_store ? store : "", NULL);
    g_autoptr(GError) error = NULL;
    if (!pc_services_add(site->services, row, &error)) {
        complain(site->problems, site->origin, group, error->message);
    }
}

static void take_main(const Site *site)
{
    g_autofree char *release = value_of(site->file, MAIN, "release");
    if (release != NULL && *release != '\0' && !pc_release_parse(release, site->release)) {
        complain(site->problems, site->origin, MAIN,
                 "release is none of CUCM's such as 12.5(1)SU4, 14SU3 or 15SU2");
    }
}

bool pc_site_apply(PcBytes content, const char *origin, PcServices *services, PcRelease *release,
                   GPtrArray *problems)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) error = NULL;
    const bool is_text = content.len > 0 && content.len <= PC_SITE_MAX_LEN &&
                         memchr(content.data, 0, content.len) == NULL;
    g_autofree char *text =
        is_text ? g_strndup((const char *)content.data, content.len) : g_strdup("");
    if (!is_text || !g_utf8_validate(text, -1, NULL) ||
        !g_key_file_load_from_data(file, text, content.len, G_KEY_FILE_NONE, &error)) {
        g_ptr_array_add(problems,
                        g_strdup_printf("%s: is no site file: %s", origin,
                                        error != NULL ? error->message : "it is no text"));
        return false;
    }
    const Site site = {file, origin, services, release, problems};
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++) {
        if (g_str_has_prefix(*group, SERVER)) {
            take_server(&site, *group);
        }
    }
    take_main(&site);
    return true;
}
