package io.echod.dispatcher.kernel.sim.chance;

/**
 * Faults of the network, and liberties of an operating system that programs seldom expect. Each may
 * happen whenever its occasion comes, with the probability that {@link Faults} gives it.
 */
public enum Fault {
  /** A read brings fewer bytes than are there. */
  SHORT_READ(0.9),
  /** A read brings nothing although bytes are there, as if they came a moment later. */
  ZERO_READ(0.5),
  /** A write takes fewer bytes than there is room for. */
  SHORT_WRITE(0.9),
  /** A write takes nothing although there is room. */
  ZERO_WRITE(0.5),
  /** A source is reported for all it is asked for, and is not ready. */
  SPURIOUS_READINESS(0.3),
  /** A wait ends early, with nothing. */
  EARLY_RETURN(0.3),
  /** Ready sources are reported in any order. */
  SHUFFLED_READINESS(1),
  /** A wake-up takes effect up to 5 ms late. */
  LATE_WAKEUP(0.5),
  /** An accept finds no descriptor left (EMFILE of accept(2)). */
  ACCEPT_NO_DESCRIPTOR(0.2),
  /** A connection is aborted before it is accepted, and passed over (ECONNABORTED of accept(2)). */
  ACCEPT_ABORTED(0.1),
  /** A connection is reset before it is accepted, and handed out all the same, as Linux does. */
  ACCEPT_RESET(0.1),
  /** A connect is refused although a socket listens. */
  CONNECT_REFUSED(0.3),
  /** A connect is not answered, and fails after 127 s (ETIMEDOUT of connect(2)). */
  CONNECT_HANGS(0.2),
  /**
   * A call to a port of its own machine without a listener is given that very port to call from,
   * and so is connected to itself (RFC 9293 section 3.5: a simultaneous open).
   */
  SELF_CONNECT(0.5),
  /** A connection is reset, for both ends, at any byte of what is just being sent. */
  RESET(0.003),
  /** A direction ends, for the receiver, at any byte of what is just being sent. */
  DIRECTION_ENDS(0.003),
  /**
   * The two ends are cut off from each other: nothing arrives any more, in either direction, and
   * neither gets a notice. An end that has sent something hears of it after 924 s, one that has
   * asked for keep-alive probes after their time, others never.
   */
  PEER_VANISHES(0.003),
  /** Ending the output fails. */
  SHUTDOWN_FAILS(0.1),
  /** A close fails: it becomes a reset, and what was on its way is lost. */
  CLOSE_FAILS(0.05),
  /** A direction is clogged: nothing arrives for up to 2 s, then all at once. */
  CLOG(0.02),
  /** A call on a source takes up to 20 ms, in which the rest of the world goes on. */
  SLOW_CALL(0.05),
  /** The wall clock, which nothing should depend on, is set forward or back by up to a day. */
  WALL_CLOCK_JUMP(0.1),
  /** A datagram does not arrive (RFC 768: UDP promises nothing). */
  DATAGRAM_LOST(0.3),
  /** A datagram arrives twice. */
  DATAGRAM_DUPLICATED(0.3),
  /** A datagram arrives up to 20 ms late, and others overtake it. */
  DATAGRAM_REORDERED(0.3);

  /** The most it is ever drawn with: more would keep a program from getting anything done. */
  public final double probabilityMax;

  Fault(double probabilityMax) {
    this.probabilityMax = probabilityMax;
  }
}
