// SPDX-License-Identifier: GPL-2.0-or-later
// Who is meant by a frame to the group address? A phone's own frames name it. A switch's do not; so
// they wait for the phone's answer, which bears the same EAP identifier (RFC 3748, 4.1), unless the
// switch's own address already belongs to exactly one phone that expects just this packet.
#include "core/eap/eapol.h"
#include "core/bytes/keyed_hash.h"
#include "core/eap/eap_talk.h"

enum {
    EAPOL_EAP = 0,
    EAPOL_START = 1,
    EAPOL_LOGOFF = 2,
    MAC_LEN = 6,
    MAX_TALKS = 4096,  // phones at once; the one that was silent for longest makes room
    MAX_WAITING = 256, // frames whose phone is not known
};

typedef struct {
    uint8_t byte[MAC_LEN];
} Mac;

typedef struct {
    Mac phone, port; // port: the switch's address, where known
    bool has_port;
    PcEapTalk *talk;
    size_t held; // bytes that its conversation keeps
    GList *link; // its place in `recent`
} Phone;

// Waiting is a switch's frame to the group, until a phone answers it.
typedef struct {
    Mac port;
    bool is_request; // else Success or Failure, which waits for the answer before it
    uint8_t id;
    PcSeen seen;
    GBytes *packet;
} Waiting;

struct PcEapol {
    PcEapOwner owner;
    GHashTable *phones; // Mac -> Phone
    GQueue recent;      // of Phone, the latest first
    GQueue waiting;     // of Waiting, the oldest first
    bool is_wireless;   // the frame that is taken was heard over 802.11
};

static Mac mac_of(const PcPeer *peer)
{
    Mac mac = {{0}};
    for (size_t i = 0; i < MAC_LEN; i++) {
        mac.byte[i] = peer->address[i];
    }
    return mac;
}

static bool same_mac(const Mac *a, const Mac *b)
{
    return memcmp(a->byte, b->byte, MAC_LEN) == 0;
}

static guint mac_hash(gconstpointer key)
{
    const Mac *mac = key;
    return pc_hash_of(pc_bytes(mac->byte, MAC_LEN));
}

static gboolean mac_equal(gconstpointer a, gconstpointer b)
{
    return same_mac(a, b);
}

static bool is_group(const Mac *mac)
{
    return (mac->byte[0] & 1) != 0;
}

static Mac destination_of(const PcPeer *peer)
{
    static const Mac group = {{0x01, 0x80, 0xc2, 0x00, 0x00, 0x03}};
    return peer->address_len > 0 ? mac_of(peer) : group;
}

static void waiting_free(void *data)
{
    Waiting *waiting = data;
    g_bytes_unref(waiting->packet);
    g_free(waiting);
}

static void phone_free(void *data)
{
    Phone *phone = data;
    pc_eap_talk_free(phone->talk);
    g_free(phone);
}

PcEapol *pc_eapol_new(const PcEapOwner *owner)
{
    PcEapol *eapol = g_new0(PcEapol, 1);
    eapol->owner = *owner;
    eapol->phones = g_hash_table_new_full(mac_hash, mac_equal, NULL, phone_free);
    g_queue_init(&eapol->recent);
    g_queue_init(&eapol->waiting);
    return eapol;
}

void pc_eapol_free(PcEapol *eapol)
{
    if (eapol == NULL) {
        return;
    }
    g_queue_clear(&eapol->recent);
    g_queue_clear_full(&eapol->waiting, waiting_free);
    g_hash_table_unref(eapol->phones);
    g_free(eapol);
}

// ---- conversations --------------------------------------------------------------------------

static void weigh(PcEapol *eapol, Phone *phone)
{
    size_t held = pc_account_block(sizeof *phone) + PC_ACCOUNT_TABLE_ROW + PC_ACCOUNT_QUEUE_LINK;
    held += phone->talk != NULL ? pc_eap_talk_held(phone->talk) : 0;
    pc_account_change(eapol->owner.memory->account, PC_HOLD_EAPOL, held, phone->held);
    phone->held = held;
}

static void end_talk(PcEapol *eapol, Phone *phone)
{
    if (phone->talk != NULL) {
        pc_eap_talk_end(phone->talk);
    }
    g_clear_pointer(&phone->talk, pc_eap_talk_free);
    weigh(eapol, phone);
}

static void forget(PcEapol *eapol, Phone *phone)
{
    end_talk(eapol, phone);
    pc_account_change(eapol->owner.memory->account, PC_HOLD_EAPOL, 0, phone->held);
    g_queue_delete_link(&eapol->recent, phone->link);
    g_hash_table_remove(eapol->phones, &phone->phone);
}

