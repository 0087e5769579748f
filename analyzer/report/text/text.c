// SPDX-License-Identifier: GPL-2.0-or-later
// Writes sessions for people in a hurry: one line for what is well; where something is not, what,
// why, what to do about it, and where to look. Where there are many, each cause once, and a line a
// session. Ends with the estate.
#include "analyzer/report/text/text.h"

#include "analyzer/report/display.h"
#include "analyzer/report/text/spool.h"
#include "core/bytes/keyed_hash.h"
#include <inttypes.h>
#include <string.h>

enum {
    MARK_COLUMN = 2,
    TIME_COLUMN = 4,
    DEVICE_COLUMN = 14,
    PHRASE_COLUMN = 31,
    FINDING_COLUMN = 6,
    DETAIL_COLUMN = 15,
};

void pc_text_silent_files(PcText *text)
{
    if (text->n_silent == 0) {
        return;
    }
    g_autofree char *several = g_strdup_printf("%" PRIu64 " captures", text->n_silent);
    g_autofree char *line = g_strdup_printf(
        "%s: no handshake of a phone%s", text->n_silent == 1 ? text->silent_path : several,
        text->n_hidden > 0 ? " (--all shows the other TLS sessions)" : "");
    if (text->has_written) {
        pc_layout_end(&text->layout);
    }
    pc_layout_start(&text->layout, 0, MARK_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_DIM, line);
    pc_layout_end(&text->layout);
    text->n_silent = 0;
    text->n_hidden = 0;
    text->has_written = true;
}

// Before anything else of the file: where its sessions still wait, before those, too.
static void tell_silence(PcText *text, const PcFileEnd *end, bool waits)
{
    g_autofree char *line = g_strdup_printf("%s: %s", end->path, end->silence);
    bool goes_before = waits && g_strcmp0(text->path, end->path) == 0;
    g_autoptr(GString) told = g_string_new(NULL);
    PcLayout layout = text->layout;
    layout.out = told;
    if (goes_before ? text->file_at > 0 : text->has_written) {
        pc_layout_end(&layout);
    }
    pc_layout_start(&layout, 0, MARK_COLUMN);
    pc_layout_words(&layout, PC_STYLE_PLAIN, line);
    pc_layout_end(&layout);
    if (goes_before && text->file_at == 0) {
        pc_layout_end(&layout);
    }
    GString *out = text->layout.out;
    g_string_insert_len(out, goes_before ? (gssize)text->file_at : -1, told->str,
                        (gssize)told->len);
    text->has_written = true;
}

static void tell_file_end(PcText *text, const PcFileEnd *end, bool waits)
{
    if (end->silence != NULL) {
        pc_text_silent_files(text);
        tell_silence(text, end, waits);
    } else if (end->n_sessions == 0 && text->options.group == PC_GROUP_SESSION) {
        text->n_silent++;
        text->n_hidden += end->n_hidden;
        g_free(text->silent_path);
        text->silent_path = g_strdup(end->path);
    }
}

static void tell_file(PcText *text, const char *path, int64_t start)
{
    PcMoment day = pc_moment_day(start, text->options.zone);
    g_free(text->path);
    text->path = g_strdup(path);
    g_strlcpy(text->day, day.text, sizeof text->day);
    pc_text_silent_files(text);
    text->file_at = text->layout.out->len;
    if (text->has_written) {
        pc_layout_end(&text->layout);
    }
    pc_layout_start(&text->layout, 0, MARK_COLUMN);
    pc_layout_piece(&text->layout, PC_STYLE_BOLD, "", text->path);
    pc_layout_pad(&text->layout, 0);
    pc_layout_piece(&text->layout, PC_STYLE_DIM, "", day.text);
    pc_layout_end(&text->layout);
    text->has_written = true;
}

// tell_day says when midnight has passed.
static void tell_day(PcText *text, int64_t start)
{
    PcMoment day = pc_moment_day(start, text->options.zone);
    if (strcmp(day.text, text->day) != 0) {
        g_strlcpy(text->day, day.text, sizeof text->day);
        pc_layout_start(&text->layout, TIME_COLUMN, TIME_COLUMN);
        pc_layout_words(&text->layout, PC_STYLE_DIM, day.text);
        pc_layout_end(&text->layout);
    }
}

