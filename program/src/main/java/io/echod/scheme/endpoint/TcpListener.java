package io.echod.scheme.endpoint;

import io.echod.dispatcher.Reason;
import io.echod.net.Blocking;
import io.echod.net.Connection;
import io.echod.net.Listener;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A listening port. A connection is accepted before the script's callback is called, so that the
 * callback is called for clients that are there: {@code tcp-answer} then never finds that the one
 * it was called for has gone, or that the system has no descriptor left.
 */
public final class TcpListener extends SocketEndpoint {

  private final Listener listener;
  private @Nullable Connection waiting;
  private long answered;
  private boolean asked;
  private int receiveBufferBytes;
  private int sendBufferBytes;

  /** The last one answered within a callback, and in which call. */
  private @Nullable TcpConnection lastAnswered;

  private long lastAnsweredCall;

  /** Numbers a listener. */
  public TcpListener(Endpoints endpoints, Listener listener) {
    super(endpoints, listener.name());
    this.listener = listener;
    trace.endpoint("listening on ", labelLine());
  }

  /** Whether it listens, and the script has never asked for a client, nor to be called for one. */
  boolean isUnused() {
    return isUp() && !asked && !hadCallbacks();
  }

  /** Gives the next connection, waiting for it at most so long; 0 does not wait. */
  public Optional<TcpConnection> answer(Duration limit) throws IOException {
    asked = true;
    Duration timeout =
        loop.waits().whileLive(listener, Reason.READ, limit, () -> !isUp() || holdsInput());
    Connection connection = waiting;
    waiting = null;
    if (connection == null) {
      Optional<Connection> accepted =
          timeout.isZero() ? listener.accept() : Blocking.accept(listener, timeout);
      if (accepted.isEmpty()) {
        return Optional.empty();
      }
      connection = accepted.get();
    }
    answered++;
    TcpConnection client = new TcpConnection(endpoints, connection);
    client.bufferBytes(receiveBufferBytes, sendBufferBytes);
    trace.endpoint("answered ", client.labelLine());
    if (loop.isInCallback()) {
      lastAnswered = client;
      lastAnsweredCall = loop.callNumber();
      endpoints.forgotten().answered(client);
    }
    return Optional.of(client);
  }

  /** Whether a client waits to be answered. */
  public boolean isPending() throws IOException {
    return waiting != null || listener.isPending();
  }

  @Override
  protected int prepare(int reasons) {
    if ((reasons & Reason.READ) == 0) {
      return reasons;
    }
    if (waiting == null) {
      waiting = listener.accept().orElse(null);
    }
    return waiting == null ? reasons & ~Reason.READ : reasons;
  }

  @Override
  protected boolean holdsInput() {
    if (waiting == null && listener.isOpen()) {
      waiting = listener.accept().orElse(null);
    }
    return waiting != null;
  }

  @Override
  protected long inputTaken() {
    return answered;
  }

  @Override
  void close() {
    dropWaiting();
    listener.close();
  }

  private void dropWaiting() {
    Connection connection = waiting;
    waiting = null;
    if (connection != null) {
      connection.close();
    }
  }

  /** The client at fault goes; the listener goes on, or one bad client would end the server. */
  @Override
  protected String callbackFailed() {
    TcpConnection client = lastAnswered;
    if (client != null && lastAnsweredCall == loop.callNumber()) {
      client.end();
    } else if (waiting == null) {
      return isUp() ? "the listener goes on" : label() + " is closed";
    } else {
      dropWaiting();
    }
    return "the client is dropped";
  }

  @Override
  protected Listener watched() {
    return listener;
  }

  @Override
  protected boolean isOver() {
    return !listener.source().isOpen();
  }

  /** Where it listens. */
  public SocketAddress address() throws IOException {
    return listener.address();
  }

  @Override
  public void bufferBytes(int receive, int send) {
    receiveBufferBytes = receive > 0 ? receive : receiveBufferBytes;
    sendBufferBytes = send > 0 ? send : sendBufferBytes;
  }

  @Override
  public boolean isReadable() throws IOException {
    return isPending();
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public boolean isUp() {
    return listener.isOpen();
  }
}
