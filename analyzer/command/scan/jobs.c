// SPDX-License-Identifier: GPL-2.0-or-later
// Shares captures out to workers. Each worker judges with its own copy of the stores; what it finds
// waits in the capture's own pipe until the captures before it are told. Too much that waits makes
// workers wait, and none begins a capture that is far from its turn, so that memory stays bounded;
// the capture whose turn it is never waits for others.
#include "analyzer/command/scan/jobs.h"

#include "analyzer/command/inputs.h"
#include "analyzer/command/processors.h"

enum {
    PIPE_LEN = 1024,               // sessions that may wait to be told, a capture
    PIPES_BYTES = 8 * 1024 * 1024, // what all that wait may carry
    CAPTURES_AHEAD = 4,            // of a worker, that are not told yet
};

typedef struct Crew Crew;

// A capture that is being scanned, or will be.
typedef struct {
    Crew *crew;
    guint index;
    GQueue waiting; // of PcSession
    bool is_done;
    PcScan *scan; // set once it is done
} Pipe;

struct Crew {
    const PcJobs *jobs;
    const GArray *files;
    Pipe *pipes; // one a capture
    int next;    // atomic: index of the next capture that no worker has
    GMutex lock; // of all that follows, and of the pipes
    GCond changed;
    guint turn;  // the capture that is being told
    size_t held; // by what waits
};

static size_t weight_of(const PcSession *session)
{
    const size_t texts = 1024; // of an event, or around a handshake
    return texts + (session->handshake != NULL ? pc_handshake_held(session->handshake) : 0);
}

static bool has_room(const Pipe *pipe, size_t weight)
{
    bool is_next = pipe->crew->turn == pipe->index && pipe->waiting.length == 0;
    return is_next || (pipe->waiting.length < PIPE_LEN && pipe->crew->held + weight <= PIPES_BYTES);
}

static void put(void *user, PcSession *session)
{
    Pipe *pipe = user;
    Crew *crew = pipe->crew;
    size_t weight = weight_of(session);
    g_mutex_lock(&crew->lock);
    while (!has_room(pipe, weight)) {
        g_cond_wait(&crew->changed, &crew->lock);
    }
    g_queue_push_tail(&pipe->waiting, session);
    crew->held += weight;
    g_cond_broadcast(&crew->changed);
    g_mutex_unlock(&crew->lock);
}

static void put_end(Pipe *pipe, PcScan *scan)
{
    g_mutex_lock(&pipe->crew->lock);
    pipe->is_done = true;
    pipe->scan = scan;
    g_cond_broadcast(&pipe->crew->changed);
    g_mutex_unlock(&pipe->crew->lock);
}

// take gives the next session; NULL when the capture is over.
static PcSession *take(Pipe *pipe)
{
    Crew *crew = pipe->crew;
    g_mutex_lock(&crew->lock);
    while (g_queue_is_empty(&pipe->waiting) && !pipe->is_done) {
        g_cond_wait(&crew->changed, &crew->lock);
    }
    PcSession *session = g_queue_pop_head(&pipe->waiting);
    crew->held -= session != NULL ? weight_of(session) : 0;
    g_cond_broadcast(&crew->changed);
    g_mutex_unlock(&crew->lock);
    return session;
}

// wait_for_turn waits until a capture is not far from the one that is being told: what a scan keeps
// of its capture, it keeps until then.
static void wait_for_turn(Crew *crew, guint index)
{
    g_mutex_lock(&crew->lock);
    while (index >= crew->turn + CAPTURES_AHEAD * crew->jobs->n_workers) {
        g_cond_wait(&crew->changed, &crew->lock);
    }
    g_mutex_unlock(&crew->lock);
}

static void next_turn(Crew *crew)
{
    g_mutex_lock(&crew->lock);
    crew->turn += 1;
    g_cond_broadcast(&crew->changed);
    g_mutex_unlock(&crew->lock);
}

static PcScanner scanner_of(const PcJobs *jobs, const PcSetup *setup, PcJudge *judge)
{
    return (PcScanner){
        .setup = setup,
        .judge = judge,
        .keys = jobs->keys,
        .tunnels = jobs->tunnels,
        .all = jobs->all,
        .marks = jobs->marks,
        .memory = jobs->memory / MAX(jobs->n_workers, 1),
        .stop = jobs->stop,
        .counts = jobs->counts,
        .sink = jobs->session,
        .user = jobs->user,
    };
}

