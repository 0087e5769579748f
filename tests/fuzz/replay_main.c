// SPDX-License-Identifier: GPL-2.0-or-later
// Runs one fuzz target without libFuzzer: over every file of the folders given, whole, cut short
// and with bytes changed in a fixed way; where the target has a mutator of its own, also as that
// alters it. It proves that old findings stay mended, not that there are none.
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

enum {
    CUTS = 24,
    CHANGES = 24,
    MUTATIONS = 24,
    MAX_FILE = 1024 * 1024,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
    __attribute__((weak));

// In libFuzzer's place: one byte is another.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
    (void)max_size;
    if (size > 0) {
        data[size / 2] ^= 0x41;
    }
    return size;
}

// Gives the target its own copy, so that one byte too far is seen.
static void run(const uint8_t *data, size_t size)
{
    g_autofree uint8_t *copy = g_memdup2(data, size);
    LLVMFuzzerTestOneInput(copy, size);
}

static void run_mutations(const uint8_t *bytes, size_t size)
{
    enum { MORE = 4096 };
    g_autofree uint8_t *mutant = g_malloc(size + MORE);
    for (unsigned seed = 0; seed < MUTATIONS && LLVMFuzzerCustomMutator != NULL; seed++) {
        for (size_t i = 0; i < size; i++) {
            mutant[i] = bytes[i];
        }
        run(mutant, LLVMFuzzerCustomMutator(mutant, size, size + MORE, seed));
    }
}

static void run_variants(const char *path)
{
    g_autofree char *content = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &content, &size, NULL) || size > MAX_FILE) {
        return;
    }
    g_autofree uint8_t *bytes = g_memdup2(content, size);
    run(bytes, size);
    run_mutations(bytes, size);
    for (size_t i = 1; i < CUTS && size > 0; i++) {
        run(bytes, size * i / CUTS);
    }
    uint32_t random = (uint32_t)size * 2654435761U;
    for (size_t i = 0; i < CHANGES && size > 0; i++) {
        random = random * 1664525U + 1013904223U;
        size_t at = random % size;
        uint8_t before = bytes[at];
        bytes[at] = (uint8_t)(random >> 24);
        run(bytes, size);
        bytes[at] = i % 2 == 0 ? before : bytes[at]; // every other change stays
    }
}

static unsigned run_folder(const char *folder)
{
    unsigned n = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            run_variants(path);
            n += 1;
        }
    }
    return n;
}

int main(int argc, char **argv)
{
    unsigned n = 0;
    run((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        if (g_file_test(argv[i], G_FILE_TEST_IS_DIR)) {
            n += run_folder(argv[i]);
        } else {
            run_variants(argv[i]);
            n += 1;
        }
    }
    printf("%u files\n", n);
    return n > 0 ? 0 : 1;
}
