package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Reasons held at a real source reach its handlers beside those that the kernel reports. */
abstract class HoldContract extends DispatcherFixture {

  HoldContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void whatIsHeldAtASilentSourceIsDelivered() throws IOException {
    StreamSource server = pair().server();
    int[] calls = {0};
    onIo(
        server,
        READ,
        (_, _) -> {
          if (++calls[0] < 10) {
            dispatcher.hold(endpoint(server), READ);
          }
        });
    dispatcher.hold(endpoint(server), READ);
    monitorUntil(() -> calls[0] == 10);
    assertThat(turnsWithin(Duration.ofMillis(20))).isLessThan(10);
    assertThat(calls[0]).isEqualTo(10);
  }

  @Test
  void whatIsHeldAndWhatIsReadyIsOneCallATurn() throws IOException {
    StreamSource server = pairWithInput().server();
    onIo(server, READ | WRITE, note("both"));
    monitorUntil(() -> !diary.isEmpty());
    diary.clear();
    for (int turn = 1; turn <= 5; turn++) {
      dispatcher.hold(endpoint(server), READ);
      dispatcher.monitor(Duration.ZERO);
      assertThat(diary).hasSize(turn);
    }
    assertThat(diary).containsOnly("both READ|WRITE");
  }

  @Test
  void oneThatAlwaysHoldsKeepsNoOtherFromBeingServed() throws IOException {
    StreamSource greedy = pair().server();
    StreamPair other = pair();
    onIo(greedy, READ, (_, _) -> dispatcher.hold(endpoint(greedy), READ));
    dispatcher.hold(endpoint(greedy), READ);
    boolean[] served = {false, false};
    onIo(other.server(), READ, (_, _) -> served[0] = true);
    dispatcher.after(Duration.ofMillis(2), (_, _) -> served[1] = true);
    dispatcher.after(Duration.ofMillis(1), (_, _) -> StreamPair.send(kernel, other.client(), "x"));
    monitorUntil(() -> served[0] && served[1]);
    assertThat(dispatcher.isHeld(endpoint(greedy), READ)).isTrue();
  }

  @Test
  void aPausedOneCostsNoTurns() throws IOException {
    StreamSource server = pair().server();
    onIo(server, READ, note("reader"));
    dispatcher.pause(endpoint(server), READ);
    dispatcher.hold(endpoint(server), READ);
    assertThat(turnsWithin(Duration.ofMillis(20))).isLessThan(10);
    assertThat(diary).isEmpty();
    dispatcher.resume(endpoint(server), READ);
    monitorUntil(() -> !diary.isEmpty());
    assertThat(diary).containsExactly("reader READ");
  }
}
