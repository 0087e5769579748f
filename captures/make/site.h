// SPDX-License-Identifier: GPL-2.0-or-later
// A made-up site becomes captures: some three hundred phones of which most register, some are
// refused, some are seen twice, and the stores that their servers go by. Too large to be kept with
// the samples; tests make it when they need it.
#ifndef PHONECERT_CAPTURES_MAKE_SITE_H
#define PHONECERT_CAPTURES_MAKE_SITE_H

#include "captures/make/call.h"

enum { MK_SITE_PHONES = 301 }; // that show a certificate somewhere

// mk_site_write writes the captures of the site under `dir`.
bool mk_site_write(const MkStudio *studio, const char *dir, GError **error);

#endif
