// SPDX-License-Identifier: GPL-2.0-or-later
// Draws a session: one item on top with a line that says it all, and the fields beside the TLS
// message that they speak of, or below the top item where nobody looks at the tree.
#include "plugin/draw.h"

#include "plugin/fields.h"
#include "plugin/preferences.h"

enum { DAY = 24 * 60 * 60 };

static int proto_phonecert;
static int ett_top = -1, ett_beside = -1, ett_finding = -1;
static expert_field experts[PC_N_FINDINGS];
static ei_register_info expert_infos[PC_N_FINDINGS];
static GArray *certificate_ids, *message_ids, *alert_ids; // of int

// ---- what each text field says ------------------------------------------------------------

// View is a session as one frame shows it. `final`: nothing that follows can change it, as far as
// the capture was read.
typedef struct {
    const PcWatched *session;
    const PcHandshake *handshake;
    const PcJudgement *judgement;
    const PcCertificate *leaf;   // NULL where there is none
    const PcIdentity *identity;  // NULL where there is none
    const PcAlert *alert;        // NULL where none was seen
    const PcCertificate *server; // the server's own; NULL where it was not seen
    bool final;
} View;

#define TEXT(name, value)                                                                          \
    static const char *name(const View *view)                                                      \
    {                                                                                              \
        return value;                                                                              \
    }
TEXT(text_type, pc_type_name(view->judgement->type))
TEXT(text_tag, view->identity != NULL ? pc_issuer_tag_name(view->identity->issuer_tag) : NULL)
TEXT(text_issuer, view->identity != NULL ? view->identity->issuer : NULL)
TEXT(text_device, view->identity != NULL ? view->identity->device : NULL)
TEXT(text_kind, view->identity != NULL ? pc_device_kind_name(view->identity->device_kind) : NULL)
TEXT(text_model, view->identity != NULL ? view->identity->model : NULL)
TEXT(text_product, view->identity != NULL ? view->identity->product_serial : NULL)
TEXT(text_genuine, view->identity != NULL ? pc_genuine_name(view->identity->genuine) : NULL)
TEXT(text_issuer_dn, view->leaf != NULL ? view->leaf->issuer : NULL)
TEXT(text_subject_dn, view->leaf != NULL ? view->leaf->subject : NULL)
TEXT(text_serial, view->leaf != NULL ? view->leaf->serial : NULL)
TEXT(text_key, view->leaf != NULL ? view->leaf->key : NULL)
TEXT(text_signature, view->leaf != NULL ? view->leaf->signature : NULL)
TEXT(text_sha256, view->leaf != NULL ? view->leaf->sha256 : NULL)
TEXT(text_service, view->judgement->service.name)
TEXT(text_service_basis, pc_service_basis_name(view->judgement->service.basis))
TEXT(text_medium, pc_medium_name(view->judgement->medium))
TEXT(text_basis_signature, pc_judgement_basis_signature(view->judgement))
TEXT(text_store, view->judgement->service.store)
TEXT(text_client, pc_client_certificate_name(view->handshake->client_certificate))
TEXT(text_verdict, pc_verdict_name(view->judgement->trust.verdict))
TEXT(text_reason, view->judgement->trust.reason)
TEXT(text_basis, pc_basis_name(view->judgement->trust.basis))
TEXT(text_announced, pc_announced_name(view->judgement->announced))
TEXT(text_alert_level, view->alert != NULL ? pc_alert_level_name(view->alert->level) : NULL)
TEXT(text_alert_from, view->alert != NULL ? pc_side_name(view->alert->from) : NULL)
TEXT(text_alert, view->alert != NULL ? pc_alert_name(view->alert->description) : NULL)
TEXT(text_client_end, pc_handshake_client(view->handshake)->address)
TEXT(text_server_end, pc_handshake_server(view->handshake)->address)
TEXT(text_server_subject, view->server != NULL ? view->server->subject : NULL)
TEXT(text_server_issuer, view->server != NULL ? view->server->issuer : NULL)
TEXT(text_server_sha256, view->server != NULL ? view->server->sha256 : NULL)
#undef TEXT

// "Not seen" is an answer only when no more can be seen.
static const char *text_possession(const View *view)
{
    PcPossession possession = view->handshake->possession;
    bool open = possession == PC_POSSESSION_NOT_SEEN && !view->final;
    return open ? NULL : pc_possession_name(possession);
}

