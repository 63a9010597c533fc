package io.echod.simulate.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.canary.PlantedBug.Change;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the simulation finds bugs in the faults that a server is given on purpose. */
@ExtendWith(SilentLog.class)
class FaultCanaryTest {

  private static final String RULES = "io.echod.net.fault.";
  private static final String LAYERS = RULES + "layer.";

  private static final PlantedBug FROM_THE_PREVIOUS =
      bug("a delay counts from the piece before", "DelayLayer", "keep", "now");

  private static final PlantedBug SHARED_DRAWS =
      bugOfRules("connections share their draws", "Faults", "add", "over");

  private static final PlantedBug ONE_BYTE_TOO_MANY =
      bug("one byte too many is sent before a reset", "CutLayer", "write", "writeAtMost");

  private static PlantedBug bug(String name, String owner, String method, String member) {
    return PlantedBug.of(
        name, 200, new Change(LAYERS + owner, method, member, LAYERS + "PlantedInLayers"));
  }

  private static PlantedBug bugOfRules(String name, String owner, String method, String member) {
    return PlantedBug.of(
        name, 200, new Change(RULES + owner, method, member, RULES + "PlantedInFaults"));
  }

  static Stream<PlantedBug> bugs() {
    return Stream.of(
        bug("an end is not delayed", "DelayLayer", "takeIn", "due"),
        bug("what is delayed is forgotten", "DelayLayer", "flush", "wakeForNext"),
        bug("draws depend on those before", "SliceLayer", "room", "belowAt"),
        bug("a stall ends early", "StallTimes", "nanosToEnd", "max"),
        bug("a shared rate is each one's own", "BandwidthLayer", "<init>", "isShared"),
        bug("a rate is too high", "TokenBucket", "<init>", "bytesPerSecond"),
        bug("bytes behind the range are lost", "SilentLayer", "write", "endByte"),
        bugOfRules("connections are counted from 0", "Faults", "applies", "firstConnection"),
        bugOfRules("a late datagram is forgotten", "DatagramFaults", "release", "forEach"),
        bugOfRules("losses come by themselves", "LossDraws", "isLost", "isByRuns"),
        bug("a slow close is quick", "SlowCloseLayer", "flush", "isActive"),
        bugOfRules("a stall of accepts is none", "Faults$AcceptStaller", "follow", "leftOf"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void theSimulationFinds(PlantedBug bug) throws ReflectiveOperationException {
    Canary.find(bug, "firstFaultyFailure");
  }

  static Stream<PlantedBug> named() {
    return Stream.of(FROM_THE_PREVIOUS, SHARED_DRAWS, ONE_BYTE_TOO_MANY);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("named")
  void theSimulationMakesSmall(PlantedBug bug) throws ReflectiveOperationException {
    // Draws are shared by two; no network's fault is needed for any of it.
    String most = bug.equals(SHARED_DRAWS) ? "[12]" : "1";
    assertThat(Canary.find(bug, "shrunk")).matches(most + " clients, 0 faults, (0|all) actions");
  }

  @Test
  void withNothingPlantedTheSimulationFindsNothing() throws ReflectiveOperationException {
    assertThat(Canary.findNothing("firstFaultyFailure", 100)).isEmpty();
  }
}
