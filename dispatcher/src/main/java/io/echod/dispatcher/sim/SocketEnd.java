package io.echod.dispatcher.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, of whichever side: what RFC 9293 has a socket do, as far as programs can
 * tell.
 */
final class SocketEnd {

  private final SimNetwork network;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final Pipe in;
  private @Nullable SocketEnd other;
  private @Nullable Runnable listener;
  private boolean connecting;
  private boolean outputEnded;
  private boolean endRead;
  private boolean closed;
  private boolean disturbed;
  private @Nullable IOException failure;

  private SocketEnd(
      SimNetwork network, InetSocketAddress local, InetSocketAddress remote, boolean connecting) {
    this.network = network;
    this.local = local;
    this.remote = remote;
    this.connecting = connecting;
    in = new Pipe(network, this);
  }

  /** Both ends of a connection that is about to be made; returns the calling one. */
  static SocketEnd calling(SimNetwork network, InetSocketAddress from, InetSocketAddress to) {
    SocketEnd calling = new SocketEnd(network, from, to, true);
    SocketEnd called = new SocketEnd(network, to, from, false);
    calling.other = called;
    called.other = calling;
    return calling;
  }

  SocketEnd other() {
    if (other == null) {
      throw new IllegalStateException("an end without another");
    }
    return other;
  }

  Pipe in() {
    return in;
  }

  Pipe out() {
    return other().in;
  }

  /** Has somebody told whenever anything has changed that could be of interest. */
  void onChange(Runnable newListener) {
    listener = newListener;
  }

  void changed() {
    if (listener != null) {
      listener.run();
    }
  }

  void connected() {
    if (closed) {
      // Nobody wants it any more; the called end must hear of that.
      out().sendReset();
      return;
    }
    connecting = false;
    changed();
  }

  void refused(String why) {
    if (!closed && failure == null) {
      failure = new java.net.ConnectException("can't connect to " + remote + ": " + why);
      changed();
    }
  }

  /** Whether the bytes find somebody here. */
  boolean bytesArrive(int count) {
    if (closed) {
      // RFC 9293 section 3.6.1: data for nobody is answered by a reset.
      out().sendReset();
      return false;
    }
    network.trace().note("arrived", this, count);
    return failure == null;
  }

  void endArrives() {
    if (!closed) {
      network.trace().note("end arrived", this, 0);
      changed();
    }
  }

  void resetArrives() {
    if (!closed && failure == null) {
      network.trace().note("reset arrived", this, 0);
      failure = new SocketException("Connection reset");
      if (network.resetsDiscard()) {
        in.discard();
      }
      changed();
    }
  }

  int read(ByteBuffer buffer, int max) throws IOException {
    boolean wasFull = in.room() == 0;
    int wanted = Math.min(max, buffer.remaining());
    int count = in.receive(buffer, wanted);
    if (count > 0) {
      if (wasFull) {
        network.soon(other()::changed);
      }
      return count;
    }
    if (endRead && !closed) {
      // Told once, it is told ever after, even where a reset has come behind it.
      return -1;
    }
    checkUsable();
    if (wanted == 0 || !in.isEnded() || in.arrivedBytes() > 0) {
      return 0;
    }
    endRead = true;
    return -1;
  }

  int write(ByteBuffer buffer, int max) throws IOException {
    checkUsable();
    if (outputEnded) {
      throw new SocketException("Broken pipe");
    }
    int count = Math.min(max, Math.min(buffer.remaining(), out().room()));
    if (count > 0) {
      out().send(buffer, count);
    }
    return count;
  }

  private void checkUsable() throws IOException {
    if (closed) {
      throw new SocketException("stream is closed");
    }
    if (failure != null) {
      throw failure;
    }
    if (connecting) {
      throw new SocketException("stream is not connected");
    }
  }

  void endOutput() throws IOException {
    checkUsable();
    if (!outputEnded) {
      outputEnded = true;
      out().sendEnd();
    }
  }

  /** Closes; over input that nobody has read, with a reset (RFC 9293 section 3.10.4). */
  void close() {
    if (in.arrivedBytes() > 0) {
      reset();
    } else if (!closed) {
      closed = true;
      if (!connecting && !outputEnded && failure == null) {
        out().sendEnd();
      }
    }
  }

  void reset() {
    if (!closed) {
      closed = true;
      if (!connecting && failure == null) {
        out().sendReset();
      }
    }
  }

  boolean isReadable() {
    return in.arrivedBytes() > 0 || in.isEnded() || failure != null;
  }

  boolean isWritable() {
    return failure != null || (!connecting && (outputEnded || out().room() > 0));
  }

  /** Whether a write would take bytes now. */
  boolean takesBytes() {
    return !closed && failure == null && !connecting && !outputEnded && out().room() > 0;
  }

  boolean isOutputEnded() {
    return outputEnded;
  }

  boolean isConnecting() {
    return connecting;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isDisturbed() {
    return disturbed;
  }

  void disturb() {
    disturbed = true;
  }

  @Nullable IOException failure() {
    return failure;
  }

  InetSocketAddress local() {
    return local;
  }

  InetSocketAddress remote() {
    return remote;
  }

  @Override
  public String toString() {
    return local.getPort() + "<-" + remote.getPort();
  }
}
