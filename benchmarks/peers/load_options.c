/* The load client's command line. */
#define _GNU_SOURCE
#include "load.h"

#include <getopt.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options options;

static const char HELP[] =
    "Usage: load --port NUMBER [OPTION]...\n"
    "Loads a TCP or UDP echo server, verifies every byte that comes back, and prints one line of JSON.\n"
    "\n"
    "  --host ADDRESS          the server's numeric address (127.0.0.1)\n"
    "  --port NUMBER           the server's port\n"
    "  --connections NUMBER    connections that send and receive (50)\n"
    "  --size BYTES            length of one message (64)\n"
    "  --pipeline NUMBER       messages in flight on each connection (1)\n"
    "  --rate NUMBER           send this many messages per second on all connections together, each of them at\n"
    "                          its own time on a schedule and in turn on those connections that have fewer than\n"
    "                          --pipeline messages in flight. Latency counts from the time on the schedule,\n"
    "                          even if all connections were busy then. Both phases spin instead of sleeping:\n"
    "                          the client takes a whole core, and no server ever pays for waking it.\n"
    "                          0 is a closed loop: the next message leaves when one has come back (0)\n"
    "  --seconds NUMBER        length of the measured phase (2)\n"
    "  --messages NUMBER       measure this many messages instead of a time\n"
    "  --warmup-seconds NUMBER length of the phase before it, on the same connections (1)\n"
    "  --warmup-messages NUMBER  warm up by this many messages instead of a time\n"
    "  --server-pid PID        report this process's CPU time and resident memory\n"
    "  --non-readers NUMBER    extra connections that write all the server accepts and never read (0)\n"
    "  --idle NUMBER           extra connections that never send anything (0)\n"
    "  --connect-only          connect, echo one message, close, and again; a \"message\" is one such cycle,\n"
    "                          and its latency counts from the start of the connect\n"
    "  --udp                   datagrams: one for each message, on a socket for each connection. None may be lost,\n"
    "                          so it is for servers on this machine\n"
    "  --close normal|reset    how connections end: by a half-close which the server must answer with its own,\n"
    "                          or by a reset, which leaves no port behind in TIME_WAIT\n"
    "                          (normal; reset with --connect-only)\n"
    "  --deadline-seconds NUMBER  give up after this time in any case (both phases and 60 s more)\n"
    "  --help                  print this text\n"
    "\n"
    "Exit status: 0 if every byte was echoed, 1 if the server failed in any way, 2 for wrong usage.\n";

static uint64_t parse_count(const char *name, const char *text, uint64_t minimum, uint64_t maximum) {
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || value < minimum || value > maximum) {
        fail(STATUS_USAGE, "--%s takes a number from %llu to %llu, not '%s'", name,
             (unsigned long long) minimum, (unsigned long long) maximum, text);
    }
    return value;
}

static double parse_seconds(const char *name, const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0 && value <= 86400)) {
        fail(STATUS_USAGE, "--%s takes seconds from 0 to 86400, not '%s'", name, text);
    }
    return value;
}

static void resolve(struct options *options) {
    char port[16];
    snprintf(port, sizeof port, "%u", options->port);
    /* Numeric only: a name might be looked up over the network, which is not what this client measures. */
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found;
    if (getaddrinfo(options->host, port, &hints, &found) != 0) {
        fail(STATUS_USAGE, "--host takes a numeric address, not '%s'", options->host);
    }
    memcpy(&options->address, found->ai_addr, found->ai_addrlen);
    options->address_length = found->ai_addrlen;
    freeaddrinfo(found);
}

