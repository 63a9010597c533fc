package io.echod.dispatcher.kernel.sim;

import static io.echod.dispatcher.kernel.Ready.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Faults of connections, from the call to the close: what each does, and how it is counted. */
final class SimLinkFaultTest {

  private static final String TEXT = "0123456789";

  @Test
  void anAcceptWithoutDescriptorFailsAndTheConnectionWaits() throws IOException {
    SimFixture world = SimFixture.with(Fault.ACCEPT_NO_DESCRIPTOR, 1);
    ListeningSource listener = world.listen();
    assertThat(listener.accept()).isNull();
    world.kernel.connect(listener.localAddress());
    world.sleep(SimFixture.MILLI);
    assertThatIOException().isThrownBy(listener::accept).withMessage("Too many open files");
    assertThat(world.kernel.poll(listener, READ, 0)).isEqualTo(READ);
    assertThat(world.network.count(Fault.ACCEPT_NO_DESCRIPTOR)).isEqualTo(1);
    world.network.calm();
    assertThat(listener.accept()).isNotNull();
  }

  @Test
  void anAbortedConnectionIsPassedOverAndReported() throws IOException {
    SimFixture world = SimFixture.with(Fault.ACCEPT_ABORTED, 1);
    ListeningSource listener = world.listen();
    SimTalk talk = new SimTalk(new byte[0]);
    world.network.connect(listener.localAddress(), talk);
    world.sleep(SimFixture.MILLI);
    assertThat(listener.accept()).isNull();
    world.sleep(SimFixture.MILLI);
    assertThat(talk.failure()).isPresent();
    assertThat(talk.isDisturbed()).isTrue();
    assertThat(world.network.count(Fault.ACCEPT_ABORTED)).isEqualTo(1);
  }

  @Test
  void aConnectIsRefusedInSpiteOfAListener() throws IOException {
    SimFixture world = SimFixture.with(Fault.CONNECT_REFUSED, 1);
    StreamSource client = world.kernel.connect(world.listen().localAddress());
    world.sleep(SimFixture.MILLI);
    assertThatIOException().isThrownBy(client::finishConnect).isInstanceOf(ConnectException.class);
    assertThat(world.network.count(Fault.CONNECT_REFUSED)).isEqualTo(1);
  }

  @Test
  void aConnectionResetWhileItWaitsIsHandedOutAndFails() throws IOException {
    SimFixture world = SimFixture.with(Fault.ACCEPT_RESET, 1);
    ListeningSource listener = world.listen();
    SimTalk talk = new SimTalk(new byte[0]);
    world.network.connect(listener.localAddress(), talk);
    world.sleep(SimFixture.MILLI);
    StreamSource accepted = StreamPair.accept(world.kernel, listener);
    assertThatIOException()
        .isThrownBy(() -> SimFixture.read(accepted))
        .withMessage("Connection reset");
    world.sleep(SimFixture.MILLI);
    assertThat(talk.failure()).isPresent();
    assertThat(talk.isDisturbed()).isTrue();
    assertThat(world.network.count(Fault.ACCEPT_RESET)).isEqualTo(1);
  }

  @Test
  void aConnectHangsForAsLongAsTheSystemAsksAgain() throws IOException {
    SimFixture world = SimFixture.with(Fault.CONNECT_HANGS, 1);
    SimTalk talk = new SimTalk(new byte[1]);
    world.network.connect(world.listen().localAddress(), talk);
    world.sleep(127 * SimFixture.SECOND - 1);
    assertThat(talk.isOver()).isFalse();
    assertThat(talk.isDisturbed()).isTrue();
    world.sleep(1);
    assertThat(talk.failure().orElseThrow())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Connection timed out");
    assertThat(world.network.count(Fault.CONNECT_HANGS)).isEqualTo(1);
  }

  @Test
  void aCallToADesertedPortOfItsOwnMachineConnectsToItself() throws IOException {
    SimFixture world = SimFixture.with(Fault.SELF_CONNECT, 1);
    InetSocketAddress deserted = new InetSocketAddress(StreamPair.anyPort().getAddress(), 40_000);
    StreamSource stream = world.kernel.connect(deserted);
    StreamPair.finishConnect(world.kernel, stream);
    assertThat(stream.localAddress()).isEqualTo(deserted).isEqualTo(stream.remoteAddress());
    StreamPair.send(world.kernel, stream, TEXT);
    assertThat(StreamPair.receive(world.kernel, stream, 10)).isEqualTo(TEXT);
    stream.shutdownOutput();
    assertThat(StreamPair.receive(world.kernel, stream, 1)).isEmpty();
    assertThat(world.network.count(Fault.SELF_CONNECT)).isEqualTo(1);
    // Neither a port with a listener, nor one that the system gives to no caller.
    ListeningSource listener = world.listen();
    assertThat(world.kernel.connect(listener.localAddress()).localAddress())
        .isNotEqualTo(listener.localAddress());
    assertThat(world.network.count(Fault.SELF_CONNECT)).isEqualTo(1);
  }

