// SPDX-License-Identifier: GPL-2.0-or-later
// Archives of every format that can be written here, and what hostile ones try: the members come
// out byte for byte, in any order; what is not read is told.
#include "analyzer/read/members.h"
#include "tests/unit/unit.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    const char *name, *text;
} File;

static const File files[] = {
    {"a.txt", "the first"},
    {"folder/b.txt", "the second, a little longer"},
    {"a.txt", "the first name again"},
    {"./c!d.txt", "with a mark"},
    {"../../e.txt", "out of here"},
};
static const char *const names[] = {"a.txt", "folder/b.txt", "a.txt (2)", "c!d.txt", "../../e.txt"};

static void add(struct archive *archive, const char *name, const void *data, size_t len)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)len);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    g_assert_cmpint(archive_write_header(archive, entry), ==, ARCHIVE_OK);
    g_assert_cmpint(archive_write_data(archive, data, len), ==, (la_ssize_t)len);
    archive_entry_free(entry);
}

static struct archive *writer(int (*format)(struct archive *), int (*filter)(struct archive *),
                              const char *path)
{
    struct archive *archive = archive_write_new();
    format(archive);
    filter(archive);
    g_assert_cmpint(archive_write_open_filename(archive, path), ==, ARCHIVE_OK);
    return archive;
}

static void finish(struct archive *archive)
{
    archive_write_close(archive);
    archive_write_free(archive);
}

static char *read_member(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PcArchiveMember) member = pc_archive_open(path, &error);
    if (member == NULL) {
        return g_strdup(error->message);
    }
    GString *text = g_string_new(NULL);
    uint8_t block[7]; // no file's length is a multiple of it
    size_t n = 0;
    while ((n = pc_archive_read(member, block, sizeof block)) > 0) {
        g_string_append_len(text, (const char *)block, (gssize)n);
    }
    return g_string_free(text, FALSE);
}

static char *place; // a folder that the tests write to

static char *in_place(const char *name)
{
    return g_build_filename(place, name, NULL);
}

static const struct {
    const char *name;
    int (*format)(struct archive *), (*filter)(struct archive *);
} kinds[] = {
    {"zip", archive_write_set_format_zip, archive_write_add_filter_none},
    {"7z", archive_write_set_format_7zip, archive_write_add_filter_none},
    {"tar", archive_write_set_format_ustar, archive_write_add_filter_none},
    {"tar.gz", archive_write_set_format_pax_restricted, archive_write_add_filter_gzip},
    {"tar.bz2", archive_write_set_format_gnutar, archive_write_add_filter_bzip2},
    {"tar.xz", archive_write_set_format_ustar, archive_write_add_filter_xz},
    {"tar.zst", archive_write_set_format_ustar, archive_write_add_filter_zstd},
    {"tar.lz4", archive_write_set_format_ustar, archive_write_add_filter_lz4},
};

static void check_members(const char *path)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) members = pc_archive_members(path, errors, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(errors->len, ==, 0);
    g_assert_nonnull(members);
    g_assert_cmpuint(members->len, ==, G_N_ELEMENTS(names));
    for (size_t i = 0; i < MIN(members->len, G_N_ELEMENTS(names)); i++) {
        UNIT_ROW(names, i);
        g_autofree char *wanted = g_strdup_printf("%s!%s", path, names[i]);
        g_assert_cmpstr(g_ptr_array_index(members, i), ==, wanted);
        g_autofree char *text = read_member(wanted);
        g_assert_cmpstr(text, ==, files[i].text);
        g_autofree char *archive = pc_archive_of(wanted);
        g_assert_cmpstr(archive, ==, path);
    }
    for (size_t i = G_N_ELEMENTS(names); i > 0; i--) { // backwards
        g_autofree char *wanted = g_strdup_printf("%s!%s", path, names[i - 1]);
        g_autofree char *text = read_member(wanted);
        g_assert_cmpstr(text, ==, files[i - 1].text);
    }
}

