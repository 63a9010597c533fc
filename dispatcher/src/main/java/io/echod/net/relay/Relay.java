package io.echod.net.relay;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Claim;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.StackRoom;
import io.echod.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on all bytes between two connections, both ways, as a proxy does. Belongs to the
 * dispatcher's thread.
 *
 * <p><b>Back-pressure.</b> A side is read from only while the other one takes what was read before;
 * the two directions do not wait for each other. At most 16 KiB wait in each direction.
 *
 * <p><b>Ends.</b> The end of one side's output becomes the end of the relay's output to the other,
 * behind all bytes that came before it; the opposite direction goes on. After both, both
 * connections are closed. A side that is reset has the other one reset. A side that the program
 * closes has the other one closed, once what was read is written.
 */
public final class Relay {

  private static final int BUFFER_BYTES = 16 * 1024;

  /** One for all relays of a dispatcher, of which only one reads at a time. */
  private record Shared(ByteBuffer buffer) {}

  private final Side first;
  private final Side second;
  private int sidesClosed;
  private @Nullable IOException failure;
  private @Nullable Consumer<Relay> endListener;

  /** One of the connections, with the direction that fills it and the one that empties it. */
  private static final class Side {

    final Connection connection;
    final RelayDirection input;
    final RelayDirection output;
    @Nullable Callback callback;

    /** The reasons that the callback waits for. */
    int interest = Reason.READ;

    boolean left;

    Side(RelayDirection input, RelayDirection output) {
      connection = input.from;
      this.input = input;
      this.output = output;
    }

    /** Has nothing to do with its connection any more. */
    void leave() {
      left = true;
      if (callback != null) {
        callback.cancel();
      }
    }

    /** Waits for what its directions can use. */
    void update() {
      int wanted = (input.wantsInput() ? Reason.READ : 0) | (output.hasRest() ? Reason.WRITE : 0);
      if (wanted != interest && callback != null && callback.isRegistered()) {
        callback.interest(wanted);
        interest = wanted;
      }
    }
  }

  private Relay(Connection one, Connection other) {
    ByteBuffer shared =
        one.dispatcher()
            .attachment(Shared.class, () -> new Shared(ByteBuffer.allocateDirect(BUFFER_BYTES)))
            .buffer();
    RelayDirection forth = new RelayDirection(one, other, shared);
    RelayDirection back = new RelayDirection(other, one, shared);
    first = new Side(forth, back);
    second = new Side(back, forth);
  }

  /**
   * Begins to pass on bytes. Bytes written to either before come first. From now on no other code
   * reads from them or writes to them; either may be closed or aborted.
   *
   * @throws IllegalArgumentException where they are one, of two dispatchers, or not both open and
   *     connected
   */
  public static Relay between(Connection one, Connection other) {
    Dispatcher dispatcher = one.dispatcher();
    try (Claim _ = dispatcher.claim(StackRoom.TO_OPEN)) {
      if (one.equals(other) || !dispatcher.equals(other.dispatcher())) {
        throw new IllegalArgumentException(
            "a relay is between two connections of one dispatcher, not " + one + " and " + other);
      }
      if (!one.isOpen() || !other.isOpen()) {
        throw new IllegalArgumentException((one.isOpen() ? other : one) + " is not open");
      }
      checkConnected(one);
      checkConnected(other);
      Relay relay = new Relay(one, other);
      relay.begin();
      return relay;
    }
  }

  /** One that is connecting would never be completed, and both would stay open for ever. */
  private static void checkConnected(Connection side) {
    try {
      if (!side.complete()) {
        throw new IllegalArgumentException(side + " is not connected yet");
      }
    } catch (IOException refused) {
      throw new IllegalArgumentException(side + " is not open", refused);
    }
  }

  private void begin() {
    try {
      begin(first, second);
      begin(second, first);
    } catch (Throwable failed) {
      // Nothing may go on that the caller does not know of.
      first.leave();
      second.leave();
      throw failed;
    }
  }

  private void begin(Side side, Side opposite) {
    side.connection.onClose(_ -> sideClosed());
    side.callback =
        side.connection
            .onIo(Reason.READ | Reason.CANCEL, (_, reason) -> ready(side, opposite, reason))
            .name("relay");
  }

  private void ready(Side side, Side opposite, int reason) {
    if (reason == Reason.CANCEL) {
      left(side, opposite);
      return;
    }
    try {
      if ((reason & Reason.WRITE) != 0) {
        writeRest(side.output);
      }
      if ((reason & Reason.READ) != 0) {
        pass(side.input);
      }
      update(side, opposite);
    } catch (OutOfMemoryError lackOfMemory) {
      // Bytes read may be lost: a stream with a hole in it must not end as if it were whole.
      abort();
      throw lackOfMemory;
    }
  }

  /** A side that fails has its callback cancelled, or still has something to be read. */
  private static void pass(RelayDirection direction) {
    try {
      direction.pass();
    } catch (IOException lost) {
      direction.giveUp();
    }
  }

  private static void writeRest(RelayDirection direction) {
    try {
      direction.writeRest();
    } catch (IOException lost) {
      direction.giveUp();
    }
  }

  private void update(Side side, Side opposite) {
    side.update();
    opposite.update();
    if (side.input.isOver() && side.output.isOver()) {
      side.connection.close();
      opposite.connection.close();
    }
  }

  /** A side was lost, or the program has closed it. */
  private void left(Side side, Side opposite) {
    if (side.left) {
      return;
    }
    side.left = true;
    side.output.giveUp();
    Optional<IOException> why = side.connection.failure();
    if (failure == null) {
      failure = why.orElse(null);
    }
    if (why.isPresent() && !side.connection.isInputEnded()) {
      side.input.giveUp();
      opposite.connection.abort();
    } else {
      // All its bytes are here: they have come in vain if the other does not learn of them.
      stopReading(side.input);
      update(side, opposite);
    }
  }

  private static void stopReading(RelayDirection direction) {
    try {
      direction.stopReading();
    } catch (IOException lost) {
      direction.giveUp();
    }
  }

  private void sideClosed() {
    sidesClosed++;
    reportEnd();
  }

  private void reportEnd() {
    Consumer<Relay> listener = endListener;
    if (sidesClosed == 2 && listener != null) {
      endListener = null;
      listener.accept(this);
    }
  }

  /**
   * Has the listener notified once, at the end of the turn in which both connections have closed;
   * of this turn where they are closed already. A second listener takes the place of the first.
   */
  public void onEnd(Consumer<Relay> listener) {
    try (Claim _ = first.connection.dispatcher().claim()) {
      endListener = Objects.requireNonNull(listener, "no listener");
      if (sidesClosed == 2) {
        first.connection.dispatcher().defer(this::reportEnd);
      }
    }
  }

  /** Ends both connections by a reset; what is under way is lost. */
  public void abort() {
    try (Claim _ = first.connection.dispatcher().claim(2 * StackRoom.TO_END)) {
      first.connection.abort();
      second.connection.abort();
    }
  }

  /** Why it has ended, where one of the connections failed: the first failure. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** The bytes that came from the first connection and that the second has taken. */
  public long bytesForth() {
    return first.input.passedBytes();
  }

  /** The bytes that came from the second connection and that the first has taken. */
  public long bytesBack() {
    return second.input.passedBytes();
  }

  /** The connection named first. */
  public Connection first() {
    return first.connection;
  }

  /** The connection named second. */
  public Connection second() {
    return second.connection;
  }

  @Override
  public String toString() {
    return "relay between " + first.connection + " and " + second.connection;
  }
}
