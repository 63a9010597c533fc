/*
 * A UDP echo server on recvmmsg and sendmmsg: the peer that other echo servers are compared with.
 *
 * One thread, which blocks until a datagram is there, takes all that are, and sends them back in one call.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { MESSAGES = 32, DATAGRAM_BYTES = 64 * 1024 };

static unsigned char buffers[MESSAGES][DATAGRAM_BYTES];
static struct sockaddr_in senders[MESSAGES];
static struct iovec vectors[MESSAGES];
static struct mmsghdr messages[MESSAGES];

static void die(const char *what) {
    fprintf(stderr, "udp_echo: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int bind_to(const char *bind_address, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    if (inet_pton(AF_INET, bind_address, &address.sin_addr) != 1) {
        fprintf(stderr, "udp_echo: not an IPv4 address: %s\n", bind_address);
        exit(2);
    }
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) die("socket");
    if (bind(descriptor, (struct sockaddr *) &address, sizeof address) != 0) die("bind");
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *) &address, &length) != 0) die("getsockname");
    printf("Listening on udp://%s:%d\n", bind_address, ntohs(address.sin_port));
    fflush(stdout);
    return descriptor;
}

static void parse_options(int count, char **arguments, const char **bind_address, int *port) {
    static const struct option known[] = {
        {"bind", required_argument, NULL, 'b'}, {"port", required_argument, NULL, 'p'}, {0}};
    for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        char *end = "";
        if (option == 'b') *bind_address = optarg;
        if (option == 'p') *port = (int) strtol(optarg, &end, 10);
        if (option == '?' || *end != '\0' || *port < 0 || *port > 65535) {
            fprintf(stderr, "usage: udp_echo [--bind ADDRESS] [--port NUMBER, 0 picks one]\n");
            exit(2);
        }
    }
}

static void prepare(void) {
    for (int i = 0; i < MESSAGES; i++) {
        vectors[i].iov_base = buffers[i];
        messages[i].msg_hdr.msg_name = &senders[i];
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
}

/* Returns how many datagrams have come. */
static int receive(int descriptor) {
    for (int i = 0; i < MESSAGES; i++) {
        vectors[i].iov_len = DATAGRAM_BYTES;
        messages[i].msg_hdr.msg_namelen = sizeof senders[i];
    }
    int count = recvmmsg(descriptor, messages, MESSAGES, MSG_WAITFORONE, NULL);
    if (count < 0 && errno != EINTR) die("recvmmsg");
    return count < 0 ? 0 : count;
}

/* One that can't be sent is left out, and the next ones are sent. */
static void send_back(int descriptor, int count) {
    for (int i = 0; i < count; i++) vectors[i].iov_len = messages[i].msg_len;
    for (int next = 0; next < count;) {
        int sent = sendmmsg(descriptor, messages + next, (unsigned) (count - next), 0);
        next += sent > 0 ? sent : 1;
    }
}

int main(int argument_count, char **arguments) {
    const char *bind_address = "127.0.0.1";
    int port = 0;
    parse_options(argument_count, arguments, &bind_address, &port);
    int descriptor = bind_to(bind_address, port);
    prepare();
    /* The loop has no end: SIGTERM's default action ends the process. */
    for (;;) send_back(descriptor, receive(descriptor));
}
