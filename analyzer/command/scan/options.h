// SPDX-License-Identifier: GPL-2.0-or-later
// The options of `phonecert scan`, from the command line to values that can be used.
#ifndef PHONECERT_ANALYZER_COMMAND_SCAN_OPTIONS_H
#define PHONECERT_ANALYZER_COMMAND_SCAN_OPTIONS_H

#include "analyzer/command/setup.h"
#include "analyzer/command/sink.h"

typedef struct {
    PcSetupOptions setup;
    PcSinkOptions sink;
    const char *verb; // lent: whose options these are, "scan" or "case"
    char *keys;
    char *config; // the file that defaults were taken from; NULL without
    char *write_pcap;
    char **phones; // lists of all; NULL without
    char *annotate;
    char **logs;
    char **found_logs;  // of a case; NULL: none
    char **case_inputs; // as the user gave them, of a case; NULL: `inputs` are
    guint n_case_files; // that they came to
    char **tunnels;     // "PORT=KIND"
    gboolean all, quiet, verbose, version, progress, continuous, follow;
    int n_workers;    // -j; 0 not given
    char *max_memory; // as it was given; NULL
    size_t memory;    // bytes that the input may take, of all workers
    char **inputs;
} PcScanArguments;

// pc_scan_arguments_parse takes the options out of argv, of the verb that `verb` names. False (and
// a complaint) if one is wrong.
bool pc_scan_arguments_parse(PcScanArguments *arguments, const char *verb, int argc, char **argv);
void pc_scan_arguments_clear(PcScanArguments *arguments);

// pc_scan_tunnel takes "PORT=KIND" apart and lends the kind; NULL where it is not of that form.
const char *pc_scan_tunnel(const char *argument, uint16_t *port);

#endif
