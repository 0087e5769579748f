// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzz target: a script (script.h) of certificates, messages, records, segments, EAP and trust
// lists, played as the packets of a capture from the observer to the last line of JSON. It is
// mutated by its own structure (mutate.h), so what is altered is reached and not refused for a
// length above it.
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_len, const uint8_t *other,
                                 size_t other_len, uint8_t *out, size_t max_size, unsigned seed);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PcFuzzRun run;
    pc_fuzz_run_begin(&run, LINKTYPE_IPV4);
    pc_play(&run, pc_bytes(data, size));
    pc_fuzz_run_end(&run);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return pc_mutate(data, size, max_size, seed);
}

// lint-allow parameters: libFuzzer calls it so
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_len, const uint8_t *other,
                                 size_t other_len, uint8_t *out, size_t max_size, unsigned seed)
{
    return pc_mutate_cross(out, pc_bytes(one, one_len), pc_bytes(other, other_len), max_size, seed);
}
