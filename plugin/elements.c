// SPDX-License-Identifier: GPL-2.0-or-later
// Describes certificates that travel inside other protocols. Everything owned is freed before epan
// is called again.
#include "plugin/elements.h"

#include "core/judge/judge.h"
#include "plugin/preferences.h"
#include <epan/dissectors/packet-tcp.h>

PcPdu pc_pdu_of(tvbuff_t *tvb, packet_info *pinfo)
{
    int len = tvb_captured_length_remaining(tvb, 0);
    PcPdu pdu = {tvb, pinfo, pc_bytes(NULL, 0)};
    if (len > 0) {
        pdu.bytes = pc_bytes(tvb_get_ptr(tvb, 0, len), (size_t)len);
    }
    return pdu;
}

// Described is the same with texts of its own.
typedef struct {
    char *texts[6];
    bool refused;
} Described;

static Described describe(PcBytes bytes, const char *store, int64_t time)
{
    PcJudge *judge = pc_preferences_judge();
    g_autoptr(GBytes) der = pc_bytes_dup(bytes);
    g_autoptr(PcCertificate) certificate = pc_judge_certificate(judge, der);
    g_autoptr(PcIdentity) identity = pc_identity_new(certificate, pc_preferences_issuers());
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    PcTrustAnswer answer = {0};
    g_ptr_array_add(chain, certificate);
    pc_trust_judge(pc_preferences_trust(), store, chain, time, &answer);
    bool judged = answer.verdict != PC_VERDICT_ABSENT && answer.verdict != PC_VERDICT_UNCHECKED;
    Described described = {{g_strdup(certificate->subject), g_strdup(identity->issuer),
                            g_strdup(pc_type_name(identity->type)), g_strdup(identity->device),
                            g_strdup(pc_verdict_name(answer.verdict)), g_strdup(answer.reason)},
                           judged && answer.verdict != PC_VERDICT_TRUSTED};
    pc_trust_answer_clear(&answer);
    return described;
}

PcCertificateView pc_elements_certificate(packet_info *pinfo, PcBytes der, const char *store)
{
    Described described = describe(der, store, pinfo->abs_ts.secs);
    const char *texts[G_N_ELEMENTS(described.texts)];
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *text = described.texts[i];
        texts[i] = text != NULL ? wmem_strdup(pinfo->pool, text) : NULL;
        g_free(text);
    }
    return (PcCertificateView){texts[0], texts[1], texts[2],         texts[3],
                               texts[4], texts[5], described.refused};
}

void pc_elements_draw(const PcElementsProtocol *protocol, const PcPdu *pdu, unsigned command,
                      PcBytes elements, proto_tree *tree)
{
    PcBytes rest = elements;
    int end = protocol->header_len + (int)elements.len;
    while (rest.len > 0) {
        int start = end - (int)rest.len;
        PcElement at = {.pdu = pdu, .command = command};
        if (!pc_tlv_read(&rest, &at.element)) {
            proto_tree_add_expert(tree, pdu->pinfo, protocol->malformed, pdu->tvb, start,
                                  end - start);
            return;
        }
        const char *name = protocol->tag_name(at.element.tag);
        at.start = start + PC_TLV_HEADER_LEN;
        at.len = (int)at.element.value.len;
        at.item = proto_tree_add_none_format(tree, *protocol->element, pdu->tvb, start,
                                             at.len + PC_TLV_HEADER_LEN, "%s",
                                             name != NULL ? name : "element");
        at.tree = proto_item_add_subtree(at.item, *protocol->ett_element);
        proto_tree_add_uint(at.tree, *protocol->tag, pdu->tvb, start, 1, at.element.tag);
        protocol->draw_value(&at);
    }
}

static unsigned message_length(packet_info *pinfo, tvbuff_t *tvb, int offset, void *data)
{
    const PcElementsProtocol *protocol = data;
    (void)pinfo;
    return (unsigned)protocol->header_len + tvb_get_ntohs(tvb, offset + protocol->length_at);
}

int pc_elements_dissect(const PcElementsProtocol *protocol, tvbuff_t *tvb, packet_info *pinfo,
                        proto_tree *tree)
{
    PcPdu pdu = pc_pdu_of(tvb, pinfo);
    PcElementsProtocol given = *protocol; // epan's callbacks want their data not constant
    uint8_t first = 0;
    if (!pc_bytes_at(pdu.bytes, 0, &first) || first != protocol->letter) {
        return 0;
    }
    col_set_str(pinfo->cinfo, COL_PROTOCOL, protocol->name);
    col_clear(pinfo->cinfo, COL_INFO);
    tcp_dissect_pdus(tvb, pinfo, tree, true, (unsigned)protocol->header_len, message_length,
                     protocol->message, &given);
    return (int)tvb_captured_length(tvb);
}
