// SPDX-License-Identifier: GPL-2.0-or-later
// Draws TVS (TCP 2445 inside TLS) as core/tvs reads it: questions about a server's certificate, and
// their answers.
#include "plugin/packet_capf.h"

#include "core/field/services.h"
#include "core/files/trust_list.h"
#include "core/talk/tvs.h"
#include "plugin/draw_text.h"
#include "plugin/elements.h"

static int proto_tvs = -1;
static dissector_handle_t handle;
static int ett_tvs = -1, ett_element = -1;
static int hf_command = -1, hf_version = -1, hf_session = -1, hf_element = -1, hf_tag = -1;
static int hf_value = -1, hf_device = -1, hf_name = -1, hf_status = -1, hf_role = -1, hf_ttl = -1;
static int hf_certificate = -1, hf_subject = -1, hf_issuer = -1;
static expert_field ei_refused = EI_INIT;
static expert_field ei_malformed = EI_INIT;

static void draw_text(const PcElement *at, int field, PcBytes text)
{
    char *owned = pc_text_clean(text, PC_TVS_MAX_NAME);
    char *clean = wmem_strdup(at->pdu->pinfo->pool, owned);
    g_free(owned);
    proto_tree_add_string(at->tree, field, at->pdu->tvb, at->start, at->len, clean);
    proto_item_append_text(at->item, ": %s", clean);
}

static void draw_device(const PcElement *at)
{
    draw_text(at, hf_device, pc_tvs_read_device(at->element.value));
}

static void draw_name(const PcElement *at)
{
    draw_text(at, hf_name, at->element.value);
}

static void draw_certificate(const PcElement *at)
{
    PcCertificateView view = pc_elements_certificate(at->pdu->pinfo, at->element.value, NULL);
    proto_tree_add_item(at->tree, hf_certificate, at->pdu->tvb, at->start, at->len, ENC_NA);
    const PcPlace place = {at->tree, at->pdu->tvb, at->start, at->len};
    (void)pc_draw_text(&place, hf_subject, view.subject);
    (void)pc_draw_text(&place, hf_issuer, view.issuer != NULL ? view.issuer : "");
    proto_item_append_text(at->item, ": %s", view.subject);
}

static void draw_status(const PcElement *at)
{
    PcBytes value = at->element.value;
    uint8_t status = 0;
    uint32_t number = 0;
    while (pc_bytes_u8(&value, &status)) {
        number = number << 8 | status;
    }
    proto_item *item = proto_tree_add_uint_format_value(
        at->tree, hf_status, at->pdu->tvb, at->start, at->len, number, "%u (%s)", number,
        number == 0 ? "the certificate is good" : "refused");
    proto_item_append_text(at->item, ": %u", number);
    if (number != 0) {
        expert_add_info(at->pdu->pinfo, item, &ei_refused);
    }
}

static void draw_roles(const PcElement *at)
{
    PcBytes value = at->element.value;
    uint8_t role = 0;
    for (int i = 0; pc_bytes_u8(&value, &role); i++) {
        const char *name = pc_role_name(role);
        proto_tree_add_uint_format_value(at->tree, hf_role, at->pdu->tvb, at->start + i, 1, role,
                                         "%u (%s)", role, name != NULL ? name : "unknown");
    }
}

static void draw_ttl(const PcElement *at)
{
    PcBytes value = at->element.value;
    uint32_t seconds = 0;
    if (pc_bytes_u32(&value, &seconds)) {
        proto_tree_add_uint_format_value(at->tree, hf_ttl, at->pdu->tvb, at->start, at->len,
                                         seconds, "%u s", seconds);
        proto_item_append_text(at->item, ": %u s", seconds);
    }
}

static void draw_value(const PcElement *at)
{
    static const struct {
        uint8_t tag;
        void (*draw)(const PcElement *at);
    } rows[] = {
        {PC_TVS_TAG_DEVICE_NAME, draw_device}, {PC_TVS_TAG_CERTIFICATE, draw_certificate},
        {PC_TVS_TAG_SUBJECT_NAME, draw_name},  {PC_TVS_TAG_STATUS, draw_status},
        {PC_TVS_TAG_ROLES, draw_roles},        {PC_TVS_TAG_TTL, draw_ttl},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].tag == at->element.tag) {
            rows[i].draw(at);
            return;
        }
    }
    proto_tree_add_item(at->tree, hf_value, at->pdu->tvb, at->start, at->len, ENC_NA);
}

static int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

