package io.echod.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimObserver;
import io.echod.dispatcher.kernel.sim.SimTalk;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.dispatcher.kernel.sim.chance.SimSeeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of docs/testing.md, which shows it as it is here. */
final class LengthServerTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void oneSeedIsReportedStepByStep() throws IOException {
    SimNetwork network = new SimNetwork(SimOptions.drawn(17));
    List<String> lines = new ArrayList<>();
    network.trace().to(lines::add);
    simulate(network, 17);
    assertThat(lines).hasSizeGreaterThan(100);
  }

  @Test
  void everyLineIsAnsweredInItsTurn() {
    SimSeeds.run(300, seed -> simulate(new SimNetwork(SimOptions.drawn(seed)), seed));
  }

  private static void simulate(SimNetwork network, long seed) throws IOException {
    SimKernel kernel = network.openKernel();
    try (Dispatcher dispatcher = new Dispatcher(kernel)) {
      LengthServer server = new LengthServer(dispatcher, anyPort());
      List<Client> clients = new ArrayList<>();
      for (int index = 0; index < 8; index++) {
        Client client = new Client(new SimRandom(seed).stream("client " + index));
        clients.add(client);
        network.connectAfter(client.random().below(5 * SECOND), server.address(), client.talk());
      }
      kernel.observe(
          new SimObserver() {
            @Override
            public void waiting(long timeoutNanos) {
              clients.forEach(Client::checkSoFar);
            }
          });
      network.after(30 * SECOND, network::calm);
      network.failAfter(600 * SECOND, () -> "clients still wait: " + clients);
      while (!clients.stream().allMatch(Client::isOver)) {
        dispatcher.monitor(Duration.ofSeconds(1));
      }
    }
    network.throwFailure();
  }

  /** A client's request, and the answer it is to get. */
  private record Client(SimRandom random, SimTalk talk, String expected) {

    Client(SimRandom random) {
      this(random, new StringBuilder(), new StringBuilder());
    }

    private Client(SimRandom random, StringBuilder lines, StringBuilder lengths) {
      for (int count = random.below(50); count > 0; count--) {
        int length = random.below(200);
        lines.append("x".repeat(length)).append(random.chance(0.5) ? "\n" : "\r\n");
        lengths.append(length).append('\n');
      }
      SimTalk talk = new SimTalk(lines.toString().getBytes(US_ASCII));
      if (random.chance(0.5)) {
        talk.slow(random, 100, SECOND / 10);
      }
      if (random.chance(0.2)) {
        talk.resetAfter(random.below(lines.length() + 1));
      }
      this(random, talk, lengths.toString());
    }

    void checkSoFar() {
      String answer = new String(talk.received(), US_ASCII);
      if (talk.isDisturbed()) {
        // Its last line may have been cut short, and is answered as the server got it.
        answer = answer.substring(0, beforeLastLine(answer));
      }
      assertThat(expected).startsWith(answer);
      if (talk.isOver() && !talk.isDisturbed() && !talk.hasReset()) {
        assertThat(answer).isEqualTo(expected);
      }
    }

    private static int beforeLastLine(String answer) {
      return answer.lastIndexOf('\n', answer.length() - 2) + 1;
    }

    @Override
    public String toString() {
      return talk.toString();
    }

    boolean isOver() {
      return talk.isOver() || talk.isDisturbed();
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }
}
