/*
 * A load client for TCP echo servers: one thread, level-triggered epoll, a closed loop or a fixed rate. In
 * the closed loop each connection keeps a fixed number of messages in flight and sends the next one when
 * one has completely come back. The fixed rate has a file of its own, load_pacer.c.
 *
 * Every byte that comes back is compared with the byte that was sent at its place in the stream. The
 * phases are: connect all, warm up, measure, and finish. In the last one every message still in flight
 * must come back, and nothing more: so a lost byte is found even if its connection merely fell silent.
 */
#define _GNU_SOURCE
#include "load.h"
#include "load_connection.h"
#include "load_pacer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

enum { EVENTS_PER_WAIT = 1024, CONNECTS_IN_FLIGHT = 256, TICK_MILLISECONDS = 50 };

enum phase { CONNECT, WARM_UP, MEASURE, FINISH };

/* How long a server may echo nothing at all, and how long it may take to finish. */
static const uint64_t STALL_LIMIT_NANOSECONDS = UINT64_C(10) * 1000000000;

/* The counters at one moment; the difference of two is what a phase has used. */
struct snapshot {
    uint64_t time;
    uint64_t client_cpu;
    uint64_t messages;
    uint64_t waits;
    uint64_t events;
    struct server_usage server;
};

static enum phase phase = CONNECT;
static uint64_t phase_end_time = UINT64_MAX;
static uint64_t phase_end_messages = UINT64_MAX;
static unsigned next_to_open;
static uint64_t waits;
static uint64_t events_handled;
static struct snapshot measure_begin, measure_end;
static struct histogram measured_latencies;
static uint64_t oldest_unanswered_age;
static uint64_t resident_before, resident_after;

static struct snapshot take_snapshot(void) {
    struct snapshot snapshot = {.messages = traffic.messages, .waits = waits, .events = events_handled};
    if (options.server_pid != 0) snapshot.server = read_server_usage(options.server_pid);
    snapshot.client_cpu = read_clock(CLOCK_PROCESS_CPUTIME_ID);
    snapshot.time = now();
    return snapshot;
}

static void limit_phase(uint64_t begin, uint64_t message_limit, double seconds) {
    phase_end_messages = message_limit > 0 ? traffic.messages + message_limit : UINT64_MAX;
    phase_end_time = message_limit > 0 ? UINT64_MAX : begin + (uint64_t) (seconds * 1e9);
}

/* Whether messages leave on a schedule now. */
static bool is_paced(void) {
    return options.rate > 0 && (phase == WARM_UP || phase == MEASURE);
}

static void begin_warm_up(void) {
    phase = WARM_UP;
    if (options.rate > 0) {
        prepare_pacer();
        restart_schedule(now());
        limit_phase(now(), options.warmup_messages, options.warmup_seconds);
        return;
    }
    for (unsigned i = traffic.first_echo; i < traffic.connection_count; i++) {
        if (options.connect_only) {
            open_connection(&traffic.connections[i]);
        } else {
            send_messages(&traffic.connections[i], options.pipeline, now());
        }
    }
    limit_phase(now(), options.warmup_messages, options.warmup_seconds);
}

static void begin_measuring(void) {
    phase = MEASURE;
    histogram_reset(&traffic.latencies);
    measure_begin = take_snapshot();
    limit_phase(measure_begin.time, options.messages, options.seconds);
    if (options.rate > 0) {
        /* Anew, so that what a cold server was late with in the warm-up is not held against it here. */
        restart_schedule(measure_begin.time);
        traffic.latencies_begin = measure_begin.time;
    }
}

/* A connection which the server has starved shows here only: it has put no latency into the histogram. */
static uint64_t find_oldest_unanswered_age(void) {
    uint64_t oldest = 0;
    if (options.rate > 0 && next_send_time() < measure_end.time) oldest = measure_end.time - next_send_time();
    for (unsigned i = traffic.first_echo; i < traffic.connection_count; i++) {
        const struct connection *connection = &traffic.connections[i];
        if (connection->unanswered + connection->unsent == 0) continue;
        uint64_t age = measure_end.time - connection->send_times[connection->oldest_in_flight];
        if (age > oldest) oldest = age;
    }
    return oldest;
}

