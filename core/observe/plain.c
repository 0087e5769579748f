// SPDX-License-Identifier: GPL-2.0-or-later
// Turns what was found in clear into the owner's events.
#include "core/observe/plain.h"

// The file goes to the receiver of the direction in which it came.
void pc_plain_download(const PcObserve *observe, const PcFlow *flow, const char *name,
                       GBytes *content, const PcSeen *seen)
{
    void *user;
    const PcObserveEvents *events = pc_observe_events(observe, &user);
    if (events->download == NULL) {
        return;
    }
    g_autofree char *own_name = g_strdup(name);
    PcDownload download = {
        .name = own_name,
        .content = content,
        .phone = pc_observe_flow_end(flow, 1 - (seen->direction & 1)),
        .server = pc_observe_flow_end(flow, seen->direction & 1),
        .frame = seen->frame,
        .time = seen->time,
    };
    events->download(user, &download);
    g_free(download.phone.address);
    g_free(download.server.address);
}

void pc_plain_device(const PcObserve *observe, const PcFlow *flow, const char *device,
                     const PcSeen *seen)
{
    void *user;
    const PcObserveEvents *events = pc_observe_events(observe, &user);
    if (events->device_named == NULL) {
        return;
    }
    PcEndpoint phone = pc_observe_flow_end(flow, seen->direction & 1);
    PcEndpoint server = pc_observe_flow_end(flow, 1 - (seen->direction & 1));
    events->device_named(user, &phone, &server, device, seen);
    g_free(phone.address);
    g_free(server.address);
}

static void on_tftp_file(void *user_of_tftp, const PcTftpFile *file)
{
    void *user;
    const PcObserveEvents *events = pc_observe_events(user_of_tftp, &user);
    if (events->download == NULL) {
        return;
    }
    g_autofree char *name = g_strdup(file->name);
    PcDownload download = {
        .name = name,
        .content = file->content,
        .phone = pc_peer_endpoint(file->client),
        .server = pc_peer_endpoint(file->server),
        .transport = PC_TRANSPORT_UDP,
        .frame = file->seen->frame,
        .time = file->seen->time,
    };
    events->download(user, &download);
    g_free(download.phone.address);
    g_free(download.server.address);
}

PcTftp *pc_plain_tftp(PcObserve *observe)
{
    return pc_tftp_new(on_tftp_file, observe);
}

void pc_plain_attempt(const PcObserve *observe, const PcFlow *flow, bool refused,
                      const PcSeen *seen)
{
    void *user;
    const PcObserveEvents *events = pc_observe_events(observe, &user);
    int opener = pc_flow_syn_direction(flow);
    unsigned direction = opener == 1 ? 1 : 0;
    if (events->connection_failed == NULL) {
        return;
    }
    PcEndpoint from = pc_observe_flow_end(flow, direction);
    PcEndpoint to = pc_observe_flow_end(flow, 1 - direction);
    events->connection_failed(user, &from, &to, refused, seen);
    g_free(from.address);
    g_free(to.address);
}
