// SPDX-License-Identifier: GPL-2.0-or-later
// An answer belongs to the request with its identifier and addresses, a request to the conversation
// whose State it brings back (RFC 2865, 5.24). Where a packet was lost, the phone's own name ties
// the rest together.
#include "core/eap/radius.h"
#include "core/bytes/keyed_hash.h"
#include "core/eap/eap_talk.h"

enum {
    ACCESS_REQUEST = 1,
    ACCESS_ACCEPT = 2,
    ACCESS_REJECT = 3,
    ACCESS_CHALLENGE = 11,

    USER_NAME = 1,
    NAS_PORT = 5,
    NAS_PORT_TYPE = 61,
    STATE = 24,
    CALLING_STATION_ID = 31,
    EAP_MESSAGE = 79,

    HEADER_LEN = 20,
    MAX_LEN = 4096,    // RFC 2865, 3
    MAX_TALKS = 16384, // at once; the one that was silent for longest makes room
    MAX_WAITING = 256, // challenges whose request was not seen
    MAX_NAME = 253,
};

typedef struct {
    uint8_t code, id;
    size_t len; // of all
    PcBytes user_name, nas_port, nas_port_type, state, calling;
    GByteArray *eap; // the pieces of the EAP packet, joined
} Packet;

// Talk is one phone's conversation. Its keys are in the tables as long as it lives.
typedef struct {
    GBytes *phone;    // who: access server and name of the phone
    GBytes *state;    // the latest; NULL at first
    GBytes *exchange; // the latest: addresses and identifier
    PcEapTalk *talk;
    PcEapSilence silence; // its last request, how often it came, and what of it
    int asked;            // EAP's identifier in that
    PcSeen sent;          // the first time
    size_t held;          // bytes that it keeps
    GList *link;
} Talk;

// Waiting is an answer whose request was not seen: until that comes after all, or the next one
// brings its State back.
typedef struct {
    GBytes *exchange, *state, *eap;
    uint8_t code;
    PcSeen seen;
} Waiting;

struct PcRadius {
    PcEapOwner owner;
    GHashTable *phones;    // Talk.phone -> Talk, which owns it
    GHashTable *states;    // Talk.state -> Talk
    GHashTable *exchanges; // Talk.exchange -> Talk
    GQueue recent;         // of Talk, the latest first
    GQueue waiting;        // of Waiting, the oldest first
};

static void talk_free(void *data)
{
    Talk *talk = data;
    g_bytes_unref(talk->phone);
    g_bytes_unref(talk->state);
    g_bytes_unref(talk->exchange);
    pc_eap_talk_free(talk->talk);
    g_free(talk);
}

static void waiting_free(void *data)
{
    Waiting *waiting = data;
    g_bytes_unref(waiting->exchange);
    g_bytes_unref(waiting->state);
    g_bytes_unref(waiting->eap);
    g_free(waiting);
}

PcRadius *pc_radius_new(const PcEapOwner *owner)
{
    PcRadius *radius = g_new0(PcRadius, 1);
    radius->owner = *owner;
    radius->phones = g_hash_table_new_full(pc_hash_bytes, g_bytes_equal, NULL, talk_free);
    radius->states = g_hash_table_new(pc_hash_bytes, g_bytes_equal);
    radius->exchanges = g_hash_table_new(pc_hash_bytes, g_bytes_equal);
    g_queue_init(&radius->recent);
    g_queue_init(&radius->waiting);
    return radius;
}

void pc_radius_free(PcRadius *radius)
{
    if (radius == NULL) {
        return;
    }
    g_queue_clear(&radius->recent);
    g_queue_clear_full(&radius->waiting, waiting_free);
    g_hash_table_unref(radius->states);
    g_hash_table_unref(radius->exchanges);
    g_hash_table_unref(radius->phones);
    g_free(radius);
}

// ---- packets --------------------------------------------------------------------------------

bool pc_radius_looks(PcBytes bytes)
{
    uint8_t code, id;
    uint16_t len;
    return bytes.len >= HEADER_LEN && pc_bytes_u8(&bytes, &code) && pc_bytes_u8(&bytes, &id) &&
           pc_bytes_u16(&bytes, &len) && len >= HEADER_LEN && len <= MAX_LEN &&
           ((code >= ACCESS_REQUEST && code <= ACCESS_REJECT) || code == ACCESS_CHALLENGE);
}

