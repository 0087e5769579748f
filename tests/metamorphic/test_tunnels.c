// SPDX-License-Identifier: GPL-2.0-or-later
// Under whatever link and in whatever tunnel a sample comes, its report is the same; so it is when
// its IP packets, or those of the tunnel, are fragmented and the fragments come in any order.
#include "tests/metamorphic/fragment.h"
#include "tests/metamorphic/tell.h"
#include "tests/metamorphic/wrap.h"

#include <string.h>

static const MetaWrapping *find_wrapping(const char *name)
{
    size_t n_wrappings;
    const MetaWrapping *wrappings = meta_wrappings(&n_wrappings);
    for (size_t i = 0; i < n_wrappings; i++) {
        if (strcmp(wrappings[i].name, name) == 0) {
            return &wrappings[i];
        }
    }
    g_assert_not_reached();
}

static void test_each(void)
{
    size_t n_wrappings;
    const MetaWrapping *wrappings = meta_wrappings(&n_wrappings);
    const GPtrArray *samples = meta_samples();
    for (size_t w = 0; w < n_wrappings; w++) {
        guint before = meta_n_checked();
        for (guint s = 0; s < samples->len; s++) {
            const MetaSample *sample = g_ptr_array_index(samples, s);
            g_autoptr(GPtrArray) frames = meta_wrap(&wrappings[w], sample->frames);
            if (frames != NULL) {
                meta_expect_same(sample, frames, "in %s", wrappings[w].name);
            }
        }
        g_assert_cmpuint(meta_n_checked(), >, before);
    }
    g_test_message("%u reports compared", meta_n_checked());
}

// Cisco's ISL only looks like Ethernet, and runs on trunks alone.
static bool is_ethernet(const MetaWrapping *wrapping)
{
    return wrapping->link_type == 1 && strcmp(wrapping->name, "isl") != 0;
}

static bool is_deep(const MetaWrapping *wrapping)
{
    return strcmp(wrapping->name, "deep") == 0;
}

// Every wrapping in every other: one sample of each transport.
static void wrap_twice(const MetaSample *sample, const MetaWrapping *inner)
{
    size_t n_wrappings;
    const MetaWrapping *outer = meta_wrappings(&n_wrappings);
    g_autoptr(GPtrArray) once = meta_wrap(inner, sample->frames);
    for (size_t w = 0; once != NULL && w < n_wrappings; w++) {
        bool can = is_ethernet(inner) && !is_deep(inner) && !is_deep(&outer[w]);
        g_autoptr(GPtrArray) twice = can ? meta_wrap(&outer[w], once) : NULL;
        if (twice != NULL) {
            meta_expect_same(sample, twice, "in %s in %s", inner->name, outer[w].name);
        }
    }
}

static void test_pairs(void)
{
    static const char *const names[] = {
        "lsc-sip-tls12.pcapng",
        "dtls12-out-of-order.pcap",
        "dot1x-eapol-accepted.pcap",
        "dot1x-radius-teap.pcapng",
    };
    size_t n_wrappings;
    const MetaWrapping *wrappings = meta_wrappings(&n_wrappings);
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
        for (size_t w = 0; w < n_wrappings; w++) {
            wrap_twice(meta_sample(names[n]), &wrappings[w]);
        }
    }
}

static void check_fragments(const MetaSample *sample, const GPtrArray *frames, const char *where)
{
    for (MetaOrder order = 0; order < META_ORDERS; order++) {
        for (guint size = 8; size < 2000; size = size * 5 + 8) {
            g_autoptr(GPtrArray) fragments = meta_fragments(frames, size, order);
            meta_expect_same(sample, fragments, "%s, fragments of %u bytes, %s", where, size,
                             meta_order_name(order));
        }
    }
}

static void test_fragments(void)
{
    const GPtrArray *samples = meta_samples();
    for (guint s = 0; s < samples->len; s++) {
        const MetaSample *sample = g_ptr_array_index(samples, s);
        check_fragments(sample, sample->frames, "fragmented");
    }
}

static void test_fragments_of_tunnels(void)
{
    static const char *const tunnels[] = {"gre", "erspan-3", "vxlan", "ip-in-ip6", "6in4"};
    for (size_t t = 0; t < G_N_ELEMENTS(tunnels); t++) {
        const MetaSample *sample = meta_sample("mic-sha2-accepted.pcapng");
        g_autoptr(GPtrArray) frames = meta_wrap(find_wrapping(tunnels[t]), sample->frames);
        check_fragments(sample, frames, tunnels[t]);
    }
}

// What has no port of its own is told by the user.
static void name_tunnels(void)
{
    size_t n_wrappings;
    const MetaWrapping *wrappings = meta_wrappings(&n_wrappings);
    for (size_t w = 0; w < n_wrappings; w++) {
        const MetaTold *told = meta_told(&wrappings[w]);
        if (told != NULL) {
            meta_tunnel(told->port, told->kind);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    name_tunnels();
    g_test_add_func("/tunnels/each", test_each);
    g_test_add_func("/tunnels/pairs", test_pairs);
    g_test_add_func("/tunnels/fragments", test_fragments);
    g_test_add_func("/tunnels/fragments-of-tunnels", test_fragments_of_tunnels);
    return g_test_run();
}