// The phone that was silent for longest makes room.
static void give_up_one(PcEapol *eapol)
{
    Phone *phone = g_queue_peek_tail(&eapol->recent);
    if (phone->talk != NULL) {
        pc_eap_talk_give_up(phone->talk);
    }
    pc_account_over(eapol->owner.memory->account, PC_HOLD_EAPOL);
    forget(eapol, phone);
}

static Phone *phone_of(PcEapol *eapol, const Mac *mac)
{
    Phone *phone = g_hash_table_lookup(eapol->phones, mac);
    if (phone != NULL) {
        g_queue_unlink(&eapol->recent, phone->link);
        g_queue_push_head_link(&eapol->recent, phone->link);
        return phone;
    }
    while (eapol->recent.length >= MAX_TALKS ||
           (!pc_account_fits(eapol->owner.memory->account, PC_HOLD_EAPOL, 0) &&
            eapol->recent.length > 0)) {
        give_up_one(eapol);
    }
    phone = g_new0(Phone, 1);
    phone->phone = *mac;
    g_queue_push_head(&eapol->recent, phone);
    phone->link = eapol->recent.head;
    g_hash_table_insert(eapol->phones, &phone->phone, phone);
    weigh(eapol, phone);
    return phone;
}

static PcEndpoint endpoint_of(const Mac *mac)
{
    PcPeer peer = {.address_len = MAC_LEN};
    for (size_t i = 0; i < MAC_LEN; i++) {
        peer.address[i] = mac->byte[i];
    }
    return pc_peer_endpoint(&peer);
}

static void learn_port(Phone *phone, const Mac *port)
{
    if (!is_group(port)) {
        phone->port = *port;
        phone->has_port = true;
    } else if (!phone->has_port) {
        phone->port = *port; // better than nothing to show
    }
}

// May free `phone`: after the last packet of a conversation.
static void give_packet(PcEapol *eapol, Phone *phone, const Mac *port, PcBytes bytes,
                        const PcSeen *seen)
{
    PcEapPacket packet;
    if (!pc_eap_packet(bytes, &packet)) {
        return;
    }
    learn_port(phone, port);
    if (phone->talk != NULL && pc_eap_talk_begins_anew(phone->talk, &packet)) {
        end_talk(eapol, phone);
    }
    if (phone->talk == NULL) {
        PcEndpoint peer = endpoint_of(&phone->phone), authenticator = endpoint_of(&phone->port);
        phone->talk = pc_eap_talk_new(&eapol->owner, PC_TRANSPORT_EAPOL, &peer, &authenticator);
        // A network card may hand up what it heard over 802.11 as Ethernet: that tells nothing.
        pc_eap_talk_medium(phone->talk,
                           eapol->is_wireless ? PC_MEDIUM_WIRELESS : PC_MEDIUM_UNKNOWN);
        g_free(peer.address);
        g_free(authenticator.address);
    }
    pc_eap_talk_packet(phone->talk, seen, &packet);
    weigh(eapol, phone);
    if (pc_eap_talk_over(phone->talk)) {
        forget(eapol, phone);
    }
}

// ---- frames to the group --------------------------------------------------------------------

// A Request goes on from the last one; Success and Failure bear the identifier of the last answer.
static bool expects(const Phone *phone, const PcEapPacket *packet)
{
    if (phone->talk == NULL) {
        return false;
    }
    int request = pc_eap_talk_last_id(phone->talk, PC_EAP_AUTHENTICATOR);
    int response = pc_eap_talk_last_id(phone->talk, PC_EAP_PEER);
    if (packet->code == PC_EAP_REQUEST) {
        return packet->id == request || (request >= 0 && packet->id == ((request + 1) & 0xff));
    }
    return packet->id == response || (response >= 0 && packet->id == ((response + 1) & 0xff));
}

// The one phone behind this port that expects the packet; NULL if it could be another.
static Phone *phone_behind(PcEapol *eapol, const Mac *port, const PcEapPacket *packet)
{
    Phone *found = NULL;
    for (GList *at = eapol->recent.head; at != NULL; at = at->next) {
        Phone *phone = at->data;
        if (!phone->has_port || !same_mac(&phone->port, port) || !expects(phone, packet)) {
            continue;
        }
        if (found != NULL && packet->code == PC_EAP_REQUEST) {
            return NULL;
        }
        found = phone; // of several that may be meant by a result, the one that waited longest
    }
    return found;
}

