package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.SimKernel;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.server.EchoLoop;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.ServerStatistics;
import io.echod.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A server under simulation: one loop on this thread, or several that take turns. */
interface Served {

  /** Has it read its settings again; from the world. */
  void reload(Settings read);

  /** Begins its end; from the world. */
  void drain();

  /** Serves until it is drained. */
  void run() throws IOException;

  /** Its work, once it has ended. */
  ServerStatistics statistics();

  /** The sources that are open. */
  int openSources();

  /** Whether no client counts for a limit. */
  boolean chargesNone();

  /** Opens one with that many dispatchers. */
  static Served open(SimNetwork network, ServerOptions options, int dispatchers)
      throws IOException {
    if (dispatchers == 1) {
      SimKernel kernel = network.openKernel();
      return new OneLoop(new EchoLoop(options, kernel), kernel);
    }
    List<SimKernel> kernels = new ArrayList<>();
    Supplier<SimKernel> opening = network.takingTurns(dispatchers);
    EchoServer server =
        EchoServer.open(
            options,
            () -> {
              kernels.add(opening.get());
              return kernels.getLast();
            });
    return new Several(server, network, kernels);
  }

  /** One by itself. */
  record OneLoop(EchoLoop loop, SimKernel kernel) implements Served {

    @Override
    public void reload(Settings read) {
      loop.dispatcher().post(() -> loop.reload(read));
    }

    @Override
    public void drain() {
      loop.dispatcher().post(loop::drain);
    }

    @Override
    public void run() {
      loop.run();
    }

    @Override
    public ServerStatistics statistics() {
      return loop.statistics();
    }

    @Override
    public int openSources() {
      return kernel.openSources();
    }

    @Override
    public boolean chargesNone() {
      return loop.chargesNone();
    }
  }

  /** As many as there are kernels. */
  record Several(EchoServer server, SimNetwork network, List<SimKernel> kernels) implements Served {

    @Override
    public void reload(Settings read) {
      server.reload(read);
    }

    @Override
    public void drain() {
      server.drain();
    }

    @Override
    public void run() throws IOException {
      server.serve();
      try {
        server.await();
      } catch (IllegalStateException failed) {
        network.throwFailure();
        throw failed;
      }
    }

    @Override
    public ServerStatistics statistics() {
      return server.statistics();
    }

    @Override
    public int openSources() {
      return kernels.stream().mapToInt(SimKernel::openSources).sum();
    }

    @Override
    public boolean chargesNone() {
      return server.chargesNone();
    }
  }
}
