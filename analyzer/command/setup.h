// SPDX-License-Identifier: GPL-2.0-or-later
// PcSetup is what a command judges by: the trust stores, issuers, services and the moment, loaded
// from its options.
#ifndef PHONECERT_ANALYZER_COMMAND_SETUP_H
#define PHONECERT_ANALYZER_COMMAND_SETUP_H

#include "analyzer/command/places.h"
#include "analyzer/report/conditions.h"
#include "core/judge/judge.h"

// PcSetupOptions is filled by GLib's option parser; free with pc_setup_options_clear.
typedef struct {
    char **trust;       // [STORE=]PATH
    char **lsc_issuers; // DN or certificate file
    char **services;    // PORT=SERVICE[:STORE]
    char *policy;       // "field", "strict" or "strict:BITS"
    char *at;           // see pc_when_parse
    char *release;      // of CUCM
    char *site;         // an ini file
    int expiry_days;
    GTimeZone *zone; // lent: of moments that name none; NULL: UTC
} PcSetupOptions;

// pc_setup_options_add adds the options to a command line, but those that `without` names
// (NULL-terminated; NULL: all): what would have no effect there is refused.
void pc_setup_options_add(GOptionContext *context, PcSetupOptions *options,
                          const char *const *without);
void pc_setup_options_clear(PcSetupOptions *options);

// pc_setup_places notes the files that are read.
void pc_setup_places(const PcSetupOptions *options, PcPlaces *places);

typedef struct {
    PcTrust *trust;
    PcIssuers *issuers;
    PcServices *services;
    PcJudgeOptions judge;
    bool has_trust;   // --trust was given
    GPtrArray *notes; // of char *: what is to be known of the stores
} PcSetup;

// pc_setup_load loads everything that can be loaded. A file that cannot be is told in `errors`
// (char
// *, a sentence that names path and cause), and the rest is still done. False with `error` if an
// option says what cannot be meant. In any case `setup` is to be cleared.
bool pc_setup_load(PcSetup *setup, const PcSetupOptions *options, GPtrArray *errors,
                   GError **error);
// pc_setup_tell puts what a command judges by into the conditions of its report.
void pc_setup_tell(const PcSetup *setup, const PcSetupOptions *options, PcConditions *conditions);
void pc_setup_clear(PcSetup *setup);

// pc_setup_judge gives a judge that goes by `setup`, which it must not outlive.
PcJudge *pc_setup_judge(const PcSetup *setup);

// pc_parse_moment reads a moment as pc_when_parse does, in `zone` (NULL: UTC); a day is its
// beginning.
bool pc_parse_moment(const char *text, GTimeZone *zone, int64_t *seconds, GError **error);

#endif
