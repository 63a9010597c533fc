package io.echod.dispatcher.kernel.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.dispatcher.kernel.sim.chance.SimSeeds;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Endpoints of io.echod.net that echo, under each fault. */
final class SimEchoTest {

  private static final byte[] TEXT = "what a client sends ".repeat(50).getBytes(US_ASCII);

  /** Longer than anything takes: keep-alive probes give up on a peer after 2 h 11 min 15 s. */
  private static final Duration LONGEST = Duration.ofHours(3);

  private static Listener echoOn(Dispatcher dispatcher) throws IOException {
    Listener listener = Listener.listen(dispatcher, StreamPair.anyPort(), ListenerOptions.DEFAULT);
    listener.onConnection(client -> {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      client.onIo(
          Reason.READ,
          (_, _) -> {
            if (client.read(buffer.clear()) == Connection.END) {
              client.close();
            } else {
              client.write(buffer.flip());
            }
          });
    });
    return listener;
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void peersAreEchoedUnderEachFault(Fault fault) {
    SimSeeds.run(
        20,
        seed -> {
          SimNetwork network = new SimNetwork(options(seed, fault));
          try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
            Listener listener = echoOn(dispatcher);
            List<SimTalk> talks = new ArrayList<>();
            for (int count = 0; count < 5; count++) {
              SimTalk talk = new SimTalk(TEXT);
              talk.slow(new SimRandom(seed).stream("peer " + count), 500, SimFixture.MILLI);
              network.connectAfter(count * SimFixture.MILLI, listener.address(), talk);
              talks.add(talk);
            }
            dispatcher.monitor(LONGEST);
            talks.forEach(SimEchoTest::check);
            assertThat(dispatcher.endpoints()).as("what is left").containsExactly(listener);
          }
        });
  }

  private static SimOptions options(long seed, Fault fault) {
    return SimOptions.calm(seed)
        .withFaults(Faults.NONE.with(fault, Math.min(0.2, 10 * fault.probabilityMax)))
        .withWindows(1, 300)
        .withLatencies(0, SimFixture.MILLI);
  }

  private static void check(SimTalk talk) {
    if (talk.isDisturbed()) {
      assertThat(new String(TEXT, US_ASCII)).startsWith(new String(talk.received(), US_ASCII));
    } else {
      assertThat(talk.isAnswered()).as(talk.toString()).isTrue();
      assertThat(talk.received()).isEqualTo(TEXT);
    }
  }

  /** Says a text to a server, and keeps the answer. */
  private static final class Caller implements Connector.Outcome {
    final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    final List<String> ends = new ArrayList<>();

    static Caller call(Dispatcher dispatcher, SocketAddress address) {
      Caller caller = new Caller();
      Connector.connect(
          dispatcher,
          address,
          ConnectionOptions.DEFAULT.withConnectTimeout(Duration.ofSeconds(5)),
          caller);
      return caller;
    }

    @Override
    public void connected(Connection connection) {
      connection.onClose(_ -> ends.add("closed"));
      ByteBuffer unsent = ByteBuffer.wrap(TEXT);
      connection.onIo(
          Reason.WRITE,
          (callback, _) -> {
            // Queued bytes would keep the answer from being read.
            connection.writeNow(unsent);
            if (!unsent.hasRemaining()) {
              callback.cancel();
              connection.shutdownOutput();
            }
          });
      ByteBuffer buffer = ByteBuffer.allocate(64);
      connection.onIo(
          Reason.READ,
          (_, _) -> {
            if (connection.read(buffer.clear()) == Connection.END) {
              connection.close();
            } else {
              answer.write(buffer.array(), 0, buffer.position());
            }
          });
    }

    @Override
    public void failed(IOException failure) {
      ends.add("failed");
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void connectorsComeToAnEndUnderEachFault(Fault fault) {
    SimSeeds.run(
        20,
        seed -> {
          SimNetwork network = new SimNetwork(options(seed, fault));
          try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
            Listener listener = echoOn(dispatcher);
            List<Caller> callers = new ArrayList<>();
            for (int count = 0; count < 5; count++) {
              callers.add(Caller.call(dispatcher, listener.address()));
            }
            dispatcher.monitor(LONGEST);
            for (Caller caller : callers) {
              assertThat(caller.ends).hasSize(1);
              assertThat(new String(TEXT, US_ASCII)).startsWith(caller.answer.toString(US_ASCII));
            }
          }
        });
  }

  @Test
  void twoDispatchersTalkToEachOtherInTurn() throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.calm(1).withWindows(10, 10));
    try (Dispatcher server = new Dispatcher(network.openKernel());
        Dispatcher client = new Dispatcher(network.openKernel())) {
      Caller caller = Caller.call(client, echoOn(server).address());
      for (int turn = 0; caller.ends.isEmpty() && turn < 10_000; turn++) {
        server.monitor(Duration.ofMillis(1));
        client.monitor(Duration.ofMillis(1));
      }
      assertThat(caller.ends).containsExactly("closed");
      assertThat(caller.answer.toByteArray()).isEqualTo(TEXT);
    }
  }

  @Test
  void aProgramCallsAPeerOfTheWorld() throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    SimTalk talk = new SimTalk("welcome".getBytes(US_ASCII));
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Caller caller = Caller.call(dispatcher, network.listen(StreamPair.anyPort(), _ -> talk));
      assertThat(dispatcher.monitor()).isFalse();
      assertThat(caller.answer.toString(US_ASCII)).isEqualTo("welcome");
    }
    network.pass(SimFixture.SECOND);
    assertThat(talk.received()).isEqualTo(TEXT);
    assertThat(talk.isAnswered()).isTrue();
  }
}
