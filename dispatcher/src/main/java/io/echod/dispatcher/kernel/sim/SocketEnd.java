package io.echod.dispatcher.kernel.sim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, of either side: a socket's behaviour by RFC 9293, as far as programs can
 * see it.
 */
final class SocketEnd {

  private static final String BROKEN_PIPE = "Broken pipe";

  private final SimNetwork network;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final Pipe in;
  private final Silence silence;
  private final SocketOptions options = new SocketOptions();
  private @Nullable SocketEnd other;
  private @Nullable Runnable listener;
  private boolean connecting;
  private boolean outputEnded;
  private boolean endRead;
  private boolean closed;
  private boolean disturbed;
  private boolean abandoned;
  private boolean vanished;
  private @Nullable IOException failure;

  /** Whether a read or a write has reported the failure, which Linux does once. */
  private boolean failureReported;

  private SocketEnd(
      SimNetwork network, InetSocketAddress local, InetSocketAddress remote, boolean connecting) {
    this.network = network;
    this.local = local;
    this.remote = remote;
    this.connecting = connecting;
    in = new Pipe(network, this);
    silence = new Silence(network, this);
  }

  /** Both ends of a connection that is about to be made; returns the calling one. */
  static SocketEnd calling(SimNetwork network, InetSocketAddress from, InetSocketAddress to) {
    SocketEnd calling = new SocketEnd(network, from, to, true);
    SocketEnd called = new SocketEnd(network, to, from, false);
    calling.other = called;
    called.other = calling;
    return calling;
  }

  /** An end that is its own other one, about to be connected. */
  static SocketEnd callingItself(SimNetwork network, InetSocketAddress address) {
    SocketEnd end = new SocketEnd(network, address, address, true);
    end.other = end;
    end.in.arrive(end::connected);
    return end;
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

  /** Has a listener notified of every change that could be of interest. */
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
      // The connection has no owner any more; the called end must hear of that.
      out().arrive(other()::abandonmentArrives);
      return;
    }
    connecting = false;
    changed();
  }

  /** The caller has gone before it was connected: this is no connection at all. */
  private void abandonmentArrives() {
    abandoned = true;
    resetArrives();
  }

  void refused(String why) {
    if (!closed && failure == null) {
      failure = new java.net.ConnectException("can't connect to " + remote + ": " + why);
      changed();
    }
  }

  /** Whether the bytes find a socket here. */
  boolean bytesArrive(int count) {
    if (closed) {
      // RFC 9293 section 3.6.1: data for a closed socket is answered by a reset.
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
      // Linux: EPIPE once the peer's end has come, which reads go on reporting.
      boolean broken = in.isEnded() && !network.resetsDiscard();
      failure = new SocketException(broken ? BROKEN_PIPE : "Connection reset");
      if (network.resetsDiscard()) {
        in.discard();
      }
      changed();
    }
  }

  /** Resets the connection, as a device between the two ends may. */
  void resetFromWithin() {
    out().sendReset();
    resetArrives();
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
      // Once reported, it is reported ever after, even where a reset has come behind it.
      return -1;
    }
    checkOpen();
    if (failure != null && !(isSpent() || isEndBeforeFailure())) {
      failureReported = true;
      throw failure;
    }
    if (failure == null) {
      checkConnected();
      if (wanted == 0 || !in.isEnded() || in.arrivedBytes() > 0) {
        return 0;
      }
    }
    endRead = true;
    return -1;
  }

  /**
   * Whether the failure was reported, and is not reported again, as on Linux: reads return the end
   * from then on.
   */
  private boolean isSpent() {
    return failureReported && !connecting && !network.resetsDiscard();
  }

  /** Whether the end had come before the failure, which Linux goes on reporting to reads. */
  private boolean isEndBeforeFailure() {
    return in.isEnded() && !network.resetsDiscard();
  }

  int write(ByteBuffer buffer, int max) throws IOException {
    checkOpen();
    if (isSpent() || (outputEnded && failure == null)) {
      throw new SocketException(BROKEN_PIPE);
    }
    if (failure != null) {
      failureReported = true;
      throw failure;
    }
    checkConnected();
    int count = Math.min(max, Math.min(buffer.remaining(), out().room()));
    if (count > 0) {
      out().send(buffer, count);
    }
    return count;
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new SocketException("stream is closed");
    }
  }

  private void checkConnected() throws IOException {
    if (connecting) {
      throw new SocketException("stream is not connected");
    }
  }

  void endOutput() throws IOException {
    checkOpen();
    if (failure != null) {
      throw failure;
    }
    checkConnected();
    if (!outputEnded) {
      outputEnded = true;
      out().sendEnd();
    }
  }

  /** Nothing arrives any more, from either end; this one gets no notice. */
  void vanish() {
    if (vanished) {
      return;
    }
    vanished = true;
    in.vanish();
    silence.listen(options);
    if (connecting) {
      network.after(Handshake.GIVE_UP_NANOS, () -> refused(Handshake.TIMED_OUT));
    }
  }

  /** The system gives up on a peer that says nothing. */
  void timedOut() {
    if (!closed && failure == null) {
      network.trace().note("timed out", this, 0);
      failure = new SocketException(Handshake.TIMED_OUT);
      changed();
    }
  }

  <T> void option(SocketOption<T> option, T value) {
    options.set(option, value, this);
    if (vanished) {
      silence.listen(options);
    }
  }

  /** Closes; over unread input, with a reset (RFC 9293 section 3.10.4). */
  void close() {
    if (in.arrivedBytes() > 0 || options.resetsAtClose()) {
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

  /**
   * Whether it is finished with: its connection has failed, or both its directions have ended
   * (EPOLLHUP of epoll_ctl(2)).
   */
  boolean isLost() {
    return failure != null || (in.isEnded() && outputEnded);
  }

  /** Whether its caller has gone before it was connected. */
  boolean isAbandoned() {
    return abandoned;
  }

  /** Whether the other end has vanished, and has this one. */
  boolean isVanished() {
    return vanished;
  }

  Silence silence() {
    return silence;
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
