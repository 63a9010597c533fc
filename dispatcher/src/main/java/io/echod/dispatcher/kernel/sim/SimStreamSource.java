package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A stream of a simulated kernel. */
final class SimStreamSource extends StreamSource implements SimSource {

  private final SimKernel kernel;
  private final int descriptor;
  private final SocketEnd end;
  private int interest;
  private boolean open = true;
  private boolean connectPending;

  /** A failed connect is reported once, and then of no further use. */
  private boolean failureReported;

  private boolean lostReported;
  private long takenBytes;

  private SimStreamSource(SimKernel kernel, int descriptor, SocketEnd end) {
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.end = end;
    kernel.descriptors().add(descriptor, this);
    end.onChange(this::mayBeReady);
  }

  /** Takes over an end, once there is a descriptor for it. */
  static SimStreamSource connected(SimKernel kernel, Supplier<SocketEnd> end) throws IOException {
    int descriptor = kernel.descriptors().reserve();
    return new SimStreamSource(kernel, descriptor, end.get());
  }

  static SimStreamSource connecting(SimKernel kernel, Supplier<SocketEnd> end) throws IOException {
    SimStreamSource source = connected(kernel, end);
    source.connectPending = true;
    return source;
  }

  private void mayBeReady() {
    if (open) {
      kernel.descriptors().mayBeReady(descriptor);
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int max = buffer.remaining();
    int there = Math.min(max, end.in().arrivedBytes());
    if (there > 0 && happens(Fault.ZERO_READ)) {
      return done("read", 0, false);
    }
    if (there > 1 && happens(Fault.SHORT_READ)) {
      max = 1 + kernel.network.chances.below(Fault.SHORT_READ, there - 1);
    }
    try {
      checkOpen();
      int count = end.read(buffer, max);
      return done("read", count, count != 0);
    } catch (IOException failure) {
      done("read fails", 0, false);
      throw failure;
    }
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int max = buffer.remaining();
    int there = end.takesBytes() ? Math.min(max, end.out().room()) : 0;
    if (there > 0 && happens(Fault.ZERO_WRITE)) {
      return done("write", 0, false);
    }
    if (there > 1 && happens(Fault.SHORT_WRITE)) {
      max = 1 + kernel.network.chances.below(Fault.SHORT_WRITE, there - 1);
    }
    try {
      checkOpen();
      int count = end.write(buffer, max);
      takenBytes += count;
      return done("write", count, count != 0);
    } catch (IOException failure) {
      done("write fails", 0, false);
      throw failure;
    }
  }

  private boolean happens(Fault fault) {
    return open && kernel.network.chances.happens(fault);
  }

  private int done(String what, int result, boolean fruitful) {
    kernel.called(what, descriptor, result, fruitful);
    return result;
  }

  private void checkOpen() throws IOException {
    if (!open) {
      throw new SocketException("stream is closed");
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    checkOpen();
    if (!end.isOutputEnded() && end.failure() == null && happens(Fault.SHUTDOWN_FAILS)) {
      kernel.network.disturbed(end);
      throw new SocketException("Transport endpoint is not connected");
    }
    end.endOutput();
    // Writing is of no use any more, as a write would find out at once.
    mayBeReady();
    done("shutdown", 0, true);
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (!connectPending) {
      return true;
    }
    checkOpen();
    IOException failure = end.failure();
    if (failure != null) {
      failureReported = true;
      throw failure;
    }
    connectPending = end.isConnecting();
    done("finish connect", connectPending ? 0 : 1, !connectPending);
    return !connectPending;
  }

  @Override
  public void abort() {
    end.reset();
    close();
  }

  @Override
  protected void release() {
    open = false;
    if (!end.isClosed()
        && end.failure() == null
        && kernel.network.chances.happens(Fault.CLOSE_FAILS)) {
      kernel.network.disturbed(end);
      end.out().lose();
      end.reset();
    }
    end.close();
    kernel.descriptors().remove(descriptor);
    done("close", 0, true);
  }

  @Override
  public int readiness() {
    if (failureReported) {
      return 0;
    }
    return (end.isReadable() ? Ready.READ : 0) | (end.isWritable() ? Ready.WRITE : 0);
  }

  /** Whether its connect has failed, and that was reported. */
  boolean isRefused() {
    return failureReported;
  }

  long takenBytes() {
    return takenBytes;
  }

  @Override
  public boolean takeLost() {
    if (lostReported || failureReported || !end.isLost()) {
      return false;
    }
    lostReported = true;
    return true;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    checkOpen();
    end.option(option, value);
  }

  @Override
  public @Nullable IOException failure() {
    return end.failure();
  }

  @Override
  public boolean hasInput() {
    return open && end.in().arrivedBytes() > 0;
  }

  @Override
  public int unacknowledged() {
    return open ? end.out().travellingBytes() : 0;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void interest(int reasons) {
    if (reasons == 0 && interest != 0) {
      // As with epoll: an event reported together with a reason may have been passed over for that.
      lostReported = false;
    }
    interest = reasons;
    mayBeReady();
  }

  @Override
  public int interest() {
    return interest;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public Source source() {
    return this;
  }

  @Override
  public SocketAddress localAddress() {
    return end.local();
  }

  @Override
  public SocketAddress remoteAddress() {
    return end.remote();
  }

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "sim stream " + descriptor + " " + end;
  }
}
