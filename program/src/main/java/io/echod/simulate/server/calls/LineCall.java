package io.echod.simulate.server.calls;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.line.LineReader;
import io.echod.net.line.LineTooLong;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.checks.ServerChecks;
import io.echod.simulate.server.plan.ServerPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server of the world that says lines, piece by piece, of which some are a little
 * too long. Each must be handed out, or refused, as soon as enough of it was read.
 */
public final class LineCall implements Connector.Outcome, SimPeer.Behaviour {

  private static final int LINE_BYTES_MAX = 20;
  private static final int LINES_MAX = 12;

  private final String name;
  private final ServerChecks checks;
  private final SimNetwork network;
  private final SimRandom random;
  private final byte[] text;
  private final List<String> lines = new ArrayList<>();
  private int sentBytes;
  private boolean tooLong;
  private boolean reported;
  private @Nullable SimPeer peer;
  private @Nullable Connection connection;

  /** Makes no call before {@link #connect}. */
  public LineCall(String name, ServerChecks checks, SimNetwork network, SimRandom random) {
    this.name = name;
    this.checks = checks;
    this.network = network;
    this.random = random;
    text = drawText(random);
  }

  private static byte[] drawText(SimRandom random) {
    StringBuilder text = new StringBuilder();
    for (int count = random.between(1, LINES_MAX); count > 0; count--) {
      int length = random.chance(0.5) ? random.below(LINE_BYTES_MAX) : LINE_BYTES_MAX;
      text.append("x".repeat(random.chance(0.1) ? length + random.below(3) : length));
      text.append(random.chance(0.5) ? "\r\n" : "\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Calls a server of its own. */
  public void connect(Dispatcher dispatcher) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 0);
    try {
      InetSocketAddress address = network.listen(anyPort, this::isCalled);
      ConnectionOptions options =
          ConnectionOptions.DEFAULT
              .withConnectTimeout(Duration.ofSeconds(2))
              .withLingerTimeout(Duration.ofMillis(100));
      Connector.connect(dispatcher, address, options, this);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private SimPeer.Behaviour isCalled(SimPeer called) {
    peer = called;
    return this;
  }

  // The far end.

  @Override
  public void connected(SimPeer far) {
    say(far);
  }

  private void say(SimPeer far) {
    int count = Math.min(text.length - sentBytes, random.between(1, 2 * LINE_BYTES_MAX));
    sentBytes += far.send(text, sentBytes, count);
    if (sentBytes == text.length) {
      far.shutdownOutput();
    } else if (far.isOpen()) {
      network.after(random.below(50 * ServerPlan.MILLI), () -> say(far));
    }
  }

  @Override
  public void ended(SimPeer far) {
    far.close();
  }

  // The program's end.

  @Override
  public void connected(Connection made) {
    reported = true;
    connection = made;
    LineReader reader = new LineReader(made, LINE_BYTES_MAX);
    made.onIo(Reason.READ, (_, _) -> read(made, reader));
  }

  @Override
  public void failed(IOException failure) {
    reported = true;
    checks.note(name + " failed: " + failure.getMessage());
  }

  private void read(Connection made, LineReader reader) throws IOException {
    int count = reader.fill();
    try {
      for (Optional<byte[]> line = reader.nextLine(); line.isPresent(); line = reader.nextLine()) {
        lines.add(new String(line.get(), StandardCharsets.US_ASCII));
      }
    } catch (LineTooLong passedOn) {
      tooLong = true;
      throw passedOn;
    } finally {
      check(count == Connection.END);
    }
    if (count == Connection.END) {
      made.close();
    }
  }

  /** Compares with what a naive reader makes of the same bytes. */
  private void check(boolean ended) {
    int takenBytes = Math.toIntExact(peer == null ? 0 : peer.takenBytes());
    String taken = new String(text, 0, takenBytes, StandardCharsets.US_ASCII);
    List<String> expected = new ArrayList<>();
    boolean expectedTooLong = false;
    int start = 0;
    for (int feed = taken.indexOf('\n');
        feed >= 0 && !expectedTooLong;
        feed = taken.indexOf('\n', start)) {
      String line = taken.substring(start, feed);
      line = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      expectedTooLong = line.length() > LINE_BYTES_MAX;
      if (!expectedTooLong) {
        expected.add(line);
        start = feed + 1;
      }
    }
    String rest = taken.substring(start);
    boolean mayEnd = rest.endsWith("\r") && rest.length() == LINE_BYTES_MAX + 1 && !ended;
    expectedTooLong |= rest.indexOf('\n') < 0 && rest.length() > LINE_BYTES_MAX && !mayEnd;
    if (ended && !expectedTooLong && !rest.isEmpty()) {
      expected.add(rest);
    }
    if (!lines.equals(expected) || tooLong != expectedTooLong) {
      checks.fail(
          Violation.correctness(
              name
                  + " was handed out "
                  + lines
                  + (tooLong ? " and one too long" : "")
                  + ", not "
                  + expected
                  + (expectedTooLong ? " and one too long" : "")));
    }
    if (tooLong) {
      checks.count("line too long");
    }
  }

  /** Whether it has a source open. */
  public boolean isOpen() {
    return connection == null ? !reported : connection.source().isOpen();
  }

  @Override
  public String toString() {
    return name + " (" + lines.size() + " lines of " + text.length + " bytes)";
  }
}
