package io.echod.net.fault.rule;

import java.time.Duration;

/**
 * One way in which a connection misbehaves. <i>In</i> is what comes from the peer, <i>out</i> what
 * goes to it; offsets count the bytes of one direction from 0.
 */
public sealed interface Fault {

  /** For a stall that does not end by itself. */
  Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE / 4_000_000_000L);

  /** Resets the connection as soon as it is accepted. */
  record Refuse() implements Fault {}

  /**
   * Accepts no client, from when the rule is set: the backlog of the listener fills, and then
   * attempts to connect time out (listen(2)).
   *
   * @param time more than zero, or {@link #FOREVER}
   */
  record AcceptStall(Duration time) implements Fault {
    /** Checks the time. */
    public AcceptStall {
      Checks.positive("time", time);
    }
  }

  /**
   * Reads nothing at the beginning.
   *
   * @param time more than zero
   */
  record SlowOpen(Duration time) implements Fault {
    /** Checks the time. */
    public SlowOpen {
      Checks.positive("time", time);
    }
  }

  /** Takes all writes and sends none of them. */
  record Silent() implements Fault {}

  /**
   * Hands out what comes from the peer later than it came. Bytes stay in order.
   *
   * @param time from the arrival of each piece, 0 or more
   * @param jitter 0 or more: the most that is added or taken away of a uniform delay, the standard
   *     deviation of a normal or lognormal one, the scale of a Pareto tail
   * @param distribution of the jitter
   * @param max the longest delay; {@link #FOREVER} for none
   */
  record Delay(Duration time, Duration jitter, Distribution distribution, Duration max)
      implements Fault {
    /** Checks the times. */
    public Delay {
      Checks.notNegative("time", time);
      Checks.notNegative("jitter", jitter);
      Checks.positive("max", max);
    }

    /** Always the same time. */
    public static Delay of(Duration time) {
      return new Delay(time, Duration.ZERO, Distribution.UNIFORM, FOREVER);
    }
  }

  /**
   * Stops for a while.
   *
   * @param time more than zero, or {@link #FOREVER}
   * @param after when the first begins
   * @param every from the beginning of one to that of the next, more than {@code time}; zero: once
   * @param direction whether it stops reading or writing
   */
  record Stall(Duration time, Trigger after, Duration every, Direction direction) implements Fault {
    /** Checks the times. */
    public Stall {
      Checks.positive("time", time);
      Checks.notNegative("every", every);
      if (!every.isZero() && every.compareTo(time) <= 0) {
        throw new IllegalArgumentException(
            "every must be longer than the stall of " + time + ", not " + every);
      }
    }
  }

  /**
   * Sends no faster than so many bytes in a second: a bucket that is full at the beginning.
   *
   * @param bytesPerSecond 1 or more
   * @param burst the bytes in a full bucket, 1 or more
   * @param isShared whether all connections have one bucket together
   */
  record Bandwidth(long bytesPerSecond, long burst, boolean isShared) implements Fault {
    /** Checks the sizes. */
    public Bandwidth {
      Checks.positive("bytesPerSecond", bytesPerSecond);
      Checks.positive("burst", burst);
    }
  }

  /**
   * Sends in pieces, each by a call of its own.
   *
   * @param min the smallest, 1 or more
   * @param max the largest, {@code min} or more
   * @param gap the time between two, 0 or more
   */
  record Slice(int min, int max, Duration gap) implements Fault {
    /** Checks the sizes. */
    public Slice {
      Checks.positive("min", min);
      if (max < min) {
        throw new IllegalArgumentException("max must be min or more, not " + max);
      }
      Checks.notNegative("gap", gap);
    }
  }

  /** Resets the connection, once the peer has got all the bytes before the trigger. */
  record Reset(Trigger after) implements Fault {}

  /** Ends the output, sends nothing more, and ignores what still comes. */
  record End(Trigger after) implements Fault {}

  /** Ends the output, sends nothing more, and goes on reading. */
  record HalfClose(Trigger after) implements Fault {}

  /**
   * Ends the output later than it should.
   *
   * @param time more than zero
   */
  record SlowClose(Duration time) implements Fault {
    /** Checks the time. */
    public SlowClose {
      Checks.positive("time", time);
    }
  }

  /**
   * Sends wrong bytes in place of some.
   *
   * @param probability of each byte, more than 0, at most 1
   * @param isBit whether one bit of the byte is flipped; else the byte is any other
   */
  record Corrupt(double probability, boolean isBit) implements Fault {
    /** Checks the probability. */
    public Corrupt {
      Checks.probability(probability);
    }
  }

  /**
   * Sends random bytes, then the end, in place of anything else.
   *
   * @param bytes how many, 0 or more
   */
  record Garbage(long bytes) implements Fault {
    /** Checks the size. */
    public Garbage {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes must be 0 or more, not " + bytes);
      }
    }
  }

  /** Never answers a TLS handshake. Without TLS: reads nothing, sends nothing. */
  record HandshakeStall() implements OfTls {}

  /** Ends a connection of TLS without saying so: the peer sees it cut (RFC 8446 section 6.1). */
  record NoCloseNotify() implements OfTls {}

  /**
   * Loses datagrams; in bursts by the model of Gilbert ("Capacity of a burst-noise channel", 1960).
   *
   * @param probability of each datagram, more than 0, at most 1; less than 1, with a burst of more
   *     than 1, at most {@code burst / (burst + 1)}, for one that is not lost comes between two
   *     runs
   * @param burst the mean length of a run of lost ones, 1 or more; 1: each by itself
   */
  record Loss(double probability, int burst) implements OfDatagrams {
    /** Checks the ranges. */
    public Loss {
      Checks.probability(probability);
      Checks.positive("burst", burst);
      if (burst > 1 && probability < 1 && probability > shareMax(burst)) {
        throw new IllegalArgumentException(
            "runs of " + burst + " are at most a share of " + shareMax(burst));
      }
    }

    /** The largest share that runs of such a mean length can have, but for all. */
    public static double shareMax(int burst) {
      return burst / (burst + 1.0);
    }
  }

  /**
   * Sends datagrams twice.
   *
   * @param probability of each datagram, more than 0, at most 1
   */
  record Duplicate(double probability) implements OfDatagrams {
    /** Checks the probability. */
    public Duplicate {
      Checks.probability(probability);
    }
  }

  /**
   * Sends datagrams behind others that came later, or a tenth of a second late where none come.
   *
   * @param probability of each datagram, more than 0, at most 1
   * @param distance behind how many, 1 or more
   */
  record Reorder(double probability, int distance) implements OfDatagrams {
    /** Checks the ranges. */
    public Reorder {
      Checks.probability(probability);
      Checks.positive("distance", distance);
    }
  }

  /**
   * Sends no more of a datagram than so many bytes.
   *
   * @param bytes 0 or more
   */
  record Truncate(int bytes) implements OfDatagrams {
    /** Checks the size. */
    public Truncate {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes must be 0 or more, not " + bytes);
      }
    }
  }

  /** Those of datagrams; all others are of streams. */
  sealed interface OfDatagrams extends Fault {
    @Override
    default boolean isOfDatagrams() {
      return true;
    }
  }

  /** Those of connections with TLS. */
  sealed interface OfTls extends Fault {
    @Override
    default boolean isOfTls() {
      return true;
    }
  }

  /** Whether it is a fault of datagrams; else of streams. */
  default boolean isOfDatagrams() {
    return false;
  }

  /** Whether it is a fault of connections with TLS. */
  default boolean isOfTls() {
    return false;
  }

  /** A direction, as seen from this end. */
  enum Direction {
    /** From the peer. */
    IN,
    /** To the peer. */
    OUT
  }

  /** How jitter is spread. */
  enum Distribution {
    /** From minus the jitter to plus the jitter, all alike. */
    UNIFORM,
    /** The bell curve; half of it is shorter than the delay. */
    NORMAL,
    /** Never shorter than the delay; a long tail. */
    LOGNORMAL,
    /** Never shorter than the delay; a very long tail, of index 3. */
    PARETO
  }

  /**
   * When something begins.
   *
   * @param bytes after so many bytes of the direction concerned; -1 where {@code time} counts
   * @param time after so long from the beginning of the connection
   */
  record Trigger(long bytes, Duration time) {

    /** From the beginning. */
    public static final Trigger AT_ONCE = afterBytes(0);

    /** Checks the time. */
    public Trigger {
      Checks.notNegative("time", time);
    }

    /** After so many bytes, 0 or more. */
    public static Trigger afterBytes(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("bytes must be 0 or more, not " + bytes);
      }
      return new Trigger(bytes, Duration.ZERO);
    }

    /** After so long, 0 or more. */
    public static Trigger afterTime(Duration time) {
      return new Trigger(-1, time);
    }

    public boolean isTimed() {
      return bytes < 0;
    }
  }
}
