package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on epoll(7), for Linux on x86-64 and aarch64: level-triggered, with waits to the
 * nanosecond (to the millisecond before Linux 5.11), and the only one that sees urgent data.
 *
 * <p>The process needs {@code --enable-native-access} for this module, or the JDK warns.
 */
public final class EpollKernel implements Kernel {

  private static final int EVENTS_MAX = 1024;

  /** Of x86-64 alone, the struct is packed (epoll_event of epoll_ctl(2)). */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  /** What may lie behind bytes that are read, and is not reported again after them. */
  private static final int ODD = Libc.EPOLLERR | Libc.EPOLLHUP | Libc.EPOLLRDHUP | Libc.EPOLLPRI;

  /** By edges, an event costs the system one look at the socket instead of two. */
  private static final int EDGES = Libc.EPOLLET | Libc.EPOLLRDHUP | Libc.EPOLLPRI;

  private static final long WAKEUP = -1;
  private static final long INTERRUPT = -2;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment events = arena.allocate((long) EVENTS_MAX * EVENT_BYTES, 8);
  private final MemorySegment timespec = arena.allocate(2 * Long.BYTES, 8);
  private final MemorySegment pollfds = arena.allocate(2 * Long.BYTES, 8);
  final MemorySegment state = Libc.state();
  final MemorySegment scratch = arena.allocate(Addresses.BYTES_MAX + 8, 8);
  final Slots slots = new Slots();
  private final boolean hasNanos = Libc.hasEpollPwait2(state);

  /** The slots of the last list. */
  private final int[] last = new int[EVENTS_MAX];

  private int lastCount;
  private final int epoll;
  private final Bell wakeups;
  private final Bell interruptBell;
  private Interrupts interrupts;
  private @Nullable ByteBuffer lastBuffer;
  private long lastAddress;
  private MemorySegment.Scope lastScope = Arena.global().scope();
  private boolean closed;

  /** Whether this kernel is made for the system and processor that the program runs on. */
  public static boolean isForThisSystem() {
    String processor = System.getProperty("os.arch");
    return System.getProperty("os.name").equals("Linux")
        && (processor.equals("amd64") || processor.equals("aarch64"));
  }

  /**
   * Tries whether it works here: a JDK may lack the interface or be told not to allow it, a sandbox
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
    epoll = Libc.epollCreate1(state, Libc.CLOEXEC);
    if (epoll < 0) {
      throw Errors.of(state);
    }
    List<Bell> bells = new ArrayList<>();
    try {
      bells.add(bell(WAKEUP));
      bells.add(bell(INTERRUPT));
    } catch (IOException failure) {
      bells.forEach(Bell::close);
      Libc.close(state, epoll);
      arena.close();
      throw failure;
    }
    wakeups = bells.getFirst();
    interruptBell = bells.getLast();
    interrupts = new Interrupts(interruptBell);
  }

  private Bell bell(long data) throws IOException {
    Bell bell = new Bell();
    try {
      control(Libc.EPOLL_CTL_ADD, bell.descriptor(), Libc.EPOLLIN, data);
      return bell;
    } catch (IOException failure) {
      bell.close();
      throw failure;
    }
  }

  @Override
  public void await(long timeoutNanos, Ready ready) throws IOException {
    if (slots.hasChanges()) {
      applyChanges();
    }
    if (lastCount > 0) {
      askAgain();
    }
    int count;
    if (timeoutNanos <= 0) {
      count = Libc.look(epoll, events.address(), EVENTS_MAX);
    } else {
      interrupts.watch();
      try {
        count = sleep(timeoutNanos);
      } finally {
        unwatch();
      }
    }
    if (count < 0) {
      count = lookAgain();
    }
    collect(count, ready);
  }

  /** After a wait that has failed, which a signal may have done. */
  private int lookAgain() throws IOException {
    int count = Libc.look(state, epoll, events.address(), EVENTS_MAX);
    if (count < 0) {
      throw Errors.of(state);
    }
    return count;
  }

  /** What was reported by an edge and not used up is reported again only where that is asked. */
  private void askAgain() throws IOException {
    for (int index = 0; index < lastCount; index++) {
      int slot = last[index];
      if (slots.isLeft(slot)) {
        tell(Libc.EPOLL_CTL_MOD, slot);
      }
    }
    lastCount = 0;
  }

  private int sleep(long timeoutNanos) {
    if (timeoutNanos != FOREVER && hasNanos) {
      timespec.setAtIndex(JAVA_LONG, 0, timeoutNanos / NANOS_PER_SECOND);
      timespec.setAtIndex(JAVA_LONG, 1, timeoutNanos % NANOS_PER_SECOND);
      return Libc.waitTimespec(epoll, events.address(), EVENTS_MAX, timespec.address());
    }
    return Libc.waitMillis(epoll, events.address(), EVENTS_MAX, millis(timeoutNanos));
  }

