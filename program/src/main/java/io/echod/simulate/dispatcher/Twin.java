package io.echod.simulate.dispatcher;

import io.echod.dispatcher.Callback;
import io.echod.simulate.dispatcher.model.NaiveCallback;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A callback, and what the model knows of it. */
final class Twin {

  final NaiveCallback naive;

  /** Of I/O alone. */
  final @Nullable DriverEndpoint endpoint;

  private @Nullable Callback real;

  Twin(NaiveCallback naive, @Nullable DriverEndpoint endpoint) {
    this.naive = naive;
    this.endpoint = endpoint;
  }

  void real(Callback callback) {
    real = callback.name(naive.name());
  }

  Callback real() {
    return Objects.requireNonNull(real);
  }

  @Override
  public String toString() {
    return naive.name();
  }
}
