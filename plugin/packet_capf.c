// SPDX-License-Identifier: GPL-2.0-or-later
// Draws CAPF (TCP 3804 inside TLS) as core/capf reads it: commands, elements, and certificates
// through the same identity and verdict as everywhere.
#include "plugin/packet_capf.h"

#include "core/certificate/certificate.h"
#include "core/field/services.h"
#include "core/talk/capf.h"
#include "plugin/draw_text.h"
#include "plugin/elements.h"

enum { FAILED_FROM = 2 };

static int proto_capf = -1;
static dissector_handle_t handle;
static int ett_capf = -1, ett_element = -1, ett_certificate = -1;
static int hf_command = -1, hf_session = -1, hf_length = -1, hf_element = -1, hf_tag = -1;
static int hf_value = -1, hf_number = -1, hf_text = -1, hf_device = -1, hf_secret = -1;
static int hf_certificate = -1, hf_claimed = -1, hf_subject = -1, hf_issuer = -1, hf_type = -1;
static int hf_cert_device = -1, hf_verdict = -1, hf_reason = -1;
static expert_field ei_refused = EI_INIT;
static expert_field ei_not_trusted = EI_INIT;
static expert_field ei_malformed = EI_INIT;

// How an element's value is drawn.
typedef enum {
    SHOW_BYTES,
    SHOW_NUMBER,
    SHOW_DEVICE,
    SHOW_SECRET,
    SHOW_CERTIFICATE,
    SHOW_SUDI
} Show;

static const struct {
    uint8_t tag;
    Show show;
    const char *(*word)(unsigned number); // of a number; NULL: it has none
} elements[] = {
    {PC_CAPF_TAG_REASON, SHOW_NUMBER, pc_capf_reason_name},
    {PC_CAPF_TAG_CERTIFICATE_TYPE, SHOW_NUMBER, pc_capf_certificate_type_name},
    {PC_CAPF_TAG_CERTIFICATE, SHOW_CERTIFICATE, NULL},
    {PC_CAPF_TAG_VERSION, SHOW_NUMBER, NULL},
    {PC_CAPF_TAG_AUTH_TYPE, SHOW_NUMBER, pc_capf_auth_type_name},
    {PC_CAPF_TAG_KEY_SIZE, SHOW_NUMBER, NULL},
    {PC_CAPF_TAG_PASSWORD, SHOW_SECRET, NULL},
    {PC_CAPF_TAG_RETRY_DELAY, SHOW_NUMBER, NULL},
    {PC_CAPF_TAG_DEVICE_NAME, SHOW_DEVICE, NULL},
    {PC_CAPF_TAG_SUDI_DATA, SHOW_SUDI, NULL},
    {PC_CAPF_TAG_KEY_TYPE, SHOW_NUMBER, pc_capf_key_type_name},
    {PC_CAPF_TAG_CURVE, SHOW_NUMBER, pc_capf_curve_name},
    {PC_CAPF_TAG_DIGEST_TYPE, SHOW_NUMBER, pc_capf_digest_name},
};

static void draw_number(const PcElement *at, const char *(*word)(unsigned number))
{
    uint32_t number = 0;
    if (!pc_capf_read_number(at->element.value, &number)) {
        return;
    }
    const char *text = word != NULL ? word(number) : NULL;
    proto_item *item =
        proto_tree_add_uint(at->tree, hf_number, at->pdu->tvb, at->start, at->len, number);
    proto_item_append_text(at->item, ": %u", number);
    if (text != NULL) {
        proto_item_append_text(at->item, " (%s)", text);
        proto_item_set_generated(
            proto_tree_add_string(at->tree, hf_text, at->pdu->tvb, at->start, at->len, text));
    }
    bool end = at->command == PC_CAPF_END_SESSION && at->element.tag == PC_CAPF_TAG_REASON;
    if (end && number >= FAILED_FROM) {
        expert_add_info_format(at->pdu->pinfo, item, &ei_refused,
                               "CAPF ends the session with reason %u%s%s", number,
                               text != NULL ? ": " : "", text != NULL ? text : "");
    }
}

