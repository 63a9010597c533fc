package io.echod.server;

import io.echod.dispatcher.ClosedDispatcherException;
import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.net.Listener;
import io.echod.server.admission.Admission.Ticket;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One dispatcher's part in the {@link Balance} of a server: hands on what it accepts to the one
 * with the fewest connections, and serves what others hand to it. Lives on the dispatcher's thread.
 */
final class BalancedLoop {

  private final EchoLoop loop;
  private final Balance balance;
  private final Balance.Share share;

  BalancedLoop(EchoLoop loop, Balance balance) {
    this.loop = loop;
    this.balance = balance;
    share = balance.join(this);
  }

  /** Has whatever the listener lets in served by the dispatcher with the fewest. */
  void spread(Listener listener) {
    listener.balance(socket -> assign(listener, socket));
  }

  /** Has whatever the listener lets in served and counted here, as no other loop listens there. */
  void keep(Listener listener) {
    listener.balance(socket -> {
      balance.keep(share);
      take(listener, socket);
    });
  }

  private void assign(Listener listener, AcceptedSocket socket) {
    Ticket ticket = loop.latestTicket();
    Balance.Share to = balance.pick(share);
    if (to == share) {
      take(listener, socket);
      return;
    }
    SocketAddress place = listener.address();
    BalancedLoop other = to.loop();
    try {
      other.loop.dispatcher().post(() -> other.arrived(place, socket, ticket));
    } catch (RejectedExecutionException ended) {
      balance.returned(to, share);
      take(listener, socket);
    } catch (Throwable lackOfMeans) {
      balance.arrived(to);
      balance.closed(to);
      throw lackOfMeans;
    }
  }

  /** Serves one that is counted here. */
  private void take(Listener listener, AcceptedSocket socket) {
    boolean isTaken = false;
    try {
      isTaken = listener.take(socket);
    } finally {
      if (!isTaken) {
        balance.closed(share);
      }
    }
  }

  private void arrived(SocketAddress place, AcceptedSocket socket, @Nullable Ticket ticket) {
    balance.arrived(share);
    boolean isTaken = false;
    try {
      loop.admitted(ticket);
      isTaken = loop.listenerAt(place).take(socket);
    } catch (ClosedDispatcherException ended) {
      // This loop ends at once, with whatever is under way.
    } finally {
      if (!isTaken) {
        socket.close();
        balance.closed(share);
      }
    }
    if (isTaken) {
      loop.drainArrived();
    }
  }

  /** A connection of this dispatcher has closed. */
  void closed() {
    balance.closed(share);
  }

  /** Ends its part; false while connections are under way to it. */
  boolean leave() {
    return balance.leave(share);
  }
}