static void test_every_kind(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        UNIT_ROW(kinds, i);
        g_autofree char *path = in_place(kinds[i].name);
        struct archive *archive = writer(kinds[i].format, kinds[i].filter, path);
        for (size_t j = 0; j < G_N_ELEMENTS(files); j++) {
            add(archive, files[j].name, files[j].text, strlen(files[j].text));
        }
        finish(archive);
        g_assert_true(pc_archive_is(path));
        check_members(path);
    }
}

static void test_what_is_none(void)
{
    static const struct {
        const char *bytes;
        size_t len;
    } rows[] = {
        {"", 0},
        {"PK", 2},
        {"\x1f\x8b\x08\x00 and nothing that inflates", 26},
        {"hello", 5},
        {"\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\1\0\0\0", 24},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UNIT_ROW(rows, i);
        g_autofree char *path = in_place("none");
        g_assert_true(g_file_set_contents(path, rows[i].bytes, (gssize)rows[i].len, NULL));
        g_assert_false(pc_archive_is(path));
    }
    g_assert_false(pc_archive_is(place));
    g_assert_false(pc_archive_is("/no/such/file"));
}

// wrap puts a file into a zip of its own.
static void wrap(const char *path, const char *name, const char *out)
{
    g_autofree char *content = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    struct archive *archive =
        writer(archive_write_set_format_zip, archive_write_add_filter_none, out);
    add(archive, name, content, len);
    add(archive, "after", "what comes after", strlen("what comes after"));
    finish(archive);
}

static void test_depth(void)
{
    g_autofree char *innermost = in_place("d0");
    g_assert_true(g_file_set_contents(innermost, "deep", -1, NULL));
    g_autoptr(GString) name = g_string_new(NULL);
    for (unsigned depth = 1; depth <= PC_ARCHIVE_MAX_DEPTH + 1; depth++) {
        g_autofree char *from = g_strdup_printf("%s/d%u", place, depth - 1);
        g_autofree char *to = g_strdup_printf("%s/d%u", place, depth);
        g_autofree char *inside = g_strdup_printf("d%u", depth - 1);
        wrap(from, inside, to);
        g_string_prepend(name, inside);
        g_string_prepend_c(name, '!');
        g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) members = pc_archive_members(to, errors, NULL);
        bool is_in_reach = depth <= PC_ARCHIVE_MAX_DEPTH;
        g_autofree char *path = g_strconcat(to, name->str, NULL);
        g_assert_true(g_ptr_array_find_with_equal_func(members, path, g_str_equal, NULL) ==
                      is_in_reach);
        g_assert_cmpuint(errors->len, ==, is_in_reach ? 0 : 1);
        g_autofree char *text = read_member(path);
        g_assert_true((strcmp(text, "deep") == 0) == is_in_reach);
        g_autofree char *after = g_strconcat(to, "!after", NULL);
        g_autofree char *other = read_member(after);
        g_assert_cmpstr(other, ==, "what comes after");
    }
}

// A 7z must be sought in; inside another archive that cannot be done, and is said.
static void test_seeking_inside(void)
{
    g_autofree char *inner = in_place("inner.7z");
    g_autofree char *outer = in_place("outer.zip");
    struct archive *archive =
        writer(archive_write_set_format_7zip, archive_write_add_filter_none, inner);
    add(archive, "x", "y", 1);
    finish(archive);
    wrap(inner, "inner.7z", outer);
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) members = pc_archive_members(outer, errors, NULL);
    g_assert_cmpuint(errors->len, ==, 1);
    g_assert_cmpuint(members->len, >=, 1);
    g_autofree char *after = g_strconcat(outer, "!after", NULL);
    g_autofree char *text = read_member(after);
    g_assert_cmpstr(text, ==, "what comes after");
}

static void test_bomb(void)
{
    enum { MEMBER = 64 << 20, N_MEMBERS = 20 };
    g_autofree char *path = in_place("bomb.tar.zst");
    g_autofree char *zeros = g_malloc0(MEMBER);
    struct archive *archive =
        writer(archive_write_set_format_ustar, archive_write_add_filter_zstd, path);
    for (unsigned i = 0; i < N_MEMBERS; i++) {
        g_autofree char *name = g_strdup_printf("%u", i);
        add(archive, name, zeros, MEMBER);
    }
    finish(archive);
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) members = pc_archive_members(path, errors, NULL);
    g_assert_cmpuint(members->len, <=, PC_ARCHIVE_FREE_BYTES / MEMBER);
    g_assert_cmpuint(members->len, >=, 1);
    g_assert_cmpuint(errors->len, ==, 1);
}

