// SPDX-License-Identifier: GPL-2.0-or-later
// Both doors tell the same of the same events.
#include "core/observe/heard.h"

PcOverheardFile pc_heard_file(const PcDownload *download)
{
    return (PcOverheardFile){.name = download->name,
                             .content = pc_bytes_of(download->content),
                             .phone = download->phone.address,
                             .server = download->server.address,
                             .frame = download->frame,
                             .time = download->time};
}

PcOverheardName pc_heard_name(const PcEndpoint *phone, const PcEndpoint *server, const char *device,
                              const PcSeen *seen)
{
    return (PcOverheardName){.device = device,
                             .phone = phone->address,
                             .server = server->address,
                             .port = server->port,
                             .time = seen->time};
}

PcOverheardAnswer pc_heard_answer(const PcSipHeard *heard)
{
    return (PcOverheardAnswer){.device = heard->device,
                               .phone = heard->phone.address,
                               .status = heard->status,
                               .warning = heard->warning};
}

PcOverheardAttempt pc_heard_attempt(const PcEndpoint *from, const PcEndpoint *to, bool refused,
                                    const PcSeen *seen)
{
    return (PcOverheardAttempt){
        .phone = from, .server = to, .refused = refused, .time = seen->time};
}

char *pc_heard_file_line(const PcFetched *fetched)
{
    const char *signature = pc_list_signature_name(fetched->signature);
    return fetched->list == NULL ? g_strdup_printf("%s · signature %s", fetched->name, signature)
                                 : g_strdup_printf("%s · %u records · signature %s", fetched->name,
                                                   fetched->list->records->len, signature);
}

char *pc_heard_name_line(const char *device)
{
    return g_strdup_printf("%s registers in clear", device);
}

char *pc_heard_answer_line(int status)
{
    return g_strdup_printf("answer %d to a REGISTER in clear", status);
}

char *pc_heard_attempt_line(const PcEndpoint *server, bool refused)
{
    return g_strdup_printf("connection to %s port %d %s", server->address, server->port,
                           refused ? "refused" : "not answered");
}
