// SPDX-License-Identifier: GPL-2.0-or-later
// The samples of DTLS: the datagram half of a phone's VPN.
#include "captures/make/openssl_auto.h"
#include "captures/make/samples.h"

#define SMALL_MTU 300
#define LARGE_MTU 1400

// Flights with a cookie exchange: hello, verify request, hello, server's flight, client's flight.
enum { SERVER_FLIGHT = 3, CLIENT_FLIGHT };

static void over_dtls(MkScene *scene)
{
    scene->talk.dtls_mtu = LARGE_MTU;
    scene->talk.dtls_cookie = true;
}

static void in_fragments(MkScene *scene)
{
    scene->talk.dtls_mtu = SMALL_MTU;
    scene->talk.dtls_cookie = true;
}

static void without_cookie(MkScene *scene)
{
    scene->talk.dtls_mtu = LARGE_MTU;
}

// The eleventh datagram, in the client's flight, is captured but never arrives; after a second
// OpenSSL's timers send the flights again.
static void with_loss(MkScene *scene)
{
    in_fragments(scene);
    scene->talk.lost_datagram = 11;
}

static void reorder(const MkStudio *studio, const MkCall *call, GPtrArray *packets)
{
    (void)studio;
    (void)call;
    mk_packets_swap(packets, mk_packets_find(packets, SERVER_FLIGHT, 0),
                    mk_packets_find(packets, SERVER_FLIGHT, 3));
    mk_packets_swap(packets, mk_packets_find(packets, CLIENT_FLIGHT, 0),
                    mk_packets_find(packets, CLIENT_FLIGHT, 2));
    const unsigned second = mk_packets_find(packets, CLIENT_FLIGHT, 1);
    mk_packets_repeat(packets, second, second + 2);
}

#define NG .options = {.format = MK_PCAPNG}
#define VPN .service = MK_SERVICE_VPN, .carrier = MK_CARRIER_UDP

static const MkSample samples[] = {
    {.file = "dtls12-accepted.pcap",
     .call = {.shown = MK_SHOWN_LSC, VPN, .version = DTLS1_2_VERSION, .ciphers = "AESGCM"},
     .prepare = over_dtls},
    {.file = "dtls10-fragments.pcapng",
     .call = {.shown = MK_SHOWN_LSC, VPN, .version = DTLS1_VERSION, .ciphers = "AES256-SHA"},
     NG,
     .prepare = in_fragments},
    {.file = "dtls12-retransmitted.pcapng",
     .call = {.shown = MK_SHOWN_LSC, VPN, .version = DTLS1_2_VERSION, .ciphers = "AESGCM"},
     NG,
     .prepare = with_loss},
    {.file = "dtls12-out-of-order.pcap",
     .call = {.shown = MK_SHOWN_LSC, VPN, .version = DTLS1_2_VERSION, .ciphers = "AESGCM"},
     .prepare = in_fragments,
     .twist = reorder},
    {.file = "dtls12-untrusted.pcapng",
     .call = {.shown = MK_SHOWN_LSC_FOREIGN, VPN, .version = DTLS1_2_VERSION, .ciphers = "AESGCM"},
     NG,
     .prepare = without_cookie},
};

const MkSampleSet mk_samples_dtls = {samples, G_N_ELEMENTS(samples), 200};
