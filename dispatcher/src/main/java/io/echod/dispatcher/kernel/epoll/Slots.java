package io.echod.dispatcher.kernel.epoll;

import io.echod.dispatcher.kernel.Source;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open sources of a kernel, each in a slot: what an event's data says, with the slot's
 * generation, so that an event for one that is gone never reaches the next.
 */
final class Slots {

  private @Nullable Source[] sources = new Source[64];
  private int[] descriptors = new int[64];
  private int[] generations = new int[64];

  /** The reasons asked for, and those that the system knows of. */
  private byte[] wanted = new byte[64];

  private byte[] known = new byte[64];

  /** Slots whose two differ, or did: told to the system all at once, before it waits. */
  private int[] changed = new int[64];

  private int changedCount;
  private int[] free = new int[64];
  private int freeCount;
  private int end;

  int add(Source source, int descriptor) {
    int slot = freeCount > 0 ? free[--freeCount] : end++;
    if (slot == sources.length) {
      grow();
    }
    sources[slot] = source;
    descriptors[slot] = descriptor;
    return slot;
  }

  private void grow() {
    int length = sources.length * 2;
    sources = Arrays.copyOf(sources, length);
    descriptors = Arrays.copyOf(descriptors, length);
    generations = Arrays.copyOf(generations, length);
    wanted = Arrays.copyOf(wanted, length);
    known = Arrays.copyOf(known, length);
    free = Arrays.copyOf(free, length);
  }

  /** A closed descriptor leaves epoll by itself. */
  void remove(int slot) {
    sources[slot] = null;
    generations[slot]++;
    wanted[slot] = 0;
    known[slot] = 0;
    free[freeCount++] = slot;
  }

  void want(int slot, int reasons) {
    if (wanted[slot] == reasons) {
      return;
    }
    // Equal before: not in the list, or in it for nothing, which costs a look.
    if (wanted[slot] == known[slot]) {
      if (changedCount == changed.length) {
        changed = Arrays.copyOf(changed, changedCount * 2);
      }
      changed[changedCount++] = slot;
    }
    wanted[slot] = (byte) reasons;
  }

  boolean hasChanges() {
    return changedCount > 0;
  }

  /** Takes a slot whose wanted reasons may differ from the known ones. */
  int takeChanged() {
    return changed[--changedCount];
  }

  int wanted(int slot) {
    return wanted[slot];
  }

  int known(int slot) {
    return known[slot];
  }

  void knownIsWanted(int slot) {
    known[slot] = wanted[slot];
  }

  int descriptor(int slot) {
    return descriptors[slot];
  }

  @Nullable Source source(int slot) {
    return sources[slot];
  }

  /** What an event's data says: the generation above, the slot below. */
  long data(int slot) {
    return ((long) generations[slot] << 32) | slot;
  }

  /** The source that an event's data means; null where it is gone. */
  @Nullable Source source(long data) {
    int slot = (int) data;
    return generations[slot] == (int) (data >>> 32) ? sources[slot] : null;
  }

  int end() {
    return end;
  }
}
