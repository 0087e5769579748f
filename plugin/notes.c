// SPDX-License-Identifier: GPL-2.0-or-later
// A frame has one note. What a later frame tells of it is added, or, of something else, takes its
// place where it has more to say.
#include "plugin/notes.h"

static PcSessions *sessions; // lent
static GHashTable *notes;    // frame number -> PcNote
static GArray *for_now;      // of guint: frames with a note that holds until another frame comes

void pc_notes_begin_file(PcSessions *of_file)
{
    sessions = of_file;
    notes = g_hash_table_new(NULL, NULL);
    for_now = g_array_new(FALSE, FALSE, sizeof(guint));
}

void pc_notes_end_file(void)
{
    g_clear_pointer(&for_now, g_array_unref);
    g_clear_pointer(&notes, g_hash_table_unref);
    sessions = NULL;
}

static PcNote *find(uint64_t frame)
{
    return g_hash_table_lookup(notes, GUINT_TO_POINTER((guint)frame));
}

const PcNote *pc_notes_of(uint64_t frame)
{
    return find(frame);
}

static void replace(uint64_t frame, PcNote *note)
{
    g_hash_table_insert(notes, GUINT_TO_POINTER((guint)frame), note);
}

static PcNote *note_session(PcWatched *session, uint64_t frame)
{
    pc_watched_note(sessions, session, frame);
    PcNote *note = wmem_new0(wmem_file_scope(), PcNote);
    note->session = session;
    note->roles = pc_watched_frame_roles(session, frame, PC_LOOK_FIRST);
    note->end = (note->roles & PC_ROLE_OF_OUTCOME) != 0 && !session->end_told;
    session->end_told = session->end_told || note->end;
    return note;
}

static PcNote *note_told(const PcTold *told)
{
    if (told->session != NULL) {
        return note_session(told->session, told->frame);
    }
    PcNote *note = wmem_new0(wmem_file_scope(), PcNote);
    note->clear = told->clear;
    return note;
}

static void put(uint64_t frame, PcNote *note)
{
    PcNote *old = find(frame);
    if (old != NULL && !old->stands_in && old->session == note->session) {
        old->roles |= note->roles;
        old->end = old->end || note->end;
        return;
    }
    bool more = note->session != NULL && (note->roles != 0 || old == NULL || old->roles == 0);
    if (old == NULL || old->stands_in || more) {
        replace(frame, note);
    }
}

static const PcNote *add(const PcTold *told)
{
    PcNote *note = note_told(told);
    guint frame = (guint)told->frame;
    put(frame, note);
    if (told->for_now && find(frame) == note) {
        g_array_append_val(for_now, frame);
    }
    return note;
}

void pc_notes_add(const GArray *told)
{
    for (guint i = 0; i < told->len; i++) {
        add(&g_array_index(told, PcTold, i));
    }
}

static bool says_something(const PcNote *note)
{
    return note != NULL && (note->roles != 0 || note->clear != NULL);
}

const PcNote *pc_notes_add_at(const GArray *told, uint64_t frame)
{
    const PcNote *late = NULL;
    for (guint i = 0; i < told->len; i++) {
        const PcTold *row = &g_array_index(told, PcTold, i);
        const PcNote *note = add(row);
        late = row->frame != frame && !row->unrelated && says_something(note) ? note : late;
    }
    const PcNote *here = find(frame);
    if (late == NULL || says_something(here)) {
        return here;
    }
    PcNote *stand_in = wmem_new0(wmem_file_scope(), PcNote);
    *stand_in = *late;
    stand_in->stands_in = true;
    replace(frame, stand_in);
    return stand_in;
}

void pc_notes_take_back(void)
{
    for (guint i = 0; i < for_now->len; i++) {
        g_hash_table_remove(notes, GUINT_TO_POINTER(g_array_index(for_now, guint, i)));
    }
    g_array_set_size(for_now, 0);
}

unsigned pc_note_roles(const PcNote *note, uint64_t frame, PcLook look)
{
    if (note == NULL || note->session == NULL) {
        return 0;
    }
    if (look == PC_LOOK_FIRST) {
        return note->roles;
    }
    unsigned lasting = note->stands_in ? 0 : note->roles & PC_ROLES_LASTING;
    return lasting | pc_watched_frame_roles(note->session, frame, look);
}

const PcClear *pc_note_clear(const PcNote *note, PcLook look)
{
    return note == NULL || (note->stands_in && look != PC_LOOK_FIRST) ? NULL : note->clear;
}

void pc_notes_with_words(GArray *frames)
{
    GHashTableIter at;
    void *frame;
    void *value;
    g_hash_table_iter_init(&at, notes);
    while (g_hash_table_iter_next(&at, &frame, &value)) {
        const PcClear *clear = pc_note_clear(value, PC_LOOK_AGAIN);
        const guint number = GPOINTER_TO_UINT(frame);
        if (clear != NULL && pc_clear_findings(clear)->len > 0) {
            g_array_append_val(frames, number);
        }
    }
}
