// SPDX-License-Identifier: GPL-2.0-or-later
// Turns the first signal into a flag.
#include "analyzer/command/signals.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

// A handler is told nothing but the signal, so these are the program's.
static int *flag;
static volatile sig_atomic_t closes_stdin;

static void on_signal(int number)
{
    __atomic_store_n(flag, number, __ATOMIC_SEQ_CST);
    if (closes_stdin != 0) {
        (void)close(STDIN_FILENO); // the read that was interrupted is tried again, and ends
    }
}

void pc_signals_watch(int *stop, bool reads_stdin)
{
    // SA_RESETHAND: the second signal is not caught. No SA_RESTART: a read comes back.
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    (void)sigemptyset(&action.sa_mask);
    flag = stop;
    closes_stdin = reads_stdin ? 1 : 0;
    struct sigaction hangup;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
        (void)sigaction(SIGHUP, &action, NULL);
    }
}
