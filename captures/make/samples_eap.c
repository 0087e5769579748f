// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of 802.1X: EAP-TLS and its relatives inside EAPOL and inside RADIUS.
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

#define SECOND_PHONE 950
#define SECOND_PHONE_DELAY_NS (900 * INT64_C(1000))

static void fragments_of_200(MkScene *scene)
{
    scene->eap.fragment_len = 200;
    scene->eap.length = MK_EAP_LENGTH_ALWAYS;
}

static void no_length(MkScene *scene)
{
    scene->eap.length = MK_EAP_LENGTH_NEVER;
}

// FreeRADIUS refuses with EAP-Failure and no alert.
static void without_alert(MkScene *scene)
{
    GPtrArray *flights = scene->conversation->flights;
    for (guint i = flights->len; i-- > 0;) {
        const MkFlight *flight = flights->pdata[i];
        if (flight->kind == MK_FLIGHT_BYTES && flight->from == MK_SERVER) {
            g_ptr_array_remove_index(flights, i);
            return;
        }
    }
}

// A second phone, whose LSC is another cluster's, authenticates at the same moment through the same
// switch.
static void add_phone(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    MkCall second = *call;
    second.phone = SECOND_PHONE + call->phone % 10;
    second.shown = MK_SHOWN_LSC_FOREIGN;
    second.at_ns += SECOND_PHONE_DELAY_NS;
    mk_packets_merge(packets, mk_call(studio, &second));
}

#define NG .options = {.format = MK_PCAPNG}
#define DOT1X .service = MK_SERVICE_DOT1X

static const MkSample samples[] = {
    {.file = "dot1x-eapol-accepted.pcap",
     .call = {.shown = MK_SHOWN_LSC, DOT1X, .carrier = MK_CARRIER_EAPOL}},
    {.file = "dot1x-eapol-untrusted.pcapng",
     .call = {.shown = MK_SHOWN_LSC_OLD, DOT1X, .carrier = MK_CARRIER_EAPOL},
     NG},
    {.file = "dot1x-radius-accepted.pcapng",
     .call = {.shown = MK_SHOWN_LSC, DOT1X, .carrier = MK_CARRIER_RADIUS},
     NG},
    {.file = "dot1x-radius-mic-only.pcap",
     .call = {.shown = MK_SHOWN_LSC,
              DOT1X,
              .carrier = MK_CARRIER_RADIUS,
              .trust = "trust-dot1x-mic-only"},
     .interrupt = without_alert},
    {.file = "dot1x-eapol-fragments-200.pcap",
     .call = {.shown = MK_SHOWN_MIC_SHA2, DOT1X, .carrier = MK_CARRIER_EAPOL_GROUP},
     .prepare = fragments_of_200},
    {.file = "dot1x-radius-no-length.pcapng",
     .call = {.shown = MK_SHOWN_LSC, DOT1X, .carrier = MK_CARRIER_RADIUS},
     NG,
     .prepare = no_length},
    {.file = "dot1x-eapol-two-phones.pcap",
     .call = {.shown = MK_SHOWN_LSC, DOT1X, .carrier = MK_CARRIER_EAPOL},
     .twist = add_phone},
    {.file = "dot1x-radius-two-phones.pcapng",
     .call = {.shown = MK_SHOWN_LSC, DOT1X, .carrier = MK_CARRIER_RADIUS},
     NG,
     .twist = add_phone},
    {.file = "dot1x-eapol-group-two-phones.pcapng",
     .call = {.shown = MK_SHOWN_LSC, DOT1X, .carrier = MK_CARRIER_EAPOL_GROUP},
     NG,
     .twist = add_phone},
};

const MkSampleSet mk_samples_eap = {samples, G_N_ELEMENTS(samples), 100};
