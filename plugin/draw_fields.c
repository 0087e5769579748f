// SPDX-License-Identifier: GPL-2.0-or-later
// The table of fields, and the one place that calls epan to draw them.
#include "plugin/draw_fields.h"

#include "core/certificate/identity.h"
#include <string.h>

enum { MAC_BYTES = 6, MAX_HEX_BYTES = 64 };

static const struct {
    const char *name;
    ftenum_t type;
    int display;
    const char *blurb;
} rows[PC_N_FIELDS] = {
    [PC_FIELD_SUMMARY] = {"Summary", FT_STRING, BASE_NONE, "All in a line"},
    [PC_FIELD_SESSION] = {"Session", FT_UINT32, BASE_DEC,
                          "Number of the TLS session among those of this file"},
    [PC_FIELD_LABEL] = {"Label", FT_STRING, BASE_NONE,
                        "Type, issuer, verdict and alert, for a column"},
    [PC_FIELD_CERTIFICATE] = {"Phone certificate", FT_NONE, BASE_NONE,
                              "What is known of the client's certificate"},
    [PC_FIELD_KEY_EXCHANGE] = {"Phone certificate", FT_NONE, BASE_NONE,
                               "The certificate that this key exchange belongs to"},
    [PC_FIELD_OUTCOME_NOTE] = {"Phone certificate", FT_NONE, BASE_NONE,
                               "How the handshake of this certificate ended"},
    [PC_FIELD_TYPE] = {"Type", FT_STRING, BASE_NONE, "LSC, MIC, other or none"},
    [PC_FIELD_TYPE_ID] = {"Type", FT_UINT8, BASE_DEC,
                          "The same as a number with a name: what it can never be is refused"},
    [PC_FIELD_ISSUER_TAG] = {"Issuer tag", FT_STRING, BASE_NONE,
                             "CAPF, Manufacturing, External or Unknown"},
    [PC_FIELD_ISSUER] = {"Issuer", FT_STRING, BASE_NONE, "The issuer's CN"},
    [PC_FIELD_ISSUER_DN] = {"Issuer DN", FT_STRING, BASE_NONE, NULL},
    [PC_FIELD_SUBJECT_DN] = {"Subject DN", FT_STRING, BASE_NONE, NULL},
    [PC_FIELD_SERIAL] = {"Serial number", FT_STRING, BASE_NONE,
                         "Serial number of the certificate, in hex"},
    [PC_FIELD_SERIAL_BYTES] = {"Serial number", FT_BYTES, BASE_NONE,
                               "The same as bytes, for a filter in any spelling"},
    [PC_FIELD_DEVICE] = {"Device", FT_STRING, BASE_NONE,
                         "Device name (SEP and its MAC), or the CN of what is no phone"},
    [PC_FIELD_DEVICE_KIND] = {"Device kind", FT_STRING, BASE_NONE,
                              "phone, access-point, switch-or-router, token or other"},
    [PC_FIELD_MODEL] = {"Model", FT_STRING, BASE_NONE, NULL},
    [PC_FIELD_MAC] = {"MAC address", FT_ETHER, BASE_NONE, "MAC address in the certificate's name"},
    [PC_FIELD_PRODUCT_SERIAL] = {"Product serial number", FT_STRING, BASE_NONE,
                                 "Serial number of the device"},
    [PC_FIELD_NOT_BEFORE] = {"Valid from", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL},
    [PC_FIELD_NOT_AFTER] = {"Valid to", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL},
    [PC_FIELD_DAYS_LEFT] = {"Days left", FT_INT32, BASE_DEC,
                            "Days from the judged moment to the end of validity"},
    [PC_FIELD_KEY] = {"Key", FT_STRING, BASE_NONE, NULL},
    [PC_FIELD_SIGNATURE] = {"Signature", FT_STRING, BASE_NONE,
                            "Signature algorithm of the certificate"},
    [PC_FIELD_SHA256] = {"SHA-256", FT_STRING, BASE_NONE, "Fingerprint of the certificate"},
    [PC_FIELD_SHA256_BYTES] = {"SHA-256", FT_BYTES, BASE_NONE,
                               "The same as bytes, for a filter in any spelling"},
    [PC_FIELD_SERVICE] = {"Service", FT_STRING, BASE_NONE, NULL},
    [PC_FIELD_SERVICE_BASIS] = {"Service known by", FT_STRING, BASE_NONE,
                                "user, configuration, trust-list, spoken, certificate or port"},
    [PC_FIELD_MEDIUM] = {"Medium", FT_STRING, BASE_NONE,
                         "Of 802.1X: wired or wireless, where that is known"},
    [PC_FIELD_BASIS_SIGNATURE] = {"Signature of the basis", FT_STRING, BASE_NONE,
                                  "Of the trust list on which the verdict rests"},
    [PC_FIELD_STORE] = {"Trust store", FT_STRING, BASE_NONE,
                        "The server's trust store that judges the certificate"},
    [PC_FIELD_CLIENT_CERTIFICATE] =
        {"Client certificate", FT_STRING, BASE_NONE,
         "presented, empty, not-requested, resumed, encrypted, truncated "
         "or not-seen"},
    [PC_FIELD_VERDICT] = {"Verdict", FT_STRING, BASE_NONE,
                          "trusted, untrusted, expired, not-yet-valid, bad-signature, revoked, "
                          "malformed or unchecked"},
    [PC_FIELD_REASON] = {"Reason", FT_STRING, BASE_NONE, "Why the verdict"},
    [PC_FIELD_BASIS] = {"Basis", FT_STRING, BASE_NONE, "store or trust-list"},
    [PC_FIELD_ANNOUNCED] = {"Issuer announced", FT_STRING, BASE_NONE,
                            "Whether the server's CertificateRequest names the issuer: yes, no, "
                            "no-list. A name is no proof"},
    [PC_FIELD_GENUINE] = {"Genuine Cisco CA", FT_STRING, BASE_NONE,
                          "Whether the issuer's key identifier is that of Cisco's CA of this name"},
    [PC_FIELD_POSSESSION] = {"Possession of the key", FT_STRING, BASE_NONE,
                             "Whether CertificateVerify was checked: verified, failed, not-seen, "
                             "not-checkable"},
    [PC_FIELD_OUTCOME] = {"Outcome", FT_STRING, BASE_NONE,
                          "accepted, rejected, reset, closed or incomplete"},
    [PC_FIELD_ALERT] = {"Alert", FT_STRING, BASE_NONE,
                        "The alert that ended the handshake, by its name in the RFC"},
    [PC_FIELD_COVERAGE] = {"Coverage", FT_STRING, BASE_NONE,
                           "whole, or what the capture lacks first"},
    [PC_FIELD_FINDING_SEVERITY] = {"Severity", FT_STRING, BASE_NONE, "error, warning or note"},
    [PC_FIELD_FINDING_SOURCE] = {"Source", FT_STRING, BASE_NONE,
                                 "Where the finding and its remedy are written"},
    [PC_FIELD_ALERT_LEVEL] = {"Alert level", FT_STRING, BASE_NONE, "fatal or warning"},
    [PC_FIELD_ALERT_FROM] = {"Alert from", FT_STRING, BASE_NONE, "client or server"},
    [PC_FIELD_CLIENT] = {"Client", FT_STRING, BASE_NONE,
                         "Address of the phone's end, whichever side this frame is from"},
    [PC_FIELD_SERVER] = {"Server", FT_STRING, BASE_NONE, "Address of the server's end"},
    [PC_FIELD_ANNOUNCED_CA] =
        {"Announced CA", FT_STRING, BASE_NONE,
         "A CA that the server's CertificateRequest names; as many as there are"},
    [PC_FIELD_SERVER_SUBJECT] = {"Server's subject", FT_STRING, BASE_NONE,
                                 "Subject of the server's certificate"},
    [PC_FIELD_SERVER_ISSUER] = {"Server's issuer", FT_STRING, BASE_NONE,
                                "Issuer of the server's certificate"},
    [PC_FIELD_SERVER_SHA256] = {"Server's SHA-256", FT_STRING, BASE_NONE,
                                "Fingerprint of the server's certificate"},
    [PC_FIELD_SERVER_PORT] = {"Server port", FT_UINT32, BASE_DEC, NULL},
    [PC_FIELD_FINDING_FRAME] = {"Decided in frame", FT_FRAMENUM, BASE_NONE,
                                "The frame that decides the finding"},
    [PC_FIELD_FINDING] = {"Finding", FT_STRING, BASE_NONE, "Id of a finding"},
    [PC_FIELD_FINDING_TEXT] = {"Finding text", FT_STRING, BASE_NONE, NULL},
    [PC_FIELD_REMEDY] = {"Remedy", FT_STRING, BASE_NONE, "What to do"},
    [PC_FIELD_REMEDY_STEP] = {"Step", FT_STRING, BASE_NONE,
                              "A step of the remedy, or a part of one: what it interrupts comes "
                              "first"},
    [PC_FIELD_CERTIFICATE_FRAME] = {"Certificate in frame", FT_FRAMENUM, BASE_NONE,
                                    "The frame that completes the client's Certificate message"},
    [PC_FIELD_KEY_EXCHANGE_FRAME] = {"ClientKeyExchange in frame", FT_FRAMENUM, BASE_NONE, NULL},
    [PC_FIELD_OUTCOME_FRAME] = {"Outcome in frame", FT_FRAMENUM, BASE_NONE,
                                "The frame that decided the outcome"},
    [PC_FIELD_FULL_HANDSHAKE_FRAME] = {"Full handshake in frame", FT_FRAMENUM, BASE_NONE,
                                       "Where the resumed session showed its certificate"},
};

