package io.echod.simulate.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.canary.PlantedBug.Change;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the simulation finds bugs in limits, timeouts, PROXY headers and reloads. */
@ExtendWith(SilentLog.class)
class GuardCanaryTest {

  private static final String SERVER = "io.echod.server.";
  private static final String IN_SERVER = SERVER + "PlantedInServer";
  private static final String IN_DISPATCHER = "io.echod.dispatcher.PlantedInDispatcher";
  private static final String IN_LAYER = "io.echod.net.layer.PlantedInLayer";

  private static final String IN_TIMEOUTS = "io.echod.net.PlantedTimeouts";
  private static final String IN_SHORT_TIMEOUTS = "io.echod.net.PlantedShortTimeouts";

  private static PlantedBug udp(String name, String owner, String method, String member) {
    String room = SERVER + "udp.";
    return PlantedBug.of(
        name, 100, new Change(room + owner, method, member, room + "PlantedInGuard"));
  }

  private static PlantedBug bug(String name, String owner, String method, String member) {
    return PlantedBug.of(name, 50, new Change(SERVER + owner, method, member, IN_SERVER));
  }

  private static PlantedBug admission(String name, String owner, String method, String member) {
    String room = SERVER + "admission.";
    return PlantedBug.of(
        name, 100, new Change(room + owner, method, member, room + "PlantedInAdmission"));
  }

  static Stream<PlantedBug> bugs() {
    return Stream.of(
        admission("a limit is off by one", "Admission", "admitUnknown", "incrementAndGet"),
        admission("who has gone counts on", "Admission", "left", "decrementAndGet"),
        admission("the rate of connections is not kept", "AddressAccount", "fill", "min"),
        admission("who is denied is let in", "Admission$Rules", "isListed", "denied"),
        admission("who is not allowed is let in", "Admission$Rules", "isListed", "allowed"),
        udp("one datagram too many is echoed in a second", "UdpRates", "takes", "aheadNanosMax"),
        udp("another echo server is answered", "UdpGuard", "isAnswered", "get"),
        udp("a service is answered", "UdpGuard", "isAnswered", "port"),
        udp("a multicast group is answered", "UdpGuard", "isAnswered", "isOfOneHost"),
        udp("lists don't hold for datagrams", "UdpGuard", "isAnswered", "test"),
        PlantedBug.of(
            "a write timeout never fires",
            50,
            new Change("io.echod.net.PendingWrites", "limit", "idleAfter", IN_TIMEOUTS)),
        PlantedBug.of(
            "a write timeout is too short",
            50,
            new Change("io.echod.net.PendingWrites", "limit", "idleAfter", IN_SHORT_TIMEOUTS)),
        PlantedBug.of(
            "an IPv4 address in one of IPv6 passes the lists",
            100,
            new Change("io.echod.net.layer.ProxyBinary", "inet", "getByAddress", IN_LAYER)),
        bug("a byte too many is echoed", "ClientEcho", "handle", "echo"),
        bug("a header is echoed", "Reception", "isLetIn", "admits"),
        bug("a reload drops connections", "LoopListeners", "use", "connections"),
        bug("a client that has gone stays in the balance", "BalancedLoop", "closed", "closed"),
        bug("a client is kept by who accepts it", "BalancedLoop", "assign", "pick"),
        PlantedBug.of(
            "a client that is cut off is waited for without end",
            50,
            new Change("io.echod.net.Connection", "linger", "lingerTimeout", IN_TIMEOUTS)),
        bug("a client that is handed on is dropped", "BalancedLoop", "arrived", "take"),
        bug("a client that is handed on is lost", "BalancedLoop$Handover", "run", "arrived"),
        bug(
            "the pass of a client that is handed on is lost",
            "BalancedLoop",
            "arrived",
            "admitted"),
        bug("a client that is handed on counts twice", "BalancedLoop", "assign", "latestTicket"),
        PlantedBug.of(
            "an idle timeout fires on one who is active",
            50,
            new Change("io.echod.dispatcher.IdleTimeout", "touch", "touchedNanos", IN_DISPATCHER)),
        PlantedBug.of(
            "a byte behind a header is taken for one of it",
            50,
            new Change(
                "io.echod.net.layer.ProxyReader", "missingOfBinary", "toUnsignedInt", IN_LAYER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void theSimulationFinds(PlantedBug bug) throws ReflectiveOperationException {
    Canary.find(bug, "firstGuardedFailure");
  }

  @Test
  void withNothingPlantedTheSimulationFindsNothing() throws ReflectiveOperationException {
    assertThat(Canary.findNothing("firstGuardedFailure", 50)).isEmpty();
  }
}