static void begin_finish(void) {
    measure_end = take_snapshot();
    /* A copy, because what comes back from here on is recorded too. */
    measured_latencies = traffic.latencies;
    if (options.rate > 0) end_schedule(measure_end.time);
    phase = FINISH;
    phase_end_messages = UINT64_MAX;
    phase_end_time = measure_end.time + STALL_LIMIT_NANOSECONDS;
    if (options.server_pid != 0) resident_after = read_resident_kib(options.server_pid);
    oldest_unanswered_age = find_oldest_unanswered_age();
    traffic.finishing = true;
    for (unsigned i = 0; i < traffic.connection_count; i++) finish(&traffic.connections[i]);
}

static void fail_to_finish(void) {
    for (unsigned i = 0; i < traffic.connection_count; i++) {
        const struct connection *connection = &traffic.connections[i];
        if (connection->state != OPEN) continue;
        fail(STATUS_FAILED, "connection %u: %" PRIu64 " bytes were not echoed within 10 s of the last message", i,
             connection->unanswered + connection->unsent);
    }
    fail(STATUS_FAILED, "the server has not closed %u connections within 10 s of their half-close",
         traffic.still_open);
}

static void check_limits(uint64_t time) {
    static uint64_t progress_time, progress_messages, deadline;
    if (deadline == 0) {
        deadline = time + (uint64_t) (options.deadline_seconds * 1e9);
        progress_time = time;
    }
    if (time > deadline) {
        static const char *const names[] = {"connecting", "the warm-up", "the measured phase", "finishing"};
        fail(STATUS_FAILED, "not done after %g s: still in %s, after %" PRIu64 " messages",
             options.deadline_seconds, names[phase], traffic.messages);
    }
    if (phase == CONNECT || traffic.messages != progress_messages) {
        progress_messages = traffic.messages;
        progress_time = time;
    }
    if (phase == FINISH && time > phase_end_time) fail_to_finish();
    if (phase != FINISH && time - progress_time > STALL_LIMIT_NANOSECONDS) {
        fail(STATUS_FAILED, "the server stalled: no message came back on any connection for 10 s");
    }
}

/* Opens a bounded number at a time, because a server's accept queue is finite. */
static void open_more(void) {
    unsigned last = options.connect_only ? traffic.first_echo : traffic.connection_count;
    while (next_to_open < last && traffic.connects_in_flight < CONNECTS_IN_FLIGHT) {
        open_connection(&traffic.connections[next_to_open++]);
    }
    if (next_to_open == last && traffic.connects_in_flight == 0) begin_warm_up();
}

/*
 * At a fixed rate this never sleeps: it looks for events and at the clock in turns. A client that slept
 * would have to be woken, by whichever server happens to answer then, and out of that server's CPU time.
 * Besides, it would wake up too late to be on time with a message every few microseconds.
 */
static void handle_events(void) {
    static struct epoll_event events[EVENTS_PER_WAIT];
    bool paced = is_paced();
    int ready = epoll_wait(traffic.poller, events, EVENTS_PER_WAIT, paced ? 0 : TICK_MILLISECONDS);
    if (ready < 0 && errno != EINTR) fail(STATUS_FAILED, "epoll_wait: %s", strerror(errno));
    /* A look that found nothing was no wait, and says nothing about how many events come at a time. */
    if (ready != 0 || !paced) waits++;
    /* An event left unhandled at the end of a phase is not lost: level-triggered epoll reports it again. */
    for (int i = 0; i < ready && traffic.messages < phase_end_messages; i++) {
        handle(events[i].data.ptr, events[i].events);
        events_handled++;
        /* After each event, or what is due would wait for the whole batch. */
        if (paced) send_scheduled();
    }
    if (paced) send_scheduled();
}

static void run(void) {
    while (phase != FINISH || traffic.still_open > 0) {
        if (phase == CONNECT) open_more();
        handle_events();
        uint64_t time = now();
        check_limits(time);
        if (traffic.messages < phase_end_messages && time < phase_end_time) continue;
        if (phase == WARM_UP) {
            begin_measuring();
        } else if (phase == MEASURE) {
            begin_finish();
        }
    }
}

