// SPDX-License-Identifier: GPL-2.0-or-later
// `phonecert site`: writes what captures tell of a site as the file that --site, and the Wireshark
// plugin, read.
#include "analyzer/command/command.h"

#include "analyzer/command/inputs.h"
#include "analyzer/command/scan/jobs.h"
#include "analyzer/report/output.h"
#include "core/judge/site_draft.h"
#include <string.h>

typedef struct {
    PcSetupOptions options;
    PcSetup setup;
    char *output; // NULL: standard output
    char **inputs;
    PcSiteDraft *draft;
    bool in_trouble;
    PcScanCounts counts;
    int stop;
} Site;

static void complain(Site *site, const char *sentence)
{
    pc_complain("%s", sentence);
    site->in_trouble = true;
}

static void complain_of_all(Site *site, const GPtrArray *sentences)
{
    for (guint i = 0; i < sentences->len; i++) {
        complain(site, g_ptr_array_index(sentences, i));
    }
}

static PcServiceBasis basis_of(const PcSession *session)
{
    PcServiceBasis basis = PC_SERVICE_BY_PORT;
    while (basis < PC_SERVICE_BY_USER &&
           g_strcmp0(pc_service_basis_name(basis), session->service_basis) != 0) {
        basis++;
    }
    return basis;
}

// CUCM speaks TLS 1.3 on its own ports from 15SU2 on, phones are told of ports for SIP OAuth from
// 12.5 on (CUCM Security Guide 15, TLS 1.3 Setup; 14, SIP OAuth Mode).
static void bound_release(const Site *site, const PcSession *session)
{
    if (session->kind == NULL && pc_service_is_of_cluster(session->service) &&
        g_strcmp0(session->version, "TLS 1.3") == 0) {
        pc_site_draft_at_least(site->draft, PC_RELEASE_15SU2,
                               "a server of the cluster speaks TLS 1.3");
    }
}

static void take_server(const Site *site, const PcSession *session)
{
    const GArray *shown = session->server_certificates;
    const PcServiceRow *none = pc_service_row(PC_SERVICE_TLS);
    if (session->kind != NULL || !session->concerns_phone || session->server.port <= 0 ||
        strcmp(session->service, none->name) == 0) {
        return;
    }
    const PcSiteServer server = {
        .place = {session->server.address,
                  session->server.port,
                  {session->service, session->store, true, basis_of(session)}},
        .shows = shown->len > 0 ? g_array_index(shown, PcSessionCertificate, 0).subject : NULL,
        .has_port = strcmp(session->service, pc_service_row(PC_SERVICE_DOT1X)->name) != 0,
        .is_handshake = true,
    };
    pc_site_draft_server(site->draft, &server);
}

static void on_session(void *user, PcSession *taken)
{
    const Site *site = user;
    g_autoptr(PcSession) session = taken;
    const PcSessionConfiguration *told = &session->configuration;
    take_server(site, session);
    bound_release(site, session);
    if (told->file != NULL) {
        pc_site_draft_phone(site->draft,
                            &(PcSitePhone){told->device, told->device_security, told->transport,
                                           told->capf_authentication, told->lsc});
    }
}

static void take_learnt(const Site *site, const PcServices *learnt)
{
    PcServicePlace place;
    for (guint i = 0; pc_services_row(learnt, i, &place); i++) {
        const PcServiceId id = pc_service_by_name(place.service.name);
        pc_site_draft_server(site->draft, &(PcSiteServer){.place = place, .has_port = true});
        if (id == PC_SERVICE_SIP_OAUTH || id == PC_SERVICE_SIP_MRA) {
            pc_site_draft_at_least(site->draft, PC_RELEASE_12,
                                   "a configuration names a port for SIP OAuth (12.5)");
        }
    }
}

static void on_file(void *user, guint index, const PcScanEnd *end)
{
    Site *site = user;
    (void)index;
    if (end->error != NULL || end->warning != NULL) {
        complain(site, end->error != NULL ? end->error->message : end->warning);
    }
    if (end->learnt != NULL) {
        take_learnt(site, end->learnt);
    }
}

static void scan(Site *site)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_new(site->inputs, errors);
    g_autoptr(GArray) files = pc_jobs_of(inputs);
    complain_of_all(site, errors);
    const PcJobs jobs = {
        .setup = &site->setup,
        .all = true,
        .n_workers = 1,
        .stop = &site->stop,
        .counts = &site->counts,
        .session = on_session,
        .file = on_file,
        .user = site,
    };
    pc_jobs_run(&jobs, files);
}

static void tell(Site *site)
{
    g_autoptr(GError) error = NULL;
    pc_site_draft_release(site->draft, site->setup.judge.release);
    g_autofree char *text = pc_site_draft_text(site->draft, site->inputs);
    PcOutput *output = pc_output_open(site->output, &error);
    if (output != NULL) {
        g_string_append(pc_output_buffer(output), text);
    }
    if (output == NULL || !pc_output_close(output, &error)) {
        complain(site, error->message);
    }
}

// claim_places sees that the output replaces nothing that is read.
static bool claim_places(const Site *site, GError **error)
{
    g_autoptr(PcPlaces) places = pc_places_new();
    pc_setup_places(&site->options, places);
    pc_places_read_inputs(places, site->inputs, NULL);
    return site->output == NULL || pc_places_write(places, "--output", site->output, error);
}

static void run(Site *site)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) wrong = NULL;
    if (claim_places(site, &wrong) && pc_setup_load(&site->setup, &site->options, errors, &wrong)) {
        complain_of_all(site, errors);
        site->draft = pc_site_draft_new();
        scan(site);
        tell(site);
        pc_site_draft_free(site->draft);
    } else {
        complain(site, wrong->message);
    }
    pc_setup_clear(&site->setup);
}

PcExit pc_command_site(int argc, char **argv)
{
    Site site = {0};
    static const char *const without[] = {"at", "policy", "expiry-days", NULL};
    const GOptionEntry entries[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &site.output,
         "Write it there, instead of to standard output", "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &site.inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|ARCHIVE ...");
    g_option_context_set_summary(
        context, "Writes what captures tell of a site: its servers with their services, ports and "
                 "stores,\nhow far CUCM's release is known, the modes of its phones. Correct the "
                 "file and give it\nback with --site FILE, or as site.ini in the plugin's trust "
                 "folder.");
    g_option_context_add_main_entries(context, entries, NULL);
    pc_setup_options_add(context, &site.options, without);
    if (!pc_parse_options(context, &argc, &argv)) {
        site.in_trouble = true;
    } else if (site.inputs == NULL) {
        complain(&site, "site: give it captures, or folders of them");
    } else {
        run(&site);
    }
    pc_setup_options_clear(&site.options);
    g_strfreev(site.inputs);
    g_free(site.output);
    return site.in_trouble ? PC_EXIT_TROUBLE : PC_EXIT_CLEAN;
}
