// SPDX-License-Identifier: GPL-2.0-or-later
// A phone calls a service of the sample cluster: the one-line description of a session (which
// phone, which certificate, which service, which trust folder) becomes packets. The samples, the
// benchmark and the scenario tests all start here.
//
// For a crowd of phones: make one MkStudio with a small key pool (a 2048-bit key costs 0.1 to 0.3
// s), then one MkCall a phone with rising `phone` numbers and times, and merge or append the
// packets; mk_call costs about 4 ms. One thread at a time.
#ifndef PHONECERT_CAPTURES_MAKE_CALL_H
#define PHONECERT_CAPTURES_MAKE_CALL_H

#include "captures/make/eap.h"
#include "captures/make/packets.h"

// MkStudio is what all calls share. Pointers are borrowed.
typedef struct MkStudio {
    const MkPki *pki;
    MkKeyPool *keys; // the phones' RSA keys, by phone number
} MkStudio;

// MkShown names the certificate that the phone shows.
typedef enum MkShown {
    MK_SHOWN_NOTHING,
    MK_SHOWN_LSC,
    MK_SHOWN_LSC_OLD,     // of this cluster's previous CAPF
    MK_SHOWN_LSC_FOREIGN, // of another cluster
    MK_SHOWN_LSC_EXPIRED,
    MK_SHOWN_LSC_FUTURE,   // valid from two days after the capture
    MK_SHOWN_LSC_EXTERNAL, // signed by the enterprise's issuing CA
    MK_SHOWN_MIC,          // Cisco Manufacturing CA
    MK_SHOWN_MIC_SHA2,
    MK_SHOWN_MIC_EXPIRED,
    MK_SHOWN_MIC_FORGED,
    MK_SHOWN_MIC_HIGH_ASSURANCE,
    MK_SHOWN_MIC_III,
    MK_N_SHOWN
} MkShown;

// MkServiceId names what the phone calls.
typedef enum MkServiceId {
    MK_SERVICE_SCCP,    // 2443, asks for a certificate
    MK_SERVICE_SIP,     // 5061, asks
    MK_SERVICE_CAPF,    // 3804, does not ask
    MK_SERVICE_HTTPS,   // 8443, does not ask
    MK_SERVICE_HEADSET, // 9444, asks
    MK_SERVICE_VPN,     // 443, asks
    MK_SERVICE_DOT1X,   // EAP-TLS, asks
    MK_N_SERVICES
} MkServiceId;

// MkCarrier names what carries the conversation.
typedef enum MkCarrier {
    MK_CARRIER_TCP,
    MK_CARRIER_UDP, // DTLS; the talk's dtls_mtu says so too
    MK_CARRIER_EAPOL,
    MK_CARRIER_EAPOL_GROUP, // the switch, too, sends to the PAE group address
    MK_CARRIER_RADIUS,
} MkCarrier;

// MkCall describes one session. Zero and NULL have the meanings given here.
typedef struct MkCall {
    unsigned phone;    // number of the phone; also gives its address and port
    const char *model; // NULL: by the number and the version
    MkShown shown;
    MkServiceId service;
    MkCarrier carrier;
    const char *trust; // trust folder; NULL: "trust"
    bool announces;    // the server lists its store's CAs in the CertificateRequest
    int version;       // the highest that the phone speaks; 0: TLS 1.2
    int server_min_version;
    const char *ciphers; // the phone's; NULL: ECDHE-RSA-AES256-GCM-SHA384, AES256-SHA up to TLS 1.1
    MkEnding ending;
    const char *sip_status; // SIP: status line after the version, and more headers; NULL: "200 OK"
    bool silent;            // no application data
    int64_t at_ns;
} MkCall;

// MkScene is a call being made: mk_scene_begin fills it in, the caller may change `talk` and
// `path`, mk_scene_run makes the conversation, the caller may cut it, mk_scene_packets puts it on
// the wire.
typedef struct MkScene {
    MkPhone phone;
    MkCredential *credential; // owned; NULL: none
    GPtrArray *store;         // owned; NULL: the server does not ask
    char *ip;                 // owned, the phone's
    char *common_name;        // owned, as in the phone's certificates
    char *nas_port_id;        // owned
    char *sip_request;        // owned
    char *sip_answer;         // owned
    MkLine sip_lines[2];
    MkCarrier carrier;
    MkEapOptions eap;
    MkRadius radius;
    MkTalk talk;
    MkPath path;
    MkConversation *conversation; // owned
} MkScene;

// mk_scene_begin prepares a call. mk_scene_clear frees what the scene owns.
void mk_scene_begin(MkScene *scene, const MkStudio *studio, const MkCall *call);
void mk_scene_clear(MkScene *scene);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MkScene, mk_scene_clear)

// mk_scene_show lets the phone show another certificate; the scene takes it over.
void mk_scene_show(MkScene *scene, MkCredential *credential);

// mk_scene_run makes the conversation; `memory` as in mk_talk.
void mk_scene_run(MkScene *scene, MkMemory *memory);

// mk_scene_packets puts the conversation on its carrier. The caller unrefs the array.
GPtrArray *mk_scene_packets(const MkScene *scene);

// mk_call does all of this at once.
GPtrArray *mk_call(const MkStudio *studio, const MkCall *call);

// mk_call_credential makes the certificate that the phone of this call shows; NULL when it shows
// nothing.
MkCredential *mk_call_credential(const MkStudio *studio, const MkCall *call, const MkPhone *phone);

#endif
