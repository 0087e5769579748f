// SPDX-License-Identifier: GPL-2.0-or-later
// Turns paths into places. A file that is not there yet is known by its folder and its name.
#include "analyzer/command/places.h"

#include "analyzer/command/inputs.h"
#include "analyzer/read/capture.h"
#include "analyzer/read/members.h"
#include "analyzer/report/output.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    dev_t device;
    ino_t inode;
    char *name;    // below that folder; NULL where device and inode are the file's own
    char *spoken;  // how the user named it
    bool is_stray; // found in a folder: it is read only if it turns out to be a capture
} Place;

struct PcPlaces {
    GArray *read, *written; // of Place
};

static void clear_place(void *data)
{
    Place *place = data;
    g_free(place->name);
    g_free(place->spoken);
}

PcPlaces *pc_places_new(void)
{
    PcPlaces *places = g_new(PcPlaces, 1);
    places->read = g_array_new(FALSE, TRUE, sizeof(Place));
    places->written = g_array_new(FALSE, TRUE, sizeof(Place));
    g_array_set_clear_func(places->read, clear_place);
    g_array_set_clear_func(places->written, clear_place);
    return places;
}

void pc_places_free(PcPlaces *places)
{
    if (places != NULL) {
        g_array_unref(places->read);
        g_array_unref(places->written);
        g_free(places);
    }
}

// place_of gives false for what no two can quarrel about: a pipe, a terminal, a folder that is not
// there.
static bool place_of(const char *path, int standard, Place *place)
{
    struct stat about;
    bool is_standard = pc_output_path_is_stdout(path);
    int found = is_standard ? fstat(standard, &about) : stat(path, &about);
    *place = (Place){0};
    if (found == 0 && !S_ISREG(about.st_mode)) {
        return false;
    }
    if (found != 0) {
        g_autofree char *target = is_standard ? NULL : pc_output_target(path);
        g_autofree char *folder = target != NULL ? g_path_get_dirname(target) : NULL;
        if (folder == NULL || stat(folder, &about) != 0) {
            return false;
        }
        place->name = g_path_get_basename(target);
    }
    place->device = about.st_dev;
    place->inode = about.st_ino;
    place->spoken = g_strdup(is_standard ? "standard output" : path);
    return true;
}

void pc_places_read(PcPlaces *places, const char *path)
{
    Place place;
    g_autofree char *archive = path != NULL ? pc_archive_of(path) : NULL;
    const char *file = archive != NULL ? archive : path;
    if (file != NULL && place_of(file, STDIN_FILENO, &place)) {
        g_array_append_val(places->read, place);
    }
}

void pc_places_read_all(PcPlaces *places, char *const *paths)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
        pc_places_read(places, paths[i]);
    }
}

void pc_places_read_inputs(PcPlaces *places, char *const *arguments, const char *wanted)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) inputs = pc_inputs_on_disk(arguments, errors);
    for (guint i = 0; i < inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        guint n_before = places->read->len;
        g_autofree char *around = pc_archive_of(input->path);
        bool is_archive = around != NULL || pc_archive_is(input->path);
        if (!input->from_folder || wanted == NULL || is_archive ||
            g_str_has_suffix(input->path, wanted)) {
            pc_places_read(places, input->path);
        }
        if (places->read->len > n_before) {
            Place *place = &g_array_index(places->read, Place, n_before);
            place->is_stray = wanted == NULL && !is_archive && pc_input_is_stray(input);
        }
    }
}

// is_read says of a place whether this run would take more than the first bytes from it.
static bool is_read(const Place *place)
{
    if (!place->is_stray) {
        return true;
    }
    g_autoptr(PcCapture) capture = pc_capture_open_stray(place->spoken, NULL);
    return capture != NULL;
}

static const Place *find(const GArray *places, const Place *wanted)
{
    for (guint i = 0; i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);
        if (place->device == wanted->device && place->inode == wanted->inode &&
            g_strcmp0(place->name, wanted->name) == 0 && is_read(place)) {
            return place;
        }
    }
    return NULL;
}

bool pc_places_write(PcPlaces *places, const char *option, const char *path, GError **error)
{
    Place place;
    if (!place_of(path, STDOUT_FILENO, &place)) {
        return true;
    }
    const Place *input = find(places->read, &place);
    const Place *output = find(places->written, &place);
    if (input != NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s: would destroy what this run reads (%s); name another file", option,
                    input->spoken);
    } else if (output != NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "%s: another output of this run goes there (%s); name another file", option,
                    output->spoken);
    }
    g_array_append_val(places->written, place);
    return input == NULL && output == NULL;
}
