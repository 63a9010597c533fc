package io.echod.net.fault;

import static io.echod.net.fault.FaultWorld.LATENCY;
import static io.echod.net.fault.FaultWorld.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.net.fault.FaultWorld.Client;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.Fault.Direction;
import io.echod.net.fault.rule.Fault.Trigger;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Faults that wait, and what happens at the same moment. */
final class FaultTimersTest {

  private static final long SEED = 4711;
  private static final long CALLS_NANOS = 50_000;

  private static FaultWorld world(Fault fault) throws IOException {
    return new FaultWorld(SEED, FaultRule.of(fault));
  }

  /**
   * The second piece is due when the first one has just been handed out, before the timer that was
   * set for it: the third one's timer was never set.
   */
  @Test
  void whatIsDelayedIsHandedOutAlthoughATimerFiresForWhatHasGone() throws IOException {
    try (FaultWorld world = world(Fault.Delay.of(Duration.ofMillis(100)))) {
      Client client = world.connect();
      for (long nanos = 0; nanos < 3_000; nanos += 250) {
        long begin = world.now() + nanos;
        world.network.after(begin - world.now(), () -> client.send(new byte[1]));
      }
      world.network.after(10 * MILLI, () -> client.send(new byte[1]));
      world.run(Duration.ofMillis(500));
      assertThat(client.received()).hasSize(13);
    }
  }

  @Test
  void aResetComesThoughTheClientHasEndedItsOutputBehindTheLastByte() throws IOException {
    try (FaultWorld world = world(new Fault.Reset(Trigger.afterBytes(10)))) {
      Client client = world.connect();
      client.send(new byte[10]);
      client.peer().shutdownOutput();
      world.run(Duration.ofMillis(500));
      assertThat(client.received()).hasSize(10);
      assertThat(client.lostNanos).isPositive();
      assertThat(client.endNanos).isNegative();
      assertThat(world.connections()).isZero();
    }
  }

  @Test
  void aStallAtOnceCountsFromTheBeginningOfTheConnection() throws IOException {
    Fault stall =
        new Fault.Stall(Duration.ofMillis(100), Trigger.AT_ONCE, Duration.ZERO, Direction.OUT);
    try (FaultWorld world = world(stall)) {
      long begin = world.now();
      Client client = world.connect();
      world.run(Duration.ofMillis(60));
      client.send(new byte[5]);
      world.run(Duration.ofMillis(300));
      assertThat(client.arrivals.getFirst().nanos() - begin)
          .isBetween(100 * MILLI + 2 * LATENCY, 100 * MILLI + 2 * LATENCY + CALLS_NANOS);
    }
  }

  @Test
  void aStallBehindBytesCountsFromTheLastOfThem() throws IOException {
    Fault stall =
        new Fault.Stall(
            Duration.ofMillis(100), Trigger.afterBytes(5), Duration.ZERO, Direction.OUT);
    try (FaultWorld world = world(stall)) {
      Client client = world.connect();
      long begin = world.now();
      client.send(new byte[5]);
      world.run(Duration.ofMillis(60));
      client.send(new byte[5]);
      world.run(Duration.ofMillis(300));
      assertThat(client.arrivals).hasSize(2);
      assertThat(client.arrivals.getLast().nanos() - begin)
          .isBetween(100 * MILLI + 2 * LATENCY, 100 * MILLI + 2 * LATENCY + CALLS_NANOS);
    }
  }

  @Test
  void aStallInAWindowCountsFromTheWindowsBeginning() throws IOException {
    Fault stall =
        new Fault.Stall(Duration.ofMillis(100), Trigger.AT_ONCE, Duration.ZERO, Direction.OUT);
    FaultScope window = FaultScope.ALL.withTime(Duration.ofMillis(200), Duration.ofSeconds(10));
    try (FaultWorld world = new FaultWorld(SEED, new FaultRule(stall, window, "stall"))) {
      long begin = world.now();
      Client client = world.connect();
      client.send(new byte[1]);
      world.run(Duration.ofMillis(250));
      assertThat(client.received()).as("echoed before the window").hasSize(1);
      client.send(new byte[1]);
      world.run(Duration.ofMillis(300));
      assertThat(client.arrivals.getLast().nanos() - begin)
          .isBetween(300 * MILLI, 300 * MILLI + 3 * LATENCY);
    }
  }

  @Test
  void aResetDoesNotWaitForAPeerThatNeverReads() throws IOException {
    try (FaultWorld world = world(new Fault.Reset(Trigger.afterBytes(10)))) {
      Client client = world.connect();
      world.unacknowledged = 5;
      client.send(new byte[10]);
      client.peer().shutdownOutput();
      world.run(Duration.ofSeconds(4));
      assertThat(client.lostNanos).as("reset while it may still read").isNegative();
      world.run(Duration.ofSeconds(2));
      assertThat(client.lostNanos).isPositive();
      assertThat(world.connections()).isZero();
    }
  }
}
