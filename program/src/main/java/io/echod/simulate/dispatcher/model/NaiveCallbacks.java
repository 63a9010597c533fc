package io.echod.simulate.dispatcher.model;

import io.echod.simulate.dispatcher.model.NaiveCallback.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The callbacks registered with the model, and which of them comes next. */
final class NaiveCallbacks {

  /** Oldest first. */
  private final List<NaiveCallback> registered = new ArrayList<>();

  private int numbers;
  private int lastIdle = -1;

  NaiveCallback register(Kind kind, String what, @Nullable NaiveSource source) {
    int number = numbers++;
    NaiveCallback callback =
        new NaiveCallback(kind, number, kind.name() + " " + number + what, source);
    registered.add(callback);
    return callback;
  }

  void remove(NaiveCallback callback) {
    registered.remove(callback);
  }

  /** All of them, oldest first. */
  List<NaiveCallback> all() {
    return Collections.unmodifiableList(registered);
  }

  /** Those of a source, oldest first. */
  List<NaiveCallback> of(NaiveSource source) {
    return registered.stream().filter(callback -> callback.isOf(source)).toList();
  }

  /** The number of the next one to be registered. */
  int numbers() {
    return numbers;
  }

  /** The first of those by deadline, of the same deadline the oldest. */
  @Nullable NaiveCallback nextTimer(Predicate<NaiveCallback> which) {
    NaiveCallback next = null;
    for (NaiveCallback callback : registered) {
      if (callback.is(Kind.TIMER)
          && which.test(callback)
          && (next == null || callback.deadlineNanos - next.deadlineNanos < 0)) {
        next = callback;
      }
    }
    return next;
  }

  /** The one after the last one called, in a ring by age. */
  @Nullable NaiveCallback nextIdle() {
    NaiveCallback oldest = null;
    for (NaiveCallback callback : registered) {
      if (callback.is(Kind.IDLE)) {
        if (callback.number > lastIdle) {
          return callback;
        }
        oldest = oldest == null ? callback : oldest;
      }
    }
    return oldest;
  }

  void wasIdle(NaiveCallback callback) {
    lastIdle = callback.number;
  }
}
