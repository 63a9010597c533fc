package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The trace of the endpoints, as a reader sees it. */
abstract class TraceContract extends TcpContract {

  @Test
  void theTraceShowsTheEventsOfAConnection() throws IOException {
    List<String> lines = new ArrayList<>();
    dispatcher.endpointTrace().to(lines::add);
    Listener listener = listen();
    Pair pair = pair(listener, ConnectionOptions.DEFAULT);
    // With the caller's port, which distinguishes two clients of one host.
    String caller = " from 127.0.0.1:" + port(pair.client().connection.localAddress());
    String called = listener.name() + "@127.0.0.1" + caller;
    String answered = listener.name() + "#127.0.0.1" + caller;
    pair.server().echoing();
    pair.client().reading().connection.write(TestBytes.buffer(10));
    untilReceived(pair.client(), TestBytes.pattern(10));
    pair.client().connection.shutdownOutput();
    until("the echo ended", () -> pair.client().endsReported == 1);
    pair.client().connection.close();
    listener.close();

    assertThat(lines)
        .containsSubsequence(
            "listening on " + listener.name(),
            "connected to " + called,
            "answered " + answered,
            "wrote 10 bytes to " + called,
            "read 10 bytes from " + answered,
            "wrote 10 bytes to " + answered,
            "read 10 bytes from " + called,
            "ending the output to " + called,
            "read the end of " + answered,
            "closed " + answered,
            "read the end of " + called,
            "closed " + called,
            "closed " + listener.name());
  }

  @Test
  void theTraceReportsQueuesAndAborts() throws IOException {
    Pair pair = smallPair();
    List<String> lines = new ArrayList<>();
    dispatcher.endpointTrace().to(lines::add);
    String name =
        pair.server().connection.name()
            + " from 127.0.0.1:"
            + port(pair.client().connection.localAddress());
    End.fill(pair.server().connection);
    pair.client().reading();
    until("the queue is written", () -> pair.server().connection.queuedBytes() == 0);
    pair.server().connection.abort();

    assertThat(lines).anyMatch(line -> line.matches("wrote \\d+ queued bytes to " + name));
    assertThat(lines.getLast()).isEqualTo("lost (aborted at this end) " + name);
  }

  @Test
  void switchedOffItIsSilent() throws IOException {
    List<String> lines = new ArrayList<>();
    dispatcher.endpointTrace().to(lines::add);
    dispatcher.endpointTrace().off();

    pair().client().connection.close();

    assertThat(lines).isEmpty();
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }
}
