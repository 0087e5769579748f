// SPDX-License-Identifier: GPL-2.0-or-later
// Writes what each frame of a capture bears, for Wireshark without our plugin: the fields of the
// plugin under their names, one line a frame and field, in the order of the tree
// (docs/wireshark-lua.md). What belongs to one capture waits for its end, as its frames are told in
// their order.
#include "analyzer/report/report.h"

#include "core/handshake/marks.h"
#include "core/judge/shown.h"
#include <inttypes.h>
#include <string.h>

enum {
    VERSION = 1,
    NANO = 1000 * 1000 * 1000,
    MAX_BYTES = 256 * 1024 * 1024, // of a file, which phonecert.lua takes as well
};

// A frame shows one thing: of several a session before what is said in clear, and the later
// session; and rather anything than that it belongs to a session.
enum { RANK_MEMBER, RANK_CLEAR, RANK_SESSION };

typedef struct {
    uint64_t frame;
    uint64_t rank;
    bool has_time;
    int64_t time;
    GString *lines;
} Entry;

typedef struct {
    PcOutput *output;
    GHashTable *entries; // frame -> Entry, of the capture that is being told
    GString *sessions;   // lines
    unsigned n_captures;
    uint32_t n_numbered; // sessions that nobody had numbered
    size_t n_bytes;      // of lines: that were written, and that wait
    bool is_full;
} Frames;

static void free_entry(void *data)
{
    Entry *entry = data;
    (void)g_string_free(entry->lines, TRUE);
    g_free(entry);
}

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    (void)options;
    Frames *frames = g_new0(Frames, 1);
    frames->output = output;
    frames->entries = g_hash_table_new_full(NULL, NULL, NULL, free_entry);
    frames->sessions = g_string_new(NULL);
    g_string_append_printf(pc_output_buffer(output), "phonecert-frames\t%d\n", VERSION);
    return frames;
}

// ---- lines --------------------------------------------------------------------------------

// put_value keeps a value in its column and its line, whatever bytes are in it.
static void put_value(GString *out, const char *value)
{
    for (; *value != '\0'; value++) {
        const unsigned char byte = (unsigned char)*value;
        if (byte == '\\' || byte < ' ' || byte == '\x7f') {
            g_string_append_printf(out, "\\x%02x", byte);
        } else {
            g_string_append_c(out, *value);
        }
    }
}

static void put_time(GString *out, int64_t time)
{
    g_string_append_printf(out, "%" PRId64 ".%09d", time / NANO, (int)(time % NANO));
}

static void put_text(Entry *entry, unsigned depth, PcField field, const char *text)
{
    if (text != NULL) {
        g_string_append_printf(entry->lines, "field\t%" PRIu64 "\t%u\t%s\t", entry->frame, depth,
                               pc_field_filter_name(field));
        put_value(entry->lines, text);
        g_string_append_c(entry->lines, '\n');
    }
}

static void put_number(Entry *entry, unsigned depth, PcField field, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" PRId64, number);
    put_text(entry, depth, field, text);
}

static void put_link(Entry *entry, unsigned depth, PcField field, uint64_t frame)
{
    if (frame != 0 && frame <= G_MAXUINT32 && frame != entry->frame) {
        put_number(entry, depth, field, (int64_t)frame);
    }
}

static void put_group(Entry *entry, const PcShown *shown, PcShownGroup group)
{
    size_t n_rows = 0;
    const PcShownRow *rows = pc_shown_rows(group, &n_rows);
    for (size_t i = 0; i < n_rows; i++) {
        put_text(entry, 0, rows[i].field, rows[i].text(shown));
    }
}

// ---- findings -----------------------------------------------------------------------------

static void put_finding(Entry *entry, const PcFinding *finding)
{
    g_autoptr(GPtrArray) steps = pc_steps_lines(finding->row->steps, &finding->whom);
    put_text(entry, 0, PC_FIELD_FINDING, finding->row->id);
    put_text(entry, 1, PC_FIELD_FINDING_SEVERITY, pc_severity_name(finding->row->severity));
    put_text(entry, 1, PC_FIELD_FINDING_TEXT, finding->message);
    put_text(entry, 1, PC_FIELD_REMEDY, pc_finding_remedy(finding->row, &finding->whom));
    for (guint i = 0; i < steps->len; i++) {
        put_text(entry, 2, PC_FIELD_REMEDY_STEP, g_ptr_array_index(steps, i));
    }
    put_text(entry, 1, PC_FIELD_FINDING_SOURCE, pc_finding_source(finding->row));
    put_link(entry, 1, PC_FIELD_FINDING_FRAME, finding->frame);
}

static void put_findings(Entry *entry, const GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        put_finding(entry, g_ptr_array_index(findings, i));
    }
}

// ---- a session ----------------------------------------------------------------------------

static void put_links(Entry *entry, const PcShown *shown)
{
    PcShownLink links[PC_SHOWN_LINKS];
    pc_shown_links(shown, links);
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
        put_link(entry, 0, links[i].field, links[i].frame);
    }
}

