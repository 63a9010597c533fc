package io.echod.simulate.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.SilentLog;
import io.echod.simulate.canary.PlantedBug.Change;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the simulation finds bugs in TLS. */
@ExtendWith(SilentLog.class)
class TlsCanaryTest {

  private static final String TLS = "io.echod.tls.";
  private static final String SERVER = "io.echod.server.";

  private static final PlantedBug TIMEOUT_GOES_ON =
      bug("a handshake timeout fires after the handshake", "TlsLayer", "established", "cancel");

  private static PlantedBug bug(String name, String owner, String method, String member) {
    return PlantedBug.of(name, 100, new Change(TLS + owner, method, member, TLS + "PlantedInTls"));
  }

  private static PlantedBug ofServer(String name, String owner, String method, String member) {
    return PlantedBug.of(
        name, 100, new Change(SERVER + owner, method, member, SERVER + "PlantedInServer"));
  }

  static Stream<PlantedBug> bugs() {
    return Stream.of(
        TIMEOUT_GOES_ON,
        bug("a handshake timeout never fires", "TlsLayer", "<init>", "handshakeTimeout"),
        bug("a truncation is not reported", "TlsLayer", "decrypt", "shutdownReceived"),
        bug("bytes come back before the handshake", "Records", "fill", "read"),
        bug("the rest is not written before the end", "TlsLayer", "flush", "unwritten"),
        bug("what was decrypted ahead is lost", "TlsLayer", "lookAhead", "flip"),
        bug("a renegotiation is not refused", "TlsLayer", "established", "refuseHandshakes"),
        bug("a version that is too old is taken", "Contexts", "parameters", "protocols"),
        bug("SNI is ignored", "IdentityKeyManager", "chooseEngineServerAlias", "isEmpty"),
        bug("a handshake does not go on behind a task", "TlsLayer", "taskEnded", "changed"),
        bug("a certificate of another authority is believed", "ServerTls", "made", "trusting"),
        PlantedBug.of(
            "a certificate that has expired is believed",
            300,
            new Change(TLS + "ServerTls", "made", "trusting", TLS + "PlantedTrust")),
        bug("a client needs no certificate", "ServerTls", "made", "setNeedClientAuth"),
        bug("ALPN is not answered", "Contexts", "parameters", "setApplicationProtocols"),
        bug("ALPN takes the last that fits", "Contexts", "parameters", "applicationProtocols"),
        bug("ALPN answers what is not the client's", "ServerTls", "secured", "setSSLParameters"),
        bug("the address of a header is lost under TLS", "TlsLayer", "below", "of"),
        PlantedBug.of(
            "sessions that have shown the second certificate are not resumed",
            300,
            new Change(
                TLS + "IdentityKeyManager", "chooseEngineServerAlias", "or", TLS + "PlantedInTls")),
        ofServer("a header is echoed", "Reception", "isLetIn", "admits"),
        ofServer("a reload changes no certificate", "EchoLoop", "reload", "reread"),
        ofServer("a reload drops connections", "LoopListeners", "use", "connections"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void theSimulationFinds(PlantedBug bug) throws ReflectiveOperationException {
    Canary.find(bug, "firstTlsFailure");
  }

  @Test
  void theSimulationMakesSmall() throws ReflectiveOperationException {
    assertThat(Canary.find(TIMEOUT_GOES_ON, "shrunk"))
        .matches("1 clients, 0 faults, (0|all) actions");
  }

  @Test
  void withNothingPlantedTheSimulationFindsNothing() throws ReflectiveOperationException {
    assertThat(Canary.findNothing("firstTlsFailure", 50)).isEmpty();
  }
}
