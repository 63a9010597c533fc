package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The requests of other threads to the dispatcher. */
abstract class WakeupContract extends DispatcherFixture {

  WakeupContract(Kernel.Factory factory) {
    super(factory);
  }

  WakeupContract(Kernel.Factory factory, DispatcherOptions options) {
    super(factory, options);
  }

  /** Something to monitor that never becomes ready. */
  private Callback registerQuiet() throws IOException {
    return onIo(pair().server(), READ | Reason.CANCEL, note("quiet"));
  }

  @Test
  void aPostFromAnotherThreadEndsTheWaitWithoutLimit() throws Exception {
    Callback quiet = registerQuiet();
    Semaphore served = new Semaphore(0);
    int rounds = 2_000;
    Thread poster =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int round = 0; round < rounds; round++) {
                dispatcher.post(served::release);
                served.acquireUninterruptibly();
              }
              dispatcher.post(quiet::cancel);
            });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.statistics().tasksRun()).isEqualTo(rounds + 1);
    poster.join();
  }

  @Test
  void ofAHundredThousandPostsFromFourThreadsNoneIsLostAndEachThreadKeepsItsOrder()
      throws Exception {
    Callback quiet = registerQuiet();
    int[] next = new int[4];
    AtomicInteger disorders = new AtomicInteger();
    CountDownLatch posted = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      int own = thread;
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            for (int index = 0; index < 25_000; index++) {
              int expected = index;
              dispatcher.post(() -> {
                if (next[own]++ != expected) {
                  disorders.incrementAndGet();
                }
              });
            }
            posted.countDown();
          });
    }
    Thread last =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              awaitQuietly(posted);
              dispatcher.post(quiet::cancel);
            });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(next).containsOnly(25_000);
    assertThat(disorders).hasValue(0);
    last.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aWakeupFromAnotherThreadGoesThroughATurn() throws Exception {
    Callback quiet = registerQuiet();
    AtomicInteger rung = new AtomicInteger();
    Thread bell =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int count = 0; count < 100_000; count++) {
                rung.incrementAndGet();
                dispatcher.wakeup();
              }
              dispatcher.post(quiet::cancel);
            });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(rung).hasValue(100_000);
    assertThat(dispatcher.statistics().turns()).isBetween(1L, 100_001L);
    bell.join();
  }

  @Test
  void aSourceRegisteredByAPostedTaskIsWaitedForAtOnce() throws Exception {
    Callback quiet = registerQuiet();
    StreamSource ready = pair().client();
    Thread poster =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                dispatcher.post(() ->
                    onIo(
                        ready,
                        WRITE,
                        (callback, _) -> {
                          callback.cancel();
                          quiet.cancel();
                          diary.add("ready");
                        })));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("ready", "quiet CANCEL");
    poster.join();
  }

  @Test
  void aTimerRegisteredByAPostedTaskShortensTheWait() throws Exception {
    Callback quiet = registerQuiet();
    Thread poster =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                dispatcher.post(
                    () -> dispatcher.after(Duration.ofMillis(1), (_, _) -> quiet.cancel())));
    assertThat(dispatcher.monitor()).isFalse();
    poster.join();
  }

  @RepeatedTest(20)
  void aCloseFromAnotherThreadEndsTheWaitAndReportsOnce() throws Exception {
    List<Thread> toldOn = new ArrayList<>();
    StreamSource source = pair().server();
    onIo(source, READ | Reason.CANCEL, (_, _) -> toldOn.add(Thread.currentThread()));
    Thread closer = Thread.ofPlatform().daemon().start(dispatcher::close);
    boolean more = monitorOrClosed();
    closer.join();
    assertThat(more).isFalse();
    assertThat(dispatcher.isClosed()).isTrue();
    assertThat(source.isOpen()).isFalse();
    assertThat(toldOn).hasSize(1).isSubsetOf(Thread.currentThread(), closer);
  }

  /** Monitors; false also where the close came first and monitoring is refused already. */
  private boolean monitorOrClosed() {
    try {
      return dispatcher.monitor();
    } catch (IllegalStateException closedBefore) {
      assertThat(closedBefore).hasMessageContaining("closed");
      return false;
    }
  }

  @RepeatedTest(5)
  void aPostThatRacesWithTheCloseRunsOrIsRejected() throws Exception {
    registerQuiet();
    AtomicInteger run = new AtomicInteger();
    AtomicInteger rejected = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    Thread poster =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int index = 0; index < 20_000; index++) {
                try {
                  dispatcher.post(run::incrementAndGet);
                } catch (RejectedExecutionException closed) {
                  rejected.incrementAndGet();
                }
                if (index == 1_000) {
                  started.countDown();
                }
              }
            });
    started.await();
    dispatcher.after(Duration.ZERO, (_, _) -> dispatcher.close());
    assertThat(dispatcher.monitor()).isFalse();
    poster.join();
    assertThat(run.get() + rejected.get()).isEqualTo(20_000);
  }

  @Test
  void anInterruptFromAnotherThreadEndsMonitoringAndStaysInTheFlag() throws Exception {
    registerQuiet();
    Thread monitoring = Thread.currentThread();
    for (int round = 0; round < 100; round++) {
      Thread interrupter = Thread.ofPlatform().daemon().start(monitoring::interrupt);
      assertThat(dispatcher.monitor()).isTrue();
      assertThat(Thread.interrupted()).isTrue();
      interrupter.join();
    }
    assertThat(dispatcher.statistics().turns()).isLessThanOrEqualTo(500);
    assertThat(diary).isEmpty();
  }

  @Test
  void handedFromThreadToThreadItServesEachAndRefusesTheOthers() throws Exception {
    StreamPair pair = pair();
    int[] received = {0};
    onIo(
        pair.server(),
        READ,
        (_, _) -> {
          received[0] += read(pair.server());
          dispatcher.stop();
        });
    for (int round = 1; round <= 20; round++) {
      StreamPair.send(kernel, pair.client(), "x");
      boolean[] more = {false};
      Thread other = Thread.ofPlatform().daemon().start(() -> more[0] = dispatcher.monitor());
      other.join();
      assertThat(more[0]).isTrue();
      assertThat(received[0]).isEqualTo(round);
      assertThatIllegalStateException()
          .isThrownBy(dispatcher::checkThread)
          .withMessageContaining("belongs to thread");
      assertThat(dispatcher.monitor(Duration.ZERO)).isTrue();
      dispatcher.checkThread();
    }
  }
}