static bool next_attribute(PcBytes *from, uint8_t *type, PcBytes *value)
{
    enum { ATTRIBUTE_HEADER = 2 };
    PcBytes rest = *from;
    uint8_t len;
    if (!pc_bytes_u8(&rest, type) || !pc_bytes_u8(&rest, &len) || len < ATTRIBUTE_HEADER) {
        return false;
    }
    // The last one may be cut by the snap length: what is there of an EAP packet still counts.
    *value = pc_bytes_first(rest, len - (size_t)ATTRIBUTE_HEADER);
    pc_bytes_skip(&rest, value->len);
    *from = rest;
    return true;
}

// The caller frees packet->eap, whatever the answer.
static bool read_packet(PcBytes bytes, Packet *packet)
{
    uint16_t len;
    uint8_t type;
    PcBytes value;
    *packet = (Packet){.eap = g_byte_array_new()};
    if (!pc_radius_looks(bytes) || !pc_bytes_u8(&bytes, &packet->code) ||
        !pc_bytes_u8(&bytes, &packet->id) || !pc_bytes_u16(&bytes, &len)) {
        return false;
    }
    packet->len = len;
    bytes = pc_bytes_first(bytes, len - (size_t)4);
    pc_bytes_skip(&bytes, HEADER_LEN - 4);
    while (next_attribute(&bytes, &type, &value)) {
        if (type == EAP_MESSAGE) {
            g_byte_array_append(packet->eap, value.data, (guint)value.len);
        } else if (type == USER_NAME) {
            packet->user_name = value;
        } else if (type == NAS_PORT) {
            packet->nas_port = value;
        } else if (type == STATE) {
            packet->state = value;
        } else if (type == NAS_PORT_TYPE) {
            packet->nas_port_type = value;
        } else if (type == CALLING_STATION_ID) {
            packet->calling = value;
        }
    }
    return true;
}

// ---- keys -----------------------------------------------------------------------------------

static void add_bytes(GByteArray *key, PcBytes part)
{
    uint8_t len = (uint8_t)part.len; // attributes and addresses are shorter than 256 bytes
    g_byte_array_append(key, &len, 1);
    g_byte_array_append(key, part.data, (guint)part.len);
}

static void add_peer(GByteArray *key, const PcPeer *peer, bool with_port)
{
    uint8_t port[] = {(uint8_t)(peer->port >> 8), (uint8_t)peer->port};
    add_bytes(key, pc_bytes(peer->address, peer->address_len));
    add_bytes(key, pc_bytes(port, with_port ? sizeof port : 0));
}

static GBytes *phone_key(const PcPeer *access_server, const Packet *packet)
{
    GByteArray *key = g_byte_array_new();
    add_peer(key, access_server, false);
    add_bytes(key, packet->calling.len > 0 ? packet->calling : packet->user_name);
    add_bytes(key, packet->nas_port);
    return g_byte_array_free_to_bytes(key);
}

static GBytes *exchange_key(const PcPeer *access_server, const PcPeer *server, uint8_t id)
{
    GByteArray *key = g_byte_array_new();
    add_peer(key, access_server, true);
    add_peer(key, server, true);
    g_byte_array_append(key, &id, 1);
    return g_byte_array_free_to_bytes(key);
}

static void set_key(GHashTable *table, GBytes **slot, GBytes *key, Talk *talk)
{
    if (*slot != NULL && g_hash_table_lookup(table, *slot) == talk) {
        g_hash_table_remove(table, *slot);
    }
    g_clear_pointer(slot, g_bytes_unref);
    *slot = key;
    if (key != NULL) {
        g_hash_table_replace(table, key, talk);
    }
}

// ---- conversations --------------------------------------------------------------------------

// What a key takes with its row in a table.
static size_t of_key(GBytes *key)
{
    return key == NULL
               ? 0
               : PC_ACCOUNT_TABLE_ROW + PC_ACCOUNT_BYTES + pc_account_block(g_bytes_get_size(key));
}

static void take_packet(PcRadius *radius, Talk *talk, const PcSeen *seen, const PcEapPacket *packet)
{
    pc_eap_talk_packet(talk->talk, seen, packet);
    size_t held = pc_account_block(sizeof *talk) + of_key(talk->phone) + of_key(talk->state) +
                  of_key(talk->exchange) + PC_ACCOUNT_QUEUE_LINK + pc_eap_talk_held(talk->talk);
    pc_account_change(radius->owner.memory->account, PC_HOLD_RADIUS, held, talk->held);
    talk->held = held;
}

