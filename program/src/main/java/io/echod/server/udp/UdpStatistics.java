package io.echod.server.udp;

/**
 * An echo server's work over UDP. Each datagram received is echoed, or one of those that were not.
 *
 * @param received datagrams from clients
 * @param echoed of those, the ones that the system has taken back
 * @param refused not echoed because of where they came from
 * @param overRate not echoed because their address had sent too many
 * @param dropped not echoed because neither the socket nor its queue had room
 * @param failures calls that failed, such as one to an address without a route
 * @param bytesRead of all that were received
 * @param bytesEchoed of those that were neither refused nor over the rate
 */
public record UdpStatistics(
    long received,
    long echoed,
    long refused,
    long overRate,
    long dropped,
    long failures,
    long bytesRead,
    long bytesEchoed) {

  /** The statistics of a server that has done nothing yet. */
  public static final UdpStatistics NONE = new UdpStatistics(0, 0, 0, 0, 0, 0, 0, 0);

  /** The sum of two servers' work. */
  public UdpStatistics plus(UdpStatistics other) {
    return new UdpStatistics(
        received + other.received,
        echoed + other.echoed,
        refused + other.refused,
        overRate + other.overRate,
        dropped + other.dropped,
        failures + other.failures,
        bytesRead + other.bytesRead,
        bytesEchoed + other.bytesEchoed);
  }
}
