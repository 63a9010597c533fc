package io.echod.net.layer;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A transformation between a connection and its socket, such as encryption, a header, or faults on
 * purpose. It belongs to one connection, from when that is open until it is closed, and stands on
 * another layer or on the socket, which looks the same from above.
 *
 * <p>The contract, for authors of layers:
 *
 * <ul>
 *   <li><b>Nothing blocks.</b> Each call does what can be done now, and says how far it came.
 *   <li><b>Threads.</b> All calls come on the dispatcher's thread, from within calls on the
 *       connection or from the dispatcher; never while another call on the same layer is under way.
 *       A layer calls the layer below and its {@link Context}, never the connection.
 *   <li><b>Partial results.</b> A read gives what is there; a write takes what there is room for. A
 *       layer may take in more from below than it hands out, and take more from above than the
 *       layer below takes; what it keeps is bounded, and {@link #holdsInput} and {@link #flush} say
 *       that there is something.
 *   <li><b>Errors.</b> An {@link IOException} out of any call means that the connection is lost,
 *       and its message says why; out of a write or a flush, that its output is. Where the layer
 *       below throws, it is passed on. Bytes that came before are handed out before a read fails.
 *   <li><b>The order.</b> Bytes come out in the order in which they went in, each exactly once, and
 *       the end after the last of them.
 * </ul>
 */
public interface Layer {

  /** The value that {@link #read} returns once the input has ended. */
  int END = StreamSource.END;

  /**
   * Reads what is there into the buffer's remaining space.
   *
   * @return the bytes read; more than 0 where {@link #holdsInput} says so and there is space; 0
   *     where none are there now; {@link #END} after the last, ever after
   * @throws IOException where the input is lost
   */
  int read(ByteBuffer buffer) throws IOException;

  /**
   * Takes the buffer's remaining bytes, as far as there is room for them; {@link #flush}, which
   * follows, passes on what the layer below did not take at once.
   *
   * @return the bytes taken, 0 or more
   * @throws IOException where the output is lost
   */
  int write(ByteBuffer buffer) throws IOException;

  /**
   * Goes on with what needs no bytes from above and no space there: passes on what was taken and
   * what the layer itself has to say, the end behind it where {@link #shutdownOutput} has come; and
   * where {@link #writeNeeds} is {@link Ready#READ}, takes in what that waits for. Called after
   * each read and write, at the beginning, and whenever what is waited for has come.
   *
   * @return whether all was passed on, by the layers below as well
   * @throws IOException where the output is lost
   */
  boolean flush() throws IOException;

  /**
   * Ends the output, behind all that was taken; {@link #flush}, which follows, passes it on. A
   * second call does nothing.
   *
   * @throws IOException where the output is lost
   */
  void shutdownOutput() throws IOException;

  /**
   * The readiness of the socket that the next read needs before it can find something that is not
   * held: {@link Ready#READ}; {@link Ready#WRITE}, while the layer must first write something; or
   * 0, where it waits for no socket, such as for a task on another thread: {@link Context#changed}
   * then says when it goes on. That of the layer below, where this one does not wait itself.
   */
  int readNeeds();

  /**
   * The readiness of the socket that a write or a flush needs to go on: {@link Ready#WRITE}; {@link
   * Ready#READ}, while the layer must first read something, which is waited for even while the
   * connection's users have paused reading; or 0, as for {@link #readNeeds}. That of the layer
   * below, where this one does not wait itself.
   */
  int writeNeeds();

  /**
   * Whether a read would find something without the socket: bytes, the end, or a failure that was
   * met; false once the end was read. The layer below may hold something as well: as far as this
   * one could use it, that counts.
   */
  boolean holdsInput();

  /**
   * Whether input that was taken from below is kept for later, when {@link #holdsInput} says so by
   * itself, as that of a delay; that of the layers below as well.
   */
  default boolean keepsInput() {
    return below().map(Layer::keepsInput).orElse(false);
  }

  /** How many bytes that were taken from above will never be sent, in this layer and below. */
  default long droppedBytes() {
    return below().map(Layer::droppedBytes).orElse(0L);
  }

  /**
   * Whether bytes of the connection's users go through by now; false while something comes before
   * them, such as a handshake or a header. Once true, it stays so. That of the layer below, where
   * this one puts nothing before them.
   */
  default boolean isReady() {
    return below().map(Layer::isReady).orElse(true);
  }

  /**
   * The name of the server that the peer has asked for (SNI, RFC 6066 section 3); empty before
   * {@link #isReady}, and where it has asked for none. That of the layer below, where this one does
   * not know.
   */
  default Optional<String> serverName() {
    return below().flatMap(Layer::serverName);
  }

  /** The connection is closed: frees what is held, in this layer and in those below. */
  void close();

  /** The layer that this one stands on; empty for the socket. */
  default Optional<Layer> below() {
    return Optional.empty();
  }

  /** The uppermost layer of a kind, of this one and those below. */
  default <L extends Layer> Optional<L> find(Class<L> kind) {
    return kind.isInstance(this)
        ? Optional.of(kind.cast(this))
        : below().flatMap(under -> under.find(kind));
  }

  /** A layer's view of the connection it belongs to. */
  interface Context {

    /** The dispatcher, for timers. They end with {@link Layer#close}. */
    Dispatcher dispatcher();

    /** Whether this end has called; else it was accepted. */
    boolean isOutbound();

    /** The address of this end. */
    SocketAddress localAddress() throws IOException;

    /** The address of the other end. */
    SocketAddress remoteAddress() throws IOException;

    /**
     * How many of the bytes that the layers wrote the peer's system has not acknowledged; -1 where
     * the kernel can't say.
     */
    int unacknowledged();

    /**
     * How many more bytes of memory a layer should {@linkplain #keep keep} now, 0 or more: what is
     * left of {@link io.echod.net.ConnectionOptions#queuedBytesTotalMax}, which all connections of
     * the dispatcher share for what they have queued and what their layers keep.
     */
    long roomToKeep();

    /** A layer keeps so many bytes more, or, where they are less than 0, fewer. */
    void keep(long moreBytes);

    /**
     * Resets the connection, at the end of this turn; what the peer has not acknowledged may be
     * lost.
     */
    void abort();

    /**
     * Something has become possible by itself, as by a timer: has the layer flushed and asked
     * again. Not from within a call on the layer.
     */
    void changed();
  }

  /** Puts a layer on top of another one, for each connection anew. */
  @FunctionalInterface
  interface Factory {

    /** No layer at all. */
    Factory NONE =
        new Factory() {
          @Override
          public Layer over(Layer below, Context context) {
            return below;
          }

          // Options stand in traces of simulations, which are the same in every process.
          @Override
          public String toString() {
            return "none";
          }
        };

    /**
     * Makes a layer for a connection that has just opened. An exception out of it closes that
     * connection; the listener that has accepted it goes on.
     */
    Layer over(Layer below, Context context) throws IOException;

    /**
     * These layers with others on top of them, nearer to the connection. Where those can't be made,
     * these are closed.
     */
    default Factory under(Factory top) {
      return (below, context) -> {
        Layer lower = over(below, context);
        try {
          return top.over(lower, context);
        } catch (Throwable failure) {
          if (!lower.equals(below)) {
            lower.close();
          }
          throw failure;
        }
      };
    }
  }
}