static const char *text_outcome(const View *view)
{
    PcOutcome outcome = view->handshake->outcome;
    bool open = outcome == PC_OUTCOME_INCOMPLETE && !view->final;
    return open ? NULL : pc_outcome_name(outcome);
}

// More of a capture can only show what else is missing.
static const char *text_coverage(const View *view)
{
    return view->final ? pc_coverage_name(view->handshake->coverage) : NULL;
}

typedef struct {
    PcField field;
    const char *(*text)(const View *view);
} TextRow;

static const TextRow who[] = {
    {PC_FIELD_TYPE, text_type},
    {PC_FIELD_ISSUER_TAG, text_tag},
    {PC_FIELD_ISSUER, text_issuer},
    {PC_FIELD_DEVICE, text_device},
    {PC_FIELD_DEVICE_KIND, text_kind},
    {PC_FIELD_MODEL, text_model},
    {PC_FIELD_PRODUCT_SERIAL, text_product},
};

static const TextRow certificate_texts[] = {
    {PC_FIELD_SUBJECT_DN, text_subject_dn}, {PC_FIELD_ISSUER_DN, text_issuer_dn},
    {PC_FIELD_SERIAL, text_serial},         {PC_FIELD_KEY, text_key},
    {PC_FIELD_SIGNATURE, text_signature},   {PC_FIELD_SHA256, text_sha256},
};

static const TextRow judged[] = {
    {PC_FIELD_SERVICE, text_service},
    {PC_FIELD_SERVICE_BASIS, text_service_basis},
    {PC_FIELD_STORE, text_store},
    {PC_FIELD_MEDIUM, text_medium},
    {PC_FIELD_CLIENT_CERTIFICATE, text_client},
    {PC_FIELD_VERDICT, text_verdict},
    {PC_FIELD_REASON, text_reason},
    {PC_FIELD_BASIS, text_basis},
    {PC_FIELD_BASIS_SIGNATURE, text_basis_signature},
    {PC_FIELD_ANNOUNCED, text_announced},
    {PC_FIELD_GENUINE, text_genuine},
    {PC_FIELD_POSSESSION, text_possession},
};

static const TextRow ended[] = {
    {PC_FIELD_OUTCOME, text_outcome},
    {PC_FIELD_ALERT, text_alert},
    {PC_FIELD_ALERT_LEVEL, text_alert_level},
    {PC_FIELD_ALERT_FROM, text_alert_from},
};

static const TextRow ends[] = {
    {PC_FIELD_CLIENT, text_client_end},
    {PC_FIELD_SERVER, text_server_end},
    {PC_FIELD_SERVER_SUBJECT, text_server_subject},
    {PC_FIELD_SERVER_ISSUER, text_server_issuer},
    {PC_FIELD_SERVER_SHA256, text_server_sha256},
};

static void put_texts(const PcPlace *place, const View *view, const TextRow *rows, size_t n_rows)
{
    for (size_t i = 0; i < n_rows; i++) {
        pc_field_put_text(place, rows[i].field, rows[i].text(view));
    }
}

// ---- groups of fields ---------------------------------------------------------------------

static void put_validity(const PcPlace *place, const View *view)
{
    const PcCertificate *leaf = view->leaf;
    if (leaf == NULL || leaf->malformed || !leaf->has_validity) {
        return;
    }
    int64_t left = (leaf->not_after - view->judgement->judged_at) / DAY;
    pc_field_put_time(place, PC_FIELD_NOT_BEFORE, leaf->not_before);
    pc_field_put_time(place, PC_FIELD_NOT_AFTER, leaf->not_after);
    pc_field_put_number(place, PC_FIELD_DAYS_LEFT, (int32_t)CLAMP(left, G_MININT32, G_MAXINT32));
}

// put_remedy puts the whole as the value of one item, and the steps below it.
static void put_remedy(const PcPlace *place, const PcFinding *finding)
{
    g_autoptr(GPtrArray) lines = pc_steps_lines(finding->row->steps, &finding->whom);
    proto_item *item = pc_field_put_labelled(place, PC_FIELD_REMEDY,
                                             pc_finding_remedy(finding->row, &finding->whom));
    PcPlace below = *place;
    below.tree = proto_item_add_subtree(item, ett_finding);
    proto_item_set_text(item, "Remedy: %u step%s", lines->len, lines->len == 1 ? "" : "s");
    for (unsigned i = 0; i < lines->len; i++) {
        pc_field_put_pieces(&below, PC_FIELD_REMEDY_STEP, g_ptr_array_index(lines, i));
    }
}

