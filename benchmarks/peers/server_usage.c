/* Reads what the server process has used, from outside it. */
#define _GNU_SOURCE
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void read_process_file(pid_t pid, const char *name, char *text, size_t capacity) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int) pid, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) fail(STATUS_FAILED, "the server's process %d is not there", (int) pid);
    size_t length = fread(text, 1, capacity - 1, file);
    text[length] = '\0';
    fclose(file);
}

/*
 * The process's CPU clock counts nanoseconds at every switch of threads, so it is exact over any interval.
 * The split into user and system time comes from /proc in clock ticks (10 ms as a rule), and the kernel may
 * estimate it by sampling: good for a rough share, not for a difference of a few percent.
 */
struct server_usage read_server_usage(pid_t server_pid) {
    struct server_usage usage;
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(server_pid, &clock) != 0 || clock_gettime(clock, &time) != 0) {
        fail(STATUS_FAILED, "cannot read the CPU time of the server's process %d", (int) server_pid);
    }
    usage.cpu_nanoseconds = (uint64_t) time.tv_sec * 1000000000u + (uint64_t) time.tv_nsec;

    char text[1024];
    read_process_file(server_pid, "stat", text, sizeof text);
    /* The second field is the program's name, which may contain spaces: count fields from behind it. */
    char *behind_name = strrchr(text, ')');
    unsigned long user_ticks, system_ticks;
    if (behind_name == NULL
            || sscanf(behind_name + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                      &user_ticks, &system_ticks) != 2) {
        fail(STATUS_FAILED, "cannot parse /proc/%d/stat", (int) server_pid);
    }
    uint64_t nanoseconds_per_tick = 1000000000u / (uint64_t) sysconf(_SC_CLK_TCK);
    usage.user_nanoseconds = user_ticks * nanoseconds_per_tick;
    usage.system_nanoseconds = system_ticks * nanoseconds_per_tick;
    return usage;
}

uint64_t read_resident_kib(pid_t server_pid) {
    char text[4096];
    read_process_file(server_pid, "status", text, sizeof text);
    char *line = strstr(text, "\nVmRSS:");
    if (line == NULL) fail(STATUS_FAILED, "/proc/%d/status shows no resident memory", (int) server_pid);
    return strtoull(line + strlen("\nVmRSS:"), NULL, 10);
}