static const PcElementsProtocol protocol = {
    .name = "TVS",
    .letter = PC_TVS_PROTOCOL,
    .header_len = PC_TVS_HEADER_LEN,
    .length_at = 8,
    .element = &hf_element,
    .tag = &hf_tag,
    .ett_element = &ett_element,
    .malformed = &ei_malformed,
    .tag_name = pc_tvs_tag_name,
    .draw_value = draw_value,
    .message = dissect_message,
};

static int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    PcPdu pdu = pc_pdu_of(tvb, pinfo);
    PcBytes bytes = pdu.bytes;
    PcTvsMessage message;
    (void)data;
    proto_item *item = proto_tree_add_item(tree, proto_tvs, tvb, 0, -1, ENC_NA);
    proto_tree *below = proto_item_add_subtree(item, ett_tvs);
    if (!pc_tvs_read_message(&bytes, &message)) {
        proto_tree_add_expert(below, pinfo, &ei_malformed, tvb, 0, -1);
        return (int)tvb_captured_length(tvb);
    }
    const char *name = pc_tvs_command_name(message.command);
    name = name != NULL ? name : "unknown command";
    col_append_sep_str(pinfo->cinfo, COL_INFO, ", ", name);
    proto_item_append_text(item, ", %s", name);
    proto_tree_add_uint(below, hf_version, tvb, 1, 1, message.version);
    proto_tree_add_uint_format_value(below, hf_command, tvb, 2, 1, message.command, "%s (%u)", name,
                                     message.command);
    proto_tree_add_uint(below, hf_session, tvb, 4, 4, message.session);
    pc_elements_draw(&protocol, &pdu, message.command, message.elements, below);
    return (int)tvb_captured_length(tvb);
}

static int dissect_tvs(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    return pc_elements_dissect(&protocol, tvb, pinfo, tree);
}

#define FIELD(id, name, abbrev, type, base)                                                        \
    {                                                                                              \
        &id,                                                                                       \
        {                                                                                          \
            name, abbrev, type, base, NULL, 0, NULL, HFILL                                         \
        }                                                                                          \
    }

void pc_tvs_register(void)
{
    static hf_register_info fields[] = {
        FIELD(hf_version, "Version", "tvs.version", FT_UINT8, BASE_DEC),
        FIELD(hf_command, "Command", "tvs.command", FT_UINT8, BASE_DEC),
        FIELD(hf_session, "Session", "tvs.session", FT_UINT32, BASE_HEX),
        FIELD(hf_element, "Element", "tvs.element", FT_NONE, BASE_NONE),
        FIELD(hf_tag, "Tag", "tvs.tag", FT_UINT8, BASE_DEC),
        FIELD(hf_value, "Value", "tvs.value", FT_BYTES, BASE_NONE),
        FIELD(hf_device, "Device", "tvs.device", FT_STRING, BASE_NONE),
        FIELD(hf_name, "Name asked for", "tvs.name", FT_STRING, BASE_NONE),
        FIELD(hf_status, "Status", "tvs.status", FT_UINT32, BASE_DEC),
        FIELD(hf_role, "Role", "tvs.role", FT_UINT8, BASE_DEC),
        FIELD(hf_ttl, "Time to live", "tvs.ttl", FT_UINT32, BASE_DEC),
        FIELD(hf_certificate, "Certificate", "tvs.certificate", FT_BYTES, BASE_NONE),
        FIELD(hf_subject, "Subject", "tvs.certificate.subject", FT_STRING, BASE_NONE),
        FIELD(hf_issuer, "Issuer", "tvs.certificate.issuer", FT_STRING, BASE_NONE),
    };
    static ei_register_info experts[] = {
        {&ei_refused,
         {"tvs.refused", PI_RESPONSE_CODE, PI_WARN, "TVS does not know this certificate", EXPFILL}},
        {&ei_malformed, {"tvs.malformed", PI_MALFORMED, PI_ERROR, "Not a TVS message", EXPFILL}},
    };
    static int *subtrees[] = {&ett_tvs, &ett_element};
    proto_tvs = proto_register_protocol("Trust Verification Service", "TVS", "tvs");
    proto_register_field_array(proto_tvs, fields, G_N_ELEMENTS(fields));
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
    expert_register_field_array(expert_register_protocol(proto_tvs), experts,
                                G_N_ELEMENTS(experts));
    handle = register_dissector("tvs", dissect_tvs, proto_tvs);
}

void pc_tvs_register_handoff(void)
{
    dissector_add_uint("tls.port", (unsigned)pc_port_default(PC_SERVICE_TVS, PC_PORT_TLS), handle);
}
