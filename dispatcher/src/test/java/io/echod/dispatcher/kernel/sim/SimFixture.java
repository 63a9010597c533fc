package io.echod.dispatcher.kernel.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.dispatcher.kernel.ListenOptions;
import io.echod.dispatcher.kernel.ListeningSource;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.Source;
import io.echod.dispatcher.kernel.StreamPair;
import io.echod.dispatcher.kernel.StreamSource;
import io.echod.dispatcher.kernel.sim.chance.Fault;
import io.echod.dispatcher.kernel.sim.chance.Faults;
import io.echod.dispatcher.kernel.sim.chance.SimOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A network with one kernel, and what tests do with both. */
class SimFixture {

  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000_000_000;

  final Ready ready = new Ready();
  final SimNetwork network;
  final SimKernel kernel;

  SimFixture(SimOptions options) {
    network = new SimNetwork(options);
    kernel = network.openKernel();
  }

  static SimFixture calm() {
    return new SimFixture(SimOptions.calm(1));
  }

  static SimFixture with(Fault fault, double probability) {
    return new SimFixture(SimOptions.calm(1).withFaults(Faults.NONE.with(fault, probability)));
  }

  ListeningSource listen() throws IOException {
    return kernel.listen(StreamPair.anyPort(), ListenOptions.DEFAULT);
  }

  StreamPair pair() throws IOException {
    return StreamPair.open(kernel);
  }

  /** A stream of the kernel, the far end of which the behaviour plays. */
  StreamSource streamTo(SimPeer.Behaviour far) throws IOException {
    StreamSource stream = kernel.connect(network.listen(StreamPair.anyPort(), _ -> far));
    StreamPair.finishConnect(kernel, stream);
    return stream;
  }

  /** Waits that long, or until something is ready; returns the sources that are. */
  List<Source> await(long nanos) throws IOException {
    ready.clear();
    kernel.await(nanos, ready);
    List<Source> sources = new ArrayList<>();
    for (int index = 0; index < ready.size(); index++) {
      sources.add(ready.source(index));
    }
    return sources;
  }

  /** Lets that much time pass. */
  void sleep(long nanos) {
    network.pass(nanos);
    network.throwFailure();
  }

  void until(BooleanSupplier condition) {
    for (int count = 0; !condition.getAsBoolean(); count++) {
      if (count > 100_000) {
        throw new AssertionError("it never came to pass");
      }
      sleep(MILLI);
    }
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  static String text(byte[] bytes) {
    return new String(bytes, US_ASCII);
  }

  /** Reads once; "END" at the end of input. */
  static String read(StreamSource from) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(1 << 17);
    int count = from.read(into);
    return count == StreamSource.END ? "END" : text(into.flip().array()).substring(0, count);
  }

  static InetSocketAddress address(ListeningSource listener) throws IOException {
    return (InetSocketAddress) listener.localAddress();
  }

  static long forever() {
    return Kernel.FOREVER;
  }
}
