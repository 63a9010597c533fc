package io.echod.simulate.faulty.model;

import static io.echod.simulate.faulty.model.Flow.plus;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultScope;
import io.echod.simulate.script.Script;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@link Fault.Delay}: counts from the arrival of each piece. */
final class NaiveDelay {

  private final Fault.Delay fault;
  private final FaultScope scope;
  private final NaiveDraws draws;
  private final double jitter;

  private NaiveDelay(Fault.Delay fault, FaultScope scope, NaiveDraws draws) {
    this.fault = fault;
    this.scope = scope;
    this.draws = draws;
    jitter = fault.jitter().toNanos();
  }

  static Flow of(Fault.Delay fault, FaultScope scope, Flow flow, Opened opened) {
    return new NaiveDelay(fault, scope, opened.draws()).through(flow);
  }

  private Flow through(Flow flow) {
    int size = flow.size();
    SortedSet<Integer> pieces = new TreeSet<>(flow.pieces().orElseGet(TreeSet::new));
    pieces.add((int) Math.min(size, scope.firstByte()));
    pieces.add((int) Math.min(size, scope.endByte()));
    boolean isKnown = flow.pieces().isPresent() || jitter == 0;
    long[] from = new long[size];
    long[] by = new long[size];
    long lastFrom = 0;
    long lastBy = 0;
    int piece = 0;
    for (int offset = 0; offset < size; offset++) {
      piece = pieces.contains(offset) ? offset : piece;
      lastFrom = Math.max(lastFrom, plus(flow.from()[offset], delay(piece, isKnown, false)));
      long due = plus(flow.by()[offset], delay(piece, isKnown, true));
      lastBy = Math.max(lastBy, plus(due, Opened.SLACK));
      from[offset] = lastFrom;
      by[offset] = lastBy;
    }
    Flow.End end = flow.end();
    if (end.manner() != Flow.Manner.NEVER) {
      end =
          new Flow.End(
              end.manner(),
              Math.max(lastFrom, plus(end.from(), delay(size, isKnown, false))),
              Math.max(lastBy, plus(plus(end.by(), delay(size, isKnown, true)), Opened.SLACK)));
    }
    return flow.withTimes(from, by, end).withPieces(Optional.empty());
  }

  /** The delay of a piece that begins there. */
  private long delay(long offset, boolean isKnown, boolean isMost) {
    if (offset < scope.firstByte() || offset >= scope.endByte()) {
      return 0;
    }
    long time = fault.time().toNanos();
    long max = Math.min(fault.max().toNanos(), Script.NEVER);
    if (jitter == 0) {
      return Math.min(time, max);
    }
    if (isKnown) {
      return (long) Math.clamp(time + drawn(offset), 0, (double) max);
    }
    boolean isUniform = fault.distribution() == Fault.Distribution.UNIFORM;
    if (isMost) {
      return isUniform ? Math.min(max, time + (long) jitter) : max;
    }
    boolean isLonger = fault.distribution().compareTo(Fault.Distribution.LOGNORMAL) >= 0;
    long least = isLonger ? time : isUniform ? time - (long) jitter : 0;
    return Math.clamp(least, 0, max);
  }

  private double drawn(long offset) {
    return switch (fault.distribution()) {
      case UNIFORM -> jitter * (2 * draws.fraction(offset) - 1);
      case NORMAL -> jitter * draws.normal(offset);
      case LOGNORMAL -> jitter / 2 * StrictMath.exp(draws.normal(offset));
      case PARETO -> jitter * (StrictMath.pow(1 - draws.fraction(offset), -1 / 3.0) - 1);
    };
  }
}
