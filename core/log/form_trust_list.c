// SPDX-License-Identifier: GPL-2.0-or-later
// What `show ctl` and `show itl` print of a trust list: its records, whose values go on in the next
// line, and whether it was verified. Where the good sentence is missing, that is told.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

typedef struct {
    PcLogEntry *record; // is added when the next begins
    char **unfinished;  // its value that may go on in the next line; NULL: none
    bool has_list, is_verified;
} State;

static void tell_record(PcPhoneLog *log, State *state)
{
    state->unfinished = NULL;
    if (state->record != NULL) {
        pc_log_add(log, g_steal_pointer(&state->record));
    }
}

static void start_record(PcPhoneLog *log, State *state, PcBytes line)
{
    tell_record(log, state);
    state->record = pc_log_told(PC_LOG_FORM_TRUST_LIST, PC_LOG_TRUST_LIST_RECORD, line);
    state->record->line = log->n_lines;
}

// "5  SUBJECTNAME  60  CN=...": position, tag, length, value (which may be missing).
static bool read_row(PcBytes line, PcBytes *tag, PcBytes *value)
{
    uint64_t position, len;
    pc_lex_skip_spaces(&line);
    if (!pc_lex_number(&line, 1, 9, &position) || !pc_lex_spaces(&line) ||
        !pc_lex_while(&line, " \t", tag)) {
        return false;
    }
    // The tag may be of two words; the length is a number at its end.
    PcBytes words = *tag;
    size_t tag_len = 0;
    for (uint8_t byte; pc_bytes_at(words, tag_len, &byte) && !g_ascii_isdigit(byte); tag_len++) {
    }
    *tag = pc_lex_trim(pc_bytes_first(words, tag_len));
    pc_bytes_skip(&words, tag_len);
    if (tag->len == 0 || !pc_lex_number(&words, 1, 9, &len)) {
        return false;
    }
    *value = pc_bytes(words.data, words.len + line.len);
    *value = pc_lex_trim(*value);
    return true;
}

static bool is_rest_of_value(const State *state, PcBytes line)
{
    PcBytes look = line;
    if (state->unfinished == NULL || *state->unfinished == NULL ||
        !g_str_has_suffix(*state->unfinished, ";") || !pc_lex_spaces(&look)) {
        return false;
    }
    return pc_log_has(look, "=");
}

static bool take_row(State *state, PcBytes line)
{
    PcBytes tag, value;
    if (!read_row(line, &tag, &value)) {
        return false;
    }
    state->unfinished = NULL;
    if (state->record == NULL || value.len == 0) {
        return true;
    }
    const struct {
        const char *tag;
        char **slot;
    } slots[] = {
        {"SUBJECTNAME", &state->record->subject},
        {"ISSUERNAME", &state->record->issuer},
        {"FUNCTION", &state->record->role},
        {"SERIALNUMBER", &state->record->serial},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(slots); i++) {
        if (pc_lex_is(tag, slots[i].tag) && *slots[i].slot == NULL) {
            *slots[i].slot = pc_log_value(value);
            state->unfinished = slots[i].slot;
        }
    }
    return true;
}

static void tell_list(PcPhoneLog *log, State *state, PcLogEvent event, PcBytes line)
{
    tell_record(log, state);
    PcLogEntry *entry = pc_log_told(PC_LOG_FORM_TRUST_LIST, event, line);
    if (event == PC_LOG_TRUST_LIST_UNVERIFIED) {
        entry->verdict = PC_LOG_BAD;
        entry->detail = g_strdup("no line of it says that it was verified: it does not verify, or "
                                 "the text was cut before that line");
        pc_log_finding(entry, PC_FINDING_SIGNED_FILE_ALTERED);
    } else if (event == PC_LOG_TRUST_LIST_VERIFIED) {
        entry->verdict = PC_LOG_GOOD;
    }
    state->has_list = false; // the next one has a sentence of its own
    pc_log_add(log, entry);
}

static const struct {
    const char *words;
    PcLogEvent event;
} sentences[] = {
    {"L file was verified successfully", PC_LOG_TRUST_LIST_VERIFIED},
    {"L File not found", PC_LOG_TRUST_LIST_MISSING},
};