static void end_talk(PcRadius *radius, Talk *talk)
{
    enum { AGAIN = 2 };
    PcEapSilence silence = talk->silence;
    silence.n_unanswered = silence.n_unanswered >= AGAIN ? silence.n_unanswered : 0;
    silence.n_fragments = silence.n_fragments >= AGAIN ? silence.n_fragments : 0;
    pc_eap_talk_unanswered(talk->talk, &silence);
    pc_eap_talk_end(talk->talk);
    pc_account_change(radius->owner.memory->account, PC_HOLD_RADIUS, 0, talk->held);
    set_key(radius->states, &talk->state, NULL, talk);
    set_key(radius->exchanges, &talk->exchange, NULL, talk);
    g_queue_delete_link(&radius->recent, talk->link);
    g_hash_table_remove(radius->phones, talk->phone);
}

// A MAC address in any of its spellings ("00-10-A4-23-19-C0", RFC 3580, 3.21) becomes ours; other
// names stay as they are.
static char *phone_name(const Packet *packet)
{
    enum { MAC_DIGITS = 12 };
    PcBytes text = packet->calling.len > 0 ? packet->calling : packet->user_name;
    GString *name = g_string_new(NULL), *mac = g_string_new(NULL);
    unsigned n_digits = 0, n_others = 0;
    uint8_t letter;
    PcBytes rest = pc_bytes_first(text, MAX_NAME);
    while (pc_bytes_u8(&rest, &letter)) {
        bool digit = g_ascii_isxdigit((char)letter);
        g_string_append_c(name, letter >= 0x20 && letter < 0x7f ? (char)letter : '?');
        n_others += !digit && strchr("-:. ", letter) == NULL;
        if (digit) {
            g_string_append(mac, n_digits > 0 && n_digits % 2 == 0 ? ":" : "");
            g_string_append_c(mac, g_ascii_tolower((char)letter));
            n_digits++;
        }
    }
    bool is_mac = n_digits == MAC_DIGITS && n_others == 0;
    char *answer = g_string_free(is_mac ? mac : name, FALSE);
    g_string_free(is_mac ? name : mac, TRUE);
    return answer;
}

static Talk *begin_talk(PcRadius *radius, GBytes *phone, const Packet *packet, const PcPeer *server)
{
    while (radius->recent.length >= MAX_TALKS ||
           (!pc_account_fits(radius->owner.memory->account, PC_HOLD_RADIUS, 0) &&
            radius->recent.length > 0)) {
        Talk *oldest = g_queue_peek_tail(&radius->recent);
        pc_account_over(radius->owner.memory->account, PC_HOLD_RADIUS);
        pc_eap_talk_give_up(oldest->talk);
        end_talk(radius, oldest);
    }
    PcEndpoint peer = {phone_name(packet), -1};
    PcEndpoint authenticator = pc_peer_endpoint(server);
    Talk *talk = g_new0(Talk, 1);
    talk->phone = g_bytes_ref(phone);
    talk->asked = -1;
    talk->talk = pc_eap_talk_new(&radius->owner, PC_TRANSPORT_RADIUS, &peer, &authenticator);
    g_free(peer.address);
    g_free(authenticator.address);
    g_queue_push_head(&radius->recent, talk);
    talk->link = radius->recent.head;
    g_hash_table_insert(radius->phones, talk->phone, talk);
    return talk;
}

static Talk *talk_of(PcRadius *radius, const Packet *packet, const PcPeer *access_server,
                     const PcPeer *server)
{
    if (packet->state.len > 0) {
        g_autoptr(GBytes) state = pc_bytes_dup(packet->state);
        Talk *known = g_hash_table_lookup(radius->states, state);
        if (known != NULL) {
            return known;
        }
    }
    g_autoptr(GBytes) phone = phone_key(access_server, packet);
    Talk *talk = g_hash_table_lookup(radius->phones, phone);
    return talk != NULL ? talk : begin_talk(radius, phone, packet, server);
}

static bool is_same_request(const Talk *talk, const Packet *packet, const PcEapPacket *eap)
{
    return talk->asked == eap->id && talk->silence.len == packet->len;
}

static bool begins_anew(const Talk *talk, const Packet *packet, const PcEapPacket *eap,
                        GBytes *exchange)
{
    enum { IDENTITY = 1 };
    uint8_t type;
    if (is_same_request(talk, packet, eap) && talk->exchange != NULL &&
        g_bytes_equal(talk->exchange, exchange)) {
        return false; // the access server asks again
    }
    // Without State it is a first request: the answer to the access server's own identity request.
    return packet->state.len == 0 && pc_bytes_at(eap->content, 0, &type) && type == IDENTITY &&
           pc_eap_talk_last_id(talk->talk, PC_EAP_AUTHENTICATOR) >= 0;
}

