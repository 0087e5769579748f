// SPDX-License-Identifier: GPL-2.0-or-later
// PcOverheard is what one capture says in clear of its phones: the trust lists and configurations
// that they fetched, and the names under which they registered. The handshakes of that capture are
// judged by it, too, and those of no other. Both doors tell it what they see, in the order of the
// frames.
#ifndef PHONECERT_CORE_OVERHEARD_H
#define PHONECERT_CORE_OVERHEARD_H

#include "core/bytes/account.h"
#include "core/judge/hearsay.h"
#include "core/judge/judge.h"

typedef struct PcOverheard PcOverheard;

// pc_overheard_new begins a capture. `judge` is lent: it judges until a trust list is seen; then
// one of its kind does, by a copy of its stores.
PcOverheard *pc_overheard_new(PcJudge *judge);
void pc_overheard_free(PcOverheard *overheard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PcOverheard, pc_overheard_free)

// pc_overheard_account says in whose account it keeps files, before the first; it is lent.
void pc_overheard_account(PcOverheard *overheard, PcAccount *account);

// ---- files ------------------------------------------------------------------------------------

// PcOverheardFile is a file that a phone fetched, whole; all is lent.
typedef struct {
    const char *name; // as it was asked for: "CTLSEP0A1B2C3D4E5F.tlv"; a path is passed over
    PcBytes content;
    const char *phone;  // address of who fetched it; NULL: not known
    const char *server; // of who gave it; NULL: not known
    uint64_t frame;     // in which it was complete
    int64_t time;       // nanoseconds since 1970 UTC
} PcOverheardFile;

// pc_overheard_file takes a file. A trust list becomes a basis for the phone that its name bears
// (CTLFile.tlv: for all), a configuration is held against what its phone does; neither counts where
// its signature fails. Gives what was read, for the caller to unref; NULL: neither of the two.
PcFetched *pc_overheard_file(PcOverheard *overheard, const PcOverheardFile *file);

// ---- what phones say and do -------------------------------------------------------------------

// PcOverheardName is a registration in clear (SIP REGISTER, SCCP station register); all is lent.
typedef struct {
    const char *device, *phone, *server; // name, addresses
    int port;                            // of the server
    int64_t time;                        // nanoseconds since 1970 UTC
} PcOverheardName;

// pc_overheard_registers takes it. Gives what is wrong with it (GPtrArray of PcFinding, the
// caller's), or NULL.
GPtrArray *pc_overheard_registers(PcOverheard *overheard, const PcOverheardName *name);

// PcOverheardAnswer is a server's final answer to a SIP REGISTER in clear; all is lent.
typedef struct {
    const char *device; // as the REGISTER names it; NULL: as the phone's address last did
    const char *phone;  // address
    int status;
    const char *warning; // text of the Warning header; NULL
} PcOverheardAnswer;

// pc_overheard_answered takes it. Gives what is wrong as pc_overheard_registers does.
GPtrArray *pc_overheard_answered(PcOverheard *overheard, const PcOverheardAnswer *answer);

// PcOverheardAttempt is a TCP connection that came to nothing; all is lent.
typedef struct {
    const PcEndpoint *phone, *server;
    bool refused; // by a reset; else nothing came
    int64_t time; // nanoseconds since 1970 UTC
} PcOverheardAttempt;

// pc_overheard_attempt takes it. Gives what to say of it (GPtrArray of PcFinding, the caller's);
// NULL: neither the user, nor a configuration seen, nor the port says that a phone's service is
// there.
GPtrArray *pc_overheard_attempt(PcOverheard *overheard, const PcOverheardAttempt *attempt);
// pc_overheard_in_clear gives the signalling in clear that it asked for ("SIP", "SCCP", static), by
// the phone's configuration and by the port; NULL: none.
const char *pc_overheard_in_clear(const PcOverheard *overheard, const PcOverheardAttempt *attempt);

// pc_overheard_judge judges a settled handshake of this capture. Never NULL; it must not outlive
// `overheard`.
PcJudgement *pc_overheard_judge(PcOverheard *overheard, PcHandshake *handshake);

// PcOverheardSilence takes a configuration and what its phone did not do; both are lent.
typedef void (*PcOverheardSilence)(void *user, const PcFetched *configured,
                                   const PcFinding *finding);
// pc_overheard_end is told that the capture is over: phones that were to use TLS, were heard for a
// while after they were told so, and never tried.
void pc_overheard_end(PcOverheard *overheard, PcOverheardSilence silence, void *user);

// pc_overheard_service_at gives the service that a client asks for at a server's port, by the
// user's rows, the configurations seen and the ports.
PcService pc_overheard_service_at(const PcOverheard *overheard, PcTransport transport,
                                  const PcEndpoint *client, const PcEndpoint *server);
// pc_overheard_release gives the release of CUCM that the user told, pc_overheard_learnt lends what
// the configurations said of servers.
PcRelease pc_overheard_release(const PcOverheard *overheard);
const PcServices *pc_overheard_learnt(const PcOverheard *overheard);

#endif
