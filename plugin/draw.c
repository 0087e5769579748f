// SPDX-License-Identifier: GPL-2.0-or-later
// Draws a session: one item on top with a line that says it all, and the fields beside the TLS
// message that they speak of, or below the top item where nobody looks at the tree.
#include "plugin/draw.h"

#include "plugin/fields.h"
#include "plugin/preferences.h"

static int proto_phonecert;
static int ett_top = -1, ett_beside = -1, ett_finding = -1;
static expert_field experts[PC_N_FINDINGS];
static ei_register_info expert_infos[PC_N_FINDINGS];
static GArray *certificate_ids, *message_ids, *alert_ids; // of int

// View is a session as one frame shows it.
typedef struct {
    const PcWatched *session;
    PcShown shown;
} View;

static void put_texts(const PcPlace *place, const View *view, PcShownGroup group)
{
    size_t n_rows = 0;
    const PcShownRow *rows = pc_shown_rows(group, &n_rows);
    for (size_t i = 0; i < n_rows; i++) {
        pc_field_put_text(place, rows[i].field, rows[i].text(&view->shown));
    }
}

// ---- groups of fields ---------------------------------------------------------------------

static void put_validity(const PcPlace *place, const View *view)
{
    const PcCertificate *leaf = view->shown.leaf;
    int32_t days = 0;
    if (pc_shown_days_left(&view->shown, &days)) {
        pc_field_put_time(place, PC_FIELD_NOT_BEFORE, leaf->not_before);
        pc_field_put_time(place, PC_FIELD_NOT_AFTER, leaf->not_after);
        pc_field_put_number(place, PC_FIELD_DAYS_LEFT, days);
    }
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
    PcShownLink links[PC_SHOWN_LINKS];
    pc_shown_links(&view->shown, links);
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
    const PcHandshake *handshake = view->shown.handshake;
    const PcEndpoint *server = pc_handshake_server(handshake);
    put_texts(place, view, PC_SHOWN_ENDS);
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
    const PcCertificate *leaf = view->shown.leaf;
    if (pc_type_name(view->shown.judgement->type) != NULL) {
        pc_field_put_hidden(place, PC_FIELD_TYPE_ID, (uint32_t)view->shown.judgement->type);
    }
    pc_field_put_bytes(place, PC_FIELD_SERIAL_BYTES, leaf != NULL ? leaf->serial : NULL);
    pc_field_put_bytes(place, PC_FIELD_SHA256_BYTES, leaf != NULL ? leaf->sha256 : NULL);
}

static void put_whole_story(const PcPlace *place, const View *view, packet_info *pinfo)
{
    put_texts(place, view, PC_SHOWN_WHO);
    if (view->shown.identity != NULL) {
        pc_field_put_mac(place, PC_FIELD_MAC, view->shown.identity->mac);
    }
    put_texts(place, view, PC_SHOWN_CERTIFICATE);
    put_for_filters(place, view);
    put_validity(place, view);
    put_texts(place, view, PC_SHOWN_JUDGED);
    put_ends(place, view, pinfo);
    put_texts(place, view, PC_SHOWN_ENDED);
    put_texts(place, view, PC_SHOWN_COVERAGE);
    pc_draw_findings(place, view->shown.judgement->findings, pinfo);
    put_links(place, view, pinfo->num);
}

static void put_short_form(const PcPlace *place, const View *view, packet_info *pinfo)
{
    put_texts(place, view, PC_SHOWN_ENDED);
    pc_draw_findings(place, view->shown.judgement->findings, pinfo);
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
    if (view->shown.leaf == NULL) {
        return beside_message(tree, PC_HANDSHAKE_CERTIFICATE, PC_FIELD_CERTIFICATE, view, place);
    }
    // The server's may stand in the same frame, and in EAP another phone's.
    proto_node *node = find_item(tree, certificate_ids, pc_bytes_of(view->shown.leaf->der));
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
    const View view = {session, pc_shown_of(session->judgement, !session->goes_on)};
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
