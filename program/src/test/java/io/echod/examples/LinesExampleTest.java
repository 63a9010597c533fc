package io.echod.examples;

import static io.echod.examples.Example.hear;
import static io.echod.examples.Example.hearTheEnd;
import static io.echod.examples.Example.say;

import io.echod.fixture.EchoClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LinesExampleTest {

  private static Example example;

  @BeforeAll
  static void start() throws Exception {
    example = Example.start("lines.scm");
  }

  @AfterAll
  static void stop() throws Exception {
    example.close();
  }

  @Test
  void aLineIsAnsweredHoweverItIsCut() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "first\nsec");
      hear(client, "1 tsrif\n");
      say(client, "ond");
      say(client, "\r");
      say(client, "\nthird\r\n\n");
      hear(client, "2 dnoces\n3 driht\n4 \n");
    }
  }

  @Test
  void everyClientHasItsOwnCount() throws Exception {
    try (EchoClient one = example.connect();
        EchoClient another = example.connect()) {
      say(one, "a\nb\n");
      hear(one, "1 a\n2 b\n");
      say(another, "c\n");
      hear(another, "1 c\n");
      say(one, "d\n");
      hear(one, "3 d\n");
    }
  }

  @Test
  void quitEnds() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "more\nquit\nnot this\n");
      hear(client, "1 erom\nBye.\n");
      hearTheEnd(client);
    }
  }

  @Test
  void aLastLineWithoutAnEndIsAnswered() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "one\ntwo");
      client.endOutput();
      hear(client, "1 eno\n2 owt\n");
      hearTheEnd(client);
    }
  }

  @Test
  void aLongLineIsAnswered() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "x".repeat(300_000) + "y\n");
      hear(client, "1 y" + "x".repeat(300_000) + "\n");
    }
  }

  @Test
  void aResetInTheMiddleOfALineDisturbsNoOther() throws Exception {
    try (EchoClient other = example.connect();
        EchoClient client = example.connect()) {
      say(client, "ok\nhalf a li");
      hear(client, "1 ko\n");
      client.reset();
      say(other, "ok\n");
      hear(other, "1 ko\n");
    }
  }
}
