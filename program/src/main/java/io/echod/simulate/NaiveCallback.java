package io.echod.simulate;

import org.jspecify.annotations.Nullable;

/** What the model knows of a callback. */
final class NaiveCallback {

  enum Kind {
    IO,
    TIMER,
    IDLE
  }

  final Kind kind;

  /** In the order of registration. */
  final int number;

  final String name;

  /** Of I/O alone. */
  final @Nullable NaiveSource source;

  int interest;
  long deadlineNanos;

  /** 0 for a timer that fires once. */
  long intervalNanos;

  boolean tellsCancel;
  boolean registered = true;

  NaiveCallback(Kind kind, int number, String name, @Nullable NaiveSource source) {
    this.kind = kind;
    this.number = number;
    this.name = name;
    this.source = source;
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isOf(NaiveSource wanted) {
    return source == wanted;
  }

  @Override
  public String toString() {
    return name;
  }
}
