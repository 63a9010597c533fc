/*
 * The fixed-rate mode of the load client: which connection sends the next message, and when.
 *
 * Why there is such a mode: in a closed loop a server slightly slower than the client lets the client
 * sleep, and then has to wake it with every send; a server slightly faster than the client never does.
 * Waking is not cheap (in a virtual machine it takes an interrupt between processors), and it is the
 * sender who pays for it. So the two servers would be measured doing different work. At a fixed rate both
 * get the same number of messages per second, from a client that never sleeps.
 *
 * The schedule does not wait for the server: message number n is due n intervals after the beginning,
 * whatever has become of those before it. Latency counts from that time and not from the time of the send,
 * or else a server that holds up the client would hide just those latencies it is to blame for.
 */
#define _GNU_SOURCE
#include "load_pacer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * The connections with room for a message, each of them once, in the order of their turns. One that has
 * sent goes to the end, at once if it has room for more and otherwise when a message has come back. While
 * none of them is full when its turn comes, this is plain round-robin; and those that are full cost nothing.
 */
static struct connection **line;
static unsigned line_begin, line_length;

static uint64_t schedule_begin;
static uint64_t next_time;
/* The last time at which a message was due and no connection was free. */
static uint64_t all_busy_time;

struct pacing pacing;

static void append(struct connection *connection) {
    unsigned end = line_begin + line_length;
    line[end < options.connections ? end : end - options.connections] = connection;
    line_length++;
    connection->is_in_line = true;
}

static struct connection *take_first(void) {
    struct connection *connection = line[line_begin];
    line_begin = line_begin + 1 == options.connections ? 0 : line_begin + 1;
    line_length--;
    connection->is_in_line = false;
    return connection;
}

/* Puts a connection in line again, after messages have come back on it. */
static void came_free(struct connection *connection) {
    if (!connection->is_in_line && connection->in_flight < options.pipeline) append(connection);
}

void prepare_pacer(void) {
    line = calloc(options.connections, sizeof(struct connection *));
    if (line == NULL) fail(STATUS_FAILED, "cannot prepare the schedule: %s", strerror(errno));
    for (unsigned i = traffic.first_echo; i < traffic.connection_count; i++) append(&traffic.connections[i]);
    traffic.came_free = came_free;
}

/* Computed from the beginning, since a sum of rounded intervals would drift. */
static uint64_t time_of(uint64_t number) {
    return schedule_begin + (uint64_t) ((double) number * 1e9 / (double) options.rate);
}

void restart_schedule(uint64_t begin) {
    schedule_begin = begin;
    next_time = begin;
    all_busy_time = 0;
    pacing = (struct pacing) {0};
}

static void count_lag(uint64_t lag) {
    if (lag > pacing.longest_lag) pacing.longest_lag = lag;
    if (lag <= LATE_NANOSECONDS) return;
    pacing.late++;
    if (next_time <= all_busy_time) pacing.late_all_busy++;
}

/* How many messages beyond those sent were due at the given time. */
static uint64_t unsent_at(uint64_t time) {
    if (time < next_time) return 0;
    return (uint64_t) ((double) (time - schedule_begin) * (double) options.rate / 1e9) + 1 - pacing.sent;
}

void send_scheduled(void) {
    for (uint64_t time; (time = now()) >= next_time;) {
        if (line_length == 0) {
            all_busy_time = time;
            return;
        }
        count_lag(time - next_time);
        struct connection *connection = take_first();
        send_messages(connection, 1, next_time);
        came_free(connection);
        pacing.sent++;
        next_time = time_of(pacing.sent);
    }
}

void end_schedule(uint64_t end) {
    uint64_t late_limit = end - LATE_NANOSECONDS;
    uint64_t overdue = unsent_at(late_limit);
    pacing.due = pacing.sent + overdue;
    pacing.late += overdue;
    pacing.late_all_busy += unsent_at(all_busy_time < late_limit ? all_busy_time : late_limit);
    if (end > next_time && end - next_time > pacing.longest_lag) pacing.longest_lag = end - next_time;
}

uint64_t next_send_time(void) {
    return next_time;
}
