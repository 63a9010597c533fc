package io.echod.process;

import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.fixture.EchoClient;
import io.echod.fixture.SystemView;
import java.io.IOException;

/** Keeps a client sending, which never reads, until the server takes no more. */
final class NeverReading implements AutoCloseable {

  private static final int QUIET_LOOKS = 50;

  private final EchoClient client;
  private final Background sender;

  NeverReading(EchoClient client) {
    this.client = client;
    sender = Background.run("sender", this::send);
  }

  private void send() {
    byte[] bytes = EchoClient.pattern(1, 65_536);
    try {
      while (true) {
        client.send(bytes);
      }
    } catch (IOException gone) {
      // The test is over.
    }
  }

  /** Waits until what the server has not read stays the same. */
  void fill() {
    int[] quiet = {0};
    int[] unread = {0};
    Await.until(
        "the server to stop reading",
        () -> {
          int now = SystemView.unreadBytes(client.serverPort(), client.localPort());
          quiet[0] = now > 0 && now == unread[0] ? quiet[0] + 1 : 0;
          unread[0] = now;
          return quiet[0] == QUIET_LOOKS;
        });
  }

  @Override
  public void close() throws IOException {
    client.reset();
    sender.join();
  }
}
