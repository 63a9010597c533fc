package io.echod.simulate.script;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what a script says, reads all that comes at once, and notes everything with its time. */
public final class ScriptedClient implements SimPeer.Behaviour {

  /** Its state at the end. */
  public enum Fate {
    /** It has not called yet, or was not answered. */
    CALLING,
    /** It is connected. */
    CONNECTED,
    /** The server has ended its output. */
    ENDED,
    /** The server has reset the connection. */
    RESET,
    /** It was not connected. */
    REFUSED
  }

  private final String name;
  private final SimNetwork network;
  private final long startNanos;
  private final Script script;
  private final Recording sent = new Recording();
  private final Recording got = new Recording();
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private Consumer<ScriptedClient> onConnected = _ -> {};
  private @Nullable SimPeer peer;
  private Fate fate = Fate.CALLING;
  private long connectedNanos = Script.NEVER;
  private long fateNanos = Script.NEVER;
  private long endSentNanos = Script.NEVER;
  private boolean isEndDue;
  private boolean endsWithServer;
  private boolean isDeaf;
  private int piecesLeft;

  /**
   * Begins with {@link #start}.
   *
   * @param startNanos what the network's clock shows at the beginning of the world
   */
  public ScriptedClient(String name, SimNetwork network, long startNanos, Script script) {
    this.name = name;
    this.network = network;
    this.startNanos = startNanos;
    this.script = script;
    piecesLeft = script.pieces().size();
  }

  /** Called once it is connected. */
  public void onConnected(Consumer<ScriptedClient> listener) {
    onConnected = listener;
  }

  /** Has it leave as soon as the server has ended, even with bytes still to send. */
  public void endsWithServer() {
    endsWithServer = true;
  }

  /** Has it read nothing. */
  public void readsNothing() {
    isDeaf = true;
  }

  /** Calls that address, and does the rest, at the times of the script. */
  public void start(InetSocketAddress address) {
    at(
        script.connectNanos(),
        () -> {
          note("calls");
          try {
            network.connect(address, this);
          } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
          }
        });
    for (Script.Piece piece : script.pieces()) {
      at(
          piece.nanos(),
          () -> {
            piecesLeft--;
            waiting.writeBytes(piece.bytes());
            send();
          });
    }
    if (script.ends()) {
      at(
          script.endNanos(),
          () -> {
            isEndDue = true;
            send();
          });
    }
  }

  /** Has its connection, where there is one, cut at that time, by neither end. */
  public void vanishesAt(long nanos) {
    at(
        nanos,
        () -> {
          if (peer != null && peer().isOpen()) {
            note("is cut off");
            peer().vanish();
          }
        });
  }

  private void at(long nanos, Runnable action) {
    network.after(startNanos + nanos - network.nanoTime(), action);
  }

  private long now() {
    return network.nanoTime() - startNanos;
  }

  private SimPeer peer() {
    return Objects.requireNonNull(peer);
  }

  private void send() {
    boolean hasLeft = fate == Fate.ENDED && endsWithServer;
    if (connectedNanos == Script.NEVER || fate == Fate.RESET || hasLeft) {
      return;
    }
    byte[] bytes = waiting.toByteArray();
    waiting.reset();
    int count = peer().send(bytes, 0, bytes.length);
    sent.add(bytes, 0, count, now());
    waiting.write(bytes, count, bytes.length - count);
    if (isEndDue && waiting.size() == 0 && piecesLeft == 0 && endSentNanos == Script.NEVER) {
      note("ends its output behind " + sent.size() + " bytes");
      endSentNanos = now();
      peer().shutdownOutput();
      closeWhereBothHaveEnded();
    }
  }

  private void closeWhereBothHaveEnded() {
    if (fate == Fate.ENDED && (endsWithServer || endSentNanos < Script.NEVER)) {
      peer().close();
    }
  }

  @Override
  public void begun(SimPeer begun) {
    peer = begun;
  }

  @Override
  public void connected(SimPeer connected) {
    note("is connected");
    fate = Fate.CONNECTED;
    connectedNanos = now();
    onConnected.accept(this);
    send();
  }

  @Override
  public void writable(SimPeer writable) {
    if (waiting.size() > 0) {
      send();
    }
  }

  @Override
  public void readable(SimPeer readable) {
    if (isDeaf) {
      // No other event says so, while there is something to read.
      readable.failure().filter(_ -> fate == Fate.CONNECTED).ifPresent(why -> lost(readable, why));
      return;
    }
    byte[] bytes = readable.receive(Integer.MAX_VALUE);
    got.add(bytes, 0, bytes.length, now());
  }

  @Override
  public void ended(SimPeer ended) {
    note("read the end, behind " + got.size() + " bytes");
    become(Fate.ENDED);
    closeWhereBothHaveEnded();
  }

  @Override
  public void lost(SimPeer lost, IOException why) {
    boolean isRefused = fate == Fate.CALLING;
    note((isRefused ? "was refused: " : "was reset: ") + why.getMessage());
    if (fate != Fate.ENDED) {
      become(isRefused ? Fate.REFUSED : Fate.RESET);
    }
  }

  private void become(Fate newFate) {
    fate = newFate;
    fateNanos = now();
  }

  /** Resets the connection, where there is one. */
  public void reset() {
    if (peer != null && peer().isOpen()) {
      note("resets");
      peer().reset();
    }
  }

  private void note(String what) {
    network.trace().note(name + " " + what);
  }

  /** Its actions. */
  public Script script() {
    return script;
  }

  /** The bytes that it has sent. */
  public Recording sent() {
    return sent;
  }

  /** The bytes that it has got. */
  public Recording got() {
    return got;
  }

  /** Its state. */
  public Fate fate() {
    return fate;
  }

  /** When it was ended, reset or refused. */
  public long fateNanos() {
    return fateNanos;
  }

  /** When it was connected. */
  public long connectedNanos() {
    return connectedNanos;
  }

  /** When it has ended its output. */
  public long endSentNanos() {
    return endSentNanos;
  }

  /** Whether it has sent all that it ever will. */
  public boolean hasSentAll() {
    boolean isDone =
        piecesLeft == 0 && waiting.size() == 0 && (!script.ends() || endSentNanos < Script.NEVER);
    return isDone || fate == Fate.RESET || fate == Fate.REFUSED;
  }

  /** Its own address, once it has called. */
  public InetSocketAddress address() {
    return peer().localAddress();
  }

  /** Its own end, once it has called. */
  public SimPeer end() {
    return peer();
  }

  /** How far it came, for messages. */
  public String account() {
    return name + " (" + fate + ", sent " + sent.size() + ", got " + got.size() + ")";
  }

  @Override
  public String toString() {
    return name;
  }
}
