/* What the parts of the load client share. */
#ifndef LOAD_H
#define LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>

struct options {
    const char *host;
    unsigned port;
    unsigned connections;
    unsigned size;
    unsigned pipeline;
    /* Messages per second on all connections together, or 0 for a closed loop. */
    uint64_t rate;
    /* A phase ends by its count of messages if that is not zero, otherwise by its seconds. */
    uint64_t messages;
    double seconds;
    uint64_t warmup_messages;
    double warmup_seconds;
    pid_t server_pid;
    unsigned non_readers;
    unsigned idle;
    bool connect_only;
    /* Each message is a datagram, and each connection a socket of UDP. */
    bool udp;
    bool reset_on_close;
    double deadline_seconds;
    /* The host and port above, parsed. */
    struct sockaddr_storage address;
    socklen_t address_length;
};

extern struct options options;

/* Reads the command line; ends the program with status 2 and one line if it makes no sense. */
struct options parse_options(int argument_count, char **arguments);

/* What the server process, all its threads together, has used so far. */
struct server_usage {
    uint64_t cpu_nanoseconds;
    uint64_t user_nanoseconds;
    uint64_t system_nanoseconds;
};

struct server_usage read_server_usage(pid_t server_pid);
uint64_t read_resident_kib(pid_t server_pid);

/* A clock in nanoseconds. */
uint64_t read_clock(clockid_t clock);

/* The monotonic clock in nanoseconds. */
uint64_t now(void);

/* Ends the program with the given status and one line on standard error. */
void fail(int status, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));

enum { STATUS_FAILED = 1, STATUS_USAGE = 2 };

#endif
