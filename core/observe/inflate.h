// SPDX-License-Identifier: GPL-2.0-or-later
// Takes gzip or zlib compression off a whole piece of data.
#ifndef PHONECERT_CORE_OBSERVE_INFLATE_H
#define PHONECERT_CORE_OBSERVE_INFLATE_H

#include "core/bytes/bytes.h"

// pc_inflate gives the content; NULL where it is damaged, cut, or longer than `max_len`.
GBytes *pc_inflate(PcBytes compressed, size_t max_len);

#endif
