package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.LOST;
import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fate of bytes, ends and resets on their way (RFC 9293). */
final class SimLinkTest {

  /** Seeds of a system that keeps what has come at a reset, as Linux does, and of another one. */
  private static final long KEEPS = 2;

  private static final long DISCARDS = 1;

  @Test
  void bytesKeepTheirOrderWithAnyLatencies() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(5).withLatencies(0, SimFixture.SECOND));
    StreamPair pair = world.pair();
    StringBuilder sent = new StringBuilder();
    for (int count = 0; count < 200; count++) {
      StreamPair.send(world.kernel, pair.client(), count + " ");
      sent.append(count).append(' ');
      world.sleep(count * SimFixture.MILLI);
    }
    assertThat(StreamPair.receive(world.kernel, pair.server(), sent.length()))
        .isEqualTo(sent.toString());
  }

  @Test
  void bothDirectionsHaveTheirOwnOrder() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    StreamPair.send(world.kernel, pair.client(), "there");
    StreamPair.send(world.kernel, pair.server(), "back");
    assertThat(StreamPair.receive(world.kernel, pair.client(), 4)).isEqualTo("back");
    assertThat(StreamPair.receive(world.kernel, pair.server(), 5)).isEqualTo("there");
  }

  @Test
  void aWindowLimitsWhatIsOnItsWayAndUnreadTogether() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(1).withWindows(10, 10));
    StreamPair pair = world.pair();
    pair.client().interest(WRITE);
    assertThat(pair.client().write(SimFixture.bytes("0123456"))).isEqualTo(7);
    assertThat(pair.client().write(SimFixture.bytes("789abc"))).isEqualTo(3);
    world.sleep(SimFixture.SECOND);
    assertThat(pair.client().write(SimFixture.bytes("abc"))).isZero();
    assertThat(world.await(SimFixture.MILLI)).isEmpty();

    assertThat(pair.server().read(ByteBuffer.allocate(4))).isEqualTo(4);
    assertThat(world.await(SimFixture.SECOND)).containsExactly(pair.client());
    assertThat(pair.client().write(SimFixture.bytes("abcdef"))).isEqualTo(4);
    world.sleep(SimFixture.SECOND);
    assertThat(SimFixture.read(pair.server())).isEqualTo("456789abcd");
  }

  @Test
  void buffersAskedForOnlyMakeAWindowSmaller() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(1).withWindows(100, 100));
    var listener = world.kernel.listen(StreamPair.anyPort(), new ListenOptions(9, false, 1 << 20));
    StreamPair pair = StreamPair.open(world.kernel, listener);
    pair.client().option(StandardSocketOptions.SO_SNDBUF, 1 << 30);
    assertThat(StreamPair.fill(pair.client())).isEqualTo(100);
    pair.server().option(StandardSocketOptions.SO_SNDBUF, 4);
    assertThat(StreamPair.fill(pair.server())).isEqualTo(8);
  }

  @Test
  void anEndComesBehindTheBytesAndIsReportedEverAfter() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("last"));
    pair.client().close();
    world.sleep(SimFixture.SECOND);
    assertThat(SimFixture.read(pair.server())).isEqualTo("last");
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
    // Answered by a reset, as there is no socket: the end has been reported, and stays.
    pair.server().write(SimFixture.bytes("late"));
    world.sleep(SimFixture.SECOND);
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
    assertThatIOException().isThrownBy(() -> pair.server().write(SimFixture.bytes("later")));
  }

  @Test
  void noSpaceIsNoEnd() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    pair.client().shutdownOutput();
    world.sleep(SimFixture.SECOND);
    assertThat(pair.server().read(ByteBuffer.allocate(0))).isZero();
    assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(StreamSource.END);
  }

  @Test
  void afterAnEndOfOutputTheOtherDirectionGoesOn() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    pair.client().shutdownOutput();
    assertThatIOException().isThrownBy(() -> pair.client().write(SimFixture.bytes("x")));
    StreamPair.send(world.kernel, pair.server(), "answer");
    assertThat(StreamPair.receive(world.kernel, pair.client(), 6)).isEqualTo("answer");
  }

  @Test
  void anAbortIsAReset() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    pair.server().interest(READ | WRITE);
    pair.client().abort();
    world.sleep(SimFixture.SECOND);
    assertThat(world.await(0)).containsExactly(pair.server());
    assertThat(world.ready.reasons(0)).isEqualTo(READ | WRITE | LOST);
    assertThatIOException()
        .isThrownBy(() -> SimFixture.read(pair.server()))
        .withMessage("Connection reset");
  }

  @Test
  void aCloseOverUnreadInputIsAReset() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("unread"));
    world.sleep(SimFixture.SECOND);
    pair.server().close();
    world.sleep(SimFixture.SECOND);
    assertThatIOException().isThrownBy(() -> SimFixture.read(pair.client()));
  }

  @Test
  void whatArrivesAtAClosedEndIsAnsweredByAReset() throws IOException {
    SimFixture world = SimFixture.calm();
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("under way"));
    pair.server().close();
    world.sleep(SimFixture.SECOND);
    assertThatIOException().isThrownBy(() -> pair.client().write(SimFixture.bytes("x")));
  }

  @ParameterizedTest
  @ValueSource(longs = {KEEPS, DISCARDS})
  void aResetDestroysUnreadInputOnSomeSystems(long seed) throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(seed));
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("unread"));
    pair.client().abort();
    world.sleep(SimFixture.SECOND);
    if (seed == KEEPS) {
      assertThat(SimFixture.read(pair.server())).isEqualTo("unread");
    }
    assertThatIOException().isThrownBy(() -> SimFixture.read(pair.server()));
  }

  @Test
  void theFirstCallReportsAResetAndThenItIsAnEnd() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(KEEPS));
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("last words"));
    pair.client().abort();
    world.sleep(SimFixture.SECOND);
    assertThatIOException()
        .isThrownBy(() -> pair.server().write(SimFixture.bytes("x")))
        .withMessage("Connection reset");
    assertThatIOException()
        .isThrownBy(() -> pair.server().write(SimFixture.bytes("x")))
        .withMessage("Broken pipe");
    assertThat(SimFixture.read(pair.server())).isEqualTo("last words");
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
    assertThat(pair.server().failure()).hasMessage("Connection reset");
  }

  @Test
  void aResetBehindTheEndIsABrokenPipeForWhoWritesAndAnEndForWhoReads() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(KEEPS));
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("421 too many"));
    pair.client().close();
    world.sleep(SimFixture.SECOND);
    pair.server().write(SimFixture.bytes("one"));
    world.sleep(SimFixture.SECOND);
    assertThatIOException()
        .isThrownBy(() -> pair.server().write(SimFixture.bytes("two")))
        .withMessage("Broken pipe");
    assertThat(SimFixture.read(pair.server())).isEqualTo("421 too many");
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
  }

  @Test
  void systemsOfOtherKindsReportAResetAgainAndAgain() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(DISCARDS));
    StreamPair pair = world.pair();
    pair.client().abort();
    world.sleep(SimFixture.SECOND);
    for (int count = 0; count < 3; count++) {
      assertThatIOException()
          .isThrownBy(() -> pair.server().write(SimFixture.bytes("x")))
          .withMessage("Connection reset");
      assertThatIOException()
          .isThrownBy(() -> SimFixture.read(pair.server()))
          .withMessage("Connection reset");
    }
  }

  @Test
  void systemsOfBothKindsAreSimulated() {
    assertThat(new SimNetwork(SimOptions.calm(KEEPS)).resetsDiscard()).isFalse();
    assertThat(new SimNetwork(SimOptions.calm(DISCARDS)).resetsDiscard()).isTrue();
  }

  @Test
  void whoWritesHearsOfRoomThoughManyAreOpen() throws IOException {
    SimFixture world = new SimFixture(SimOptions.calm(1).withWindows(1, 1));
    for (int count = 0; count < 100; count++) {
      StreamPair pair = world.pair();
      pair.client().interest(WRITE);
      assertThat(world.await(0)).containsExactly(pair.client());
      pair.client().write(SimFixture.bytes("x"));
      assertThat(world.await(SimFixture.MILLI)).isEmpty();
      SimFixture.read(pair.server());
      assertThat(world.await(0)).containsExactly(pair.client());
      pair.client().interest(0);
    }
  }
}
