package io.echod.examples;

import io.echod.fixture.Await;
import io.echod.fixture.EchoClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HealthExampleTest {

  private static void until(Example health, String report) {
    Await.until(
        report,
        () -> {
          try (EchoClient client = health.connect()) {
            return new String(client.receiveToEnd(), StandardCharsets.UTF_8).equals(report);
          }
        });
  }

  @Test
  void whoAnswersIsUpAndWhoDoesNotIsDown() throws Exception {
    Example echo = Example.start("echo.scm");
    String target = echo.address().getPort() + "@127.0.0.1";
    try (Example health = Example.start("health.scm", "0.05", target, "1@127.0.0.1")) {
      until(health, "up " + target + "\ndown 1@127.0.0.1\n");
      echo.close();
      until(health, "down " + target + "\ndown 1@127.0.0.1\n");
    }
  }
}
