package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.EXCEPT;
import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Events of real sources reach those who asked for them. */
abstract class EventContract extends DispatcherFixture {

  EventContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void anEchoGoesThereAndBack() throws IOException {
    StreamPair pair = pair();
    ByteBuffer buffer = ByteBuffer.allocate(16);
    onIo(
        pair.server(),
        READ,
        (_, _) -> {
          pair.server().read(buffer.clear());
          pair.server().write(buffer.flip());
        });
    StringBuilder answer = new StringBuilder();
    onIo(
        pair.client(), READ, (_, _) -> answer.append(StreamPair.receive(kernel, pair.client(), 1)));
    StreamPair.send(kernel, pair.client(), "there and back");
    monitorUntil(() -> answer.length() == 14);
    assertThat(answer).hasToString("there and back");
  }

  @Test
  void onlyTheReasonsAskedForAreDelivered() throws IOException {
    StreamSource server = pairWithInput().server();
    onIo(server, READ, note("reader"));
    onIo(server, WRITE, note("writer"));
    onIo(server, READ | WRITE, note("both"));
    monitorUntil(() -> diary.size() >= 3);
    assertThat(diary.subList(0, 3))
        .containsExactly("reader READ", "writer WRITE", "both READ|WRITE");
  }

  @Test
  void aListenerAndACallAreServedByTheSameDispatcher() throws IOException {
    ListeningSource listener = listen();
    List<StreamSource> accepted = new ArrayList<>();
    onIo(listener, READ, (_, _) -> accepted.add(StreamPair.accept(kernel, listener)));
    StreamSource client = kernel.connect(listener.localAddress());
    onIo(
        client,
        WRITE,
        (callback, _) -> {
          if (client.finishConnect()) {
            diary.add("connected");
            callback.cancel();
          }
        });
    monitorUntil(() -> accepted.size() == 1 && diary.size() == 1);
    assertThat(accepted.getFirst().remoteAddress()).isEqualTo(client.localAddress());
  }

  @Test
  void theEndOfInputIsDeliveredAsRead() throws IOException {
    StreamPair pair = pair();
    List<Integer> results = new ArrayList<>();
    onIo(
        pair.server(),
        READ,
        (callback, _) -> {
          results.add(read(pair.server()));
          callback.cancel();
        });
    pair.client().shutdownOutput();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(results).containsExactly(StreamSource.END);
  }

