package io.echod.scheme.standard;

import gnu.lists.FString;
import gnu.lists.IString;
import gnu.mapping.Procedure;
import io.echod.scheme.language.DirectProcedure;
import io.echod.scheme.message.FailedCall;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kawa's procedure, by a quicker way where there is one, or with copies of long strings. */
final class QuickProcedure extends DirectProcedure {

  /** Below it, a copy costs more than it spares. */
  private static final int SHORT = 32;

  /** Does a call; gives null where Kawa's own procedure has to. */
  @FunctionalInterface
  interface Way {
    @Nullable Object call(Object[] arguments) throws Throwable;
  }

  private final Procedure original;
  private final @Nullable Way way;

  /** Whether it changes a string, which then has to be the script's own. */
  private final boolean isToChange;

  QuickProcedure(Procedure original, @Nullable Way way) {
    super(original.getName());
    this.original = original;
    this.way = way;
    isToChange = String.valueOf(original.getName()).endsWith("!");
  }

  @Override
  public int numArgs() {
    return original.numArgs();
  }

  @Override
  public Object applyN(Object[] values) throws Throwable {
    Object value = way == null ? null : way.call(values);
    return value == null ? applyOriginal(values) : value;
  }

  private Object applyOriginal(Object[] values) throws Throwable {
    Object[] read = isToChange ? values : copies(values);
    try {
      Object value = original.applyN(read);
      for (int index = 0; index < read.length; index++) {
        if (isSame(read[index], value)) {
          return values[index];
        }
      }
      return value;
    } catch (Exception failure) {
      FailedCall.remember(failure, original, values);
      throw failure;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  private static Object[] copies(Object[] values) {
    return Stream.of(values).anyMatch(QuickProcedure::isToCopy)
        ? Stream.of(values)
            .map(value -> isToCopy(value) ? IString.valueOf((FString) value) : value)
            .toArray()
        : values;
  }

  private static boolean isToCopy(Object value) {
    return value instanceof FString text && text.length() > SHORT;
  }
}
