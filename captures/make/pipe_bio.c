// SPDX-License-Identifier: GPL-2.0-or-later
// A BIO that carries what one endpoint writes to where another reads it, and keeps datagrams whole,
// which OpenSSL's own memory BIO does not.
#include "captures/make/pipe_bio.h"

#include <string.h>

#define UDP_AND_IP_HEADERS_LEN 28

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

MkPipe *mk_pipe_new(unsigned mtu)
{
    MkPipe *pipe = g_new0(MkPipe, 1);
    pipe->written = g_ptr_array_new_with_free_func(unref_bytes);
    g_queue_init(&pipe->inbox);
    pipe->mtu = mtu;
    return pipe;
}

void mk_pipe_free(MkPipe *pipe)
{
    if (pipe != NULL) {
        g_ptr_array_unref(pipe->written);
        g_queue_clear_full(&pipe->inbox, unref_bytes);
        g_free(pipe);
    }
}

static int pipe_write(BIO *bio, const char *data, int len)
{
    MkPipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    g_ptr_array_add(pipe->written, g_bytes_new(data, (gsize)len));
    return len;
}

static int pipe_read(BIO *bio, char *data, int room)
{
    MkPipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    g_autoptr(GBytes) head = g_queue_pop_head(&pipe->inbox);
    if (head == NULL) {
        BIO_set_retry_read(bio);
        return -1;
    }
    gsize len = 0;
    const char *bytes = g_bytes_get_data(head, &len);
    const gsize taken = MIN(len, (gsize)room);
    memcpy(data, bytes, taken);
    if (taken < len && pipe->mtu == 0) {
        g_queue_push_head(&pipe->inbox, g_bytes_new_from_bytes(head, taken, len - taken));
    }
    return (int)taken;
}

static long pipe_control(BIO *bio, int command, long number, void *pointer)
{
    (void)number;
    (void)pointer;
    const MkPipe *pipe = BIO_get_data(bio);
    switch (command) {
    case BIO_CTRL_FLUSH:
        return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
        return (long)pipe->mtu;
    case BIO_CTRL_DGRAM_GET_MTU_OVERHEAD:
        return UDP_AND_IP_HEADERS_LEN;
    default:
        return 0;
    }
}

static int pipe_create(BIO *bio)
{
    BIO_set_init(bio, 1);
    return 1;
}

static BIO_METHOD *pipe_method(void)
{
    static BIO_METHOD *method = NULL;
    if (method == NULL) {
        method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "pipe");
        BIO_meth_set_write(method, pipe_write);
        BIO_meth_set_read(method, pipe_read);
        BIO_meth_set_ctrl(method, pipe_control);
        BIO_meth_set_create(method, pipe_create);
    }
    return method;
}

BIO *mk_pipe_bio(MkPipe *pipe)
{
    BIO *bio = BIO_new(pipe_method());
    BIO_set_data(bio, pipe);
    return bio;
}

GPtrArray *mk_pipe_take(MkPipe *pipe)
{
    GPtrArray *taken = pipe->written;
    pipe->written = g_ptr_array_new_with_free_func(unref_bytes);
    return taken;
}

void mk_pipe_give(MkPipe *pipe, GBytes *bytes)
{
    g_queue_push_tail(&pipe->inbox, g_bytes_ref(bytes));
}