// Counted once, on the frame that decides it; a filter by its name finds the others too.
static void put_expert(const PcPlace *below, proto_item *item, const PcFinding *finding,
                       packet_info *pinfo)
{
    expert_field *expert = &experts[pc_finding_id(finding)];
    if (finding->frame == 0 || finding->frame == pinfo->num) {
        expert_add_info_format(pinfo, item, expert, "%s",
                               pc_text_brief(pinfo->pool, finding->message));
    } else {
        proto_item *name =
            proto_tree_add_item(below->tree, expert->hf, below->tvb, below->start, 0, ENC_NA);
        proto_item_set_generated(name);
        proto_item_set_hidden(name);
    }
}

void pc_draw_findings(const PcPlace *place, const GPtrArray *findings, packet_info *pinfo)
{
    for (unsigned i = 0; i < findings->len; i++) {
        const PcFinding *finding = g_ptr_array_index(findings, i);
        proto_item *item = pc_field_put_text(place, PC_FIELD_FINDING, finding->row->id);
        PcPlace below = *place;
        below.tree = proto_item_add_subtree(item, ett_finding);
        pc_field_put_text(&below, PC_FIELD_FINDING_SEVERITY,
                          pc_severity_name(finding->row->severity));
        pc_field_put_text(&below, PC_FIELD_FINDING_TEXT, finding->message);
        put_remedy(&below, finding);
        pc_field_put_text(&below, PC_FIELD_FINDING_SOURCE, pc_finding_source(finding->row));
        if (finding->frame != pinfo->num) {
            pc_field_put_frame(&below, PC_FIELD_FINDING_FRAME, finding->frame);
        }
        put_expert(&below, item, finding, pinfo);
    }
}

// Frames other than this one that belong to the story.
static void put_links(const PcPlace *place, const View *view, uint64_t here)
{
    const PcHandshakeFrames *frames = &view->handshake->frames;
    const struct {
        PcField field;
        uint64_t frame;
    } links[] = {
        {PC_FIELD_CERTIFICATE_FRAME, frames->client_certificate},
        {PC_FIELD_KEY_EXCHANGE_FRAME, frames->client_key_exchange},
        {PC_FIELD_OUTCOME_FRAME, frames->outcome},
        {PC_FIELD_FULL_HANDSHAKE_FRAME, view->handshake->original_frame},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        if (links[i].frame != here) {
            pc_field_put_frame(place, links[i].field, links[i].frame);
        }
    }
}

// The name as text of the packet's pool: epan may jump over whoever owns it.
static const char *authority(const PcHandshake *handshake, guint index, packet_info *pinfo)
{
    g_autofree char *text =
        pc_name_text(pc_bytes_of(g_ptr_array_index(handshake->authorities, index)));
    return wmem_strdup(pinfo->pool, text);
}

static void put_ends(const PcPlace *place, const View *view, packet_info *pinfo)
{
    const PcHandshake *handshake = view->handshake;
    const PcEndpoint *server = pc_handshake_server(handshake);
    put_texts(place, view, ends, G_N_ELEMENTS(ends));
    if (server->port >= 0) {
        pc_field_put_number(place, PC_FIELD_SERVER_PORT, server->port);
    }
    for (guint i = 0; handshake->certificate_requested && i < handshake->authorities->len; i++) {
        pc_field_put_text(place, PC_FIELD_ANNOUNCED_CA, authority(handshake, i, pinfo));
    }
}

// put_for_filters adds forms of what is shown that only filters need.
static void put_for_filters(const PcPlace *place, const View *view)
{
    if (pc_type_name(view->judgement->type) != NULL) {
        pc_field_put_hidden(place, PC_FIELD_TYPE_ID, (uint32_t)view->judgement->type);
    }
    pc_field_put_bytes(place, PC_FIELD_SERIAL_BYTES, text_serial(view));
    pc_field_put_bytes(place, PC_FIELD_SHA256_BYTES, text_sha256(view));
}

