// SPDX-License-Identifier: GPL-2.0-or-later
// The table, and how parameters are drawn: by the names of sample and row and a number, so that a
// test that fails does so again.
#include "tests/metamorphic/situations.h"

static const MetaSituation situations[] = {
    {"reset-far", META_RULE_SAME, meta_alter_reset_far, {NULL}},
    {"reset-near", META_RULE_LESS, meta_alter_reset_near, {NULL}},
    {"reset-old", META_RULE_SAME, meta_alter_reset_old, {NULL}},
    {"reset-early", META_RULE_LESS, meta_alter_reset_early, {NULL}},
    {"reset-of-syn", META_RULE_SAME, meta_alter_reset_of_syn, {NULL}},
    {"fin-far", META_RULE_SAME, meta_alter_fin_far, {NULL}},
    {"fin-early", META_RULE_LESS, meta_alter_fin_early, {NULL}},
    {"icmp", META_RULE_SAME, meta_alter_icmp, {NULL}},
    {"half-open", META_RULE_SAME, meta_alter_half_open, {NULL}},
    {"refused-first", META_RULE_SAME, meta_alter_refused_first, {NULL}},
    {"unanswered-first", META_RULE_SAME, meta_alter_unanswered_first, {NULL}},
    {"old-syn", META_RULE_SAME, meta_alter_old_syn, {NULL}},
    {"no-syn", META_RULE_LESS, meta_alter_no_syn, {NULL}},
    {"syn-answer-only", META_RULE_LESS, meta_alter_syn_answer_only, {NULL}},
    {"first-byte", META_RULE_SAME, meta_alter_first_byte, {NULL}},
    {"first-byte-no-syn", META_RULE_LESS, meta_alter_first_byte_no_syn, {NULL}},
    {"skew", META_RULE_LESS, meta_alter_skew, {NULL}},
    {"one-direction-first", META_RULE_LESS, meta_alter_one_direction_first, {NULL}},
    {"one-direction-only", META_RULE_LESS, meta_alter_one_direction_only, {NULL}},
    {"ring-backwards", META_RULE_TWICE, meta_alter_ring_backwards, {NULL}},
    {"clock-set-back", META_RULE_LESS, meta_alter_clock_set_back, {NULL}},
    {"no-clock", META_RULE_LESS, meta_alter_no_clock, {NULL}},
    {"shuffled", META_RULE_LESS, meta_alter_shuffled, {NULL}},
    {"cut-then-whole", META_RULE_LESS, meta_alter_cut_then_whole, {NULL}},
    {"whole-then-cut", META_RULE_LESS, meta_alter_whole_then_cut, {NULL}},
    {"damaged-then-right", META_RULE_SAME, meta_alter_damaged_then_right, {NULL}},
    {"right-then-damaged", META_RULE_SAME, meta_alter_right_then_damaged, {NULL}},
    {"offloaded", META_RULE_SAME, meta_alter_offloaded, {NULL}},
    {"each-twice", META_RULE_SAME, meta_alter_each_twice, {NULL}},
    {"sent-again", META_RULE_SAME, meta_alter_sent_again, {NULL}},
    {"lost", META_RULE_LESS, meta_alter_lost, {NULL}},
    {"snap-length", META_RULE_LESS, meta_alter_snap_length, {NULL}},
    {"again-later", META_RULE_BOTH, meta_alter_again_later, {NULL}},
    {"again-next-day", META_RULE_BOTH, meta_alter_again_next_day, {NULL}},
    {"again-no-syn", META_RULE_BOTH, meta_alter_again_no_syn, {NULL}},
    {"vlan-twins", META_RULE_BOTH, meta_alter_vlan_twins, {NULL}},
    {"vni-twins", META_RULE_BOTH, meta_alter_vni_twins, {NULL}},
    {"mirrored-vlan", META_RULE_SAME, meta_alter_mirrored_vlan, {NULL}},
    {"wrapped", META_RULE_SAME, meta_alter_wrapped, {NULL}},
    {"inner-cut", META_RULE_LESS, meta_alter_inner_cut, {NULL}},
    {"fragmented", META_RULE_SAME, meta_alter_fragmented, {NULL}},
    {"never-answered", META_RULE_LESS, meta_alter_never_answered, {"radius-no-answer"}},
    {"fragments-lost",
     META_RULE_LESS,
     meta_alter_fragments_lost,
     {"radius-fragments-lost", "radius-no-answer"}},
    {"supplicant-silent", META_RULE_LESS, meta_alter_supplicant_silent, {"eap-peer-silent"}},
    {"wrong-secret", META_RULE_LESS, meta_alter_wrong_secret, {"radius-answer-ignored"}},
};

const MetaSituation *meta_situations(size_t *n_situations)
{
    *n_situations = G_N_ELEMENTS(situations);
    return situations;
}

const MetaSituation *meta_find_situation(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(situations); i++) {
        if (g_strcmp0(situations[i].name, name) == 0) {
            return &situations[i];
        }
    }
    return NULL;
}

GPtrArray *meta_situation(const MetaSituation *situation, const MetaSample *sample, guint n,
                          char **how)
{
    const guint32 seed[] = {g_str_hash(sample->name), g_str_hash(situation->name), n};
    MetaDraw draw = {.rand = g_rand_new_with_seed_array(seed, G_N_ELEMENTS(seed)),
                     .how = g_string_new(situation->name)};
    g_string_append_printf(draw.how, " #%u", n);
    GPtrArray *frames = situation->alter(sample, &draw);
    g_rand_free(draw.rand);
    *how = g_string_free(draw.how, FALSE);
    return frames;
}

guint meta_draw(MetaDraw *draw, guint from, guint to)
{
    guint drawn = (guint)g_rand_int_range(draw->rand, (gint32)from, (gint32)to);
    g_string_append_printf(draw->how, " %u", drawn);
    return drawn;
}
