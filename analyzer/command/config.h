// SPDX-License-Identifier: GPL-2.0-or-later
// Defaults out of $XDG_CONFIG_HOME/phonecert.conf (~/.config/phonecert.conf): a key file with a
// group [phonecert] and keys that are called as the options are: trust, lsc-issuer, service (lists,
// parted by semicolons), tz, color. What the command line says counts more.
#ifndef PHONECERT_ANALYZER_COMMAND_CONFIG_H
#define PHONECERT_ANALYZER_COMMAND_CONFIG_H

#include "analyzer/command/setup.h"
#include "analyzer/command/sink.h"

// pc_config_apply fills what no option named; `setup` may be NULL. `*path` is the file that
// something was taken from, NULL without; caller frees. False with `error` if the file cannot be
// understood.
bool pc_config_apply(PcSetupOptions *setup, PcSinkOptions *sink, char **path, GError **error);

#endif
