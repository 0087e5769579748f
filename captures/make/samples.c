// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the sample table becomes a capture file: the call is made, interrupted, twisted and
// written.
#include "captures/make/samples.h"

#include <string.h>

#define BASE_TIME "2026-11-23T03:10:00Z"
#define NS_A_SECOND INT64_C(1000000000)
#define SECONDS_BETWEEN_SAMPLES 20
#define CLIENT_CERTIFICATE_FLIGHT 2
#define ODD_NS INT64_C(123456789)

void mk_shot_add(MkShot *shot, MkScene *scene, MkMemory *memory)
{
    mk_scene_run(scene, memory);
    g_string_append_len(shot->key_log, scene->conversation->key_log->str,
                        (gssize)scene->conversation->key_log->len);
    mk_packets_merge(shot->packets, mk_scene_packets(scene));
}

static void take_call(const MkStudio *studio, const MkSample *sample, const MkCall *call,
                      MkShot *shot)
{
    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, call);
    if (sample->prepare != NULL) {
        sample->prepare(&scene);
    }
    mk_scene_run(&scene, NULL);
    g_string_append(shot->key_log, scene.conversation->key_log->str);
    if (sample->interrupt != NULL) {
        sample->interrupt(&scene);
    }
    g_autoptr(GPtrArray) packets = mk_scene_packets(&scene);
    if (sample->twist != NULL) {
        sample->twist(studio, call, packets);
    }
    g_ptr_array_extend_and_steal(shot->packets, g_steal_pointer(&packets));
}

static bool write_keys(const MkSample *sample, const MkShot *shot, const char *dir, GError **error)
{
    if (sample->keys != MK_KEYS_FILE) {
        return true;
    }
    const char *dot = strrchr(sample->file, '.');
    g_autofree char *name = g_strndup(sample->file, (gsize)(dot - sample->file));
    g_autofree char *file = g_strconcat(name, ".keys", NULL);
    g_autofree char *path = g_build_filename(dir, file, NULL);
    return g_file_set_contents(path, shot->key_log->str, (gssize)shot->key_log->len, error);
}

static bool write_file(const MkSample *sample, const char *file, const MkShot *shot,
                       const char *dir, GError **error)
{
    MkFileOptions options = sample->options;
    options.key_log = sample->keys == MK_KEYS_INSIDE ? shot->key_log->str : NULL;
    g_autofree char *path = g_build_filename(dir, file, NULL);
    return mk_capture_write(path, shot->packets, &options, error);
}

// The packets after the first piece of the client's certificate go to the second file.
static bool write_second_file(const MkSample *sample, MkShot *shot, const char *dir, GError **error)
{
    if (sample->second_file == NULL) {
        return true;
    }
    const unsigned first_n = mk_packets_find(shot->packets, CLIENT_CERTIFICATE_FLIGHT, 0) + 1;
    MkShot second = {.packets = mk_packets_new(), .key_log = shot->key_log};
    while (shot->packets->len > first_n) {
        g_ptr_array_add(second.packets, g_ptr_array_steal_index(shot->packets, first_n));
    }
    const bool ok = write_file(sample, sample->second_file, &second, dir, error);
    g_ptr_array_unref(second.packets);
    return ok;
}

bool mk_sample_write(const MkStudio *studio, const MkSample *sample, unsigned number,
                     const char *dir, GError **error)
{
    MkCall call = sample->call;
    call.phone = number;
    call.at_ns =
        (mk_time(BASE_TIME) + (int64_t)number * SECONDS_BETWEEN_SAMPLES) * NS_A_SECOND + ODD_NS;
    MkShot shot = {.packets = mk_packets_new(), .key_log = g_string_new(NULL)};
    if (sample->build != NULL) {
        sample->build(studio, &call, &shot);
    } else {
        take_call(studio, sample, &call, &shot);
    }
    const bool ok = write_second_file(sample, &shot, dir, error) &&
                    write_file(sample, sample->file, &shot, dir, error) &&
                    write_keys(sample, &shot, dir, error);
    g_ptr_array_unref(shot.packets);
    g_string_free(shot.key_log, TRUE);
    return ok;
}