static void put_certificate(Entry *entry, const PcShown *shown)
{
    const PcCertificate *leaf = shown->leaf;
    int32_t days = 0;
    put_text(entry, 0, PC_FIELD_MAC, shown->identity != NULL ? shown->identity->mac : NULL);
    put_group(entry, shown, PC_SHOWN_CERTIFICATE);
    if (pc_type_name(shown->judgement->type) != NULL) {
        put_number(entry, 0, PC_FIELD_TYPE_ID, (int64_t)shown->judgement->type);
    }
    put_text(entry, 0, PC_FIELD_SERIAL_BYTES, leaf != NULL ? leaf->serial : NULL);
    put_text(entry, 0, PC_FIELD_SHA256_BYTES, leaf != NULL ? leaf->sha256 : NULL);
    if (leaf != NULL && pc_shown_days_left(shown, &days)) {
        put_number(entry, 0, PC_FIELD_NOT_BEFORE, leaf->not_before);
        put_number(entry, 0, PC_FIELD_NOT_AFTER, leaf->not_after);
        put_number(entry, 0, PC_FIELD_DAYS_LEFT, days);
    }
}

static void put_ends(Entry *entry, const PcShown *shown)
{
    const PcHandshake *handshake = shown->handshake;
    const PcEndpoint *server = pc_handshake_server(handshake);
    put_group(entry, shown, PC_SHOWN_ENDS);
    if (server->port >= 0) {
        put_number(entry, 0, PC_FIELD_SERVER_PORT, server->port);
    }
    for (guint i = 0; handshake->certificate_requested && i < handshake->authorities->len; i++) {
        g_autofree char *name =
            pc_name_text(pc_bytes_of(g_ptr_array_index(handshake->authorities, i)));
        put_text(entry, 0, PC_FIELD_ANNOUNCED_CA, name);
    }
}

static void put_story(Entry *entry, const PcShown *shown, bool is_whole)
{
    if (is_whole) {
        put_group(entry, shown, PC_SHOWN_WHO);
        put_certificate(entry, shown);
        put_group(entry, shown, PC_SHOWN_JUDGED);
        put_ends(entry, shown);
    }
    put_group(entry, shown, PC_SHOWN_ENDED);
    if (is_whole) {
        put_group(entry, shown, PC_SHOWN_COVERAGE);
    }
    put_findings(entry, shown->judgement->findings);
    put_links(entry, shown);
}

// claim gives the entry of a frame, empty, to whoever ranks higher there; else NULL.
static Entry *claim(Frames *frames, uint64_t frame, uint64_t rank)
{
    Entry *entry = g_hash_table_lookup(frames->entries, GSIZE_TO_POINTER(frame));
    if (entry == NULL) {
        entry = g_new0(Entry, 1);
        entry->frame = frame;
        entry->lines = g_string_new(NULL);
        g_hash_table_insert(frames->entries, GSIZE_TO_POINTER(frame), entry);
    } else if (rank <= entry->rank) {
        return NULL;
    }
    entry->rank = rank;
    frames->n_bytes -= entry->lines->len;
    (void)g_string_truncate(entry->lines, 0);
    return entry;
}

// weigh counts the lines of an entry, and ends the file where they are more than it may have: half
// of a story would read as if it were whole.
static void weigh(Frames *frames, const Entry *entry)
{
    frames->n_bytes += entry->lines->len;
    if (!frames->is_full && frames->n_bytes + frames->sessions->len > MAX_BYTES) {
        frames->is_full = true;
        pc_output_fail(frames->output, "it would be larger than the 256 MiB that phonecert.lua "
                                       "reads; choose with --where, --device, --since or --until");
    }
}

static uint32_t number_of(Frames *frames, const PcHandshake *handshake)
{
    enum { BEYOND = 1 << 30 }; // the numbers of those that were marked
    return handshake->marks.number != 0 ? handshake->marks.number : BEYOND + ++frames->n_numbered;
}

static void tell_ends(Frames *frames, uint32_t number, const PcSession *session)
{
    g_string_append_printf(frames->sessions, "session\t%u\t%" PRIu64 "\t%s", number,
                           session->frames[PC_FRAME_FIRST], session->transport);
    const PcSessionEnd *ends[] = {&session->client, &session->server};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_string_append_c(frames->sessions, '\t');
        put_value(frames->sessions, ends[i]->address != NULL ? ends[i]->address : "");
        g_string_append_printf(frames->sessions, "\t%d", ends[i]->port);
    }
    g_string_append_c(frames->sessions, '\n');
}

