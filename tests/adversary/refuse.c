// SPDX-License-Identifier: GPL-2.0-or-later
// An allocator, for LD_PRELOAD, that refuses the allocation of the number in REFUSE_AT and gives
// every other one. glibc's own allocator does the work. Built without sanitizers.
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *block, size_t size);

static unsigned long n_asked;

static int refuses(void)
{
    const char *text = getenv("REFUSE_AT");
    unsigned long at = text != NULL ? strtoul(text, NULL, 10) : 0;
    return __atomic_add_fetch(&n_asked, 1, __ATOMIC_RELAXED) == at;
}

void *malloc(size_t size)
{
    return refuses() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return refuses() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
    return refuses() ? NULL : __libc_realloc(block, size);
}
