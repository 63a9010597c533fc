package io.echod.net;

import io.echod.dispatcher.kernel.BacklogFullException;
import io.echod.dispatcher.kernel.FreedDescriptors;
import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A kernel without a system below: a test says what its sources do, and time passes only in waits.
 * So a test can have any failure at any moment, and wait an hour for nothing.
 */
final class ScriptedKernel implements Kernel {

  /** Near the end of the clock's range, so that every test sees it wrap. */
  private static final long START_NANOS = Long.MAX_VALUE - 1_000_000;

  /** A test that waits more often than this is being kept awake by something. */
  private static final int WAITS_MAX = 1_000_000;

  private final ArrayDeque<ScriptedStream> toConnect = new ArrayDeque<>();
  private final ArrayDeque<ScriptedListening> toListen = new ArrayDeque<>();
  private final Map<Source, Integer> interests = new LinkedHashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos));
  private final FreedDescriptors freed = new FreedDescriptors();
  private long elapsedNanos;
  private int waits;
  private boolean woken;
  private int connects;
  private int fullConnects;

  private record Event(long atNanos, Runnable action) {}

  /** The stream that the next {@link #connect} gives. */
  ScriptedStream stream() {
    ScriptedStream stream = new ScriptedStream(this);
    toConnect.add(stream);
    return stream;
  }

  /** So many connects, counted from the first, find the backlog full. */
  void fullFor(int count) {
    fullConnects = count;
  }

  /** How often it was asked to connect so far. */
  int connects() {
    return connects;
  }

  /** The listening socket that the next {@link #listen} gives. */
  ScriptedListening listening() {
    ScriptedListening listening = new ScriptedListening(this);
    toListen.add(listening);
    return listening;
  }

  /** Has something happen once so much time has passed. */
  void after(Duration delay, Runnable action) {
    events.add(new Event(elapsedNanos + delay.toNanos(), action));
  }

  /** How much time has passed in waits so far. */
  Duration elapsed() {
    return Duration.ofNanos(elapsedNanos);
  }

  /** How often it was asked to wait so far. */
  int waits() {
    return waits;
  }

  /** The reasons that a source is waited for. */
  int interestIn(Source source) {
    return interests.getOrDefault(source, 0);
  }

  void interest(Source source, int reasons) {
    interests.put(source, reasons);
  }

  void released(Source source) {
    interests.remove(source);
    freed.add();
  }

  @Override
  public FreedDescriptors freedDescriptors() {
    return freed;
  }

  private static int readinessOf(Source source) {
    return switch (source) {
      case ScriptedStream stream -> stream.readiness();
      case ScriptedListening listening -> listening.readiness();
      default -> throw new IllegalArgumentException(source + " is not a source of this kernel");
    };
  }

  @Override
  public void await(long timeoutNanos, Ready ready) {
    if (!pass(timeoutNanos, () -> collect(ready))) {
      throw new IllegalStateException("would wait for ever: nothing is ready or will happen");
    }
  }

  private boolean collect(Ready ready) {
    for (Map.Entry<Source, Integer> entry : interests.entrySet()) {
      int reasons = readinessOf(entry.getKey()) & entry.getValue();
      if (reasons != 0) {
        ready.add(entry.getKey(), reasons);
      }
    }
    boolean early = woken;
    woken = false;
    return early || ready.size() > 0;
  }

  @Override
  public int poll(Source source, int reasons, long timeoutNanos) throws IOException {
    if (!source.isOpen()) {
      throw new IOException(source + " is closed");
    }
    if (!pass(timeoutNanos, () -> (readinessOf(source) & reasons) != 0)) {
      throw new IllegalStateException("would wait for ever for " + source);
    }
    return readinessOf(source) & reasons;
  }

  /** The event that ends a wait. */
  private interface Condition {
    boolean holds();
  }

  /** Lets time pass until the condition holds or the timeout is over; false: never. */
  private boolean pass(long timeoutNanos, Condition condition) {
    if (++waits > WAITS_MAX) {
      throw new IllegalStateException("waited " + waits + " times: something spins");
    }
    boolean forever = timeoutNanos == FOREVER;
    long endNanos = forever ? FOREVER : elapsedNanos + Math.max(0, timeoutNanos);
    while (!condition.holds()) {
      Event next = events.peek();
      if (next != null && next.atNanos <= endNanos) {
        elapsedNanos = Math.max(elapsedNanos, next.atNanos);
        events.remove();
        next.action.run();
      } else if (forever) {
        return false;
      } else {
        elapsedNanos = endNanos;
        return true;
      }
    }
    return true;
  }

  @Override
  public long nanoTime() {
    return START_NANOS + elapsedNanos;
  }

  @Override
  public void wakeup() {
    woken = true;
  }

  @Override
  public ListeningSource listen(SocketAddress address, ListenOptions options) {
    return toListen.remove();
  }

  @Override
  public StreamSource connect(SocketAddress address) throws IOException {
    connects++;
    if (connects <= fullConnects) {
      throw new BacklogFullException("the backlog of " + address + " is full");
    }
    return toConnect.remove().to(address);
  }

  @Override
  public int reasons() {
    return Ready.READ | Ready.WRITE;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public void close() {
    List<Source> open = new ArrayList<>(interests.keySet());
    open.forEach(Source::close);
  }
}