static void tell_headline(PcText *text, const PcSession *session)
{
    PcLayout *layout = &text->layout;
    PcStyle mark_style = PC_STYLE_PLAIN;
    const char *mark = pc_phrase_mark(session, &mark_style);
    PcMoment clock = pc_moment_clock(session->start, text->options.zone);
    const char *device = pc_session_device(session);
    pc_layout_start(layout, MARK_COLUMN, PHRASE_COLUMN);
    pc_layout_words(layout, mark_style, mark);
    pc_layout_pad(layout, TIME_COLUMN);
    pc_layout_words(layout, PC_STYLE_DIM, clock.text);
    pc_layout_pad(layout, DEVICE_COLUMN);
    pc_layout_piece(layout, device != NULL ? PC_STYLE_BOLD : PC_STYLE_PLAIN, "",
                    device != NULL ? device : session->client.address);
    pc_layout_pad(layout, PHRASE_COLUMN);
    g_autoptr(GArray) phrases =
        text->is_brief ? pc_phrases_in_brief(session) : pc_phrases_of(session, text->options.wide);
    bool goes_on = true;
    for (guint i = 0; goes_on && i < phrases->len; i++) {
        const PcPhrase *phrase = &g_array_index(phrases, PcPhrase, i);
        if (text->is_brief) {
            goes_on = pc_layout_try(layout, phrase->style, " · ", phrase->text);
        } else {
            pc_layout_piece(layout, phrase->style, " · ", phrase->text);
        }
    }
    for (guint i = 0; text->options.wide && i < session->findings->len; i++) {
        const PcSessionFinding *one = &g_array_index(session->findings, PcSessionFinding, i);
        pc_layout_piece(layout, pc_phrase_severity_style(one->severity), " · ", one->id);
    }
    pc_layout_end(layout);
}

static void tell_what(PcText *text, const PcSessionFinding *finding)
{
    PcLayout *layout = &text->layout;
    pc_layout_start(layout, FINDING_COLUMN, DETAIL_COLUMN);
    pc_layout_words(layout, pc_phrase_severity_style(finding->severity),
                    pc_severity_name(finding->severity));
    pc_layout_pad(layout, DETAIL_COLUMN);
    pc_layout_words(layout, PC_STYLE_BOLD, finding->id);
    pc_layout_end(layout);
    pc_layout_start(layout, DETAIL_COLUMN, DETAIL_COLUMN);
    pc_layout_words(layout, PC_STYLE_PLAIN, finding->message);
    pc_layout_end(layout);
}

// tell_finding gives the remedy in full once; a note is only noted.
static void tell_finding(PcText *text, const PcSessionFinding *finding)
{
    PcLayout *layout = &text->layout;
    tell_what(text, finding);
    if (finding->severity == PC_SEVERITY_NOTE) {
        return;
    }
    // Phones of another family have other menus.
    char *key = g_strdup_printf("%s %s", finding->id, finding->remedy);
    bool is_news = g_hash_table_add(text->told, key);
    if (is_news && finding->remedy[0] != '\0') {
        pc_layout_start(layout, DETAIL_COLUMN, DETAIL_COLUMN);
        pc_layout_words(layout, PC_STYLE_BOLD, "What to do");
        pc_layout_end(layout);
        pc_layout_steps(layout, finding->remedy, DETAIL_COLUMN);
    }
    pc_layout_start(layout, DETAIL_COLUMN, DETAIL_COLUMN);
    g_autofree char *source =
        g_strdup_printf("Source: %s%s", finding->source, is_news ? "" : " (what to do: see above)");
    pc_layout_words(layout, PC_STYLE_DIM, source);
    pc_layout_end(layout);
}

// tell_place says where to look in Wireshark. A filter is for copying: it is never parted.
static void tell_place(PcText *text, const PcSession *session)
{
    g_autofree char *frames = pc_phrase_frames(session);
    g_autofree char *filter = pc_phrase_filter(session);
    g_autofree char *where = g_strdup_printf("filter: %s", filter);
    pc_layout_start(&text->layout, FINDING_COLUMN, DETAIL_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_DIM, "look at");
    pc_layout_pad(&text->layout, DETAIL_COLUMN);
    if (frames != NULL) {
        pc_layout_piece(&text->layout, PC_STYLE_PLAIN, "", frames);
    }
    pc_layout_whole(&text->layout, PC_STYLE_PLAIN, " · ", where);
    pc_layout_end(&text->layout);
}

// tell_twin points to the capture in which the same conversation was told.
static void tell_twin(PcText *text, const PcSession *session)
{
    g_autofree char *line = g_strdup_printf("the same conversation as in frame %" PRIu64 " of %s",
                                            session->twin_frame, session->twin_file);
    pc_layout_start(&text->layout, DETAIL_COLUMN, DETAIL_COLUMN);
    pc_layout_words(&text->layout, PC_STYLE_DIM, line);
    pc_layout_end(&text->layout);
}

static void tell_session(PcText *text, const PcSession *session)
{
    bool is_line = text->options.wide || text->is_brief;
    if (g_strcmp0(text->path, session->file) != 0) {
        tell_file(text, session->file, session->start);
    }
    tell_day(text, session->start);
    tell_headline(text, session);
    if (session->twin_file != NULL && !is_line) {
        tell_twin(text, session);
    }
    if (session->twin_says_the_same || is_line) {
        return;
    }
    for (guint i = 0; i < session->findings->len; i++) {
        tell_finding(text, &g_array_index(session->findings, PcSessionFinding, i));
    }
    if (pc_session_worst(session) > (int)PC_SEVERITY_NOTE) {
        tell_place(text, session);
    }
}

