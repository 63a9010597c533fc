package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Crowd;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.TestScript;
import org.junit.jupiter.api.Test;

/** An echo server in Scheme, under load. */
class ScriptLoadTest {

  @Test
  void twoThousandClientsAreServedAtOnce() throws Exception {
    try (EchodProcess echod = EchodProcess.script(TestScript.of("echo.scm"));
        Crowd crowd = new Crowd(echod.address())) {
      crowd.connect(2000);
      crowd.send("hello from");
      crowd.receive();
      crowd.send("again from");
      crowd.receive();
      assertThat(echod.problems()).isEmpty();
    }
  }

  @Test
  void itsTraceReportsAConnectionFromBeginningToEnd() throws Exception {
    try (EchodProcess echod = EchodProcess.script(TestScript.of("echo.scm"))) {
      String port = Integer.toString(echod.address().getPort());
      try (EchoClient client = EchoClient.connect(echod.address())) {
        client.echo("hello");
      }
      String destroyed = "tcp: destroyed " + port + "#127.0.0.1 (4)\n";
      Await.until("the end of the trace", () -> echod.output().endsWith(destroyed));
      assertThat(echod.output())
          .isEqualTo(
              """
              tcp: listening on PORT (3)
              iox: registered on-client for READ on PORT (3)
              Listening on tcp://127.0.0.1:PORT
              iox: fired READ to on-client on PORT (3)
              tcp: answered PORT#127.0.0.1 (4)
              iox: registered on-input for READ on PORT#127.0.0.1 (4)
              iox: fired READ to on-input on PORT#127.0.0.1 (4)
              tcp: read 5 bytes from PORT#127.0.0.1 (4)
              tcp: wrote 5 bytes to PORT#127.0.0.1 (4)
              iox: fired READ to on-input on PORT#127.0.0.1 (4)
              tcp: read the end of PORT#127.0.0.1 (4)
              iox: cancelled on-input for READ on PORT#127.0.0.1 (4)
              tcp: destroyed PORT#127.0.0.1 (4)
              """
                  .replace("PORT", port));
    }
  }

  @Test
  void manyClientsAndMessagesLeaveNothingBehind() throws Exception {
    try (EchodProcess echod = EchodProcess.script(TestScript.of("echo.scm"), "0")) {
      Churn.run(echod.address(), 5_000);
      Messages.run(echod.address(), 100_000);
      Footprint before = Footprint.of(echod);
      Churn.run(echod.address(), 20_000);
      Messages.run(echod.address(), 200_000);
      before.awaitAgain(echod);
    }
  }

  @Test
  void aClientThatNeverReadsIsNotReadFromAndStallsNoOther() throws Exception {
    try (EchodProcess echod = EchodProcess.script(TestScript.of("echo.scm"), "0");
        EchoClient silent = EchoClient.connect(echod.address());
        NeverReading neverReading = new NeverReading(silent);
        EchoClient other = EchoClient.connect(echod.address())) {
      neverReading.fill();
      other.echo(EchoClient.pattern(2, 1 << 20));
      assertThat(echod.problems()).isEmpty();
    }
  }
}
