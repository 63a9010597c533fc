package io.echod.dispatcher.sim;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The handshake of RFC 9293 section 3.5, each step of which takes its latency. */
record Handshake(SimNetwork network, SocketEnd calling, InetSocketAddress to) {

  private static final long RETRY_NANOS = 1_000_000_000;

  /** Linux gives up after about so many seconds (net.ipv4.tcp_syn_retries). */
  private static final int RETRIES_MAX = 127;

  /** Begins one; returns the calling end. */
  static SocketEnd begin(SimNetwork network, InetSocketAddress from, InetSocketAddress to) {
    SocketEnd calling = SocketEnd.calling(network, from, to);
    if (network.chances.happens(Fault.CONNECT_HANGS)) {
      network.disturbed(calling);
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
      calling.refused("Connection timed out");
    }
  }
}