// ---- answers before their request -----------------------------------------------------------

static void let_wait(PcRadius *radius, GBytes *exchange, const Packet *packet, const PcSeen *seen)
{
    if (radius->waiting.length >= MAX_WAITING) {
        waiting_free(g_queue_pop_head(&radius->waiting));
    }
    Waiting *waiting = g_new(Waiting, 1);
    *waiting = (Waiting){
        .exchange = g_bytes_ref(exchange),
        .state = pc_bytes_dup(packet->state),
        .eap = pc_bytes_dup(pc_bytes(packet->eap->data, packet->eap->len)),
        .code = packet->code,
        .seen = *seen,
    };
    g_queue_push_tail(&radius->waiting, waiting);
}

// The challenge that the phone's packet answers, as far as it waits; State alone may be the same in
// all of a conversation.
static void claim_waiting(PcRadius *radius, Talk *talk, PcBytes state, uint8_t id)
{
    PcEapPacket eap;
    GList *next;
    for (GList *at = radius->waiting.head; at != NULL && state.len > 0; at = next) {
        Waiting *waiting = at->data;
        next = at->next;
        if (waiting->code != ACCESS_CHALLENGE ||
            !pc_bytes_equal(pc_bytes_of(waiting->state), state) ||
            !pc_eap_packet(pc_bytes_of(waiting->eap), &eap) || eap.id != id) {
            continue;
        }
        take_packet(radius, talk, &waiting->seen, &eap);
        g_queue_delete_link(&radius->waiting, at);
        waiting_free(waiting);
    }
}

// NAS-Port-Type (RFC 2865, 5.41): Ethernet and Wireless - IEEE 802.11.
static PcMedium medium_of(PcBytes nas_port_type)
{
    enum { ETHERNET = 15, WIRELESS_802_11 = 19 };
    uint32_t type;
    if (!pc_bytes_u32(&nas_port_type, &type)) {
        return PC_MEDIUM_UNKNOWN;
    }
    return type == ETHERNET          ? PC_MEDIUM_WIRED
           : type == WIRELESS_802_11 ? PC_MEDIUM_WIRELESS
                                     : PC_MEDIUM_UNKNOWN;
}

// ---- the two kinds of packet ----------------------------------------------------------------

// Answer is what an answer says.
typedef struct {
    uint8_t code;
    PcBytes state, eap;
} Answer;

// What the answer says of the conversation. It ends it, unless it is a challenge.
static void take_answer_of(PcRadius *radius, Talk *talk, const PcSeen *seen, const Answer *answer)
{
    PcEapPacket eap;
    const PcEapSilence last = talk->silence;
    talk->silence = (PcEapSilence){.silent = PC_SIDE_SERVER,
                                   .was_answered = true,
                                   .n_ignored = last.n_ignored,
                                   .len = last.len,
                                   .frame = last.frame};
    if (answer->state.len > 0) {
        set_key(radius->states, &talk->state, pc_bytes_dup(answer->state), talk);
    }
    if (pc_eap_packet(answer->eap, &eap)) {
        take_packet(radius, talk, seen, &eap);
    }
    if (answer->code != ACCESS_CHALLENGE) {
        pc_eap_talk_result(talk->talk, seen, answer->code == ACCESS_ACCEPT);
        end_talk(radius, talk);
    }
}

// Two taps may put an answer before its request by as much as their clocks differ. Identifiers are
// used again soon after (RFC 2865, 3).
static bool is_of_time(const PcSeen *answer, const PcSeen *request)
{
    const uint64_t limit = UINT64_C(5000000000);
    int64_t a = answer->time, b = request->time;
    return (a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a) <= limit;
}

static void claim_answer(PcRadius *radius, Talk *talk, const PcSeen *seen)
{
    for (GList *at = radius->waiting.head; at != NULL; at = at->next) {
        Waiting *waiting = at->data;
        if (!g_bytes_equal(waiting->exchange, talk->exchange) ||
            !is_of_time(&waiting->seen, seen)) {
            continue;
        }
        g_queue_delete_link(&radius->waiting, at);
        const Answer answer = {waiting->code, pc_bytes_of(waiting->state),
                               pc_bytes_of(waiting->eap)};
        take_answer_of(radius, talk, &waiting->seen, &answer);
        waiting_free(waiting);
        return;
    }
}

