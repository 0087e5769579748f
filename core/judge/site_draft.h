// SPDX-License-Identifier: GPL-2.0-or-later
// PcSiteDraft gathers what captures tell of a site, its servers with their services and stores, how
// far its release is known, its phones' modes, and writes it as a commented ini file that a person
// corrects and core/judge/site.h reads.
#ifndef PHONECERT_CORE_JUDGE_SITE_DRAFT_H
#define PHONECERT_CORE_JUDGE_SITE_DRAFT_H

#include "core/field/steps.h"
#include "core/judge/service.h"

enum {
    PC_SITE_MAX_SERVERS = 4096, // of more servers and phones it is said how many they are
    PC_SITE_MAX_PHONES = 131072,
};

typedef struct PcSiteDraft PcSiteDraft;
PcSiteDraft *pc_site_draft_new(void);
void pc_site_draft_free(PcSiteDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcSiteDraft, pc_site_draft_free)

// PcSiteServer is a server as one handshake or one configuration shows it; all is lent.
typedef struct {
    PcServicePlace place; // `host` NULL: any
    const char *shows;    // subject of its certificate; NULL
    bool has_port;        // false: 802.1X, which is told in a comment only
    bool is_handshake;
} PcSiteServer;

// pc_site_draft_server takes one. Of two services at one place the better founded one stays, and
// the other is told beside it.
void pc_site_draft_server(PcSiteDraft *draft, const PcSiteServer *server);

// PcSitePhone is what a phone's configuration says of it; all is lent, NULL where it says nothing.
typedef struct {
    const char *device, *security, *transport, *capf, *certificate;
} PcSitePhone;
void pc_site_draft_phone(PcSiteDraft *draft, const PcSitePhone *phone);

// pc_site_draft_release takes the release that the user told, pc_site_draft_at_least one before
// which something seen (`why`, static) was not there.
void pc_site_draft_release(PcSiteDraft *draft, PcRelease release);
void pc_site_draft_at_least(PcSiteDraft *draft, PcRelease release, const char *why);

// pc_site_draft_text gives the file, the same whatever the order in which things came. `from` are
// the captures (char *), NULL-terminated. Caller frees.
char *pc_site_draft_text(const PcSiteDraft *draft, char *const *from);

#endif
