package io.echod.server;

import io.echod.dispatcher.kernel.InheritedSocket;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.fault.Faults;
import io.echod.net.layer.Layer;
import io.echod.server.admission.Door;
import io.echod.server.admission.ProxyDoor;
import io.echod.server.setting.ProxySettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The listening sockets of one loop, and who takes over their clients. Lives on its thread. */
final class LoopListeners {

  private final EchoLoop loop;
  private final Shared shared;
  private final List<Opened> opened = new ArrayList<>();
  private final List<ProxyDoor> proxyDoors = new ArrayList<>();

  /** A listening socket, the place that was asked for, and the consumer of its clients. */
  private record Opened(Listener listener, Place place, Reception reception) {}

  LoopListeners(EchoLoop loop, Shared shared) {
    this.loop = loop;
    this.shared = shared;
  }

  /**
   * Listens in a place, and returns the address with the real port.
   *
   * @param door null where every client is let in
   * @param balanced null where each dispatcher keeps what it accepts
   */
  SocketAddress open(
      Place wanted, boolean joins, @Nullable Door door, @Nullable BalancedLoop balanced)
      throws IOException {
    Layer.Factory between = shared.layers().of(wanted);
    boolean isLayered = !between.equals(Layer.Factory.NONE);
    Optional<Faults> faults = shared.faults().at(wanted, now());
    Listener listener = listen(wanted, joins, over(between, faults));
    Place real = wanted.at(listener.address());
    faults.ifPresent(set -> shared.faults().opened(real, listener, set));
    ProxyDoor proxyDoor = ListenerLayers.isProxied(wanted) ? openProxyDoor(wanted, door) : null;
    Reception reception = new Reception(loop, real, isLayered, proxyDoor);
    listener.onConnection(reception);
    if (proxyDoor != null) {
      listener.filter(proxyDoor);
    } else if (door != null) {
      listener.filter(door);
    }
    if (balanced != null) {
      if (wanted.isShareable()) {
        balanced.spread(listener);
      } else {
        balanced.keep(listener);
      }
    }
    opened.add(new Opened(listener, real, reception));
    return listener.address();
  }

  private Listener listen(Place place, boolean joins, Layer.Factory layers) throws IOException {
    ListenerOptions own = loop.options().listener(place, joins, layers);
    Optional<InheritedSocket> inherited = place.inherited();
    return inherited.isPresent()
        ? Listener.inherit(loop.dispatcher(), inherited.get(), own)
        : Listener.listen(loop.dispatcher(), place.address(), own);
  }

  /** Faults strike a client's bytes before they are encrypted. */
  private static Layer.Factory over(Layer.Factory between, Optional<Faults> faults) {
    return faults.map(set -> set.around(between)).orElse(between);
  }

  private ProxyDoor openProxyDoor(Place place, @Nullable Door door) {
    ProxyDoor own =
        new ProxyDoor(Objects.requireNonNull(door), place.settings().get(ProxySettings.FROM));
    proxyDoors.add(own);
    return own;
  }

  private long now() {
    return loop.dispatcher().kernel().nanoTime();
  }

  /** From now on, lets other loops of the same user join. */
  void share() throws IOException {
    for (Opened one : opened) {
      if (one.listener().address() instanceof InetSocketAddress
          && one.place().inherited().isEmpty()) {
        one.listener().share();
      }
    }
  }

  /** Goes by other settings, which were read again. */
  void use(Reloaded reloaded) {
    for (Opened one : opened) {
      reloaded.at(one.place()).ifPresent(place -> use(one, place));
    }
  }

  private void use(Opened one, Place place) {
    one.reception().use(place.settings());
    Optional<Faults> faults = shared.faults().at(place, now());
    faults.ifPresent(set -> shared.faults().opened(place, one.listener(), set));
    Layer.Factory layers = over(shared.layers().of(place), faults);
    one.listener().connections(loop.options().connections(place, layers));
  }

  /** Filters the connections that are accepted from now on by a door. */
  void filter(Door door) {
    for (Opened one : opened) {
      one.listener().filter(door);
    }
  }

  /** Accepts that failed for lack of means. */
  long acceptFailures() {
    return opened.stream().mapToLong(one -> one.listener().acceptFailures()).sum();
  }

  /** Connections that ended before anything of a PROXY header had come. */
  long probes() {
    return proxyDoors.stream().mapToLong(ProxyDoor::probes).sum();
  }
}
