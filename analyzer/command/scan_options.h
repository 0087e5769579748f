// SPDX-License-Identifier: GPL-2.0-or-later
// The options of `phonecert scan`, from the command line to values that can be used.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_OPTIONS_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_OPTIONS_H

#include "analyzer/command/setup.h"
#include "analyzer/report/report.h"

typedef struct {
    PcSetupOptions setup;
    char **formats; // "text", "html=report.html"
    char *output;   // -o
    char *keys;
    char *fail_on;
    char *group;
    char *where;   // which sessions; NULL: all
    char *extract; // folder for client certificates; NULL without
    gboolean all, wide, quiet, verbose, version, progress, continuous, follow;
    int n_workers; // -j; 0 not given
    char **inputs;
} PcScanArguments;

// pc_scan_arguments_parse takes the options out of argv. False (and a complaint) if one is wrong.
bool pc_scan_arguments_parse(PcScanArguments *arguments, int argc, char **argv);
void pc_scan_arguments_clear(PcScanArguments *arguments);

// pc_parse_fail_on gives the severity from which on findings count for the exit status; false if
// the word is none of error, warning, never. "never" gives a severity above all.
bool pc_parse_fail_on(const char *word, int *severity, GError **error);

// pc_start_writers opens the outputs that --format and -o name. False with `error` if one of them
// cannot be.
bool pc_start_writers(PcReport *report, const PcScanArguments *arguments, bool settle,
                      GError **error);

#endif
