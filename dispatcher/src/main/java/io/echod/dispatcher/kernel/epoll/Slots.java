package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open sources of a kernel, each in a slot: what an event's data says, with the slot's
 * generation, so that an event for one that is gone never reaches the next.
 *
 * <p>What is known of a source is one word, beside those of the others: the way of an event stays
 * within few cache lines.
 *
 * <pre>
 *  63          32 31      12  11    10     9    8   6  5   3  2    0
 * ┌──────────────┬───────────┬─────┬──────┬─────┬──────┬──────┬──────┐
 * │  generation  │     0     │ odd │stream│edges│ready │known │wanted│
 * └──────────────┴───────────┴─────┴──────┴─────┴──────┴──────┴──────┘
 * </pre>
 *
 * <ul>
 *   <li>wanted: the reasons asked for; known: those the system is told of
 *   <li>ready: those the system has reported and nothing has used up since
 *   <li>edges: the system reports readiness once, when it comes, and not until it goes
 *   <li>stream: of a stream over TCP, for which that may be so
 *   <li>odd: an end, an error or urgent data was seen, after which a short read proves nothing
 * </ul>
 */
final class Slots {

  private static final int REASONS = Ready.READ | Ready.WRITE | Ready.EXCEPT;
  private static final int KNOWN_SHIFT = 3;
  private static final int READY_SHIFT = 6;
  private static final int EDGES = 1 << 9;
  private static final int STREAM = 1 << 10;
  private static final int ODD = 1 << 11;
  private static final int GENERATION_SHIFT = 32;
  private static final long GENERATION = -1L << GENERATION_SHIFT;

  private @Nullable Source[] sources = new Source[64];
  private long[] words = new long[64];
  private int[] descriptors = new int[64];

  /** Slots whose wanted and known differ, or did: told to the system before it waits. */
  private int[] changed = new int[64];

  private int changedCount;
  private int[] free = new int[64];
  private int freeCount;
  private int end;

  /** Takes a source in; {@code stream} where it is one over TCP. */
  int add(Source source, int descriptor, boolean stream) {
    int slot = freeCount > 0 ? free[--freeCount] : end++;
    if (slot == sources.length) {
      grow();
    }
    sources[slot] = source;
    descriptors[slot] = descriptor;
    words[slot] = (words[slot] & GENERATION) | (stream ? STREAM : 0);
    return slot;
  }

  private void grow() {
    int length = sources.length * 2;
    sources = Arrays.copyOf(sources, length);
    words = Arrays.copyOf(words, length);
    descriptors = Arrays.copyOf(descriptors, length);
    free = Arrays.copyOf(free, length);
  }

  /** A closed descriptor leaves epoll by itself. */
  void remove(int slot) {
    sources[slot] = null;
    words[slot] = (words[slot] & GENERATION) + (1L << GENERATION_SHIFT);
    free[freeCount++] = slot;
  }

  void want(int slot, int reasons) {
    int wanted = wanted(slot);
    if (wanted == reasons) {
      return;
    }
    // Equal before: not in the list, or in it for nothing, which costs a look.
    if (wanted == known(slot)) {
      if (changedCount == changed.length) {
        changed = Arrays.copyOf(changed, changedCount * 2);
      }
      changed[changedCount++] = slot;
    }
    words[slot] = (words[slot] & ~REASONS) | reasons;
  }

  boolean hasChanges() {
    return changedCount > 0;
  }

  /** A slot whose wanted reasons may differ from the known ones; until it is dropped. */
  int lastChanged() {
    return changed[changedCount - 1];
  }

  void dropChanged() {
    changedCount--;
  }

  int wanted(int slot) {
    return (int) words[slot] & REASONS;
  }

  int known(int slot) {
    return (int) words[slot] >> KNOWN_SHIFT & REASONS;
  }

  /**
   * Whether the wanted reasons of a source can be reported by their edges: where reads and writes
   * tell when they have used up what was there, which they don't of urgent data.
   */
  boolean suitsEdges(int slot) {
    return (words[slot] & (STREAM | Ready.EXCEPT)) == STREAM;
  }

  /** The system has been told what is wanted, and will report anew what is ready of it. */
  void told(int slot) {
    long kept = words[slot] & (GENERATION | STREAM | ODD | REASONS);
    words[slot] = kept | (long) wanted(slot) << KNOWN_SHIFT | (suitsEdges(slot) ? EDGES : 0);
  }

  /** Takes in what the system has reported; {@code odd} stays for good. */
  void reported(int slot, int reasons, boolean odd) {
    words[slot] |= (long) reasons << READY_SHIFT | (odd ? ODD : 0);
  }

  /** A short read of it proves nothing any more. */
  void odd(int slot) {
    words[slot] |= ODD;
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

  /** What an event's data says: the generation above, the slot below. */
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
}
