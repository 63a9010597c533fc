package io.echod.net;

import io.echod.dispatcher.kernel.StreamSource;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How connections behave; one record is shared by many of them.
 *
 * @param queuedBytesMax the hard cap of what is queued for a peer that does not read, 1 byte or
 *     more
 * @param queuedBytesLow reading resumes once no more than this is queued; 0 to queuedBytesMax
 * @param queuedBytesTotalMax the memory that the queues of all connections of a dispatcher may
 *     take, 1 byte or more; where they would take more, the fullest are reset
 * @param flushTimeout how long a closed connection waits for a peer that takes none of what is
 *     still queued for it, until it is reset; zero: for ever
 * @param writeTimeout how long an open connection waits for a peer that takes none of what is
 *     queued for it, until it is reset; zero: for ever
 * @param lingerTimeout how long a closed connection waits for the peer to end, too, before the
 *     socket is closed regardless; zero: not at all
 * @param connectTimeout how long an attempt to connect may take; zero: as long as the system tries
 * @param noDelay small writes go out at once (TCP_NODELAY, RFC 9293 section 3.7.4)
 * @param keepAlive a peer that has vanished is noticed in the end (RFC 9293 section 3.8.4)
 * @param sendBufferBytes SO_SNDBUF; 0 leaves it to the system
 * @param layers what stands between a connection and its socket
 */
public record ConnectionOptions(
    int queuedBytesMax,
    int queuedBytesLow,
    long queuedBytesTotalMax,
    Duration flushTimeout,
    Duration writeTimeout,
    Duration lingerTimeout,
    Duration connectTimeout,
    boolean noDelay,
    boolean keepAlive,
    int sendBufferBytes,
    Layer.Factory layers) {

  /**
   * A queue of 1 MiB, resumed when empty, and a quarter of the heap's limit for all; 60 s to flush,
   * no limit to write while it is open, 5 s to linger, 30 s to connect; no delay, keep-alive.
   */
  public static final ConnectionOptions DEFAULT =
      new ConnectionOptions(
          1 << 20, 0, Duration.ofSeconds(5), Duration.ofSeconds(30), true, true, 0);

  /** Checks the ranges. */
  public ConnectionOptions {
    Objects.requireNonNull(layers, "no layers; Layer.Factory.NONE stands for none");
    if (queuedBytesMax < 1) {
      throw new IllegalArgumentException("queuedBytesMax must be 1 or more, not " + queuedBytesMax);
    }
    if (queuedBytesLow < 0 || queuedBytesLow > queuedBytesMax) {
      throw new IllegalArgumentException(
          "queuedBytesLow must be 0 to " + queuedBytesMax + ", not " + queuedBytesLow);
    }
    if (queuedBytesTotalMax < 1) {
      throw new IllegalArgumentException(
          "queuedBytesTotalMax must be 1 or more, not " + queuedBytesTotalMax);
    }
    if (flushTimeout.isNegative()
        || writeTimeout.isNegative()
        || lingerTimeout.isNegative()
        || connectTimeout.isNegative()) {
      throw new IllegalArgumentException("a timeout must be 0 or more");
    }
    if (sendBufferBytes < 0) {
      throw new IllegalArgumentException(
          "sendBufferBytes must be 0 or more, not " + sendBufferBytes);
    }
  }

  /**
   * The limit of all queues together and the time to flush are those of {@link #DEFAULT}; no
   * layers.
   */
  public ConnectionOptions(
      int queuedBytesMax,
      int queuedBytesLow,
      Duration lingerTimeout,
      Duration connectTimeout,
      boolean noDelay,
      boolean keepAlive,
      int sendBufferBytes) {
    this(
        queuedBytesMax,
        queuedBytesLow,
        Math.max(1, Runtime.getRuntime().maxMemory() / 4),
        Duration.ofSeconds(60),
        Duration.ZERO,
        lingerTimeout,
        connectTimeout,
        noDelay,
        keepAlive,
        sendBufferBytes,
        Layer.Factory.NONE);
  }

  /** The components, to be changed one by one. */
  private static final class Draft {
    private int queuedBytesMax;
    private int queuedBytesLow;
    private long queuedBytesTotalMax;
    private Duration flushTimeout;
    private Duration writeTimeout;
    private Duration lingerTimeout;
    private Duration connectTimeout;
    private int sendBufferBytes;
    private Layer.Factory layers;

    private Draft(ConnectionOptions options) {
      queuedBytesMax = options.queuedBytesMax;
      queuedBytesLow = options.queuedBytesLow;
      queuedBytesTotalMax = options.queuedBytesTotalMax;
      flushTimeout = options.flushTimeout;
      writeTimeout = options.writeTimeout;
      lingerTimeout = options.lingerTimeout;
      connectTimeout = options.connectTimeout;
      sendBufferBytes = options.sendBufferBytes;
      layers = options.layers;
    }
  }

  private ConnectionOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new ConnectionOptions(
        draft.queuedBytesMax,
        draft.queuedBytesLow,
        draft.queuedBytesTotalMax,
        draft.flushTimeout,
        draft.writeTimeout,
        draft.lingerTimeout,
        draft.connectTimeout,
        noDelay,
        keepAlive,
        draft.sendBufferBytes,
        draft.layers);
  }

  /** Returns these options with other marks for the queue. */
  public ConnectionOptions withQueue(int maxBytes, int lowBytes) {
    return with(draft -> {
      draft.queuedBytesMax = maxBytes;
      draft.queuedBytesLow = lowBytes;
    });
  }

  /** Returns these options with another limit of all queues together. */
  public ConnectionOptions withQueueTotal(long maxBytes) {
    return with(draft -> draft.queuedBytesTotalMax = maxBytes);
  }

  /** Returns these options with another send buffer. */
  public ConnectionOptions withSendBuffer(int bytes) {
    return with(draft -> draft.sendBufferBytes = bytes);
  }

  /** Returns these options with another time to flush. */
  public ConnectionOptions withFlushTimeout(Duration timeout) {
    return with(draft -> draft.flushTimeout = timeout);
  }

  /** Returns these options with another time to write. */
  public ConnectionOptions withWriteTimeout(Duration timeout) {
    return with(draft -> draft.writeTimeout = timeout);
  }

  /** Returns these options with another time to linger. */
  public ConnectionOptions withLingerTimeout(Duration timeout) {
    return with(draft -> draft.lingerTimeout = timeout);
  }

  /** Returns these options with another time to connect. */
  public ConnectionOptions withConnectTimeout(Duration timeout) {
    return with(draft -> draft.connectTimeout = timeout);
  }

  /** Returns these options with other layers. */
  public ConnectionOptions withLayers(Layer.Factory other) {
    return with(draft -> draft.layers = other);
  }

  void applyTo(StreamSource source) throws IOException {
    if (source.isTcp()) {
      source.option(StandardSocketOptions.TCP_NODELAY, noDelay);
      source.option(StandardSocketOptions.SO_KEEPALIVE, keepAlive);
    }
    if (sendBufferBytes > 0) {
      source.option(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
    }
  }
}
