/*
 * A TCP echo server on io_uring: one thread, one ring, everything by completions.
 *
 * Accepts and receives are multishot: one submission each, then a completion for every connection and for
 * every piece that arrives. The kernel picks the buffer of a piece from a ring of them at the time it
 * arrives, so an idle connection holds none. Descriptors are the ring's own, which spares each operation
 * the look-up of a file. Everything that a batch of completions asks for is submitted by the one system
 * call that then waits for the next batch.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>

enum {
    LISTEN_BACKLOG = 4096,
    SUBMISSIONS = 4096,
    COMPLETIONS = 4 * SUBMISSIONS,
    CONNECTIONS_MAX = 16 * 1024,
    BUFFERS = 1024,
    BUFFERS_OFFERED_MIN = 16,
    BATCHES_UNTIL_FEWER = 256,
    BUFFER_BYTES = 64 * 1024,
    /* Not a power of two, so that the beginnings of the buffers spread over the sets of the caches. */
    BUFFER_STRIDE = BUFFER_BYTES + 3 * 64,
    BUFFER_GROUP = 0,
    /* A client that holds this many buffers reads too slowly: no more is received from it meanwhile. */
    HELD_MAX = 8,
    NO_BUFFER = -1,
};

enum operation { ACCEPT, RECEIVE, SEND, CANCEL, CLOSE };

/* One for each slot of the ring's table of descriptors, which is also the index of its connection. */
struct connection {
    bool is_receiving;    /* A multishot receive is under way, */
    bool is_sending;      /* and a send, never more than one, as a second could overtake it. */
    bool is_cancelling;
    bool is_starved;      /* It waits for a buffer to become free. */
    bool has_ended;       /* The client has, or the connection broke: nothing more will come. */
    bool is_broken;
    unsigned held;
    short first_held, last_held;   /* What was received and not sent yet, in its order. */
};

struct piece {
    int offset, length;
    short next;
};

static struct io_uring ring;
static struct io_uring_buf_ring *free_buffers;
static unsigned char *memory;
static struct piece pieces[BUFFERS];
static struct connection *connections;
static int listener;
static bool accept_is_paused;
/* Which connections are starved; each is in it at most once. */
static unsigned short starved[CONNECTIONS_MAX];
static unsigned starved_count;
/*
 * The kernel takes buffers in turn, so the more it is offered, the more memory goes through the caches. Hence
 * it has as few as will do, and the others lie on a stack. Whenever it finds none the limit is doubled,
 * and as long as it always finds one the limit falls again.
 */
static unsigned offered, offered_limit = BUFFERS_OFFERED_MIN;
static unsigned batches_without_starving;
static short kept[BUFFERS];
static unsigned kept_count;

static void die(const char *what, int error) {
    fprintf(stderr, "uring_echo: %s: %s\n", what, strerror(error));
    exit(1);
}

static struct io_uring_sqe *prepare(void) {
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
    while (entry == NULL) {
        int submitted = io_uring_submit(&ring);
        if (submitted < 0 && submitted != -EINTR && submitted != -EBUSY) die("io_uring_submit", -submitted);
        entry = io_uring_get_sqe(&ring);
    }
    return entry;
}

/* The user data tells operation and connection. It is set last: the functions that prepare clear it. */
static void mark(struct io_uring_sqe *entry, enum operation operation, unsigned index) {
    io_uring_sqe_set_data64(entry, (uint64_t) index << 8 | operation);
}

static void submit_accept(void) {
    struct io_uring_sqe *entry = prepare();
    io_uring_prep_multishot_accept_direct(entry, listener, NULL, NULL, 0);
    mark(entry, ACCEPT, 0);
}

static void submit_receive(unsigned index) {
    struct io_uring_sqe *entry = prepare();
    io_uring_prep_recv_multishot(entry, (int) index, NULL, 0, 0);
    entry->flags |= IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT;
    entry->buf_group = BUFFER_GROUP;
    mark(entry, RECEIVE, index);
    connections[index].is_receiving = true;
}

/* With MSG_WAITALL the kernel itself goes on after a short send, so a completion means all, or an error. */
static void submit_send(unsigned index) {
    struct connection *connection = &connections[index];
    short buffer = connection->first_held;
    struct io_uring_sqe *entry = prepare();
    io_uring_prep_send(entry, (int) index, memory + (size_t) buffer * BUFFER_STRIDE + pieces[buffer].offset,
                       (size_t) (pieces[buffer].length - pieces[buffer].offset), MSG_NOSIGNAL | MSG_WAITALL);
    entry->flags |= IOSQE_FIXED_FILE;
    mark(entry, SEND, index);
    connection->is_sending = true;
}

