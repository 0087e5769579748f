// SPDX-License-Identifier: GPL-2.0-or-later
// Writes frames as a capture that other programs read.
#ifndef PHONECERT_TESTS_METAMORPHIC_WRITE_H
#define PHONECERT_TESTS_METAMORPHIC_WRITE_H

#include "tests/metamorphic/sample.h"

// meta_write writes a pcap file, all of whose frames have the link type of the first one. False
// where it cannot.
bool meta_write(const GPtrArray *frames, const char *path);

#endif
