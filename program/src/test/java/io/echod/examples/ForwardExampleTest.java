package io.echod.examples;

import static io.echod.examples.Example.hearTheEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.Loopback;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The target is at hand: what it is sent, and what it answers, is up to each test. */
class ForwardExampleTest {

  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int QUIET_LOOKS = 100;

  private ServerSocket target;
  private Example example;

  @BeforeEach
  void start() throws Exception {
    target = new ServerSocket(0, 50, Loopback.IPV4);
    target.setSoTimeout(TIMEOUT_MILLIS);
    example = Example.start("forward.scm", target.getLocalPort() + "@127.0.0.1");
  }

  @AfterEach
  void stop() throws Exception {
    example.close();
    target.close();
  }

  private Socket answer() throws IOException {
    Socket called = target.accept();
    called.setSoTimeout(TIMEOUT_MILLIS);
    return called;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void hear(Socket socket, String text) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(text.length());
    assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo(text);
  }

  @Test
  void everyByteIsCarriedBothWays() throws Exception {
    byte[] there = EchoClient.pattern(1, 5_000_000);
    byte[] back = EchoClient.pattern(2, 5_000_000);
    try (EchoClient client = example.connect();
        Socket called = answer()) {
      Background asking = Background.run("client", () -> client.send(there));
      Background answering = Background.run("target", () -> called.getOutputStream().write(back));
      Background reading =
          Background.run("client", () -> assertThat(client.receive(back.length)).isEqualTo(back));
      assertThat(called.getInputStream().readNBytes(there.length)).isEqualTo(there);
      asking.join();
      answering.join();
      reading.join();
    }
  }

  @Test
  void twoClientsHaveConnectionsOfTheirOwn() throws Exception {
    try (EchoClient one = example.connect();
        Socket calledForOne = answer();
        EchoClient another = example.connect();
        Socket calledForAnother = answer()) {
      Example.say(another, "from another");
      Example.say(one, "from one");
      hear(calledForOne, "from one");
      hear(calledForAnother, "from another");
    }
  }

  @Test
  void aClientThatHasEndedItsOutputIsStillAnswered() throws Exception {
    try (EchoClient client = example.connect();
        Socket called = answer()) {
      Example.say(client, "question");
      client.endOutput();
      hear(called, "question");
      say(called, "answer");
      Example.hear(client, "answer");
      called.shutdownOutput();
      hearTheEnd(client);
    }
  }

  @Test
  void aTargetThatWaitsForAnEndGetsItAndIsHeard() throws Exception {
    try (EchoClient client = example.connect();
        Socket called = answer()) {
      Example.say(client, "question");
      client.endOutput();
      hear(called, "question");
      assertThat(called.getInputStream().read()).isEqualTo(-1);
      say(called, "answer");
      Example.hear(client, "answer");
      called.shutdownOutput();
      hearTheEnd(client);
    }
  }

  @Test
  void theAnswerOfATargetThatClosesEarlyArrivesWhole() throws Exception {
    byte[] bytes = EchoClient.pattern(5, 10_000);
    for (int round = 0; round < 50; round++) {
      try (EchoClient client = example.connect()) {
        try (Socket called = answer()) {
          Example.say(client, "question");
          hear(called, "question");
          called.getOutputStream().write(bytes);
        }
        Background.run("more questions", () -> client.send(new byte[10]));
        assertThat(client.receive(bytes.length)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void whatATargetSaysBeforeItEndsArrives() throws Exception {
    byte[] bytes = EchoClient.pattern(3, 1_000_000);
    try (EchoClient client = example.connect();
        Socket called = answer()) {
      Background.run(
          "target",
          () -> {
            called.getOutputStream().write(bytes);
            called.shutdownOutput();
          });
      assertThat(client.receiveToEnd()).isEqualTo(bytes);
    }
  }

  @Test
  void aClientWhoseTargetRefusesIsEnded() throws Exception {
    target.close();
    try (EchoClient client = example.connect()) {
      hearTheEnd(client);
    }
  }

  @Test
  void aClientThatDoesNotReadStallsNoOtherAndLosesNothing() throws Exception {
    byte[] bytes = EchoClient.pattern(4, 20_000_000);
    AtomicInteger sent = new AtomicInteger();
    try (EchoClient sleeper = EchoClient.connect(example.address(), 4_096);
        Socket called = answer()) {
      Background sending =
          Background.run(
              "target",
              () -> {
                for (int from = 0; from < bytes.length; from += 100_000) {
                  called.getOutputStream().write(bytes, from, 100_000);
                  sent.addAndGet(100_000);
                }
              });
      awaitStuck(sent);
      try (EchoClient other = example.connect();
          Socket calledForOther = answer()) {
        Example.say(other, "hello");
        hear(calledForOther, "hello");
        say(calledForOther, "welcome");
        Example.hear(other, "welcome");
      }
      assertThat(sleeper.receive(bytes.length)).isEqualTo(bytes);
      sending.join();
    }
  }

  /** Waits until no more is taken, which is as much as a queue and the system hold. */
  private static void awaitStuck(AtomicInteger sent) {
    int[] before = {0};
    int[] quiet = {0};
    Await.until(
        "the target to be kept from sending",
        () -> {
          int now = sent.get();
          quiet[0] = now > 0 && now == before[0] ? quiet[0] + 1 : 0;
          before[0] = now;
          return quiet[0] == QUIET_LOOKS;
        });
  }

  @Test
  void aResetEndsTheOtherSide() throws Exception {
    try (EchoClient client = example.connect();
        Socket called = answer()) {
      Example.say(client, "hello");
      hear(called, "hello");
      client.reset();
      assertThat(called.getInputStream().read()).isEqualTo(-1);
    }
    try (EchoClient client = example.connect()) {
      try (Socket called = answer()) {
        Example.say(client, "hello");
        hear(called, "hello");
        called.setSoLinger(true, 0);
      }
      hearTheEnd(client);
    }
  }
}
