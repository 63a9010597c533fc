package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open sources of a kernel, each in a slot: what an event's data says, with the slot's
 * generation, so that an event for one that is gone never reaches the next.
 *
 * <p>The state of a source is one word, beside those of the others: the way of an event stays
 * within few cache lines.
 *
 * <pre>
 *  62          32 31 17   16   15     14      13     12    11    10     9    8   6  5   3  2    0
 * ┌──────────────┬─────┬─────┬─────┬───────┬───────┬─────┬─────┬──────┬─────┬──────┬──────┬──────┐
 * │  generation  │  0  │rep. │ ref.│changed│watched│ tcp │ odd │stream│edges│ready │known │wanted│
 * └──────────────┴─────┴─────┴─────┴───────┴───────┴─────┴─────┴──────┴─────┴──────┴──────┴──────┘
 * </pre>
 *
 * <ul>
 *   <li>wanted: the reasons asked for; known: those that the system has
 *   <li>ready: those the system has reported and nothing has used up since
 *   <li>edges: the system reports readiness once, when it comes, and not until it goes
 *   <li>stream: of a stream; tcp: of one over TCP
 *   <li>odd: an end, an error or urgent data was seen, after which a short read proves nothing
 *   <li>watched: the system watches it; changed: the system may need a change, and it is in the
 *       list
 *   <li>ref. (refused): the system would not watch it; rep. (reported): and that has been reported
 * </ul>
 *
 * <p>Only {@link #add} takes memory, before it changes anything: an error leaves all as it was.
 */
final class Slots {

  private static final int REASONS = Ready.READ | Ready.WRITE | Ready.EXCEPT;
  private static final int KNOWN_SHIFT = 3;
  private static final int READY_SHIFT = 6;
  private static final int EDGES = 1 << 9;
  private static final int STREAM = 1 << 10;
  private static final int ODD = 1 << 11;
  private static final int TCP = 1 << 12;
  private static final int WATCHED = 1 << 13;
  private static final int CHANGED = 1 << 14;
  private static final int REFUSED = 1 << 15;
  private static final int REPORTED = 1 << 16;
  private static final int GENERATION_SHIFT = 32;

  /** Never negative, however often it is counted on: data below 0 is that of bells. */
  private static final long GENERATION = (long) Integer.MAX_VALUE << GENERATION_SHIFT;

  private @Nullable Source[] sources = new Source[64];
  private long[] words = new long[64];
  private int[] descriptors = new int[64];

  /**
   * Slots whose interest may have to be changed at the system before it waits; each stands here
   * once.
   */
  private int[] changed = new int[64];

  private int changedCount;
  private int[] free = new int[64];
  private int freeCount;
  private int end;
  private int refusedCount;

  /** Takes a listening socket in, or one for datagrams: reported by levels, and never lost. */
  int add(Source source, int descriptor) {
    return add(source, descriptor, 0);
  }

  /** Takes a stream in, {@code tcp} or not: the system watches it even if no callback waits. */
  int addStream(Source source, int descriptor, boolean tcp) {
    int slot = add(source, descriptor, tcp ? STREAM | TCP : STREAM);
    change(slot);
    return slot;
  }

  private int add(Source source, int descriptor, int kind) {
    if (freeCount == 0 && end == sources.length) {
      grow();
    }
    int slot = freeCount > 0 ? free[--freeCount] : end++;
    sources[slot] = source;
    descriptors[slot] = descriptor;
    words[slot] = (words[slot] & (GENERATION | CHANGED)) | kind;
    return slot;
  }

  private void grow() {
    int length = sources.length * 2;
    @Nullable Source[] moreSources = Arrays.copyOf(sources, length);
    long[] moreWords = Arrays.copyOf(words, length);
    int[] moreDescriptors = Arrays.copyOf(descriptors, length);
    int[] moreChanged = Arrays.copyOf(changed, length);
    free = Arrays.copyOf(free, length);
    changed = moreChanged;
    descriptors = moreDescriptors;
    words = moreWords;
    sources = moreSources;
  }

  /** A closed descriptor leaves epoll by itself, unless the socket has another one. */
  void remove(int slot) {
    if (isRefused(slot)) {
      refusedCount--;
    }
    sources[slot] = null;
    words[slot] = ((words[slot] + (1L << GENERATION_SHIFT)) & GENERATION) | (words[slot] & CHANGED);
    free[freeCount++] = slot;
  }

  /** Calls nothing, so that no error can come between the two parts of it. */
  void want(int slot, int reasons) {
    long word = words[slot];
    if ((word & REASONS) != reasons) {
      if ((word & CHANGED) == 0) {
        changed[changedCount++] = slot;
      }
      words[slot] = (word & ~REASONS) | CHANGED | reasons;
    }
  }

  private void change(int slot) {
    if ((words[slot] & CHANGED) == 0) {
      changed[changedCount++] = slot;
      words[slot] |= CHANGED;
    }
  }

  boolean hasChanges() {
    return changedCount > 0;
  }

  /** A slot whose interest may have to be changed at the system; until it is dropped. */
  int lastChanged() {
    return changed[changedCount - 1];
  }

  void dropChanged() {
    words[changed[--changedCount]] &= ~CHANGED;
  }

  /** Whether the wanted reasons have yet to be given to the system, and may be. */
  boolean isToUpdate(int slot) {
    int word = (int) words[slot];
    return (word & REFUSED) == 0
        && (wanted(slot) != known(slot) || (word & (STREAM | WATCHED)) == STREAM);
  }

  boolean isWatched(int slot) {
    return (words[slot] & WATCHED) != 0;
  }

  boolean isStream(int slot) {
    return (words[slot] & STREAM) != 0;
  }

  int wanted(int slot) {
    return (int) words[slot] & REASONS;
  }

  int known(int slot) {
    return (int) words[slot] >> KNOWN_SHIFT & REASONS;
  }

  /**
   * Whether the wanted reasons of a source are to be reported by edges: over TCP, where reads and
   * writes find out when they have used up what was there, and of every source that has neither
   * reader nor writer, which would be reported for ever once its peer has hung up or a datagram has
   * failed.
   */
  boolean suitsEdges(int slot) {
    int word = (int) words[slot];
    return (word & TCP) != 0 || (word & (Ready.READ | Ready.WRITE)) == 0;
  }

  /** The system has the wanted reasons, and will report anew those that are ready. */
  void accepted(int slot) {
    int wanted = wanted(slot);
    long kept = words[slot] & (GENERATION | STREAM | TCP | ODD | CHANGED | REASONS);
    int edges = suitsEdges(slot) ? EDGES : 0;
    int watched = wanted != 0 || isStream(slot) ? WATCHED : 0;
    words[slot] = kept | (long) wanted << KNOWN_SHIFT | edges | watched;
  }

  /** The system refused a change: it is not asked again until it is {@link #forgive forgiven}. */
  void refused(int slot) {
    if (!isRefused(slot)) {
      refusedCount++;
      words[slot] |= REFUSED;
    }
  }

  /** The system does not watch it any more. */
  void unwatched(int slot) {
    words[slot] &= ~((long) (REASONS << KNOWN_SHIFT | REASONS << READY_SHIFT | EDGES | WATCHED));
  }

  boolean isRefused(int slot) {
    return (words[slot] & REFUSED) != 0;
  }

  boolean hasRefused() {
    return refusedCount > 0;
  }

  /** Whether a refused one has been reported. */
  boolean isRefusalReported(int slot) {
    return (words[slot] & REPORTED) != 0;
  }

  void refusalReported(int slot) {
    words[slot] |= REPORTED;
  }

  /** Lets a refused one be tried again. */
  void forgive(int slot) {
    refusedCount--;
    words[slot] &= ~REFUSED;
    change(slot);
  }

  /** Takes in what the system has reported; {@code odd} stays for good. */
  void reported(int slot, int reasons, boolean odd) {
    words[slot] |= (long) (reasons & REASONS) << READY_SHIFT | (odd ? ODD : 0);
  }

  /** A short read of it proves nothing any more. */
  void odd(int slot) {
    words[slot] |= ODD;
  }

  boolean isOdd(int slot) {
    return (words[slot] & ODD) != 0;
  }

  /** Whether it has been reported by an edge, and something of that is left. */
  boolean isLeft(int slot) {
    int word = (int) words[slot];
    return (word & EDGES) != 0 && (word >> READY_SHIFT & word & REASONS) != 0;
  }

  /** A call has found that nothing more is there, or no more room. */
  void usedUp(int slot, int reason) {
    words[slot] &= ~((long) reason << READY_SHIFT);
  }

  /** A call has moved fewer bytes than it could: that is all there was (epoll(7), question 9). */
  void cutShort(int slot, int reason) {
    if ((words[slot] & ODD) == 0) {
      usedUp(slot, reason);
    }
  }

  int descriptor(int slot) {
    return descriptors[slot];
  }

  @Nullable Source source(int slot) {
    return sources[slot];
  }

  /** An event's data: the generation above, the slot below. */
  long data(int slot) {
    return (words[slot] & GENERATION) | slot;
  }

  /** Whether an event's data means the source that is in its slot now. */
  boolean isCurrent(long data) {
    return ((words[(int) data] ^ data) & GENERATION) == 0;
  }

  int end() {
    return end;
  }

  boolean hasSources() {
    return freeCount < end;
  }
}
