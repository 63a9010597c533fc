package io.echod.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A dispatcher on a kernel in the test's hands, and a diary that handlers write. */
@Timeout(30)
abstract class ManualFixture {

  final ManualKernel kernel;
  final Dispatcher dispatcher;
  final List<String> diary = new ArrayList<>();
  final CapturedLog log = new CapturedLog();
  private final long startNanos;

  ManualFixture() {
    this(new ManualKernel(), DispatcherOptions.DEFAULT);
  }

  ManualFixture(ManualKernel kernel, DispatcherOptions options) {
    this.kernel = kernel;
    dispatcher = new Dispatcher(kernel, options);
    startNanos = kernel.nanoTime();
  }

  @AfterEach
  void restoreThreadAndLog() {
    Thread.interrupted();
    log.close();
    // The dispatcher contains what handlers throw: an assertion that failed in one is found here.
    assertThat(log.failures()).doesNotHaveAnyElementsOfTypes(AssertionError.class);
  }

  /** A handler that notes its name. */
  final Handler note(String name) {
    return (_, _) -> diary.add(name);
  }

  /** A handler that notes its name and why it was called. */
  final Handler noteReason(String name) {
    return (_, reason) -> diary.add(name + " " + Reason.describe(reason));
  }

  /** A handler that notes its name and the milliseconds since the test began. */
  final Handler noteTime(String name) {
    return (_, _) -> diary.add(name + " at " + elapsed().toMillis());
  }

  /** The diary, cleared. */
  final List<String> read() {
    List<String> lines = List.copyOf(diary);
    diary.clear();
    return lines;
  }

  final Duration elapsed() {
    return Duration.ofNanos(kernel.nanoTime() - startNanos);
  }

  /** One turn that does not wait. */
  final void turn() {
    dispatcher.monitor(Duration.ZERO);
  }

  final void turns(int count) {
    for (int turn = 0; turn < count; turn++) {
      turn();
    }
  }

  final void monitorMillis(long millis) {
    dispatcher.monitor(Duration.ofMillis(millis));
  }

  /** A source that is ready for these reasons. */
  final ManualSource ready(int reasons) {
    return kernel.source().ready(reasons);
  }

  /** The exception of a call that the dispatcher refuses, for its state. */
  static AbstractThrowableAssert<?, ?> assertThatIllegalStateOf(ThrowingCallable call) {
    return assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
  }

  static Duration millis(long count) {
    return Duration.ofMillis(count);
  }
}
