package io.echod.server;

import io.echod.server.udp.UdpStatistics;

/**
 * An echo server's work since it started. At any time, accepted = open + closed.
 *
 * @param accepted connections accepted
 * @param open of those, the ones not closed yet
 * @param closed of those, the ones closed
 * @param failed of the closed, the ones that ended by a reset or another failure
 * @param refused accepted and closed at once, because of a limit or a list; not among the accepted
 * @param probes connections to a listener behind a proxy that ended before anything of a header
 *     came, as health checks do; among the accepted
 * @param acceptFailures accepts that failed for lack of descriptors or the like
 * @param bytesRead from clients
 * @param bytesEchoed of those, the bytes handed to the system or queued for it
 * @param udp what it has done over UDP, which is in no other number
 */
public record ServerStatistics(
    long accepted,
    long open,
    long closed,
    long failed,
    long refused,
    long probes,
    long acceptFailures,
    long bytesRead,
    long bytesEchoed,
    UdpStatistics udp) {

  /** The statistics of a server that has done nothing yet. */
  public static final ServerStatistics NONE =
      new ServerStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, UdpStatistics.NONE);

  /** The sum of two servers' work. */
  public ServerStatistics plus(ServerStatistics other) {
    return new ServerStatistics(
        accepted + other.accepted,
        open + other.open,
        closed + other.closed,
        failed + other.failed,
        refused + other.refused,
        probes + other.probes,
        acceptFailures + other.acceptFailures,
        bytesRead + other.bytesRead,
        bytesEchoed + other.bytesEchoed,
        udp.plus(other.udp));
  }
}
