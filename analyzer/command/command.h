// SPDX-License-Identifier: GPL-2.0-or-later
// The verbs of the program and what they share: how they end and how they complain.
#ifndef PHONECERT_ANALYZER_COMMAND_COMMAND_H
#define PHONECERT_ANALYZER_COMMAND_COMMAND_H

#include <glib.h>
#include <stdbool.h>

// How a command ends: the worst that happened.
typedef enum {
    PC_EXIT_CLEAN = 0,    // everything was read, nothing was found that --fail-on names
    PC_EXIT_FINDINGS = 1, // something was
    PC_EXIT_TROUBLE = 2,  // some input could not be read, or an argument is wrong
} PcExit;

// A verb takes its own arguments: argv[0] is "phonecert VERB".
typedef PcExit (*PcCommandFunc)(int argc, char **argv);
PcExit pc_command_scan(int argc, char **argv);
PcExit pc_command_case(int argc, char **argv);
PcExit pc_command_cert(int argc, char **argv);
PcExit pc_command_explain(int argc, char **argv);
PcExit pc_command_report(int argc, char **argv);
PcExit pc_command_impact(int argc, char **argv);
PcExit pc_command_diff(int argc, char **argv);
PcExit pc_command_site(int argc, char **argv);
PcExit pc_command_trust(int argc, char **argv);
PcExit pc_command_log(int argc, char **argv);

// pc_complain prints "phonecert: SENTENCE" on standard error; names in it are made safe.
void pc_complain(const char *format, ...) G_GNUC_PRINTF(1, 2);

// pc_parse_options parses and takes the options out of argv. False (and a complaint) if one of them
// is wrong. `--help` prints and ends the program, as GLib does.
bool pc_parse_options(GOptionContext *context, int *argc, char ***argv);

#endif