static void draw_device(const PcElement *at)
{
    PcBytes value = at->element.value; // with the NUL that ends it
    uint8_t last = 1;
    bool ended = value.len > 0 && pc_bytes_at(value, value.len - 1, &last) && last == 0;
    PcBytes text = pc_bytes_first(value, value.len - (ended ? 1 : 0));
    char *owned = pc_text_clean(text, PC_CAPF_MAX_NAME);
    char *name = wmem_strdup(at->pdu->pinfo->pool, owned);
    g_free(owned);
    proto_tree_add_string(at->tree, hf_device, at->pdu->tvb, at->start, at->len, name);
    proto_item_append_text(at->item, ": %s", name);
}

static void draw_text(const PcElement *at, proto_tree *tree, int field, const char *text)
{
    const PcPlace place = {tree, at->pdu->tvb, at->start, at->len};
    (void)pc_draw_text(&place, field, text);
}

// The certificate is the last thing in its element; SUDI data has more behind it, and is shown
// whole.
static void draw_certificate(const PcElement *at, PcBytes der, const char *claimed)
{
    PcCertificateView view = pc_elements_certificate(at->pdu->pinfo, der, PC_STORE_CAPF);
    bool sudi = at->element.tag == PC_CAPF_TAG_SUDI_DATA;
    int len = sudi ? at->len : (int)der.len;
    proto_item *item = proto_tree_add_item(at->tree, hf_certificate, at->pdu->tvb,
                                           at->start + at->len - len, len, ENC_NA);
    proto_tree *tree = proto_item_add_subtree(item, ett_certificate);
    draw_text(at, tree, hf_claimed, claimed);
    draw_text(at, tree, hf_subject, view.subject);
    draw_text(at, tree, hf_issuer, view.issuer);
    draw_text(at, tree, hf_type, view.type);
    draw_text(at, tree, hf_cert_device, view.device);
    draw_text(at, tree, hf_verdict, view.verdict);
    draw_text(at, tree, hf_reason, view.reason);
    proto_item_append_text(at->item, ": %s %s", view.type != NULL ? view.type : "certificate",
                           view.subject != NULL ? view.subject : "");
    if (view.refused) {
        expert_add_info_format(at->pdu->pinfo, item, &ei_not_trusted, "%s: %s", view.verdict,
                               view.reason != NULL ? view.reason : "not trusted");
    }
}

static void draw_value(const PcElement *at)
{
    Show show = SHOW_BYTES;
    const char *(*word)(unsigned number) = NULL;
    unsigned type = 0;
    PcBytes der;
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (elements[i].tag == at->element.tag) {
            show = elements[i].show;
            word = elements[i].word;
        }
    }
    switch (show) {
    case SHOW_NUMBER:
        draw_number(at, word);
        return;
    case SHOW_DEVICE:
        draw_device(at);
        return;
    case SHOW_SECRET:
        proto_tree_add_string(at->tree, hf_secret, at->pdu->tvb, at->start, at->len, "not shown");
        return;
    case SHOW_CERTIFICATE:
        if (pc_capf_read_certificate(at->element.value, &type, &der)) {
            draw_certificate(at, der, pc_capf_certificate_type_name(type));
            return;
        }
        break;
    case SHOW_SUDI:
        if (pc_capf_read_sudi(at->element.value, &der)) {
            draw_certificate(at, der, "MIC");
            return;
        }
        break;
    case SHOW_BYTES:
        break;
    }
    proto_tree_add_item(at->tree, hf_value, at->pdu->tvb, at->start, at->len, ENC_NA);
}

static int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

static const PcElementsProtocol protocol = {
    .name = "CAPF",
    .letter = PC_CAPF_PROTOCOL,
    .header_len = PC_CAPF_HEADER_LEN,
    .length_at = 6,
    .element = &hf_element,
    .tag = &hf_tag,
    .ett_element = &ett_element,
    .malformed = &ei_malformed,
    .tag_name = pc_capf_tag_name,
    .draw_value = draw_value,
    .message = dissect_message,
};

