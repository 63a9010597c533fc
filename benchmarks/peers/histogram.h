/*
 * A log-linear histogram of nanoseconds. Every power of two is cut into 128 equal buckets, so a bucket is
 * at most 1/128 (0.8 %) as wide as the values in it, and its middle is within 0.4 % of each of them.
 */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <string.h>

enum { BUCKET_BITS = 7, BUCKETS_PER_OCTAVE = 1 << BUCKET_BITS, BUCKETS = (64 - BUCKET_BITS + 1) * BUCKETS_PER_OCTAVE };

struct histogram {
    uint64_t count;
    uint64_t maximum;
    uint64_t buckets[BUCKETS];
};

static inline void histogram_reset(struct histogram *histogram) {
    memset(histogram, 0, sizeof *histogram);
}

/* Values below 256 have a bucket each. Above, the shift keeps the eight most significant bits. */
static inline unsigned histogram_shift(uint64_t value) {
    unsigned highest_bit = 63u - (unsigned) __builtin_clzll(value | 1);
    return highest_bit > BUCKET_BITS ? highest_bit - BUCKET_BITS : 0;
}

static inline void histogram_record(struct histogram *histogram, uint64_t value) {
    unsigned shift = histogram_shift(value);
    histogram->buckets[shift * BUCKETS_PER_OCTAVE + (value >> shift)]++;
    histogram->count++;
    if (value > histogram->maximum) histogram->maximum = value;
}

/* The value which the given share (0.99 for the 99th percentile) of all recorded values do not exceed. */
static inline uint64_t histogram_percentile(const struct histogram *histogram, double share) {
    uint64_t rank = (uint64_t) (share * (double) histogram->count + 0.999999);
    uint64_t seen = 0;
    for (unsigned i = 0; i < BUCKETS; i++) {
        seen += histogram->buckets[i];
        if (seen == 0 || seen < rank) continue;
        unsigned shift = i < 2 * BUCKETS_PER_OCTAVE ? 0 : i / BUCKETS_PER_OCTAVE - 1;
        uint64_t lowest = (uint64_t) (i - shift * BUCKETS_PER_OCTAVE) << shift;
        uint64_t middle = lowest + ((UINT64_C(1) << shift) >> 1);
        return middle < histogram->maximum ? middle : histogram->maximum;
    }
    return histogram->maximum;
}

#endif