// The names of the numbers of phonecert.type_id; filled in when fields are registered.
static value_string types[PC_TYPE_NONE + 1];

static void name_types(void)
{
    size_t n = 0;
    for (int type = PC_TYPE_LSC; type <= PC_TYPE_NONE; type++) {
        types[n++] = (value_string){(uint32_t)type, pc_type_name((PcType)type)};
    }
    types[n] = (value_string){0, NULL};
}

// relation_of gives what a field's values mean: names of numbers, or how a frame that it names is
// related to the frame that it stands on.
static const void *relation_of(size_t field)
{
    switch (field) {
    case PC_FIELD_TYPE_ID:
        return VALS(types);
    case PC_FIELD_CERTIFICATE_FRAME:
        return FRAMENUM_TYPE(FT_FRAMENUM_REQUEST);
    case PC_FIELD_OUTCOME_FRAME:
        return FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE);
    default:
        return NULL;
    }
}

static hf_register_info infos[PC_N_FIELDS];
static int ids[PC_N_FIELDS];

void pc_fields_register(int proto)
{
    name_types();
    for (size_t i = 0; i < PC_N_FIELDS; i++) {
        ids[i] = -1;
        infos[i] = (hf_register_info){&ids[i],
                                      {rows[i].name, pc_field_filter_name((PcField)i), rows[i].type,
                                       rows[i].display, relation_of(i), 0, rows[i].blurb, HFILL}};
    }
    proto_register_field_array(proto, infos, PC_N_FIELDS);
}

