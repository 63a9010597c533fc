/*
 * A TCP echo server on libuv: one loop, one buffer for all reads. What is read is written at once by
 * uv_try_write; only what the socket does not take becomes a write request, with a copy of the rest.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

enum { BUFFER_BYTES = 64 * 1024, LISTEN_BACKLOG = 4096 };

struct rest {
    uv_write_t request;
    char bytes[];
};

static char shared_buffer[BUFFER_BYTES];

static void die(const char *what, int error) {
    fprintf(stderr, "uv_echo: %s: %s\n", what, uv_strerror(error));
    exit(1);
}

/* The handle is the first and only part of what was allocated for a connection. */
static void closed(uv_handle_t *handle) {
    free(handle);
}

static void close_stream(uv_stream_t *stream) {
    if (!uv_is_closing((uv_handle_t *) stream)) uv_close((uv_handle_t *) stream, closed);
}

/* The same for all: what is read has been written or copied before the next read of any connection. */
static void give_buffer(uv_handle_t *handle, size_t suggested_size, uv_buf_t *buffer) {
    (void) handle;
    (void) suggested_size;
    *buffer = uv_buf_init(shared_buffer, BUFFER_BYTES);
}

static void echo(uv_stream_t *stream, ssize_t received, const uv_buf_t *buffer);

static void wrote_rest(uv_write_t *request, int status) {
    uv_stream_t *stream = request->handle;
    free(request);
    if (status < 0) {
        close_stream(stream);
    } else {
        uv_read_start(stream, give_buffer, echo);
    }
}

static void write_rest(uv_stream_t *stream, const char *bytes, size_t length) {
    struct rest *rest = malloc(sizeof *rest + length);
    if (rest == NULL) die("malloc", UV_ENOMEM);
    memcpy(rest->bytes, bytes, length);
    uv_buf_t buffer = uv_buf_init(rest->bytes, (unsigned) length);
    /* The peer reads too slowly: read no more from it until it has taken what it was sent. */
    uv_read_stop(stream);
    if (uv_write(&rest->request, stream, &buffer, 1, wrote_rest) != 0) {
        free(rest);
        close_stream(stream);
    }
}

/* The end of the stream is read only when nothing is left to write, so closing then loses no echo. */
static void echo(uv_stream_t *stream, ssize_t received, const uv_buf_t *buffer) {
    if (received == 0) return;
    if (received < 0) {
        close_stream(stream);
        return;
    }
    uv_buf_t out = uv_buf_init(buffer->base, (unsigned) received);
    int sent = uv_try_write(stream, &out, 1);
    if (sent == UV_EAGAIN) sent = 0;
    if (sent < 0) {
        close_stream(stream);
    } else if (sent < received) {
        write_rest(stream, buffer->base + sent, (size_t) (received - sent));
    }
}

static void accept_connection(uv_stream_t *listener, int status) {
    if (status < 0) return;
    uv_tcp_t *connection = malloc(sizeof *connection);
    if (connection == NULL) die("malloc", UV_ENOMEM);
    uv_tcp_init(listener->loop, connection);
    if (uv_accept(listener, (uv_stream_t *) connection) != 0) {
        close_stream((uv_stream_t *) connection);
        return;
    }
    uv_tcp_nodelay(connection, 1);
    uv_read_start((uv_stream_t *) connection, give_buffer, echo);
}

static void listen_on(uv_tcp_t *listener, const char *bind_address, int port) {
    struct sockaddr_in address;
    int error = uv_ip4_addr(bind_address, port, &address);
    if (error != 0) die(bind_address, error);
    uv_tcp_init(uv_default_loop(), listener);
    if ((error = uv_tcp_bind(listener, (struct sockaddr *) &address, 0)) != 0) die("bind", error);
    if ((error = uv_listen((uv_stream_t *) listener, LISTEN_BACKLOG, accept_connection)) != 0) die("listen", error);
    int length = sizeof address;
    if ((error = uv_tcp_getsockname(listener, (struct sockaddr *) &address, &length)) != 0) die("getsockname", error);
    printf("Listening on tcp://%s:%d\n", bind_address, ntohs(address.sin_port));
    fflush(stdout);
}

int main(int argument_count, char **arguments) {
    static const struct option known[] = {
        {"bind", required_argument, NULL, 'b'}, {"port", required_argument, NULL, 'p'}, {0}};
    const char *bind_address = "127.0.0.1";
    int port = 0;
    for (int option; (option = getopt_long(argument_count, arguments, "", known, NULL)) != -1;) {
        char *end = "";
        if (option == 'b') bind_address = optarg;
        if (option == 'p') port = (int) strtol(optarg, &end, 10);
        if (option == '?' || *end != '\0' || port < 0 || port > 65535) {
            fprintf(stderr, "usage: uv_echo [--bind ADDRESS] [--port NUMBER, 0 picks one]\n");
            return 2;
        }
    }
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    uv_tcp_t listener;
    listen_on(&listener, bind_address, port);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
