package io.echod.net.fault;

import io.echod.net.Cidr;
import java.time.Duration;
import java.util.Optional;

/**
 * Which connections, bytes and times a rule is for.
 *
 * @param probability that a connection is concerned, drawn once for each; more than 0, at most 1
 * @param firstConnection of the listener, counted from 1
 * @param lastConnection of the listener, {@code firstConnection} or more
 * @param from the peers' addresses; empty for all
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
    long firstByte,
    long endByte,
    Duration begin,
    Duration end) {

  /** Everything, always. */
  public static final FaultScope ALL =
      new FaultScope(
          1, 1, Long.MAX_VALUE, Optional.empty(), 0, Long.MAX_VALUE, Duration.ZERO, Fault.FOREVER);

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

  /** The same for some connections of the listener, counted from 1. */
  public FaultScope withConnections(long first, long last) {
    return new FaultScope(probability, first, last, from, firstByte, endByte, begin, end);
  }

  /** The same for a share of the connections. */
  public FaultScope withProbability(double other) {
    return new FaultScope(
        other, firstConnection, lastConnection, from, firstByte, endByte, begin, end);
  }

  /** The same for peers of a block of addresses. */
  public FaultScope withFrom(Cidr block) {
    return new FaultScope(
        probability,
        firstConnection,
        lastConnection,
        Optional.of(block),
        firstByte,
        endByte,
        begin,
        end);
  }

  /** The same for some of the bytes. */
  public FaultScope withBytes(long first, long behindLast) {
    return new FaultScope(
        probability, firstConnection, lastConnection, from, first, behindLast, begin, end);
  }

  /** The same for some time. */
  public FaultScope withTime(Duration newBegin, Duration newEnd) {
    return new FaultScope(
        probability, firstConnection, lastConnection, from, firstByte, endByte, newBegin, newEnd);
  }
}