// Cut anywhere, the members before the cut still come (libarchive gives what it decompressed in
// blocks of 64 KiB), and that it is cut is told.
static void test_cut(void)
{
    enum { MEMBER = 100 * 1024, N_MEMBERS = 8, STEP = 4999 };
    g_autofree char *path = in_place("whole.tar.gz");
    g_autofree char *cut = in_place("cut.tar.gz");
    g_autofree char *noise = g_malloc(MEMBER);
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    struct archive *archive =
        writer(archive_write_set_format_ustar, archive_write_add_filter_gzip, path);
    for (unsigned i = 0; i < N_MEMBERS; i++) {
        for (size_t j = 0; j < MEMBER; j++) {
            noise[j] = (char)g_rand_int_range(random, -128, 128);
        }
        g_autofree char *name = g_strdup_printf("%u", i);
        add(archive, name, noise, MEMBER);
    }
    finish(archive);
    g_autofree char *content = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    guint most = 0;
    for (gsize n = STEP; n < len; n += STEP) {
        g_assert_true(g_file_set_contents(cut, content, (gssize)n, NULL));
        g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) members = pc_archive_members(cut, errors, NULL);
        guint n_members = members != NULL ? members->len : 0;
        g_assert_cmpuint(n_members, >=, most);
        g_assert_true(members == NULL || errors->len == 1);
        most = MAX(most, n_members);
    }
    g_assert_cmpuint(most, ==, N_MEMBERS);
}

static void test_not_there(void)
{
    g_autofree char *path = in_place("zip");
    g_autofree char *missing = g_strconcat(path, "!nothing", NULL);
    g_autofree char *text = read_member(missing);
    g_assert_true(g_str_has_suffix(text, "is not in the archive"));
    // A file whose own name has the mark in it is that file.
    g_autofree char *odd = in_place("zip!odd");
    g_assert_true(g_file_set_contents(odd, "itself", -1, NULL));
    g_assert_null(pc_archive_of(odd));
    g_assert_null(pc_archive_of(path));
}

static void remove_place(void)
{
    GDir *dir = g_dir_open(place, 0, NULL);
    const char *name = NULL;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = in_place(name);
        g_remove(path);
    }
    g_dir_close(dir);
    g_rmdir(place);
    g_free(place);
}

// ---- passwords ----------------------------------------------------------------------------------

// A zip whose a.txt, "the secret", the password hunter2 locks (traditional encryption). It is not
// written anew: its random header would fit a wrong password once in 256 times.
static const uint8_t locked[] = {
    0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x16, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00, 0x05, 0x00, 0x14, 0x00, 0x61, 0x2e,
    0x74, 0x78, 0x74, 0x55, 0x54, 0x01, 0x00, 0x00, 0x75, 0x78, 0x0b, 0x00, 0x01, 0x04, 0x00, 0x00,
    0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x20, 0xcb, 0x89, 0x78, 0xa4, 0x00, 0x58, 0xcb, 0xd7,
    0x68, 0xc6, 0x39, 0xe4, 0x0c, 0xf2, 0xdc, 0xa8, 0x49, 0x26, 0xe1, 0xbf, 0x45, 0x50, 0x4b, 0x07,
    0x08, 0x2d, 0xb0, 0x45, 0x41, 0x16, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00, 0x50, 0x4b, 0x01,
    0x02, 0x14, 0x03, 0x14, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00, 0x2d, 0xb0, 0x45,
    0x41, 0x16, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00, 0x05, 0x00, 0x14, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0xa4, 0x81, 0x00, 0x00, 0x00, 0x00, 0x61, 0x2e, 0x74, 0x78, 0x74,
    0x55, 0x54, 0x01, 0x00, 0x00, 0x75, 0x78, 0x0b, 0x00, 0x01, 0x04, 0x00, 0x00, 0x00, 0x00, 0x04,
    0x00, 0x00, 0x00, 0x00, 0x50, 0x4b, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00,
    0x47, 0x00, 0x00, 0x00, 0x5d, 0x00, 0x00, 0x00, 0x00, 0x00,
};

