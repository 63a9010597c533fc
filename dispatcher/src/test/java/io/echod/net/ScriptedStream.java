package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A stream that takes, gives and fails as a test says, and keeps all that was written to it. */
final class ScriptedStream extends StreamSource {

  private final ScriptedKernel kernel;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final ArrayDeque<Object> input = new ArrayDeque<>();
  private final Map<SocketOption<?>, Object> options = new HashMap<>();
  private SocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7);
  private IntSupplier takes = () -> Integer.MAX_VALUE;
  private @Nullable IOException writeFailure;
  private @Nullable IOException connectFailure;
  private @Nullable IOException optionFailure;
  private boolean writable = true;
  private boolean connecting;
  private boolean open = true;
  private boolean outputEnded;
  private boolean aborted;
  private int writes;

  private enum Mark {
    END
  }

  ScriptedStream(ScriptedKernel kernel) {
    this.kernel = kernel;
    kernel.interest(this, 0);
  }

  ScriptedStream to(SocketAddress address) {
    remote = address;
    return this;
  }

  /** Each write takes at most what this says then. */
  ScriptedStream takes(IntSupplier bytesMax) {
    takes = bytesMax;
    return this;
  }

  /** Whether it is ready for writing. */
  ScriptedStream writable(boolean now) {
    writable = now;
    return this;
  }

  /** Takes nothing and is not ready for writing. */
  ScriptedStream stuck() {
    return writable(false).takes(() -> 0);
  }

  /** Takes all again. */
  ScriptedStream unstuck() {
    return writable(true).takes(() -> Integer.MAX_VALUE);
  }

  /** From now on every write fails. */
  ScriptedStream failsWrites(String message) {
    writeFailure = new SocketException(message);
    return writable(true);
  }

  /** No option can be set, as with a peer that has gone already. */
  ScriptedStream failsOptions(String message) {
    optionFailure = new SocketException(message);
    return this;
  }

  /** The connect is under way until {@link #connected} or {@link #refused}. */
  ScriptedStream connecting() {
    connecting = true;
    writable = false;
    return this;
  }

  void connected() {
    connecting = false;
    writable = true;
  }

  void refused(String message) {
    connectFailure = new SocketException(message);
    writable = true;
  }

  /** The peer sends a chunk, which one read gives, if there is space. */
  ScriptedStream sends(byte[] chunk) {
    input.add(ByteBuffer.wrap(chunk));
    return this;
  }

  /** The peer ends its output. */
  ScriptedStream ends() {
    input.add(Mark.END);
    return this;
  }

  /** The peer resets the connection. */
  ScriptedStream resets() {
    input.add(new SocketException("Connection reset"));
    return this;
  }

  byte[] written() {
    return written.toByteArray();
  }

  int writtenBytes() {
    return written.size();
  }

  int writes() {
    return writes;
  }

  boolean isOutputEnded() {
    return outputEnded;
  }

  boolean isAborted() {
    return aborted;
  }

  @Nullable Object option(SocketOption<?> option) {
    return options.get(option);
  }

  int readiness() {
    if (connecting) {
      return writable ? Ready.WRITE : 0;
    }
    return (input.isEmpty() ? 0 : Ready.READ) | (writable ? Ready.WRITE : 0);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    check();
    return switch (input.peek()) {
      case null -> 0;
      case Mark _ -> END;
      case IOException failure -> throw failure;
      case ByteBuffer chunk -> {
        int count = Math.min(chunk.remaining(), buffer.remaining());
        buffer.put(chunk.slice(chunk.position(), count));
        if (!chunk.position(chunk.position() + count).hasRemaining()) {
          input.remove();
        }
        yield count;
      }
      default -> throw new IllegalStateException();
    };
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    check();
    writes++;
    if (writeFailure != null) {
      throw writeFailure;
    }
    if (outputEnded) {
      throw new SocketException("Broken pipe");
    }
    int count = Math.min(takes.getAsInt(), buffer.remaining());
    for (int index = 0; index < count; index++) {
      written.write(buffer.get());
    }
    return count;
  }

  private void check() throws SocketException {
    if (!open || connecting) {
      throw new SocketException("stream is " + (open ? "not connected" : "closed"));
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    check();
    outputEnded = true;
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (connectFailure != null) {
      throw connectFailure;
    }
    return !connecting;
  }

  @Override
  public void abort() {
    aborted = true;
    close();
  }

  @Override
  public void interest(int reasons) {
    kernel.interest(this, reasons);
  }

  @Override
  protected void release() {
    open = false;
    kernel.released(this);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 10234);
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    if (!open) {
      throw new SocketException("stream is closed");
    }
    return remote;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    if (optionFailure != null) {
      throw optionFailure;
    }
    options.put(option, value);
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "scripted stream to " + remote;
  }
}
