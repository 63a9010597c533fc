package io.echod.measure.load.option;

import io.echod.dispatcher.kernel.DatagramSource;
import io.echod.measure.Numbered;
import io.echod.net.ConnectionOptions;
import java.net.SocketAddress;
import java.time.Duration;

/**
 * The load to put on a server.
 *
 * @param address of the server
 * @param connection how connections behave; its layers say what the bytes travel in
 * @param shape what goes over which connections
 * @param schedule when messages leave
 * @param span how long it lasts
 * @param threads dispatchers, 1 to the number of connections
 * @param seed of payloads, sizes and schedule
 * @param datagrams whether to send datagrams, over as many sockets as there would be connections
 */
public record LoadOptions(
    SocketAddress address,
    ConnectionOptions connection,
    Shape shape,
    Schedule schedule,
    Span span,
    int threads,
    long seed,
    boolean datagrams) {

  private static final int DATAGRAM_MAX = DatagramSource.BYTES_MAX_IPV4;
  private static final Duration LOSS_TIMEOUT = Duration.ofSeconds(1);

  /** Checks the ranges. */
  public LoadOptions {
    check(
        threads >= 1 && threads <= shape.connections(),
        "threads must be 1 to the number of connections, "
            + shape.connections()
            + ", not "
            + threads);
    check(
        span.messages() == 0 || span.messages() >= threads,
        "messages must be as many as threads, " + threads + ", or more");
    check(
        !datagrams || (shape.sizeMin() >= Numbered.HEADER_BYTES && shape.sizeMax() <= DATAGRAM_MAX),
        "datagrams have "
            + Numbered.HEADER_BYTES
            + " to "
            + DATAGRAM_MAX
            + " bytes, not "
            + shape.sizeMin()
            + " to "
            + shape.sizeMax());
    check(!datagrams || !shape.reconnect(), "there are no connections of datagrams to make anew");
  }

  /** Over connections. */
  public LoadOptions(
      SocketAddress address,
      ConnectionOptions connection,
      Shape shape,
      Schedule schedule,
      Span span,
      int threads,
      long seed) {
    this(address, connection, shape, schedule, span, threads, seed, false);
  }

  /** On one thread, over connections of the usual kind. */
  public LoadOptions(SocketAddress address, Shape shape, Schedule schedule, Span span) {
    this(address, ConnectionOptions.DEFAULT, shape, schedule, span, 1, 1);
  }

  static void check(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException(what);
    }
  }

  /** Returns these options at another rate; 0: a closed loop. */
  public LoadOptions withRate(double perSecond) {
    Schedule other = new Schedule(perSecond, schedule.poisson(), schedule.connectRatePerSecond());
    return new LoadOptions(address, connection, shape, other, span, threads, seed, datagrams);
  }

  /** Returns these options for another time. */
  public LoadOptions withSpan(Span other) {
    return new LoadOptions(address, connection, shape, schedule, other, threads, seed, datagrams);
  }

  /** Returns these options for datagrams. */
  public LoadOptions withDatagrams() {
    return new LoadOptions(address, connection, shape, schedule, span, threads, seed, true);
  }

  /** After so long a datagram that has not come back is lost. */
  public Duration lossTimeout() {
    return span.timeout().compareTo(LOSS_TIMEOUT) < 0 ? span.timeout() : LOSS_TIMEOUT;
  }

  /** The share of one of several threads: 0 to threads - 1. */
  public LoadOptions share(int thread) {
    int all = shape.connections();
    int own = all / threads + (thread < all % threads ? 1 : 0);
    return new LoadOptions(
        address,
        connection,
        new Shape(own, shape.sizeMin(), shape.sizeMax(), shape.pipeline(), shape.reconnect()),
        schedule.share((double) own / all),
        span.share(thread, threads),
        1,
        seed + thread,
        datagrams);
  }
}
