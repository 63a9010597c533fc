package io.echod.scheme.language;

import gnu.mapping.ProcedureN;

/**
 * A procedure in Java. Calls come to {@link #applyN} at once; those of Kawa's kind take the
 * arguments by way of a context and a method handle.
 */
public abstract class DirectProcedure extends ProcedureN {

  private static final Object[] NONE = {};

  /** Names it, for messages. */
  protected DirectProcedure(String name) {
    super(name);
  }

  @Override
  public Object apply0() throws Throwable {
    return applyN(NONE);
  }

  @Override
  public Object apply1(Object first) throws Throwable {
    return applyN(new Object[] {first});
  }

  @Override
  public Object apply2(Object first, Object second) throws Throwable {
    return applyN(new Object[] {first, second});
  }

  @Override
  public Object apply3(Object first, Object second, Object third) throws Throwable {
    return applyN(new Object[] {first, second, third});
  }

  @Override
  public Object apply4(Object first, Object second, Object third, Object fourth) throws Throwable {
    return applyN(new Object[] {first, second, third, fourth});
  }
}
