package io.echod.net.fault.rule;

import io.echod.net.address.Cidr;
import java.time.Duration;
import java.util.Optional;

/**
 * Which connections, bytes and times a rule is for.
 *
 * @param probability that a connection is concerned, drawn once for each; more than 0, at most 1
 * @param firstConnection of the listener, counted from 1
 * @param lastConnection of the listener, {@code firstConnection} or more
 * @param from the peers' addresses; empty for all
 * @param serverName that peers ask for by TLS (SNI, RFC 6066 section 3), in lower case; with {@code
 *     *.} in front any label stands there; empty for all, and for those without TLS
 * @param firstByte the first offset concerned, 0 or more
 * @param endByte the offset behind the last one, more than {@code firstByte}
 * @param begin since the rule was set, zero or more
 * @param end since the rule was set, more than {@code begin}
 */
public record FaultScope(
    double probability,
    long firstConnection,
    long lastConnection,
    Optional<Cidr> from,
    Optional<String> serverName,
    long firstByte,
    long endByte,
    Duration begin,
    Duration end) {

  /** Everything, always. */
  public static final FaultScope ALL =
      new FaultScope(
          1,
          1,
          Long.MAX_VALUE,
          Optional.empty(),
          Optional.empty(),
          0,
          Long.MAX_VALUE,
          Duration.ZERO,
          Fault.FOREVER);

  /** Checks the ranges. */
  public FaultScope {
    Checks.probability(probability);
    Checks.positive("firstConnection", firstConnection);
    if (lastConnection < firstConnection) {
      throw new IllegalArgumentException("connections end before they begin");
    }
    if (firstByte < 0 || endByte <= firstByte) {
      throw new IllegalArgumentException("bytes end before they begin");
    }
    Checks.notNegative("begin", begin);
    if (end.compareTo(begin) <= 0) {
      throw new IllegalArgumentException("the time ends before it begins");
    }
  }

  /** Returns this scope for some connections of the listener, counted from 1. */
  public FaultScope withConnections(long first, long last) {
    return new FaultScope(
        probability, first, last, from, serverName, firstByte, endByte, begin, end);
  }

  /** Returns this scope for a share of the connections. */
  public FaultScope withProbability(double other) {
    return new FaultScope(
        other, firstConnection, lastConnection, from, serverName, firstByte, endByte, begin, end);
  }

  /** Returns this scope for peers of a block of addresses. */
  public FaultScope withFrom(Cidr block) {
    return withPeers(Optional.of(block), serverName);
  }

  /**
   * Returns this scope for peers that ask for a server of that name, or of one that {@code *.}
   * stands for.
   */
  public FaultScope withServerName(String name) {
    return withPeers(from, Optional.of(name));
  }

  private FaultScope withPeers(Optional<Cidr> block, Optional<String> name) {
    return new FaultScope(
        probability, firstConnection, lastConnection, block, name, firstByte, endByte, begin, end);
  }

  /** Returns this scope for some of the bytes. */
  public FaultScope withBytes(long first, long behindLast) {
    return new FaultScope(
        probability,
        firstConnection,
        lastConnection,
        from,
        serverName,
        first,
        behindLast,
        begin,
        end);
  }

  /** Returns this scope for some time. */
  public FaultScope withTime(Duration newBegin, Duration newEnd) {
    return new FaultScope(
        probability,
        firstConnection,
        lastConnection,
        from,
        serverName,
        firstByte,
        endByte,
        newBegin,
        newEnd);
  }
}
