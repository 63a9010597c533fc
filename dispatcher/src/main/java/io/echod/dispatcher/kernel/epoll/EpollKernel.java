package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on epoll(7), for Linux on x86-64 and aarch64: level-triggered, with waits to the
 * nanosecond (to the millisecond before Linux 5.11), and the only one that sees urgent data.
 *
 * <p>The process needs {@code --enable-native-access} for this module, or the JDK warns.
 */
public final class EpollKernel implements Kernel {

  final MemorySegment state = Libc.state();
  final Slots slots = new Slots();
  final MemorySegment scratch;

  /** The addresses of buffers that are read into, and of those that are written. */
  final BufferAddress incoming = new BufferAddress();

  final BufferAddress outgoing = new BufferAddress();
  private final Arena arena = Arena.ofShared();
  private final Waiting waiting;
  private final Registrations registrations;
  private @Nullable Messages messages;
  private @Nullable Messages messagesOfEvery;
  private boolean closed;

  /** Whether this kernel is made for the system and processor that the program runs on. */
  public static boolean isForThisSystem() {
    String processor = System.getProperty("os.arch");
    return System.getProperty("os.name").equals("Linux")
        && (processor.equals("amd64") || processor.equals("aarch64"));
  }

  /**
   * Tries whether it works here: a JDK may lack the interface or its options forbid it, a sandbox
   * may forbid the calls.
   *
   * @throws IOException where it does not; the message says why
   */
  public static void probe() throws IOException {
    if (!isForThisSystem()) {
      throw new IOException("kernel epoll needs Linux on x86-64 or aarch64");
    }
    try (EpollKernel kernel = new EpollKernel()) {
      kernel.await(0, new Ready());
    } catch (IOException | RuntimeException | LinkageError failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IOException("kernel epoll does not work here: " + cause.getMessage(), failure);
    }
  }

  /** Opens an epoll instance; {@link #close} closes it. */
  public EpollKernel() throws IOException {
    Waiting opened = null;
    boolean complete = false;
    try {
      scratch = arena.allocate(Addresses.BYTES_MAX + 8, 8);
      opened = new Waiting(arena, state);
      waiting = opened;
      registrations = new Registrations(slots, waiting);
      complete = true;
    } finally {
      if (!complete) {
        if (opened != null) {
          opened.close();
        }
        arena.close();
      }
    }
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    checkOpen();
    ready.reserve(Waiting.EVENTS_MAX);
    registrations.update();
    long limitNanos =
        slots.hasRefused() ? registrations.reportRefused(ready, timeoutNanos) : timeoutNanos;
    registrations.collect(waiting.await(limitNanos), ready);
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("kernel epoll is closed");
    }
  }

  @Override
  public void wakeup() {
    waiting.wakeup();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    checkOpen();
    if (!source.isOpen()) {
      throw new IOException(source + " is closed");
    }
    int descriptor =
        switch (source) {
          case EpollStreamSource stream -> stream.descriptor();
          case EpollListeningSource listening -> listening.descriptor();
          case EpollDatagramSource datagrams -> datagrams.descriptor();
          default -> throw new IllegalArgumentException(source + " is not of this kernel");
        };
    int found = waiting.poll(descriptor, Registrations.bits(reasons), timeoutNanos);
    return Registrations.reasons(found, reasons);
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException {
    checkOpen();
    return EpollListeningSource.open(this, address, options);
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    checkOpen();
    return EpollStreamSource.connect(this, address);
  }

  @Override
  public StreamSource adopt(AcceptedSocket socket) throws IOException {
    checkOpen();
    return socket instanceof EpollAcceptedSocket own ? own.adopt(this) : Kernel.super.adopt(socket);
  }

  @Override
  public DatagramSource bind(SocketAddress address, DatagramOptions options) throws IOException {
    checkOpen();
    return EpollDatagramSource.bind(this, address, options);
  }

  @Override
  public InheritedSocket inherited(int inherited) throws IOException {
    checkOpen();
    return Inheritance.look(this, inherited);
  }

  @Override
  public ListeningSource listen(InheritedSocket socket) throws IOException {
    checkOpen();
    return EpollListeningSource.inherit(this, socket);
  }

  @Override
  public DatagramSource bind(InheritedSocket socket) throws IOException {
    checkOpen();
    return EpollDatagramSource.inherit(this, socket);
  }

  /** Moves datagrams; made for the first socket of them. */
  Messages messages() {
    Messages made = messages;
    if (made == null) {
      made = Messages.plain(arena);
      messages = made;
    }
    return made;
  }

  /** Moves the datagrams of sockets that report which address of this machine each was sent to. */
  Messages messagesOfEvery() {
    Messages made = messagesOfEvery;
    if (made == null) {
      made = Messages.withLocal(arena);
      messagesOfEvery = made;
    }
    return made;
  }

  /**
   * Closes the descriptor of a source that is no stream, and takes it from the system's list: that
   * goes on to report a socket that stays open by another descriptor, as an inherited one does.
   */
  void giveBack(int descriptor, int slot) {
    try {
      if (slots.isWatched(slot)) {
        waiting.control(Libc.EPOLL_CTL_DEL, descriptor, 0, 0);
      }
    } finally {
      slots.remove(slot);
      giveBack(descriptor);
    }
  }

  /** Closes a socket's descriptor, which another one may then have. */
  void giveBack(int descriptor) {
    Libc.close(descriptor);
    freedDescriptors().add();
  }

  /** Opens a socket that never blocks; where that fails, the errno as a negative number. */
  int socketOrError(int family) {
    return socketOrError(family, Libc.SOCK_STREAM);
  }

  int socketOrError(int family, int type) {
    int descriptor = Libc.socket(state, family, type | Libc.NONBLOCK | Libc.CLOEXEC, 0);
    return descriptor < 0 ? -Libc.errno(state) : descriptor;
  }

  void option(int descriptor, int level, int name, int value) throws IOException {
    scratch.set(JAVA_INT, 0, value);
    if (Libc.setsockopt(state, descriptor, level, name, scratch.address(), Integer.BYTES) < 0) {
      throw Errors.of(state);
    }
  }

  /** The address of a socket's own end; null where the system does not report it. */
  @Nullable SocketAddress localAddress(int descriptor) throws IOException {
    scratch.set(JAVA_INT, Addresses.BYTES_MAX, Addresses.BYTES_MAX);
    long lengthAt = scratch.address() + Addresses.BYTES_MAX;
    if (Libc.getsockname(state, descriptor, scratch.address(), lengthAt) < 0) {
      return null;
    }
    return scratchAddress();
  }

  SocketAddress scratchAddress() throws IOException {
    int bytes = scratch.get(JAVA_INT, Addresses.BYTES_MAX);
    return Addresses.read(scratch, bytes);
  }

  @Override
  public int reasons() {
    return Ready.READ | Ready.WRITE | Ready.EXCEPT;
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    StackRoom.check(StackRoom.TO_END);
    try {
      closeSources();
    } finally {
      // Where an error has left some open, another close goes on.
      if (!slots.hasSources()) {
        closed = true;
        waiting.close();
        arena.close();
        freedDescriptors().add();
      }
    }
  }

  /** Closes all of them, although a watcher that is notified may throw. */
  private void closeSources() {
    Throwable failure = null;
    for (int slot = 0; slot < slots.end(); slot++) {
      Source source = slots.source(slot);
      if (source != null) {
        try {
          source.close();
        } catch (RuntimeException | Error thrown) {
          failure = thrown;
        }
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
