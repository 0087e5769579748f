// SPDX-License-Identifier: GPL-2.0-or-later
// What a frame's comment says: the certificate with its verdict on the frame that shows it, the
// answer on the frame that gives it, each finding with the first step against it on the frame that
// decides it. Lines of one frame are parted by newlines.
#include "analyzer/command/scan/comments.h"

#include "analyzer/command/scan/frame_file.h"
#include "analyzer/report/display.h"
#include "core/bytes/account.h"
#include "core/bytes/keyed_hash.h"
#include <inttypes.h>
#include <string.h>

enum { MAX_NAMES = 128 * 1024 }; // addresses that are told a name

struct PcFrameComments {
    GHashTable *by_frame; // "FILE\nframe" -> text
    GHashTable *devices;  // address -> device; "" where several had it
};

PcFrameComments *pc_frame_comments_new(void)
{
    PcFrameComments *comments = g_new(PcFrameComments, 1);
    comments->by_frame = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, g_free);
    comments->devices = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, g_free);
    return comments;
}

void pc_frame_comments_free(PcFrameComments *comments)
{
    if (comments != NULL) {
        g_hash_table_unref(comments->by_frame);
        g_hash_table_unref(comments->devices);
        g_free(comments);
    }
}

static char *key_of(const char *file, uint64_t frame)
{
    return g_strdup_printf("%s\n%" PRIu64, file, frame);
}

// put adds a line to the comment of a frame; it takes the text.
static void put(PcFrameComments *comments, const char *file, uint64_t frame, char *text)
{
    g_autofree char *line = text;
    if (frame == 0 || line == NULL) {
        return;
    }
    g_autofree char *safe = pc_display_text(line);
    char *key = key_of(file, frame);
    const char *before = g_hash_table_lookup(comments->by_frame, key);
    g_hash_table_replace(comments->by_frame, key,
                         before != NULL ? g_strdup_printf("%s\n%s", before, safe)
                                        : g_strconcat(PC_FRAME_COMMENT_MARK, safe, NULL));
}

static void add(GString *line, const char *piece)
{
    if (piece != NULL) {
        g_string_append_printf(line, "%s%s", line->len > 0 ? " · " : "", piece);
    }
}

// certificate_line gives "LSC · CAPF-1 · SEP... · untrusted: why · server answered unknown_ca".
static char *certificate_line(const PcSession *session)
{
    const char *device = pc_session_device(session);
    GString *line = g_string_new(session->type);
    add(line, session->issuer);
    add(line, device != NULL ? device : session->client.address);
    add(line, session->verdict);
    if (session->verdict != NULL && session->reason != NULL) {
        g_string_append_printf(line, ": %s", session->reason);
    }
    if (session->alert_description != NULL) {
        g_string_append_printf(line, " · %s answered %s",
                               session->alert_from != NULL ? session->alert_from : "peer",
                               session->alert_description);
    } else {
        add(line, session->outcome);
    }
    return g_string_free(line, FALSE);
}

// first_step gives the first step against a finding, which says what it interrupts; NULL: none.
static char *first_step(const PcSession *session, const PcSessionFinding *finding)
{
    const PcFindingRow *row = pc_finding_by_name(finding->id);
    const PcStepsFor whom = pc_session_whom(session);
    g_autoptr(GPtrArray) steps = row != NULL ? pc_steps_lines(row->steps, &whom) : NULL;
    if (steps == NULL || steps->len == 0) {
        return NULL;
    }
    return g_strdup_printf("What to do first: %s%s", (const char *)g_ptr_array_index(steps, 0),
                           steps->len > 1 ? " (phonecert scan tells the rest)" : "");
}

static void put_findings(PcFrameComments *comments, const char *file, const PcSession *session)
{
    const uint64_t *frames = session->frames;
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(session->findings, PcSessionFinding, i);
        uint64_t place = one->frame != 0                 ? one->frame
                         : frames[PC_FRAME_OUTCOME] != 0 ? frames[PC_FRAME_OUTCOME]
                                                         : frames[PC_FRAME_FIRST];
        put(comments, file, place, g_strdup_printf("%s: %s", one->id, one->message));
        put(comments, file, place, first_step(session, one));
    }
}

static void name(PcFrameComments *comments, const PcSession *session)
{
    const char *device = pc_session_device(session);
    const char *address = session->client.address;
    const char *known = g_hash_table_lookup(comments->devices, address);
    if (device == NULL || address == NULL || address[0] == '\0') {
        return;
    }
    if (known == NULL && g_hash_table_size(comments->devices) < MAX_NAMES) {
        g_hash_table_insert(comments->devices, g_strdup(address), pc_display_text(device));
    } else if (known != NULL && strcmp(known, device) != 0) {
        g_hash_table_insert(comments->devices, g_strdup(address), g_strdup(""));
    }
}

size_t pc_frame_comments_size(const char *file, const PcSession *session)
{
    enum { LINES = 3, LINE = 160, STEP = 200 }; // certificate, alert, outcome; a first step
    const size_t key = pc_account_block(strlen(file) + sizeof "\n18446744073709551615");
    size_t size = LINES * (LINE + key + PC_ACCOUNT_TABLE_ROW);
    for (guint i = 0; i < session->findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(session->findings, PcSessionFinding, i);
        size += strlen(one->id) + strlen(one->message) + STEP;
    }
    return size;
}

void pc_frame_comments_add(PcFrameComments *comments, const char *file, const PcSession *session)
{
    const uint64_t *frames = session->frames;
    name(comments, session);
    if (session->type != NULL) {
        uint64_t shown = frames[PC_FRAME_CLIENT_CERTIFICATE];
        put(comments, file, shown != 0 ? shown : frames[PC_FRAME_FIRST], certificate_line(session));
    }
    if (session->alert_description != NULL) {
        put(comments, file, frames[PC_FRAME_ALERT],
            g_strdup_printf("%s from the %s", session->alert_description,
                            session->alert_from != NULL ? session->alert_from : "peer"));
    }
    put(comments, file, frames[PC_FRAME_OUTCOME], g_strdup(session->outcome));
    put_findings(comments, file, session);
}

const char *pc_frame_comments_of(const PcFrameComments *comments, const char *file, uint64_t frame)
{
    g_autofree char *key = key_of(file, frame);
    return g_hash_table_lookup(comments->by_frame, key);
}

void pc_frame_comments_names(const PcFrameComments *comments, PcFrameName tell, void *user)
{
    g_autoptr(GList) addresses = g_hash_table_get_keys(comments->devices);
    addresses = g_list_sort(addresses, (GCompareFunc)strcmp);
    for (const GList *one = addresses; one != NULL; one = one->next) {
        const char *device = g_hash_table_lookup(comments->devices, one->data);
        if (device[0] != '\0') {
            tell(user, one->data, device);
        }
    }
}
