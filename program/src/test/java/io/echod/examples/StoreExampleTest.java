package io.echod.examples;

import static io.echod.examples.Example.hear;
import static io.echod.examples.Example.line;
import static io.echod.examples.Example.say;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoreExampleTest {

  private static Example example;

  @BeforeAll
  static void start() throws Exception {
    example = Example.start("store.scm");
  }

  @AfterAll
  static void stop() throws Exception {
    example.close();
  }

  @Test
  void valuesAreKeptForAllClients() throws Exception {
    try (EchoClient one = example.connect();
        EchoClient another = example.connect()) {
      say(one, "get name\nset name Ada Lovelace\n");
      hear(one, "none\nok\n");
      say(another, "get name\nset name Grace\ndelete name\ndelete name\nget name\n");
      hear(another, "= Ada Lovelace\nok\nok\nnone\nnone\n");
    }
  }

  @Test
  void aValueWithATimeIsGoneAfterIt() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "set short 0.05 value\nset long 60 value\n");
      hear(client, "ok\nok\n");
      Await.until(
          "the key to be gone",
          () -> {
            say(client, "get short\n");
            return line(client).equals("none");
          });
      say(client, "get long\ndelete long\n");
      hear(client, "= value\nok\n");
    }
  }

  @Test
  void aNewValueHasItsOwnTime() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "set key 0.01 old\nset key new\nset other 0.02 x\n");
      hear(client, "ok\nok\nok\n");
      Await.until(
          "the other key to be gone",
          () -> {
            say(client, "get other\n");
            return line(client).equals("none");
          });
      say(client, "get key\nset key 7\nget key\ndelete key\n");
      hear(client, "= new\nok\n= 7\nok\n");
    }
  }

  @Test
  void aWordThatIsNoCommandIsRefused() throws Exception {
    try (EchoClient client = example.connect()) {
      say(client, "\nput x y\nget\n");
      for (int count = 0; count < 3; count++) {
        hear(client, "error: set KEY [SECONDS] VALUE, get KEY, delete KEY, count\n");
      }
    }
  }

  @Test
  void whatOnlySchemeTakesForANumberIsPartOfTheValue() throws Exception {
    try (EchoClient client = example.connect()) {
      for (String word :
          List.of("#e1e10000000", "1e400", "1/0", "+inf.0", "1/3", "9".repeat(300_000), ".")) {
        say(client, "set odd " + word + " value\nget odd\ndelete odd\n");
        hear(client, "ok\n= " + word + " value\nok\n");
      }
    }
  }
}
