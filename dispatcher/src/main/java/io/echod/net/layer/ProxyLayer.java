package io.echod.net.layer;

import io.echod.dispatcher.Callback;
import io.echod.net.layer.ProxyException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header from the beginning of a connection, before any other byte goes through
 * either way. It reads no byte that is not the header's, so the payload right behind it stays
 * below.
 *
 * <p>A connection that does not begin with a whole header in time is lost by a {@link
 * ProxyException}. Whether there is a header is never guessed (section 5 of the protocol): where
 * this layer stands there must be one.
 */
public final class ProxyLayer implements Layer {

  private final Layer below;
  private final Duration timeout;

  /** Null once it has read the header. */
  private @Nullable ProxyReader reader = new ProxyReader();

  private final Callback timer;
  private final Context context;
  private @Nullable ProxyHeader header;
  private @Nullable IOException failure;

  private ProxyLayer(Layer below, Context context, Duration timeout) {
    this.below = below;
    this.context = context;
    this.timeout = timeout;
    timer = context.dispatcher().after(timeout, (_, _) -> tooLate()).name("PROXY header timeout");
  }

  /**
   * Makes the layers of connections that begin with a header.
   *
   * @param timeout for the whole header, from when the connection is open; more than 0
   * @throws IllegalArgumentException where it is not
   */
  public static Factory required(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be more than 0, not " + timeout);
    }
    return new Factory() {
      @Override
      public Layer over(Layer below, Context context) {
        return new ProxyLayer(below, context, timeout);
      }

      // Options stand in traces of simulations, which are the same in every process.
      @Override
      public String toString() {
        return "PROXY header within " + timeout;
      }
    };
  }

  /** The header; empty until it has come. Belongs to the dispatcher's thread. */
  public Optional<ProxyHeader> header() {
    return Optional.ofNullable(header);
  }

  /** Whether not a byte of a header has come. */
  public boolean isUntouched() {
    return reader != null && reader.isEmpty();
  }

  private boolean hasHeader() throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      for (ProxyReader reading = reader; reading != null; reading = reader) {
        int count = below.read(reading.space());
        if (count == 0) {
          return false;
        }
        take(reading, count);
      }
    } catch (IOException lost) {
      failure = lost;
      timer.cancel();
      throw lost;
    }
    return true;
  }

  private void take(ProxyReader reading, int count) throws ProxyException {
    if (count == END) {
      throw reading.isEmpty()
          ? new ProxyException(Reason.NOTHING, "the peer has ended without a PROXY header")
          : ProxyException.malformed("the peer has ended in the middle of it");
    }
    Optional<ProxyHeader> whole = reading.took(count);
    if (whole.isPresent()) {
      header = whole.get();
      reader = null;
      timer.cancel();
    }
  }

  private void tooLate() {
    if (header == null && failure == null) {
      failure =
          new ProxyException(
              Reason.TOO_LATE, "no PROXY header came within " + timeout.toMillis() + " ms");
      context.changed();
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return hasHeader() ? below.read(buffer) : 0;
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return header == null ? 0 : below.write(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    hasHeader();
    return below.flush();
  }

  /** Nothing was taken before the header: an end need not wait for it. */
  @Override
  public void shutdownOutput() throws IOException {
    below.shutdownOutput();
  }

  @Override
  public boolean isReady() {
    return header != null;
  }

  @Override
  public int readNeeds() {
    return below.readNeeds();
  }

  @Override
  public int writeNeeds() {
    return header == null ? below.readNeeds() : below.writeNeeds();
  }

  @Override
  public boolean holdsInput() {
    return header != null && below.holdsInput();
  }

  @Override
  public void close() {
    timer.cancel();
    below.close();
  }

  @Override
  public Optional<Layer> below() {
    return Optional.of(below);
  }
}