// ---- one page or the other ----------------------------------------------------------------------

enum { USUAL_ROWS = 24 };

// Book is both ways to tell a run: every session in full, or, where these are more than one can
// look through, each cause once and a line a session. Which of them it is shows at the end; what
// has no end is told in full as it comes.
typedef struct {
    PcOutput *output;
    bool waits;
    uint64_t n_sessions;
    PcText full, brief;
    GString *waiting; // of `full`
    PcSpool lines;    // of `brief`
} Book;

static void open_page(PcText *text, const PcReportOptions *options, GString *out)
{
    *text = (PcText){.options = *options};
    text->told = g_hash_table_new_full(pc_hash_text, g_str_equal, g_free, NULL);
    text->layout = (PcLayout){
        .out = out,
        .width = options->wide ? 0 : options->columns,
        .colour = options->colour,
        .ascii = options->ascii,
    };
}

static void close_page(PcText *text)
{
    g_hash_table_unref(text->told);
    g_free(text->path);
    g_free(text->silent_path);
}

// What would be at another moment is told to be that, above everything.
static void tell_would(Book *book, const char *at)
{
    g_autofree char *head = pc_conditions_would(at);
    PcLayout layout = book->full.layout;
    layout.out = pc_output_buffer(book->output);
    pc_layout_start(&layout, 0, MARK_COLUMN);
    pc_layout_words(&layout, PC_STYLE_YELLOW, head);
    pc_layout_end(&layout);
    book->full.has_written = book->brief.has_written = true;
}

static void *begin(PcOutput *output, const PcReportOptions *options)
{
    Book *book = g_new0(Book, 1);
    book->output = output;
    book->waits = options->group == PC_GROUP_SESSION && !options->wide && !options->summary &&
                  !options->is_live;
    book->waiting = g_string_new(NULL);
    book->lines.text = g_string_new(NULL);
    open_page(&book->full, options, book->waits ? book->waiting : pc_output_buffer(output));
    open_page(&book->brief, options, book->lines.text);
    book->brief.is_brief = true;
    if (options->at != NULL) {
        tell_would(book, options->at);
    }
    return book;
}

static size_t rows_of(const Book *book)
{
    return book->full.options.rows > 0 ? book->full.options.rows : USUAL_ROWS;
}

static void session(void *state, const PcSession *session)
{
    Book *book = state;
    const PcReportOptions *options = &book->full.options;
    if (options->group != PC_GROUP_SESSION || options->summary) {
        return;
    }
    book->n_sessions++;
    if (!book->waits || book->n_sessions <= rows_of(book)) {
        tell_session(&book->full, session);
    }
    if (book->waits) {
        tell_session(&book->brief, session);
        pc_spool_settle(&book->lines);
    }
}

static void file_end(void *state, const PcFileEnd *end)
{
    Book *book = state;
    tell_file_end(&book->full, end, book->waits);
    if (book->waits) {
        tell_file_end(&book->brief, end, false); // its lines may be spooled already
        pc_spool_settle(&book->lines);
    }
}

// are_many says that the sessions are more than fit a screen.
static bool are_many(const Book *book)
{
    return book->n_sessions > rows_of(book);
}

// tell_many tells the causes first, then a line a session.
static void tell_many(Book *book, const PcEstate *estate)
{
    PcText *text = &book->brief;
    pc_text_silent_files(text);
    text->layout.out = pc_output_buffer(book->output);
    pc_text_causes(text, estate);
    pc_layout_start(&text->layout, 0, 0);
    pc_layout_words(&text->layout, PC_STYLE_BOLD, "Sessions");
    pc_layout_words(&text->layout, PC_STYLE_DIM, "(--wide tells more of each)");
    pc_layout_end(&text->layout);
    pc_spool_give(&book->lines, book->output);
    text->told_causes = true;
}

static void finish(void *state, const PcEstate *estate, const PcConditions *conditions)
{
    Book *book = state;
    PcText *text = &book->full;
    if (book->waits && are_many(book)) {
        text = &book->brief;
        tell_many(book, estate);
    } else {
        if (!text->options.summary) {
            pc_text_silent_files(text);
        }
        text->layout.out = pc_output_buffer(book->output);
        g_string_append_len(text->layout.out, book->waiting->str, (gssize)book->waiting->len);
    }
    if (text->options.group != PC_GROUP_SESSION && !text->options.summary) {
        pc_text_groups(text, estate);
    }
    pc_text_summary(text, estate, conditions);
    close_page(&book->full);
    close_page(&book->brief);
    g_string_free(book->waiting, TRUE);
    pc_spool_clear(&book->lines);
    g_free(book);
}

const PcWriter pc_writer_text = {
    .name = "text",
    .help = "for people (the default)",
    .tells_phones = true,
    .begin = begin,
    .session = session,
    .file_end = file_end,
    .finish = finish,
};
