package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimObserver;
import io.echod.dispatcher.kernel.sim.SimTalk;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.dispatcher.kernel.sim.chance.SimSeeds;
import io.echod.net.relay.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A relay where everything goes wrong that may. */
final class RelaySimTest {

  private static final long SECOND = 1_000_000_000;

  /** A peer that has vanished is noticed by keep-alive probes, in two hours and some. */
  private static final long HOUR = 3600 * SECOND;

  /** A caller of the proxy, and the server that the proxy calls for it. */
  private static final class Talks {

    final byte[] request;
    final byte[] answer;
    final SimTalk client;
    final SimTalk server;

    Talks(SimRandom random) {
      request = TestBytes.pattern(random.below(100_000L), random.below(10_000));
      answer = TestBytes.pattern(random.below(100_000L), random.below(10_000));
      client = talk(random.stream("client"), request);
      server = talk(random.stream("server"), answer);
    }

    private static SimTalk talk(SimRandom random, byte[] bytes) {
      SimTalk talk = new SimTalk(bytes);
      if (random.chance(0.5)) {
        talk.slow(random, 2000, SECOND / 20);
      }
      if (random.chance(0.15)) {
        talk.resetAfter(random.below(bytes.length + 1));
      }
      return talk;
    }

    /** Nothing is invented, moved or left out. */
    void checkSoFar() {
      assertStartsWith(answer, client.received());
      assertStartsWith(request, server.received());
    }

    private static void assertStartsWith(byte[] whole, byte[] part) {
      assertThat(part.length).isLessThanOrEqualTo(whole.length);
      assertThat(part).isEqualTo(Arrays.copyOf(whole, part.length));
    }

    /** A client that was notified of an end has got all that was sent; returns how many were. */
    int checkEnds() {
      if (isDisturbed()) {
        return 0;
      }
      int whole = 0;
      if (server.isAnswered()) {
        assertThat(server.received()).as("%s", this).hasSize(client.sentBytes());
        whole++;
      }
      if (client.isAnswered()) {
        assertThat(client.received()).as("%s", this).hasSize(server.sentBytes());
        whole++;
      }
      return whole;
    }

    @Override
    public String toString() {
      return "client: "
          + client
          + " of "
          + request.length
          + " to send, "
          + answer.length
          + " to get; server: "
          + server;
    }

    boolean isDisturbed() {
      return client.isDisturbed() || server.isDisturbed() || client.hasReset() || server.hasReset();
    }
  }

  @Test
  void inEveryRunTheBytesAreRightAndEveryRelayEnds() {
    int[] whole = {0};
    SimSeeds.run(400, seed -> whole[0] += simulate(new SimNetwork(SimOptions.drawn(seed)), seed));
    if (System.getProperty(SimSeeds.PROPERTY) == null) {
      assertThat(whole[0]).as("ends reported").isGreaterThan(400);
    }
  }

  /** Returns how many were notified of an end, and had got all. */
  private static int simulate(SimNetwork network, long seed) throws IOException {
    SimKernel kernel = network.openKernel();
    List<Talks> all = new ArrayList<>();
    List<Relay> begun = new ArrayList<>();
    List<Relay> ended = new ArrayList<>();
    try (Dispatcher dispatcher = new Dispatcher(kernel)) {
      for (int index = 0; index < 4; index++) {
        SimRandom random = new SimRandom(seed).stream("pair " + index);
        Talks talks = new Talks(random);
        all.add(talks);
        InetSocketAddress server = network.listen(anyPort(), _ -> talks.server);
        Listener listener = Listener.listen(dispatcher, anyPort(), ListenerOptions.DEFAULT);
        listener.onConnection(client ->
            Connector.connect(
                dispatcher,
                server,
                ConnectionOptions.DEFAULT,
                called -> relay(client, called, begun, ended),
                _ -> client.abort()));
        network.connectAfter(random.below(5 * SECOND), listener.address(), talks.client);
      }
      kernel.observe(
          new SimObserver() {
            @Override
            public void waiting(long timeoutNanos) {
              all.forEach(Talks::checkSoFar);
            }
          });
      network.after(30 * SECOND, network::calm);
      network.failAfter(3 * HOUR, () -> "of " + begun + " have ended " + ended + ", among " + all);
      dispatcher.monitor(Duration.ofSeconds(60));
      while (ended.size() < begun.size()) {
        dispatcher.monitor(Duration.ofMinutes(1));
      }
      assertThat(ended).doesNotHaveDuplicates();
    }
    network.throwFailure();
    int whole = 0;
    for (Talks talks : all) {
      talks.checkSoFar();
      whole += talks.checkEnds();
    }
    return whole;
  }

  private static void relay(
      Connection client, Connection called, List<Relay> begun, List<Relay> ended) {
    if (!client.isOpen()) {
      called.abort();
      return;
    }
    Relay relay = Relay.between(client, called);
    begun.add(relay);
    relay.onEnd(ended::add);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  @Test
  void oneThatIsNotConnectedYetIsRefused() throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.calm(1));
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
      Listener listener = Listener.listen(dispatcher, anyPort, ListenerOptions.DEFAULT);
      ConnectionOptions options = ConnectionOptions.DEFAULT;
      Connection connected = Connection.connect(dispatcher, listener.address(), options);
      assertThat(Blocking.complete(connected, Duration.ofSeconds(20))).isTrue();
      Connection connecting = Connection.connect(dispatcher, listener.address(), options);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Relay.between(connected, connecting))
          .withMessageContaining("not connected yet");
      assertThat(Blocking.complete(connecting, Duration.ofSeconds(20))).isTrue();
      Relay relay = Relay.between(connected, connecting);
      connected.abort();
      dispatcher.monitor(Duration.ofSeconds(1));
      assertThat(relay.failure()).isPresent();
      assertThat(connecting.isOpen()).isFalse();
    }
  }
}
