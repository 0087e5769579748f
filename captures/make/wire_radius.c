// SPDX-License-Identifier: GPL-2.0-or-later
// EAP packets become the RADIUS conversation of a switch with its RADIUS server (RFC 2865, RFC
// 3579): EAP-Message attributes, State, authenticators computed with a shared secret of the
// samples.
#include "captures/make/eap.h"
#include "captures/make/octets.h"
#include "captures/make/openssl_auto.h"

#include <arpa/inet.h>
#include <openssl/rand.h>
#include <string.h>

#define SECRET "samples"
#define AUTHENTICATOR_LEN 16
#define AUTHENTICATOR_OFFSET 4
#define LENGTH_OFFSET 2
#define MAX_ATTRIBUTE_LEN 253
#define STATE_LEN 24
#define FRAMED_MTU 1500
#define RELAY_NS (400 * INT64_C(1000))

enum { ACCESS_REQUEST = 1, ACCESS_ACCEPT = 2, ACCESS_REJECT = 3, ACCESS_CHALLENGE = 11 };

enum {
    USER_NAME = 1,
    NAS_IP_ADDRESS = 4,
    NAS_PORT = 5,
    SERVICE_TYPE = 6,
    ATTRIBUTE_FRAMED_MTU = 12,
    STATE = 24,
    CALLED_STATION_ID = 30,
    CALLING_STATION_ID = 31,
    NAS_PORT_TYPE = 61,
    EAP_MESSAGE = 79,
    MESSAGE_AUTHENTICATOR = 80,
    NAS_PORT_ID = 87,
};

// Session is one authentication as switch and server see it.
typedef struct Session {
    const MkPath *path;
    const MkRadius *radius;
    uint8_t id;
    uint8_t request_authenticator[AUTHENTICATOR_LEN];
    uint8_t state[STATE_LEN];
    bool has_state;
} Session;

static void put_attribute(GByteArray *out, unsigned type, const void *value, size_t len)
{
    mk_put_u8(out, type);
    mk_put_u8(out, (unsigned)len + 2);
    mk_put_bytes(out, value, len);
}

static void put_text(GByteArray *out, unsigned type, const char *text)
{
    put_attribute(out, type, text, strlen(text));
}

static void put_number(GByteArray *out, unsigned type, uint32_t value)
{
    const uint32_t wire = htonl(value);
    put_attribute(out, type, &wire, sizeof wire);
}

static void put_mac(GByteArray *out, unsigned type, const uint8_t *m)
{
    g_autofree char *text =
        g_strdup_printf("%02X-%02X-%02X-%02X-%02X-%02X", m[0], m[1], m[2], m[3], m[4], m[5]);
    put_text(out, type, text);
}

// A packet longer than an attribute goes into several, in order (RFC 3579, 3.1).
static void put_eap(GByteArray *out, GBytes *eap)
{
    gsize len = 0;
    const uint8_t *data = g_bytes_get_data(eap, &len);
    for (size_t sent = 0; sent < len; sent += MAX_ATTRIBUTE_LEN) {
        put_attribute(out, EAP_MESSAGE, data + sent, MIN(len - sent, (size_t)MAX_ATTRIBUTE_LEN));
    }
}

static void put_request(GByteArray *out, const Session *session)
{
    const MkRadius *radius = session->radius;
    struct in_addr nas;
    const int ok = inet_pton(AF_INET, session->path->client.ip, &nas);
    g_assert(ok == 1);
    put_text(out, USER_NAME, radius->user_name);
    put_number(out, SERVICE_TYPE, 2);
    put_number(out, ATTRIBUTE_FRAMED_MTU, FRAMED_MTU);
    put_mac(out, CALLED_STATION_ID, session->path->client.mac);
    if (!radius->without_calling) {
        put_mac(out, CALLING_STATION_ID, radius->phone_mac);
    }
    put_attribute(out, NAS_IP_ADDRESS, &nas, sizeof nas);
    put_text(out, NAS_PORT_ID, radius->nas_port_id);
    put_number(out, NAS_PORT_TYPE, 15);
    put_number(out, NAS_PORT, radius->nas_port);
}

