package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.ManualKernel.ManualSource;
import io.echod.dispatcher.kernel.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Handlers, tasks and endpoints that throw: the dispatcher lives. */
final class FailureTest extends ManualFixture {

  private final ManualSource source = ready(READ);

  private static Handler throwing(Throwable failure) {
    return (_, _) -> sneak(failure);
  }

  @SuppressWarnings("unchecked") // an unchecked cast is how any throwable passes any signature
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  void theOtherReadyCallbacksStillRun() {
    dispatcher.onIo(source, READ, throwing(new IOException("broken"))).name("culprit");
    dispatcher.onIo(ready(READ), READ, note("other"));
    dispatcher.after(Duration.ZERO, note("timer"));
    dispatcher.post(() -> diary.add("task"));
    dispatcher.defer(() -> diary.add("deferred"));
    turn();
    assertThat(diary).containsExactly("other", "timer", "task", "deferred");
  }

  @Test
  void theFailureIsLoggedByNameAndCounted() {
    IOException broken = new IOException("broken");
    dispatcher.onIo(source, READ, throwing(broken)).name("culprit");
    turn();
    assertThat(log.failures()).containsExactly(broken);
    assertThat(log.messages()).singleElement().asString().contains("culprit", "source 0");
    assertThat(dispatcher.statistics().failures()).isEqualTo(1);
  }

  @Test
  void theCallbackIsCancelledAndItsSourceClosed() {
    Callback culprit =
        dispatcher.onIo(source, READ, throwing(new IOException("broken"))).notifyCancel();
    dispatcher.onIo(source, READ, note("next on the source"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(culprit.isRegistered()).isFalse();
    assertThat(source.isOpen()).isFalse();
    assertThat(diary).isEmpty();
  }

  @Test
  void theNoticeOfTheCancelStillComesOnce() {
    dispatcher.onIo(
        source,
        READ | Reason.CANCEL,
        (_, reason) -> {
          diary.add(Reason.describe(reason));
          throw new IOException("broken");
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("READ", "CANCEL");
    assertThat(dispatcher.statistics().failures()).isEqualTo(2);
  }

  @Test
  void theEndpointIsNotifiedAndMayKeepItsSource() {
    IOException broken = new IOException("broken");
    Endpoint lenient =
        new Endpoint() {
          @Override
          public Source source() {
            return source;
          }

          @Override
          public void handlerFailed(Callback callback, Throwable failure) {
            assertThat(callback.isRegistered()).isFalse();
            diary.add(callback + ": " + failure.getMessage());
          }

          @Override
          public String toString() {
            return "lenient";
          }
        };
    dispatcher.onIo(lenient, READ, throwing(broken));
    dispatcher.onIo(lenient, READ, note("next on the source"));
    turn();
    assertThat(diary)
        .containsExactly("I/O callback for READ on lenient: broken", "next on the source");
    assertThat(source.isOpen()).isTrue();
  }

  @Test
  void aFailureThatEndedTheEndpointIsNoHandlersMistake() {
    IOException reset = new IOException("reset");
    Endpoint ended =
        new Endpoint() {
          @Override
          public Source source() {
            return source;
          }

          @Override
          public boolean endedBy(Throwable failure) {
            return failure.equals(reset);
          }
        };
    dispatcher.onIo(
        ended,
        READ,
        (_, _) -> {
          source.close();
          throw reset;
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.statistics().failures()).isZero();
    assertThat(log.failures()).isEmpty();
  }

  @Test
  void anEndpointThatFailsAtEverythingIsContained() {
    Endpoint hopeless =
        new Endpoint() {
          @Override
          public Source source() {
            return source;
          }

          @Override
          public boolean endedBy(Throwable failure) {
            throw new IllegalStateException("no idea");
          }

          @Override
          public void handlerFailed(Callback callback, Throwable failure) {
            throw new IllegalStateException("no help");
          }

          @Override
          public void sourceClosed() {
            throw new IllegalStateException("no end");
          }

          @Override
          public String toString() {
            throw new IllegalStateException("no name");
          }
        };
    Callback culprit = dispatcher.onIo(hopeless, READ, throwing(new IOException("broken")));
    ManualSource other = ready(READ);
    dispatcher.onIo(other, READ, note("other"));
    turn();
    assertThat(diary).containsExactly("other");
    assertThat(culprit.isRegistered()).isFalse();
    dispatcher.close();
    assertThat(kernel.isClosed()).isTrue();
    assertThat(other.isOpen()).isFalse();
  }

  @Test
  void anOverflownStackIsContained() {
    dispatcher.onIo(source, READ, (_, _) -> recurse(0));
    dispatcher.onIo(ready(READ), READ, note("other"));
    turn();
    assertThat(diary).containsExactly("other");
    assertThat(log.failures()).singleElement().isInstanceOf(StackOverflowError.class);
  }

  private static int recurse(int depth) {
    return depth < 0 ? depth : recurse(depth + 1) + 1;
  }

  @Test
  void aLackOfMemoryEndsOnlyTheCallback() {
    OutOfMemoryError lack = new OutOfMemoryError("as if");
    Callback culprit = dispatcher.onIo(source, READ, throwing(lack));
    dispatcher.onIo(ready(READ), READ, note("other"));
    turns(2);
    assertThat(diary).containsExactly("other", "other");
    assertThat(culprit.isRegistered()).isFalse();
    assertThat(source.isOpen()).isFalse();
    assertThat(log.failures()).containsExactly(lack);
  }

  @Test
  void timersAndIdleTasksThatFailAreCancelled() {
    dispatcher.every(0, 1, throwing(new IllegalStateException("timer")));
    dispatcher.after(0, throwing(new LinkageError("one-shot")));
    dispatcher.whenIdle(throwing(new IllegalStateException("idle")));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.statistics().failures()).isEqualTo(3);
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @Test
  void tasksThatFailAreLoggedAndTheNextOnesRun() {
    IllegalStateException posted = new IllegalStateException("posted");
    IllegalStateException deferred = new IllegalStateException("deferred");
    dispatcher.post(() -> {
      throw posted;
    });
    dispatcher.post(() -> diary.add("task"));
    dispatcher.defer(() -> {
      throw deferred;
    });
    dispatcher.defer(() -> diary.add("deferred"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("task", "deferred");
    assertThat(log.failures()).containsExactly(posted, deferred);
    assertThat(dispatcher.statistics().failures()).isEqualTo(2);
  }

  @Test
  void aHandlerThatFailsAfterItCancelledItselfIsNotCancelledTwice() {
    dispatcher.onIo(
        source,
        READ | Reason.CANCEL,
        (callback, reason) -> {
          diary.add(Reason.describe(reason));
          if (callback.cancel()) {
            throw new IOException("broken");
          }
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("READ", "CANCEL");
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @Test
  void aKernelThatCanNoLongerWaitEndsMonitoringAndSaysSo() {
    IOException broken = new IOException("out of order");
    dispatcher.onIo(source, READ, note("input"));
    kernel.breakDown(broken);
    assertThatThrownBy(dispatcher::monitor)
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(broken)
        .hasMessageContaining("manual");
    dispatcher.close();
    assertThat(kernel.isClosed()).isTrue();
  }
}
