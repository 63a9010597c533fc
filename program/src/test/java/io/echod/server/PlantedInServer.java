package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Endpoint;
import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Listener;
import io.echod.net.layer.Layer;
import io.echod.server.admission.Admission.Ticket;
import io.echod.server.admission.ProxyDoor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Planted bugs in place of the server's code. */
final class PlantedInServer {

  private PlantedInServer() {}

  /** A client is let in without a word. */
  static void greet(Reception reception, Client client, Connection connection) {}

  /** Every client is the first. */
  static long number(Client client) {
    return 1;
  }

  /** The whole buffer is taken for what was read. */
  static ByteBuffer flip(ByteBuffer buffer) {
    return buffer.clear();
  }

  /** One byte of each read does not count for the limit. */
  static int echo(EchoBuffer buffer, Callback callback, int most) {
    return Math.max(0, buffer.echo(callback, most) - 1);
  }

  static int echo(EchoBuffer buffer, Callback callback, Client client, int most) {
    return Math.max(0, buffer.echo(callback, client, most) - 1);
  }

  /** The beginning of a header is echoed. */
  static boolean admits(ProxyDoor door, Connection connection) {
    try {
      connection.write(ByteBuffer.wrap(new byte[] {'P'}));
    } catch (IOException lost) {
      return false;
    }
    return door.admits(connection);
  }

  /** A reload ends the connections that are there. */
  static void connections(Listener listener, ConnectionOptions options) {
    for (Endpoint endpoint : listener.dispatcher().endpoints()) {
      if (endpoint instanceof Connection connection) {
        connection.abort();
      }
    }
  }

  static ConnectionOptions connections(ServerOptions options, Place place, Layer.Factory layers) {
    return options.connections(place, layers);
  }

  /** Certificates stay as they are. */
  static Runnable reread(ListenerLayers layers, List<Place> places) {
    return () -> {};
  }

  /** The connections of a dispatcher only grow. */
  static void closed(Balance balance, Balance.Share share) {}

  /** Each dispatcher keeps what it accepts. */
  static Balance.Share pick(Balance balance, Balance.Share asking) {
    balance.keep(asking);
    return asking;
  }

  /** No pass goes with a client to another dispatcher. */
  static @Nullable Ticket latestTicket(EchoLoop loop) {
    return null;
  }

  /** A pass that comes with a client is lost. */
  static void admitted(EchoLoop loop, @Nullable Ticket ticket) {}

  /** No connection is made of a client that was handed on. */
  static boolean take(Listener listener, AcceptedSocket socket) {
    return false;
  }

  /** A client that is handed on never arrives. */
  static void arrived(
      BalancedLoop loop, int index, AcceptedSocket socket, @Nullable Ticket ticket) {}
}