  /** Rounded up, as a wait must not end early; -1 is for ever. */
  private static int millis(long timeoutNanos) {
    if (timeoutNanos <= 0) {
      return 0;
    }
    return timeoutNanos == FOREVER
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, (timeoutNanos - 1) / NANOS_PER_MILLI + 1);
  }

  private void unwatch() {
    interrupts.unwatch();
    if (!interrupts.isOpen()) {
      interrupts = new Interrupts(interruptBell);
      interruptBell.hear();
    }
  }

  private void collect(int count, Ready ready) {
    for (int index = 0; index < count; index++) {
      long offset = (long) index * EVENT_BYTES;
      long data = events.get(JAVA_LONG_UNALIGNED, offset + DATA_OFFSET);
      if (data < 0 && data >= INTERRUPT) {
        if (data == WAKEUP) {
          wakeups.hear();
        }
        continue;
      }
      if (slots.isCurrent(data)) {
        collect((int) data, events.get(JAVA_INT_UNALIGNED, offset), ready);
      }
    }
  }

  private void collect(int slot, int found, Ready ready) {
    int reasons = reasons(found, slots.known(slot));
    slots.reported(slot, reasons, (found & ODD) != 0);
    Source source = slots.source(slot);
    if (reasons != 0 && source != null) {
      ready.add(source, reasons);
      last[lastCount++] = slot;
    }
  }

  /** Errors and hang-ups are whatever is asked for: the next call will tell. */
  private static int reasons(int found, int interest) {
    if ((found & (Libc.EPOLLERR | Libc.EPOLLHUP)) != 0) {
      return interest;
    }
    // The bits are those of poll(2): IN 1, PRI 2, OUT 4.
    int reasons = (found & Libc.EPOLLIN) != 0 ? Ready.READ : 0;
    reasons |= (found & Libc.EPOLLOUT) != 0 ? Ready.WRITE : 0;
    reasons |= (found & Libc.EPOLLPRI) != 0 ? Ready.EXCEPT : 0;
    return reasons & interest;
  }

  private static int bits(int reasons) {
    return ((reasons & Ready.READ) != 0 ? Libc.EPOLLIN : 0)
        | ((reasons & Ready.WRITE) != 0 ? Libc.EPOLLOUT : 0)
        | ((reasons & Ready.EXCEPT) != 0 ? Libc.EPOLLPRI : 0);
  }

  private void applyChanges() throws IOException {
    while (slots.hasChanges()) {
      int slot = slots.lastChanged();
      int wanted = slots.wanted(slot);
      int known = slots.known(slot);
      if (wanted != known) {
        // With no interest, hang-ups would be reported still: it is taken out altogether.
        int operation =
            known == 0 ? Libc.EPOLL_CTL_ADD : wanted == 0 ? Libc.EPOLL_CTL_DEL : Libc.EPOLL_CTL_MOD;
        tell(operation, slot);
      }
      slots.dropChanged();
    }
  }

  private void tell(int operation, int slot) throws IOException {
    int bits = bits(slots.wanted(slot)) | (slots.suitsEdges(slot) ? EDGES : 0);
    control(operation, slots.descriptor(slot), bits, slots.data(slot));
    slots.told(slot);
  }

  private void control(int operation, int descriptor, int bits, long data) throws IOException {
    events.set(JAVA_INT_UNALIGNED, 0, bits);
    events.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
    if (Libc.epollCtl(state, epoll, operation, descriptor, events.address()) < 0) {
      throw Errors.of(state);
    }
  }

  @Override
  public void wakeup() {
    wakeups.ring();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    if (!source.isOpen()) {
      throw new IOException(source + " is closed");
    }
    int descriptor =
        switch (source) {
          case EpollStreamSource stream -> stream.descriptor();
          case EpollListeningSource listening -> listening.descriptor();
          default -> throw new IllegalArgumentException(source + " is not of this kernel");
        };
    pollfds.set(JAVA_INT, 0, descriptor);
    pollfds.set(JAVA_SHORT, 4, (short) bits(reasons));
    pollfds.set(JAVA_SHORT, 6, (short) 0);
    pollfds.set(JAVA_INT, 8, interruptBell.descriptor());
    pollfds.set(JAVA_SHORT, 12, (short) Libc.EPOLLIN);
    int count;
    if (timeoutNanos <= 0) {
      count = Libc.pollLook(state, pollfds.address(), 1);
    } else {
      interrupts.watch();
      try {
        count = Libc.poll(state, pollfds.address(), 2, millis(timeoutNanos));
      } finally {
        unwatch();
      }
    }
    return count <= 0 ? 0 : reasons(pollfds.get(JAVA_SHORT, 6), reasons);
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException {
    return EpollListeningSource.open(this, address, options);
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    return EpollStreamSource.connect(this, address);
  }

  /** Opens a socket that never blocks. */
  int socket(int family) throws IOException {
    int descriptor = socketOrError(family);
    if (descriptor < 0) {
      throw Errors.of(state, -descriptor);
    }
    return descriptor;
  }

  /** The same; where that fails, the errno as a negative number. */
  int socketOrError(int family) {
    int type = Libc.SOCK_STREAM | Libc.NONBLOCK | Libc.CLOEXEC;
    int descriptor = Libc.socket(state, family, type, 0);
    return descriptor < 0 ? -Libc.errno(state) : descriptor;
  }

  /** The address of a direct buffer's first byte, position 0; servers use few of them. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  long address(ByteBuffer buffer) {
    if (buffer != lastBuffer) {
      MemorySegment bytes = MemorySegment.ofBuffer(buffer);
      lastAddress = bytes.address() - buffer.position();
      lastScope = bytes.scope();
      lastBuffer = buffer;
    }
    if (!lastScope.isAlive()) {
      throw new IllegalStateException("the buffer's memory was given back");
    }
    return lastAddress;
  }

  void option(int descriptor, int level, int name, int value) throws IOException {
    scratch.set(JAVA_INT, 0, value);
    if (Libc.setsockopt(state, descriptor, level, name, scratch.address(), Integer.BYTES) < 0) {
      throw Errors.of(state);
    }
  }

  /** The address of a socket's own end. */
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
    closed = true;
    for (int slot = 0; slot < slots.end(); slot++) {
      Source source = slots.source(slot);
      if (source != null) {
        source.close();
      }
    }
    wakeups.close();
    interruptBell.close();
    Libc.close(state, epoll);
    arena.close();
  }
}
