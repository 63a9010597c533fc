package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.SystemView;
import io.echod.fixture.UnreadPipe;
import io.echod.fixture.WallClock;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events that may happen to a server with many users and no operator, one after the other, drawn
 * from a seed; beside honest clients, who must get every byte back that they have sent.
 */
final class Chaos implements AutoCloseable {

  private static final int HONEST = 8;
  private static final int MESSAGE_BYTES_MAX = 20_000;
  private static final int CHURN = 2000;
  private static final int RESETS = 500;
  private static final int GREEDY_MAX = 2000;

  private enum Event {
    FLOOD,
    STORM,
    RESETS,
    NO_DESCRIPTORS,
    STOPPED,
    LOG_READ,
    REPORT,
    CLOCK_JUMP
  }

  private final EchodProcess server;
  private final UnreadPipe log;
  private final Optional<WallClock> clock;
  private final SplittableRandom random;
  private final List<Background> honest = new ArrayList<>();
  private final AtomicLong messages = new AtomicLong();
  private final Map<Event, Integer> events = new EnumMap<>(Event.class);
  private volatile boolean over;

  Chaos(EchodProcess server, UnreadPipe log, Optional<WallClock> clock, long seed) {
    this.server = server;
    this.log = log;
    this.clock = clock;
    random = new SplittableRandom(seed);
    for (int number = 0; number < HONEST; number++) {
      SplittableRandom own = random.split();
      honest.add(Background.run("honest " + number, () -> exchange(own)));
    }
  }

  /** A connection that stands can't be lost: others may do anything, it has done nothing wrong. */
  private void exchange(SplittableRandom own) throws Exception {
    while (!over) {
      try (EchoClient client = EchoClient.connect(server.address())) {
        for (int count = own.nextInt(1, 50); count > 0 && !over; count--) {
          byte[] sent = EchoClient.pattern(own.nextLong(), own.nextInt(1, MESSAGE_BYTES_MAX));
          client.send(sent);
          assertThat(client.receive(sent.length)).isEqualTo(sent);
          messages.incrementAndGet();
        }
      }
    }
  }

  /** Lets one thing after the other happen; each has ended when this returns. */
  void run(Duration time) throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      Event event = Event.values()[random.nextInt(Event.values().length)];
      events.merge(event, 1, Integer::sum);
      happen(event);
      assertThat(server.isAlive()).as("the server lives after " + events).isTrue();
    }
  }

  private void happen(Event event) throws Exception {
    switch (event) {
      case FLOOD -> flood();
      case STORM -> Churn.run(server.address(), CHURN);
      case RESETS -> resets();
      case NO_DESCRIPTORS -> withoutDescriptors();
      case STOPPED -> stopped();
      case LOG_READ -> log.readSome();
      case REPORT -> server.signal("USR1");
      case CLOCK_JUMP -> jumpClock();
    }
  }

  private void flood() throws IOException {
    try (Greedy greedy = new Greedy(server.address(), random.nextInt(1, GREEDY_MAX))) {
      for (int round = 0; round < 20; round++) {
        greedy.sendSome();
      }
    }
  }

  private void resets() throws IOException {
    for (int count = 0; count < RESETS; count++) {
      try (SocketChannel client = SocketChannel.open(server.address())) {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    }
  }

  /** The limit is lowered to about what is in use, and raised again; see prlimit(1). */
  private void withoutDescriptors() throws Exception {
    limitDescriptors(SystemView.descriptors(server.pid()) + random.nextInt(0, 4));
    try {
      List<EchoClient> waiting = new ArrayList<>();
      for (int count = 0; count < 20; count++) {
        waiting.add(EchoClient.connect(server.address()));
      }
      pass(random.nextInt(1, 1000));
      for (EchoClient client : waiting) {
        client.reset();
      }
    } finally {
      limitDescriptors(4096);
    }
  }

  private void limitDescriptors(int count) throws IOException, InterruptedException {
    Process limit =
        new ProcessBuilder("prlimit", "--pid=" + server.pid(), "--nofile=" + count + ":")
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).isZero();
  }

  private void stopped() throws Exception {
    server.signal("STOP");
    pass(random.nextInt(1, 1000));
    server.signal("CONT");
  }

  /** Up to a year, there or back. */
  private void jumpClock() throws IOException {
    if (clock.isPresent()) {
      clock.get().jump(random.nextLong(-31_536_000, 31_536_000));
    }
  }

  private void pass(int millis) throws InterruptedException {
    server.runsOnFor(Duration.ofMillis(millis));
  }

  /** The events, and how often each happened. */
  String tally() {
    return messages + " honest messages; " + events;
  }

  /** Lets the honest clients come to their end; fails where one of them failed. */
  @Override
  public void close() {
    over = true;
    honest.forEach(Background::join);
    assertThat(messages.get()).isPositive();
  }
}
