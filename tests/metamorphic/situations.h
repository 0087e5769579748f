// SPDX-License-Identifier: GPL-2.0-or-later
// What TCP, clocks, taps and mirrors do to a capture of a handshake: one table, of which every row
// alters any sample. How much, where and with which flags is drawn.
#ifndef PHONECERT_TESTS_METAMORPHIC_SITUATIONS_H
#define PHONECERT_TESTS_METAMORPHIC_SITUATIONS_H

#include "tests/metamorphic/tell.h"

// MetaDraw draws parameters, and writes down which.
typedef struct {
    GRand *rand;
    GString *how;
} MetaDraw;

typedef struct {
    const char *name; // also of a file
    MetaRule rule;
    // Gives the frames altered; NULL where the sample has nothing that could be.
    GPtrArray *(*alter)(const MetaSample *sample, MetaDraw *draw);
    // That it may bring with it; the first one is told of some sample. NULL: none.
    const char *findings[META_MAX_FINDINGS];
} MetaSituation;

// meta_situations gives the table.
const MetaSituation *meta_situations(size_t *n_situations);

// meta_find_situation gives a row by its name; NULL: there is none.
const MetaSituation *meta_find_situation(const char *name);

// meta_situation alters a sample; the same `n` gives the same frames. `how` gets words for it,
// which the caller frees.
GPtrArray *meta_situation(const MetaSituation *situation, const MetaSample *sample, guint n,
                          char **how);

// meta_draw gives a number of at least `from` and below `to`.
guint meta_draw(MetaDraw *draw, guint from, guint to);

// The rows, by what does it. alter_tcp.c:
GPtrArray *meta_alter_reset_far(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_reset_near(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_reset_old(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_reset_early(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_reset_of_syn(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_fin_far(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_fin_early(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_icmp(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_half_open(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_refused_first(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_unanswered_first(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_old_syn(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_no_syn(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_syn_answer_only(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_first_byte(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_first_byte_no_syn(const MetaSample *sample, MetaDraw *draw);
// alter_order.c:
GPtrArray *meta_alter_skew(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_one_direction_first(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_one_direction_only(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_ring_backwards(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_clock_set_back(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_no_clock(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_shuffled(const MetaSample *sample, MetaDraw *draw);
// alter_copies.c:
GPtrArray *meta_alter_cut_then_whole(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_whole_then_cut(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_damaged_then_right(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_right_then_damaged(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_offloaded(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_each_twice(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_sent_again(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_lost(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_snap_length(const MetaSample *sample, MetaDraw *draw);
// alter_twins.c:
GPtrArray *meta_alter_again_later(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_again_next_day(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_again_no_syn(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_vlan_twins(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_vni_twins(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_mirrored_vlan(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_wrapped(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_inner_cut(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_fragmented(const MetaSample *sample, MetaDraw *draw);
// alter_eap.c:
GPtrArray *meta_alter_never_answered(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_fragments_lost(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_supplicant_silent(const MetaSample *sample, MetaDraw *draw);
GPtrArray *meta_alter_wrong_secret(const MetaSample *sample, MetaDraw *draw);

#endif