static proto_item *generated(proto_item *item)
{
    proto_item_set_generated(item);
    return item;
}

proto_item *pc_field_put_text(const PcPlace *at, PcField field, const char *text)
{
    return pc_draw_text(at, ids[field], text);
}

proto_item *pc_field_put_labelled(const PcPlace *at, PcField field, const char *text)
{
    return generated(
        proto_tree_add_string(at->tree, ids[field], at->tvb, at->start, at->len, text));
}

void pc_field_put_pieces(const PcPlace *place, PcField field, const char *text)
{
    while (*text != '\0') {
        const size_t len = pc_text_piece(text);
        g_autofree char *piece = g_strndup(text, len);
        pc_field_put_text(place, field, piece);
        text += len;
        text += strspn(text, " ");
    }
}

proto_item *pc_field_put_number(const PcPlace *at, PcField field, int32_t number)
{
    if (rows[field].type == FT_UINT32) {
        return generated(proto_tree_add_uint(at->tree, ids[field], at->tvb, at->start, at->len,
                                             (uint32_t)number));
    }
    return generated(proto_tree_add_int(at->tree, ids[field], at->tvb, at->start, at->len, number));
}

proto_item *pc_field_put_frame(const PcPlace *at, PcField field, uint64_t frame)
{
    if (frame == 0 || frame > G_MAXUINT32) {
        return NULL;
    }
    return generated(
        proto_tree_add_uint(at->tree, ids[field], at->tvb, at->start, at->len, (uint32_t)frame));
}

proto_item *pc_field_put_time(const PcPlace *at, PcField field, int64_t seconds)
{
    nstime_t time = {.secs = (time_t)seconds, .nsecs = 0};
    return generated(proto_tree_add_time(at->tree, ids[field], at->tvb, at->start, at->len, &time));
}

// read_hex reads `n` bytes of two digits each, that begin `step` characters apart.
static bool read_hex(const char *text, size_t step, size_t n, uint8_t *bytes)
{
    for (size_t i = 0; i < n; i++) {
        int high = g_ascii_xdigit_value(text[i * step]);
        int low = g_ascii_xdigit_value(text[i * step + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

proto_item *pc_field_put_mac(const PcPlace *at, PcField field, const char *mac)
{
    uint8_t bytes[MAC_BYTES];
    enum { STEP = 3 }; // two digits and a colon
    if (mac == NULL || strlen(mac) != MAC_BYTES * STEP - 1 ||
        !read_hex(mac, STEP, MAC_BYTES, bytes)) {
        return NULL;
    }
    return generated(
        proto_tree_add_ether(at->tree, ids[field], at->tvb, at->start, at->len, bytes));
}

proto_item *pc_field_put_heading(const PcPlace *at, PcField field, const char *text)
{
    return generated(proto_tree_add_none_format(at->tree, ids[field], at->tvb, at->start, at->len,
                                                "%s: %s", rows[field].name, text));
}

bool pc_field_is_wanted(proto_tree *tree, PcField field)
{
    return tree != NULL && proto_field_is_referenced(tree, ids[field]);
}

void pc_field_put_hidden(const PcPlace *at, PcField field, uint32_t number)
{
    proto_item *item =
        proto_tree_add_uint(at->tree, ids[field], at->tvb, at->start, at->len, number);
    proto_item_set_hidden(generated(item));
}

void pc_field_put_bytes(const PcPlace *at, PcField field, const char *hex)
{
    const size_t len = hex != NULL ? strlen(hex) / 2 : 0;
    uint8_t bytes[MAX_HEX_BYTES];
    if (len == 0 || len > sizeof bytes || strlen(hex) != 2 * len || !read_hex(hex, 2, len, bytes)) {
        return;
    }
    proto_item *item = proto_tree_add_bytes_with_length(at->tree, ids[field], at->tvb, at->start,
                                                        at->len, bytes, (int)len);
    proto_item_set_hidden(generated(item));
}
