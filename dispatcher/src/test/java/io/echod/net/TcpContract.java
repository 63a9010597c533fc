package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Statistics;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Common parts of the tests of endpoints on any kernel: a dispatcher, both ends on it, and waiting.
 */
@Timeout(60)
abstract class TcpContract {

  /** How often to look for a quiet while. */
  private static final int LOOKS_MAX = 50;

  /** By the kernel's clock; generous, for it passes only where something is broken. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final Duration STEP = Duration.ofMillis(1);

  /** Little enough that a peer that does not read is felt soon. */
  private static final int SMALL_BUFFER_BYTES = 8192;

  static final ConnectionOptions SMALL_BUFFERS =
      ConnectionOptions.DEFAULT.withSendBuffer(SMALL_BUFFER_BYTES);

  static final ListenerOptions SMALL_LISTENER =
      ListenerOptions.DEFAULT
          .withSocket(new ListenOptions(64, false, SMALL_BUFFER_BYTES))
          .withConnections(SMALL_BUFFERS);

  Dispatcher dispatcher;
  LogCapture log;

  /** Null where a class of tests is for one kernel, and overrides what follows. */
  private @Nullable Side side;

  @RegisterExtension
  final BeforeEachCallback sideOfEnclosingClass =
      context ->
          context
              .getRequiredTestInstances()
              .findInstance(Side.Of.class)
              .ifPresent(enclosing -> side = enclosing.side());

  /** Opens the kernel to test. */
  protected Kernel openKernel() throws IOException {
    return Objects.requireNonNull(side, "a side of an enclosing class").openKernel();
  }

  /** As in {@link Side#keepsInputAtReset}. */
  protected boolean keepsInputAtReset() {
    return side == null || side.keepsInputAtReset();
  }

  /** As in {@link Side#layers}. */
  protected Layer.Factory layers() {
    return side == null ? Layer.Factory.NONE : side.layers();
  }

  /** As above with the layers to test. */
  final ConnectionOptions layered(ConnectionOptions options) {
    return options.withLayers(layers());
  }

  /** As above with the layers to test. */
  final ListenerOptions layered(ListenerOptions options) {
    return options.withConnections(layered(options.connections()));
  }

  @BeforeEach
  void open() throws IOException {
    log = new LogCapture();
    dispatcher = new Dispatcher(openKernel());
  }

  @AfterEach
  void close() {
    dispatcher.close();
    log.close();
  }

  /** The two ends of one connection. */
  record Pair(End client, End server) {}

  static SocketAddress loopback() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  Listener listen() throws IOException {
    return listen(ListenerOptions.DEFAULT);
  }

  Listener listen(ListenerOptions options) throws IOException {
    return Listener.listen(dispatcher, loopback(), layered(options));
  }

  Pair pair() throws IOException {
    return pair(ConnectionOptions.DEFAULT, ListenerOptions.DEFAULT);
  }

  /** A pair in which a peer that does not read is felt soon. */
  Pair smallPair() throws IOException {
    return pair(SMALL_BUFFERS, SMALL_LISTENER);
  }

  Pair pair(ConnectionOptions client, ListenerOptions server) throws IOException {
    Listener listener = listen(server);
    Pair pair = pair(listener, client);
    listener.close();
    return pair;
  }

  Pair pair(Listener listener, ConnectionOptions options) throws IOException {
    End client = new End(call(listener, options));
    Connection accepted = Blocking.accept(listener, DEADLINE).orElseThrow();
    if (opensLayers()) {
      until("layers are open", () -> isThrough(client.connection) && isThrough(accepted));
    }
    return new Pair(client, new End(accepted));
  }

  /** Whether a pair is one whose layers have nothing to do any more before bytes go through. */
  protected boolean opensLayers() {
    return true;
  }

  private static boolean isThrough(Connection connection) {
    return connection.needs(Ready.READ) == Ready.READ
        && connection.needs(Ready.WRITE) == Ready.WRITE;
  }

  Connection call(Listener listener) throws IOException {
    return call(listener, ConnectionOptions.DEFAULT);
  }

  Connection call(Listener listener, ConnectionOptions options) throws IOException {
    Connection connection = Connection.connect(dispatcher, listener.address(), layered(options));
    assertThat(Blocking.complete(connection, DEADLINE)).isTrue();
    return connection;
  }

  /** The ends that a listener gets from now on, oldest first. */
  List<End> accepting(Listener listener) {
    List<End> ends = new ArrayList<>();
    listener.onConnection(connection -> ends.add(new End(connection)));
    return ends;
  }

  /** Dispatches until the condition holds. */
  void until(String what, BooleanSupplier condition) {
    boolean[] late = {false};
    Callback deadline = dispatcher.after(DEADLINE, (_, _) -> late[0] = true);
    while (!condition.getAsBoolean()) {
      if (late[0]) {
        fail("in %s it never came to pass that %s", DEADLINE, what);
      }
      dispatcher.monitor(STEP);
    }
    deadline.cancel();
  }

  /** Dispatches until an end has all these bytes, and checks each of them. */
  void untilReceived(End end, byte[] expected) {
    until(expected.length + " bytes came", () -> end.receivedBytes() >= expected.length);
    assertThat(end.received()).isEqualTo(expected);
  }

  /** Dispatches, one turn at least, until everything under way has come and gone. */
  void settle() {
    for (long calls = -1; calls != dispatcher.statistics().ioCalls(); ) {
      dispatcher.defer(() -> {});
      calls = dispatcher.statistics().ioCalls();
      dispatcher.monitor(Duration.ofMillis(5));
    }
  }

  /**
   * Dispatches until a while is quiet: what spins is never quiet. The system may move last bytes
   * first, piece by piece where the machine is busy.
   */
  void assertQuiet() {
    long calls = Long.MAX_VALUE;
    long turns = Long.MAX_VALUE;
    for (int look = 0; look < LOOKS_MAX && (calls >= 10 || turns >= 10); look++) {
      Statistics before = dispatcher.statistics();
      dispatcher.monitor(Duration.ofMillis(20));
      Statistics after = dispatcher.statistics();
      calls = after.ioCalls() - before.ioCalls();
      turns = after.turns() - before.turns();
    }
    assertThat(calls).as("I/O calls").isLessThan(10);
    assertThat(turns).as("turns").isLessThan(10);
  }

  /**
   * Fills the queue of one whose peer does not read until the system takes no more of it, which on
   * a busy machine moves bytes a while later; returns the bytes accepted.
   */
  int fillForGood(Connection connection) throws IOException {
    int filled = 0;
    for (int more = End.fill(connection); more > 0; more = End.fill(connection)) {
      filled += more;
      settle();
    }
    return filled;
  }

  /** Dispatches until nothing is registered any more: no callback was forgotten. */
  void assertNothingLeft() {
    until("nothing is registered", () -> dispatcher.statistics().registered() == 1);
    assertThat(dispatcher.monitor()).as("something is left to monitor").isFalse();
    assertThat(dispatcher.endpoints()).isEmpty();
  }
}
