package io.echod.scheme.standard;

import gnu.mapping.Procedure;
import gnu.mapping.ProcedureN;
import gnu.mapping.WrongArguments;
import io.echod.scheme.message.FailedCall;
import io.echod.scheme.message.Substitute;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One of Kawa's procedures behind a look at its arguments: Kawa takes the low 32 bits of an index,
 * the low 8 of a byte, and says nothing. Some have a short way for the usual arguments.
 */
final class CheckedProcedure extends ProcedureN implements Substitute {

  /** Has none. */
  static final Way NO_WAY = (_, _, _) -> null;

  private final Supplier<Procedure> originals;
  private final Parameters parameters;
  private final Way way;
  private final UnaryOperator<Procedure> setters;
  private @Nullable Procedure original;

  /** The short way. */
  @FunctionalInterface
  interface Way {

    /** Gives the value; null where Kawa's own procedure has to be called. */
    @Nullable Object call(Object first, @Nullable Object second, @Nullable Object third);
  }

  /**
   * Replaces a procedure.
   *
   * @param originals gives Kawa's own, asked for it when it is needed: that loads its class
   * @param setters makes of its setter the one that a script gets
   */
  CheckedProcedure(
      String name,
      Supplier<Procedure> originals,
      Parameters parameters,
      Way way,
      UnaryOperator<Procedure> setters) {
    super(name);
    this.originals = originals;
    this.parameters = parameters;
    this.way = way;
    this.setters = setters;
  }

  @Override
  public Procedure original() {
    Procedure known = original;
    if (known == null) {
      known = originals.get();
      original = known;
    }
    return known;
  }

  @Override
  public int numArgs() {
    return parameters.numArgs();
  }

  @Override
  public Procedure getSetter() {
    return setters.apply(original().getSetter());
  }

  @Override
  public Object apply0() throws Throwable {
    return applyOriginal();
  }

  @Override
  public Object apply1(Object first) throws Throwable {
    Object value = parameters.takes(1) ? way.call(first, null, null) : null;
    return value == null ? applyOriginal(first) : value;
  }

  @Override
  public Object apply2(Object first, Object second) throws Throwable {
    Object value = parameters.takes(2) ? way.call(first, second, null) : null;
    return value == null ? applyOriginal(first, second) : value;
  }

  @Override
  public Object apply3(Object first, Object second, Object third) throws Throwable {
    Object value = parameters.takes(3) ? way.call(first, second, third) : null;
    return value == null ? applyOriginal(first, second, third) : value;
  }

  @Override
  public Object apply4(Object first, Object second, Object third, Object fourth) throws Throwable {
    return applyOriginal(first, second, third, fourth);
  }

  @Override
  public Object applyN(Object[] values) throws Throwable {
    return switch (values.length) {
      case 1 -> apply1(values[0]);
      case 2 -> apply2(values[0], values[1]);
      case 3 -> apply3(values[0], values[1], values[2]);
      default -> applyOriginal(values);
    };
  }

  private Object applyOriginal(Object... values) throws Throwable {
    try {
      if (!parameters.takes(values.length)) {
        throw new WrongArguments(this, values.length);
      }
      parameters.check(getName(), values);
      return original().applyN(values);
    } catch (Exception failure) {
      FailedCall.remember(failure, this, values);
      throw failure;
    }
  }
}
