package io.echod.examples;

import static io.echod.examples.Example.line;
import static io.echod.examples.Example.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeartbeatExampleTest {

  private static Example example;

  @BeforeAll
  static void start() throws Exception {
    example = Example.start("heartbeat.scm", "0.01");
  }

  @AfterAll
  static void stop() throws Exception {
    example.close();
  }

  private static int beat(EchoClient client) throws Exception {
    String line = line(client);
    assertThat(line).startsWith("beat ");
    return Integer.parseInt(line.substring("beat ".length()));
  }

  @Test
  void everyClientGetsEveryBeat() throws Exception {
    try (EchoClient one = example.connect();
        EchoClient another = example.connect()) {
      say(one, "whatever");
      int first = beat(one);
      for (int count = 1; count < 10; count++) {
        assertThat(beat(one)).isEqualTo(first + count);
      }
      int second = beat(another);
      for (int count = 1; count < 10; count++) {
        assertThat(beat(another)).isEqualTo(second + count);
      }
    }
  }

  @Test
  void aClientThatGoesOrEndsDisturbsNoOther() throws Exception {
    try (EchoClient other = example.connect();
        EchoClient ending = example.connect()) {
      EchoClient gone = example.connect();
      beat(gone);
      gone.reset();
      ending.endOutput();
      assertThat(new String(ending.receiveToEnd(), java.nio.charset.StandardCharsets.US_ASCII))
          .matches("(beat [0-9]+\n)*");
      int first = beat(other);
      assertThat(beat(other)).isEqualTo(first + 1);
    }
  }
}