// What is locked is told with the option that opens it; no password is ever told.
static void test_passwords(void)
{
    g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
    g_autofree char *path = g_build_filename(folder, "locked.zip", NULL);
    g_autofree char *member = g_strconcat(path, "!a.txt", NULL);
    g_assert_true(g_file_set_contents(path, (const char *)locked, (gssize)sizeof locked, NULL));
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) without = pc_archive_members(path, errors, NULL);
    g_assert_cmpuint(without->len, ==, 0);
    g_assert_cmpuint(errors->len, ==, 1);
    g_assert_nonnull(strstr(g_ptr_array_index(errors, 0), "--password-file"));
    char wrong[] = "x", right[] = "hunter2";
    pc_archive_passwords((char *[]){wrong, right, NULL});
    g_autofree char *text = read_member(member);
    g_assert_cmpstr(text, ==, "the secret");
    pc_archive_passwords((char *[]){wrong, NULL});
    g_autofree char *broken = read_member(member);
    g_assert_null(strstr(broken, "the secret"));
    g_assert_null(strstr(broken, "hunter2"));
    pc_archive_passwords(NULL);
    g_remove(path);
    g_rmdir(folder);
}

static void write_locked(const char *path, const char *password)
{
    struct archive *archive = archive_write_new();
    archive_write_set_format_zip(archive);
    g_assert_cmpint(archive_write_set_options(archive, "zip:encryption=zipcrypt"), ==, ARCHIVE_OK);
    archive_write_set_passphrase(archive, password);
    g_assert_cmpint(archive_write_open_filename(archive, path), ==, ARCHIVE_OK);
    add(archive, "a.txt", "the secret", strlen("the secret"));
    finish(archive);
}

// The old encryption takes a wrong password once in 256 times: zips are written until it takes this
// one, and the right one, which comes after it, opens them all the same.
static void test_wrong_password_fits(void)
{
    enum { MAX_ZIPS = 20000 };
    char wrong[] = "x", right[] = "hunter2";
    g_autofree char *path = in_place("fits.zip");
    g_autofree char *member = g_strconcat(path, "!a.txt", NULL);
    bool fits = false;
    for (unsigned i = 0; i < MAX_ZIPS && !fits; i++) {
        write_locked(path, right);
        pc_archive_passwords((char *[]){wrong, NULL});
        g_autoptr(PcArchiveMember) opened = pc_archive_open(member, NULL);
        uint8_t block[64];
        g_assert_nonnull(opened);
        while (pc_archive_read(opened, block, sizeof block) > 0) {
        }
        g_assert_nonnull(pc_archive_broken(opened));
        fits = strstr(pc_archive_broken(opened), "--password-file") == NULL;
    }
    g_assert_true(fits);
    pc_archive_passwords((char *[]){wrong, right, NULL});
    g_autofree char *text = read_member(member);
    g_assert_cmpstr(text, ==, "the secret");
    pc_archive_passwords(NULL);
}

int main(int argc, char **argv)
{
    UNIT_INIT(argc, argv);
    place = g_dir_make_tmp("phonecert-XXXXXX", NULL);
    g_test_add_func("/archive/every-kind", test_every_kind);
    g_test_add_func("/archive/none", test_what_is_none);
    g_test_add_func("/archive/depth", test_depth);
    g_test_add_func("/archive/seeking-inside", test_seeking_inside);
    g_test_add_func("/archive/bomb", test_bomb);
    g_test_add_func("/archive/cut", test_cut);
    g_test_add_func("/archive/wrong-password-fits", test_wrong_password_fits);
    g_test_add_func("/archive/not-there", test_not_there);
    g_test_add_func("/archive/passwords", test_passwords);
    int status = g_test_run();
    remove_place();
    return status;
}