static void put_whole_story(const PcPlace *place, const View *view, packet_info *pinfo)
{
    put_texts(place, view, who, G_N_ELEMENTS(who));
    if (view->identity != NULL) {
        pc_field_put_mac(place, PC_FIELD_MAC, view->identity->mac);
    }
    put_texts(place, view, certificate_texts, G_N_ELEMENTS(certificate_texts));
    put_for_filters(place, view);
    put_validity(place, view);
    put_texts(place, view, judged, G_N_ELEMENTS(judged));
    put_ends(place, view, pinfo);
    put_texts(place, view, ended, G_N_ELEMENTS(ended));
    pc_field_put_text(place, PC_FIELD_COVERAGE, text_coverage(view));
    pc_draw_findings(place, view->judgement->findings, pinfo);
    put_links(place, view, pinfo->num);
}

static void put_short_form(const PcPlace *place, const View *view, packet_info *pinfo)
{
    put_texts(place, view, ended, G_N_ELEMENTS(ended));
    pc_draw_findings(place, view->judgement->findings, pinfo);
    put_links(place, view, pinfo->num);
}

// ---- where they go ------------------------------------------------------------------------

static bool is_one_of(const GArray *ids, int id)
{
    for (unsigned i = 0; i < ids->len; i++) {
        if (g_array_index(ids, int, i) == id) {
            return true;
        }
    }
    return false;
}

// Finds the first item that bears one of the numbers and begins with these bytes.
static proto_node *find_item(proto_tree *tree, const GArray *ids, PcBytes beginning)
{
    for (proto_node *node = tree; node != NULL; node = pc_tree_next(tree, node)) {
        const field_info *field = PNODE_FINFO(node);
        if (field != NULL && field->hfinfo != NULL && is_one_of(ids, field->hfinfo->id) &&
            pc_bytes_starts(pc_field_bytes(field, beginning.len), beginning.data, beginning.len)) {
            return node;
        }
    }
    return NULL;
}

static bool is_drawn(const proto_tree *tree)
{
    return tree != NULL && PTREE_DATA(tree)->visible;
}

// Opens a heading at the end of `parent`, or right behind `node` where one is given, over the bytes
// of `node`.
static PcPlace open_heading(proto_node *node, proto_tree *parent, PcField heading, const char *text)
{
    const field_info *field = PNODE_FINFO(node);
    PcPlace place = {parent, field->ds_tvb, field->start, field->length};
    proto_item *item = pc_field_put_heading(&place, heading, text);
    if (parent == node->parent) {
        proto_tree_move_item(parent, node, item);
    }
    place.tree = proto_item_add_subtree(item, ett_beside);
    return place;
}

// The message of a type: its heading goes to the end of the message's own items.
static bool beside_message(proto_tree *tree, uint8_t type, PcField heading, const View *view,
                           PcPlace *place)
{
    proto_node *node = find_item(tree, message_ids, pc_bytes(&type, sizeof type));
    if (node == NULL || node->parent == NULL) {
        return false;
    }
    const field_info *whole = PNODE_FINFO(node->parent);
    *place = open_heading(whole != NULL ? node->parent : node, node->parent, heading,
                          view->session->summary);
    return true;
}

static bool beside_certificate(proto_tree *tree, const View *view, PcPlace *place)
{
    if (view->leaf == NULL) {
        return beside_message(tree, PC_HANDSHAKE_CERTIFICATE, PC_FIELD_CERTIFICATE, view, place);
    }
    // The server's may stand in the same frame, and in EAP another phone's.
    proto_node *node = find_item(tree, certificate_ids, pc_bytes_of(view->leaf->der));
    if (node == NULL || node->parent == NULL) {
        return false;
    }
    *place = open_heading(node, node->parent, PC_FIELD_CERTIFICATE, view->session->summary);
    return true;
}

static bool beside_alert(proto_tree *tree, const View *view, PcPlace *place)
{
    proto_node *node = find_item(tree, alert_ids, pc_bytes(NULL, 0));
    if (node == NULL) {
        return false;
    }
    *place = open_heading(node, node, PC_FIELD_OUTCOME_NOTE, view->session->summary);
    return true;
}

