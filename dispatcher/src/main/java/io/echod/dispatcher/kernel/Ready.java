package io.echod.dispatcher.kernel;

import java.util.Arrays;

/**
 * The list of ready sources that {@link Kernel#await} fills; reused from wait to wait, so that an
 * event costs no allocation. Belongs to one thread.
 */
public final class Ready {

  /** Input, an end of input, or a connection to accept is there (POLLIN of poll(2)). */
  public static final int READ = 1;

  /** Output is accepted again, or a connection attempt has ended (POLLOUT of poll(2)). */
  public static final int WRITE = 2;

  /** Urgent data is there (POLLPRI of poll(2)). */
  public static final int EXCEPT = 4;

  /**
   * The stream is finished with: its connection was reset, has timed out or can't be watched, or
   * both its directions have ended (POLLERR and POLLHUP of poll(2)). Not a part of any interest:
   * reported with any interest, once or a few times, and once more when the interest becomes 0,
   * never for ever; {@link StreamSource#failure} says why. Reported together with {@link #READ} and
   * {@link #WRITE} where those are asked for.
   */
  public static final int LOST = 8;

  private Source[] sources = new Source[64];
  private int[] reasons = new int[64];
  private int size;

  /** Creates an empty list. */
  public Ready() {}

  /** Appends a source; a kernel calls it at most once per source and wait. */
  public void add(Source source, int readyReasons) {
    if (size == sources.length) {
      reserve(size);
    }
    sources[size] = source;
    reasons[size++] = readyReasons;
  }

  /**
   * Makes room for that many more, so that {@link #add} needs no memory while a kernel hands out
   * what the system reports once.
   */
  public void reserve(int entries) {
    if (sources.length - size < entries) {
      int[] moreReasons = Arrays.copyOf(reasons, size + entries);
      sources = Arrays.copyOf(sources, size + entries);
      reasons = moreReasons;
    }
  }

  /** The number of entries. */
  public int size() {
    return size;
  }

  /** The source of entry {@code index}, from 0. */
  public Source source(int index) {
    return sources[index];
  }

  /** The reasons of entry {@code index}: the bits for which it is ready. */
  public int reasons(int index) {
    return reasons[index];
  }

  /** Empties the list. Sources in it may be collected once their places are taken again. */
  public void clear() {
    size = 0;
  }
}
