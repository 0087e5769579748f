// SPDX-License-Identifier: GPL-2.0-or-later
// Reads TVS messages (a 10-byte header, then tag, length, value) and pairs questions with answers
// by the session number that both bear.
#include "core/talk/tvs.h"

#include "core/certificate/certificate.h"

static const char *const command_names[] = {NULL, "CertVerifyReq", "CertVerifyRes", "QueryCertReq",
                                            "QueryCertRes"};
static const char *const tag_names[] = {
    [PC_TVS_TAG_DEVICE_NAME] = "device-name",
    [PC_TVS_TAG_CERTIFICATE] = "certificate",
    [PC_TVS_TAG_SUBJECT_NAME] = "subject-name",
    [PC_TVS_TAG_STATUS] = "status",
    [PC_TVS_TAG_ROLES] = "roles",
    [PC_TVS_TAG_TTL] = "ttl",
};

const char *pc_tvs_command_name(unsigned command)
{
    return command < G_N_ELEMENTS(command_names) ? command_names[command] : NULL;
}

const char *pc_tvs_tag_name(unsigned tag)
{
    return tag < G_N_ELEMENTS(tag_names) ? tag_names[tag] : NULL;
}

bool pc_tvs_read_message(PcBytes *from, PcTvsMessage *message)
{
    PcBytes rest = *from;
    PcTvsMessage read;
    uint8_t protocol;
    if (!pc_bytes_u8(&rest, &protocol) || protocol != PC_TVS_PROTOCOL ||
        !pc_bytes_u8(&rest, &read.version) || !pc_bytes_u8(&rest, &read.command) ||
        !pc_bytes_u8(&rest, &read.reserved) || !pc_bytes_u32(&rest, &read.session) ||
        !pc_bytes_vector(&rest, 2, &read.elements)) {
        return false;
    }
    *from = rest;
    *message = read;
    return true;
}

PcBytes pc_tvs_read_device(PcBytes value)
{
    uint8_t first;
    if (pc_bytes_at(value, 0, &first) && first == 1) {
        pc_bytes_skip(&value, 1);
    }
    return pc_tlv_until_nul(value);
}

static void query_free(void *data)
{
    PcTvsQuery *query = data;
    g_free(query->device);
    g_free(query->subject);
    g_clear_pointer(&query->certificate, g_bytes_unref);
    g_free(query);
}

char *pc_tvs_query_subject(const PcTvsQuery *query)
{
    if (query->subject != NULL || query->certificate == NULL) {
        return g_strdup(query->subject);
    }
    g_autoptr(PcCertificate) certificate = pc_certificate_new(query->certificate);
    const bool is_named = certificate->subject != NULL && *certificate->subject != '\0';
    return is_named ? g_strdup(certificate->subject) : NULL;
}

PcTvsSession *pc_tvs_session_new(void)
{
    PcTvsSession *session = g_new0(PcTvsSession, 1);
    session->queries = g_ptr_array_new_with_free_func(query_free);
    session->streams[0].max_len = PC_TVS_MAX_MESSAGE;
    session->streams[1].max_len = PC_TVS_MAX_MESSAGE;
    return session;
}

void pc_tvs_session_free(PcTvsSession *session)
{
    if (session == NULL) {
        return;
    }
    pc_cutter_clear(&session->streams[0]);
    pc_cutter_clear(&session->streams[1]);
    g_ptr_array_unref(session->queries);
    g_free(session);
}

static bool is_request(uint8_t command)
{
    return command == PC_TVS_VERIFY_REQUEST || command == PC_TVS_QUERY_REQUEST;
}

static bool is_response(uint8_t command)
{
    return command == PC_TVS_VERIFY_RESPONSE || command == PC_TVS_QUERY_RESPONSE;
}

static PcTvsQuery *add_query(PcTvsSession *session, const PcTvsMessage *message)
{
    if (session->queries->len == PC_TVS_MAX_QUERIES) {
        return NULL;
    }
    PcTvsQuery *query = g_new0(PcTvsQuery, 1);
    query->session = message->session;
    query->status = -1;
    g_ptr_array_add(session->queries, query);
    return query;
}

// The oldest question of that number that waits for this kind of answer.
static PcTvsQuery *find_question(PcTvsSession *session, const PcTvsMessage *message)
{
    for (unsigned i = 0; i < session->queries->len; i++) {
        PcTvsQuery *query = g_ptr_array_index(session->queries, i);
        if (!query->answered && query->session == message->session &&
            query->command + 1 == message->command) {
            return query;
        }
    }
    return NULL;
}

static void take_status(PcTvsQuery *query, PcBytes value)
{
    uint8_t status;
    if (value.len == 1 && pc_bytes_u8(&value, &status)) {
        query->status = status;
    }
}

static void take_name(char **name, PcBytes value)
{
    if (*name == NULL && value.len > 0) {
        *name = pc_text_clean(value, PC_TVS_MAX_NAME);
    }
}

static void take_element(PcTvsQuery *query, const PcTlv *element)
{
    PcBytes value = element->value;
    switch (element->tag) {
    case PC_TVS_TAG_DEVICE_NAME:
        take_name(&query->device, pc_tvs_read_device(value));
        break;
    case PC_TVS_TAG_SUBJECT_NAME:
        take_name(&query->subject, pc_tlv_until_nul(value));
        break;
    case PC_TVS_TAG_CERTIFICATE:
        if (query->certificate == NULL && value.len > 0) {
            query->certificate = pc_bytes_dup(value);
        }
        break;
    case PC_TVS_TAG_STATUS:
        take_status(query, value);
        break;
    case PC_TVS_TAG_ROLES:
        query->n_roles = (unsigned)pc_bytes_copy_out(value, query->roles, PC_TVS_MAX_ROLES);
        break;
    case PC_TVS_TAG_TTL:
        if (value.len == 4) {
            pc_bytes_u32(&value, &query->ttl);
        }
        break;
    default:
        break;
    }
}

static void on_message(PcTvsSession *session, const PcSeen *seen, const PcTvsMessage *message)
{
    PcTvsQuery *query = NULL;
    if (is_request(message->command)) {
        query = add_query(session, message);
        if (query != NULL) {
            query->command = message->command;
            query->request_frame = seen->frame;
        }
    } else if (is_response(message->command)) {
        query = find_question(session, message);
        query = query != NULL ? query : add_query(session, message);
        if (query != NULL) {
            query->answered = true;
            query->response_frame = seen->frame;
        }
    }
    PcBytes elements = message->elements;
    PcTlv element;
    while (query != NULL && pc_tlv_read(&elements, &element)) {
        take_element(query, &element);
    }
}

typedef struct {
    PcTvsSession *session;
    const PcSeen *seen;
} Feed;

static PcCutterStep take_message(void *user, PcBytes *from)
{
    const Feed *feed = user;
    PcTvsMessage message;
    if (pc_tlv_begins(*from, PC_TVS_PROTOCOL, &feed->session->damaged) == PC_CUTTER_STOP) {
        return PC_CUTTER_STOP;
    }
    if (!pc_tvs_read_message(from, &message)) {
        return PC_CUTTER_MORE;
    }
    on_message(feed->session, feed->seen, &message);
    return PC_CUTTER_TAKEN;
}

void pc_tvs_session_bytes(PcTvsSession *session, const PcSeen *seen, PcBytes bytes)
{
    Feed feed = {session, seen};
    pc_cutter_feed(&session->streams[seen->direction & 1], bytes, take_message, &feed);
}

void pc_tvs_session_gap(PcTvsSession *session, unsigned direction)
{
    session->damaged = true;
    pc_cutter_stop(&session->streams[direction & 1]);
}
