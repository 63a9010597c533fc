/* The connections of the load client: their streams, and what happens on each event. */
#ifndef LOAD_CONNECTION_H
#define LOAD_CONNECTION_H

#include "histogram.h"
#include "load.h"

enum kind { ECHO, NON_READER, IDLE };
enum state { CLOSED, CONNECTING, OPEN, ENDING };

struct connection {
    int descriptor;
    uint8_t kind;
    uint8_t state;
    bool waits_to_write;
    bool is_in_line;             /* At a fixed rate: whether it will get a turn to send. */
    uint32_t send_position;      /* Where in the ring of pattern bytes the next byte to send is, */
    uint32_t receive_position;   /* and the next byte to come back. */
    uint32_t received_of_message;
    uint32_t newest_in_flight;   /* Indices into send_times, where a message leaves a slot to its successor. */
    uint32_t oldest_in_flight;
    uint32_t in_flight;
    uint64_t unsent;             /* Bytes due which the socket has not taken yet. */
    uint64_t unanswered;         /* Bytes the socket has taken which have not come back. */
    uint64_t received;
    uint64_t *send_times;
};

/* All connections, and what they have counted together. */
struct traffic {
    int poller;
    struct connection *connections;
    unsigned connection_count;   /* Idle ones first, then those that never read, then those that echo. */
    unsigned first_echo;
    unsigned connects_in_flight;
    unsigned still_open;
    bool finishing;              /* Send nothing new, and end each connection once all has come back. */
    uint64_t messages;
    uint64_t latencies_begin;    /* No latency is recorded of a message with an earlier send time. */
    uint64_t non_reader_bytes;
    unsigned non_readers_closed;
    struct histogram latencies;
    /* Called after messages have come back on a connection; null in the closed loop, which sends at once. */
    void (*came_free)(struct connection *connection);
};

extern struct traffic traffic;

void prepare_connections(void);
void open_connection(struct connection *connection);
/* Sends further messages whose latency counts from the given time. */
void send_messages(struct connection *connection, unsigned count, uint64_t send_time);
/* Handles one event that epoll has reported. */
void handle(struct connection *connection, uint32_t events);
/* Ends the connection if nothing is in flight on it; or else that happens when the last byte comes back. */
void finish(struct connection *connection);

#endif
