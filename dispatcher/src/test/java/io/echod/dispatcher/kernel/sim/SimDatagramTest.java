package io.echod.dispatcher.kernel.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Faults of datagrams in a simulated network, which follow from the seed alone. */
final class SimDatagramTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private static SimNetwork network(long seed, Fault fault, double probability) {
    return new SimNetwork(SimOptions.calm(seed).withFaults(Faults.NONE.with(fault, probability)));
  }

  /** Sends that many from a peer of the world, and returns what a kernel's socket received. */
  private static List<String> received(SimNetwork network, int count) throws IOException {
    try (SimKernel kernel = network.openKernel()) {
      DatagramSource server = kernel.bind(at("10.0.0.2", 7000), DatagramOptions.DEFAULT);
      SimDatagramPeer peer = SimDatagramPeer.open(network, at("10.1.1.1", 0), (_, _, _) -> {});
      for (int index = 0; index < count; index++) {
        String text = "" + index;
        network.after(
            index * 1_000_000L, () -> peer.send(text.getBytes(ISO_8859_1), server.localAddress()));
      }
      List<String> texts = new ArrayList<>();
      server.interest(Ready.READ);
      Ready ready = new Ready();
      DatagramAddress from = new DatagramAddress();
      ByteBuffer buffer = ByteBuffer.allocate(100);
      long end = network.nanoTime() + SECOND;
      for (long left = SECOND; left > 0; left = end - network.nanoTime()) {
        ready.clear();
        kernel.await(left, ready);
        while (server.receive(buffer.clear(), from) != DatagramSource.NONE) {
          assertThat(from.toSocketAddress()).isEqualTo(peer.address());
          texts.add(ISO_8859_1.decode(buffer.flip()).toString());
        }
      }
      return texts;
    }
  }

  private static List<String> numbers(int count) {
    List<String> all = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      all.add("" + index);
    }
    return all;
  }

  @Test
  void withoutFaultsEverythingArrivesOnceAndInOrder() throws IOException {
    SimNetwork wild =
        new SimNetwork(SimOptions.calm(3).withLatencies(0, TimeUnit.MILLISECONDS.toNanos(50)));
    assertThat(received(wild, 100)).isEqualTo(numbers(100));
  }

  @Test
  void someAreLost() throws IOException {
    SimNetwork network = network(1, Fault.DATAGRAM_LOST, 0.3);
    List<String> texts = received(network, 100);
    assertThat(texts).hasSizeBetween(40, 95).isSubsetOf(numbers(100)).doesNotHaveDuplicates();
    assertThat(network.count(Fault.DATAGRAM_LOST)).isEqualTo(100 - texts.size());
  }

  @Test
  void someComeTwice() throws IOException {
    SimNetwork network = network(1, Fault.DATAGRAM_DUPLICATED, 0.3);
    List<String> texts = received(network, 100);
    assertThat(texts).containsAll(numbers(100));
    assertThat(texts.size() - 100).isEqualTo((int) network.count(Fault.DATAGRAM_DUPLICATED));
    assertThat(texts).hasSizeGreaterThan(105);
  }

  @Test
  void someAreOvertaken() throws IOException {
    SimNetwork network = network(1, Fault.DATAGRAM_REORDERED, 0.3);
    List<String> texts = received(network, 100);
    assertThat(texts).containsExactlyInAnyOrderElementsOf(numbers(100)).isNotEqualTo(numbers(100));
    assertThat(network.count(Fault.DATAGRAM_REORDERED)).isPositive();
  }

  @Test
  void aSeedDecidesAllOfIt() throws IOException {
    Faults faults =
        Faults.NONE
            .with(Fault.DATAGRAM_LOST, 0.2)
            .with(Fault.DATAGRAM_DUPLICATED, 0.2)
            .with(Fault.DATAGRAM_REORDERED, 0.2);
    List<Long> hashes = new ArrayList<>();
    for (long seed : new long[] {5, 5, 6}) {
      SimNetwork network = new SimNetwork(SimOptions.calm(seed).withFaults(faults));
      received(network, 50);
      hashes.add(network.trace().hash());
    }
    assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    assertThat(hashes.get(2)).isNotEqualTo(hashes.get(0));
  }

  @Test
  void whatHasNoRoomInTheReceiversBufferIsLostAndCounted() throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    try (SimKernel kernel = network.openKernel()) {
      DatagramOptions small = DatagramOptions.DEFAULT.withBuffers(3_000, 0);
      DatagramSource server = kernel.bind(at("10.0.0.2", 7000), small);
      SimDatagramPeer peer = SimDatagramPeer.open(network, at("10.1.1.1", 0), (_, _, _) -> {});
      for (int index = 0; index < 10; index++) {
        peer.send(new byte[488], server.localAddress());
      }
      kernel.await(SECOND, new Ready());
      int count = 0;
      while (server.receive(ByteBuffer.allocate(999), new DatagramAddress()) >= 0) {
        count++;
      }
      assertThat(count).isEqualTo(3);
      assertThat(SimDatagramPeer.overflows(network)).isEqualTo(7);
    }
  }

  @Test
  void aForgedSenderIsTheOneThatIsAnswered() throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    List<String> received = new ArrayList<>();
    try (SimKernel kernel = network.openKernel()) {
      DatagramSource server = kernel.bind(at("10.0.0.2", 7000), DatagramOptions.DEFAULT);
      SimDatagramPeer victim =
          SimDatagramPeer.open(
              network,
              at("10.1.1.1", 0),
              (_, bytes, from) -> received.add(from + " " + new String(bytes, ISO_8859_1)));
      SimDatagramPeer.forge(
          network, victim.address(), server.localAddress(), "gift".getBytes(ISO_8859_1));
      kernel.await(SECOND, new Ready());
      ByteBuffer buffer = ByteBuffer.allocate(9);
      DatagramAddress from = new DatagramAddress();
      server.receive(buffer, from);
      server.send(buffer.flip(), from);
      kernel.await(SECOND, new Ready());
      assertThat(received).containsExactly("/10.0.0.2:7000 gift");
    }
  }
}
