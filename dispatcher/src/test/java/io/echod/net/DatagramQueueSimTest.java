package io.echod.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fate of datagrams that a socket does not take. */
final class DatagramQueueSimTest {

  private final List<String> arrived = new ArrayList<>();

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private static SimNetwork network(double zeroWrites) {
    return new SimNetwork(
        SimOptions.calm(1).withFaults(Faults.NONE.with(Fault.ZERO_WRITE, zeroWrites)));
  }

  private SimDatagramPeer receiver(SimNetwork network) throws IOException {
    return SimDatagramPeer.open(
        network, at("10.1.1.1", 0), (_, bytes, _) -> arrived.add(new String(bytes, ISO_8859_1)));
  }

  private static Datagrams bind(Dispatcher dispatcher, int queuedBytesMax) throws IOException {
    return Datagrams.bind(
        dispatcher, at("10.0.0.2", 0), DatagramsOptions.DEFAULT.withQueue(queuedBytesMax));
  }

  @Test
  void whatIsQueuedIsSentInItsOrderAndNothingIsLeftToWaitFor() throws IOException {
    SimNetwork network = network(0.7);
    SimDatagramPeer peer = receiver(network);
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Datagrams datagrams = bind(dispatcher, 1 << 20);
      DatagramAddress to = new DatagramAddress(peer.address());
      DatagramBatch batch = new DatagramBatch(4);
      List<String> sent = new ArrayList<>();
      for (int index = 0; index < 40; index++) {
        String text = "datagram " + index;
        sent.add(text);
        if (index % 8 < 4) {
          assertThat(datagrams.send(ISO_8859_1.encode(text), to)).isTrue();
        } else {
          batch.add(ISO_8859_1.encode(text), to);
        }
        if (batch.size() == 4) {
          datagrams.send(batch);
          batch.size(0);
        }
      }
      assertThat(datagrams.queuedBytes()).isPositive();
      // Returns as soon as nothing is registered.
      assertThat(dispatcher.monitor(Duration.ofSeconds(10))).isFalse();
      network.pass(1_000_000_000);
      assertThat(arrived).isEqualTo(sent);
      assertThat(datagrams.sent()).isEqualTo(40);
      assertThat(datagrams.queuedBytes()).isZero();
      assertThat(datagrams.dropped()).isZero();
    }
  }

  @Test
  void whatHasNoRoomInTheQueueIsDroppedAndCounted() throws IOException {
    SimNetwork network = network(1);
    SimDatagramPeer peer = receiver(network);
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Datagrams datagrams = bind(dispatcher, 500);
      DatagramAddress to = new DatagramAddress(peer.address());
      int taken = 0;
      for (int index = 0; index < 10; index++) {
        ByteBuffer bytes = ByteBuffer.allocate(36);
        taken += datagrams.send(bytes, to) ? 1 : 0;
        assertThat(bytes.hasRemaining()).isFalse();
      }
      assertThat(taken).isEqualTo(5);
      assertThat(datagrams.queuedBytes()).isEqualTo(500);
      assertThat(datagrams.dropped()).isEqualTo(5);
      network.calm();
      assertThat(dispatcher.monitor(Duration.ofSeconds(10))).isFalse();
      network.pass(1_000_000_000);
      assertThat(arrived).hasSize(5);
    }
  }

  @Test
  void whatIsQueuedWhenItClosesIsDroppedAndCounted() throws IOException {
    SimNetwork network = network(1);
    SimDatagramPeer peer = receiver(network);
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Datagrams datagrams = bind(dispatcher, 1000);
      datagrams.send(ByteBuffer.allocate(1), new DatagramAddress(peer.address()));
      datagrams.send(ByteBuffer.allocate(2), new DatagramAddress(peer.address()));
      datagrams.close();
      assertThat(datagrams.dropped()).isEqualTo(2);
      assertThat(datagrams.queuedBytes()).isZero();
      assertThat(dispatcher.monitor(Duration.ofSeconds(1))).isFalse();
    }
  }

  @Test
  void whatIsQueuedAfterAllCallbacksWereCancelledIsSentWithTheRest() throws IOException {
    SimNetwork network = network(1);
    SimDatagramPeer peer = receiver(network);
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Datagrams datagrams = bind(dispatcher, 1000);
      DatagramAddress to = new DatagramAddress(peer.address());
      assertThat(datagrams.send(ISO_8859_1.encode("one"), to)).isTrue();
      dispatcher.cancelAll(datagrams);
      assertThat(datagrams.send(ISO_8859_1.encode("two"), to)).isTrue();
      network.calm();
      assertThat(dispatcher.monitor(Duration.ofSeconds(10))).isFalse();
      network.pass(1_000_000_000);
      assertThat(arrived).containsExactly("one", "two");
    }
  }
}
