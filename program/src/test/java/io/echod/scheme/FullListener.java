package io.echod.scheme;

import io.echod.fixture.Loopback;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue of callers is full, so that the next call is neither taken nor refused. */
final class FullListener implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 100;

  private final ServerSocket server = new ServerSocket(0, 1, Loopback.IPV4);
  private final List<Socket> callers = new ArrayList<>();

  FullListener() throws IOException {
    while (isTaken()) {
      // The system takes a few more than the queue was said to hold.
    }
  }

  private boolean isTaken() throws IOException {
    Socket caller = new Socket();
    callers.add(caller);
    try {
      caller.connect(Loopback.ipv4(port()), CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket caller : callers) {
      caller.close();
    }
  }
}
