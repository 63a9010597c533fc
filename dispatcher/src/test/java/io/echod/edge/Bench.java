package io.echod.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.IdleTimeout;
import io.echod.dispatcher.Reason;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A dispatcher with one of each: what a call is cut on, and what shows whether it is whole. */
final class Bench {

  static final Duration DAY = Duration.ofDays(1);

  /** With a small buffer of the system, which little fills. */
  private static final ConnectionOptions SMALL =
      ConnectionOptions.DEFAULT.withSendBuffer(16 * 1024);

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Duration LOOK = Duration.ofMillis(2);
  private static final int TURNS_MAX = 20;
  private static final int LOOKS_MAX = 1000;

  final InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  final Dispatcher dispatcher;
  final Listener listener;
  final Callback accepting;
  final Connection client;
  final Connection server;
  final Callback clientInput;
  final Callback serverInput;
  final Callback timer;
  final IdleTimeout idleTimeout;
  final StringBuilder served = new StringBuilder();
  final StringBuilder answers = new StringBuilder();
  final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  /** Anything that a call has made and a later step needs. */
  final List<Object> made = new ArrayList<>();

  /** The line that was read, once it was. */
  Optional<byte[]> line = Optional.empty();

  private final List<Connection> accepted = new ArrayList<>();

  /** The registrations with a notice, and how often each was notified. */
  private final List<int[]> notices = new ArrayList<>();

  /** How often each close listener was notified. */
  private final List<int[]> closes = new ArrayList<>();

  private final List<Connection> watched = new ArrayList<>();

  Bench(Side side) throws IOException {
    dispatcher = new Dispatcher(side.factory.open());
    listener = Listener.listen(dispatcher, anyPort, ListenerOptions.DEFAULT);
    accepting = listener.onConnection(accepted::add);
    client = connect();
    server = accepted.getFirst();
    serverInput = server.onIo(Reason.READ | Reason.CANCEL, noticed(_ -> receive(server, served)));
    clientInput = client.onIo(Reason.READ | Reason.CANCEL, noticed(_ -> receive(client, answers)));
    timer = dispatcher.after(DAY, noticed(_ -> {})).notifyCancel();
    idleTimeout = client.idleAfter(DAY, (_, _) -> {});
    watchClose(client);
    watchClose(server);
  }

  /** A handler's work but for the notice. */
  interface Input {
    void ready(Callback callback) throws IOException;
  }

  private Handler noticed(Input input) {
    int[] notice = {0};
    notices.add(notice);
    return (callback, reason) -> {
      if (reason == Reason.CANCEL) {
        notice[0]++;
      } else {
        input.ready(callback);
      }
    };
  }

  private void watchClose(Connection connection) {
    int[] reported = {0};
    closes.add(reported);
    watched.add(connection);
    connection.onClose(_ -> reported[0]++);
  }

  private void receive(Connection from, StringBuilder into) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32 * 1024);
    if (from.read(bytes) == Connection.END) {
      from.close();
    }
    into.append(ISO_8859_1.decode(bytes.flip()));
  }

  static ByteBuffer bytes(String text) {
    return ISO_8859_1.encode(text);
  }

  /** Connects to the listener, and waits until both ends are there. */
  Connection connect() throws IOException {
    int before = accepted.size();
    Connection connection = Connection.connect(dispatcher, listener.address(), SMALL);
    assertThat(Blocking.complete(connection, DAY)).isTrue();
    await("a connection is accepted", () -> accepted.size() > before);
    return connection;
  }

  void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as(what).isLessThan(PATIENCE_NANOS);
      assertThat(dispatcher.isClosed()).as(what + ", or the dispatcher is closed").isFalse();
      dispatcher.monitor(Duration.ofMillis(1));
    }
  }

  /** All the checks there are, once the call was made. */
  void checkAll(CutCall call) throws IOException {
    if (!dispatcher.isClosed()) {
      call.after.run(this);
      checkWhole();
      checkQuiet();
    }
    close();
  }

  /** Whether the dispatcher, the connections and the listener do what they say they do. */
  private void checkWhole() throws IOException {
    if (dispatcher.isClosed()) {
      return;
    }
    boolean[] came = {false, false};
    dispatcher.after(Duration.ZERO, (_, _) -> came[0] = true);
    dispatcher.post(() -> came[1] = true);
    await("a timer fires and a task runs", () -> came[0] && came[1]);
    if (client.isUp() && server.isUp() && serverInput.isRegistered()) {
      dispatcher.resume(server, Reason.IO);
      passOn();
    }
    for (int index = 0; index < watched.size(); index++) {
      Connection connection = watched.get(index);
      int[] reported = closes.get(index);
      if (!connection.isOpen()) {
        await(connection + " is notified of its close", () -> reported[0] > 0);
        assertThat(connection.source().isOpen()).as("%s is open", connection.source()).isFalse();
      }
    }
    if (listener.isOpen()) {
      assertThat(accepting.isRegistered()).as("an open listener accepts").isTrue();
      connect().abort();
    }
    if (!listener.isOpen()) {
      assertThat(accepting.isRegistered()).as("a closed listener accepts").isFalse();
    }
  }

  /** Bytes arrive; or, after the JDK was cut in its own middle, both ends know of the loss. */
  private void passOn() {
    try {
      client.write(bytes("Z"));
    } catch (IOException lost) {
      assertThat(lost).hasMessageContaining("was cut");
      await("the loss is known", () -> !client.isOpen());
      return;
    }
    await("bytes arrive", () -> served.indexOf("Z") >= 0 || !server.isOpen());
    if (!server.isOpen()) {
      assertThat(server.failure().orElseThrow()).hasMessageContaining("was cut");
    }
  }

  /** Whether it rests when there is nothing to do. */
  private void checkQuiet() {
    if (!dispatcher.isClosed()) {
      // Bytes still to be passed on come first.
      for (int look = 0; turns() > TURNS_MAX; look++) {
        assertThat(look).as("looks, each with more than %s turns", TURNS_MAX).isLessThan(LOOKS_MAX);
      }
    }
  }

  private long turns() {
    long before = dispatcher.statistics().turns();
    dispatcher.monitor(LOOK);
    return dispatcher.statistics().turns() - before;
  }

  /** Closes all of it: every listener is notified once, and nothing is left. */
  void close() {
    dispatcher.close();
    assertThat(dispatcher.isClosed()).isTrue();
    assertThat(dispatcher.statistics().registered()).as("callbacks left").isZero();
    assertThat(client.source().isOpen()).as("client's source is open").isFalse();
    assertThat(server.source().isOpen()).as("server's source is open").isFalse();
    assertThat(listener.isOpen()).as("listener is open").isFalse();
    assertThat(notices)
        .as("notices")
        .allSatisfy(reported -> assertThat(reported).containsExactly(1));
    assertThat(closes).as("closes").allSatisfy(reported -> assertThat(reported).containsExactly(1));
  }
}
