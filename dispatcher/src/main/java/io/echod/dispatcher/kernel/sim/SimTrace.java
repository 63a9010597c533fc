package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The account of a simulation: every call of a kernel, every arrival, and what its user notes. Two
 * runs whose {@linkplain #hash hashes} agree went the same way.
 */
public final class SimTrace {

  private final long startNanos;
  private long nowNanos;
  private long hash = 0xCBF29CE484222325L;
  private long lines;
  private @Nullable Consumer<String> reader;

  SimTrace(long startNanos) {
    this.startNanos = startNanos;
    nowNanos = startNanos;
  }

  /** Hands every further line to a reader, such as {@code System.err::println}. */
  public void to(Consumer<String> newReader) {
    reader = newReader;
  }

  /** Adds what a user of the simulation wants to have in it: a step of a test, a message. */
  public void note(String what) {
    note(what, 0, 0);
  }

  /** Adds what happened to which descriptor, and a number such as a count of bytes. */
  void note(String what, long whose, long value) {
    mix(what, whose, value);
    if (reader != null) {
      line(whose == 0 && value == 0 ? what : what + " #" + whose + " " + value);
    }
  }

  /** Adds an end's event; composes the line only where it is read. */
  void note(String what, SocketEnd whose, int bytes) {
    mix(what, whose.local().getPort() << 16 | whose.remote().getPort(), bytes);
    if (reader != null) {
      line(what + " at " + whose + (bytes == 0 ? "" : " " + bytes));
    }
  }

  private void mix(String what, long whose, long value) {
    lines++;
    long textHash = 0;
    mix(nowNanos - startNanos);
    for (int index = 0; index < what.length(); index++) {
      // Its hashCode would take "Aa" for "BB".
      textHash = textHash * 0x100000001B3L + what.charAt(index);
    }
    mix(textHash);
    mix(whose);
    mix(value);
  }

  private void line(String what) {
    long micros = (nowNanos - startNanos) / 1_000;
    Objects.requireNonNull(reader)
        .accept(
            String.format(Locale.ROOT, "%d.%06d %s", micros / 1_000_000, micros % 1_000_000, what));
  }

  private void mix(long value) {
    hash = SimRandom.mix(hash ^ value);
  }

  void clock(long now) {
    nowNanos = now;
  }

  /** The hash of all lines so far; equal on every machine. */
  public long hash() {
    return hash;
  }

  /** The lines so far. */
  public long lines() {
    return lines;
  }
}
