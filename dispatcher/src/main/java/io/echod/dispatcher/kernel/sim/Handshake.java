package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The handshake of RFC 9293 section 3.5, each step of which takes its latency. */
record Handshake(SimNetwork network, SocketEnd calling, InetSocketAddress to) {

  private static final long RETRY_NANOS = 1_000_000_000;

  /** Linux gives up after so many seconds: six retries, twice as late each (tcp(7)). */
  private static final int RETRIES_MAX = 127;

  static final long GIVE_UP_NANOS = RETRIES_MAX * RETRY_NANOS;

  static final String TIMED_OUT = "Connection timed out";

  /** Begins one; returns the calling end. */
  static SocketEnd begin(SimNetwork network, InetSocketAddress from, InetSocketAddress to) {
    if (from.equals(to)) {
      return SocketEnd.callingItself(network, from);
    }
    SocketEnd calling = SocketEnd.calling(network, from, to);
    if (network.chances.happens(Fault.CONNECT_HANGS)) {
      network.disturbed(calling);
      network.after(GIVE_UP_NANOS, () -> calling.refused(TIMED_OUT));
    } else {
      Handshake handshake = new Handshake(network, calling, to);
      network.later(() -> handshake.called(0));
    }
    return calling;
  }

  private void called(int retries) {
    if (calling.isClosed()) {
      return;
    }
    Listeners.@Nullable Listening listening = network.listeners.find(to);
    if (listening == null) {
      network.later(() -> calling.refused("Connection refused"));
    } else if (network.chances.happens(Fault.CONNECT_REFUSED)) {
      network.disturbed(calling);
      network.later(() -> calling.refused("Connection refused"));
    } else if (listening.offer(calling.other())) {
      network.trace().note("offered", calling.other(), 0);
      // Ahead of all that the called end will send, which must not arrive before it.
      calling.in().arrive(calling::connected);
    } else if (retries < RETRIES_MAX) {
      // The queue is full: the system drops the call, and the caller's asks again.
      network.after(RETRY_NANOS, () -> called(retries + 1));
    } else {
      calling.refused(TIMED_OUT);
    }
  }
}
