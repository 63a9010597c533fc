package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

  private static final int REPORTS_MAX = 50;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void everyByteReceivedComesBackThenTheEndAndExitCodeZero(String signal) throws Exception {
    byte[] bytes = EchoClient.pattern(1, 200_000);
    try (EchodProcess echod = EchodProcess.serve();
        EchoClient busy = EchoClient.connect(echod.address());
        EchoClient idle = EchoClient.connect(echod.address())) {
      idle.echo("hello");
      busy.send(bytes);
      echod.signal(signal);

      assertThat(idle.receiveToEnd()).isEmpty();
      idle.leave();
      assertThat(busy.receiveToEnd()).isEqualTo(bytes);
      busy.leave();
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, TERM", "TERM, INT", "INT, INT"})
  void aSecondSignalEndsItAtOnceByFailure(String first, String second) throws Exception {
    try (EchodProcess echod = EchodProcess.serve("--drain-timeout=1h");
        EchoClient straggler = EchoClient.connect(echod.address(), 4096);
        NeverReading flood = new NeverReading(straggler)) {
      flood.fill();
      echod.signal(first);
      Await.until("the server to refuse clients", () -> isRefused(echod));
      echod.signal(second);
      assertThat(echod.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void stragglersAreCutAtTheDrainTimeout() throws Exception {
    try (EchodProcess echod = EchodProcess.serve("--drain-timeout=300ms");
        EchoClient straggler = EchoClient.connect(echod.address(), 4096);
        NeverReading flood = new NeverReading(straggler)) {
      flood.fill();
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.problems())
          .singleElement()
          .asString()
          .endsWith("connections cut at the drain timeout: 1");
    }
  }

  @Test
  void aDrainDelayServesOnUntilItIsOverOrASecondSignalComes() throws Exception {
    try (EchodProcess echod = EchodProcess.serve("--drain-delay=1h")) {
      echod.signal("TERM");
      Await.until(
          () -> "a delay in " + echod.errors(),
          () -> echod.errors().contains("SIGTERM: goes on serving for 1 h"));
      try (EchoClient late = EchoClient.connect(echod.address())) {
        late.echo("hello");
      }
      echod.signal("TERM");
      assertThat(echod.exitCode()).isEqualTo(1);
    }
    try (EchodProcess echod = EchodProcess.serve("--drain-delay=50ms")) {
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
    }
  }

  @Test
  void aHangUpReadsAllAgainAndEndsNothing() throws Exception {
    try (EchodProcess echod = EchodProcess.serve();
        EchoClient client = EchoClient.connect(echod.address())) {
      client.echo("hello");
      echod.signal("HUP");
      Await.until(
          () -> "a reload in " + echod.errors(), () -> echod.errors().contains("were read again"));
      client.echo("still here");
      client.leave();
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
    }
  }

  @Test
  void anIgnoredHangUpIsIgnored() throws Exception {
    Launch ignored = Launch.DEFAULT.within("env", "--ignore-signal=HUP");
    try (EchodProcess echod = EchodProcess.serve(ignored)) {
      echod.signal("HUP");
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("hello");
      }
      echod.signal("TERM");
      assertThat(echod.exitCode()).isZero();
      assertThat(echod.errors()).doesNotContain("SIGHUP");
    }
  }

  @Test
  void aReportIsGivenAsOftenAsItIsAskedFor() throws Exception {
    try (EchodProcess echod = EchodProcess.serve("--dispatchers=2");
        EchoClient client = EchoClient.connect(echod.address())) {
      int asked = 0;
      for (int count = 1; count <= 2; count++) {
        client.echo("hello");
        String bytes = 5 * count + " bytes";
        String report;
        do {
          asked++;
          report = report(echod, asked);
          // Of a dispatcher that a slow machine keeps busy there are no numbers.
        } while (report.contains("busy, does not answer") && asked < REPORTS_MAX);
        assertThat(report)
            .contains(
                ": 1 connection, 1 open, 0 failed, 0 refused, 0 not accepted; "
                    + bytes
                    + " read, "
                    + bytes);
      }
    }
  }

  /** Asks for a report once more; the last line of each is that of the second dispatcher. */
  private static String report(EchodProcess echod, int asked) throws Exception {
    echod.signal("USR1");
    Await.until(
        () -> asked + " reports, with a line of each dispatcher, in " + echod.errors(),
        () ->
            echod.errors().split("dispatcher 0: ", -1).length == asked + 1
                && echod.errors().split("dispatcher 1: ", -1).length == asked + 1);
    return echod.errors().substring(echod.errors().lastIndexOf("serving for "));
  }

  private static boolean isRefused(EchodProcess echod) throws IOException {
    try (EchoClient late = EchoClient.connect(echod.address())) {
      return late.receiveToEnd().length > 0;
    } catch (ConnectException refused) {
      return true;
    } catch (SocketException resetInTheBacklog) {
      return false;
    }
  }
}
