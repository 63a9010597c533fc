package io.echod.net.fault.layer;

import io.echod.dispatcher.Callback;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One rule on one connection. Passes everything on, but for what its kind of fault changes.
 *
 * <p>Decisions are bound to offsets of the stream and to the {@link FaultRandom} of this rule and
 * connection, never to the sizes of reads and writes, which the system chooses.
 */
public abstract class FaultLayer implements Layer {

  final Layer below;
  final Context context;
  final LiveRule live;
  final FaultRandom random;

  private @Nullable Callback timer;
  private long timerNanos;
  private boolean hasStruck;
  private boolean isClosed;
  private long droppedBytes;

  FaultLayer(Site site) {
    below = site.below();
    context = site.context();
    live = site.live();
    random = site.random();
  }

  /** Where a layer stands, and what it acts by. */
  public record Site(Layer below, Context context, LiveRule live, FaultRandom random) {}

  /** The rule. */
  public FaultRule rule() {
    return live.rule;
  }

  final FaultScope scope() {
    return live.rule.scope();
  }

  public final long now() {
    return context.dispatcher().kernel().nanoTime();
  }

  final boolean isActive() {
    return live.isActive(now());
  }

  /** Counts the connection as one that was struck. */
  final void struck() {
    if (!hasStruck) {
      hasStruck = true;
      live.struck();
    }
  }

  /** Has the connection ask again after so long, or where the rule ends before, and has not yet. */
  final void wakeIn(long nanos) {
    long now = now();
    long left = live.leftNanos(now);
    long due = now + (left > 0 ? Math.min(nanos, left) : nanos);
    Callback earlier = timer;
    if (earlier != null && earlier.isRegistered()) {
      if (timerNanos - due <= 0) {
        return;
      }
      earlier.cancel();
    }
    live.join(this);
    timerNanos = due;
    timer =
        context
            .dispatcher()
            .after(Duration.ofNanos(due - now), (_, _) -> awake())
            .name("fault " + live.rule.name());
  }

  private void awake() {
    timer = null;
    live.leave(this);
    if (!isClosed) {
      context.changed();
    }
  }

  /** The rule has ended; from any thread. */
  final void wake() {
    try {
      context
          .dispatcher()
          .post(() -> {
            if (!isClosed) {
              context.changed();
            }
          });
    } catch (RejectedExecutionException closed) {
      // There is no connection any more.
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return below.read(buffer);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return below.write(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    return below.flush();
  }

  @Override
  public void shutdownOutput() throws IOException {
    below.shutdownOutput();
  }

  @Override
  public int readNeeds() {
    return below.readNeeds();
  }

  @Override
  public int writeNeeds() {
    return below.writeNeeds();
  }

  @Override
  public boolean holdsInput() {
    return below.holdsInput();
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      live.leave(this);
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
    below.close();
  }

  @Override
  public Optional<Layer> below() {
    return Optional.of(below);
  }

  /** Takes the buffer's bytes, and does nothing with them. */
  final int drop(ByteBuffer buffer) {
    return drop(buffer, buffer.remaining());
  }

  /** Takes so many of the buffer's bytes, and does nothing with them. */
  final int drop(ByteBuffer buffer, int count) {
    buffer.position(buffer.position() + count);
    droppedBytes += count;
    return count;
  }

  @Override
  public long droppedBytes() {
    return droppedBytes + below.droppedBytes();
  }

  /** Writes no more than so many of the buffer's bytes. */
  public final int writeAtMost(ByteBuffer buffer, long most) throws IOException {
    int limit = buffer.limit();
    if (buffer.remaining() > most) {
      buffer.limit(buffer.position() + (int) most);
    }
    try {
      return below.write(buffer);
    } finally {
      buffer.limit(limit);
    }
  }
}
