// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the command line of a scan into writers, severities and inputs.
#include "analyzer/command/scan/options.h"

#include "analyzer/command/command.h"
#include "analyzer/command/config.h"
#include "core/bytes/account.h"
#include "core/packet/tunnels.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void add_entries(GOptionContext *context, PcScanArguments *arguments)
{
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &arguments->all,
         "Report every TLS session, not only those of phones", NULL},
        {"keys", 0, 0, G_OPTION_ARG_FILENAME, &arguments->keys,
         "Decrypt with this key log (NSS format)", "KEYLOG"},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &arguments->n_workers,
         "Scan so many captures at a time (1); the report stays the same", "N"},
        {"max-memory", 0, 0, G_OPTION_ARG_STRING, &arguments->max_memory,
         "Keep so much of what is read (256M for each of --jobs); what does not fit is told",
         "SIZE"},
        {"continuous", 0, 0, G_OPTION_ARG_NONE, &arguments->continuous,
         "The files are one capture that a ring buffer cut; frame numbers count on", NULL},
        {"follow", 0, 0, G_OPTION_ARG_NONE, &arguments->follow,
         "Go on reading a capture that still grows, until interrupted", NULL},
        {"tunnel", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->tunnels,
         "Packets to this UDP port hold packets: vxlan, geneve, peekremote, ... (repeatable)",
         "PORT=KIND"},
        {"log", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->logs,
         "Compare with this phone or server log (repeatable)", "FILE"},
        {"phones", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->phones,
         "All phones that there are: CUCM's bulk export or Find and List (CSV), run sql, AXL, RIS",
         "FILE"},
        {"write-pcap", 0, 0, G_OPTION_ARG_FILENAME, &arguments->write_pcap,
         "Write the frames of the reported sessions and their phones as pcapng, with comments",
         "FILE"},
        {"annotate", 0, 0, G_OPTION_ARG_FILENAME, &arguments->annotate,
         "Write the captures as one pcapng whose frames say in comments what was found, for any "
         "Wireshark; with a filter (--where, ...) only the frames of its sessions",
         "FILE"},
        {"progress", 0, 0, G_OPTION_ARG_NONE, &arguments->progress,
         "Tell how far it has come (by default where standard error is a terminal)", NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet,
         "Say nothing on standard error but errors", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &arguments->verbose, "Say what is passed over",
         NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &arguments->version, "Print the version", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->inputs, NULL, NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_option_context_add_main_entries(context, entries, NULL);
}

const char *pc_scan_tunnel(const char *argument, uint16_t *port)
{
    char *end = NULL;
    guint64 number = g_ascii_isdigit(argument[0]) ? g_ascii_strtoull(argument, &end, 10) : 0;
    if (number == 0 || number > UINT16_MAX || *end != '=') {
        return NULL;
    }
    *port = (uint16_t)number;
    return end + 1;
}

// check_tunnels gives what is wrong with --tunnel; NULL: nothing. The caller frees it.
static char *check_tunnels(const PcScanArguments *arguments)
{
    PcTunnels tunnels = {.n_rows = 0};
    for (size_t i = 0; arguments->tunnels != NULL && arguments->tunnels[i] != NULL; i++) {
        uint16_t port = 0;
        const char *kind = pc_scan_tunnel(arguments->tunnels[i], &port);
        if (kind == NULL) {
            return g_strdup_printf("--tunnel %s: is a UDP port and a kind, as in 5000=peekremote",
                                   arguments->tunnels[i]);
        }
        if (!pc_tunnels_add(&tunnels, port, kind)) {
            g_autofree char *kinds = g_strjoinv(", ", (char **)(guintptr)pc_tunnel_kinds());
            return g_strdup_printf("--tunnel %s: kinds are %s, and there may be %d of them",
                                   arguments->tunnels[i], kinds, PC_TUNNELS_MAX);
        }
    }
    return NULL;
}

// size_of reads a number of bytes, of KiB (K), MiB (M) or GiB (G); 0 where it is none.
static size_t size_of(const char *text)
{
    static const char units[] = "KMG";
    char *end = NULL;
    guint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 0;
    const char *unit = number > 0 && *end != '\0' ? strchr(units, g_ascii_toupper(*end)) : NULL;
    unsigned shift = unit != NULL ? 10U * (unsigned)(unit - units + 1) : 0;
    bool is_size = number > 0 && (unit == NULL ? *end == '\0' : end[1] == '\0');
    return is_size && number <= SIZE_MAX >> shift ? (size_t)number << shift : 0;
}

