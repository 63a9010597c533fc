package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.ListenOptions;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accepts that fail for lack of descriptors: the listener waits, ever longer, and no other
 * endpoint.
 */
final class AcceptFailureTest extends ScriptedTest {

  private ScriptedListening listening;
  private Listener listener;
  private final List<Connection> accepted = new ArrayList<>();

  @BeforeEach
  void listen() throws IOException {
    listening = kernel.listening();
    listener = listener(ListenerOptions.DEFAULT);
  }

  private static List<Duration> millis(long... times) {
    return LongStream.of(times).mapToObj(Duration::ofMillis).toList();
  }

  @Test
  void thePauseDoublesUpToASecond() {
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);
    int waits = kernel.waits();

    pass(Duration.ofSeconds(4));

    assertThat(listening.attempts())
        .isEqualTo(millis(0, 10, 30, 70, 150, 310, 630, 1270, 2270, 3270));
    assertThat(listener.acceptFailures()).isEqualTo(10);
    assertThat(kernel.waits() - waits).as("waits").isLessThan(30);
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void theFirstPauseIsAsLongAsTheOptionsSay() throws IOException {
    ScriptedListening slow = kernel.listening();
    listener(
            new ListenerOptions(
                ListenOptions.DEFAULT,
                ConnectionOptions.DEFAULT,
                64,
                Duration.ofMillis(700),
                Set.of()))
        .onConnection(accepted::add);
    slow.arrives();
    slow.failsAccepts(Integer.MAX_VALUE);

    pass(Duration.ofSeconds(3));

    assertThat(slow.attempts()).isEqualTo(millis(0, 700, 1700, 2700));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aFirstPauseOfASecondOrMoreStaysAsLongAndIsLoggedOnce(int seconds) throws IOException {
    ScriptedListening slow = kernel.listening();
    Listener patient =
        listener(
            new ListenerOptions(
                ListenOptions.DEFAULT,
                ConnectionOptions.DEFAULT,
                64,
                Duration.ofSeconds(seconds),
                Set.of()));
    patient.onConnection(accepted::add);
    slow.arrives();
    slow.failsAccepts(3);

    pass(Duration.ofSeconds(4L * seconds));

    assertThat(slow.attempts().subList(0, 4))
        .isEqualTo(millis(0, 1000L * seconds, 2000L * seconds, 3000L * seconds));
    assertThat(log.messages(Level.WARNING)).hasSize(1);
    assertThat(log.messages(Level.INFO)).containsExactly("accepting again on " + patient);
  }

  @Test
  void itIsLoggedOnceAndSoIsTheRecovery() {
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(5);

    pass(Duration.ofSeconds(4));

    assertThat(log.messages(Level.WARNING))
        .singleElement()
        .asString()
        .contains("can't accept on " + listener, "Too many open files");
    assertThat(log.messages(Level.INFO)).containsExactly("accepting again on " + listener);
  }

  @Test
  void withDescriptorsAgainAllThatWaitedAreAccepted() {
    listener.onConnection(accepted::add);
    for (int count = 0; count < 10; count++) {
      listening.arrives();
    }
    listening.failsAccepts(3);

    pass(Duration.ofMillis(69));
    assertThat(accepted).isEmpty();
    pass(Duration.ofMillis(2));

    assertThat(accepted).hasSize(10);
    assertThat(listener.accepted()).isEqualTo(10);
    assertThat(listener.acceptFailures()).isEqualTo(3);
  }

  @Test
  void afterARecoveryTheFirstPauseIsShortAgain() {
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(4);
    pass(Duration.ofSeconds(1));
    assertThat(accepted).hasSize(1);
    listening.attempts().clear();
    listening.arrives();
    listening.failsAccepts(2);

    pass(Duration.ofSeconds(1));

    assertThat(listening.attempts().getFirst()).isEqualTo(Duration.ofSeconds(1));
    assertThat(listening.attempts().get(1)).isEqualTo(Duration.ofMillis(1010));
    assertThat(listening.attempts().get(2)).isEqualTo(Duration.ofMillis(1030));
    assertThat(accepted).hasSize(2);
    assertThat(log.messages(Level.WARNING)).hasSize(2);
  }

  @Test
  void othersAreServedMeanwhile() throws IOException {
    ScriptedStream stream = kernel.stream();
    new End(connection()).echoing();
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);
    for (int second = 0; second < 10; second++) {
      byte[] bytes = TestBytes.pattern(second * 10L, 10);
      kernel.after(Duration.ofMillis(second * 1000L + 500), () -> stream.sends(bytes));
    }

    pass(Duration.ofSeconds(10));

    assertThat(stream.written()).isEqualTo(TestBytes.pattern(100));
  }

  @Test
  void aListenerClosedWhileItPausesIsDone() {
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);
    pass(Duration.ofMillis(100));

