package io.echod.simulate.guarded;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.script.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A client's plan for a guarded server, by the times at which it comes to the server: each at a
 * place of its own within a slot of ten milliseconds, so that no two come together.
 *
 * @param number from 0
 * @param offeredNanos when it comes to the listener
 * @param header in front of its bytes; empty where no proxy is expected
 * @param headerPieces how many of the pieces are its header's; the last may have more behind it
 * @param pieces by when they come
 * @param endNanos when its end comes; {@link Script#NEVER}: it stays
 * @param isDeaf whether it reads nothing; then it sends more than the network holds, and stays
 * @param vanishNanos when the network between it and the server is cut, after which neither hears
 *     of the other; {@link Script#NEVER}: it is not
 */
record Visitor(
    int number,
    long offeredNanos,
    Optional<Header> header,
    int headerPieces,
    List<Piece> pieces,
    long endNanos,
    boolean isDeaf,
    long vanishNanos) {

  static final long MILLI = 1_000_000;
  static final long SLOT = 10 * MILLI;

  private static final long PIECES_AT = 3 * MILLI;
  private static final long ENDS_AT = 6 * MILLI;

  /** Behind all that belongs to the slot. */
  private static final long VANISHES_AT = 9 * MILLI;

  private static final int VANISHING_SLOTS_MAX = 40;

  /** Between what two clients do in one slot. */
  private static final long APART = MILLI / 10;

  private static final int PIECES_MAX = 6;
  private static final int PIECE_BYTES_MAX = 100;

  /** More than {@link GuardedWorld#WINDOW_BYTES}. */
  private static final int DEAF_PIECES = 5;

  private static final int DEAF_PIECE_BYTES = 400;

  /** Bytes that come at once; some may be of the header. */
  static final class Piece {
    final long nanos;
    final byte[] bytes;
    final int headerBytes;

    Piece(long nanos, int headerBytes, byte... bytes) {
      this.nanos = nanos;
      this.bytes = bytes;
      this.headerBytes = headerBytes;
    }
  }

  static Visitor draw(
      SimRandom random, int number, int slot, boolean isProxied, int slotsMax, boolean isDeaf) {
    Optional<Header> header = isProxied ? Optional.of(Header.draw(random)) : Optional.empty();
    List<Piece> pieces = new ArrayList<>();
    int at = slot;
    int headerPieces = 0;
    if (header.isPresent()) {
      byte[] all = header.orElseThrow().bytes();
      boolean isSplit = all.length > 1 && header.orElseThrow().kind() != Header.Kind.WRONG;
      int from = 0;
      while (from < all.length) {
        int end = isSplit && random.chance(0.7) ? random.between(from + 1, all.length) : all.length;
        boolean isLast = end == all.length && header.orElseThrow().kind() != Header.Kind.ENDLESS;
        byte[] rest = isLast ? payload(random) : new byte[0];
        byte[] bytes = Arrays.copyOf(Arrays.copyOfRange(all, from, end), end - from + rest.length);
        System.arraycopy(rest, 0, bytes, end - from, rest.length);
        at += random.between(1, 4);
        pieces.add(new Piece(at * SLOT + PIECES_AT + number * APART, end - from, bytes));
        headerPieces++;
        from = end;
      }
    }
    boolean isDone =
        header.map(Header::kind).filter(kind -> kind != Header.Kind.NAMING).isPresent()
            && header.orElseThrow().kind() != Header.Kind.OWN;
    int pieceCount = isDeaf ? DEAF_PIECES : random.below(PIECES_MAX);
    for (int count = isDone ? 0 : pieceCount; count > 0; count--) {
      at += random.between(1, random.between(1, slotsMax));
      byte[] bytes = isDeaf ? new byte[DEAF_PIECE_BYTES] : payload(random);
      pieces.add(new Piece(at * SLOT + PIECES_AT + number * APART, 0, bytes));
    }
    boolean isProbe = header.map(Header::kind).filter(Header.Kind.PROBE::equals).isPresent();
    at += random.between(1, slotsMax);
    boolean isEnding = isProbe || (random.chance(0.7) && (!isDeaf || isDone));
    long end = isEnding ? at * SLOT + ENDS_AT + number * APART : Script.NEVER;
    return new Visitor(
        number,
        slot * SLOT,
        header,
        headerPieces,
        List.copyOf(pieces),
        end,
        isDeaf && !isDone,
        Script.NEVER);
  }

  /** Returns this plan for a client that is cut off some slots after it has come. */
  Visitor vanishing(SimRandom random) {
    long vanish = offeredNanos + random.below(VANISHING_SLOTS_MAX) * SLOT + VANISHES_AT;
    return new Visitor(
        number,
        offeredNanos,
        header,
        headerPieces,
        pieces.stream().filter(piece -> piece.nanos < vanish).toList(),
        endNanos < vanish ? endNanos : Script.NEVER,
        isDeaf,
        vanish);
  }

  private static byte[] payload(SimRandom random) {
    byte[] bytes = new byte[random.between(1, PIECE_BYTES_MAX)];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = (byte) random.next();
    }
    return bytes;
  }

  /** As above by the times at which it is sent. */
  Script script(long wayNanos) {
    return new Script(
        offeredNanos - wayNanos,
        pieces.stream()
            .map(piece -> new Script.Piece(piece.nanos - wayNanos, piece.bytes))
            .toList(),
        endNanos >= Script.NEVER ? Script.NEVER : endNanos - wayNanos);
  }
}
