// SPDX-License-Identifier: GPL-2.0-or-later
// Writes each session as a `tls` event in the form of Suricata's eve.json, for what reads those,
// with everything else that is known in an object `phonecert`.
#include "analyzer/report/report.h"

#include "analyzer/report/display.h"
#include "analyzer/report/session/session_json.h"
#include <string.h>

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    (void)options;
    return output;
}

// write_known leaves out a key whose value is not known, as Suricata does.
static void write_known(PcJson *json, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        pc_json_string(json, key, text);
    }
}

// write_colons writes hex digits in pairs, as Suricata writes fingerprints and serial numbers.
static void write_colons(PcJson *json, const char *key, const char *digits)
{
    GString *text = g_string_new(strlen(digits) % 2 == 1 ? "0" : "");
    for (const char *at = digits; *at != '\0'; at++) {
        if (text->len % 3 == 2) {
            g_string_append_c(text, ':');
        }
        g_string_append_c(text, *at);
    }
    write_known(json, key, text->str);
    g_string_free(text, TRUE);
}

static void write_certificate(PcJson *json, const GArray *certificates)
{
    enum { WITHOUT_ZONE = 19 }; // of "2026-11-23T03:10:06Z"
    if (certificates->len == 0) {
        return;
    }
    const PcSessionCertificate *leaf = &g_array_index(certificates, PcSessionCertificate, 0);
    PcMoment from = pc_moment_second(leaf->not_before);
    PcMoment until = pc_moment_second(leaf->not_after);
    g_autofree char *serial = g_ascii_strup(leaf->serial, -1);
    from.text[WITHOUT_ZONE] = '\0';
    until.text[WITHOUT_ZONE] = '\0';
    write_known(json, "subject", leaf->subject);
    write_known(json, "issuerdn", leaf->issuer);
    write_colons(json, "serial", serial);
    write_colons(json, "fingerprint", leaf->sha1);
    if (leaf->has_validity) {
        pc_json_string(json, "notbefore", from.text);
        pc_json_string(json, "notafter", until.text);
    }
}

// suricata_version gives Suricata's word for a version, as its SSLVersionToString has them.
static const char *suricata_version(const char *version)
{
    static const struct {
        const char *ours, *theirs;
    } words[] = {{"TLS 1.0", "TLSv1"}, {"SSL 3.0", "SSLv3"}};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_strcmp0(version, words[i].ours) == 0) {
            return words[i].theirs;
        }
    }
    return version != NULL ? version : "UNDETERMINED";
}

static void write_tls(PcJson *json, const PcSession *session)
{
    pc_json_open_object(json, "tls");
    write_certificate(json, session->server_certificates);
    write_known(json, "sni", session->server_name);
    pc_json_string(json, "version", suricata_version(session->version));
    if (session->resumed == PC_TRUE) {
        pc_json_bool(json, "session_resumed", true);
    }
    if (session->client_certificates->len > 0) {
        pc_json_open_object(json, "client");
        write_certificate(json, session->client_certificates);
        pc_json_close_object(json);
    }
    pc_json_close_object(json);
}

static void write_ends(PcJson *json, const PcSession *session)
{
    bool is_ip = session->client.port >= 0;
    if (is_ip) {
        pc_json_string(json, "src_ip", session->client.address);
        pc_json_integer(json, "src_port", session->client.port);
        pc_json_string(json, "dest_ip", session->server.address);
        pc_json_integer(json, "dest_port", session->server.port);
        pc_json_string(json, "proto", g_strcmp0(session->transport, "udp") == 0 ? "UDP" : "TCP");
        return;
    }
    pc_json_open_object(json, "ether");
    pc_json_string(json, "src_mac", session->client.address);
    pc_json_string(json, "dest_mac", session->server.address);
    pc_json_close_object(json);
}

static void session(void *state, const PcSession *session)
{
    enum { WITHOUT_ZONE = 26 }; // of "2026-11-23T03:10:06.123456Z"
    GString *line = pc_output_buffer(state);
    PcJson json = PC_JSON(line);
    PcMoment start = pc_moment_micro(session->start);
    g_strlcpy(start.text + WITHOUT_ZONE, "+0000", sizeof start.text - WITHOUT_ZONE);
    pc_json_open_object(&json, NULL);
    pc_json_string(&json, "timestamp", start.text);
    pc_json_integer(&json, "pcap_cnt", (int64_t)session->frames[PC_FRAME_FIRST]);
    pc_json_string(&json, "pcap_filename", session->file);
    // What is no handshake is no event of Suricata's.
    pc_json_string(&json, "event_type", session->kind == NULL ? "tls" : "phonecert");
    write_ends(&json, session);
    if (session->kind == NULL) {
        write_tls(&json, session);
    }
    pc_session_write_as(&json, "phonecert", session);
    pc_json_close_object(&json);
    g_string_append_c(line, '\n');
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    GString *line = pc_output_buffer(state);
    PcJson json = PC_JSON(line);
    if (conditions->verb != NULL) {
        pc_json_open_object(&json, NULL);
        pc_json_string(&json, "event_type", "phonecert");
        pc_conditions_write(&json, "phonecert", conditions, estate);
        pc_json_close_object(&json);
        g_string_append_c(line, '\n');
    }
}

const PcWriter pc_writer_eve = {
    .name = "eve",
    .help = "Suricata's tls events, with an object `phonecert`",
    .begin = begin,
    .session = session,
    .finish = finish,
};
