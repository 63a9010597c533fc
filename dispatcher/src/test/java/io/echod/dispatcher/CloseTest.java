package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing a dispatcher, from outside and from inside. */
final class CloseTest extends ManualFixture {

  private final ManualSource source = ready(READ);

  private void registerOneOfEach() {
    dispatcher.onIo(source, READ | Reason.CANCEL, noteReason("input"));
    dispatcher.onIo(source, READ, noteReason("silent input"));
    dispatcher.onIo(kernel.source(), READ | Reason.CANCEL, noteReason("other input"));
    dispatcher.after(1, noteReason("timer")).notifyCancel();
    dispatcher.every(1, 1, noteReason("ticker")).notifyCancel();
    dispatcher.after(1, noteReason("silent timer"));
    dispatcher.whenIdle(noteReason("idle")).notifyCancel();
    dispatcher.whenIdle(noteReason("silent idle"));
  }

  private void assertAllWasReportedOnce() {
    assertThat(diary)
        .containsExactlyInAnyOrder(
            "input CANCEL", "other input CANCEL", "timer CANCEL", "ticker CANCEL", "idle CANCEL");
    assertThat(kernel.isClosed()).isTrue();
    assertThat(source.isOpen()).isFalse();
    assertThat(dispatcher.isClosed()).isTrue();
    assertThat(dispatcher.statistics().registered()).isZero();
    assertThat(dispatcher.endpoints()).isEmpty();
    assertThat(log.failures()).isEmpty();
  }

  @Test
  void aCallbackThatAskedForItIsNotifiedOnce() {
    registerOneOfEach();
    assertThat(dispatcher.isClosed()).isFalse();
    dispatcher.close();
    assertAllWasReportedOnce();
  }

  @Test
  void theSecondCloseDoesNothing() {
    registerOneOfEach();
    dispatcher.close();
    dispatcher.close();
    assertAllWasReportedOnce();
  }

  enum Inside {
    INPUT,
    TIMER,
    TASK,
    DEFERRED,
    IDLE,
    NOTICE
  }

  /** Has the dispatcher closed from within a call of that kind, which notes that it went on. */
  private void closeWithin(Inside kind) {
    Runnable closing =
        () -> {
          dispatcher.close();
          dispatcher.close();
          diary.add("closing call went on");
        };
    Handler handler = (_, _) -> closing.run();
    switch (kind) {
      case INPUT -> dispatcher.onIo(ready(READ), READ, handler);
      case TIMER -> dispatcher.after(Duration.ZERO, handler);
      case TASK -> dispatcher.post(closing);
      case DEFERRED -> dispatcher.defer(closing);
      case IDLE -> dispatcher.whenIdle(handler);
      case NOTICE -> dispatcher.after(1, handler).notifyCancel().cancel();
    }
  }

  @ParameterizedTest
  @EnumSource(Inside.class)
  void withinACallItFinishesTheCallAndMonitoringReturns(Inside kind) {
    closeWithin(kind);
    dispatcher.onIo(source.ready(0), READ | Reason.CANCEL, noteReason("input"));
    dispatcher.after(1, noteReason("timer")).notifyCancel();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(read()).containsExactly("closing call went on", "input CANCEL", "timer CANCEL");
    assertThat(kernel.isClosed()).isTrue();
    assertThat(source.isOpen()).isFalse();
    assertThat(log.failures()).isEmpty();
  }