static void scan_job(PcScan *scan, const PcJob *job)
{
    pc_scan_file(scan, job->path, job->name, job->is_stray);
}

static void *work(void *data)
{
    Crew *crew = data;
    PcSetup setup = *crew->jobs->setup;
    setup.trust = pc_trust_copy(setup.trust);
    PcJudge *judge = pc_setup_judge(&setup);
    PcScanner scanner = scanner_of(crew->jobs, &setup, judge);
    for (;;) {
        guint i = (guint)g_atomic_int_add(&crew->next, 1);
        if (i >= crew->files->len) {
            break;
        }
        wait_for_turn(crew, i);
        scanner.sink = put;
        scanner.user = &crew->pipes[i];
        PcScan *scan = pc_scan_new(&scanner);
        if (g_atomic_int_get(crew->jobs->stop) == 0) {
            scan_job(scan, &g_array_index(crew->files, PcJob, i));
        }
        pc_scan_finish(scan);
        put_end(&crew->pipes[i], scan);
    }
    pc_judge_free(judge);
    pc_trust_free(setup.trust);
    return NULL;
}

static void tell_ends(const PcJobs *jobs, const PcScan *scan, guint first)
{
    const GArray *ends = pc_scan_ends(scan);
    for (guint i = 0; i < ends->len; i++) {
        jobs->file(jobs->user, first + i, &g_array_index(ends, PcScanEnd, i));
    }
}

static void tell_pipe(const PcJobs *jobs, Pipe *pipe, guint index)
{
    PcSession *session = NULL;
    while ((session = take(pipe)) != NULL) {
        jobs->session(jobs->user, session);
    }
    tell_ends(jobs, pipe->scan, index);
    pc_scan_free(pipe->scan);
}

static void run_crew(const PcJobs *jobs, const GArray *files)
{
    Crew crew = {.jobs = jobs, .files = files, .pipes = g_new0(Pipe, files->len)};
    guint n_workers = MIN(jobs->n_workers, files->len);
    g_autofree GThread **workers = g_new(GThread *, n_workers);
    g_mutex_init(&crew.lock);
    g_cond_init(&crew.changed);
    for (guint i = 0; i < files->len; i++) {
        crew.pipes[i] = (Pipe){.crew = &crew, .index = i};
    }
    for (guint i = 0; i < n_workers; i++) {
        workers[i] = g_thread_new("scan", work, &crew);
    }
    for (guint i = 0; i < files->len; i++) {
        tell_pipe(jobs, &crew.pipes[i], i);
        next_turn(&crew);
    }
    for (guint i = 0; i < n_workers; i++) {
        (void)g_thread_join(workers[i]);
    }
    g_mutex_clear(&crew.lock);
    g_cond_clear(&crew.changed);
    g_free(crew.pipes);
}

// run_alone scans one capture after another; sessions are told as they end.
static void run_alone(const PcJobs *jobs, const GArray *files)
{
    g_autoptr(PcJudge) judge = pc_setup_judge(jobs->setup);
    PcScanner scanner = scanner_of(jobs, jobs->setup, judge);
    scanner.in_two = pc_processors() > 1;
    guint i = 0;
    while (i < files->len && g_atomic_int_get(jobs->stop) == 0) {
        guint first = i;
        g_autoptr(PcScan) scan = pc_scan_new(&scanner);
        do {
            scan_job(scan, &g_array_index(files, PcJob, i++));
        } while (jobs->continuous && i < files->len);
        PcJob next;
        while (jobs->more != NULL && i == files->len && jobs->more(jobs->user, &next)) {
            scan_job(scan, &next);
        }
        pc_scan_finish(scan);
        tell_ends(jobs, scan, first);
    }
}

GArray *pc_jobs_of(const GPtrArray *inputs)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(PcJob));
    for (guint i = 0; i < inputs->len; i++) {
        const PcInput *input = g_ptr_array_index(inputs, i);
        const PcJob job = {input->path, input->path, pc_input_is_stray(input)};
        if (!input->from_folder || pc_input_should_be_capture(input->path)) {
            g_array_append_val(files, job);
        }
    }
    return files;
}

void pc_jobs_run(const PcJobs *jobs, const GArray *files)
{
    if (jobs->n_workers > 1 && files->len > 1 && !jobs->continuous) {
        run_crew(jobs, files);
    } else {
        run_alone(jobs, files);
    }
}
