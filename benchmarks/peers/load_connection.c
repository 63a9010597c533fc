/* The connections of the load client: their streams, and what happens on each event. */
#define _GNU_SOURCE
#include "load_connection.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/*
 * All streams are cut from one ring of random bytes, each connection starting at a different place. The
 * ring's length is a prime, so messages of one connection differ from each other until the stream has gone
 * round as many times as a message has bytes. The stride is the golden section of the length, which keeps
 * the starting places of any number of connections far apart. Behind the ring its beginning is repeated, so
 * one send or recv never has to wrap.
 */
enum { RING_BYTES = 262139, RING_STRIDE = 162011, TRANSFER_BYTES = 128 * 1024 };

struct traffic traffic;

static unsigned char ring[RING_BYTES + TRANSFER_BYTES];
static unsigned char receive_buffer[TRANSFER_BYTES];

static unsigned number_of(const struct connection *connection) {
    return (unsigned) (connection - traffic.connections);
}

static void fill_ring(void) {
    uint64_t state = 0x9e3779b97f4a7c15u;
    for (unsigned i = 0; i < RING_BYTES; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ring[i] = (unsigned char) (state >> 32);
    }
    memcpy(ring + RING_BYTES, ring, TRANSFER_BYTES);
}

static uint32_t advance(uint32_t position, size_t length) {
    size_t next = position + length;
    return (uint32_t) (next >= RING_BYTES ? next - RING_BYTES : next);
}

static void watch(int operation, struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(traffic.poller, operation, connection->descriptor, &event) != 0) {
        fail(STATUS_FAILED, "epoll_ctl: %s", strerror(errno));
    }
}

static void close_now(struct connection *connection, bool reset) {
    if (reset) {
        struct linger no_linger = {.l_onoff = 1, .l_linger = 0};
        setsockopt(connection->descriptor, SOL_SOCKET, SO_LINGER, &no_linger, sizeof no_linger);
    }
    close(connection->descriptor);
    connection->state = CLOSED;
    traffic.still_open--;
}

