package io.echod.server;

import io.echod.dispatcher.ClosedDispatcherException;
import io.echod.dispatcher.kernel.AcceptedSocket;
import io.echod.net.Listener;
import io.echod.server.admission.Admission.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One dispatcher's part in the {@link Balance} of a server: hands on what it accepts to the one
 * with the fewest connections, and serves what others hand to it. Lives on the dispatcher's thread.
 */
final class BalancedLoop {

  private final EchoLoop loop;
  private final Balance balance;
  private final Balance.Share share;
  private final List<Listener> spread = new ArrayList<>();

  BalancedLoop(EchoLoop loop, Balance balance) {
    this.loop = loop;
    this.balance = balance;
    share = balance.join(this);
  }

  /**
   * Has connections that the listener lets in served by the dispatcher with the fewest. Every loop
   * calls it for listeners in the same places, in the same order.
   */
  void spread(Listener listener) {
    int index = spread.size();
    spread.add(listener);
    listener.balance(socket -> assign(index, socket));
  }

  /**
   * Has connections that the listener lets in served and counted here, as no other loop listens
   * there.
   */
  void keep(Listener listener) {
    listener.balance(socket -> {
      balance.keep(share);
      take(listener, socket);
    });
  }

  private void assign(int index, AcceptedSocket socket) {
    Listener listener = spread.get(index);
    Ticket ticket = loop.latestTicket();
    Balance.Share to = balance.pick(share);
    if (to == share) {
      take(listener, socket);
      return;
    }
    Handover handover = new Handover(to.loop(), index, socket, ticket);
    try {
      to.loop().loop.dispatcher().post(handover);
    } catch (RejectedExecutionException ended) {
      balance.returned(to, share);
      take(listener, socket);
    } catch (Throwable lackOfMeans) {
      // Connections posted before that arrive all the same.
      if (handover.isFirst()) {
        balance.arrived(to);
        balance.closed(to);
        throw lackOfMeans;
      }
    }
  }

  /** One that another loop has accepted; arrives once. */
  private static final class Handover implements Runnable {

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final BalancedLoop to;
    private final int index;
    private final AcceptedSocket socket;
    private final @Nullable Ticket ticket;

    Handover(BalancedLoop to, int index, AcceptedSocket socket, @Nullable Ticket ticket) {
      this.to = to;
      this.index = index;
      this.socket = socket;
      this.ticket = ticket;
    }

    boolean isFirst() {
      return isOver.compareAndSet(false, true);
    }

    @Override
    public void run() {
      if (isFirst()) {
        to.arrived(index, socket, ticket);
      }
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

  private void arrived(int index, AcceptedSocket socket, @Nullable Ticket ticket) {
    balance.arrived(share);
    boolean isTaken = false;
    try {
      loop.admitted(ticket);
      isTaken = spread.get(index).take(socket);
    } catch (ClosedDispatcherException ended) {
      // This loop ends at once, with its connections under way.
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
