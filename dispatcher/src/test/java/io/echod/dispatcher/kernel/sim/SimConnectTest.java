package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Handshakes, backlogs and descriptors. */
final class SimConnectTest {

  private final SimFixture world = SimFixture.calm();

  @Test
  void aHandshakeTakesAsLongAsTwoWays() throws IOException {
    ListeningSource listener = world.listen();
    long start = world.network.nanoTime();
    StreamSource client = world.kernel.connect(listener.localAddress());
    client.interest(WRITE);
    assertThat(client.finishConnect()).isFalse();
    assertThat(world.await(SimFixture.SECOND)).containsExactly(client);
    assertThat(world.network.nanoTime() - start).isBetween(100_000L, 102_000L);
    assertThat(client.finishConnect()).isTrue();
  }

  @Test
  void nothingArrivesBeforeTheAnswerToTheCall() throws IOException {
    for (long seed = 0; seed < 100; seed++) {
      var wild = new SimFixture(SimOptions.calm(seed).withLatencies(0, 100 * SimFixture.MILLI));
      ListeningSource listener = wild.listen();
      StreamSource client = wild.kernel.connect(listener.localAddress());
      listener.interest(READ);
      wild.await(SimFixture.SECOND);
      StreamPair.accept(wild.kernel, listener).write(SimFixture.bytes("welcome"));
      client.interest(READ);
      assertThat(wild.await(SimFixture.SECOND)).containsExactly(client);
      assertThat(client.finishConnect()).isTrue();
      assertThat(SimFixture.read(client)).isEqualTo("welcome");
    }
  }

  @Test
  void aCallWithoutAListenerIsRefused() throws IOException {
    var nobody = new InetSocketAddress(StreamPair.anyPort().getAddress(), 9);
    SimTalk talk = new SimTalk(new byte[1]);
    world.network.connect(nobody, talk);
    StreamSource source = world.kernel.connect(nobody);
    world.sleep(SimFixture.SECOND);
    assertThatIOException()
        .isThrownBy(source::finishConnect)
        .isInstanceOf(ConnectException.class)
        .withMessageContaining("127.0.0.1:9")
        .withMessageContaining("refused");
    assertThat(talk.isOver()).isTrue();
    assertThat(talk.failure()).isPresent();
    assertThat(talk.isDisturbed()).isFalse();
  }

  @Test
  void whoCloseWhileConnectingResetsTheOtherEnd() throws IOException {
    ListeningSource listener = world.listen();
    world.kernel.connect(listener.localAddress()).close();
    StreamSource second = world.kernel.connect(listener.localAddress());
    world.sleep(SimFixture.SECOND);
    assertThat(StreamPair.accept(world.kernel, listener).remoteAddress())
        .isEqualTo(second.localAddress());
    assertThat(listener.accept()).isNull();
  }

  @Test
  void aFullBacklogIsAskedAgainSecondBySecond() throws IOException {
    ListeningSource listener =
        world.kernel.listen(StreamPair.anyPort(), new ListenOptions(1, false, 0));
    List<StreamSource> calling = new ArrayList<>();
    for (int count = 0; count < 3; count++) {
      calling.add(world.kernel.connect(listener.localAddress()));
    }
    world.sleep(SimFixture.SECOND / 2);
    assertThat(calling.get(1).finishConnect()).isTrue();
    assertThat(calling.get(2).finishConnect()).isFalse();
    StreamPair.accept(world.kernel, listener);
    assertThat(calling.get(2).finishConnect()).isFalse();
    world.sleep(SimFixture.SECOND);
    assertThat(calling.get(2).finishConnect()).isTrue();
  }

  @Test
  void aCallToABacklogThatStaysFullTimesOut() throws IOException {
    ListeningSource listener =
        world.kernel.listen(StreamPair.anyPort(), new ListenOptions(1, false, 0));
    SimTalk last = new SimTalk(new byte[0]);
    world.network.connect(listener.localAddress(), new SimTalk(new byte[0]));
    world.network.connect(listener.localAddress(), new SimTalk(new byte[0]));
    world.network.connect(listener.localAddress(), last);
    world.sleep(120 * SimFixture.SECOND);
    assertThat(last.isOver()).isFalse();
    world.sleep(10 * SimFixture.SECOND);
    assertThat(last.failure().orElseThrow()).hasMessageContaining("timed out");
    assertThat(world.network.time().hasAgenda()).isFalse();
  }

  @Test
  void aListenerThatClosesResetsWhoWaits() throws IOException {
    ListeningSource listener = world.listen();
    SimTalk talk = new SimTalk(new byte[1]);
    world.network.connect(listener.localAddress(), talk);
    world.sleep(SimFixture.SECOND);
    listener.close();
    world.sleep(SimFixture.SECOND);
    assertThat(talk.failure().orElseThrow()).hasMessage("Connection reset");
  }

  @Test
  void theLowestFreeDescriptorIsGivenNext() throws IOException {
    ListeningSource first = world.listen();
    ListeningSource second = world.listen();
    ListeningSource third = world.listen();
    assertThat(first.toString()).contains(" 3 ");
    assertThat(second.toString()).contains(" 4 ");
    assertThat(third.toString()).contains(" 5 ");
    second.close();
    assertThat(world.listen().toString()).contains(" 4 ");
    assertThat(world.listen().toString()).contains(" 6 ");
    assertThat(world.kernel.openSources()).isEqualTo(4);
  }

  @Test
  void noMoreDescriptorsThanThereAre() throws IOException {
    SimFixture poor = new SimFixture(SimOptions.calm(1).withDescriptors(3));
    ListeningSource listener = poor.listen();
    StreamSource client = poor.kernel.connect(listener.localAddress());
    SimTalk talk = new SimTalk(new byte[1]);
    poor.network.connect(listener.localAddress(), talk);
    StreamPair.accept(poor.kernel, listener);
    assertThatIOException()
        .isThrownBy(() -> poor.kernel.connect(listener.localAddress()))
        .withMessage("can't connect to " + listener.localAddress() + ": Too many open files");
    assertThatIOException().isThrownBy(poor::listen).withMessage("Too many open files");
    poor.sleep(SimFixture.SECOND);
    assertThatIOException().isThrownBy(listener::accept).withMessage("Too many open files");
    client.close();
    assertThat(listener.accept()).isNotNull();
  }
}