    listener.close();

    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.statistics().failures()).isZero();
  }

  @Test
  void anAcceptByHandFailsQuietlyAndPausesTheHandlerToo() {
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(1);

    assertThat(listener.accept()).isEmpty();

    pass(Duration.ofMillis(9));
    assertThat(accepted).isEmpty();
    pass(Duration.ofMillis(2));
    assertThat(accepted).hasSize(1);
  }

  @Test
  void whoWaitsForAConnectionDoesNotSpin() {
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);

    // Either answer will do, an empty one or a failure, but not a hundred thousand attempts.
    try {
      assertThat(Blocking.accept(listener, Duration.ofSeconds(4))).isEmpty();
    } catch (IOException failure) {
      assertThat(failure).hasMessageContaining("Too many open files");
    }

    assertThat(listening.attempts()).hasSizeLessThan(1000);
  }

  @Test
  void aConnectionThatIsGoneWhenItIsAcceptedIsSkipped() {
    listener.onConnection(accepted::add);
    ScriptedStream first = listening.arrives();
    ScriptedStream gone = listening.arrives().failsOptions("Invalid argument");
    ScriptedStream last = listening.arrives();

    pass(Duration.ofMillis(1));

    assertThat(accepted).extracting(Connection::source).containsExactly(first, last);
    assertThat(gone.isOpen()).isFalse();
    assertThat(listener.accepted()).isEqualTo(2);
    assertThat(listener.acceptFailures()).isZero();
  }

  @Test
  void anAcceptByHandPassesOverWhoIsGoneToWhoIsThere() {
    listening.arrives().failsOptions("Invalid argument");
    ScriptedStream there = listening.arrives();

    assertThat(listener.accept()).get().extracting(Connection::source).isSameAs(there);
  }

  @Test
  void acceptedConnectionsGetTheirOptions() {
    listener.onConnection(accepted::add);
    ScriptedStream stream = listening.arrives();

    pass(Duration.ofMillis(1));

    assertThat(stream.option(StandardSocketOptions.TCP_NODELAY)).isEqualTo(true);
    assertThat(stream.option(StandardSocketOptions.SO_KEEPALIVE)).isEqualTo(true);
    assertThat(stream.option(StandardSocketOptions.SO_SNDBUF)).isNull();
  }

  @Test
  void aLackOfMemoryIsALackOfMeans() {
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.runsOutOfMemoryInAccepts(3);

    pass(Duration.ofSeconds(1));

    assertThat(accepted).hasSize(1);
    assertThat(listener.isOpen()).isTrue();
    assertThat(listener.acceptFailures()).isEqualTo(3);
    assertThat(listening.attempts()).startsWith(millis(0, 10, 30, 70).toArray(Duration[]::new));
  }

  /** The pause that begins at 1270 ms would last until 2270 ms. */
  @Test
  void aDescriptorGivenBackEndsThePause() throws IOException {
    ScriptedStream held = kernel.stream();
    connection();
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);
    kernel.after(
        Duration.ofMillis(1500),
        () -> {
          listening.failsAccepts(0);
          held.close();
        });

    pass(Duration.ofMillis(1501));

    assertThat(accepted).hasSize(1);
    assertThat(listening.attempts()).contains(Duration.ofMillis(1500));
  }

  @Test
  void whereTheNextAcceptFailsTooThePausesGoOn() throws IOException {
    ScriptedStream held = kernel.stream();
    connection();
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);
    kernel.after(Duration.ofMillis(1500), held::close);

    pass(Duration.ofSeconds(4));

    assertThat(listening.attempts())
        .isEqualTo(millis(0, 10, 30, 70, 150, 310, 630, 1270, 1500, 2500, 3500));
    assertThat(log.messages(Level.WARNING)).hasSize(1);
  }

  @Test
  void aDescriptorGivenBackToAClosedListenerHarmsNoOther() throws IOException {
    ScriptedStream held = kernel.stream();
    connection();
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.failsAccepts(Integer.MAX_VALUE);
    pass(Duration.ofMillis(100));

    listener.close();
    held.close();

    assertThat(kernel.freedDescriptors().isAwaited()).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.statistics().failures()).isZero();
  }

  @Test
  void aDescriptorIsNoCureForALackOfMemory() throws IOException {
    ScriptedStream held = kernel.stream();
    connection();
    listener.onConnection(accepted::add);
    listening.arrives();
    listening.runsOutOfMemoryInAccepts(3);
    kernel.after(Duration.ofMillis(40), held::close);

    pass(Duration.ofMillis(100));

    assertThat(listening.attempts()).startsWith(millis(0, 10, 30, 70).toArray(Duration[]::new));
  }

  @Test
  void oneThatGetsInBetweenTwoFailuresIsNoRecovery() {
    listener.onConnection(connection -> {
      accepted.add(connection);
      listening.failsAccepts(1);
    });
    for (int count = 0; count < 4; count++) {
      listening.arrives();
    }
    listening.failsAccepts(1);

    pass(Duration.ofSeconds(3));

    assertThat(accepted).hasSize(4);
    assertThat(log.messages(Level.WARNING)).hasSize(1);
    assertThat(log.messages(Level.INFO)).hasSizeLessThan(2);
  }
}
