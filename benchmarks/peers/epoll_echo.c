/*
 * A TCP echo server on epoll: the peer that other echo servers are compared with.
 *
 * One thread, level-triggered epoll, one recv and one send for each readable event. It does no more than
 * an echo server must, so its CPU time per message is close to what the kernel's own work costs. With
 * --read 1024 it has the shape of echo.scm, which asks for so many bytes at a time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_BYTES = 64 * 1024, EVENTS_PER_WAIT = 1024, LISTEN_BACKLOG = 4096 };

struct connection {
    int descriptor;
    /* What a short send left over. Nothing is read while this is not empty, so it never exceeds one buffer. */
    unsigned char *pending;
    size_t pending_offset;
    size_t pending_length;
};

static int poller;
static int listener;
static bool listener_is_paused;
static unsigned char shared_buffer[BUFFER_BYTES];
static size_t read_bytes_max = BUFFER_BYTES;

static void die(const char *what) {
    fprintf(stderr, "epoll_echo: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* The listener is the one registration without a connection: its data pointer is null. */
static void watch(int operation, int descriptor, struct connection *connection, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(poller, operation, descriptor, &event) != 0) die("epoll_ctl");
}

static void close_connection(struct connection *connection) {
    close(connection->descriptor);
    free(connection->pending);
    free(connection);
    if (listener_is_paused) {
        listener_is_paused = false;
        watch(EPOLL_CTL_MOD, listener, NULL, EPOLLIN);
    }
}

static void accept_connections(void) {
    for (;;) {
        int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EAGAIN) return;
            if (errno != EMFILE && errno != ENFILE) die("accept4");
            /* The listener stays readable: without this pause the loop would spin until a connection closes. */
            listener_is_paused = true;
            watch(EPOLL_CTL_MOD, listener, NULL, 0);
            return;
        }
        int yes = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct connection *connection = calloc(1, sizeof *connection);
        if (connection == NULL) die("calloc");
        connection->descriptor = descriptor;
        watch(EPOLL_CTL_ADD, descriptor, connection, EPOLLIN);
    }
}

/* Returns how many bytes the socket took, which may be none, or -1 once the connection is broken. */
static ssize_t send_some(int descriptor, const unsigned char *bytes, size_t length) {
    ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    return sent;
}

static void keep_pending(struct connection *connection, const unsigned char *bytes, size_t length) {
    connection->pending = malloc(length);
    if (connection->pending == NULL) die("malloc");
    memcpy(connection->pending, bytes, length);
    connection->pending_offset = 0;
    connection->pending_length = length;
    /* The peer reads too slowly: read no more from it until it has taken what it was sent. */
    watch(EPOLL_CTL_MOD, connection->descriptor, connection, EPOLLOUT);
}

static void flush_pending(struct connection *connection) {
    size_t left = connection->pending_length - connection->pending_offset;
    ssize_t sent = send_some(connection->descriptor, connection->pending + connection->pending_offset, left);
    if (sent < 0) {
        close_connection(connection);
    } else if ((size_t) sent < left) {
        connection->pending_offset += (size_t) sent;
    } else {
        free(connection->pending);
        connection->pending = NULL;
        watch(EPOLL_CTL_MOD, connection->descriptor, connection, EPOLLIN);
    }
}

/*
 * Reads once only: level-triggered epoll reports the socket again if more is there, and a second recv
 * would mostly find nothing. End of stream is read only when nothing is pending, so closing then loses
 * no echo: what was sent before is still delivered by the kernel.
 */
static void echo_once(struct connection *connection) {
    ssize_t received = recv(connection->descriptor, shared_buffer, read_bytes_max, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0) {
        close_connection(connection);
        return;
    }
    ssize_t sent = send_some(connection->descriptor, shared_buffer, (size_t) received);
    if (sent < 0) {
        close_connection(connection);
    } else if (sent < received) {
        keep_pending(connection, shared_buffer + sent, (size_t) (received - sent));
    }
}

static void listen_on(const char *bind_address, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    if (inet_pton(AF_INET, bind_address, &address.sin_addr) != 1) {
        fprintf(stderr, "epoll_echo: not an IPv4 address: %s\n", bind_address);
        exit(2);
    }
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) die("socket");
    int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) != 0) die("bind");
    if (listen(listener, LISTEN_BACKLOG) != 0) die("listen");
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *) &address, &length) != 0) die("getsockname");
    printf("Listening on tcp://%s:%d\n", bind_address, ntohs(address.sin_port));
    fflush(stdout);
}

static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void parse_options(int count, char **arguments, const char **bind_address, int *port) {
    static const struct option known[] = {
        {"bind", required_argument, NULL, 'b'}, {"port", required_argument, NULL, 'p'},
        {"read", required_argument, NULL, 'r'}, {0}};
    long read_bytes = BUFFER_BYTES;
    for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        char *end = "";
        if (option == 'b') *bind_address = optarg;
        if (option == 'p') *port = (int) strtol(optarg, &end, 10);
        if (option == 'r') read_bytes = strtol(optarg, &end, 10);
        bool in_range = *port >= 0 && *port <= 65535 && read_bytes >= 1 && read_bytes <= BUFFER_BYTES;
        if (option == '?' || *end != '\0' || !in_range) {
            fprintf(stderr, "usage: epoll_echo [--bind ADDRESS] [--port NUMBER, 0 picks one]"
                            " [--read BYTES at a time, 1 to %d]\n", BUFFER_BYTES);
            exit(2);
        }
    }
    read_bytes_max = (size_t) read_bytes;
}

int main(int argument_count, char **arguments) {
    const char *bind_address = "127.0.0.1";
    int port = 0;
    parse_options(argument_count, arguments, &bind_address, &port);
    raise_descriptor_limit();
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (poller < 0) die("epoll_create1");
    listen_on(bind_address, port);
    watch(EPOLL_CTL_ADD, listener, NULL, EPOLLIN);

    /* The loop has no end: SIGTERM's default action ends the process, and the kernel closes its sockets. */
    static struct epoll_event events[EVENTS_PER_WAIT];
    for (;;) {
        int ready = epoll_wait(poller, events, EVENTS_PER_WAIT, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == NULL) {
                accept_connections();
            } else if (connection->pending != NULL) {
                flush_pending(connection);
            } else {
                echo_once(connection);
            }
        }
    }
}
