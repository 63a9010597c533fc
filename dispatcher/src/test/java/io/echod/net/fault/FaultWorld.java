package io.echod.net.fault;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.drain.Drain;
import io.echod.net.fault.layer.DelayLayer;
import io.echod.net.fault.layer.FaultLayer;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.layer.Layer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An echo server with faults on a simulated network where each byte takes a millisecond. */
final class FaultWorld implements AutoCloseable {

  static final long MILLI = 1_000_000;
  static final long LATENCY = MILLI;

  final SimNetwork network;
  final Faults faults;
  final Listener listener;

  /**
   * The bytes that the peers' systems do not take, as their programs do not read; below 0: they do.
   */
  int unacknowledged = -1;

  private final Dispatcher dispatcher;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  FaultWorld(long seed, FaultRule... rules) throws IOException {
    this(seed, ConnectionOptions.DEFAULT, rules);
  }

  FaultWorld(long seed, ConnectionOptions options, FaultRule... rules) throws IOException {
    network =
        new SimNetwork(
            SimOptions.calm(1).withLatencies(LATENCY, LATENCY).withWindows(1 << 23, 1 << 23));
    SimKernel kernel = network.openKernel();
    dispatcher = new Dispatcher(kernel);
    faults = new Faults(seed);
    faults.replace(List.of(rules), kernel.nanoTime());
    ConnectionOptions connections =
        options.withLayers((below, context) -> faults.layers().over(below, observed(context)));
    listener =
        Listener.listen(
            dispatcher,
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            ListenerOptions.DEFAULT.withConnections(connections));
    listener.onConnection(client -> client.onIo(Reason.READ, (callback, _) -> echo(callback)));
    faults.stallAccepts(listener);
  }

  private Layer.Context observed(Layer.Context context) {
    return (Layer.Context)
        Proxy.newProxyInstance(
            Layer.Context.class.getClassLoader(),
            new Class<?>[] {Layer.Context.class},
            (_, method, arguments) ->
                unacknowledged >= 0 && method.getName().equals("unacknowledged")
                    ? (Object) unacknowledged
                    : method.invoke(context, arguments));
  }

  private void echo(Callback callback) throws IOException {
    Connection client = (Connection) callback.endpoint();
    buffer.clear();
    if (client.read(buffer) == Connection.END) {
      client.close();
    } else {
      client.writeAll(buffer.flip());
    }
  }

  /** A client that connects now. */
  Client connect() throws IOException {
    Client client = new Client();
    network.connectAfter(0, listener.address(), client);
    run(Duration.ofMillis(5));
    return client;
  }

  /** Lets so much time pass. */
  void run(Duration time) {
    long end = network.nanoTime() + time.toNanos();
    while (network.nanoTime() - end < 0) {
      dispatcher.monitor(Duration.ofNanos(end - network.nanoTime()));
    }
    network.throwFailure();
  }

  /** How many connections the server has. */
  long connections() {
    return dispatcher.endpoints().stream().filter(Connection.class::isInstance).count();
  }

  /** Whether any of them has a layer. */
  boolean hasFaultLayer() {
    return dispatcher.endpoints().stream()
        .filter(Connection.class::isInstance)
        .anyMatch(one -> ((Connection) one).layer(FaultLayer.class).isPresent());
  }

  /** How many bytes are delayed, of all connections. */
  int delayedBytes() {
    return dispatcher.endpoints().stream()
        .filter(Connection.class::isInstance)
        .flatMap(one -> ((Connection) one).layer(DelayLayer.class).stream())
        .mapToInt(DelayLayer::heldBytes)
        .sum();
  }

  /** Begins to end all connections, which have so long for it. */
  void drain(Duration timeout) {
    // Time goes on while something is registered.
    dispatcher.after(Duration.ofDays(1), (_, _) -> {});
    Drain.begin(dispatcher, timeout, _ -> {});
  }

  long now() {
    return network.nanoTime();
  }

  @Override
  public void close() {
    dispatcher.close();
  }

  /** The bytes that came, and when. */
  record Arrival(long nanos, int bytes) {}

  /** Reads all, and notes when it came. */
  final class Client implements SimPeer.Behaviour {

    final List<Arrival> arrivals = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable SimPeer known;
    boolean isConnected;
    long endNanos = -1;
    long lostNanos = -1;

    SimPeer peer() {
      return Objects.requireNonNull(known);
    }

    void send(byte[] bytes) {
      int sent = peer().send(bytes, 0, bytes.length);
      if (sent != bytes.length) {
        throw new AssertionError("sent " + sent + " of " + bytes.length);
      }
    }

    byte[] received() {
      return received.toByteArray();
    }

    @Override
    public void begun(SimPeer begun) {
      known = begun;
    }

    @Override
    public void connected(SimPeer connected) {
      isConnected = true;
    }

    @Override
    public void readable(SimPeer readable) {
      byte[] bytes = peer().receive(Integer.MAX_VALUE);
      received.writeBytes(bytes);
      arrivals.add(new Arrival(now(), bytes.length));
    }

    @Override
    public void writable(SimPeer writable) {}

    @Override
    public void ended(SimPeer ended) {
      endNanos = now();
    }

    @Override
    public void lost(SimPeer lost, IOException why) {
      lostNanos = now();
    }
  }
}
