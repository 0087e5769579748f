// SPDX-License-Identifier: GPL-2.0-or-later
// abandon SAMPLE FRAMES COUNT writes a capture to standard output in which COUNT phones, each with
// an address of its own, do what the phone of the sample does in some of its frames ("1,2,3,5"),
// and are never heard of again.
#include "analyzer/read/capture.h"
#include "tests/bench/capture_out.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAC_LEN = 6,
    IPV4_LEN = 4,
    DESTINATION_MAC = 0,
    SOURCE_MAC = 6,
    ETHERTYPE = 12,
    SOURCE_IP = 26,
    DESTINATION_IP = 30,
    MAX_FRAMES = 64,
};

// Model is a frame of the sample, and the places in it where the phone's address stands.
typedef struct {
    GByteArray *bytes;
    guint places[2];
    size_t n_places;
} Model;

typedef struct {
    Model models[MAX_FRAMES];
    size_t n_models;
    uint8_t phone[MAC_LEN]; // or its IPv4 address
    size_t phone_len;
} Scene;

static bool is_wanted(const char *frames, uint64_t number)
{
    g_auto(GStrv) numbers = g_strsplit(frames, ",", -1);
    for (guint i = 0; numbers[i] != NULL; i++) {
        if (g_ascii_strtoull(numbers[i], NULL, 10) == number) {
            return true;
        }
    }
    return false;
}

static void find_phone(Scene *scene, const GByteArray *first)
{
    bool is_eapol = first->data[ETHERTYPE] == 0x88 && first->data[ETHERTYPE + 1] == 0x8e;
    scene->phone_len = is_eapol ? MAC_LEN : IPV4_LEN;
    memcpy(scene->phone, first->data + (is_eapol ? SOURCE_MAC : SOURCE_IP), scene->phone_len);
}

static void find_places(const Scene *scene, Model *model)
{
    static const guint places[2][2] = {{SOURCE_IP, DESTINATION_IP}, {SOURCE_MAC, DESTINATION_MAC}};
    for (guint i = 0; i < 2; i++) {
        guint at = places[scene->phone_len == MAC_LEN][i];
        if (memcmp(model->bytes->data + at, scene->phone, scene->phone_len) == 0) {
            model->places[model->n_places++] = at;
        }
    }
}

static bool load(Scene *scene, const char *path, const char *frames, GError **error)
{
    enum { MIN_LEN = 54 };
    PcFrame frame;
    g_autoptr(PcCapture) capture = pc_capture_open(path, error);
    while (capture != NULL && scene->n_models < MAX_FRAMES &&
           pc_capture_next(capture, &frame) == PC_CAPTURE_FRAME) {
        if (!is_wanted(frames, frame.number)) {
            continue;
        }
        Model *model = &scene->models[scene->n_models++];
        model->bytes = g_byte_array_new();
        g_byte_array_append(model->bytes, frame.bytes.data, (guint)frame.bytes.len);
        g_byte_array_set_size(model->bytes, MAX(model->bytes->len, MIN_LEN));
        if (scene->n_models == 1) {
            find_phone(scene, model->bytes);
        }
        find_places(scene, model);
    }
    return capture != NULL;
}

static void give_phone(Scene *scene, uint32_t number, CaptureOut *out)
{
    const int64_t first_ns = INT64_C(1795403400) * 1000000000;
    const int64_t step_ns = 20000;
    const uint8_t address[] = {2,
                               0,
                               (uint8_t)(11 + (number >> 24)),
                               (uint8_t)(number >> 16),
                               (uint8_t)(number >> 8),
                               (uint8_t)number};
    const uint8_t *own = address + (sizeof address - scene->phone_len);
    for (size_t i = 0; i < scene->n_models; i++) {
        Model *model = &scene->models[i];
        for (size_t place = 0; place < model->n_places; place++) {
            memcpy(model->bytes->data + model->places[place], own, scene->phone_len);
        }
        capture_out_frame(out, first_ns + (int64_t)out->n_frames * step_ns, model->bytes->data,
                          model->bytes->len);
    }
}

static bool write_all(Scene *scene, uint32_t count, GError **error)
{
    CaptureOut out;
    if (!capture_out_open(&out, "-", false, error)) {
        return false;
    }
    for (uint32_t number = 0; number < count; number++) {
        give_phone(scene, number, &out);
    }
    (void)fprintf(stderr, "%" G_GUINT64_FORMAT "\n", out.n_frames);
    return capture_out_close(&out, "-", error);
}

int main(int argc, char **argv)
{
    static Scene scene;
    g_autoptr(GError) error = NULL;
    if (argc != 4) {
        (void)fputs("usage: abandon SAMPLE FRAMES COUNT\n", stderr);
        return EXIT_FAILURE;
    }
    bool ok = load(&scene, argv[1], argv[2], &error) &&
              write_all(&scene, (uint32_t)g_ascii_strtoull(argv[3], NULL, 10), &error);
    for (size_t i = 0; i < scene.n_models; i++) {
        g_byte_array_unref(scene.models[i].bytes);
    }
    if (!ok) {
        (void)fprintf(stderr, "abandon: %s\n", error->message);
    }
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