// A value among others on its line: it ends where the next row, record or sentence begins.
static PcBytes first_value(PcBytes text, size_t len)
{
    static const char *const next[] = {" FUNCTION ",   " ISSUERNAME ", " SERIALNUMBER ",
                                       " CTL Record",  " ITL Record",  " The CTL file",
                                       " The ITL file"};
    size_t end;
    uint8_t last;
    text = pc_bytes_first(text, len);
    for (size_t i = 0; i < G_N_ELEMENTS(next); i++) {
        if (pc_bytes_find(text, next[i], strlen(next[i]), &end)) {
            text = pc_bytes_first(text, end);
        }
    }
    while (text.len > 0 && pc_bytes_at(text, text.len - 1, &last) &&
           (g_ascii_isdigit(last) || last == ' ')) {
        text = pc_bytes_first(text, text.len - 1); // the next row's position
    }
    return text;
}

// A whole list on one line, as a web page has it.
static void take_glued(PcPhoneLog *log, State *state, PcBytes line)
{
    PcBytes rest = line, name, function;
    while (pc_lex_after(rest, "SUBJECTNAME ", &rest)) {
        uint64_t len;
        name = rest;
        pc_lex_skip_spaces(&name);
        if (!pc_lex_number(&name, 1, 9, &len)) {
            continue;
        }
        start_record(log, state, line);
        state->record->subject = pc_log_value(first_value(pc_lex_trim(name), len));
        function = rest;
        if (pc_lex_after(function, "FUNCTION ", &function) &&
            pc_lex_number(&function, 1, 9, &len)) {
            state->record->role = pc_log_value(first_value(function, SIZE_MAX));
        }
    }
}

// A list was shown and its good sentence did not come.
static void tell_unverified(PcPhoneLog *log, State *state)
{
    static const char sentence[] = "the list is shown, and nothing says that it was verified";
    bool is_unsaid = state->has_list;
    tell_record(log, state);
    if (is_unsaid) {
        tell_list(log, state, PC_LOG_TRUST_LIST_UNVERIFIED,
                  pc_bytes(sentence, sizeof sentence - 1));
    }
}

static PcLogTaken read_list(PcPhoneLog *log, void *data, PcBytes line)
{
    State *state = data;
    PcBytes after;
    uint64_t number;
    if (pc_log_has(line, "The checksum value of the ")) {
        tell_unverified(log, state); // the list before
        state->has_list = true;
    }
    bool is_head = pc_lex_after(line, " Record #:", &after) && pc_lex_number(&after, 1, 9, &number);
    if (is_head && pc_log_has(after, "SUBJECTNAME ")) {
        take_glued(log, state, after);
    } else if (is_head) {
        start_record(log, state, line);
        state->record->number = (int)number;
        state->has_list = true;
        return PC_LOG_TAKEN_OPEN;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sentences); i++) {
        if (pc_log_has(line, sentences[i].words)) {
            tell_list(log, state, sentences[i].event, line);
            return PC_LOG_TAKEN_OPEN;
        }
    }
    if (is_rest_of_value(state, line)) {
        g_autofree char *rest = pc_log_value(line);
        g_autofree char *first = *state->unfinished;
        *state->unfinished = g_strconcat(first, rest, NULL);
        return PC_LOG_TAKEN_OPEN;
    }
    bool is_own = take_row(state, line) || is_head || state->has_list;
    return is_own ? PC_LOG_TAKEN_OPEN : PC_LOG_NOT_MINE;
}

static void finish(PcPhoneLog *log, void *data)
{
    tell_unverified(log, data);
}

static void clear(void *data)
{
    State *state = data;
    if (state->record != NULL) {
        pc_log_entry_free(state->record);
    }
}

static const char *const marks[] = {"The checksum value of the ",
                                    " Record #:",
                                    "L file was verified",
                                    "L File not found",
                                    "SUBJECTNAME",
                                    "ISSUERNAME",
                                    "FUNCTION",
                                    NULL};
const PcLogFormRow pc_log_form_trust_list = {
    .title = "output of show ctl and show itl",
    .keys = PC_LOG_KEY_CERTIFICATE,
    .marks = marks,
    .read = read_list,
    .state_size = sizeof(State),
    .finish = finish,
    .clear = clear,
};
