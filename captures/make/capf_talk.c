// SPDX-License-Identifier: GPL-2.0-or-later
// What CAPF and a phone say to each other inside TLS on port 3804: the lines of an enrolment, for
// MkTalk.
#include "captures/make/capf_talk.h"
#include "captures/make/octets.h"
#include "captures/make/openssl_auto.h"

#include <openssl/rand.h>
#include <string.h>

#define PROTOCOL 0x55
#define SESSION 0x1a2b
#define HEADER_LENGTH_OFFSET 6
#define HEADER_LEN 8
#define VERSION 3
#define KEY_BITS 2048
#define SIGNATURE_LEN 256

enum {
    AUTH_REQUEST = 1,
    AUTH_RESPONSE = 2,
    KEY_REQUEST = 3,
    KEY_RESPONSE = 4,
    STORE_REQUEST = 9,
    STORE_RESPONSE = 10,
    END_SESSION = 15,
    IN_PROGRESS = 17,
};

enum {
    REASON = 1,
    CERTIFICATE = 4,
    SIGNED_DATA = 6,
    ELEMENT_VERSION = 7,
    AUTH_TYPE = 8,
    PUBLIC_KEY = 9,
    KEY_SIZE = 10,
    PASSWORD = 11,
    DEVICE_NAME = 13,
};

enum { TYPE_LSC = 1, TYPE_MIC = 2 };

static GByteArray *begin(unsigned command)
{
    GByteArray *out = g_byte_array_new();
    mk_put_u8(out, PROTOCOL);
    mk_put_u8(out, command);
    mk_put_u32(out, SESSION);
    mk_put_u16(out, 0); // length
    return out;
}

static void put_element(GByteArray *out, unsigned tag, const void *value, size_t len)
{
    mk_put_u8(out, tag);
    mk_put_u16(out, (unsigned)len);
    mk_put_bytes(out, value, len);
}

static void put_small(GByteArray *out, unsigned tag, uint8_t value)
{
    put_element(out, tag, &value, sizeof value);
}

// A certificate element: 1, length, 0, type, then the DER.
static void put_certificate(GByteArray *out, const MkCredential *credential, uint8_t type)
{
    unsigned char *der = NULL;
    const int len = i2d_X509(credential->certificate, &der);
    g_assert(len > 0);
    g_autoptr(GByteArray) value = g_byte_array_new();
    mk_put_u8(value, 1);
    mk_put_u16(value, (unsigned)len);
    mk_put_u8(value, 0);
    mk_put_u8(value, type);
    mk_put_bytes(value, der, (size_t)len);
    OPENSSL_free(der);
    put_element(out, CERTIFICATE, value->data, value->len);
}

static void put_public_key(GByteArray *out, EVP_PKEY *key)
{
    unsigned char *der = NULL;
    const int len = i2d_PUBKEY(key, &der);
    g_assert(len > 0);
    put_element(out, PUBLIC_KEY, der, (size_t)len);
    OPENSSL_free(der);
}

static void say(MkCapfTalk *talk, MkSide from, GByteArray *message)
{
    mk_patch_u16(message, HEADER_LENGTH_OFFSET, message->len - HEADER_LEN);
    GBytes *bytes = g_byte_array_free_to_bytes(message);
    g_ptr_array_add(talk->bytes, bytes);
    MkLine line = {.from = from};
    line.text = g_bytes_get_data(bytes, &line.len);
    g_array_append_val(talk->lines, line);
}

static void say_auth_request(MkCapfTalk *talk, const MkCapfSpec *spec)
{
    GByteArray *message = begin(AUTH_REQUEST);
    put_small(message, ELEMENT_VERSION, VERSION);
    put_small(message, AUTH_TYPE, (uint8_t)spec->mode);
    say(talk, MK_SERVER, message);
}

// Real signatures here are over a bare digest of the session; nobody checks these.
static void say_auth_response(MkCapfTalk *talk, const MkCapfSpec *spec)
{
    GByteArray *message = begin(AUTH_RESPONSE);
    g_autofree char *device = mk_phone_device(spec->phone);
    put_element(message, DEVICE_NAME, device, strlen(device) + 1);
    if (spec->mode == MK_CAPF_STRING) {
        put_element(message, PASSWORD, "12345", sizeof "12345");
    } else {
        uint8_t signature[SIGNATURE_LEN];
        RAND_bytes(signature, sizeof signature);
        put_certificate(message, spec->shown, spec->mode == MK_CAPF_LSC ? TYPE_LSC : TYPE_MIC);
        put_element(message, SIGNED_DATA, signature, sizeof signature);
    }
    say(talk, MK_CLIENT, message);
}

static void say_key(MkCapfTalk *talk, const MkCapfSpec *spec)
{
    const uint8_t key_size[] = {KEY_BITS >> 8, KEY_BITS & 0xff};
    GByteArray *request = begin(KEY_REQUEST);
    put_element(request, KEY_SIZE, key_size, sizeof key_size);
    say(talk, MK_SERVER, request);
    say(talk, MK_CLIENT, begin(IN_PROGRESS));
    GByteArray *response = begin(KEY_RESPONSE);
    put_public_key(response, spec->lsc->key);
    say(talk, MK_CLIENT, response);
}

static void say_store(MkCapfTalk *talk, const MkCapfSpec *spec)
{
    GByteArray *request = begin(STORE_REQUEST);
    put_certificate(request, spec->lsc, TYPE_LSC);
    say(talk, MK_SERVER, request);
    GByteArray *response = begin(STORE_RESPONSE);
    put_small(response, REASON, 0);
    say(talk, MK_CLIENT, response);
}

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

MkCapfTalk *mk_capf_talk(const MkCapfSpec *spec)
{
    MkCapfTalk *talk = g_new0(MkCapfTalk, 1);
    talk->lines = g_array_new(FALSE, TRUE, sizeof(MkLine));
    talk->bytes = g_ptr_array_new_with_free_func(unref_bytes);
    say_auth_request(talk, spec);
    say_auth_response(talk, spec);
    switch (spec->end) {
    case MK_CAPF_INSTALLED:
        say_key(talk, spec);
        say_store(talk, spec);
        break;
    case MK_CAPF_REFUSED:
        break;
    }
    GByteArray *end = begin(END_SESSION);
    put_small(end, REASON, spec->reason);
    say(talk, MK_SERVER, end);
    return talk;
}

void mk_capf_talk_free(MkCapfTalk *talk)
{
    if (talk != NULL) {
        g_array_unref(talk->lines);
        g_ptr_array_unref(talk->bytes);
        g_free(talk);
    }
}
