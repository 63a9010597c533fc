package io.echod.simulate.faulty.model;

import static io.echod.simulate.faulty.model.Flow.plus;

import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import java.util.Arrays;
import java.util.Optional;

/** Each fault's effect on the bytes of a connection. */
public final class NaiveFaults {

  private NaiveFaults() {}

  /** The effect on bytes from the client. */
  public static Flow in(FaultRule rule, Flow flow, Opened opened) {
    return switch (rule.fault()) {
      case Fault.SlowOpen slow -> NaiveGate.slowOpen(slow, flow, opened);
      case Fault.Stall stall when stall.direction() == Fault.Direction.IN ->
          NaiveGate.stall(stall, flow, opened);
      case Fault.Delay delay -> NaiveDelay.of(delay, rule.scope(), flow, opened);
      default -> flow;
    };
  }

  /** The bytes that the client gets, whose way is so long, of those that are sent. */
  public static Flow received(Flow flow, long wayNanos) {
    Flow.End end = flow.end();
    long late = NaiveCut.lateNanos(end.manner(), wayNanos);
    return flow.withEnd(new Flow.End(end.manner(), end.from(), plus(end.by(), late)))
        .later(wayNanos)
        .looser(Opened.SLACK);
  }

  /** The effect on bytes to the client. */
  public static Flow out(FaultRule rule, Flow flow, Opened opened) {
    FaultScope scope = rule.scope();
    return switch (rule.fault()) {
      case Fault.Refuse _ -> NaiveCut.of(Flow.Manner.RESET, Fault.Trigger.AT_ONCE, flow, opened);
      case Fault.Silent _ -> silent(scope, flow);
      case Fault.Stall stall when stall.direction() == Fault.Direction.OUT ->
          NaiveGate.stall(stall, flow, opened);
      case Fault.Bandwidth bandwidth -> NaiveRate.bandwidth(bandwidth, scope, flow, opened);
      case Fault.Slice slice -> NaiveRate.slice(slice, scope, flow, opened.draws());
      case Fault.Reset reset -> NaiveCut.of(Flow.Manner.RESET, reset.after(), flow, opened);
      case Fault.End end -> NaiveCut.of(Flow.Manner.END, end.after(), flow, opened);
      case Fault.HalfClose half -> NaiveCut.of(Flow.Manner.END, half.after(), flow, opened);
      case Fault.SlowClose slow -> slowClose(slow.time().toNanos(), flow);
      case Fault.Corrupt corrupt -> corrupt(corrupt, scope, flow, opened.draws());
      case Fault.Garbage garbage -> garbage((int) garbage.bytes(), opened);
      default -> flow;
    };
  }

  private static Flow silent(FaultScope scope, Flow flow) {
    int first = (int) Math.min(scope.firstByte(), flow.size());
    int end = (int) Math.min(scope.endByte(), flow.size());
    return new Flow(
        joined(flow.bytes(), first, end),
        Math.min(flow.least(), first) + Math.max(0, flow.least() - end),
        joined(flow.from(), first, end),
        joined(flow.by(), first, end),
        flow.end(),
        Optional.empty());
  }

  private static byte[] joined(byte[] all, int cutFrom, int cutEnd) {
    byte[] left = Arrays.copyOf(all, all.length - (cutEnd - cutFrom));
    System.arraycopy(all, cutEnd, left, cutFrom, all.length - cutEnd);
    return left;
  }

  private static long[] joined(long[] all, int cutFrom, int cutEnd) {
    long[] left = Arrays.copyOf(all, all.length - (cutEnd - cutFrom));
    System.arraycopy(all, cutEnd, left, cutFrom, all.length - cutEnd);
    return left;
  }

  /** A reset is none that is slow. */
  private static Flow slowClose(long nanos, Flow flow) {
    Flow.End end = flow.end();
    return end.manner() == Flow.Manner.END
        ? flow.withEnd(
            new Flow.End(
                end.manner(), plus(end.from(), nanos), plus(plus(end.by(), nanos), Opened.SLACK)))
        : flow;
  }

  private static Flow corrupt(Fault.Corrupt fault, FaultScope scope, Flow flow, NaiveDraws draws) {
    byte[] bytes = flow.bytes().clone();
    long drawn = 0;
    long next = scope.firstByte() + distance(fault.probability(), draws, drawn++);
    while (next < Math.min(bytes.length, scope.endByte())) {
      long bits = draws.bits(2 * drawn + 1);
      int change = fault.isBit() ? 1 << (bits & 7) : 1 + (int) Long.remainderUnsigned(bits, 255);
      bytes[(int) next] ^= (byte) change;
      next += 1 + distance(fault.probability(), draws, drawn++);
    }
    return flow.withBytes(bytes);
  }

  /** How many bytes are right before the next wrong one: a geometric distribution. */
  private static long distance(double probability, NaiveDraws draws, long drawn) {
    return probability >= 1
        ? 0
        : (long) (StrictMath.log1p(-draws.fraction(2 * drawn)) / StrictMath.log1p(-probability));
  }

  private static Flow garbage(int count, Opened opened) {
    byte[] bytes = new byte[count];
    for (int offset = 0; offset < count; offset++) {
      bytes[offset] = (byte) opened.draws().bits(offset);
    }
    long[] from = new long[count];
    Arrays.fill(from, opened.from());
    long[] by = new long[count];
    long last = plus(opened.by(), Opened.SLACK);
    Arrays.fill(by, last);
    return new Flow(
        bytes,
        count,
        from,
        by,
        new Flow.End(Flow.Manner.END, opened.from(), last),
        Optional.empty());
  }
}
