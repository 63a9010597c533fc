package io.echod.simulate.dispatcher.model;

import org.jspecify.annotations.Nullable;

/** The model's view of a callback. */
public final class NaiveCallback {

  /** The event that a callback waits for. */
  public enum Kind {
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

  boolean noticesCancel;
  boolean registered = true;

  NaiveCallback(Kind kind, int number, String name, @Nullable NaiveSource source) {
    this.kind = kind;
    this.number = number;
    this.name = name;
    this.source = source;
  }

  /** The name that the driver gives the real one, too. */
  public String name() {
    return name;
  }

  /** The reasons that it waits for. */
  public Kind kind() {
    return kind;
  }

  /** Whether it is of that kind. */
  public boolean is(Kind wanted) {
    return kind == wanted;
  }

  /** Of I/O: what it waits for now. */
  public int interest() {
    return interest;
  }

  /** Of I/O: from now on it waits for that. */
  public void interest(int reasons) {
    interest = reasons;
  }

  /** From now on, it is called when it is cancelled. */
  public void noticeCancel() {
    noticesCancel = true;
  }

  /** Whether it was neither cancelled nor has it fired for the last time. */
  public boolean isRegistered() {
    return registered;
  }

  /** For a timer: when it fires next. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** For a timer: the time between two calls; 0 for one that fires once. */
  public long intervalNanos() {
    return intervalNanos;
  }

  boolean isOf(NaiveSource wanted) {
    return source == wanted;
  }

  @Override
  public String toString() {
    return name;
  }
}
