package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.LOST;
import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Streams that are finished with: the reports, their number, and their reasons. */
final class SimLostTest {

  private final SimFixture world = SimFixture.calm();

  private void assertReportedOnce(StreamSource stream, int reasons, int everAfter)
      throws IOException {
    assertThat(world.await(SimFixture.SECOND)).containsExactly(stream);
    assertThat(world.ready.reasons(0)).isEqualTo(reasons);
    for (int count = 0; count < 3; count++) {
      if (everAfter == 0) {
        assertThat(world.await(SimFixture.SECOND)).isEmpty();
      } else {
        assertThat(world.await(SimFixture.SECOND)).containsExactly(stream);
        assertThat(world.ready.reasons(0)).isEqualTo(everAfter);
      }
    }
  }

  @Test
  void aResetIsReportedOnceWithoutInterest() throws IOException {
    StreamPair pair = world.pair();
    pair.client().abort();
    assertReportedOnce(pair.server(), LOST, 0);
    assertThat(pair.server().failure()).hasMessage("Connection reset");
  }

  @Test
  void aResetIsReportedTogetherWithWhatIsAskedFor() throws IOException {
    StreamPair pair = world.pair();
    pair.server().interest(READ);
    pair.client().abort();
    assertReportedOnce(pair.server(), READ | LOST, READ);
  }

  @Test
  void aLossReportedTogetherWithAReasonIsReportedAgainWithoutInterest() throws IOException {
    StreamPair pair = world.pair();
    pair.server().interest(READ);
    pair.client().abort();
    assertReportedOnce(pair.server(), READ | LOST, READ);
    pair.server().interest(0);
    assertReportedOnce(pair.server(), LOST, 0);
    pair.server().interest(0);
    assertThat(world.await(SimFixture.SECOND)).isEmpty();
  }

  @Test
  void theEndOfBothDirectionsIsReportedOnceAndIsNoFailure() throws IOException {
    StreamPair pair = world.pair();
    pair.server().shutdownOutput();
    pair.client().interest(0);
    assertThat(world.await(SimFixture.SECOND)).isEmpty();
    pair.client().shutdownOutput();
    assertThat(world.await(0)).containsExactly(pair.client());
    assertReportedOnce(pair.server(), LOST, 0);
    assertThat(pair.client().failure()).isNull();
    assertThat(pair.server().failure()).isNull();
  }

  @Test
  void anEndOfOneDirectionIsNoLoss() throws IOException {
    StreamPair pair = world.pair();
    pair.client().shutdownOutput();
    world.sleep(SimFixture.SECOND);
    assertThat(world.await(SimFixture.SECOND)).isEmpty();
    pair.server().interest(WRITE);
    assertThat(world.await(SimFixture.SECOND)).containsExactly(pair.server());
    assertThat(world.ready.reasons(0)).isEqualTo(WRITE);
  }

  @Test
  void aRefusedConnectIsReportedUntilItIsAskedFor() throws IOException {
    StreamSource calling =
        world.kernel.connect(new InetSocketAddress(StreamPair.anyPort().getAddress(), 9));
    assertReportedOnce(calling, LOST, 0);
    assertThat(calling.failure()).hasMessageContaining("refused");
    assertThatIOException().isThrownBy(calling::finishConnect);
  }

  @Test
  void aFailedConnectThatWasAskedForIsReportedNoMore() throws IOException {
    StreamSource calling =
        world.kernel.connect(new InetSocketAddress(StreamPair.anyPort().getAddress(), 9));
    world.sleep(SimFixture.SECOND);
    assertThatIOException().isThrownBy(calling::finishConnect);
    assertThat(world.await(SimFixture.SECOND)).isEmpty();
  }
}