// Message-Authenticator: HMAC-MD5 over the packet with the request's authenticator in place and the
// value zero (RFC 3579, 3.2). A response's own authenticator is MD5 over itself and the secret (RFC
// 2865, 3).
static void authenticate(GByteArray *out, size_t mac_offset, bool response)
{
    uint8_t mac[EVP_MAX_MD_SIZE];
    size_t mac_len = 0;
    EVP_Q_mac(NULL, "HMAC", NULL, "MD5", NULL, SECRET, strlen(SECRET), out->data, out->len, mac,
              sizeof mac, &mac_len);
    memcpy(out->data + mac_offset, mac, AUTHENTICATOR_LEN);
    if (!response) {
        return;
    }
    const size_t len = out->len;
    mk_put_text(out, SECRET);
    EVP_Digest(out->data, out->len, mac, NULL, EVP_md5(), NULL);
    g_byte_array_set_size(out, (guint)len);
    memcpy(out->data + AUTHENTICATOR_OFFSET, mac, AUTHENTICATOR_LEN);
}

static GBytes *radius_packet(const Session *session, unsigned code, GBytes *eap)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, code);
    mk_put_u8(out, session->id);
    mk_put_u16(out, 0); // length
    mk_put_bytes(out, session->request_authenticator, AUTHENTICATOR_LEN);
    if (code == ACCESS_REQUEST) {
        put_request(out, session);
    } else if (code == ACCESS_ACCEPT) {
        put_text(out, USER_NAME, session->radius->user_name);
    }
    put_eap(out, eap);
    if (session->has_state && (code == ACCESS_REQUEST || code == ACCESS_CHALLENGE)) {
        put_attribute(out, STATE, session->state, STATE_LEN);
    }
    const size_t mac_offset = out->len + 2;
    const uint8_t zeros[AUTHENTICATOR_LEN] = {0};
    put_attribute(out, MESSAGE_AUTHENTICATOR, zeros, sizeof zeros);
    mk_patch_u16(out, LENGTH_OFFSET, out->len);
    authenticate(out, mac_offset, code != ACCESS_REQUEST);
    return g_byte_array_free_to_bytes(out);
}

static unsigned code_of(const MkEapPacket *packet)
{
    gsize len = 0;
    const uint8_t *data = g_bytes_get_data(packet->bytes, &len);
    switch ((MkEapCode)data[0]) {
    case MK_EAP_RESPONSE:
        return ACCESS_REQUEST;
    case MK_EAP_REQUEST:
        return ACCESS_CHALLENGE;
    case MK_EAP_SUCCESS:
        return ACCESS_ACCEPT;
    case MK_EAP_FAILURE:
        return ACCESS_REJECT;
    }
    g_assert_not_reached();
}

void mk_wire_radius(GPtrArray *packets, const GPtrArray *eap, const MkPath *path,
                    const MkRadius *radius)
{
    const uint8_t step = radius->id_step > 0 ? radius->id_step : 1;
    Session session = {.path = path, .radius = radius, .id = (uint8_t)(radius->first_id - step)};
    RAND_bytes(session.state, sizeof session.state);
    for (guint i = 1; i < eap->len; i++) {
        const MkEapPacket *packet = eap->pdata[i];
        const unsigned code = code_of(packet);
        if (code == ACCESS_REQUEST) {
            session.id = (uint8_t)(session.id + step);
            RAND_bytes(session.request_authenticator, AUTHENTICATOR_LEN);
        }
        session.has_state = session.has_state || code == ACCESS_CHALLENGE;
        g_autoptr(GBytes) bytes = radius_packet(&session, code, packet->bytes);
        mk_wire_datagram(packets, path, packet->from, bytes, packet->at_ns + RELAY_NS);
        MkPacket *sent = packets->pdata[packets->len - 1];
        sent->flight = packet->flight;
    }
}
