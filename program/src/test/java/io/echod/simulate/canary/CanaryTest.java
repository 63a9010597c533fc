package io.echod.simulate.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.canary.PlantedBug.Change;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the simulation finds what it is there to find: bugs planted into the program, each by
 * itself, must be found within so many seeds.
 */
@ExtendWith(SilentLog.class)
class CanaryTest {

  private static final String CALLBACK = "io.echod.dispatcher.Callback";
  private static final String CONTAINMENT = "io.echod.dispatcher.Containment";
  private static final String LOOP = "io.echod.dispatcher.Loop";
  private static final String DISPATCHER = "io.echod.dispatcher.Dispatcher";
  private static final String SOURCE = "io.echod.dispatcher.kernel.Source";
  private static final String TIMERS = "io.echod.dispatcher.Timers";
  private static final String LISTENING = "io.echod.dispatcher.kernel.sim.SimListeningSource";
  private static final String INTAKE = "io.echod.net.Intake";
  private static final String CONNECTION = "io.echod.net.Connection";
  private static final String LINE_READER = "io.echod.net.line.LineReader";
  private static final String PENDING_WRITES = "io.echod.net.PendingWrites";
  private static final String GREETING = "io.echod.server.GreetingFields";
  private static final String ECHO = "io.echod.server.EchoBuffer";
  private static final String IN_DISPATCHER = "io.echod.dispatcher.PlantedInDispatcher";
  private static final String IN_SIM = "io.echod.dispatcher.kernel.sim.PlantedInSim";
  private static final String IN_KERNEL = "io.echod.dispatcher.kernel.PlantedInKernel";
  private static final String IN_TCP = "io.echod.net.PlantedInTcp";
  private static final String STALL = "io.echod.net.PlantedStall";
  private static final String UDP_GUARD = "io.echod.server.udp.UdpGuard";
  private static final String UDP_RATES = "io.echod.server.udp.UdpRates";
  private static final String IN_UDP = "io.echod.server.udp.PlantedInUdp";
  private static final String RECEPTION = "io.echod.server.Reception";
  private static final String IN_SERVER = "io.echod.server.PlantedInServer";

  static Stream<PlantedBug> bugs() {
    return Stream.of(
        PlantedBug.of(
            "a cancel is ignored within the round",
            50,
            new Change(CALLBACK, "cancel", "unregister", IN_DISPATCHER)),
        PlantedBug.of(
            "a callback is called in the turn it was registered in",
            50,
            new Change(LOOP, "callReady", "registeredInTurn", IN_DISPATCHER)),
        PlantedBug.of(
            "the rest of a partial write is dropped",
            50,
            new Change(CONNECTION, "write", "enqueue", IN_TCP)),
        PlantedBug.of(
            "an event is delivered to a descriptor that was closed in its round",
            100,
            new Change(SOURCE, "close", "watcher", IN_KERNEL)),
        PlantedBug.of(
            "the wake-up for a posted task is lost",
            50,
            new Change(DISPATCHER, "post", "wakeup", IN_DISPATCHER)),
        PlantedBug.of(
            "a slow reader is never read from again",
            50,
            new Change(CONNECTION, "updateMask", "mask", STALL)),
        PlantedBug.of(
            "a slow reader stalls all others",
            50,
            new Change(CONNECTION, "writeToSource", "write", IN_TCP)),
        PlantedBug.of(
            "the end of input closes before everything is written",
            50,
            new Change(CONNECTION, "closeGently", "pending", IN_TCP)),
        PlantedBug.of(
            "a client is sent what others have left in the buffer",
            50,
            new Change(ECHO, "echoOnce", "flip", IN_SERVER)),
        PlantedBug.of(
            "a client is not greeted", 50, new Change(RECEPTION, "beginKnown", "greet", IN_SERVER)),
        PlantedBug.of(
            "clients are greeted by one number",
            50,
            new Change(GREETING, "value", "number", IN_SERVER)),
        PlantedBug.of(
            "services and other echo servers are answered over UDP",
            50,
            new Change(UDP_GUARD, "filter", "isAnswered", IN_UDP)),
        PlantedBug.of(
            "the rate of datagrams is not kept",
            100,
            new Change(UDP_RATES, "takes", "aheadNanosMax", IN_UDP)),
        PlantedBug.of(
            "the interest in writing stays when all is written",
            50,
            new Change(PENDING_WRITES, "drop", "cancel", IN_TCP)),
        PlantedBug.of(
            "a user's pause is ended by the connection's own",
            50,
            new Change(CONNECTION, "updateMask", "mask", IN_TCP)),
        PlantedBug.of(
            "an end of input is reported turn after turn",
            50,
            new Change(CONNECTION, "updateMask", "inputEnded", IN_TCP)),
        PlantedBug.of(
            "a reset costs another's callback",
            50,
            new Change(CONTAINMENT, "isSettled", "ownFailure", IN_DISPATCHER)),
        PlantedBug.of(
            "the reset of a half-closed connection is not reported",
            50,
            new Change(LOOP, "uncalled", "lost", IN_DISPATCHER)),
        PlantedBug.of(
            "bytes that had come are lost at a write that fails",
            50,
            new Change(CONNECTION, "outputLost", "hasInput", IN_TCP)),
        PlantedBug.of(
            "a write is reported lost although its bytes were taken",
            300,
            new Change(PENDING_WRITES, "flush", "nextWritten", IN_TCP)),
        PlantedBug.of(
            "a line too long is reported late",
            50,
            new Change(LINE_READER, "nextLine", "nextLine", IN_TCP)),
        PlantedBug.of(
            "a listener that is closed goes on taking connections",
            50,
            new Change(LISTENING, "release", "remove", IN_SIM)),
        PlantedBug.of(
            "the heap of timers is corrupted when one is cancelled",
            50,
            new Change(TIMERS, "takeOut", "deadlineNanos", IN_DISPATCHER)),
        PlantedBug.of(
            "a connection that was reset while it waited fails the listener",
            50,
            new Change(INTAKE, "next", "accept", IN_TCP)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void theSimulationFinds(PlantedBug bug) throws ReflectiveOperationException {
    Canary.find(bug, "firstFailure");
  }

  @Test
  void withNothingPlantedTheSimulationFindsNothing() throws ReflectiveOperationException {
    assertThat(Canary.findNothing("firstFailure", 50)).isEmpty();
  }
}
