package io.echod.server;

import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.dispatcher.kernel.DatagramOptions;
import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.net.address.Address.Transport;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import io.echod.server.udp.UdpEcho;
import io.echod.server.udp.UdpGuard;
import io.echod.server.udp.UdpStatistics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One dispatcher's share of what a server echoes over UDP. Costs nothing where that is nothing. */
final class UdpEchoes {

  /** Datagrams moved by one call; each has 64 KiB of memory. */
  private static final int BATCH = 32;

  private final Dispatcher dispatcher;
  private final UdpGuard guard;
  private final List<UdpEcho> echoes = new ArrayList<>();

  /** Without those whose socket was handed over, which other loops have as it is. */
  private final List<UdpEcho> shareable = new ArrayList<>();

  private @Nullable DatagramBatch batch;

  UdpEchoes(Dispatcher dispatcher, UdpGuard guard) {
    this.dispatcher = dispatcher;
    this.guard = guard;
  }

  /** Echoes at an address from now on; returns it with its real port. */
  InetSocketAddress bind(Place place, boolean joins, ServerFaults faults) throws IOException {
    DatagramBatch shared = batch == null ? new DatagramBatch(BATCH) : batch;
    batch = shared;
    UdpEcho echo = new UdpEcho(open(place, joins), shared, guard);
    echoes.add(echo);
    if (place.inherited().isEmpty()) {
      shareable.add(echo);
    }
    misbehave(echo, place.at(echo.address()), faults);
    return echo.address();
  }

  private void misbehave(UdpEcho echo, Place place, ServerFaults faults) {
    faults.ofDatagrams(place, dispatcher.kernel().nanoTime()).ifPresent(echo::misbehave);
  }

  /** Has the faults that are set in these places by now. */
  void misbehave(List<Place> places, ServerFaults faults) {
    for (UdpEcho echo : echoes) {
      for (Place place : places) {
        if (place.transport() == Transport.UDP && place.address().equals(echo.address())) {
          misbehave(echo, place, faults);
        }
      }
    }
  }

  private Datagrams open(Place place, boolean joins) throws IOException {
    DatagramOptions socket = DatagramOptions.DEFAULT.withReusePort(joins);
    DatagramsOptions own = DatagramsOptions.DEFAULT.withSocket(socket);
    Optional<InheritedSocket> inherited = place.inherited();
    return inherited.isPresent()
        ? Datagrams.inherit(dispatcher, inherited.get(), own)
        : Datagrams.bind(dispatcher, place.address(), own);
  }

  /** From now on, lets other loops of the same user join. */
  void share() throws IOException {
    for (UdpEcho echo : shareable) {
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
