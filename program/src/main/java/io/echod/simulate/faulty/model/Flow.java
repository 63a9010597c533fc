package io.echod.simulate.faulty.model;

import io.echod.simulate.script.Script;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Bytes on their way, and the end behind them. For each it says when it passes at the earliest and
 * at the latest.
 */
public final class Flow {

  /** How a direction ends. */
  public enum Manner {
    /** Not at all. */
    NEVER,
    /** By an end of the output. */
    END,
    /** By a reset. */
    RESET,
    /** By one or the other. */
    EITHER,
    /** By one, or not at all. */
    PERHAPS
  }

  /**
   * The end of a direction.
   *
   * @param manner how
   * @param from when, at the earliest
   * @param by when, at the latest
   */
  public record End(Manner manner, long from, long by) {

    /** There is none. */
    public static final End NEVER = new End(Manner.NEVER, Script.NEVER, Script.NEVER);
  }

  private final byte[] bytes;
  private final int least;
  private final long[] from;
  private final long[] by;
  private final End end;
  private final Optional<SortedSet<Integer>> pieces;

  /**
   * Takes the arrays, which are not to be changed any more.
   *
   * @param bytes that may pass
   * @param least how many of them must pass in the end
   * @param from when each passes, at the earliest
   * @param by when each passes, at the latest; {@link Script#NEVER}: unknown
   * @param end what comes behind them
   * @param pieces the offsets where bytes begin that come at once; empty where they are unknown
   */
  public Flow(
      byte[] bytes,
      int least,
      long[] from,
      long[] by,
      End end,
      Optional<SortedSet<Integer>> pieces) {
    this.bytes = bytes;
    this.least = least;
    this.from = from;
    this.by = by;
    this.end = end;
    this.pieces = pieces;
  }

  /** That may pass. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many of them must pass in the end. */
  public int least() {
    return least;
  }

  /** When each passes, at the earliest. */
  public long[] from() {
    return from;
  }

  /** When each passes, at the latest. */
  public long[] by() {
    return by;
  }

  /** The end that comes behind them. */
  public End end() {
    return end;
  }

  Optional<SortedSet<Integer>> pieces() {
    return pieces;
  }

  static long plus(long nanos, long more) {
    return nanos >= Script.NEVER || more >= Script.NEVER ? Script.NEVER : nanos + more;
  }

  int size() {
    return bytes.length;
  }

  /** Returns this flow later by so much. */
  public Flow later(long nanos) {
    return new Flow(
        bytes,
        least,
        Arrays.stream(from).map(time -> plus(time, nanos)).toArray(),
        Arrays.stream(by).map(time -> plus(time, nanos)).toArray(),
        new End(end.manner, plus(end.from, nanos), plus(end.by, nanos)),
        pieces);
  }

  /** Returns this flow, each byte as late as {@code nanos} more. */
  public Flow looser(long nanos) {
    return new Flow(
        bytes,
        least,
        from,
        Arrays.stream(by).map(time -> plus(time, nanos)).toArray(),
        new End(end.manner, end.from, plus(end.by, nanos)),
        pieces);
  }

  Flow withTimes(long[] newFrom, long[] newBy, End newEnd) {
    return new Flow(bytes, least, newFrom, newBy, newEnd, pieces);
  }

  Flow least(int fewer) {
    return new Flow(bytes, fewer, from, by, end, pieces);
  }

  Flow withPieces(Optional<SortedSet<Integer>> newPieces) {
    return new Flow(bytes, least, from, by, end, newPieces);
  }

  Flow withBytes(byte... newBytes) {
    return new Flow(newBytes, least, from, by, end, pieces);
  }

  Flow withEnd(End newEnd) {
    return new Flow(bytes, least, from, by, newEnd, pieces);
  }

  /** No more than so many bytes, and another end behind them. */
  Flow cut(int most, int newLeast, End newEnd) {
    return new Flow(
        Arrays.copyOf(bytes, most),
        newLeast,
        Arrays.copyOf(from, most),
        Arrays.copyOf(by, most),
        newEnd,
        Optional.empty());
  }
}
