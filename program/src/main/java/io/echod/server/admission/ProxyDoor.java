package io.echod.server.admission;

import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.address.Cidr;
import io.echod.net.layer.ProxyException;
import io.echod.net.layer.ProxyException.Reason;
import io.echod.net.layer.ProxyHeader;
import io.echod.net.layer.ProxyLayer;
import io.echod.server.admission.Admission.Refusal;
import io.echod.server.admission.Admission.Ticket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The way into a listener behind a proxy: the proxy is let in by its own address, the client by the
 * one in the header, once that has come. Lives on the dispatcher's thread.
 */
public final class ProxyDoor implements Listener.Filter {

  private final Door door;
  private List<Cidr> trusted;

  /** Connections that ended before anything of a header had come, as health checks do. */
  private long probes;

  public ProxyDoor(Door door, List<Cidr> trusted) {
    this.door = door;
    this.trusted = trusted;
  }

  /** Trusts others from now on. */
  public void trust(List<Cidr> others) {
    trusted = others;
  }

  /** A proxy that comes by a Unix socket is trusted, for the file's mode says who may. */
  @Override
  public boolean admits(SocketAddress peer) {
    if (peer instanceof InetSocketAddress inet && !isTrusted(inet.getAddress())) {
      door.refuse(Refusal.PROXY_FROM);
      return false;
    }
    return door.admitsUnknown();
  }

  private boolean isTrusted(InetAddress address) {
    for (Cidr block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void lost(SocketAddress peer) {
    door.lost(peer);
  }

  /** Counts how a connection without a header has ended. */
  public void watch(Connection connection) {
    connection.onClose(closed -> closed.failure().ifPresent(failure -> count(closed, failure)));
  }

  private void count(Connection connection, IOException failure) {
    Throwable why = failure instanceof ProxyException ? failure : failure.getCause();
    if (why instanceof ProxyException own && own.reason() == Reason.MALFORMED) {
      door.refuse(Refusal.PROXY_HEADER);
    } else if (why instanceof ProxyException own && own.reason() == Reason.TOO_LATE) {
      door.refuse(Refusal.PROXY_TIMEOUT);
    } else if (connection.layer(ProxyLayer.class).stream().anyMatch(ProxyLayer::isUntouched)) {
      // Many a health check ends by a reset.
      probes++;
    }
  }

  /**
   * The header has come: whether the client that it names is let in. Where it names none, the
   * connection is the proxy's own, which was let in.
   */
  public boolean admits(Connection connection) {
    Optional<SocketAddress> client = source(connection);
    if (client.isEmpty()) {
      return true;
    }
    Optional<Ticket> ticket = door.admitKnown(client.get());
    ticket.ifPresent(own -> connection.onClose(_ -> door.leftAccount(own)));
    return ticket.isPresent();
  }

  /** The client's address in the header. */
  public static Optional<SocketAddress> source(Connection connection) {
    return header(connection).flatMap(ProxyHeader::source);
  }

  /** The header of a connection that began with one. */
  public static Optional<ProxyHeader> header(Connection connection) {
    return connection.layer(ProxyLayer.class).flatMap(ProxyLayer::header);
  }

  /** How many have ended before anything of a header had come. */
  public long probes() {
    return probes;
  }
}
