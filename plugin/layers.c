// SPDX-License-Identifier: GPL-2.0-or-later
// Walks the short list of protocols that epan keeps for each frame.
#include "plugin/layers.h"

static const struct {
    const char *name;
    PcLayer layer;
} rows[] = {
    {"tls", PC_LAYER_TLS},       {"dtls", PC_LAYER_DTLS},   {"eapol", PC_LAYER_EAPOL},
    {"radius", PC_LAYER_RADIUS}, {"icmp", PC_LAYER_ICMP},   {"icmpv6", PC_LAYER_ICMP},
    {"tftp", PC_LAYER_TFTP},     {"http", PC_LAYER_HTTP},   {"openvpn", PC_LAYER_OPENVPN},
    {"sip", PC_LAYER_SIP},       {"skinny", PC_LAYER_SCCP},
};

static int ids[G_N_ELEMENTS(rows)]; // filled once, when Wireshark starts

void pc_layers_register(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        ids[i] = proto_get_id_by_filter_name(rows[i].name);
    }
}

unsigned pc_layers(const packet_info *pinfo)
{
    unsigned found = 0;
    wmem_list_frame_t *at = wmem_list_head(pinfo->layers);
    for (; at != NULL; at = wmem_list_frame_next(at)) {
        int id = GPOINTER_TO_INT(wmem_list_frame_data(at));
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
            found |= ids[i] == id ? (unsigned)rows[i].layer : 0;
        }
    }
    return found;
}
