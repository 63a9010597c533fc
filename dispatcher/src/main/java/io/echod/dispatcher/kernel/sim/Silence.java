package io.echod.dispatcher.kernel.sim;

/**
 * The way in which one end of a connection finds out that the other has vanished: by the lack of
 * acknowledgements for what it sends, or of answers to its keep-alive probes (RFC 9293 sections
 * 3.8.3 and 3.8.4).
 */
final class Silence {

  /** As long as Linux sends again what is not acknowledged (net.ipv4.tcp_retries2 of tcp(7)). */
  static final long UNACKNOWLEDGED_NANOS = 924_000_000_000L;

  private final SimNetwork network;
  private final SocketEnd end;
  private boolean unacknowledged;

  /** Grows with each change of the options: a probe that was planned before is then none. */
  private int probes;

  Silence(SimNetwork network, SocketEnd end) {
    this.network = network;
    this.end = end;
  }

  /** This end has sent something that is not acknowledged. */
  void sent() {
    if (!unacknowledged) {
      unacknowledged = true;
      network.after(UNACKNOWLEDGED_NANOS, end::timedOut);
    }
  }

  /** Probes begin after silence from now on, where this end has asked for them. */
  void listen(SocketOptions options) {
    int current = ++probes;
    if (options.keepAlive()) {
      network.after(
          options.keepAliveNanos(),
          () -> {
            // Bytes sent meanwhile are asked about instead.
            if (current == probes && !unacknowledged) {
              end.timedOut();
            }
          });
    }
  }
}
