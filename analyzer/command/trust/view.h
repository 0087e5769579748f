// SPDX-License-Identifier: GPL-2.0-or-later
// What `phonecert trust` shows, gathered from files and ready for a writer: certificates by folder,
// trust lists, and phone configurations.
#ifndef PHONECERT_ANALYZER_COMMAND_TRUST_VIEW_H
#define PHONECERT_ANALYZER_COMMAND_TRUST_VIEW_H

#include "core/certificate/issuer.h"
#include "core/files/config_file.h"
#include "core/files/trust_list.h"

// PcTrustShown is one certificate of a store and what it is there for. Free with
// pc_trust_shown_free.
typedef struct {
    char *path;
    PcCertificate *certificate;
    const char *kind; // static: "CAPF", "Manufacturing CA", "root CA", "intermediate CA", ...
    PcGenuine genuine;
    bool expired, not_yet_valid; // at the moment that was asked for
    bool root_missing;           // no certificate of the folder bears the name of its issuer
} PcTrustShown;
PcTrustShown *pc_trust_shown_new(const char *path, PcCertificate *certificate, int64_t now);
void pc_trust_shown_free(void *shown);

// pc_trust_shown_complete tells every certificate of one folder (GPtrArray of PcTrustShown) whether
// its issuer is among them.
void pc_trust_shown_complete(GPtrArray *folder);

// PcTrustConfig is a phone's configuration file, and the record of an earlier trust list under
// which its signature verifies (0 none).
typedef struct {
    const char *path;
    const PcConfigFile *config;
    PcListSignature signature;
    unsigned record;
    const char *list; // path of that trust list; NULL
} PcTrustConfig;

// The writers append to `out`. `n_crls` is how many revocation lists the folder holds.
void pc_trust_text_folder(GString *out, const char *folder, const GPtrArray *shown,
                          unsigned n_crls);
void pc_trust_text_list(GString *out, const char *path, const PcTrustList *list, int64_t now);
void pc_trust_text_config(GString *out, const PcTrustConfig *config);
void pc_trust_json_folder(GString *out, const GPtrArray *shown);
void pc_trust_json_list(GString *out, const char *path, const PcTrustList *list);
void pc_trust_json_config(GString *out, const PcTrustConfig *config);

#endif
