package io.echod.edge;

import org.jspecify.annotations.Nullable;

/** Takes all memory there is, so that every request for more is refused. Not for a large heap. */
final class FullHeap {

  private static final int[] PIECE_BYTES = {1 << 20, 1 << 13, 16};
  private static final int PIECES_MAX = 1 << 17;

  private final @Nullable Object[] pieces = new Object[PIECES_MAX];
  private int count;

  /** Takes what is free, and leaves room for so many objects of 32 bytes. */
  void fill(int objectsLeft) {
    for (int bytes : PIECE_BYTES) {
      take(bytes);
    }
    for (int left = objectsLeft; left > 0 && count > 0; left--) {
      pieces[--count] = null;
    }
  }

  private void take(int bytes) {
    try {
      while (count < PIECES_MAX) {
        pieces[count] = new byte[bytes];
        count++;
      }
    } catch (OutOfMemoryError full) {
      // As it shall be.
    }
  }

  /** Gives all of it back. */
  void empty() {
    // By itself: another class may not be found without memory.
    while (count > 0) {
      pieces[--count] = null;
    }
  }
}
