// SPDX-License-Identifier: GPL-2.0-or-later
// Read before every file that clang-tidy looks at: GLib ends the program rather than give no
// container, which its headers do not say, and without which every error path looks like a NULL.
#if __has_include(<glib.h>)
#include <glib.h>
#pragma GCC system_header
#define NEVER_NULL(call)                                                                           \
    ({                                                                                             \
        __auto_type made = call;                                                                   \
        if (made == NULL) {                                                                        \
            __builtin_unreachable();                                                               \
        }                                                                                          \
        made;                                                                                      \
    })
#define g_ptr_array_new() NEVER_NULL((g_ptr_array_new)())
#define g_ptr_array_new_with_free_func(free) NEVER_NULL((g_ptr_array_new_with_free_func)(free))
#define g_ptr_array_new_full(size, free) NEVER_NULL((g_ptr_array_new_full)(size, free))
#define g_array_new(zero, clear, size) NEVER_NULL((g_array_new)(zero, clear, size))
#define g_byte_array_new() NEVER_NULL((g_byte_array_new)())
#define g_bytes_new(data, size) NEVER_NULL((g_bytes_new)(data, size))
#define g_hash_table_new(hash, equal) NEVER_NULL((g_hash_table_new)(hash, equal))
#endif
