package io.echod.dispatcher.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That all follows from the seed, here and on every other machine. */
final class SimTraceTest {

  private final List<String> lines = new ArrayList<>();
  private boolean reading;

  /** Echoes to four peers; returns the hash of all that happened. */
  private long simulate(long seed) throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.drawn(seed));
    if (reading) {
      network.trace().to(lines::add);
    }
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      Listener listener =
          Listener.listen(dispatcher, StreamPair.anyPort(), ListenerOptions.DEFAULT);
      listener.onConnection(SimTraceTest::echo);
      SimRandom random = new SimRandom(seed).stream("peers");
      for (int count = 0; count < 4; count++) {
        SimTalk talk = new SimTalk(new byte[random.below(1_000)]);
        talk.slow(random.stream("peer " + count), 100, SimFixture.SECOND);
        network.connectAfter(random.below(SimFixture.SECOND), listener.address(), talk);
      }
      dispatcher.monitor(Duration.ofSeconds(30));
    }
    network.trace().note("over");
    return network.trace().hash();
  }

  private static void echo(Connection client) {
    ByteBuffer buffer = ByteBuffer.allocate(512);
    client.onIo(
        Reason.READ,
        (_, _) -> {
          if (client.read(buffer.clear()) == Connection.END) {
            client.close();
          } else {
            client.write(buffer.flip());
          }
        });
  }

  @Test
  void theSameSeedGoesTheSameWay() throws IOException {
    reading = true;
    for (long seed = 0; seed < 5; seed++) {
      long hash = simulate(seed);
      List<String> first = List.copyOf(lines);
      lines.clear();
      assertThat(simulate(seed)).isEqualTo(hash);
      assertThat(lines).isEqualTo(first).hasSizeGreaterThan(10);
      lines.clear();
    }
  }

  @Test
  void anotherSeedGoesAnotherWay() throws IOException {
    Set<Long> hashes = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      hashes.add(simulate(seed));
    }
    assertThat(hashes).hasSize(50);
  }

  /**
   * Equal on every machine, and with every JDK. Any change of the simulation changes it, on
   * purpose: then put the new one here.
   */
  @Test
  void aSeedGoesTheWayItWentElsewhere() throws IOException {
    assertThat(simulate(17)).isEqualTo(-3_767_480_287_813_350_545L);
  }

  @Test
  void theHashDoesNotDependOnAReader() throws IOException {
    SimFixture read = SimFixture.calm();
    read.network.trace().to(lines::add);
    SimFixture unread = SimFixture.calm();
    for (SimFixture world : List.of(read, unread)) {
      StreamPair pair = world.pair();
      pair.client().write(SimFixture.bytes("x"));
      world.network.trace().note("noted");
      world.sleep(SimFixture.SECOND);
    }
    assertThat(read.network.trace().hash()).isEqualTo(unread.network.trace().hash());
    assertThat(read.network.trace().lines()).isEqualTo(lines.size());
    assertThat(unread.network.trace().lines()).isEqualTo(lines.size());
    assertThat(lines)
        .contains("0.000000 listen #3 32768", "0.000050 offered at 32768<-32769")
        .endsWith("0.000100 noted", "0.000150 arrived at 32768<-32769 1");
  }
}
