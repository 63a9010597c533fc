package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.kernel.sim.SimDatagramPeer;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.measure.ErrorKind;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Loads of datagrams on simulated servers. */
class LoadDatagramsTest {

  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 7);
  private static final Duration SECONDS = Duration.ofSeconds(1);

  private static SimNetwork network(Faults faults) {
    return new SimNetwork(SimOptions.calm(1).withFaults(faults));
  }

  private static void echo(SimNetwork network) throws Exception {
    SimDatagramPeer.open(network, SERVER, (server, bytes, from) -> server.send(bytes, from));
  }

  private static LoadResult run(SimNetwork network, Shape shape, Schedule schedule, Span span)
      throws Exception {
    LoadOptions options = new LoadOptions(SERVER, shape, schedule, span).withDatagrams();
    return new Load(network::openKernel, options, Usage.NONE, Load.Progress.NONE).run();
  }

  @Test
  void aClosedLoopHasADatagramInFlightOnEachSocket() throws Exception {
    SimNetwork network = network(Faults.NONE);
    echo(network);
    LoadResult result = run(network, Shape.of(10, 64), Schedule.CLOSED, Span.of(SECONDS, SECONDS));
    assertThat(result.latencies().getValueAtPercentile(50)).isBetween(100_000L, 130_000L);
    assertThat(result.messagesPerSecond()).isBetween(70_000.0, 100_000.0);
    assertThat(result.bytes()).isEqualTo(64 * result.messages());
    assertThat(result.errors()).isEmpty();
  }

  @Test
  void sizesAndPipelinesAreAsAskedFor() throws Exception {
    SimNetwork network = network(Faults.NONE);
    echo(network);
    LoadResult result =
        run(network, new Shape(3, 8, 65_507, 3, false), Schedule.CLOSED, Span.of(3_000));
    assertThat(result.messages()).isEqualTo(3_000);
    assertThat(result.errors()).isEmpty();
    assertThat(result.bytes() / 3_000.0).isBetween(30_000.0, 35_000.0);
  }

  @Test
  void whatIsLostIsCountedAndHoldsUpNothingOfTheSchedule() throws Exception {
    SimNetwork network = network(Faults.NONE.with(Fault.DATAGRAM_LOST, 0.05));
    echo(network);
    LoadResult result =
        run(network, Shape.of(5, 64), Schedule.open(1_000), Span.of(Duration.ZERO, SECONDS));
    long lost = result.errors().getOrDefault(ErrorKind.LOST, 0L);
    assertThat(lost).isBetween(50L, 150L).isEqualTo(network.count(Fault.DATAGRAM_LOST));
    assertThat(result.messages() + lost).isEqualTo(1_000);
    assertThat(result.late()).isZero();
  }

  @Test
  void inAClosedLoopTheNextOneFollowsWhatIsLost() throws Exception {
    SimNetwork network = network(Faults.NONE.with(Fault.DATAGRAM_LOST, 0.01));
    echo(network);
    LoadResult result = run(network, Shape.of(5, 64), Schedule.CLOSED, Span.of(2_000));
    long lost = result.errors().getOrDefault(ErrorKind.LOST, 0L);
    assertThat(lost).isPositive();
    assertThat(result.messages() + lost).isEqualTo(2_000);
  }

  @Test
  void whatComesTwiceIsCountedAndIsNoMessage() throws Exception {
    SimNetwork network = network(Faults.NONE.with(Fault.DATAGRAM_DUPLICATED, 0.1));
    echo(network);
    LoadResult result = run(network, Shape.of(5, 64), Schedule.CLOSED, Span.of(1_000));
    assertThat(result.messages()).isEqualTo(1_000);
    assertThat(result.errors()).containsOnlyKeys(ErrorKind.DUPLICATE);
    assertThat(result.errors().get(ErrorKind.DUPLICATE)).isBetween(100L, 300L);
  }

  @Test
  void whatIsOvertakenIsCountedAndIsAMessage() throws Exception {
    SimNetwork network = network(Faults.NONE.with(Fault.DATAGRAM_REORDERED, 0.05));
    echo(network);
    LoadResult result =
        run(network, new Shape(2, 64, 64, 20, false), Schedule.CLOSED, Span.of(2_000));
    assertThat(result.messages()).isEqualTo(2_000);
    assertThat(result.errors()).containsOnlyKeys(ErrorKind.REORDERED);
  }

  @Test
  void anotherByteIsAMismatchThatNamesItsPlace() throws Exception {
    SimNetwork network = network(Faults.NONE);
    int[] count = {0};
    SimDatagramPeer.open(
        network,
        SERVER,
        (server, bytes, from) -> {
          bytes[40] ^= (byte) (++count[0] == 100 ? 1 : 0);
          server.send(bytes, from);
        });
    LoadResult result = run(network, Shape.of(1, 64), Schedule.CLOSED, Span.of(200));
    assertThat(result.errors()).isEqualTo(Map.of(ErrorKind.MISMATCH, 1L));
    assertThat(result.firstMismatch()).contains("datagram 99").contains("byte 40");
    assertThat(result.messages()).isEqualTo(199);
  }

  @Test
  void aServerThatIsNotThereRefuses() throws Exception {
    SimNetwork network = network(Faults.NONE);
    LoadResult result =
        run(network, Shape.of(2, 64), Schedule.CLOSED, Span.of(Duration.ZERO, SECONDS));
    assertThat(result.messages()).isZero();
    assertThat(result.errors()).containsKey(ErrorKind.REFUSED);
  }

  @Test
  void datagramsHaveRoomForTheirNumber() {
    LoadOptions seven =
        new LoadOptions(SERVER, Shape.of(1, 7), Schedule.CLOSED, Span.of(SECONDS, SECONDS));
    assertThatIllegalArgumentException()
        .isThrownBy(seven::withDatagrams)
        .withMessageContaining("8 to 65507");
  }
}
