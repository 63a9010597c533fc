package io.echod.examples;

import static io.echod.examples.Example.hear;
import static io.echod.examples.Example.hearTheEnd;
import static io.echod.examples.Example.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatExampleTest {

  /** Far more than any system takes for a client that does not read. */
  private static final int BATCHES_MAX = 2_000;

  private Example example;

  @BeforeEach
  void start() throws Exception {
    example = Example.start("chat.scm");
  }

  @AfterEach
  void stop() throws Exception {
    example.close();
  }

  private EchoClient join(String name) throws IOException {
    EchoClient client = example.connect();
    hear(client, "Your name?\n");
    say(client, name + "\n");
    hear(client, "Welcome, " + name + ".\n");
    return client;
  }

  @Test
  void whatAnybodySaysTheOthersHear() throws Exception {
    try (EchoClient ann = join("ann");
        EchoClient bob = join("bob");
        EchoClient cid = join("cid")) {
      hear(ann, "* bob has joined\n* cid has joined\n");
      hear(bob, "* cid has joined\n");
      say(ann, "good mor");
      say(ann, "ning\r\n\u00e9 too\n");
      hear(bob, "ann: good morning\nann: \u00e9 too\n");
      hear(cid, "ann: good morning\nann: \u00e9 too\n");
      say(bob, "thanks\n");
      hear(ann, "bob: thanks\n");
      hear(cid, "bob: thanks\n");
    }
  }

  @Test
  void aNameIsTakenOnceAndNotEmpty() throws Exception {
    try (EchoClient ann = join("ann");
        EchoClient client = example.connect()) {
      say(client, "\nann\nbea\n");
      hear(
          client,
          """
          Your name?
          Please tell your name.
          That name is taken; another, please.
          Welcome, bea.
          """);
      hear(ann, "* bea has joined\n");
    }
  }

  @Test
  void aMemberThatGoesIsAnnounced() throws Exception {
    try (EchoClient ann = join("ann")) {
      EchoClient bob = join("bob");
      hear(ann, "* bob has joined\n");
      say(bob, "one word mo");
      bob.reset();
      hear(ann, "* bob has left\n");

      try (EchoClient cid = join("cid")) {
        hear(ann, "* cid has joined\n");
        say(cid, "last words");
        cid.endOutput();
        hear(ann, "cid: last words\n* cid has left\n");
        hearTheEnd(cid);
      }
    }
  }

  @Test
  void aMemberThatLeavesWithoutANameIsNotAnnounced() throws Exception {
    try (EchoClient ann = join("ann")) {
      try (EchoClient nobody = example.connect()) {
        hear(nobody, "Your name?\n");
      }
      try (EchoClient bob = join("bob")) {
        say(bob, "alone?\n");
        hear(ann, "* bob has joined\nbob: alone?\n");
      }
    }
  }

  @Test
  void aMemberWhoReadsNothingStallsNoOtherAndHasToGo() throws Exception {
    String said = ("w".repeat(1_000) + "\n").repeat(100);
    String heard = said.replaceAll("(?m)^w", "ann: w");
    String notice = "* sleeper has left\n";
    StringBuilder all = new StringBuilder();
    int batches = 0;
    try (EchoClient ann = join("ann");
        EchoClient bob = join("bob");
        EchoClient sleeper = EchoClient.connect(example.address(), 4_096)) {
      say(sleeper, "sleeper\n");
      hear(ann, "* bob has joined\n* sleeper has joined\n");
      hear(bob, "* sleeper has joined\n");
      // How much the system takes for the sleeper is its own affair.
      for (int from = 0; all.indexOf(notice, from) < 0; batches++) {
        assertThat(batches).as("batches that the sleeper has not read").isLessThan(BATCHES_MAX);
        from = Math.max(0, all.length() - notice.length());
        say(ann, said);
        all.append(new String(bob.receive(heard.length()), StandardCharsets.US_ASCII));
      }
      // The notice took the place of as many bytes.
      all.append(new String(bob.receive(notice.length()), StandardCharsets.US_ASCII));
      assertThat(all.toString().replace(notice, "").equals(heard.repeat(batches))).isTrue();
      hear(ann, notice);
    }
  }
}
