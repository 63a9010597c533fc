package io.echod.server;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.server.udp.UdpEcho;
import io.echod.server.udp.UdpGuard;
import io.echod.server.udp.UdpStatistics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One dispatcher's share of what a server echoes over UDP. Costs nothing where that is nothing. */
final class UdpEchoes {

  /** Datagrams moved by one call; each has 64 KiB of memory. */
  private static final int BATCH = 32;

  private final Dispatcher dispatcher;
  private final UdpGuard guard;
  private final List<UdpEcho> echoes = new ArrayList<>();
  private @Nullable DatagramBatch batch;

  UdpEchoes(Dispatcher dispatcher, UdpGuard guard) {
    this.dispatcher = dispatcher;
    this.guard = guard;
  }

  /** Echoes at an address from now on; returns it with its real port. */
  InetSocketAddress bind(InetSocketAddress address, boolean joins) throws IOException {
    DatagramBatch shared = batch == null ? new DatagramBatch(BATCH) : batch;
    batch = shared;
    UdpEcho echo = UdpEcho.bind(dispatcher, address, joins, shared, guard);
    echoes.add(echo);
    return echo.address();
  }

  /** From now on, lets other loops of the same user join. */
  void share() throws IOException {
    for (UdpEcho echo : echoes) {
      echo.share();
    }
  }

  /** Echoes what has come, and closes. */
  void drain() {
    echoes.forEach(UdpEcho::drain);
  }

  UdpStatistics statistics() {
    return echoes.stream().map(UdpEcho::statistics).reduce(UdpStatistics.NONE, UdpStatistics::plus);
  }
}