static void place_fields(const View *view, unsigned roles, packet_info *pinfo, proto_tree *tree,
                         const PcPlace *top)
{
    bool drawn = is_drawn(tree);
    bool apart = pc_preferences_own_tree();
    PcPlace place = *top;
    PcPlace second = *top;
    bool certificate =
        (roles & PC_ROLE_OF_CERTIFICATE) != 0 && drawn && beside_certificate(tree, view, &place);
    if ((roles & PC_ROLE_OF_KEY_EXCHANGE) != 0 && drawn) {
        (void)beside_message(tree, PC_HANDSHAKE_CLIENT_KEY_EXCHANGE, PC_FIELD_KEY_EXCHANGE, view,
                             certificate ? &second : &place);
    }
    if ((roles & PC_ROLES_OF_WHOLE) != 0) {
        put_whole_story(apart ? top : &place, view, pinfo);
        return;
    }
    if ((roles & PC_ROLE_OF_ALERT) != 0 && drawn) {
        (void)beside_alert(tree, view, &place);
    }
    put_short_form(apart ? top : &place, view, pinfo);
}

proto_tree *pc_draw_top(const PcPlace *at, proto_tree *tree, const char *line)
{
    proto_item *item = proto_tree_add_protocol_format(tree, proto_phonecert, at->tvb, 0, 0,
                                                      "Phone certificate: %s", line);
    proto_item_set_generated(item);
    PcPlace top = {proto_item_add_subtree(item, ett_top), at->tvb, 0, 0};
    pc_field_put_text(&top, PC_FIELD_SUMMARY, line);
    return top.tree;
}

static PcPlace open_top(const View *view, tvbuff_t *tvb, proto_tree *tree)
{
    PcPlace top = {NULL, tvb, 0, 0};
    top.tree = pc_draw_top(&top, tree, view->session->summary);
    pc_field_put_text(&top, PC_FIELD_LABEL, view->session->label);
    pc_field_put_number(&top, PC_FIELD_SESSION, (int32_t)view->session->number);
    return top;
}

void pc_draw(const PcWatched *session, unsigned roles, tvbuff_t *tvb, packet_info *pinfo,
             proto_tree *tree)
{
    const GPtrArray *server = session->judgement->server;
    View view = {
        .session = session,
        .handshake = session->handshake,
        .judgement = session->judgement,
        .leaf = session->judgement->leaf,
        .identity = session->judgement->identity,
        .alert = session->handshake->alert.seen ? &session->handshake->alert : NULL,
        .server = server->len > 0 ? g_ptr_array_index(server, 0) : NULL,
        .final = !session->goes_on,
    };
    if (pc_preferences_info_note()) {
        col_append_fstr(pinfo->cinfo, COL_INFO, " [%s]", session->label);
    }
    PcPlace top = open_top(&view, tvb, tree);
    place_fields(&view, roles, pinfo, tree, &top);
}

// ---- registration -------------------------------------------------------------------------

static void register_experts(int proto)
{
    static const int severities[] = {
        [PC_SEVERITY_NOTE] = PI_NOTE,
        [PC_SEVERITY_WARNING] = PI_WARN,
        [PC_SEVERITY_ERROR] = PI_ERROR,
    };
    for (size_t id = 0; id < PC_N_FINDINGS; id++) {
        const PcFindingRow *row = pc_finding_row((PcFindingId)id);
        expert_field none = EI_INIT;
        experts[id] = none;
        expert_infos[id] =
            (ei_register_info){&experts[id],
                               {g_strconcat("phonecert.finding.", row->id, NULL), PI_SECURITY,
                                severities[row->severity], row->title, EXPFILL}};
    }
    expert_register_field_array(expert_register_protocol(proto), expert_infos, PC_N_FINDINGS);
}

void pc_draw_register(int proto)
{
    static int *subtrees[] = {&ett_top, &ett_beside, &ett_finding};
    proto_phonecert = proto;
    pc_draw_text_register();
    pc_fields_register(proto);
    proto_register_subtree_array(subtrees, G_N_ELEMENTS(subtrees));
    register_experts(proto);
}

static GArray *ids_of(const char *const *names)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int));
    for (; *names != NULL; names++) {
        pc_field_ids(*names, ids);
    }
    return ids;
}

void pc_draw_register_handoff(void)
{
    static const char *const certificates[] = {"tls.handshake.certificate",
                                               "dtls.handshake.certificate", NULL};
    static const char *const messages[] = {"tls.handshake.type", "dtls.handshake.type", NULL};
    static const char *const alerts[] = {"tls.alert_message", "dtls.alert_message", NULL};
    certificate_ids = ids_of(certificates);
    message_ids = ids_of(messages);
    alert_ids = ids_of(alerts);
}
