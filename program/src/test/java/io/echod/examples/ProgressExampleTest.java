package io.echod.examples;

import static io.echod.examples.Example.hearTheEnd;
import static io.echod.examples.Example.line;
import static io.echod.examples.Example.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Checkout;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressExampleTest {

  private static String progress(EchoClient client) throws Exception {
    say(client, "?\n");
    return line(client);
  }

  @Test
  void theWorkIsDoneWhileClientsAreServed() throws Exception {
    try (Example example = Example.start("progress.scm", "200000");
        EchoClient client = example.connect();
        EchoClient another = example.connect()) {
      String first = progress(client);
      assertThat(first).matches("[0-9]+ primes up to [0-9]+ of 200000");
      Await.until("more to be counted", () -> !progress(another).equals(first));
      Await.until("the end of the work", () -> progress(client).endsWith("done"));
      assertThat(progress(another)).isEqualTo("17984 primes up to 200000, done");
    }
  }

  @Test
  void aClientThatEndsIsEndedAndOneThatGoesDisturbsNoOther() throws Exception {
    try (Example example = Example.start("progress.scm", "1");
        EchoClient client = example.connect();
        EchoClient gone = example.connect()) {
      say(gone, "?");
      gone.reset();
      say(client, "a\r\n");
      assertThat(line(client)).isEqualTo("0 primes up to 1, done");
      client.endOutput();
      hearTheEnd(client);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "2.5", "many"})
  void aLimitThatIsNoneEndsItWithALine(String limit) throws Exception {
    String file = Checkout.root().resolve("examples").resolve("progress.scm").toString();
    try (EchodProcess progress = EchodProcess.run(Launch.DEFAULT, "run", file, "0", limit)) {
      assertThat(progress.exitCode()).isEqualTo(1);
      assertThat(progress.errors())
          .endsWith("the limit is an integer of 1 or more, and not \"" + limit + "\"\n")
          .hasLineCount(1);
    }
  }
}
