// SPDX-License-Identifier: GPL-2.0-or-later
// PcSite is what a person says of a site, as an ini file: its servers with their services and
// stores, and the release of CUCM. `phonecert site` writes one, both doors read it.
#ifndef PHONECERT_CORE_JUDGE_SITE_H
#define PHONECERT_CORE_JUDGE_SITE_H

#include "core/field/steps.h"
#include "core/judge/service.h"

enum { PC_SITE_MAX_LEN = 16 * 1024 * 1024 }; // bytes of a file; a longer one is not read
#define PC_SITE_FILE "site.ini"              // as the plugin looks for it in its trust folder

// pc_site_apply reads the file's content: servers become the user's rows of `services`, the release
// goes to `release` where the file tells one. What is wrong goes to `problems` (char *, sentences
// that name `origin`), and the rest still counts. False: it is no such file.
bool pc_site_apply(PcBytes content, const char *origin, PcServices *services, PcRelease *release,
                   GPtrArray *problems);

#endif
