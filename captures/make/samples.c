// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the sample table becomes a capture file: the call is made, interrupted, twisted and
// written.
#include "captures/make/samples.h"

#define BASE_TIME "2026-11-23T03:10:00Z"
#define NS_A_SECOND INT64_C(1000000000)
#define SECONDS_BETWEEN_SAMPLES 20
#define ODD_NS INT64_C(123456789)

bool mk_sample_write(const MkStudio *studio, const MkSample *sample, unsigned number,
                     const char *dir, GError **error)
{
    MkCall call = sample->call;
    call.phone = number;
    call.at_ns =
        (mk_time(BASE_TIME) + (int64_t)number * SECONDS_BETWEEN_SAMPLES) * NS_A_SECOND + ODD_NS;

    g_auto(MkScene) scene;
    mk_scene_begin(&scene, studio, &call);
    if (sample->prepare != NULL) {
        sample->prepare(&scene);
    }
    mk_scene_run(&scene, NULL);
    if (sample->interrupt != NULL) {
        sample->interrupt(&scene);
    }
    g_autoptr(GPtrArray) packets = mk_scene_packets(&scene);
    if (sample->twist != NULL) {
        sample->twist(studio, &call, packets);
    }
    g_autofree char *path = g_build_filename(dir, sample->file, NULL);
    return mk_capture_write(path, packets, &sample->options, error);
}