  @Test
  void withinACallbackNoOtherHandlerOfTheTurnIsCalled() {
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.close());
    dispatcher.onIo(source, READ, note("next on the source"));
    dispatcher.onIo(ready(READ), READ, note("other"));
    dispatcher.after(Duration.ZERO, note("timer"));
    dispatcher.post(() -> diary.add("task posted before"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("task posted before");
  }

  @Test
  void withinACallbackTheSourcesStayOpenToTheEndOfTheTurn() {
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          dispatcher.close();
          diary.add("kernel closed: " + kernel.isClosed() + ", source open: " + source.isOpen());
        });
    dispatcher.monitor();
    assertThat(diary).containsExactly("kernel closed: false, source open: true");
  }

  @Test
  void afterwardsEveryCallButCancelIsAClearError() {
    Callback callback = dispatcher.onIo(source, READ, note("never"));
    dispatcher.close();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            dispatcher::monitor,
            () -> dispatcher.monitor(Duration.ZERO),
            () -> dispatcher.after(1, note("never")),
            () -> dispatcher.after(Duration.ZERO, note("never")),
            () -> dispatcher.every(1, 1, note("never")),
            () -> dispatcher.whenIdle(note("never")),
            () -> dispatcher.adopt(kernel.source()),
            () -> dispatcher.onIo(kernel.source(), READ, note("never")))) {
      assertThatIllegalStateOf(call).hasMessage("dispatcher is closed");
    }
    assertThat(callback.cancel()).isFalse();
    assertThatIllegalStateOf(() -> callback.interest(READ)).hasMessage("dispatcher is closed");
    dispatcher.wakeup();
    assertThat(diary).isEmpty();
  }

  @Test
  void withinTheClosingCallbackRegisteringIsAClearError() {
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          dispatcher.close();
          assertThatIllegalStateOf(() -> dispatcher.after(1, note("never")))
              .hasMessage("dispatcher is closed");
          diary.add("refused");
        });
    dispatcher.monitor();
    assertThat(diary).containsExactly("refused");
  }

  @Test
  void endpointsAreNotifiedThatTheirSourceWasClosedAndMayDeferTheirReports() {
    Endpoint endpoint =
        new Endpoint() {
          @Override
          public ManualSource source() {
            return source;
          }

          @Override
          public void sourceClosed() {
            diary.add("closed");
            dispatcher.defer(() -> diary.add("notified"));
          }
        };
    dispatcher.onIo(endpoint, READ | Reason.CANCEL, noteReason("input"));
    dispatcher.close();
    assertThat(diary).containsExactly("input CANCEL", "closed", "notified");
  }

  @Test
  void aCloseThatRanOutOfMemoryGoesOnWithTheNext() {
    OutOfMemoryError lack = new OutOfMemoryError("as if");
    registerOneOfEach();
    kernel.failClose(lack);
    assertThatThrownBy(dispatcher::close).isSameAs(lack);
    assertThat(kernel.isClosed()).isFalse();
    dispatcher.close();
    assertAllWasReportedOnce();
  }

  @Test
  void aCloseThatTheOneInsideCouldNotDoIsDoneByTheNext() {
    OutOfMemoryError lack = new OutOfMemoryError("as if");
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.close());
    kernel.failClose(lack);
    assertThatThrownBy(dispatcher::monitor).isSameAs(lack);
    dispatcher.close();
    assertThat(kernel.isClosed()).isTrue();
    assertThat(source.isOpen()).isFalse();
  }

  @Test
  void aClosedDispatcherHasNoOwner() throws Exception {
    Callback callback = dispatcher.after(1, note("never"));
    Thread other = Thread.ofPlatform().start(dispatcher::close);
    other.join();
    assertThat(callback.cancel()).isFalse();
    assertThat(dispatcher.statistics().registered()).isZero();
    assertThatThrownBy(() -> dispatcher.after(1, note("never")))
        .isInstanceOf(ClosedDispatcherException.class);
  }

  @Test
  void aHandlerThatRegistersWhileAnotherThreadClosesIsNotAtFault() {
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          Thread other = Thread.ofPlatform().start(dispatcher::close);
          other.join();
          dispatcher.after(1, note("never"));
        });
    dispatcher.post(() -> dispatcher.whenIdle(note("never")));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(log.failures()).isEmpty();
    assertThat(kernel.isClosed()).isTrue();
    assertThat(diary).isEmpty();
  }

  @Test
  void tasksThatDeferOthersForEverAreDropped() {
    long[] runs = {0};
    Deferred[] again = new Deferred[1];
    again[0] =
        new Deferred(() -> {
          runs[0]++;
          dispatcher.defer(again[0]);
        });
    dispatcher.defer(again[0]);
    dispatcher.close();
    assertThat(kernel.isClosed()).isTrue();
    assertThat(runs[0]).isLessThan(3_000_000);
  }

  @Test
  void aTaskThatIsDeferredTwiceRunsOnce() {
    Deferred task = new Deferred(() -> diary.add("task"));
    dispatcher.defer(task);
    dispatcher.defer(() -> diary.add("other"));
    dispatcher.defer(task);
    dispatcher.monitor();
    assertThat(diary).containsExactly("task", "other");
  }

  @Test
  void handlersNotifiedOfTheirEndMayCancelTheOthers() {
    Callback[] callbacks = new Callback[10];
    for (int index = 0; index < callbacks.length; index++) {
      callbacks[index] =
          dispatcher
              .after(
                  1,
                  (_, _) -> {
                    diary.add("notified");
                    for (Callback callback : callbacks) {
                      assertThat(callback.cancel()).isFalse();
                    }
                  })
              .notifyCancel();
    }
    dispatcher.close();
    assertThat(diary).hasSize(10).containsOnly("notified");
  }
}
