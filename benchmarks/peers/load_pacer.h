/* The fixed-rate mode of the load client: which connection sends the next message, and when. */
#ifndef LOAD_PACER_H
#define LOAD_PACER_H

#include "load_connection.h"

/* A message sent later than this after its time counts as late. It is far more than handling one event takes. */
enum { LATE_NANOSECONDS = 100 * 1000 };

/* How well the schedule has been kept since it was started. */
struct pacing {
    uint64_t due;            /* How many messages were to be sent, */
    uint64_t sent;           /* and how many were. */
    uint64_t late;           /* Sent late or not at all, for any reason, */
    uint64_t late_all_busy;  /* and those of them which had found no connection free. */
    uint64_t longest_lag;
};

extern struct pacing pacing;

/* All connections that echo must be open and have nothing in flight. One that comes free is in line again. */
void prepare_pacer(void);
/* Starts the schedule anew at the given time: what was due before and is not sent yet is forgotten. */
void restart_schedule(uint64_t begin);
/* Sends every message whose time has come, as long as a connection is free for it. */
void send_scheduled(void);
/* Ends the schedule: what should have been sent by the given time and was not is counted as late too. */
void end_schedule(uint64_t end);
/* When the next message is to be sent, or was to be if that is past. */
uint64_t next_send_time(void);

#endif