// The same request again is one that was not answered (RFC 2865, 2.5); sooner it is the same one,
// captured twice. Some take another identifier for it.
// Where it was answered, the access server did not take the answer.
static void note_sent(Talk *talk, const PcSeen *seen, const Packet *packet, const PcEapPacket *eap)
{
    const uint64_t again = UINT64_C(500) * 1000 * 1000;
    bool is_later = talk->sent.frame != 0 && seen->time > talk->sent.time &&
                    (uint64_t)seen->time - (uint64_t)talk->sent.time >= again;
    if (is_same_request(talk, packet, eap) && talk->silence.was_answered &&
        talk->silence.n_unanswered == 0) {
        talk->silence.n_ignored += is_later ? 1 : 0;
    } else if (talk->silence.n_unanswered == 0) {
        talk->silence.n_ignored = 0;
        talk->asked = eap->id;
        talk->silence.n_unanswered = 1;
        talk->silence.silent = PC_SIDE_SERVER;
        talk->silence.len = packet->len;
        talk->silence.frame = seen->frame;
        talk->sent = *seen;
    } else if (is_later) {
        talk->silence.n_unanswered += 1;
    }
}

static void take_request(PcRadius *radius, const Packet *packet, const PcPeer *access_server,
                         const PcPeer *server, const PcSeen *seen)
{
    PcEapPacket eap;
    if (!pc_eap_packet(pc_bytes(packet->eap->data, packet->eap->len), &eap)) {
        return;
    }
    Talk *talk = talk_of(radius, packet, access_server, server);
    g_autoptr(GBytes) exchange = exchange_key(access_server, server, packet->id);
    if (begins_anew(talk, packet, &eap, exchange)) {
        end_talk(radius, talk);
        talk = talk_of(radius, packet, access_server, server);
    }
    g_queue_unlink(&radius->recent, talk->link);
    g_queue_push_head_link(&radius->recent, talk->link);
    note_sent(talk, seen, packet, &eap);
    set_key(radius->exchanges, &talk->exchange, g_steal_pointer(&exchange), talk);
    claim_waiting(radius, talk, packet->state, eap.id);
    if (packet->nas_port_type.len > 0) {
        pc_eap_talk_medium(talk->talk, medium_of(packet->nas_port_type));
    }
    take_packet(radius, talk, seen, &eap);
    claim_answer(radius, talk, seen);
}

static void take_answer(PcRadius *radius, const Packet *packet, const PcPeer *access_server,
                        const PcPeer *server, const PcSeen *seen)
{
    g_autoptr(GBytes) key = exchange_key(access_server, server, packet->id);
    Talk *talk = g_hash_table_lookup(radius->exchanges, key);
    if (talk == NULL) {
        let_wait(radius, key, packet, seen);
        return;
    }
    const Answer answer = {packet->code, packet->state,
                           pc_bytes(packet->eap->data, packet->eap->len)};
    take_answer_of(radius, talk, seen, &answer);
}

void pc_radius_datagram(PcRadius *radius, const PcPeer *source, const PcPeer *destination,
                        PcBytes bytes, const PcSeen *seen)
{
    Packet packet;
    if (read_packet(bytes, &packet)) {
        if (packet.code == ACCESS_REQUEST) {
            take_request(radius, &packet, source, destination, seen);
        } else {
            take_answer(radius, &packet, destination, source, seen);
        }
    }
    g_byte_array_unref(packet.eap);
}

void pc_radius_fragment(PcRadius *radius, const PcPeer *source, const PcPeer *destination,
                        PcBytes bytes, const PcSeen *seen)
{
    Packet packet;
    Talk *talk = NULL;
    if (read_packet(bytes, &packet)) {
        bool is_request = packet.code == ACCESS_REQUEST;
        g_autoptr(GBytes) phone = phone_key(source, &packet);
        g_autoptr(GBytes) state = pc_bytes_dup(packet.state);
        g_autoptr(GBytes) exchange = exchange_key(destination, source, packet.id);
        talk = is_request ? g_hash_table_lookup(radius->states, state)
                          : g_hash_table_lookup(radius->exchanges, exchange);
        talk = talk == NULL && is_request ? g_hash_table_lookup(radius->phones, phone) : talk;
    }
    if (talk != NULL) {
        talk->silence.frame = talk->silence.n_fragments == 0 ? seen->frame : talk->silence.frame;
        talk->silence.len = packet.len;
        talk->silence.silent = PC_SIDE_SERVER;
        talk->silence.n_fragments += 1;
    }
    g_byte_array_unref(packet.eap);
}

void pc_radius_end(PcRadius *radius)
{
    while (!g_queue_is_empty(&radius->recent)) {
        end_talk(radius, g_queue_peek_tail(&radius->recent));
    }
    g_queue_clear_full(&radius->waiting, waiting_free);
}
