package io.echod.dispatcher.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A kernel for one test, and ways to ask what it reports. */
@Timeout(30)
public abstract class KernelFixture {

  protected final Kernel kernel;
  protected final Ready ready = new Ready();

  protected KernelFixture(Kernel.Factory factory) {
    try {
      kernel = factory.open();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @AfterEach
  void closeKernel() {
    kernel.close();
  }

  /** Waits until the source is reported for what it is interested in; returns for what. */
  protected final int awaitReady(Source source) throws IOException {
    return await(source, ~Ready.LOST) & ~Ready.LOST;
  }

  /** Waits until the source is reported as lost; returns what for besides. */
  protected final int awaitLost(Source source) throws IOException {
    return await(source, Ready.LOST) & ~Ready.LOST;
  }

  private int await(Source source, int reasons) throws IOException {
    long deadline = kernel.nanoTime() + StreamPair.PATIENCE_NANOS;
    while (true) {
      long left = deadline - kernel.nanoTime();
      assertThat(left).as("nanoseconds left for %s to be reported", source).isPositive();
      ready.clear();
      kernel.await(left, ready);
      assertThat(reported()).doesNotHaveDuplicates();
      if ((reasonsOf(source) & reasons) != 0) {
        return reasonsOf(source);
      }
    }
  }

  /**
   * Looks without waiting; returns for what of its interest the source is reported, 0 where it is
   * not.
   */
  protected final int look(Source source) throws IOException {
    ready.clear();
    kernel.await(0, ready);
    return reasonsOf(source) & ~Ready.LOST;
  }

  /**
   * Waits again and again until that much time has passed, while nothing may be reported but that a
   * stream is lost; returns how many waits it took, a few for a kernel that sleeps, thousands for
   * one that spins.
   */
  protected final int quietWaits(long nanos) throws IOException {
    long start = kernel.nanoTime();
    int waits = 0;
    for (long left = nanos; left > 0; left = nanos - (kernel.nanoTime() - start)) {
      ready.clear();
      kernel.await(left, ready);
      for (int index = 0; index < ready.size(); index++) {
        assertThat(ready.reasons(index)).as("of %s", ready.source(index)).isEqualTo(Ready.LOST);
      }
      waits++;
    }
    return waits;
  }

  /** The sources in the list of the last wait. */
  protected final List<Source> reported() {
    List<Source> sources = new ArrayList<>();
    for (int index = 0; index < ready.size(); index++) {
      sources.add(ready.source(index));
    }
    return sources;
  }

  private int reasonsOf(Source source) {
    int index = reported().indexOf(source);
    return index < 0 ? 0 : ready.reasons(index);
  }

  protected final StreamPair pair() throws IOException {
    return StreamPair.open(kernel);
  }

  protected final ListeningSource listen() throws IOException {
    return kernel.listen(StreamPair.anyPort(), ListenOptions.DEFAULT);
  }

  protected final void send(StreamSource to, String text) throws IOException {
    StreamPair.send(kernel, to, text);
  }

  protected final String receive(StreamSource from, int length) throws IOException {
    return StreamPair.receive(kernel, from, length);
  }

  /** Waits until the source is ready, without consuming anything and with any interest. */
  protected final void require(Source source, int reasons) throws IOException {
    StreamPair.require(kernel, source, reasons);
  }
}
