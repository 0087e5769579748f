// SPDX-License-Identifier: GPL-2.0-or-later
// A report's file is the whole old one or the whole new one, whatever happens in between.
#include "analyzer/report/output.h"
#include "tests/unit/unit.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *folder;
    char *path;
} Place;

static void place_make(Place *place, const void *data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    place->folder = g_dir_make_tmp("phonecert-XXXXXX", &error);
    g_assert_no_error(error);
    place->path = g_build_filename(place->folder, "report.json", NULL);
}

static unsigned count_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned n_files = 0;
    while (g_dir_read_name(dir) != NULL) {
        n_files++;
    }
    return n_files;
}

static void place_remove(Place *place, const void *data)
{
    (void)data;
    (void)g_unlink(place->path);
    g_assert_cmpint(g_rmdir(place->folder), ==, 0); // nothing temporary is left
    g_free(place->path);
    g_free(place->folder);
}

static char *content_of(const char *path)
{
    char *content = NULL;
    g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
    return content;
}

static PcOutput *open_and_write(const char *path, const char *text)
{
    g_autoptr(GError) error = NULL;
    PcOutput *output = pc_output_open(path, &error);
    g_assert_no_error(error);
    g_string_append(pc_output_buffer(output), text);
    pc_output_settle(output, true);
    return output;
}

static void test_whole_or_nothing(Place *place, const void *data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    PcOutput *output = open_and_write(place->path, "first");
    g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
    g_assert_true(pc_output_close(output, &error));
    g_autofree char *first = content_of(place->path);
    g_assert_cmpstr(first, ==, "first");

    output = open_and_write(place->path, "second, and given up");
    g_autofree char *meanwhile = content_of(place->path);
    g_assert_cmpstr(meanwhile, ==, "first");
    pc_output_discard(output);
    g_autofree char *after = content_of(place->path);
    g_assert_cmpstr(after, ==, "first");
    g_assert_cmpuint(count_files(place->folder), ==, 1);
}

static void test_mode_is_kept(Place *place, const void *data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_assert_true(g_file_set_contents(place->path, "old", -1, NULL));
    g_assert_cmpint(g_chmod(place->path, 0640), ==, 0);
    g_assert_true(pc_output_close(open_and_write(place->path, "new"), &error));
    struct stat now;
    g_assert_cmpint(stat(place->path, &now), ==, 0);
    g_assert_cmpuint(now.st_mode & 0777, ==, 0640);
}

static void test_link_is_followed(Place *place, const void *data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *target = g_build_filename(place->folder, "target", NULL);
    g_assert_true(g_file_set_contents(target, "old", -1, NULL));
    g_assert_cmpint(symlink("target", place->path), ==, 0);
    g_assert_true(pc_output_close(open_and_write(place->path, "new"), &error));
    g_autofree char *content = content_of(target);
    g_assert_cmpstr(content, ==, "new");
    g_assert_true(g_file_test(place->path, G_FILE_TEST_IS_SYMLINK));
    (void)g_unlink(target);
}

static void test_errors_name_the_path(Place *place, const void *data)
{
    (void)data;
    g_autofree char *nowhere = g_build_filename(place->folder, "not", "there", NULL);
    g_autoptr(GError) missing = NULL;
    g_assert_null(pc_output_open(nowhere, &missing));
    g_assert_true(g_str_has_prefix(missing->message, nowhere));
    g_autoptr(GError) folder = NULL;
    g_assert_null(pc_output_open(place->folder, &folder));
    g_assert_true(g_str_has_prefix(folder->message, place->folder));
}

static void test_full_disk(Place *place, const void *data)
{
    (void)place;
    (void)data;
    if (!g_file_test("/dev/full", G_FILE_TEST_EXISTS)) {
        g_test_skip("there is no /dev/full here");
        return;
    }
    g_autoptr(GError) error = NULL;
    PcOutput *output = open_and_write("/dev/full", "text");
    g_assert_true(pc_output_has_failed(output));
    g_assert_false(pc_output_close(output, &error));
    g_assert_true(g_str_has_prefix(error->message, "/dev/full: "));
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    static const struct {
        const char *name;
        void (*run)(Place *place, const void *data);
    } tests[] = {
        {"/output/whole-or-nothing", test_whole_or_nothing},
        {"/output/mode-is-kept", test_mode_is_kept},
        {"/output/link-is-followed", test_link_is_followed},
        {"/output/errors-name-the-path", test_errors_name_the_path},
        {"/output/full-disk", test_full_disk},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
        UNIT_ROW(tests, i);
        g_test_add(tests[i].name, Place, NULL, place_make, tests[i].run, place_remove);
    }
    return g_test_run();
}
