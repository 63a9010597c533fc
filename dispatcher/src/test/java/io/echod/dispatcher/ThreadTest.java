package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The threads that each call may come from. */
final class ThreadTest extends ManualFixture {

  private final ManualSource source = kernel.source();

  /** Runs a call on a thread of its own, to its end, and returns what it returns. */
  private static <T> T elsewhere(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofPlatform().name("elsewhere").daemon().start(task);
    return task.get(10, TimeUnit.SECONDS);
  }

  private static Throwable refusalElsewhere(Runnable call) throws Exception {
    return elsewhere(() -> {
      try {
        call.run();
        throw new AssertionFailedError("was not refused");
      } catch (IllegalStateException refusal) {
        return refusal;
      }
    });
  }

  @Test
  void everythingButPostWakeupAndCloseIsRefusedElsewhere() throws Exception {
    Callback callback = dispatcher.onIo(source, READ, note("never"));
    Map<String, Runnable> calls = new LinkedHashMap<>();
    calls.put("onIo", () -> dispatcher.onIo(source, READ, note("never")));
    calls.put("after", () -> dispatcher.after(1, note("never")));
    calls.put("after duration", () -> dispatcher.after(Duration.ZERO, note("never")));
    calls.put("every", () -> dispatcher.every(1, 1, note("never")));
    calls.put("every duration", () -> dispatcher.every(millis(1), millis(1), note("never")));
    calls.put("whenIdle", () -> dispatcher.whenIdle(note("never")));
    calls.put("adopt", () -> dispatcher.adopt(source));
    calls.put("cancelAll", () -> dispatcher.cancelAll(source));
    calls.put("pause", () -> dispatcher.pause(source, READ));
    calls.put("resume", () -> dispatcher.resume(source, READ));
    calls.put("defer", () -> dispatcher.defer(() -> diary.add("never")));
    calls.put("checkThread", dispatcher::checkThread);
    calls.put("endpoints", dispatcher::endpoints);
    calls.put("statistics", dispatcher::statistics);
    calls.put("cancel", callback::cancel);
    calls.put("notifyCancel", callback::notifyCancel);
    calls.put("interest", () -> callback.interest(READ));
    for (Map.Entry<String, Runnable> call : calls.entrySet()) {
      assertThat(refusalElsewhere(call.getValue()))
          .as(call.getKey())
          .hasMessageContaining("elsewhere")
          .hasMessageContaining(Thread.currentThread().getName())
          .hasMessageContaining("post");
    }
    assertThat(dispatcher.statistics().registered()).isEqualTo(1);
    dispatcher.close();
    assertThat(diary).isEmpty();
  }

  @Test
  void postWakeupAndCloseAreWelcomeFromAnywhere() throws Exception {
    elsewhere(() -> {
      dispatcher.post(() -> diary.add("task"));
      dispatcher.wakeup();
      dispatcher.close();
      return dispatcher.isClosed();
    });
    assertThat(diary).containsExactly("task");
    assertThat(kernel.isClosed()).isTrue();
  }

  @Test
  void aCloseElsewhereOutsideOfMonitorIsDoneThere() throws Exception {
    dispatcher.onIo(
        source,
        READ | Reason.CANCEL,
        (_, _) -> diary.add("notified on " + Thread.currentThread().getName()));
    elsewhere(() -> {
      dispatcher.close();
      return true;
    });
    assertThat(diary).containsExactly("notified on elsewhere");
    assertThat(kernel.isClosed()).isTrue();
  }

  @Test
  void aCloseElsewhereWhileThisThreadMonitorsIsDoneHereAfterTheTurn() {
    String here = Thread.currentThread().getName();
    dispatcher.onIo(
        source.ready(READ),
        READ | Reason.CANCEL,
        (_, reason) -> {
          String line = Reason.describe(reason) + " on " + Thread.currentThread().getName();
          diary.add(line);
          if (reason == READ) {
            elsewhere(() -> {
              dispatcher.close();
              dispatcher.close();
              return true;
            });
            assertThat(kernel.isClosed()).isFalse();
          }
        });
    dispatcher.onIo(ready(READ), READ, note("other of the turn"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("READ on " + here, "other of the turn", "CANCEL on " + here);
    assertThat(kernel.isClosed()).isTrue();
  }

  @Test
  void theThreadThatMonitorsTakesTheDispatcherOver() throws Exception {
    dispatcher.after(Duration.ZERO, note("timer"));
    elsewhere(() -> {
      dispatcher.monitor();
      dispatcher.checkThread();
      return dispatcher.after(1, note("from the new thread"));
    });
    assertThat(diary).containsExactly("timer");
    assertThatIllegalStateOf(dispatcher::checkThread).hasMessageContaining("elsewhere");
    assertThat(dispatcher.monitor()).isFalse();
    dispatcher.checkThread();
    assertThat(diary).containsExactly("timer", "from the new thread");
  }

  @Test
  void monitoringWhileAnotherThreadDoesIsRefused() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    dispatcher.after(
        Duration.ZERO,
        (_, _) -> {
          inside.countDown();
          assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        });
    FutureTask<Boolean> monitoring = new FutureTask<>(dispatcher::monitor);
    Thread.ofPlatform().name("monitoring").daemon().start(monitoring);
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatIllegalStateOf(dispatcher::monitor).hasMessageContaining("thread monitoring");
    done.countDown();
    assertThat(monitoring.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void aClaimThatIsClosedOnceMoreEndsNothingThatOthersDo() {
    Claim claim = dispatcher.claim();
    claim.close();
    claim.close();
    dispatcher.onIo(
        source.ready(READ),
        READ,
        (callback, _) -> {
          claim.close();
          assertThat(refusalElsewhere(dispatcher::monitor)).hasMessageContaining("monitored by");
          callback.cancel();
          diary.add("called");
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("called");
  }

  @Test
  void aCallWhileAnotherThreadClosesHearsThatItIsClosed() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    dispatcher.post(() -> {
      closing.countDown();
      awaitUnchecked(asked);
    });
    FutureTask<Boolean> close =
        new FutureTask<>(() -> {
          dispatcher.close();
          return true;
        });
    Thread.ofPlatform().name("closer").daemon().start(close);
    closing.await();
    assertThatThrownBy(dispatcher::claim).isInstanceOf(ClosedDispatcherException.class);
    assertThatThrownBy(dispatcher::checkThread).isInstanceOf(ClosedDispatcherException.class);
    assertThatThrownBy(dispatcher::monitor).isInstanceOf(ClosedDispatcherException.class);
    asked.countDown();
    assertThat(close.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