  @Test
  void aResetIsDeliveredToReadersAndWriters() throws IOException {
    for (int reason : new int[] {READ, WRITE}) {
      StreamPair pair = pair();
      StreamPair.fill(pair.server());
      pair.client().abort();
      onIo(
          pair.server(),
          reason,
          (callback, delivered) -> {
            diary.add(Reason.describe(delivered));
            assertThatThrownBy(() -> pair.server().write(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
            callback.cancel();
          });
      assertThat(dispatcher.monitor()).isFalse();
    }
    assertThat(diary).containsExactly("READ", "WRITE");
  }

  @Test
  void whoIsRegisteredInACallbackIsCalledFromTheNextTurnOn() throws IOException {
    StreamSource server = pairWithInput().server();
    long[] registeredIn = {0};
    onIo(
        server,
        READ,
        (callback, _) -> {
          callback.cancel();
          registeredIn[0] = dispatcher.statistics().turns();
          onIo(
              server,
              READ,
              (second, _) -> {
                second.cancel();
                diary.add("turns later: " + (dispatcher.statistics().turns() - registeredIn[0]));
              });
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("turns later: 1");
  }

  @Test
  void whoIsCancelledAndRegisteredAgainAtOnceMissesNothing() throws IOException {
    StreamSource server = pairWithInput().server();
    for (int round = 0; round < 100; round++) {
      onIo(server, READ, note("never")).cancel();
      onIo(server, READ, (callback, _) -> callback.cancel());
      assertThat(dispatcher.monitor()).isFalse();
    }
    assertThat(dispatcher.statistics().ioCalls()).isEqualTo(100);
    assertThat(diary).isEmpty();
  }

  @Test
  void urgentDataIsRefusedWhereTheKernelCannotSeeIt() throws IOException {
    Assumptions.assumeTrue((kernel.reasons() & EXCEPT) == 0);
    StreamSource server = pair().server();
    assertThatThrownBy(() -> onIo(server, READ | EXCEPT, note("never")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(kernel.name())
        .hasMessageContaining("EXCEPT");
    assertThat(dispatcher.statistics().registered()).isZero();
  }

  @Test
  void tenThousandSourcesAreServedAtOnce() throws IOException {
    ListeningSource listener = listen();
    Set<StreamSource> waiting = new HashSet<>();
    for (int index = 0; index < 5_000; index++) {
      StreamPair pair = StreamPair.open(kernel, listener);
      StreamPair.send(kernel, pair.client(), "x");
      waiting.add(pair.client());
      waiting.add(pair.server());
      onIo(pair.client(), WRITE, (callback, _) -> served(waiting, pair.client(), callback));
      onIo(pair.server(), READ, (callback, _) -> served(waiting, pair.server(), callback));
    }
    assertThat(dispatcher.statistics().registered()).isEqualTo(10_000);
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(waiting).isEmpty();
    assertThat(dispatcher.statistics().ioCalls()).isEqualTo(10_000);
  }

  private static void served(Set<StreamSource> waiting, StreamSource source, Callback callback) {
    waiting.remove(source);
    callback.cancel();
  }

  @Test
  void aTimeoutAndReadinessAtTheSameTimeAreBothDelivered() throws IOException {
    StreamPair pair = pair();
    for (int round = 0; round < 50; round++) {
      onIo(
          pair.server(),
          READ,
          (callback, _) -> {
            read(pair.server());
            callback.cancel();
          });
      dispatcher.after(Duration.ofMillis(1), (_, _) -> StreamPair.send(kernel, pair.client(), "x"));
      dispatcher.after(Duration.ofMillis(1), note("timer"));
      assertThat(dispatcher.monitor()).isFalse();
    }
    assertThat(diary).hasSize(50);
    assertThat(dispatcher.statistics().ioCalls()).isEqualTo(50);
  }

  @Test
  void callbacksOfOneSourceAreAllCalledOldestFirst() throws IOException {
    StreamPair pair = pairWithInput();
    onIo(pair.server(), READ, note("oldest"));
    onIo(pair.server(), WRITE, note("writer"));
    onIo(pair.server(), READ | WRITE, note("youngest"));
    dispatcher.monitor(Duration.ZERO);
    assertThat(diary).containsExactly("oldest READ", "writer WRITE", "youngest READ|WRITE");
  }

  @Test
  void whatCannotBeRegisteredIsRefusedAndLeavesNothingBehind() throws IOException {
    StreamPair pair = pairWithInput();
    for (int reasons : new int[] {0, Reason.CANCEL, Reason.FIRE, READ | Reason.IDLE, 64}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> onIo(pair.server(), reasons, note("never")));
    }
    pair.client().close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> onIo(pair.client(), READ, note("never")))
        .withMessageContaining("is closed");
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(dispatcher.endpoints()).isEmpty();
    assertThat(diary).isEmpty();
  }

  @Test
  void monitoringWithinACallbackIsRefusedAndTheOuterOneGoesOn() throws IOException {
    StreamPair pair = pairWithInput();
    onIo(
        pair.server(),
        READ,
        (callback, _) -> {
          assertThatIllegalStateException()
              .isThrownBy(dispatcher::monitor)
              .withMessageContaining("within a callback");
          callback.cancel();
          onIo(pair.server(), WRITE, note("later"));
        });
    monitorUntil(() -> !diary.isEmpty());
    assertThat(diary).containsOnly("later WRITE");
  }

  @Test
  void monitoringAgainGoesOnWhereItWasLeft() throws IOException {
    StreamPair pair = pairWithInput();
    assertThat(dispatcher.monitor()).isFalse();
    Callback reader = onIo(pair.server(), READ, (_, _) -> dispatcher.stop());
    for (int time = 0; time < 3; time++) {
      assertThat(dispatcher.monitor()).isTrue();
    }
    assertThat(reader.isRegistered()).isTrue();
    reader.cancel();
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void aStackThatOverflowsInAHandlerEndsItsConnectionAndNoOther() throws IOException {
    StreamPair endless = pairWithInput();
    StreamPair other = pairWithInput();
    onIo(endless.server(), READ, (callback, _) -> recurse(callback));
    onIo(other.server(), READ, note("other"));
    monitorUntil(() -> !diary.isEmpty() && !endless.server().isOpen());
    assertThat(other.server().isOpen()).isTrue();
    assertThat(dispatcher.statistics().failures()).isEqualTo(1);
    // The other's callback; and the last frame's timer, where the end came before its cancel.
    assertThat(dispatcher.statistics().registered()).isBetween(1L, 2L);
  }

  /** Does something with the dispatcher in each frame, so that the end comes anywhere. */
  private int recurse(Callback callback) {
    dispatcher.after(1, note("timer of a frame")).cancel();
    callback.interest(READ);
    return callback.isRegistered() ? recurse(callback) + 1 : 0;
  }
}