// take_memory reads --max-memory; gives what is wrong with it, which the caller frees.
static char *take_memory(PcScanArguments *arguments)
{
    size_t n_workers = (size_t)MAX(arguments->n_workers, 1);
    arguments->memory = arguments->max_memory != NULL ? size_of(arguments->max_memory)
                                                      : PC_ACCOUNT_DEFAULT * n_workers;
    return arguments->memory >= PC_ACCOUNT_LEAST * n_workers
               ? NULL
               : g_strdup_printf(
                     "--max-memory %s: is a size as 512M or 2G, and at least %" G_GSIZE_FORMAT
                     "M for each of --jobs",
                     arguments->max_memory, PC_ACCOUNT_LEAST >> 20);
}

// can_be_read_once says whether one of the inputs is standard input or a pipe by name.
static bool can_be_read_once(char **inputs)
{
    GStatBuf about;
    for (size_t i = 0; inputs[i] != NULL; i++) {
        if (strcmp(inputs[i], "-") == 0 ||
            (g_stat(inputs[i], &about) == 0 && S_ISFIFO(about.st_mode))) {
            return true;
        }
    }
    return false;
}

// make_sense refuses options that cannot be meant together.
static bool make_sense(PcScanArguments *arguments)
{
    enum { MAX_WORKERS = 256 };
    const char *complaint = NULL;
    if (arguments->version) {
        return true;
    }
    if (arguments->inputs == NULL) {
        complaint =
            "scan: give it a capture, a folder or an archive of captures, or - for standard "
            "input";
    } else if (arguments->n_workers < 1 || arguments->n_workers > MAX_WORKERS) {
        complaint = "--jobs: is a number from 1 to 256";
    } else if (arguments->follow &&
               (arguments->inputs[1] != NULL || strcmp(arguments->inputs[0], "-") == 0 ||
                g_file_test(arguments->inputs[0], G_FILE_TEST_IS_DIR))) {
        complaint = "--follow: follows one file";
    } else if ((arguments->continuous || arguments->follow) &&
               pc_sink_has_format(&arguments->sink, pc_writer_frames.name)) {
        complaint =
            "--format frames: tells of each capture by itself, as Wireshark opens it; merge "
            "the pieces of one first (mergecap)";
    } else if ((arguments->write_pcap != NULL || arguments->annotate != NULL) &&
               (arguments->follow || can_be_read_once(arguments->inputs))) {
        complaint = arguments->write_pcap != NULL
                        ? "--write-pcap: reads captures twice, which a pipe or a growing file "
                          "does not allow"
                        : "--annotate: reads captures twice, which a pipe or a growing file does "
                          "not allow";
    }
    g_autofree char *about_tunnels = check_tunnels(arguments);
    complaint = complaint == NULL ? about_tunnels : complaint;
    g_autofree char *about_memory = take_memory(arguments);
    complaint = complaint == NULL ? about_memory : complaint;
    if (complaint != NULL) {
        pc_complain("%s", complaint);
    }
    return complaint == NULL;
}

static bool take_defaults(PcScanArguments *arguments)
{
    g_autoptr(GError) error = NULL;
    if (!pc_config_apply(&arguments->setup, &arguments->sink, &arguments->config, &error)) {
        pc_complain("%s", error->message);
        return false;
    }
    return true;
}

bool pc_scan_arguments_parse(PcScanArguments *arguments, const char *verb, int argc, char **argv)
{
    *arguments = (PcScanArguments){.n_workers = 1, .verb = verb};
    g_autoptr(GOptionContext) context = g_option_context_new("FILE|FOLDER|ARCHIVE|- ...");
    g_option_context_set_summary(
        context, strcmp(verb, "case") == 0
                     ? "Takes a customer's case as it came: sorts what is in it by content, judges "
                       "the captures by\nthe stores, trust lists, logs and keys that it holds, and "
                       "says what was read as what."
                     : "Says which certificate each phone showed, who signed it, whether the "
                       "server's store\ntrusts it, what happened, and what to do.");
    pc_sink_options_describe(
        context, "Exit status: 0 nothing found, 1 findings (see --fail-on), 2 something "
                 "could not be read or written.\n");
    add_entries(context, arguments);
    pc_sink_options_add(context, &arguments->sink, true);
    pc_setup_options_add(context, &arguments->setup, NULL);
    return pc_parse_options(context, &argc, &argv) && make_sense(arguments) &&
           (arguments->version || take_defaults(arguments));
}

void pc_scan_arguments_clear(PcScanArguments *arguments)
{
    pc_setup_options_clear(&arguments->setup);
    pc_sink_options_clear(&arguments->sink);
    g_strfreev(arguments->inputs);
    g_free(arguments->keys);
    g_free(arguments->config);
    g_free(arguments->write_pcap);
    g_strfreev(arguments->phones);
    g_free(arguments->max_memory);
    g_free(arguments->annotate);
    g_strfreev(arguments->logs);
    g_strfreev(arguments->found_logs);
    g_strfreev(arguments->case_inputs);
    g_strfreev(arguments->tunnels);
    *arguments = (PcScanArguments){0};
}