static int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    PcPdu pdu = pc_pdu_of(tvb, pinfo);
    PcBytes bytes = pdu.bytes;
    PcCapfMessage message;
    (void)data;
    proto_item *item = proto_tree_add_item(tree, proto_capf, tvb, 0, -1, ENC_NA);
    proto_tree *below = proto_item_add_subtree(item, ett_capf);
    if (!pc_capf_read_message(&bytes, &message)) {
        proto_tree_add_expert(below, pinfo, &ei_malformed, tvb, 0, -1);
        return (int)tvb_captured_length(tvb);
    }
    const char *name = pc_capf_command_name(message.command);
    name = name != NULL ? name : "unknown command";
    col_append_sep_str(pinfo->cinfo, COL_INFO, ", ", name);
    proto_item_append_text(item, ", %s", name);
    proto_tree_add_uint_format_value(below, hf_command, tvb, 1, 1, message.command, "%s (%u)", name,
                                     message.command);
    proto_tree_add_uint(below, hf_session, tvb, 2, 4, message.session);
    proto_tree_add_uint(below, hf_length, tvb, 6, 2, (uint32_t)message.elements.len);
    pc_elements_draw(&protocol, &pdu, message.command, message.elements, below);
    return (int)tvb_captured_length(tvb);
}

static int dissect_capf(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    return pc_elements_dissect(&protocol, tvb, pinfo, tree);
}

#define TEXT_FIELD(id, name, abbrev)                                                               \
    {                                                                                              \
        &id,                                                                                       \
        {                                                                                          \
            name, abbrev, FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL                               \
        }                                                                                          \
    }
#define UINT_FIELD(id, name, abbrev, type, base)                                                   \
    {                                                                                              \
        &id,                                                                                       \
        {                                                                                          \
            name, abbrev, type, base, NULL, 0, NULL, HFILL                                         \
        }                                                                                          \
    }

void pc_capf_register(void)
{
    static hf_register_info fields[] = {
        UINT_FIELD(hf_command, "Command", "capf.command", FT_UINT8, BASE_DEC),
        UINT_FIELD(hf_session, "Session", "capf.session", FT_UINT32, BASE_HEX),
        UINT_FIELD(hf_length, "Length", "capf.length", FT_UINT16, BASE_DEC),
        UINT_FIELD(hf_element, "Element", "capf.element", FT_NONE, BASE_NONE),
        UINT_FIELD(hf_tag, "Tag", "capf.tag", FT_UINT8, BASE_DEC),
        UINT_FIELD(hf_value, "Value", "capf.value", FT_BYTES, BASE_NONE),
        UINT_FIELD(hf_number, "Number", "capf.number", FT_UINT32, BASE_DEC),
        TEXT_FIELD(hf_text, "Meaning", "capf.meaning"),
        TEXT_FIELD(hf_device, "Device", "capf.device"),
        TEXT_FIELD(hf_secret, "Password", "capf.password"),
        UINT_FIELD(hf_certificate, "Certificate", "capf.certificate", FT_BYTES, BASE_NONE),
        TEXT_FIELD(hf_claimed, "Sent as", "capf.certificate.sent_as"),
        TEXT_FIELD(hf_subject, "Subject", "capf.certificate.subject"),
        TEXT_FIELD(hf_issuer, "Issuer", "capf.certificate.issuer"),
        TEXT_FIELD(hf_type, "Type", "capf.certificate.type"),
        TEXT_FIELD(hf_cert_device, "Device", "capf.certificate.device"),
        TEXT_FIELD(hf_verdict, "Verdict", "capf.certificate.verdict"),
        TEXT_FIELD(hf_reason, "Reason", "capf.certificate.reason"),
    };
    static ei_register_info experts[] = {
        {&ei_refused,
         {"capf.refused", PI_RESPONSE_CODE, PI_WARN, "CAPF ends the session with a reason",
          EXPFILL}},
        {&ei_not_trusted,
         {"capf.certificate.not_trusted", PI_SECURITY, PI_WARN,
          PC_STORE_CAPF " does not accept this certificate", EXPFILL}},
        {&ei_malformed, {"capf.malformed", PI_MALFORMED, PI_ERROR, "Not a CAPF message", EXPFILL}},
    };
    static int *subtrees[] = {&ett_capf, &ett_element, &ett_certificate};
    proto_capf = proto_register_protocol("Certificate Authority Proxy Function", "CAPF", "capf");
    proto_register_field_array(proto_capf, fields, G_N_ELEMENTS(fields));
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
    expert_register_field_array(expert_register_protocol(proto_capf), experts,
                                G_N_ELEMENTS(experts));
    handle = register_dissector("capf", dissect_capf, proto_capf);
}

void pc_capf_register_handoff(void)
{
    dissector_add_uint("tls.port", (unsigned)pc_port_default(PC_SERVICE_CAPF, PC_PORT_TLS), handle);
}
