package io.echod.measure.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.measure.load.EchoPeers;
import io.echod.net.ConnectionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Searches on simulated servers whose idle timeout is known. */
class IdleSearchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimNetwork network = new SimNetwork(SimOptions.calm(1));
  private final List<String> seen = new ArrayList<>();

  private final IdleSearch.Listener listener =
      new IdleSearch.Listener() {
        @Override
        public void survived(Duration silence) {
          seen.add("alive " + silence.toSeconds());
        }

        @Override
        public void dropped(Duration silence, Duration notice, String why) {
          seen.add("dropped " + silence.toSeconds() + " " + why);
        }

        @Override
        public void failed(IOException why) {
          seen.add("failed " + why.getMessage());
        }
      };

  private IdleSearch search(InetSocketAddress server, Duration longest) {
    try (Dispatcher dispatcher = new Dispatcher(network.openKernel())) {
      IdleSearch search =
          new IdleSearch(
              dispatcher, server, ConnectionOptions.DEFAULT, SECOND, longest, SECOND, listener);
      search.start();
      dispatcher.monitor();
      return search;
    }
  }

  /** Echoes, until a connection has been silent for so long: then the peer ends it, or is gone. */
  private SimPeer.Behaviour dropping(long seconds, boolean silently) {
    return new SimPeer.Behaviour() {
      private long last;
      private boolean gone;

      @Override
      public void readable(SimPeer peer) {
        long now = peer.network().nanoTime();
        byte[] bytes = peer.receive(peer.available());
        gone |= last > 0 && now - last > seconds * 1_000_000_000;
        last = now;
        if (!gone) {
          peer.send(bytes, 0, bytes.length);
        }
        if (!silently) {
          peer.network().after(seconds * 1_000_000_000, peer::close);
        }
      }

      @Override
      public void ended(SimPeer peer) {
        peer.close();
      }
    };
  }

  private InetSocketAddress listen(long seconds, boolean silently) throws IOException {
    return network.listen(
        new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 0),
        _ -> dropping(seconds, silently));
  }

  @Test
  void anEndDuringTheSilenceGivesTheTimeoutAway() throws IOException {
    IdleSearch search = search(listen(60, false), Duration.ofHours(1));
    assertThat(search.dropped()).isBetween(Duration.ofMillis(59_900), Duration.ofMillis(60_100));
    assertThat(search.alive()).isBetween(Duration.ofSeconds(56), Duration.ofSeconds(60));
    assertThat(seen)
        .startsWith("alive 1", "alive 2", "alive 4", "alive 8", "alive 16", "alive 32")
        .contains("dropped 64 the server ended the connection");
  }

  @Test
  void aNatThatForgetsIsFoundByBytesThatAreNotAnswered() throws IOException {
    IdleSearch search = search(listen(300, true), Duration.ofHours(1));
    assertThat(Objects.requireNonNull(search.dropped()).toSeconds()).isBetween(300L, 315L);
    assertThat(search.alive().toSeconds()).isBetween(285L, 300L);
    assertThat(seen).contains("dropped 512 no answer");
  }

  @Test
  void aServerThatDropsNothingHasNoTimeoutUpToTheLongestSilence() throws IOException {
    IdleSearch search =
        search(EchoPeers.listen(network, EchoPeers.plain()), Duration.ofSeconds(100));
    assertThat(search.dropped()).isNull();
    assertThat(search.alive()).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void withoutAListenerItFails() {
    search(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 9), SECOND);
    assertThat(seen).hasSize(1).first().asString().startsWith("failed ").contains("refused");
  }
}
