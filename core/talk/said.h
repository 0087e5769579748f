// SPDX-License-Identifier: GPL-2.0-or-later
// PcSaid is what the application said inside a connection, where it could be read (a NULL cipher,
// keys): SIP's registration and its answer, SCCP's registration, CAPF's enrolment, TVS's questions.
#ifndef PHONECERT_CORE_TALK_SAID_H
#define PHONECERT_CORE_TALK_SAID_H

#include "core/wire/seen.h"

typedef struct PcCapfSession PcCapfSession; // core/talk/capf.h
typedef struct PcTvsSession PcTvsSession;   // core/talk/tvs.h

// PcSaid: {0} is nothing said. Strings are owned, and NULL where nothing was said of it.
typedef struct PcSaid {
    char *sip_device;        // device name of a REGISTER (SEP...)
    char *sccp_device;       // of an SCCP station register
    int sip_status;          // last final answer to a REGISTER; 0 none
    char *sip_warning;       // its Warning text, sanitised
    PcCapfSession *capf;     // NULL unless CAPF was spoken; owned
    PcTvsSession *tvs;       // the same of TVS
    uint64_t frame;          // that brought the latest of it; 0: nothing was said
    struct PcSaidWork *work; // private to said.c
} PcSaid;

// pc_said_bytes takes the next content of seen->direction; pc_said_gap says that some is missing
// there.
void pc_said_bytes(PcSaid *said, const PcSeen *seen, PcBytes content);
void pc_said_gap(PcSaid *said, unsigned direction);

// pc_said_move gives everything to `to`, which holds nothing yet, and leaves `from` empty.
void pc_said_move(PcSaid *from, PcSaid *to);
void pc_said_clear(PcSaid *said);

#endif
