package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancelled callbacks, closed sources, failed handlers and the end of the dispatcher. */
abstract class EndContract extends DispatcherFixture {

  private static final Duration SPAN = Duration.ofMillis(20);

  /** Turns that a sleeping dispatcher may take for the span, spurious ones included. */
  private static final long TURNS_MAX = 5;

  EndContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void noEventComesAfterACancel() throws IOException {
    StreamPair pair = pairWithInput();
    Callback[] callbacks = {
      onIo(pair.server(), READ, note("never")), onIo(pair.client(), WRITE, note("never"))
    };
    for (Callback callback : callbacks) {
      assertThat(callback.cancel()).isTrue();
    }
    onIo(pair.client(), READ, note("never"));
    assertThat(turnsWithin(SPAN)).isLessThanOrEqualTo(TURNS_MAX);
    assertThat(diary).isEmpty();
  }

  @Test
  void ofTwoAndAHalfThousandReadyAtOnceTheFirstCancelsAllOthers() throws IOException {
    ListeningSource listener = listen();
    List<Callback> callbacks = new ArrayList<>();
    for (int index = 0; index < 2_500; index++) {
      StreamSource client = StreamPair.open(kernel, listener).client();
      callbacks.add(
          onIo(
              client,
              WRITE,
              (own, _) -> {
                diary.add("called");
                for (Callback callback : callbacks) {
                  if (!callback.equals(own)) {
                    callback.cancel();
                  }
                }
              }));
    }
    dispatcher.monitor(Duration.ZERO);
    assertThat(diary).containsExactly("called");
    assertThat(dispatcher.statistics().registered()).isEqualTo(1);
  }

  @Test
  void aSourceClosedWithoutACancelIsDropped() throws IOException {
    StreamPair pair = pairWithInput();
    onIo(pair.server(), READ | Reason.CANCEL, note("reader"));
    pair.server().close();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("reader CANCEL");
  }

  @Test
  void anEventFoundForAClosedSourceReachesNoSourceInItsPlace() throws IOException {
    ListeningSource listener = listen();
    List<StreamPair> ready = new ArrayList<>();
    for (int index = 0; index < 50; index++) {
      StreamPair pair = StreamPair.open(kernel, listener);
      StreamPair.send(kernel, pair.client(), "x");
      StreamPair.require(kernel, pair.server(), READ);
      ready.add(pair);
    }
    for (StreamPair pair : ready) {
      onIo(pair.server(), READ, (_, _) -> replace(ready, listener));
    }
    dispatcher.monitor(Duration.ZERO);
    assertThat(diary).containsExactly("replaced");
    assertThat(turnsWithin(SPAN)).isLessThanOrEqualTo(TURNS_MAX);
    assertThat(diary).containsExactly("replaced");
  }

  /** Closes all sources of the round, and has as many new ones take their places. */
  private void replace(List<StreamPair> ready, ListeningSource listener) throws IOException {
    diary.add("replaced");
    for (StreamPair pair : ready) {
      pair.server().close();
    }
    for (int index = 0; index < ready.size(); index++) {
      onIo(StreamPair.open(kernel, listener).server(), READ, note("stale"));
    }
  }

  @Test
  void aPeerThatHungUpCostsNothingWhileNoCallbackWaitsForIt() throws IOException {
    for (boolean clean : new boolean[] {true, false}) {
      StreamPair pair = pair();
      Callback callback = onIo(pair.server(), READ, (own, _) -> own.interest(0));
      if (clean) {
        pair.client().close();
      } else {
        pair.client().abort();
      }
      long before = dispatcher.statistics().ioCalls();
      monitorUntil(() -> dispatcher.statistics().ioCalls() > before);
      assertThat(turnsWithin(SPAN)).isLessThanOrEqualTo(TURNS_MAX);
      assertThat(callback.isRegistered()).isTrue();
    }
  }

  @Test
  void aFailedHandlerEndsItsConnectionAndNoOther() throws IOException {
    StreamPair culprit = pairWithInput();
    StreamPair other = pairWithInput();
    onIo(
        culprit.server(),
        READ,
        (_, _) -> {
          throw new IOException("broken");
        });
    onIo(other.server(), READ, (_, _) -> StreamPair.send(kernel, other.server(), "served"));
    onIo(culprit.client(), READ, (callback, _) -> callback.cancel());
    monitorUntil(() -> dispatcher.endpoints().size() == 1);
    assertThat(culprit.server().isOpen()).isFalse();
    assertThat(StreamPair.receive(kernel, other.client(), 6)).isEqualTo("served");
    assertThat(log.messages()).singleElement().asString().contains("handler failed");
  }

  @Test
  void aRefusedConnectEndsWithTheCloseOfItsSource() throws IOException {
    ListeningSource listener = listen();
    SocketAddress deserted = listener.localAddress();
    listener.close();
    kernel.await(0, new Ready());
    StreamSource client = kernel.connect(deserted);
    onIo(
        client,
        WRITE | Reason.CANCEL,
        (_, reason) -> {
          diary.add(Reason.describe(reason));
          if (reason == WRITE) {
            assertThatIOException().isThrownBy(client::finishConnect);
            client.close();
          }
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("WRITE", "CANCEL");
  }

  @Test
  void closingTheDispatcherEndsEveryConnection() throws IOException {
    ListeningSource listener = listen();
    onIo(listener, READ | Reason.CANCEL, note("listener"));
    StreamPair pair = StreamPair.open(kernel, listener);
    onIo(pair.server(), READ | Reason.CANCEL, note("server"));
    StreamSource unwatched = pair.client();
    dispatcher.close();
    assertThat(diary).containsExactlyInAnyOrder("listener CANCEL", "server CANCEL");
    assertThat(listener.isOpen()).isFalse();
    assertThat(pair.server().isOpen()).isFalse();
    assertThat(unwatched.isOpen()).isFalse();
  }

  @Test
  void closingTheDispatcherWithinACallbackEndsMonitoring() throws IOException {
    StreamPair pair = pairWithInput();
    onIo(
        pair.server(),
        READ | Reason.CANCEL,
        (_, reason) -> {
          diary.add(Reason.describe(reason) + ", open: " + pair.server().isOpen());
          dispatcher.close();
        });
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("READ, open: true", "CANCEL, open: true");
    assertThat(pair.server().isOpen()).isFalse();
  }
}
