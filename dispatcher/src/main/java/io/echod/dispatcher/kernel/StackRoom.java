package io.echod.dispatcher.kernel;

/**
 * Asks, before anything is changed, whether the stack has room for a change that must not be cut in
 * two: a handler that recurses without end may call anything from its last frames.
 *
 * <p>A request is a number of frames, each as large as those of most methods, interpreted or
 * compiled. The calls themselves find out: there is no other way to know how deep a stack still is.
 */
public final class StackRoom {

  /** To leave what was entered. */
  public static final int TO_LEAVE = 16;

  /** Room to close a source, and to notify all who have to do with it. */
  public static final int TO_CLOSE = 48;

  /** To end what owns a source, which then closes that. */
  public static final int TO_END = 72;

  /** To open a source with all that belongs to it, and to close it where that fails. */
  public static final int TO_OPEN = 192;

  private StackRoom() {}

  /**
   * Does nothing where there is room.
   *
   * @throws StackOverflowError where there is not
   */
  public static void check(int frames) {
    if (reach(frames, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) == 0) {
      throw new IllegalStateException("a sum of positive numbers is 0");
    }
  }

  /** Its arguments are what makes a frame large; the sum keeps the compiler from leaving it out. */
  private static long reach(
      int frames,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g,
      long h,
      long i,
      long j,
      long k) {
    return frames == 0 ? a : a + reach(frames - 1, b, c, d, e, f, g, h, i, j, k, a);
  }
}
