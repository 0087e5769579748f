// SPDX-License-Identifier: GPL-2.0-or-later
// phonecert: the table of verbs, and how the program finds the one that is meant.
#include "analyzer/command/command.h"
#include "analyzer/command/files.h"
#include "core/certificate/openssl_library.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    PcCommandFunc run;
    const char *help;
} verbs[] = {
    {"scan", pc_command_scan, "FILE|FOLDER|- ...  judge the handshakes in captures"},
    {"case", pc_command_case, "FOLDER|ARCHIVE ... take a customer's case as it came"},
    {"cert", pc_command_cert, "FILE ...           classify certificate files the same way"},
    {"trust", pc_command_trust,
     "PATH ...           show what trust stores, CTL and ITL files hold"},
    {"log", pc_command_log,
     "FILE ...           show what phone and server logs say of certificates"},
    {"impact", pc_command_impact, "FILE ...           who is turned away when a CA leaves a store"},
    {"diff", pc_command_diff, "BEFORE AFTER       which phones were lost, and which came back"},
    {"site", pc_command_site,
     "FILE ...           write what captures tell of servers and phones, for --site"},
    {"report", pc_command_report, "FILE ...           merge the ndjson of earlier scans"},
    {"explain", pc_command_explain,
     "[ID]            tell the story of a finding, or list them all"},
};

static void print_help(FILE *out)
{
    (void)fprintf(out,
                  "phonecert %s: which certificate did this phone show, who signed it, would the "
                  "server\ntrust it, what happened, and what to do\n\n"
                  "usage: phonecert [scan] [OPTION...] FILE|FOLDER|ARCHIVE|- ...\n"
                  "       phonecert VERB [OPTION...] ...\n\n",
                  PHONECERT_VERSION);
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
        (void)fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].help);
    }
    (void)fprintf(out, "\nphonecert VERB --help tells the options of a verb.\n");
}

static PcExit run_verb(size_t verb, int argc, char **argv)
{
    g_autofree char *name = g_strconcat("phonecert ", verbs[verb].name, NULL);
    g_set_prgname(name);
    return verbs[verb].run(argc, argv);
}

// Without a verb it is a scan, if what stands there can be meant so: an option, or a file.
static PcExit run_without_verb(int argc, char **argv)
{
    if (argv[1][0] != '-' && !pc_file_is_there(argv[1])) {
        pc_complain("%s: there is no such verb, and no such file; phonecert --help tells the verbs",
                    argv[1]);
        return PC_EXIT_TROUBLE;
    }
    return run_verb(0, argc, argv);
}

// check_stdout tells that what was printed did not arrive, whichever verb printed it.
static void check_stdout(void)
{
    errno = 0;
    bool has_failed = ferror(stdout) != 0;
    if (fflush(stdout) != 0 || has_failed) {
        pc_complain("standard output: %s",
                    errno != 0 ? g_strerror(errno) : "could not be written to its end");
        _exit(PC_EXIT_TROUBLE);
    }
}

// occupy lets no file that is opened take the place of a standard stream that the caller closed;
// what is written there fails.
static void occupy(void)
{
    int descriptor = STDIN_FILENO;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO) {
        descriptor = fcntl(descriptor, F_GETFD) >= 0
                         ? descriptor + 1
                         : open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

int main(int argc, char **argv)
{
    occupy();
    (void)pc_openssl_insist();
    (void)atexit(check_stdout);
    // Writing to a pipe that nobody reads is told by write(), not by a signal.
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setlocale(LC_CTYPE, "");
    if (argc < 2) {
        print_help(stderr);
        return PC_EXIT_TROUBLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return PC_EXIT_CLEAN;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return (int)run_verb(i, argc - 1, argv + 1);
        }
    }
    return (int)run_without_verb(argc, argv);
}
