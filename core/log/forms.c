// SPDX-License-Identifier: GPL-2.0-or-later
// The table of forms: a line without a head of its own goes to the reader whose mark stands in it,
// or to the one that said of the line before that more is to come.
#include "core/log/work.h"

#include "core/bytes/lexer.h"

static const PcLogFormRow headed[] = {
    [PC_LOG_FORM_SECD] = {.title = "console logs of 79xx phones",
                          .keys = PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_FILE |
                                  PC_LOG_KEY_TIME},
    [PC_LOG_FORM_SECUREAPP] = {.title = "console logs of 78xx and 88xx phones",
                               .keys = PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_DEVICE |
                                       PC_LOG_KEY_FILE | PC_LOG_KEY_TIME},
    [PC_LOG_FORM_TVS] = {.title = "TVS traces",
                         .keys = PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS |
                                 PC_LOG_KEY_TIME},
    [PC_LOG_FORM_CAPF] = {.title = "CAPF traces",
                          .keys = PC_LOG_KEY_CERTIFICATE | PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS |
                                  PC_LOG_KEY_TIME},
    [PC_LOG_FORM_SDL] = {.title = "SDL traces of CallManager and TFTP",
                         .keys = PC_LOG_KEY_DEVICE | PC_LOG_KEY_ADDRESS | PC_LOG_KEY_FILE |
                                 PC_LOG_KEY_TIME},
};

// In the order in which their marks are looked for. The first two marks of the first of them
// nothing else has: they end whatever block another form has open.
enum { N_UNMISTAKABLE = 5 };
static const struct {
    PcLogForm form;
    const PcLogFormRow *row;
} forms[] = {
    {PC_LOG_FORM_ALARM, &pc_log_form_alarm},
    {PC_LOG_FORM_ASA, &pc_log_form_asa},
    {PC_LOG_FORM_CLEARPASS, &pc_log_form_clearpass},
    {PC_LOG_FORM_EXPRESSWAY, &pc_log_form_expressway},
    {PC_LOG_FORM_ISE, &pc_log_form_ise},
    {PC_LOG_FORM_FREERADIUS, &pc_log_form_freeradius},
    {PC_LOG_FORM_NPS, &pc_log_form_nps},
    {PC_LOG_FORM_IOS, &pc_log_form_ios},
    {PC_LOG_FORM_SUPPLICANT, &pc_log_form_supplicant},
    {PC_LOG_FORM_S_CLIENT, &pc_log_form_s_client},
    {PC_LOG_FORM_OPENSSL, &pc_log_form_openssl},
    {PC_LOG_FORM_TRUST_LIST, &pc_log_form_trust_list},
    {PC_LOG_FORM_SHOW_CERT, &pc_log_form_show_cert},
    {PC_LOG_FORM_8945, &pc_log_form_8945},
    {PC_LOG_FORM_STATUS, &pc_log_form_status},
    {PC_LOG_FORM_JABBER, &pc_log_form_jabber},
};

static const PcLogFormRow *row_of(PcLogForm form)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (forms[i].form == form) {
            return forms[i].row;
        }
    }
    return (size_t)form < G_N_ELEMENTS(headed) ? &headed[form] : NULL;
}

const char *pc_log_form_title(PcLogForm form)
{
    const PcLogFormRow *row = row_of(form);
    return row != NULL ? row->title : NULL;
}

unsigned pc_log_form_keys(PcLogForm form)
{
    const PcLogFormRow *row = row_of(form);
    return row != NULL ? row->keys : 0;
}

struct PcLogReaders {
    void *states[G_N_ELEMENTS(forms)];
    PcLogWords *marks;                     // of all forms
    uint64_t of_form[G_N_ELEMENTS(forms)]; // which of them are its own
    uint64_t unmistakable;                 // which of them nothing else has: they end an open block
    size_t open; // the reader that is asked first; the number of forms: none
};

struct PcLogReaders *pc_log_readers_new(void)
{
    struct PcLogReaders *readers = g_new0(struct PcLogReaders, 1);
    size_t n_marks = 0;
    readers->open = G_N_ELEMENTS(forms);
    readers->marks = pc_log_words_new();
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        size_t size = forms[i].row->state_size;
        readers->states[i] = size > 0 ? g_malloc0(size) : NULL;
        for (size_t k = 0; forms[i].row->marks[k] != NULL; k++) {
            pc_log_words_add(readers->marks, forms[i].row->marks[k]);
            readers->of_form[i] |= 1ULL << n_marks;
            readers->unmistakable |= i < N_UNMISTAKABLE && k < 2 ? 1ULL << n_marks : 0;
            n_marks++;
        }
    }
    return readers;
}

void pc_log_readers_free(struct PcLogReaders *readers)
{
    if (readers == NULL) {
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (forms[i].row->clear != NULL) {
            forms[i].row->clear(readers->states[i]);
        }
        g_free(readers->states[i]);
    }
    g_free(readers->marks);
    g_free(readers);
}

static bool ask(PcPhoneLog *log, size_t i, PcBytes line)
{
    struct PcLogReaders *readers = log->readers;
    PcLogTaken taken = forms[i].row->read(log, readers->states[i], line);
    if (taken == PC_LOG_NOT_MINE) {
        return false;
    }
    readers->open = taken == PC_LOG_TAKEN_OPEN ? i : G_N_ELEMENTS(forms);
    log->n_of_form[forms[i].form]++;
    log->form = forms[i].form;
    return true;
}

bool pc_log_read_bare(PcPhoneLog *log, PcBytes line)
{
    struct PcLogReaders *readers = log->readers;
    size_t open = readers->open;
    const uint64_t found = pc_log_words_find(readers->marks, line);
    if (open < G_N_ELEMENTS(forms) && (found & readers->unmistakable) == 0 &&
        ask(log, open, line)) {
        return true;
    }
    readers->open = G_N_ELEMENTS(forms);
    for (size_t i = 0; found != 0 && i < G_N_ELEMENTS(forms); i++) {
        if (i != open && (found & readers->of_form[i]) != 0 && ask(log, i, line)) {
            return true;
        }
    }
    return false;
}

void pc_log_readers_finish(PcPhoneLog *log)
{
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (forms[i].row->finish != NULL) {
            forms[i].row->finish(log, log->readers->states[i]);
        }
    }
}
