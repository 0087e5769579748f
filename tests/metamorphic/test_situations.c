// SPDX-License-Identifier: GPL-2.0-or-later
// Every sample in every situation of the table, with a few draws of each: the report stays the
// same, or says less and what is missing; never something else.
#include "tests/metamorphic/situations.h"
#include "tests/metamorphic/tell.h"

static guint n_draws(void)
{
    enum { FEW = 3, MANY = 100 };
    return g_getenv("PHONECERT_SLOW") != NULL ? MANY : FEW;
}

static void test_situation(gconstpointer data)
{
    const MetaSituation *situation = data;
    const GPtrArray *samples = meta_samples();
    guint before = meta_n_checked(), n_found = 0;
    for (guint s = 0; s < samples->len; s++) {
        const MetaSample *sample = g_ptr_array_index(samples, s);
        for (guint n = 0; n < n_draws(); n++) {
            g_autofree char *how = NULL;
            g_autoptr(GPtrArray) frames = meta_situation(situation, sample, n, &how);
            if (frames != NULL) {
                const MetaExpected expected = {situation->rule, situation->findings};
                n_found += meta_expect(sample, frames, &expected, how) ? 1 : 0;
            }
        }
    }
    g_test_message("%u reports compared", meta_n_checked() - before);
    g_assert_cmpuint(meta_n_checked(), >, before);
    if (situation->findings[0] != NULL) {
        g_test_message("%s told in %u of them", situation->findings[0], n_found);
        g_assert_cmpuint(n_found, >, 0);
    }
}

// Draws that have shown a fault.
static void test_found(void)
{
    static const struct {
        const char *situation, *sample;
        guint n;
    } rows[] = {
        {"shuffled", "tls13-hello-retry.pcap", 32}, // a ClientHello before the request for it
        {"ring-backwards", "dtls12-untrusted.pcapng", 3},
        {"offloaded", "segments-retransmitted.pcap", 1},
        {"lost", "no-certificate.pcap", 48},         // the ServerHello before a refusal
        {"lost", "renegotiated-refused.pcapng", 71}, // the request before one
        {"lost", "dtls12-accepted.pcap", 14},        // the client's whole flight
        {"lost", "dtls12-untrusted.pcapng", 23},
        {"lost", "dot1x-radius-no-length.pcapng", 53},
        {"lost", "dot1x-eapol-untrusted.pcapng", 56}, // a flight's last fragment, and its answer
        {"inner-cut", "resumed-alone.pcap", 81},      // what follows ServerHello
        {"damaged-then-right", "early-end.pcapng", 3},
        {"sent-again", "dtls12-accepted.pcap", 90}, // a hello when all is over
        {"sent-again", "dtls12-untrusted.pcapng", 7},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *how = NULL;
        const MetaSituation *situation = meta_find_situation(rows[i].situation);
        const MetaSample *sample = meta_sample(rows[i].sample);
        g_autoptr(GPtrArray) frames = meta_situation(situation, sample, rows[i].n, &how);
        const MetaExpected expected = {situation->rule, situation->findings};
        meta_expect(sample, frames, &expected, how);
    }
}

int main(int argc, char **argv)
{
    size_t n_situations;
    const MetaSituation *situations = meta_situations(&n_situations);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    for (size_t i = 0; i < n_situations; i++) {
        g_autofree char *path = g_strconcat("/situations/", situations[i].name, NULL);
        g_test_add_data_func(path, &situations[i], test_situation);
    }
    g_test_add_func("/situations/found", test_found);
    return g_test_run();
}
