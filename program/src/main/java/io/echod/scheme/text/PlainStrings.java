package io.echod.scheme.text;

import gnu.lists.IString;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Knows of which strings the n-th character is the n-th unit in memory, as it is of all strings of
 * bytes. Kawa counts from the beginning, as a character above 65,535 takes two. Remembers the
 * strings that were asked for last, so that a loop over the characters of one looks through it
 * once. Belongs to one thread.
 */
public final class PlainStrings {

  /** Strings that a loop may look at in turns. */
  private static final int KNOWN_MAX = 8;

  private static final WeakReference<@Nullable CharSequence> NONE = new WeakReference<>(null);

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private final WeakReference<@Nullable CharSequence>[] known = new WeakReference[KNOWN_MAX];

  private final int[] lengths = new int[KNOWN_MAX];
  private int last;

  /** Knows none at first. */
  public PlainStrings() {
    Arrays.fill(known, NONE);
  }

  /** Whether it is one. */
  public boolean isPlain(CharSequence string) {
    if (string instanceof IString literal) {
      return literal.lengthByCodePoints() == literal.toString().length();
    }
    int length = string.length();
    if (length == lengths[last] && known[last].refersTo(string)) {
      return true;
    }
    for (int index = 0; index < KNOWN_MAX; index++) {
      if (length == lengths[index] && known[index].refersTo(string)) {
        last = index;
        return true;
      }
    }
    if (hasSurrogates(string)) {
      return false;
    }
    last = (last + 1) % KNOWN_MAX;
    known[last] = new WeakReference<>(string);
    lengths[last] = length;
    return true;
  }

  /** A string that may have changed: nothing is known of it any more. */
  public void forget(CharSequence string) {
    for (int index = 0; index < KNOWN_MAX; index++) {
      if (known[index].refersTo(string)) {
        known[index] = NONE;
      }
    }
  }

  private static boolean hasSurrogates(CharSequence string) {
    int length = string.length();
    for (int index = 0; index < length; index++) {
      if (Character.isSurrogate(string.charAt(index))) {
        return true;
      }
    }
    return false;
  }
}
