package io.echod.net;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a connection, and what they wait for. Exists only where there are some.
 *
 * <p>Bytes that a layer has yet to write are owed to the peer as queued ones are: {@link
 * PendingWrites} has them flushed. A layer that reads in order to write, or writes in order to
 * read, is driven here, although the connection's users may have paused; meanwhile callbacks that
 * wait for the other direction are not called, for the socket would call them in vain.
 */
final class LayerStack implements Layer.Context {

  private final Connection connection;
  private final Dispatcher dispatcher;
  private final Layer top;
  private boolean isFlushed = true;
  private boolean isClosed;
  private @Nullable Callback driver;

  /**
   * The reasons that are delivered only where they are held, for the layers wait for something
   * else.
   */
  private int crossed;

  private boolean isShown;

  LayerStack(Connection connection, Layer.Factory factory) throws IOException {
    this.connection = connection;
    dispatcher = connection.dispatcher();
    top = factory.over(new SocketLayer(connection.source()), this);
  }

  /** Whether no factory had a layer for this connection. */
  boolean isBare() {
    return top instanceof SocketLayer;
  }

  int read(ByteBuffer buffer) throws IOException {
    int count = top.read(buffer);
    update();
    return count;
  }

  int write(ByteBuffer buffer) throws IOException {
    int count;
    try {
      count = top.write(buffer);
      isFlushed = top.flush();
    } catch (IOException lost) {
      // Remaining input, the failure among it, may be held from now on.
      update();
      throw lost;
    }
    update();
    return count;
  }

  /** Goes on with what was taken and not written; whether that is all written now. */
  boolean flush() throws IOException {
    try {
      isFlushed = top.flush();
    } catch (IOException lost) {
      update();
      throw lost;
    }
    update();
    return isFlushed;
  }

  /** Ends the output; whether all is written, the end included. */
  boolean shutdownOutput() throws IOException {
    top.shutdownOutput();
    return flush();
  }

  boolean isFlushed() {
    return isFlushed;
  }

  boolean holdsInput() {
    return top.holdsInput();
  }

  boolean keepsInput() {
    return top.keepsInput();
  }

  long droppedBytes() {
    return top.droppedBytes();
  }

  /** Whether bytes go through. */
  boolean isReady() {
    return top.isReady();
  }

  <L extends Layer> Optional<L> find(Class<L> kind) {
    return top.find(kind);
  }

  /** The readiness of the socket that one direction needs: READ, WRITE or neither. */
  int needs(int direction) {
    return direction == Ready.READ ? top.readNeeds() : top.writeNeeds();
  }

  /** The reasons that the connection is to mask, unless they are held. */
  int crossed() {
    return crossed;
  }

  /** Takes in what the layers wait for now, and what they hold. */
  private void update() {
    if (isClosed || !connection.source().isOpen()) {
      return;
    }
    int readNeeds = top.readNeeds();
    int writeNeeds = top.writeNeeds();
    drive((readNeeds & Ready.WRITE) | (writeNeeds & Ready.READ));
    int newCrossed =
        (readNeeds != Ready.READ ? Reason.READ : 0)
            | (writeNeeds != Ready.WRITE ? Reason.WRITE : 0);
    if (newCrossed != crossed) {
      int uncrossed = crossed & ~newCrossed;
      crossed = newCrossed;
      connection.updateMask();
      // The socket must not report its new state to callbacks; one registered later asks the
      // layers.
      if (dispatcher.isAwaited(connection, uncrossed)) {
        dispatcher.hold(connection, uncrossed);
      }
    }
    boolean holds = top.holdsInput();
    if (holds != isShown) {
      isShown = holds;
      dispatcher.show(connection, holds ? Reason.READ : 0);
    }
    connection.reportReady();
  }

  private void drive(int reasons) {
    Callback driving = driver;
    if (driving == null || !driving.isRegistered()) {
      if (reasons != 0) {
        driver =
            dispatcher
                .drive(connection, reasons, (_, _) -> connection.flushLayers())
                .name("layers");
      }
    } else if (reasons != 0) {
      driving.interest(reasons);
    } else {
      driving.cancel();
      driver = null;
    }
  }

  /** All callbacks of the connection were cancelled, the driver among them. */
  void driveAgain() {
    update();
  }

  void close() {
    if (!isClosed) {
      isClosed = true;
      top.close();
    }
  }

  @Override
  public void changed() {
    if (!isClosed) {
      connection.layersChanged();
      // A connection whose output is lost has nothing to flush, but input may be held.
      update();
    }
  }

  @Override
  public int unacknowledged() {
    return connection.source().unacknowledged();
  }

  @Override
  public long roomToKeep() {
    return QueueTotal.of(dispatcher).roomToKeep(connection.queuedBytesTotalMax());
  }

  @Override
  public void keep(long moreBytes) {
    QueueTotal.of(dispatcher).kept(moreBytes);
  }

  @Override
  public void abort() {
    dispatcher.defer(connection::abort);
  }

  @Override
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public boolean isOutbound() {
    return !connection.isAccepted();
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return connection.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    return connection.remoteAddress();
  }
}
