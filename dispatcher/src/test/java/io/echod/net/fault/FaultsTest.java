package io.echod.net.fault;

import static io.echod.net.fault.FaultWorld.LATENCY;
import static io.echod.net.fault.FaultWorld.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.net.ConnectionOptions;
import io.echod.net.fault.FaultWorld.Arrival;
import io.echod.net.fault.FaultWorld.Client;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.Fault.Direction;
import io.echod.net.fault.rule.Fault.Distribution;
import io.echod.net.fault.rule.Fault.Trigger;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each kind of fault to the byte and to the nanosecond, on a simulated network. */
final class FaultsTest {

  private static final long SEED = 4711;
  private static final long CALLS_NANOS = 50_000;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int index = 0; index < count; index++) {
      bytes[index] = (byte) (index * 31 + (index >> 8));
    }
    return bytes;
  }

  private static Duration millis(long count) {
    return Duration.ofMillis(count);
  }

  private static FaultWorld world(Fault... faults) throws IOException {
    return new FaultWorld(SEED, Arrays.stream(faults).map(FaultRule::of).toArray(FaultRule[]::new));
  }

  private static void assertArrivals(Client client, Arrival... expected) {
    assertThat(client.arrivals).hasSize(expected.length);
    for (int index = 0; index < expected.length; index++) {
      Arrival arrival = client.arrivals.get(index);
      assertThat(arrival.bytes()).isEqualTo(expected[index].bytes());
      assertTime(arrival.nanos(), expected[index].nanos());
    }
  }

  /** But for what the simulated system's calls take. */
  private static void assertTime(long nanos, long expected) {
    assertThat(nanos).isBetween(expected, expected + CALLS_NANOS);
  }

  @Test
  void aDelayCountsFromTheArrival() throws IOException {
    try (FaultWorld world = world(Fault.Delay.of(millis(100)))) {
      Client client = world.connect();
      long begin = world.now();
      client.send(bytes(10));
      world.run(millis(50));
      client.send(bytes(20));
      world.run(millis(500));
      assertArrivals(
          client,
          new Arrival(begin + 100 * MILLI + 2 * LATENCY, 10),
          new Arrival(begin + 150 * MILLI + 2 * LATENCY, 20));
    }
  }

  @Test
  void aLongStreamIsDelayedOnce() throws IOException {
    try (FaultWorld world = world(Fault.Delay.of(millis(100)))) {
      Client client = world.connect();
      byte[] sent = bytes(2_000_000);
      long begin = world.now();
      client.send(sent);
      world.run(millis(500));
      assertThat(client.received()).isEqualTo(sent);
      assertTime(client.arrivals.getLast().nanos() - begin, 100 * MILLI + 2 * LATENCY);
    }
  }

  @Test
  void theEndIsDelayedBehindTheBytes() throws IOException {
    try (FaultWorld world = world(Fault.Delay.of(millis(100)))) {
      Client client = world.connect();
      long begin = world.now();
      client.send(bytes(1000));
      client.peer().shutdownOutput();
      world.run(millis(500));
      assertThat(client.received()).isEqualTo(bytes(1000));
      assertTime(client.endNanos - begin, 100 * MILLI + 2 * LATENCY);
    }
  }

  @Test
  void aDrainWaitsForWhatIsDelayed() throws IOException {
    try (FaultWorld world = world(Fault.Delay.of(millis(100)))) {
      Client client = world.connect();
      client.send(bytes(1000));
      world.run(millis(20));
      world.drain(Duration.ofSeconds(10));
      world.run(millis(500));
      assertThat(client.received()).isEqualTo(bytes(1000));
      assertThat(client.endNanos).isPositive();
      assertThat(client.lostNanos).isNegative();
    }
  }

  @Test
  void aDrainCutsWhatIsDelayedForLonger() throws IOException {
    try (FaultWorld world = world(Fault.Delay.of(millis(1000)))) {
      Client client = world.connect();
      client.send(bytes(1000));
      world.run(millis(20));
      world.drain(millis(50));
      world.run(millis(100));
      assertThat(client.received()).isEmpty();
      assertThat(client.lostNanos).isPositive();
      assertThat(world.delayedBytes()).isZero();
    }
  }

  @Test
  void allTogetherDelayNoMoreThanTheirQueuesMayTake() throws IOException {
    int most = 100_000;
    ConnectionOptions options = ConnectionOptions.DEFAULT.withQueueTotal(most);
    FaultRule rule = FaultRule.of(Fault.Delay.of(millis(100)));
    try (FaultWorld world = new FaultWorld(SEED, options, rule)) {
      List<Client> clients = List.of(world.connect(), world.connect(), world.connect());
      byte[] sent = bytes(200_000);
      for (Client client : clients) {
        client.send(sent);
      }
      int fullest = 0;
      for (int step = 0; step < 2000; step++) {
        world.run(millis(1));
        fullest = Math.max(fullest, world.delayedBytes());
      }
      assertThat(fullest).isBetween(most * 9 / 10, most);
      for (Client client : clients) {
        assertThat(client.received()).isEqualTo(sent);
      }
      assertThat(world.delayedBytes()).isZero();
    }
  }

  private static long[] roundTrips(FaultWorld world, int count) throws IOException {
    Client client = world.connect();
    long[] nanos = new long[count];
    for (int round = 0; round < count; round++) {
      long begin = world.now();
      client.send(bytes(64));
      world.run(millis(150));
      assertThat(client.arrivals).hasSize(round + 1);
      nanos[round] = client.arrivals.getLast().nanos() - begin - 2 * LATENCY;
    }
    return nanos;
  }

  @Test
  void jitterIsSpreadEvenlyAndTheSameAgainFromTheSameSeed() throws IOException {
    Fault jitter = new Fault.Delay(millis(100), millis(20), Distribution.UNIFORM, Fault.FOREVER);
    long[] times;
    try (FaultWorld world = world(jitter)) {
      times = roundTrips(world, 10_000);
    }
    assertThat(LongStream.of(times).min().orElseThrow()).isBetween(80 * MILLI, 81 * MILLI);
    assertThat(LongStream.of(times).max().orElseThrow()).isBetween(119 * MILLI, 121 * MILLI);
    assertThat(LongStream.of(times).average().orElseThrow() / MILLI).isBetween(99.5, 100.5);
    try (FaultWorld again = world(jitter)) {
      assertThat(roundTrips(again, 100)).isEqualTo(Arrays.copyOf(times, 100));
    }
    try (FaultWorld other = new FaultWorld(SEED + 1, FaultRule.of(jitter))) {
      assertThat(roundTrips(other, 100)).isNotEqualTo(Arrays.copyOf(times, 100));
    }
  }

  @Test
  void theLongestDelayIsKept() throws IOException {
    for (Distribution distribution : Distribution.values()) {
      Fault delay = new Fault.Delay(millis(50), millis(40), distribution, millis(100));
      try (FaultWorld world = world(delay)) {
        assertThat(LongStream.of(roundTrips(world, 1000)).max().orElseThrow())
            .isLessThanOrEqualTo(100 * MILLI + CALLS_NANOS);
      }
    }
  }

  @Test
  void anotherRuleMovesNoDraw() throws IOException {
    Fault jitter = new Fault.Delay(millis(100), millis(20), Distribution.NORMAL, Fault.FOREVER);
    Fault other = new Fault.SlowClose(millis(5));
    try (FaultWorld alone = world(jitter);
        FaultWorld beside = world(other, jitter)) {
      assertThat(roundTrips(beside, 100)).isEqualTo(roundTrips(alone, 100));
    }
  }

  @Test
  void rulesOfOneTextHaveDrawsOfTheirOwn() throws IOException {
    Fault corrupt = new Fault.Corrupt(0.1, false);
    long once = wrong(corrupt);
    long twice = wrong(corrupt, corrupt);
    // 1 - 0.9 * 0.9 of them, were the draws not the same.
    assertThat(once).isBetween(900L, 1100L);
    assertThat(twice).isBetween(1750L, 2050L);
  }

  /** How many of 10,000 bytes come back wrong. */
  private static long wrong(Fault... faults) throws IOException {
    try (FaultWorld world = world(faults)) {
      Client client = world.connect();
      byte[] sent = bytes(10_000);
      client.send(sent);
      world.run(millis(500));
      byte[] received = client.received();
      return IntStream.range(0, sent.length).filter(at -> received[at] != sent[at]).count();
    }
  }

  @Test
  void connectionsHaveDrawsOfTheirOwn() throws IOException {
    try (FaultWorld world =
        world(new Fault.Delay(millis(100), millis(20), Distribution.UNIFORM, Fault.FOREVER))) {
      assertThat(roundTrips(world, 10)).isNotEqualTo(roundTrips(world, 10));
    }
  }

  @Test
  void aStallOfTheOutputLetsTheBytesBeforeItThrough() throws IOException {
    Fault stall =
        new Fault.Stall(millis(300), Trigger.afterBytes(700), Duration.ZERO, Direction.OUT);
    try (FaultWorld world = world(stall)) {
      Client client = world.connect();
      long begin = world.now();
      client.send(bytes(1000));
      world.run(millis(1000));
      assertThat(client.received()).isEqualTo(bytes(1000));
      assertArrivals(
          client,
          new Arrival(begin + 2 * LATENCY, 700),
          new Arrival(begin + 300 * MILLI + 2 * LATENCY, 300));
    }
  }

  @Test
  void aStallOfTheInputStopsReading() throws IOException {
    Fault stall =
        new Fault.Stall(millis(300), Trigger.afterBytes(700), Duration.ZERO, Direction.IN);
    try (FaultWorld world = world(stall)) {
      Client client = world.connect();
      long begin = world.now();
      client.send(bytes(1000));
      world.run(millis(1000));
      assertThat(client.received()).isEqualTo(bytes(1000));
      assertArrivals(
          client,
          new Arrival(begin + 2 * LATENCY, 700),
          new Arrival(begin + LATENCY + 300 * MILLI + LATENCY, 300));
    }
  }

  @Test
  void stallsComeAgain() throws IOException {
    Fault stall = new Fault.Stall(millis(100), Trigger.AT_ONCE, millis(500), Direction.OUT);
    try (FaultWorld world = world(stall)) {
      Client client = world.connect();
      long slow = 0;
      for (int round = 0; round < 500; round++) {
        int before = client.received.size();
        client.send(bytes(1));
        world.run(millis(10));
        slow += client.received.size() == before ? 1 : 0;
      }
      assertThat(slow).as("of 500 messages in five seconds").isBetween(85L, 105L);
      world.run(millis(200));
      assertThat(client.received()).hasSize(500);
    }
  }

  @Test
  void anEndlessStallEndsWithItsRule() throws IOException {
    for (Direction direction : Direction.values()) {
      Fault stall = new Fault.Stall(Fault.FOREVER, Trigger.AT_ONCE, Duration.ZERO, direction);
      try (FaultWorld world = world(stall)) {
        Client client = world.connect();
        client.send(bytes(100));
        world.run(Duration.ofHours(10));
        assertThat(client.received()).isEmpty();
        assertThat(client.peer().isOpen()).isTrue();
        world.faults.replace(List.of(), world.now());
        world.run(millis(10));
        assertThat(client.received()).isEqualTo(bytes(100));
      }
    }
  }

  @Test
  void aClientThatResetsAStalledConnectionLeavesNothingBehind() throws IOException {
    for (Direction direction : Direction.values()) {
      Fault stall = new Fault.Stall(Fault.FOREVER, Trigger.AT_ONCE, Duration.ZERO, direction);
      try (FaultWorld world = world(stall)) {
        Client client = world.connect();
        client.send(bytes(100));
        world.run(millis(10));
        client.peer().reset();
        world.run(millis(10));
        assertThat(world.connections()).as("%s", direction).isZero();
      }
    }
  }

  @Test
  void theBandwidthIsExact() throws IOException {
    try (FaultWorld world = world(new Fault.Bandwidth(1_000_000, 65_536, false))) {
      Client client = world.connect();
      long begin = world.now();
      byte[] sent = bytes(1 << 20);
      for (int part = 0; part < 10; part++) {
        client.send(sent);
        world.run(millis(1048));
      }
      world.run(millis(2000));
      assertThat(client.received()).hasSize(10 << 20);
      assertThat((client.arrivals.getLast().nanos() - begin) / 1e9).isBetween(10.32, 10.53);
    }
  }

  @Test
  void connectionsShareABandwidth() throws IOException {
    try (FaultWorld world = world(new Fault.Bandwidth(1_000_000, 65_536, true))) {
      List<Client> clients = IntStream.range(0, 10).mapToObj(_ -> connected(world)).toList();
      long begin = world.now();
      clients.forEach(client -> client.send(bytes(1 << 20)));
      world.run(millis(12_000));
      assertThat(clients).allSatisfy(client -> assertThat(client.received()).hasSize(1 << 20));
      long last = clients.stream().mapToLong(one -> one.arrivals.getLast().nanos()).max().orElse(0);
      assertThat((last - begin) / 1e9).isBetween(10.32, 10.53);
    }
  }

  private static Client connected(FaultWorld world) {
    try {
      return world.connect();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void slicesHaveTheirSizesAndGaps() throws IOException {
    try (FaultWorld world = world(new Fault.Slice(100, 100, millis(5)))) {
      Client client = world.connect();
      long begin = world.now() + 2 * LATENCY;
      client.send(bytes(350));
      world.run(millis(100));
      assertArrivals(
          client,
          new Arrival(begin, 100),
          new Arrival(begin + 5 * MILLI, 100),
          new Arrival(begin + 10 * MILLI, 100),
          new Arrival(begin + 15 * MILLI, 50));
    }
  }

  @Test
  void aResetComesBehindExactlyTheBytesBeforeIt() throws IOException {
    try (FaultWorld world = world(new Fault.Reset(Trigger.afterBytes(10_000)))) {
      Client client = world.connect();
      client.send(bytes(25_000));
      world.run(millis(500));
      assertThat(client.received()).isEqualTo(bytes(10_000));
      assertThat(client.lostNanos).isPositive();
      assertThat(client.endNanos).isNegative();
      assertThat(world.connections()).isZero();
    }
  }

  @Test
  void aResetByTimeStrikesAQuietConnection() throws IOException {
    try (FaultWorld world = world(new Fault.Reset(Trigger.afterTime(millis(100))))) {
      Client client = world.connect();
      world.run(millis(90));
      assertThat(client.lostNanos).isNegative();
      world.run(millis(10));
      assertThat(client.lostNanos).isPositive();
    }
  }

  @Test
  void anEndIgnoresWhatStillComes() throws IOException {
    try (FaultWorld world = world(new Fault.End(Trigger.afterBytes(100)))) {
      Client client = world.connect();
      client.send(bytes(250));
      world.run(millis(100));
      assertThat(client.received()).isEqualTo(bytes(100));
      assertThat(client.endNanos).isPositive();
      assertThat(client.lostNanos).isNegative();
      world.run(Duration.ofSeconds(30));
      assertThat(world.connections()).isZero();
    }
  }

  @Test
  void aHalfCloseGoesOnReading() throws IOException {
    try (FaultWorld world = world(new Fault.HalfClose(Trigger.afterBytes(100)))) {
      Client client = world.connect();
      client.send(bytes(250));
      world.run(Duration.ofSeconds(30));
      client.send(bytes(1000));
      world.run(Duration.ofSeconds(30));
      assertThat(client.received()).isEqualTo(bytes(100));
      assertThat(client.endNanos).isPositive();
      assertThat(client.peer().takenBytes()).isEqualTo(1250);
      client.peer().shutdownOutput();
      world.run(millis(100));
      assertThat(client.lostNanos).isNegative();
      assertThat(world.connections()).isZero();
    }
  }

  @Test
  void aRefusedConnectionIsResetAtOnce() throws IOException {
    try (FaultWorld world = world(new Fault.Refuse())) {
      Client client = world.connect();
      assertThat(client.lostNanos).isPositive();
      assertThat(client.received()).isEmpty();
    }
  }

  @Test
  void aSilentServerReadsAndEndsInOrder() throws IOException {
    try (FaultWorld world = world(new Fault.Silent())) {
      Client client = world.connect();
      client.send(bytes(5000));
      client.peer().shutdownOutput();
      world.run(millis(100));
      assertThat(client.peer().takenBytes()).isEqualTo(5000);
      assertThat(client.received()).isEmpty();
      assertThat(client.endNanos).isPositive();
    }
  }

  @Test
  void aSlowOpenReadsNothingAtFirst() throws IOException {
    try (FaultWorld world = world(new Fault.SlowOpen(millis(200)))) {
      Client client = world.connect();
      client.send(bytes(10));
      world.run(millis(150));
      assertThat(client.peer().takenBytes()).isZero();
      world.run(millis(100));
      assertThat(client.received()).isEqualTo(bytes(10));
    }
  }

  @Test
  void aSlowCloseIsLate() throws IOException {
    try (FaultWorld world = world(new Fault.SlowClose(Duration.ofMinutes(5)))) {
      Client client = world.connect();
      client.send(bytes(10));
      client.peer().shutdownOutput();
      long begin = world.now();
      world.run(Duration.ofMinutes(6));
      assertThat(client.received()).isEqualTo(bytes(10));
      assertThat(client.endNanos - begin).isBetween(300_000 * MILLI, 300_000 * MILLI + 3 * LATENCY);
    }
  }

  @Test
  void aboutAsManyBytesAreWrongAsWasAskedFor() throws IOException {
    byte[] sent = bytes(1 << 20);
    long wrong = 0;
    try (FaultWorld world = world(new Fault.Corrupt(1e-5, false))) {
      Client client = world.connect();
      for (int round = 0; round < 10; round++) {
        client.received.reset();
        client.send(sent);
        world.run(millis(50));
        byte[] got = client.received();
        assertThat(got).hasSameSizeAs(sent);
        wrong += IntStream.range(0, got.length).filter(at -> got[at] != sent[at]).count();
      }
    }
    assertThat(wrong).isBetween(105L - 31, 105L + 31);
  }

  @Test
  void onlyBitsFlipWhereBitsAreAskedFor() throws IOException {
    try (FaultWorld world = world(new Fault.Corrupt(0.5, true))) {
      Client client = world.connect();
      byte[] sent = bytes(10_000);
      client.send(sent);
      world.run(millis(50));
      byte[] got = client.received();
      assertThat(
              IntStream.range(0, got.length)
                  .map(at -> Integer.bitCount((got[at] ^ sent[at]) & 255)))
          .allMatch(bits -> bits <= 1)
          .contains(1);
    }
  }

  @Test
  void garbageIsOfItsSizeThenTheEnd() throws IOException {
    byte[] first;
    try (FaultWorld world = world(new Fault.Garbage(100_000))) {
      Client client = world.connect();
      client.send(bytes(10));
      world.run(millis(100));
      first = client.received();
      assertThat(first).hasSize(100_000);
      assertThat(client.endNanos).isPositive();
    }
    try (FaultWorld world = world(new Fault.Garbage(100_000))) {
      Client client = world.connect();
      world.run(millis(100));
      assertThat(client.received()).isEqualTo(first);
    }
  }

  @Test
  void aRuleIsForTheConnectionsThatItNames() throws IOException {
    FaultRule rule = FaultRule.of(new Fault.Refuse(), FaultScope.ALL.withConnections(1, 3));
    try (FaultWorld world = new FaultWorld(SEED, rule)) {
      for (int number = 1; number <= 5; number++) {
        assertThat(world.connect().lostNanos > 0)
            .as("connection %d", number)
            .isEqualTo(number <= 3);
      }
      assertThat(world.faults.strikes()).containsEntry(rule.name(), 3L);
    }
  }

  @Test
  void aShareOfTheConnectionsIsStruckAndTheSameOnesAgain() throws IOException {
    FaultRule rule = FaultRule.of(new Fault.Refuse(), FaultScope.ALL.withProbability(0.3));
    List<Boolean> first = struck(rule, 500);
    assertThat(first.stream().filter(one -> one).count()).isBetween(115L, 185L);
    assertThat(struck(rule, 500)).isEqualTo(first);
  }

  private static List<Boolean> struck(FaultRule rule, int count) throws IOException {
    try (FaultWorld world = new FaultWorld(SEED, rule)) {
      return IntStream.range(0, count).mapToObj(_ -> connected(world).lostNanos > 0).toList();
    }
  }

  @Test
  void aRuleIsForTheBytesThatItNames() throws IOException {
    FaultRule rule = FaultRule.of(new Fault.Corrupt(1, false), FaultScope.ALL.withBytes(100, 200));
    try (FaultWorld world = new FaultWorld(SEED, rule)) {
      Client client = world.connect();
      byte[] sent = bytes(300);
      client.send(sent);
      world.run(millis(50));
      byte[] got = client.received();
      assertThat(IntStream.range(0, 300).filter(at -> got[at] != sent[at]).boxed())
          .isEqualTo(IntStream.range(100, 200).boxed().toList());
    }
  }

  @Test
  void aRuleIsForTheTimeThatItNames() throws IOException {
    FaultRule rule =
        FaultRule.of(
            Fault.Delay.of(millis(100)), FaultScope.ALL.withTime(millis(1000), millis(2000)));
    try (FaultWorld world = new FaultWorld(SEED, rule)) {
      assertTime(roundTrips(world, 1)[0], 0);
      world.run(millis(1000));
      assertTime(roundTrips(world, 1)[0], 100 * MILLI);
      world.run(millis(1000));
      assertTime(roundTrips(world, 1)[0], 0);
    }
  }

  @Test
  void acceptsStallUntilTheRuleEnds() throws IOException {
    try (FaultWorld world = world(new Fault.AcceptStall(millis(500)))) {
      Client client = world.connect();
      client.send(bytes(10));
      world.run(millis(400));
      assertThat(world.connections()).isZero();
      world.run(millis(200));
      assertThat(client.received()).isEqualTo(bytes(10));
    }
    try (FaultWorld world = world(new Fault.AcceptStall(Fault.FOREVER))) {
      Client client = world.connect();
      client.send(bytes(10));
      world.run(Duration.ofHours(1));
      assertThat(world.connections()).isZero();
      world.faults.replace(List.of(), world.now());
      world.run(millis(10));
      assertThat(client.received()).isEqualTo(bytes(10));
    }
  }

  @Test
  void aConnectionThatNoRuleIsForHasNoLayer() throws IOException {
    FaultRule rule = FaultRule.of(new Fault.Silent(), FaultScope.ALL.withConnections(2, 2));
    try (FaultWorld world = new FaultWorld(SEED, rule)) {
      world.connect();
      assertThat(world.hasFaultLayer()).isFalse();
      world.connect();
      assertThat(world.hasFaultLayer()).isTrue();
    }
  }

  @Test
  void rulesCanBeReplacedAfterAListenersDispatcherWasClosed() throws IOException {
    FaultWorld world = world(new Fault.AcceptStall(Fault.FOREVER));
    world.close();
    world.faults.replace(List.of(FaultRule.of(new Fault.Silent())), 0);
    assertThat(world.faults.rules()).hasSize(1);
  }
}