static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    /* A few descriptors go to epoll, the standard streams and the files in /proc. */
    uint64_t needed = (uint64_t) options.idle + options.non_readers + options.connections + 16;
    if (needed > limit.rlim_cur) {
        fail(STATUS_FAILED, "so many connections need %" PRIu64 " file descriptors; the limit is %" PRIu64,
             needed, (uint64_t) limit.rlim_cur);
    }
}

static double latency_us(double share) {
    return (double) histogram_percentile(&measured_latencies, share) / 1e3;
}

static void print_server_usage(double nanoseconds, double messages) {
    double cpu = (double) (measure_end.server.cpu_nanoseconds - measure_begin.server.cpu_nanoseconds);
    printf(", \"server_cpu_ns_per_message\": %.1f, \"server_cpu_ns\": %.0f, \"server_user_ns\": %" PRIu64
           ", \"server_sys_ns\": %" PRIu64 ", \"server_cpu_share\": %.4f", cpu / messages, cpu,
           measure_end.server.user_nanoseconds - measure_begin.server.user_nanoseconds,
           measure_end.server.system_nanoseconds - measure_begin.server.system_nanoseconds, cpu / nanoseconds);
    printf(", \"rss_before_kib\": %" PRIu64 ", \"rss_after_kib\": %" PRIu64, resident_before, resident_after);
}

static void print_pacing(void) {
    double due = pacing.due > 0 ? (double) pacing.due : 1;
    printf(", \"rate\": %" PRIu64 ", \"late_share\": %.6f, \"late_all_busy_share\": %.6f"
           ", \"longest_lag_us\": %.2f", options.rate, (double) pacing.late / due,
           (double) pacing.late_all_busy / due, (double) pacing.longest_lag / 1e3);
}

static void print_result(void) {
    double nanoseconds = (double) (measure_end.time - measure_begin.time);
    double messages = (double) (measure_end.messages - measure_begin.messages);
    double client_cpu = (double) (measure_end.client_cpu - measure_begin.client_cpu);
    printf("{\"mode\": \"%s\", \"connections\": %u, \"size\": %u, \"pipeline\": %u, \"idle\": %u, \"non_readers\": %u",
           options.connect_only ? "connect" : "echo", options.connections, options.size, options.pipeline,
           options.idle, options.non_readers);
    printf(", \"messages\": %.0f, \"seconds\": %.6f, \"%s_per_s\": %.1f", messages, nanoseconds / 1e9,
           options.connect_only ? "connections" : "messages", messages * 1e9 / nanoseconds);
    print_pacing();
    printf(", \"latency_p50_us\": %.2f, \"latency_p90_us\": %.2f, \"latency_p99_us\": %.2f"
           ", \"latency_p99_9_us\": %.2f, \"latency_max_us\": %.2f, \"oldest_unanswered_us\": %.2f",
           latency_us(0.5), latency_us(0.9), latency_us(0.99), latency_us(0.999),
           (double) measured_latencies.maximum / 1e3, (double) oldest_unanswered_age / 1e3);
    if (options.server_pid != 0) print_server_usage(nanoseconds, messages);
    printf(", \"client_cpu_ns_per_message\": %.1f, \"client_cpu_share\": %.4f, \"client_events_per_wait\": %.2f",
           client_cpu / messages, client_cpu / nanoseconds,
           (double) (measure_end.events - measure_begin.events) / (double) (measure_end.waits - measure_begin.waits));
    if (options.non_readers > 0) {
        printf(", \"non_reader_bytes\": %" PRIu64 ", \"non_readers_closed\": %u",
               traffic.non_reader_bytes, traffic.non_readers_closed);
    }
    /* The first error ends the program without a result, so a printed result always says 0. */
    printf(", \"errors\": 0}\n");
}

int main(int argument_count, char **arguments) {
    options = parse_options(argument_count, arguments);
    raise_descriptor_limit();
    prepare_connections();
    if (options.server_pid != 0) resident_before = read_resident_kib(options.server_pid);
    run();
    if (measure_end.messages == measure_begin.messages) {
        fail(STATUS_FAILED, "no message came back in the measured phase; make it longer");
    }
    print_result();
    return 0;
}
