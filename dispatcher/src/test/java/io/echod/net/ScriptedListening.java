package io.echod.net;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listening socket at which connections arrive, and accepts fail, as a test says. */
final class ScriptedListening extends ListeningSource {

  private final ScriptedKernel kernel;
  private final ArrayDeque<ScriptedStream> waiting = new ArrayDeque<>();
  private final List<Duration> attempts = new ArrayList<>();
  private int failuresLeft;
  private boolean outOfMemory;
  private boolean open = true;

  ScriptedListening(ScriptedKernel kernel) {
    this.kernel = kernel;
    kernel.interest(this, 0);
  }

  /** A connection arrives and waits to be accepted. */
  ScriptedStream arrives() {
    ScriptedStream stream = new ScriptedStream(kernel);
    waiting.add(stream);
    return stream;
  }

  /** So many accepts from now on fail for lack of descriptors. */
  void failsAccepts(int count) {
    failuresLeft = count;
  }

  /** So many accepts from now on fail for lack of memory. */
  void runsOutOfMemoryInAccepts(int count) {
    failuresLeft = count;
    outOfMemory = true;
  }

  /** When accepts were tried, by the time elapsed. */
  List<Duration> attempts() {
    return attempts;
  }

  int readiness() {
    return waiting.isEmpty() ? 0 : Ready.READ;
  }

  @Override
  public @Nullable StreamSource accept() throws IOException {
    attempts.add(kernel.elapsed());
    if (failuresLeft > 0) {
      failuresLeft--;
      if (outOfMemory) {
        throw new OutOfMemoryError("scripted");
      }
      throw new IOException("Too many open files");
    }
    return waiting.poll();
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 10234);
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
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public String toString() {
    return "scripted listening socket";
  }
}