struct options parse_options(int argument_count, char **arguments) {
    enum { HOST, PORT, CONNECTIONS, SIZE, PIPELINE, RATE, MESSAGES, SECONDS, WARMUP_MESSAGES,
           WARMUP_SECONDS, SERVER_PID, NON_READERS, IDLE, CONNECT_ONLY, UDP, CLOSE, DEADLINE_SECONDS, PRINT_HELP };
    static const struct option known[] = {
        {"host", required_argument, NULL, HOST},
        {"port", required_argument, NULL, PORT},
        {"connections", required_argument, NULL, CONNECTIONS},
        {"size", required_argument, NULL, SIZE},
        {"pipeline", required_argument, NULL, PIPELINE},
        {"rate", required_argument, NULL, RATE},
        {"messages", required_argument, NULL, MESSAGES},
        {"seconds", required_argument, NULL, SECONDS},
        {"warmup-messages", required_argument, NULL, WARMUP_MESSAGES},
        {"warmup-seconds", required_argument, NULL, WARMUP_SECONDS},
        {"server-pid", required_argument, NULL, SERVER_PID},
        {"non-readers", required_argument, NULL, NON_READERS},
        {"idle", required_argument, NULL, IDLE},
        {"connect-only", no_argument, NULL, CONNECT_ONLY},
        {"udp", no_argument, NULL, UDP},
        {"close", required_argument, NULL, CLOSE},
        {"deadline-seconds", required_argument, NULL, DEADLINE_SECONDS},
        {"help", no_argument, NULL, PRINT_HELP},
        {0}};
    struct options parsed = {
        .host = "127.0.0.1", .connections = 50, .size = 64, .pipeline = 1, .seconds = 2, .warmup_seconds = 1};
    bool close_was_given = false;
    int index = 0;
    opterr = 0;
    for (int option; (option = getopt_long(argument_count, arguments, "", known, &index)) != -1;) {
        const char *name = known[index].name;
        switch (option) {
        case HOST: parsed.host = optarg; break;
        case PORT: parsed.port = (unsigned) parse_count(name, optarg, 1, 65535); break;
        case CONNECTIONS: parsed.connections = (unsigned) parse_count(name, optarg, 1, 1000000); break;
        case SIZE: parsed.size = (unsigned) parse_count(name, optarg, 1, 1 << 30); break;
        case PIPELINE: parsed.pipeline = (unsigned) parse_count(name, optarg, 1, 1 << 16); break;
        case RATE: parsed.rate = parse_count(name, optarg, 0, 1000000000); break;
        case MESSAGES: parsed.messages = parse_count(name, optarg, 1, UINT64_C(1) << 50); break;
        case SECONDS: parsed.seconds = parse_seconds(name, optarg); break;
        case WARMUP_MESSAGES: parsed.warmup_messages = parse_count(name, optarg, 1, UINT64_C(1) << 50); break;
        case WARMUP_SECONDS: parsed.warmup_seconds = parse_seconds(name, optarg); break;
        case SERVER_PID: parsed.server_pid = (pid_t) parse_count(name, optarg, 1, 1 << 30); break;
        case NON_READERS: parsed.non_readers = (unsigned) parse_count(name, optarg, 0, 1000000); break;
        case IDLE: parsed.idle = (unsigned) parse_count(name, optarg, 0, 1000000); break;
        case CONNECT_ONLY: parsed.connect_only = true; break;
        case UDP: parsed.udp = true; break;
        case CLOSE:
            if (strcmp(optarg, "normal") != 0 && strcmp(optarg, "reset") != 0) {
                fail(STATUS_USAGE, "--close takes normal or reset, not '%s'", optarg);
            }
            parsed.reset_on_close = strcmp(optarg, "reset") == 0;
            close_was_given = true;
            break;
        case DEADLINE_SECONDS: parsed.deadline_seconds = parse_seconds(name, optarg); break;
        case PRINT_HELP: fputs(HELP, stdout); exit(0);
        default: fail(STATUS_USAGE, "unknown option or missing value at '%s'; try --help", arguments[optind - 1]);
        }
    }
    if (optind < argument_count) fail(STATUS_USAGE, "unexpected argument '%s'; try --help", arguments[optind]);
    if (parsed.port == 0) fail(STATUS_USAGE, "--port is missing; try --help");
    if (parsed.connect_only && parsed.pipeline != 1) {
        fail(STATUS_USAGE, "--connect-only sends one message on a connection; --pipeline makes no sense with it");
    }
    if (parsed.udp && (parsed.connect_only || parsed.non_readers > 0)) {
        fail(STATUS_USAGE, "--udp has no connections; --connect-only and --non-readers make no sense with it");
    }
    if (parsed.udp && parsed.size > 65507) {
        fail(STATUS_USAGE, "a datagram has 65507 bytes at most, not %u", parsed.size);
    }
    if (parsed.connect_only && parsed.rate > 0) {
        fail(STATUS_USAGE, "--connect-only is a closed loop; --rate makes no sense with it");
    }
    if (parsed.messages == 0 && parsed.seconds == 0) {
        fail(STATUS_USAGE, "--seconds 0 would measure nothing, without --messages");
    }
    if (!close_was_given) parsed.reset_on_close = parsed.connect_only;
    if (parsed.deadline_seconds == 0) {
        parsed.deadline_seconds = 60 + parsed.seconds + parsed.warmup_seconds;
    }
    resolve(&parsed);
    return parsed;
}
