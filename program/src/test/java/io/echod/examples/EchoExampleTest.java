package io.echod.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EchoExampleTest {

  private static Example example;

  @BeforeAll
  static void start() throws Exception {
    example = Example.start("echo.scm");
  }

  @AfterAll
  static void stop() throws Exception {
    example.close();
  }

  @Test
  void everyByteComesBack() throws Exception {
    try (EchoClient client = example.connect()) {
      client.echo(EchoClient.pattern(1, 5_000_000));
    }
  }

  @Test
  void twoClientsAreServedAtOnce() throws Exception {
    try (EchoClient one = example.connect();
        EchoClient another = example.connect()) {
      one.echo("one");
      another.echo("another");
      one.echo("one again");
    }
  }

  @Test
  void aClientThatHasEndedItsOutputIsAnsweredToTheLastByte() throws Exception {
    byte[] bytes = EchoClient.pattern(2, 100_000);
    try (EchoClient client = example.connect()) {
      client.send(bytes);
      client.endOutput();
      assertThat(client.receiveToEnd()).isEqualTo(bytes);
    }
  }

  @Test
  void aResetDisturbsNoOther() throws Exception {
    try (EchoClient other = example.connect();
        EchoClient client = example.connect()) {
      client.echo("about to go");
      client.reset();
      other.echo("still here");
    }
  }
}