static void submit_cancel(unsigned index) {
    struct io_uring_sqe *entry = prepare();
    io_uring_prep_cancel64(entry, (uint64_t) index << 8 | RECEIVE, 0);
    entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
    mark(entry, CANCEL, index);
    connections[index].is_cancelling = true;
}

static void submit_close(unsigned index) {
    struct io_uring_sqe *entry = prepare();
    io_uring_prep_close_direct(entry, index);
    entry->flags |= IOSQE_CQE_SKIP_SUCCESS;
    mark(entry, CLOSE, index);
    if (accept_is_paused) {
        accept_is_paused = false;
        submit_accept();
    }
}

static void offer_kept(void) {
    while (offered < offered_limit && kept_count > 0) {
        short buffer = kept[--kept_count];
        io_uring_buf_ring_add(free_buffers, memory + (size_t) buffer * BUFFER_STRIDE, BUFFER_BYTES,
                              (unsigned short) buffer, io_uring_buf_ring_mask(BUFFERS), 0);
        io_uring_buf_ring_advance(free_buffers, 1);
        offered++;
    }
}

static void give_back(short buffer) {
    kept[kept_count++] = buffer;
    offer_kept();
}

/*
 * All that are starved, as soon as a buffer is free: were it only one for each buffer, one that has nothing to
 * receive after all would keep the others waiting. Those that find none come back here, and some got on.
 */
static void feed_starved(void) {
    if (starved_count == 0) {
        if (++batches_without_starving < BATCHES_UNTIL_FEWER) return;
        batches_without_starving = 0;
        if (offered_limit > BUFFERS_OFFERED_MIN) offered_limit -= offered_limit / 8;
        return;
    }
    batches_without_starving = 0;
    offered_limit = offered_limit < BUFFERS / 2 ? 2 * offered_limit : BUFFERS;
    offer_kept();
    if (offered == 0) return;
    while (starved_count > 0) {
        unsigned index = starved[--starved_count];
        connections[index].is_starved = false;
        submit_receive(index);
    }
}

static void drop_first_held(struct connection *connection) {
    short buffer = connection->first_held;
    connection->first_held = pieces[buffer].next;
    connection->held--;
    give_back(buffer);
}

/* What the connection has to do next, after each of its completions. */
static void go_on(unsigned index) {
    struct connection *connection = &connections[index];
    if (connection->is_sending) return;
    if (connection->is_broken) {
        while (connection->held > 0) drop_first_held(connection);
    }
    if (connection->held > 0) {
        submit_send(index);
    } else if (connection->has_ended && connection->is_receiving) {
        if (!connection->is_cancelling) submit_cancel(index);
    } else if (connection->has_ended && !connection->is_starved) {
        submit_close(index);
    } else if (!connection->has_ended && !connection->is_receiving && !connection->is_starved) {
        submit_receive(index);
    }
}

static void accepted(const struct io_uring_cqe *completion) {
    bool goes_on = completion->flags & IORING_CQE_F_MORE;
    if (completion->res >= 0) {
        connections[completion->res] = (struct connection) {.first_held = NO_BUFFER, .last_held = NO_BUFFER};
        submit_receive((unsigned) completion->res);
        if (!goes_on) submit_accept();
    } else if (completion->res == -ENFILE || completion->res == -EMFILE) {
        accept_is_paused = !goes_on;
    } else if (completion->res == -ECONNABORTED || completion->res == -EINTR || completion->res == -EAGAIN) {
        if (!goes_on) submit_accept();
    } else {
        die("accept", -completion->res);
    }
}

static void hold(struct connection *connection, short buffer, int length) {
    offered--;
    pieces[buffer] = (struct piece) {.offset = 0, .length = length, .next = NO_BUFFER};
    if (connection->held++ == 0) {
        connection->first_held = buffer;
    } else {
        pieces[connection->last_held].next = buffer;
    }
    connection->last_held = buffer;
}

static void received(unsigned index, const struct io_uring_cqe *completion) {
    struct connection *connection = &connections[index];
    if (!(completion->flags & IORING_CQE_F_MORE)) {
        connection->is_receiving = false;
        connection->is_cancelling = false;
    }
    if (completion->res > 0) {
        hold(connection, (short) (completion->flags >> IORING_CQE_BUFFER_SHIFT), completion->res);
        if (connection->held >= HELD_MAX && connection->is_receiving && !connection->is_cancelling) {
            submit_cancel(index);
        }
    } else if (completion->res == -ENOBUFS) {
        connection->is_starved = true;
        starved[starved_count++] = (unsigned short) index;
    } else if (completion->res != -ECANCELED) {
        /* What was received before the end is still sent; after an error, nobody is there to take it. */
        connection->has_ended = true;
        connection->is_broken |= completion->res < 0;
    }
    go_on(index);
}

