package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import io.echod.fixture.Crowd;
import io.echod.fixture.EchoClient;
import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import io.echod.fixture.SystemView;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DescriptorLimitTest {

  private static final int LIMIT = 64;
  private static final int CLIENTS = 100;

  @Test
  void moreClientsThanDescriptorsHarmNobodyAndAreServedAsOthersLeave() throws Exception {
    Launch limited = Launch.DEFAULT.after("ulimit -n " + LIMIT);
    try (EchodProcess echod = EchodProcess.serve(limited, "--dispatchers=1");
        EchoClient first = EchoClient.connect(echod.address());
        Crowd crowd = new Crowd(echod.address())) {
      first.echo("hello");
      crowd.connect(CLIENTS);
      crowd.send("hello");
      Await.until(
          "the lack of descriptors to be told", () -> echod.errors().contains("can't accept"));
      assertThat(SystemView.descriptors(echod.pid())).isEqualTo(LIMIT);
      int fitting = LIMIT / 2;
      Await.until("those that fit to be served", () -> crowd.answered() > fitting);

      for (int round = 0; round < 100; round++) {
        first.echo("round trip " + round);
      }
      long processorMillis = SystemView.processorMillis(echod.pid());
      assertThat(echod.runsOnFor(Duration.ofSeconds(1))).isTrue();
      assertThat(SystemView.processorMillis(echod.pid()) - processorMillis)
          .as("processor time of a second in which nothing can be done")
          .isLessThan(300);
      assertThat(crowd.answered()).isLessThan(LIMIT);
      assertThat(warnings(echod)).isEqualTo(1);

      crowd.leave(CLIENTS - fitting);
      crowd.receive();
      try (EchoClient late = EchoClient.connect(echod.address())) {
        late.echo("served as if nothing had been");
      }
      first.echo("still here");
      assertThat(echod.errors().lines().count()).as("lines of the log").isLessThan(20);
      assertThat(echod.errors()).contains("accepting again");
    }
  }

  private static long warnings(EchodProcess echod) {
    return echod.errors().lines().filter(line -> line.contains("can't accept")).count();
  }

  @Test
  void theSoftLimitIsRaisedToTheHardOne() throws Exception {
    Launch soft = Launch.DEFAULT.after("ulimit -S -n 64");
    try (EchodProcess echod = EchodProcess.serve(soft);
        Crowd crowd = new Crowd(echod.address())) {
      crowd.connect(200);
      crowd.send("hello");
      crowd.receive();
      assertThat(echod.problems()).isEmpty();
    }
  }
}
