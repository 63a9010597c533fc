package io.echod.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.drain.Drain;
import io.echod.net.line.Input;
import io.echod.net.line.LineReader;
import io.echod.net.relay.Relay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The calls of the library that change something, each with what must hold once it was cut. */
@SuppressWarnings("ImmutableEnumChecker") // the steps are functions without state
enum CutCall {
  ON_IO(bench -> bench.client.onIo(Reason.READ, (_, _) -> {})),
  AFTER(bench -> bench.dispatcher.after(Bench.DAY, (_, _) -> {})),
  EVERY(bench -> bench.dispatcher.every(Bench.DAY, Bench.DAY, (_, _) -> {})),
  WHEN_IDLE(bench -> bench.dispatcher.whenIdle((callback, _) -> callback.cancel())),
  IDLE_AFTER(bench -> bench.dispatcher.idleAfter(Bench.DAY, (_, _) -> {})),
  CANCEL_IO(bench -> bench.clientInput.cancel()),
  CANCEL_TIMER(bench -> bench.timer.cancel()),
  CANCEL_IDLE(bench -> bench.idleTimeout.cancel()),
  NOTIFY_CANCEL(bench -> bench.accepting.notifyCancel()),
  INTEREST(bench -> bench.serverInput.interest(Reason.READ | Reason.WRITE), CutCall::calm),
  NO_INTEREST(bench -> bench.serverInput.interest(0), CutCall::calm),
  CANCEL_ALL(bench -> bench.dispatcher.cancelAll(bench.server)),
  PAUSE(bench -> bench.dispatcher.pause(bench.server, Reason.READ)),
  RESUME(
      CutCall::pause,
      bench -> bench.dispatcher.resume(bench.server, Reason.READ),
      bench -> {
        if (!bench.dispatcher.isPaused(bench.server, Reason.READ)) {
          bench.client.write(Bench.bytes("Y"));
          bench.await("what is resumed is read", () -> bench.served.indexOf("Y") >= 0);
        }
      }),
  ATTACHMENT(bench -> bench.dispatcher.attachment(StringBuilder.class, StringBuilder::new)),
  DEFER(bench -> bench.dispatcher.defer(() -> bench.made.add("deferred"))),
  POST(bench -> bench.dispatcher.post(() -> bench.made.add("posted"))),
  WAKEUP(bench -> bench.dispatcher.wakeup()),
  STOP(bench -> bench.dispatcher.stop()),
  READ(CutCall::send, bench -> bench.server.read(bench.buffer.clear()), CutCall::calm),
  WRITE(bench -> bench.client.write(Bench.bytes("abc"))),
  WRITE_AND_TELL(bench -> bench.client.write(Bench.bytes("abc"), _ -> bench.made.add("done"))),
  WRITE_SEVERAL(bench -> bench.client.write(Bench.bytes("abc"), Bench.bytes("def"))),
  WRITE_NOW(bench -> bench.client.writeNow(Bench.bytes("abc"))),
  QUEUE(CutCall::fill, bench -> bench.client.write(Bench.bytes("abc")), CutCall::resume),
  FLUSH(CutCall::fill, bench -> bench.client.writeNow(Bench.bytes("abc")), CutCall::resume),
  OVERFLOW(
      CutCall::fill, bench -> bench.client.writeAll(ByteBuffer.allocate(2 << 20)), CutCall::resume),
  CLOSE_OWING(CutCall::fill, bench -> bench.client.close(), CutCall::resume),
  ABORT_OWING(CutCall::fill, bench -> bench.client.abort(), CutCall::resume),
  SHUTDOWN_OUTPUT(
      bench -> bench.client.shutdownOutput(),
      bench -> {
        if (!bench.client.isUp()) {
          bench.await("an end is reported", () -> !bench.server.isOpen());
        }
      }),
  CLOSE(bench -> bench.client.close()),
  ABORT(bench -> bench.server.abort()),
  CLOSE_SOURCE(bench -> bench.server.source().close()),
  ON_CLOSE(bench -> bench.client.onClose(_ -> {})),
  IDLE_AFTER_OF_CONNECTION(bench -> bench.client.idleAfter(Bench.DAY, (_, _) -> {})),
  CONNECT(bench ->
      Connection.connect(bench.dispatcher, bench.listener.address(), ConnectionOptions.DEFAULT)),
  COMPLETE(
      CutCall::begin,
      bench -> made(bench, Connection.class).complete(),
      bench -> assertThat(Blocking.complete(made(bench, Connection.class), Bench.DAY)).isTrue()),
  LISTEN(bench -> Listener.listen(bench.dispatcher, bench.anyPort, ListenerOptions.DEFAULT)),
  ACCEPT(CutCall::begin, bench -> bench.listener.accept(), CutCall::nothing),
  ON_CONNECTION(bench -> bench.listener.onConnection(_ -> {})),
  CLOSE_LISTENER(bench -> bench.listener.close()),
  CONNECTOR(CutCall::connector),
  CANCEL_CONNECTOR(
      CutCall::connector, bench -> made(bench, Connector.class).cancel(), CutCall::nothing),
  RELAY(bench -> Relay.between(bench.client, bench.server)),
  ABORT_RELAY(
      bench -> bench.made.add(Relay.between(bench.client, bench.server)),
      bench -> made(bench, Relay.class).abort(),
      CutCall::nothing),
  DRAIN(
      bench -> Drain.begin(bench.dispatcher, Bench.DAY, _ -> bench.made.add("drained")),
      bench -> {
        if (!bench.listener.isOpen()) {
          bench.await("the drain is done", () -> bench.made.contains("drained"));
        }
      }),
  BLOCKING_READ(bench -> Blocking.read(bench.client, bench.buffer.clear(), Duration.ZERO)),
  BLOCKING_ACCEPT(bench -> Blocking.accept(bench.listener, Duration.ofNanos(1))),
  LINES(
      bench -> {
        send(bench);
        bench.made.add(new LineReader(bench.server, 100));
      },
      bench -> {
        made(bench, LineReader.class).fill();
        bench.line = made(bench, LineReader.class).nextLine();
      },
      CutCall::oneLine),
  INPUT(
      bench -> {
        send(bench);
        bench.made.add(new LineReader(new Input(bench.server, 100)));
      },
      bench -> made(bench, LineReader.class).input().fill(),
      CutCall::oneLine),
  MONITOR(bench -> bench.dispatcher.monitor(Duration.ZERO)),
  CLOSE_DISPATCHER(bench -> bench.dispatcher.close()),
  CLOSE_KERNEL(
      CutCall::nothing,
      bench -> bench.dispatcher.kernel().close(),
      bench -> bench.dispatcher.close());