/* Sends what is due. Returns after a short send: the socket's buffer is full then, and epoll will tell. */
static void send_due(struct connection *connection) {
    while (connection->unsent > 0) {
        size_t most = options.udp ? options.size : TRANSFER_BYTES;
        size_t length = connection->unsent < most ? connection->unsent : most;
        ssize_t sent = send(connection->descriptor, ring + connection->send_position, length, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EAGAIN) break;
            fail(STATUS_FAILED, "connection %u: the server broke it while it was written to: %s",
                 number_of(connection), strerror(errno));
        }
        connection->send_position = advance(connection->send_position, (size_t) sent);
        connection->unsent -= (size_t) sent;
        connection->unanswered += (size_t) sent;
        if ((size_t) sent < length) break;
    }
    bool wait_to_write = connection->unsent > 0;
    if (wait_to_write != connection->waits_to_write) {
        connection->waits_to_write = wait_to_write;
        watch(EPOLL_CTL_MOD, connection, wait_to_write ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

/* Adjacent messages are adjacent in the ring, so several that fall due at once go out in one send. */
void send_messages(struct connection *connection, unsigned count, uint64_t send_time) {
    for (unsigned i = 0; i < count; i++) {
        connection->send_times[connection->newest_in_flight] = send_time;
        connection->newest_in_flight++;
        if (connection->newest_in_flight == options.pipeline) connection->newest_in_flight = 0;
    }
    connection->in_flight += count;
    connection->unsent += (uint64_t) count * options.size;
    send_due(connection);
}

static void fail_to_connect(const struct connection *connection, int error) {
    if (error == EADDRNOTAVAIL) {
        fail(STATUS_FAILED, "connection %u: no local port is free; --close reset leaves none in TIME_WAIT",
             number_of(connection));
    }
    fail(STATUS_FAILED, "connection %u: cannot connect: %s", number_of(connection), strerror(error));
}

void open_connection(struct connection *connection) {
    int type = options.udp ? SOCK_DGRAM : SOCK_STREAM;
    connection->descriptor = socket(options.address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection->descriptor < 0) fail(STATUS_FAILED, "socket: %s", strerror(errno));
    int yes = 1;
    if (!options.udp) setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    /* Only for --connect-only, whose latency begins here; otherwise the first message overwrites it. */
    if (connection->kind == ECHO) connection->send_times[0] = now();
    if (connect(connection->descriptor, (struct sockaddr *) &options.address, options.address_length) != 0
            && errno != EINPROGRESS) {
        fail_to_connect(connection, errno);
    }
    /* Even a connect that succeeded at once is reported as writable, so there is one path only. */
    connection->state = CONNECTING;
    watch(EPOLL_CTL_ADD, connection, EPOLLOUT);
    traffic.connects_in_flight++;
    traffic.still_open++;
}

static void connected(struct connection *connection) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(connection->descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) fail_to_connect(connection, error);
    traffic.connects_in_flight--;
    connection->state = OPEN;
    watch(EPOLL_CTL_MOD, connection, connection->kind == NON_READER ? EPOLLOUT : EPOLLIN);
    if (options.connect_only && connection->kind == ECHO) {
        send_messages(connection, 1, connection->send_times[0]);
    }
}

/* Ends a connection on which nothing is in flight. A normal end is complete when the server ends it too. */
static void end(struct connection *connection) {
    if (options.reset_on_close || options.udp) {
        close_now(connection, !options.udp);
    } else {
        shutdown(connection->descriptor, SHUT_WR);
        connection->state = ENDING;
    }
}

void finish(struct connection *connection) {
    if (connection->state == CLOSED || connection->state == ENDING) return;
    if (connection->kind == NON_READER || connection->state == CONNECTING) {
        close_now(connection, true);
    } else if (connection->unanswered == 0 && connection->unsent == 0) {
        end(connection);
    }
}

static void restart(struct connection *connection) {
    connection->newest_in_flight = 0;
    connection->oldest_in_flight = 0;
    /* Nothing is in flight, so both positions are equal: the next connection goes on in the ring. */
    open_connection(connection);
}

static void stream_ended(struct connection *connection) {
    if (connection->state != ENDING) {
        fail(STATUS_FAILED, "connection %u: the server closed it with %" PRIu64 " bytes not echoed",
             number_of(connection), connection->unanswered);
    }
    close_now(connection, false);
    if (!traffic.finishing) restart(connection);
}

static void verify(const struct connection *connection, size_t length) {
    if (length > connection->unanswered) {
        fail(STATUS_FAILED, "connection %u: the server sent %" PRIu64 " bytes more than it had been sent",
             number_of(connection), length - connection->unanswered);
    }
    const unsigned char *expected = ring + connection->receive_position;
    if (memcmp(receive_buffer, expected, length) == 0) return;
    size_t i = 0;
    while (receive_buffer[i] == expected[i]) i++;
    fail(STATUS_FAILED, "connection %u: byte %" PRIu64 " came back as 0x%02x, but 0x%02x was sent",
         number_of(connection), connection->received + i, receive_buffer[i], expected[i]);
}

/*
 * One recv for each event, like the servers. One look at the clock serves as the time at which messages
 * came back and as the time at which their successors were sent: only the comparison lies in between.
 */
static void receive(struct connection *connection) {
    ssize_t received = recv(connection->descriptor, receive_buffer, TRANSFER_BYTES, 0);
    if (received < 0) {
        if (errno == EAGAIN) return;
        fail(STATUS_FAILED, "connection %u: the server broke it with %" PRIu64 " bytes not echoed: %s",
             number_of(connection), connection->unanswered, strerror(errno));
    }
    if (received == 0) {
        stream_ended(connection);
        return;
    }
    uint64_t time = now();
    verify(connection, (size_t) received);
    connection->receive_position = advance(connection->receive_position, (size_t) received);
    connection->unanswered -= (size_t) received;
    connection->received += (size_t) received;

    uint64_t available = connection->received_of_message + (uint64_t) received;
    unsigned completed = 0;
    for (; available >= options.size; available -= options.size) {
        uint64_t send_time = connection->send_times[connection->oldest_in_flight];
        if (send_time >= traffic.latencies_begin) histogram_record(&traffic.latencies, time - send_time);
        connection->oldest_in_flight++;
        if (connection->oldest_in_flight == options.pipeline) connection->oldest_in_flight = 0;
        completed++;
    }
    connection->received_of_message = (uint32_t) available;
    connection->in_flight -= completed;
    traffic.messages += completed;

    if (traffic.finishing) {
        finish(connection);
    } else if (options.connect_only) {
        if (completed == 0) return;
        end(connection);
        if (connection->state == CLOSED) restart(connection);
    } else if (traffic.came_free != NULL) {
        traffic.came_free(connection);
    } else if (completed > 0) {
        send_messages(connection, completed, time);
    }
}

/* What a connection that never reads writes is what the others do: the server cannot tell it is not read. */
static void write_unread(struct connection *connection) {
    ssize_t sent = send(connection->descriptor, ring + connection->send_position, TRANSFER_BYTES, MSG_NOSIGNAL);
    if (sent >= 0) {
        connection->send_position = advance(connection->send_position, (size_t) sent);
        traffic.non_reader_bytes += (uint64_t) sent;
    } else if (errno != EAGAIN) {
        /* A server may well choose to drop such a client. It is counted, and not an error. */
        traffic.non_readers_closed++;
        close_now(connection, false);
    }
}

void handle(struct connection *connection, uint32_t events) {
    if (connection->state == CONNECTING) {
        connected(connection);
    } else if (connection->kind == NON_READER) {
        write_unread(connection);
    } else {
        if (events & EPOLLOUT) send_due(connection);
        if (events & ~(uint32_t) EPOLLOUT) receive(connection);
    }
}

void prepare_connections(void) {
    fill_ring();
    traffic.first_echo = options.idle + options.non_readers;
    traffic.connection_count = traffic.first_echo + options.connections;
    traffic.connections = calloc(traffic.connection_count, sizeof *traffic.connections);
    uint64_t *send_times = calloc((size_t) options.connections * options.pipeline, sizeof *send_times);
    traffic.poller = epoll_create1(EPOLL_CLOEXEC);
    if (traffic.connections == NULL || send_times == NULL || traffic.poller < 0) {
        fail(STATUS_FAILED, "cannot prepare %u connections: %s", traffic.connection_count, strerror(errno));
    }
    for (unsigned i = 0; i < traffic.connection_count; i++) {
        struct connection *connection = &traffic.connections[i];
        connection->kind = i < options.idle ? IDLE : i < traffic.first_echo ? NON_READER : ECHO;
        connection->send_position = (uint32_t) ((uint64_t) i * RING_STRIDE % RING_BYTES);
        connection->receive_position = connection->send_position;
        if (connection->kind == ECHO) {
            connection->send_times = send_times;
            send_times += options.pipeline;
        }
    }
}