static void from_switch(PcEapol *eapol, const Mac *port, PcBytes bytes, const PcSeen *seen)
{
    PcEapPacket packet;
    if (!pc_eap_packet(bytes, &packet)) {
        return;
    }
    Phone *phone = phone_behind(eapol, port, &packet);
    if (phone != NULL) {
        give_packet(eapol, phone, port, bytes, seen);
        return;
    }
    if (eapol->waiting.length >= MAX_WAITING) {
        waiting_free(g_queue_pop_head(&eapol->waiting));
    }
    Waiting *waiting = g_new0(Waiting, 1);
    *waiting =
        (Waiting){*port, packet.code == PC_EAP_REQUEST, packet.id, *seen, pc_bytes_dup(bytes)};
    g_queue_push_tail(&eapol->waiting, waiting);
}

// A result is the answer's before it only if it is of the same time.
static bool is_of_time(const Waiting *waiting, const PcSeen *seen)
{
    const uint64_t limit = UINT64_C(5000000000);
    uint64_t distance = waiting->seen.time > seen->time
                            ? (uint64_t)waiting->seen.time - (uint64_t)seen->time
                            : (uint64_t)seen->time - (uint64_t)waiting->seen.time;
    return waiting->is_request || distance <= limit;
}

// The phone's answer tells whose Request, or result, the waiting one was.
static void claim_waiting(PcEapol *eapol, Phone *phone, uint8_t id, const PcSeen *seen,
                          bool is_request)
{
    GList *chosen = NULL;
    for (GList *at = eapol->waiting.head; at != NULL; at = at->next) {
        const Waiting *waiting = at->data;
        bool own = phone->has_port && same_mac(&phone->port, &waiting->port);
        if (waiting->is_request != is_request || !is_of_time(waiting, seen)) {
            continue;
        }
        if (waiting->id == id && (chosen == NULL || own)) {
            chosen = at;
            if (own) {
                break;
            }
        }
    }
    if (chosen == NULL) {
        return;
    }
    Waiting *waiting = chosen->data;
    g_queue_delete_link(&eapol->waiting, chosen);
    give_packet(eapol, phone, &waiting->port, pc_bytes_of(waiting->packet), &waiting->seen);
    waiting_free(waiting);
}

// ---- frames ---------------------------------------------------------------------------------

static void from_phone(PcEapol *eapol, const Mac *mac, const Mac *port, PcBytes bytes,
                       const PcSeen *seen)
{
    PcEapPacket packet;
    if (!pc_eap_packet(bytes, &packet)) {
        return;
    }
    Phone *phone = phone_of(eapol, mac);
    bool answered =
        phone->talk != NULL && pc_eap_talk_last_id(phone->talk, PC_EAP_AUTHENTICATOR) == packet.id;
    if (!answered) {
        claim_waiting(eapol, phone, packet.id, seen, true);
    }
    give_packet(eapol, phone, port, bytes, seen);
    phone = g_hash_table_lookup(eapol->phones, mac); // gone where its result had come
    if (phone != NULL) {
        claim_waiting(eapol, phone, packet.id, seen, false);
    }
}

static void take_eap(PcEapol *eapol, const Mac *source, const Mac *destination, PcBytes bytes,
                     const PcSeen *seen)
{
    uint8_t code;
    if (!pc_bytes_at(bytes, 0, &code)) {
        return;
    }
    if (code == PC_EAP_RESPONSE) {
        from_phone(eapol, source, destination, bytes, seen);
    } else if (is_group(destination)) {
        from_switch(eapol, source, bytes, seen);
    } else {
        give_packet(eapol, phone_of(eapol, destination), source, bytes, seen);
    }
}

void pc_eapol_frame(PcEapol *eapol, const PcPeer *source, const PcPeer *destination, PcBytes bytes,
                    const PcSeen *seen)
{
    uint8_t version, type;
    uint16_t len;
    Mac from = mac_of(source), to = destination_of(destination);
    eapol->is_wireless = source->is_wireless;
    if (!pc_bytes_u8(&bytes, &version) || !pc_bytes_u8(&bytes, &type) ||
        !pc_bytes_u16(&bytes, &len)) {
        return;
    }
    if (type == EAPOL_EAP) {
        take_eap(eapol, &from, &to, pc_bytes_first(bytes, len), seen);
    } else if (type == EAPOL_START || type == EAPOL_LOGOFF) {
        Phone *phone = g_hash_table_lookup(eapol->phones, &from);
        // Where it was not heard yet, this may have been said before what it seems to end.
        bool was_heard = phone != NULL && phone->talk != NULL &&
                         pc_eap_talk_last_id(phone->talk, PC_EAP_PEER) >= 0;
        if (was_heard) {
            forget(eapol, phone);
        }
    }
}

void pc_eapol_end(PcEapol *eapol)
{
    // In the order in which they began to be heard of, so that reports are the same every time.
    while (!g_queue_is_empty(&eapol->recent)) {
        forget(eapol, g_queue_peek_tail(&eapol->recent));
    }
    g_queue_clear_full(&eapol->waiting, waiting_free);
}