// The plugin's headings beside the messages: fields that only filters see here.
static void put_headings(Entry *entry, unsigned roles)
{
    static const struct {
        unsigned role;
        PcField field;
    } rows[] = {
        {PC_ROLE_OF_CERTIFICATE, PC_FIELD_CERTIFICATE},
        {PC_ROLE_OF_KEY_EXCHANGE, PC_FIELD_KEY_EXCHANGE},
        {PC_ROLE_OF_ALERT, PC_FIELD_OUTCOME_NOTE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if ((roles & rows[i].role) != 0) {
            put_text(entry, 0, rows[i].field, "");
        }
    }
}

static void tell_session(Frames *frames, const PcSession *session)
{
    const PcShown shown = pc_shown_of(session->judgement, true);
    const uint32_t number = number_of(frames, session->handshake);
    g_autoptr(GArray) marked = pc_handshake_marked(session->handshake);
    g_autofree char *summary = pc_judgement_summary(session->judgement, false);
    g_autofree char *label = pc_judgement_label(session->judgement, false);
    tell_ends(frames, number, session);
    for (guint i = 0; i < marked->len; i++) {
        const PcMarkedFrame *one = &g_array_index(marked, PcMarkedFrame, i);
        const bool is_drawn = pc_shown_on(session->judgement, one->roles, one->frame);
        Entry *entry =
            claim(frames, one->frame, is_drawn ? RANK_SESSION + (uint64_t)number : RANK_MEMBER);
        if (entry == NULL) {
            continue;
        }
        entry->has_time = pc_handshake_time_of(session->handshake, one->frame, &entry->time);
        if (is_drawn) {
            put_text(entry, 0, PC_FIELD_SUMMARY, summary);
            put_text(entry, 0, PC_FIELD_LABEL, label);
        }
        put_number(entry, 0, PC_FIELD_SESSION, number);
        if (is_drawn) {
            put_headings(entry, one->roles);
            put_story(entry, &shown, (one->roles & PC_ROLES_OF_WHOLE) != 0);
        }
        weigh(frames, entry);
    }
}

// ---- what is said in clear ----------------------------------------------------------------

static void tell_event(Frames *frames, const PcSession *session)
{
    Entry *entry = claim(frames, session->frames[PC_FRAME_FIRST], RANK_CLEAR);
    if (entry == NULL) {
        return;
    }
    entry->has_time = true;
    entry->time = session->start;
    put_text(entry, 0, PC_FIELD_SUMMARY, session->line);
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(session->findings, PcSessionFinding, i);
        const PcFindingRow *row = pc_finding_by_name(one->id);
        g_autofree char *message = g_strdup(one->message);
        const PcFinding finding = {row, message, pc_session_whom(session), 0};
        put_finding(entry, &finding);
    }
    weigh(frames, entry);
}

static void session(void *state, const PcSession *session)
{
    const Frames *frames = state;
    if (frames->is_full) {
        return;
    }
    if (session->judgement != NULL) {
        tell_session(state, session);
    } else if (session->line != NULL && session->frames[PC_FRAME_FIRST] != 0) {
        tell_event(state, session);
    }
}

static void tell_silence(Frames *frames, const PcFileEnd *end)
{
    Entry *entry = end->silence != NULL && end->n_frames > 0 ? claim(frames, 1, RANK_CLEAR) : NULL;
    if (entry != NULL) {
        g_autofree char *message = g_strdup(end->silence);
        const PcFinding finding = {.row = pc_finding_row(PC_FINDING_CAPTURE_SILENT),
                                   .message = message};
        put_text(entry, 0, PC_FIELD_SUMMARY, end->silence);
        put_finding(entry, &finding);
        weigh(frames, entry);
    }
}

// ---- a capture ----------------------------------------------------------------------------

static int by_frame(const void *a, const void *b)
{
    const Entry *one = a;
    const Entry *other = b;
    return one->frame < other->frame ? -1 : one->frame > other->frame;
}

static void file_end(void *state, const PcFileEnd *end)
{
    Frames *frames = state;
    GString *out = pc_output_buffer(frames->output);
    tell_silence(frames, end);
    frames->n_captures++;
    g_string_append_printf(out, "capture\t%" PRIu64 "\t", end->n_frames);
    put_time(out, end->first_time);
    g_string_append_c(out, '\t');
    put_value(out, end->path);
    g_string_append_printf(out, "\n%s", frames->sessions->str);
    g_autoptr(GList) entries = g_list_sort(g_hash_table_get_values(frames->entries), by_frame);
    for (const GList *at = entries; at != NULL; at = at->next) {
        const Entry *entry = at->data;
        if (entry->has_time) {
            g_string_append_printf(out, "frame\t%" PRIu64 "\t", entry->frame);
            put_time(out, entry->time);
            g_string_append_c(out, '\n');
        }
        g_string_append(out, entry->lines->str);
        pc_output_settle(frames->output, false);
    }
    g_hash_table_remove_all(frames->entries);
    (void)g_string_truncate(frames->sessions, 0);
    frames->n_numbered = 0;
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    Frames *frames = state;
    (void)estate, (void)conditions;
    g_string_append_printf(pc_output_buffer(frames->output), "end\t%u\n", frames->n_captures);
    g_hash_table_unref(frames->entries);
    (void)g_string_free(frames->sessions, TRUE);
    g_free(frames);
}

const PcWriter pc_writer_frames = {
    .name = "frames",
    .help = "what each frame bears, for phonecert.lua in Wireshark",
    .needs_captures = true,
    .begin = begin,
    .session = session,
    .file_end = file_end,
    .finish = finish,
};
