// SPDX-License-Identifier: GPL-2.0-or-later
// TFTP goes to the core datagram by datagram, as in the analyzer; HTTP is epan's own reading, by
// the body of a response and what it answers to.
#include "plugin/downloads.h"

#include "core/download.h"
#include "core/tftp.h"
#include "plugin/fields.h"

static GArray *tftp_ids, *body_ids, *uri_ids; // of int; filled once, when Wireshark starts

static PcSessions *sessions; // lent
static GPtrArray *files;     // of PcDownloaded
static PcTftp *tftp;         // NULL before the first datagram

void pc_downloads_register(GArray *wanted)
{
    // What a response answers to has a name of its own until 4.2, and the request's since.
    const char *of_response = "http.response_for.uri";
    bool has_own = proto_registrar_get_byname(of_response) != NULL;
    tftp_ids = pc_field_want("tftp", wanted);
    body_ids = pc_field_want("http.file_data", wanted);
    uri_ids = pc_field_want(has_own ? of_response : "http.request.uri", wanted);
}

static void downloaded_free(void *data)
{
    PcDownloaded *downloaded = data;
    pc_fetched_unref(downloaded->fetched);
    g_bytes_unref(downloaded->content);
    g_free(downloaded);
}

void pc_downloads_begin_file(PcSessions *of_file)
{
    sessions = of_file;
    files = g_ptr_array_new_with_free_func(downloaded_free);
}

void pc_downloads_end_file(void)
{
    g_clear_pointer(&tftp, pc_tftp_free);
    g_clear_pointer(&files, g_ptr_array_unref);
    sessions = NULL;
}

static void take_file(const PcOverheardFile *file)
{
    PcFetched *fetched = pc_overheard_file(pc_sessions_overheard(sessions), file);
    if (fetched == NULL) {
        return;
    }
    PcDownloaded *downloaded = g_new0(PcDownloaded, 1);
    downloaded->fetched = fetched;
    downloaded->content = pc_bytes_dup(file->content);
    g_ptr_array_add(files, downloaded);
}

// ---- TFTP ---------------------------------------------------------------------------------

static void on_tftp_file(void *user, const PcTftpFile *whole)
{
    PcEndpoint phone = pc_peer_endpoint(whole->client);
    PcEndpoint server = pc_peer_endpoint(whole->server);
    PcOverheardFile file = {.name = whole->name,
                            .content = pc_bytes_of(whole->content),
                            .phone = phone.address,
                            .server = server.address,
                            .frame = whole->seen->frame,
                            .time = whole->seen->time};
    (void)user;
    take_file(&file);
    g_free(phone.address);
    g_free(server.address);
}

static void take_tftp(const packet_info *pinfo, const field_info *field)
{
    PcPeer from;
    PcPeer to;
    if (!pc_peer_of(&pinfo->src, pinfo->srcport, &from) ||
        !pc_peer_of(&pinfo->dst, pinfo->destport, &to)) {
        return;
    }
    if (tftp == NULL) {
        tftp = pc_tftp_new(on_tftp_file, NULL);
    }
    PcTftpDatagram datagram = {.from = &from,
                               .to = &to,
                               .bytes = pc_field_bytes(field, G_MAXUINT16),
                               .missing = pc_field_missing(field)};
    PcSeen seen = {.frame = pinfo->num, .time = wsc_nanoseconds(&pinfo->abs_ts)};
    (void)pc_tftp_datagram(tftp, &datagram, &seen);
}

// ---- HTTP ---------------------------------------------------------------------------------

static void take_response(packet_info *pinfo, const field_info *body, const field_info *uri)
{
    const char *path = wsc_field_text(pinfo->pool, uri);
    const char *phone = address_to_str(pinfo->pool, &pinfo->dst);
    const char *server = address_to_str(pinfo->pool, &pinfo->src);
    PcOverheardFile file = {
        .content = pc_field_bytes(body, (size_t)MAX(body->length, 0)),
        .phone = phone,
        .server = server,
        .frame = pinfo->num,
        .time = wsc_nanoseconds(&pinfo->abs_ts),
    };
    char *name = pc_download_name(pc_bytes(path, strlen(path)));
    file.name = name;
    bool whole =
        file.content.len == (size_t)body->length && file.content.len <= PC_DOWNLOAD_MAX_LEN;
    if (whole && pc_download_is_wanted(name)) {
        take_file(&file);
    }
    g_free(name);
}

static void take_http(packet_info *pinfo, const proto_tree *tree)
{
    const GPtrArray *bodies = pc_field_all(tree, body_ids);
    const GPtrArray *uris = pc_field_all(tree, uri_ids);
    // Responses without a body are among them where the numbers differ: no telling which is whose.
    if (bodies == NULL || uris == NULL || bodies->len != uris->len) {
        return;
    }
    for (unsigned i = 0; i < bodies->len; i++) {
        take_response(pinfo, g_ptr_array_index(bodies, i), g_ptr_array_index(uris, i));
    }
}

const PcDownloaded *pc_downloads_take(packet_info *pinfo, const proto_tree *tree)
{
    unsigned before = files->len;
    const field_info *datagram = pc_field_first(tree, tftp_ids);
    if (datagram != NULL) {
        take_tftp(pinfo, datagram);
    } else {
        take_http(pinfo, tree);
    }
    return files->len > before ? g_ptr_array_index(files, files->len - 1) : NULL;
}