  /** A part of a test. */
  interface Step {
    void run(Bench bench) throws IOException;
  }

  final Step before;
  final Step call;
  final Step after;

  CutCall(Step call) {
    this(CutCall::nothing, call, CutCall::nothing);
  }

  CutCall(Step call, Step after) {
    this(CutCall::nothing, call, after);
  }

  CutCall(Step before, Step call, Step after) {
    this.before = before;
    this.call = call;
    this.after = after;
  }

  private static void nothing(Bench bench) {}

  private static <T> T made(Bench bench, Class<T> kind) {
    return bench.made.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static void pause(Bench bench) {
    bench.dispatcher.pause(bench.server, Reason.READ);
  }

  private static void resume(Bench bench) {
    bench.dispatcher.resume(bench.server, Reason.READ);
  }

  private static void calm(Bench bench) {
    if (bench.serverInput.isRegistered()) {
      bench.serverInput.interest(Reason.READ);
    }
  }

  /** Leaves "line" for the server to read, which is not read. */
  private static void send(Bench bench) throws IOException {
    bench.serverInput.interest(0);
    bench.client.write(Bench.bytes("line\n"));
    assertThat(bench.dispatcher.kernel().poll(bench.server.source(), 1, 60_000_000_000L))
        .isEqualTo(1);
  }

  private static void oneLine(Bench bench) throws IOException {
    LineReader reader = made(bench, LineReader.class);
    calm(bench);
    if (bench.line.isEmpty()) {
      try {
        reader.fill();
      } catch (IOException lost) {
        // The JDK's own reading was cut: the bytes may be gone, and that is reported.
        assertThat(lost).hasMessageContaining("was cut");
        return;
      }
      bench.line = reader.nextLine();
    }
    assertThat(bench.line).hasValue(new byte[] {'l', 'i', 'n', 'e'});
  }

  /** Writes until a part is queued: the peer does not read. */
  private static void fill(Bench bench) throws IOException {
    pause(bench);
    ByteBuffer much = ByteBuffer.allocate(128 * 1024);
    while (bench.client.queuedBytes() == 0) {
      bench.client.write(much.clear());
    }
  }

  private static void begin(Bench bench) throws IOException {
    bench.accepting.interest(0);
    bench.made.add(
        Connection.connect(bench.dispatcher, bench.listener.address(), ConnectionOptions.DEFAULT));
    assertThat(bench.dispatcher.kernel().poll(bench.listener.source(), 1, 60_000_000_000L))
        .isEqualTo(1);
    bench.accepting.interest(Reason.READ);
  }

  private static void connector(Bench bench) {
    bench.made.add(
        Connector.connect(
            bench.dispatcher,
            bench.listener.address(),
            ConnectionOptions.DEFAULT,
            Connection::abort,
            _ -> {}));
  }
}
