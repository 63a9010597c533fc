package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Ready;
import java.util.StringJoiner;

/** Why a handler is called: bits, OR-ed together where several hold at once. */
public final class Reason {

  /** Input, an end of input, or a connection to accept is there. */
  public static final int READ = Ready.READ;

  /** Output is accepted again. */
  public static final int WRITE = Ready.WRITE;

  /** Urgent data is there, where the kernel can see it. */
  public static final int EXCEPT = Ready.EXCEPT;

  /** Any of {@link #READ}, {@link #WRITE} and {@link #EXCEPT}. */
  public static final int IO = READ | WRITE | EXCEPT;

  /** A timer is due. */
  public static final int FIRE = 8;

  /** Nothing else was pending. */
  public static final int IDLE = 16;

  /** The callback was cancelled: the last call, and only where the registration asked for it. */
  public static final int CANCEL = 32;

  private static final String[] NAMES = {"READ", "WRITE", "EXCEPT", "FIRE", "IDLE", "CANCEL"};

  private Reason() {}

  /** Spells a mask out for messages: {@code READ|WRITE}, {@code none}, unknown bits as a number. */
  public static String describe(int reasons) {
    if (reasons == 0) {
      return "none";
    }
    StringJoiner names = new StringJoiner("|");
    for (int bit = 0; bit < NAMES.length; bit++) {
      if ((reasons & 1 << bit) != 0) {
        names.add(NAMES[bit]);
      }
    }
    int unknown = reasons & -1 << NAMES.length;
    if (unknown != 0) {
      names.add(Integer.toString(unknown));
    }
    return names.toString();
  }
}
