package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The reports of a simulation about its failures. */
final class SimFailureTest {

  private final SimFixture world = SimFixture.calm();

  @Test
  void aProgramThatWouldSleepForEverIsFound() throws IOException {
    world.listen().interest(READ);
    assertThatIllegalStateException()
        .isThrownBy(() -> world.await(SimFixture.forever()))
        .withMessageContaining("would sleep for ever");
    assertThatIllegalStateException()
        .isThrownBy(() -> world.kernel.poll(world.listen(), READ, SimFixture.forever()))
        .withMessageContaining("would sleep for ever");
  }

  @Test
  void aProgramThatIgnoresReadinessIsFound() throws IOException {
    StreamSource stream = world.pair().client();
    stream.interest(WRITE);
    assertThatIllegalStateException()
        .isThrownBy(() -> {
          while (true) {
            world.await(SimFixture.SECOND);
          }
        })
        .withMessageContaining("spins")
        .withMessageContaining(stream.toString());
  }

  @Test
  void aHandlerThatReadsWithoutEndIsFound() throws IOException {
    StreamPair pair = world.pair();
    try (Dispatcher dispatcher = new Dispatcher(world.kernel)) {
      dispatcher.after(
          Duration.ZERO,
          (_, _) -> {
            while (SimFixture.read(pair.server()).isEmpty()) {
              // Waits for bytes by asking for them.
            }
          });
      dispatcher.after(Duration.ofSeconds(1), (_, _) -> {});
      assertThatIllegalStateException()
          .isThrownBy(dispatcher::monitor)
          .withMessageContaining("without a wait");
    }
  }

  @Test
  void aPeersAssertionComesOutOfMonitor() throws IOException {
    StreamSource stream =
        world.streamTo(
            new SimPeer.Behaviour() {
              @Override
              public void readable(SimPeer peer) {
                throw new AssertionError("not that: " + SimFixture.text(peer.receive(99)));
              }
            });
    try (Dispatcher dispatcher = new Dispatcher(world.kernel)) {
      dispatcher.after(Duration.ZERO, (_, _) -> stream.write(SimFixture.bytes("this")));
      assertMonitorThrows(dispatcher, "not that: this");
    }
  }

  @Test
  void whatAHandlerGivesToFailComesOutOfMonitor() {
    try (Dispatcher dispatcher = new Dispatcher(world.kernel)) {
      dispatcher.after(
          Duration.ZERO,
          (_, _) -> {
            world.network.fail(new AssertionError("first"));
            world.network.fail(new AssertionError("second"));
          });
      assertMonitorThrows(dispatcher, "first");
    }
  }

  @Test
  void whatAPollInAHandlerMetComesOutOfMonitorStill() throws IOException {
    StreamPair pair = world.pair();
    world.network.after(SimFixture.MILLI, () -> world.network.fail(new AssertionError("met")));
    try (Dispatcher dispatcher = new Dispatcher(world.kernel)) {
      dispatcher.after(
          Duration.ZERO, (_, _) -> world.kernel.poll(pair.server(), READ, SimFixture.SECOND));
      assertMonitorThrows(dispatcher, "met");
    }
  }

  private static void assertMonitorThrows(Dispatcher dispatcher, String message) {
    dispatcher.after(Duration.ofSeconds(9), (_, _) -> {});
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(dispatcher::monitor)
        .withMessage(message);
  }

  @Test
  void whatAnObserverThrowsComesOutOfMonitor() {
    world.kernel.observe(
        new SimObserver() {
          @Override
          public void waiting(long timeoutNanos) {
            throw new AssertionError("observed " + timeoutNanos);
          }
        });
    try (Dispatcher dispatcher = new Dispatcher(world.kernel)) {
      assertMonitorThrows(dispatcher, "observed " + 9 * SimFixture.SECOND);
    }
  }

  @Test
  void whatHappensAfterTheLastWaitIsNotLost() throws IOException {
    StreamPair pair = world.pair();
    world.network.after(100, () -> world.network.fail(new AssertionError("at the close")));
    world.kernel.close();
    assertThat(pair.client().isOpen()).isFalse();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(world.network::throwFailure)
        .withMessage("at the close");
  }

  @Test
  void aCheckedExceptionIsTheCauseOfOne() {
    world.network.fail(new IOException("checked"));
    assertThatIllegalStateException()
        .isThrownBy(world.network::throwFailure)
        .withRootCauseInstanceOf(IOException.class);
  }

  @Test
  void theWorldDoesNotCallAProgramThatIsAtWork() throws IOException {
    StreamPair pair = world.pair();
    world.network.after(50, pair.client()::close);
    assertThat(SimFixture.read(pair.server())).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> world.await(1))
        .withMessageContaining("post it to the dispatcher");
  }

  @Test
  void theWorldPostsToTheDispatcher() throws IOException {
    StreamPair pair = world.pair();
    try (Dispatcher dispatcher = new Dispatcher(world.kernel)) {
      dispatcher.onIo(() -> pair.server(), Reason.READ, (_, _) -> pair.server().close());
      world.network.after(SimFixture.SECOND, () -> dispatcher.post(() -> pair.client().close()));
      assertThat(dispatcher.monitor()).isFalse();
    }
    assertThat(pair.server().isOpen()).isFalse();
  }
}
