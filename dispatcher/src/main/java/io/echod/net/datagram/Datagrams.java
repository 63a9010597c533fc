package io.echod.net.datagram;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.EndpointFailure;
import io.echod.dispatcher.Handler;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.net.address.Address;
import io.echod.net.address.Refusals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on a dispatcher (RFC 768): a server's, or a client's. Belongs to the dispatcher's
 * thread.
 *
 * <p>Datagrams that the socket does not take are queued, up to a limit, and sent when it takes some
 * again; one without room there is dropped and counted, as the network may drop any datagram. A
 * sender that must not lose any slows down where {@link #send(ByteBuffer, DatagramAddress)} says
 * so.
 *
 * <p>A failure of one datagram is a {@link DatagramFailure}, and ends nothing.
 */
public final class Datagrams implements Endpoint {

  /** {@link #receive} of no datagram: none waits now. */
  public static final int NONE = DatagramSource.NONE;

  private final Dispatcher dispatcher;
  private final DatagramSource source;
  private final DatagramQueue queue;

  /** Waits until the socket takes datagrams again; null while none is queued. */
  private @Nullable Callback flushing;

  private long received;
  private long sent;
  private long dropped;
  private long failures;

  private Datagrams(Dispatcher dispatcher, DatagramSource source, DatagramsOptions options) {
    this.dispatcher = dispatcher;
    this.source = source;
    queue = new DatagramQueue(options.queuedBytesMax());
    dispatcher.adopt(this);
  }

  /**
   * Binds an address.
   *
   * @param address an {@link InetSocketAddress}; port 0 lets the system pick one, as a client does
   * @throws IOException where the address is in use or not this machine's; the message names it
   */
  public static Datagrams bind(
      Dispatcher dispatcher, SocketAddress address, DatagramsOptions options) throws IOException {
    try {
      return open(dispatcher, kernel -> kernel.bind(address, options.socket()), options);
    } catch (IOException failure) {
      throw Refusals.ofBind("can't bind", url(address), address, failure);
    }
  }

  /**
   * Takes over a socket that this process was started with.
   *
   * @param options without those of a socket that is yet to be opened
   * @throws IOException where the kernel does not take it over; the message names its address
   */
  public static Datagrams inherit(
      Dispatcher dispatcher, InheritedSocket socket, DatagramsOptions options) throws IOException {
    try {
      return open(dispatcher, kernel -> kernel.bind(socket), options);
    } catch (IOException failure) {
      throw new IOException(
          "can't take over " + url(socket.address()) + ": " + failure.getMessage(), failure);
    }
  }

  /** Opens a source of a kernel. */
  private interface Opener {
    DatagramSource open(Kernel kernel) throws IOException;
  }

  private static Datagrams open(Dispatcher dispatcher, Opener opener, DatagramsOptions options)
      throws IOException {
    try (Claim _ = dispatcher.claim(StackRoom.TO_OPEN)) {
      dispatcher.checkUsable();
      DatagramSource source = opener.open(dispatcher.kernel());
      try {
        Datagrams datagrams = new Datagrams(dispatcher, source, options);
        datagrams.trace("bound");
        return datagrams;
      } catch (Throwable failure) {
        source.close();
        throw failure;
      }
    }
  }

  private static String url(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? Address.of(Address.Transport.UDP, inet).toString()
        : address.toString();
  }

  /**
   * Registers a handler: {@link Reason#READ} when a datagram waits, {@link Reason#WRITE} when the
   * socket takes another one.
   *
   * @throws IllegalArgumentException as {@link Dispatcher#onIo}
   */
  public Callback onIo(int reasons, Handler handler) {
    return dispatcher.onIo(this, reasons, handler);
  }

  /**
   * Receives a datagram into the buffer's remaining space, which must have room for all of it.
   *
   * @param sender is set to where it is from
   * @return its bytes, 0 for an empty one; {@link #NONE} where none waits
   * @throws DatagramFailure where it is longer than the space, and gone; where the network has
   *     reported a failure of one sent before; where the socket is closed
   */
  public int receive(ByteBuffer buffer, DatagramAddress sender) throws DatagramFailure {
    dispatcher.checkThread();
    try {
      int count = source.receive(buffer, sender);
      received += count == NONE ? 0 : 1;
      return count;
    } catch (IOException cause) {
      throw failed(cause);
    }
  }

  /**
   * Receives as many as wait and have room, in place of those in the batch.
   *
   * @return how many
   * @throws DatagramFailure as {@link #receive(ByteBuffer, DatagramAddress)}
   */
  public int receive(DatagramBatch batch) throws DatagramFailure {
    dispatcher.checkThread();
    try {
      int count = source.receive(batch);
      received += count;
      return count;
    } catch (IOException cause) {
      throw failed(cause);
    }
  }

  /**
   * Sends the buffer's remaining bytes as one datagram, or queues them behind those that wait.
   *
   * @return false where there was no room for it: it is dropped, and counted
   * @throws DatagramFailure where it can't be sent there
   */
  public boolean send(ByteBuffer buffer, DatagramAddress receiver) throws DatagramFailure {
    try (Claim _ = dispatcher.claim()) {
      if (queue.isEmpty() && source.send(buffer, receiver)) {
        sent++;
        return true;
      }
      boolean queued = enqueue(buffer, receiver);
      buffer.position(buffer.limit());
      return queued;
    } catch (IOException cause) {
      throw failed(cause);
    }
  }

  /**
   * Sends every datagram of a batch, or queues it. Those that can't be sent are counted among the
   * {@link #failures}, and keep none of the others.
   */
  public void send(DatagramBatch batch) {
    if (batch.size() == 0) {
      return;
    }
    try (Claim _ = dispatcher.claim()) {
      int next = queue.isEmpty() ? sendSome(batch) : 0;
      while (next < batch.size()) {
        enqueue(batch.datagram(next), batch.address(next));
        next++;
      }
    }
  }

  /** Returns the first that the socket has not taken. */
  private int sendSome(DatagramBatch batch) {
    int next = 0;
    while (next < batch.size()) {
      try {
        int count = source.send(batch, next);
        if (count == 0) {
          return next;
        }
        next += count;
        sent += count;
      } catch (IOException ofThatOne) {
        failures++;
        next++;
      }
    }
    return next;
  }

  private boolean enqueue(ByteBuffer datagram, DatagramAddress receiver) {
    if (!source.isOpen() || !queue.add(datagram, receiver)) {
      dropped++;
      return false;
    }
    if (flushing == null || !flushing.isRegistered()) {
      flushing =
          dispatcher
              .onIo(this, Reason.WRITE, (_, _) -> flush())
              .name("queued datagrams of " + this);
    }
    return true;
  }

  private void flush() {
    while (!queue.isEmpty()) {
      try {
        if (!queue.sendFirst(source)) {
          return;
        }
        sent++;
      } catch (IOException ofThatOne) {
        failures++;
      }
    }
    Callback done = flushing;
    flushing = null;
    if (done != null) {
      done.cancel();
    }
  }

  private DatagramFailure failed(IOException cause) {
    failures++;
    return new DatagramFailure(this, cause);
  }

  /**
   * From now on, receives from that address alone and sends to it alone. Where no socket has the
   * port there, a later call throws a {@link DatagramFailure} whose cause is a {@link
   * java.net.PortUnreachableException}.
   *
   * @throws DatagramFailure where there is no way to it
   */
  public void connect(InetSocketAddress address) throws DatagramFailure {
    dispatcher.checkThread();
    try {
      source.connect(address);
      trace("connected to " + address + ",");
    } catch (IOException cause) {
      throw failed(cause);
    }
  }

  /**
   * From now on, lets others of the same user that ask for it share the port, as {@link
   * io.echod.net.Listener#share}; the system gives all datagrams of one address and port to the
   * same one.
   *
   * @throws IOException where it is closed
   * @throws UnsupportedOperationException where the kernel has no such option
   */
  public void share() throws IOException {
    dispatcher.checkThread();
    source.share();
  }

  /** Closes the socket; what is queued is dropped, and counted. */
  public void close() {
    try (Claim _ = dispatcher.claim(StackRoom.TO_END)) {
      if (source.isOpen()) {
        trace("closed");
      }
      source.close();
    }
  }

  @Override
  public void sourceClosed() {
    dropped += queue.count();
    queue.clear();
    flushing = null;
  }

  /** A failure of one datagram ends nothing. */
  @Override
  public void failed(EndpointFailure failure) {}

  /** Whether {@link #close} is still to come. */
  public boolean isOpen() {
    return source.isOpen();
  }

  /** The address it is bound to, with the real port where port 0 was asked for. */
  public InetSocketAddress address() {
    return source.localAddress();
  }

  /** Datagrams received so far. */
  public long received() {
    return received;
  }

  /** Datagrams that the socket has taken so far; no more is known of any. */
  public long sent() {
    return sent;
  }

  /** Datagrams that were dropped so far, because neither socket nor queue had room for them. */
  public long dropped() {
    return dropped;
  }

  /**
   * Datagrams that could not be sent or received so far, and failures that the network has
   * reported.
   */
  public long failures() {
    return failures;
  }

  /** The queue now, in bytes; each datagram counts 64 more than it has. */
  public int queuedBytes() {
    return queue.bytes();
  }

  /** The dispatcher it belongs to. */
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public DatagramSource source() {
    return source;
  }

  private void trace(String what) {
    if (dispatcher.endpointTrace().isOn()) {
      dispatcher.endpointTrace().line(what + " " + this);
    }
  }

  @Override
  public String toString() {
    return "datagrams of " + Address.of(Address.Transport.UDP, source.localAddress());
  }
}