  @Test
  void aResetHitsBothEndsBehindPartOfWhatWasSent() throws IOException {
    SimFixture world = SimFixture.with(Fault.RESET, 1);
    StreamPair pair = world.pair();
    assertThat(pair.client().write(SimFixture.bytes(TEXT))).isEqualTo(10);
    assertThat(world.network.count(Fault.RESET)).isEqualTo(1);
    world.sleep(SimFixture.MILLI);
    assertThatIOException().isThrownBy(() -> SimFixture.read(pair.client()));
    assertThatIOException()
        .isThrownBy(() -> {
          while (true) {
            assertThat(TEXT).startsWith(SimFixture.read(pair.server()));
          }
        });
  }

  @Test
  void aResetComesBehindWhatWasSentToTheSender() throws IOException {
    int heard = 0;
    for (long seed = 0; seed < 50; seed++) {
      SimOptions options = SimOptions.calm(seed).withLatencies(0, 100 * SimFixture.MILLI);
      SimFixture world = new SimFixture(options.withFaults(Faults.NONE.with(Fault.RESET, 0.5)));
      StreamPair pair = world.pair();
      pair.server().write(SimFixture.bytes("first"));
      if (world.network.count(Fault.RESET) == 0 && !world.network.resetsDiscard()) {
        pair.client().write(SimFixture.bytes(TEXT));
        world.kernel.poll(pair.client(), READ, SimFixture.SECOND);
        assertThat(SimFixture.read(pair.client())).isEqualTo("first");
        heard += (int) world.network.count(Fault.RESET);
      }
    }
    assertThat(heard).isPositive();
  }

  @Test
  void aDirectionEndsAndTheOtherGoesOn() throws IOException {
    SimFixture world = SimFixture.with(Fault.DIRECTION_ENDS, 1);
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes(TEXT));
    assertThat(world.network.count(Fault.DIRECTION_ENDS)).isEqualTo(1);
    world.network.calm();
    assertThat(TEXT).startsWith(StreamPair.receive(world.kernel, pair.server(), 11));
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
    // The sender notices nothing; its bytes go nowhere.
    assertThat(pair.client().write(SimFixture.bytes(TEXT))).isEqualTo(10);
    StreamPair.send(world.kernel, pair.server(), TEXT);
    assertThat(StreamPair.receive(world.kernel, pair.client(), 10)).isEqualTo(TEXT);
    assertThat(SimFixture.read(pair.server())).isEqualTo("END");
  }

  @Test
  void aShutdownFails() throws IOException {
    SimFixture world = SimFixture.with(Fault.SHUTDOWN_FAILS, 1);
    StreamPair pair = world.pair();
    assertThatIOException().isThrownBy(pair.client()::shutdownOutput);
    assertThat(world.network.count(Fault.SHUTDOWN_FAILS)).isEqualTo(1);
    world.network.calm();
    pair.client().shutdownOutput();
    pair.client().shutdownOutput();
    assertThat(world.network.count(Fault.SHUTDOWN_FAILS)).isEqualTo(1);
  }

  @Test
  void aCloseThatFailsIsAReset() throws IOException {
    SimFixture world = SimFixture.with(Fault.CLOSE_FAILS, 1);
    StreamPair pair = world.pair();
    pair.client().close();
    assertThat(world.network.count(Fault.CLOSE_FAILS)).isEqualTo(1);
    world.sleep(SimFixture.MILLI);
    assertThatIOException().isThrownBy(() -> SimFixture.read(pair.server()));
    pair.server().close();
    assertThat(world.network.count(Fault.CLOSE_FAILS)).isEqualTo(1);
  }

  @Test
  void aCloggedDirectionDeliversAllAtOnceLater() throws IOException {
    SimFixture world = SimFixture.with(Fault.CLOG, 1);
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("first "));
    pair.client().write(SimFixture.bytes("second"));
    assertThat(world.network.count(Fault.CLOG)).isEqualTo(1);
    long start = world.network.nanoTime();
    assertThat(world.kernel.poll(pair.server(), READ, 2 * SimFixture.SECOND)).isEqualTo(READ);
    assertThat(world.network.nanoTime() - start).isGreaterThan(SimFixture.MILLI);
    assertThat(SimFixture.read(pair.server())).isEqualTo("first second");
  }

  @Test
  void calmFreesWhatIsCloggedAndEndsAllFaults() throws IOException {
    SimFixture world = SimFixture.with(Fault.CLOG, 1);
    StreamPair pair = world.pair();
    pair.client().write(SimFixture.bytes("held"));
    world.sleep(SimFixture.MILLI);
    assertThat(SimFixture.read(pair.server())).isEmpty();
    world.network.calm();
    world.sleep(1);
    assertThat(SimFixture.read(pair.server())).isEqualTo("held");
    pair.client().write(SimFixture.bytes("prompt"));
    world.sleep(SimFixture.MILLI);
    assertThat(SimFixture.read(pair.server())).isEqualTo("prompt");
    assertThat(world.network.count(Fault.CLOG)).isEqualTo(1);
  }
}