static void sent(unsigned index, const struct io_uring_cqe *completion) {
    struct connection *connection = &connections[index];
    connection->is_sending = false;
    struct piece *piece = &pieces[connection->first_held];
    if (completion->res < 0) {
        connection->has_ended = connection->is_broken = true;
    } else if ((piece->offset += completion->res) == piece->length) {
        drop_first_held(connection);
    }
    go_on(index);
}

static void handle(const struct io_uring_cqe *completion) {
    unsigned index = (unsigned) (completion->user_data >> 8);
    switch ((enum operation) (completion->user_data & 0xff)) {
    case ACCEPT: accepted(completion); break;
    case RECEIVE: received(index, completion); break;
    case SEND: sent(index, completion); break;
    /* The receive was over before it could be cancelled: its own completion says all. */
    case CANCEL: break;
    case CLOSE: die("close", -completion->res); break;
    }
}

static void listen_on(const char *bind_address, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    if (inet_pton(AF_INET, bind_address, &address.sin_addr) != 1) {
        fprintf(stderr, "uring_echo: not an IPv4 address: %s\n", bind_address);
        exit(2);
    }
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) die("socket", errno);
    int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    /* Accepted sockets inherit it, and have no descriptor of the process to set it on. */
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) != 0) die("bind", errno);
    if (listen(listener, LISTEN_BACKLOG) != 0) die("listen", errno);
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *) &address, &length) != 0) die("getsockname", errno);
    printf("Listening on tcp://%s:%d\n", bind_address, ntohs(address.sin_port));
    fflush(stdout);
}

static void *map(size_t length) {
    void *mapped = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) die("mmap", errno);
    return mapped;
}

static void prepare_ring(void) {
    struct io_uring_params parameters = {
        .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
        .cq_entries = COMPLETIONS};
    int error = io_uring_queue_init_params(SUBMISSIONS, &ring, &parameters);
    if (error < 0) die("io_uring_queue_init (Linux 6.1 or newer is needed)", -error);
    io_uring_register_ring_fd(&ring);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if ((error = io_uring_register_files_sparse(&ring, CONNECTIONS_MAX)) < 0) die("register files", -error);

    free_buffers = map(BUFFERS * sizeof(struct io_uring_buf));
    memory = map((size_t) BUFFERS * BUFFER_STRIDE);
    connections = map(CONNECTIONS_MAX * sizeof *connections);
    struct io_uring_buf_reg registration = {
        .ring_addr = (uint64_t) (uintptr_t) free_buffers, .ring_entries = BUFFERS, .bgid = BUFFER_GROUP};
    if ((error = io_uring_register_buf_ring(&ring, &registration, 0)) < 0) die("register buffers", -error);
    io_uring_buf_ring_init(free_buffers);
    for (short i = 0; i < BUFFERS; i++) give_back(i);
}

static void parse_options(int count, char **arguments, const char **bind_address, int *port) {
    static const struct option known[] = {
        {"bind", required_argument, NULL, 'b'}, {"port", required_argument, NULL, 'p'}, {0}};
    for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        char *end = "";
        if (option == 'b') *bind_address = optarg;
        if (option == 'p') *port = (int) strtol(optarg, &end, 10);
        if (option == '?' || *end != '\0' || *port < 0 || *port > 65535) {
            fprintf(stderr, "usage: uring_echo [--bind ADDRESS] [--port NUMBER, 0 picks one]\n");
            exit(2);
        }
    }
}

int main(int argument_count, char **arguments) {
    const char *bind_address = "127.0.0.1";
    int port = 0;
    parse_options(argument_count, arguments, &bind_address, &port);
    prepare_ring();
    listen_on(bind_address, port);
    submit_accept();

    /* The loop has no end: SIGTERM's default action ends the process, and the kernel closes its sockets. */
    for (;;) {
        int submitted = io_uring_submit_and_wait(&ring, 1);
        if (submitted < 0 && submitted != -EINTR && submitted != -EBUSY) die("io_uring_enter", -submitted);
        struct io_uring_cqe *completion;
        unsigned head, count = 0;
        io_uring_for_each_cqe(&ring, head, completion) {
            handle(completion);
            count++;
        }
        io_uring_cq_advance(&ring, count);
        feed_starved();
    }
}
