package io.echod.simulate.server.calls;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.checks.ServerChecks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection that the driver makes to a server of the world, which sends back what it gets. */
public final class OutboundCall implements Connector.Outcome {

  private final String name;
  private final ServerChecks checks;
  private final byte[] payload;
  private final ByteBuffer buffer;
  private int gotBytes;
  private int reports;
  private @Nullable Connection connection;

  /** Makes no call before {@link #connect}. */
  public OutboundCall(String name, ServerChecks checks, byte[] payload, int readBytes) {
    this.name = name;
    this.checks = checks;
    this.payload = payload;
    buffer = ByteBuffer.allocate(readBytes);
  }

  /** Calls that address; a timeout of 0 is none. */
  public void connect(Dispatcher dispatcher, InetSocketAddress address, Duration timeout) {
    checks.note(name + " calls port " + address.getPort());
    ConnectionOptions options =
        ConnectionOptions.DEFAULT
            .withConnectTimeout(timeout)
            .withLingerTimeout(Duration.ofMillis(100));
    Connector.connect(dispatcher, address, options, this);
  }

  @Override
  public void connected(Connection made) {
    reported();
    checks.note(name + " is connected");
    connection = made;
    check(made.isOpen(), "was given a connection that is closed");
    check(!isToItself(made), "was given a connection to itself");
    made.onIo(Reason.READ, (_, _) -> read(made));
    try {
      int accepted = made.write(ByteBuffer.wrap(payload));
      check(accepted == payload.length, "could not queue what it sends");
    } catch (IOException lost) {
      checks.note(name + " is lost: " + lost.getMessage());
    }
  }

  private boolean isToItself(Connection made) {
    try {
      return made.localAddress().equals(made.remoteAddress());
    } catch (IOException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  /** Passes on what the connection has met itself, as handlers may. */
  private void read(Connection made) throws IOException {
    buffer.clear();
    int count = made.read(buffer);
    for (int index = 0; index < count; index++) {
      boolean right = gotBytes < payload.length && buffer.get(index) == payload[gotBytes];
      check(right, "got back a wrong byte at offset " + gotBytes);
      gotBytes++;
    }
    if (count == Connection.END || gotBytes == payload.length) {
      checks.note(name + " closes behind " + gotBytes + " bytes");
      made.close();
    }
  }

  @Override
  public void failed(IOException failure) {
    reported();
    checks.note(name + " failed: " + failure.getMessage());
  }

  private void reported() {
    check(++reports == 1, "was notified twice of its outcome");
  }

  private void check(boolean kept, String otherwise) {
    if (!kept) {
      checks.fail(Violation.correctness(name + " " + otherwise));
    }
  }

  /** Whether the call has come to an outcome. */
  public boolean hasOutcome() {
    return reports > 0;
  }

  /**
   * Whether it has a source open: from the call on until its connection is closed or the call has
   * failed.
   */
  public boolean isOpen() {
    return connection == null ? !hasOutcome() : connection.source().isOpen();
  }

  @Override
  public String toString() {
    return name + " (got " + gotBytes + " of " + payload.length + ")";
  }
}
