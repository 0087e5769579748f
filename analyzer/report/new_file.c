// SPDX-License-Identifier: GPL-2.0-or-later
// A file without a name takes one for the moment between link and rename, because only rename can
// replace. Whoever writes holds a lock on the file, so a later run can tell what was left behind.
#include "analyzer/report/new_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK ".phonecert-"
enum { NEW_FILE_MODE = 0666, MODE_BITS = 07777, MAX_NAME_PART = 180, RANDOM_LEN = 6, TRIES = 100 };

struct PcNewFile {
    char *target;
    char *folder;
    char *beginning; // of the name that it has meanwhile: ".NAME.phonecert-"
    char *temporary; // that name; NULL while it has none
    int descriptor;
};

static void free_file(PcNewFile *file)
{
    g_free(file->target);
    g_free(file->folder);
    g_free(file->beginning);
    g_free(file->temporary);
    g_free(file);
}

// mode_for is the mode of the old file, or what open() would have given a new one.
static mode_t mode_for(const char *path)
{
    struct stat old;
    if (lstat(path, &old) == 0 && S_ISREG(old.st_mode)) {
        return old.st_mode & MODE_BITS;
    }
    mode_t mask = umask(0);
    umask(mask);
    return NEW_FILE_MODE & ~mask;
}

// clear_one removes a file that nobody writes any more.
static void clear_one(const char *path)
{
    struct stat about;
    if (lstat(path, &about) != 0 || !S_ISREG(about.st_mode) || about.st_uid != geteuid()) {
        return;
    }
    int descriptor = g_open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    if (descriptor < 0) {
        return;
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        (void)g_unlink(path);
    }
    (void)close(descriptor);
}

static void clear_left_behind(const PcNewFile *file)
{
    DIR *dir = opendir(file->folder);
    const struct dirent *entry = NULL;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        if (g_str_has_prefix(entry->d_name, file->beginning) &&
            strlen(entry->d_name) == strlen(file->beginning) + RANDOM_LEN) {
            g_autofree char *path = g_build_filename(file->folder, entry->d_name, NULL);
            clear_one(path);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

#ifndef O_TMPFILE // not on macOS: no folder opens for writing, so the file gets a name at once
#define O_TMPFILE 0
#endif

static char *path_of_descriptor(int descriptor)
{
    return g_strdup_printf("/proc/self/fd/%d", descriptor);
}

static bool open_nameless(PcNewFile *file)
{
    file->descriptor = g_open(file->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file->descriptor < 0) {
        return false;
    }
    g_autofree char *path = path_of_descriptor(file->descriptor);
    if (access(path, F_OK) != 0) { // it could not be given a name
        (void)close(file->descriptor);
        file->descriptor = -1;
    }
    return file->descriptor >= 0;
}

static bool open_named(PcNewFile *file)
{
    g_autofree char *name = g_strconcat(file->beginning, "XXXXXX", NULL);
    file->temporary = g_build_filename(file->folder, name, NULL);
    file->descriptor = g_mkstemp_full(file->temporary, O_RDWR | O_CLOEXEC, 0600);
    return file->descriptor >= 0;
}

PcNewFile *pc_new_file_open(const char *target)
{
    PcNewFile *file = g_new0(PcNewFile, 1);
    g_autofree char *name = g_path_get_basename(target);
    file->target = g_strdup(target);
    file->folder = g_path_get_dirname(target);
    file->beginning = g_strdup_printf(".%.*s" MARK, (int)MAX_NAME_PART, name);
    file->descriptor = -1;
    clear_left_behind(file);
    if ((!open_nameless(file) && !open_named(file)) ||
        fchmod(file->descriptor, mode_for(target)) != 0) {
        int failure = errno;
        pc_new_file_drop(file);
        errno = failure;
        return NULL;
    }
    (void)flock(file->descriptor, LOCK_EX | LOCK_NB);
    return file;
}

int pc_new_file_descriptor(const PcNewFile *file)
{
    return file->descriptor;
}

// give_name links a file without a name under one that nobody has.
static int give_name(PcNewFile *file)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    g_autofree char *self = path_of_descriptor(file->descriptor);
    int failure = EEXIST;
    for (int i = 0; failure == EEXIST && i < TRIES; i++) {
        g_autoptr(GString) name = g_string_new(file->beginning);
        for (int j = 0; j < RANDOM_LEN; j++) {
            g_string_append_c(name, letters[g_random_int_range(0, (int)sizeof letters - 1)]);
        }
        g_free(file->temporary);
        file->temporary = g_build_filename(file->folder, name->str, NULL);
        bool is_linked = linkat(AT_FDCWD, self, AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW) == 0;
        failure = is_linked ? 0 : errno;
    }
    if (failure != 0) {
        g_clear_pointer(&file->temporary, g_free);
    }
    return failure;
}

int pc_new_file_put(PcNewFile *file)
{
    // The bytes last before the name points at them.
    int failure = fsync(file->descriptor) == 0 ? 0 : errno;
    if (failure == 0 && file->temporary == NULL) {
        failure = give_name(file);
    }
    if (failure == 0 && g_rename(file->temporary, file->target) != 0) {
        failure = errno;
    }
    if (failure == 0) {
        g_clear_pointer(&file->temporary, g_free);
    }
    pc_new_file_drop(file);
    return failure;
}

void pc_new_file_drop(PcNewFile *file)
{
    if (file == NULL) {
        return;
    }
    if (file->temporary != NULL && file->descriptor >= 0) {
        (void)g_unlink(file->temporary);
    }
    if (file->descriptor >= 0) {
        (void)close(file->descriptor);
    }
    free_file(file);
}
