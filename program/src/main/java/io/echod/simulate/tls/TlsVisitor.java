package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A TLS client's plan.
 *
 * @param connectNanos when it calls
 * @param host that it asks for by SNI; empty: none
 * @param chunkBytesMax the most that it gives to the network at once; 0: all that it has
 * @param pauseNanosMax the longest time between two such chunks
 * @param stalledFlight of one that stalls: the flight of its handshake that it does not send all of
 * @param heldBytes how many bytes of that flight it never sends
 * @param pieces what it sends once its handshake is done
 * @param resetNanos when it resets, from its call on; for those that do
 * @param endsAtOnce whether it ends right behind its last piece, and a close_notify comes with the
 *     end of its output
 * @param updates the KeyUpdates that it sends, for those that do
 * @param group the number of the first of those that resume each other's sessions
 * @param proof what it shows where it is asked for a certificate
 * @param protocols that it offers by ALPN, the best first; none: it does not speak of it
 * @param header in front of its first record; empty where no proxy is expected
 */
record TlsVisitor(
    Kind kind,
    long connectNanos,
    boolean isVersion13,
    boolean isP256,
    String host,
    int chunkBytesMax,
    long pauseNanosMax,
    int stalledFlight,
    int heldBytes,
    List<Piece> pieces,
    long resetNanos,
    boolean endsAtOnce,
    int updates,
    int group,
    Proof proof,
    List<String> protocols,
    Optional<FrontHeader> header) {

  static final long MILLI = 1_000_000;

  private static final int PIECES_MAX = 6;
  private static final int PIECE_BYTES_MAX = 1_500;

  /** More than a record holds. */
  private static final int LARGE_BYTES = 20_000;

  /** More than windows hold. */
  private static final int UNREAD_BYTES = 96_000;

  private static final int UPDATES_ALLOWED = 100;

  /** Its actions. */
  enum Kind {
    /** Ends its output behind all it sends. */
    HALF_CLOSING,
    /** Ends its output once all has come back. */
    CLOSING,
    /** Leaves the connection open. */
    STAYING,
    /** Ends its output without a close_notify. */
    TRUNCATING,
    /** Sends nothing. */
    MUTE,
    /** Never ends its handshake. */
    STALLING,
    /** Does not speak TLS. */
    PLAIN,
    /** Resets at any time. */
    RESETTING,
    /** Reads nothing once its handshake is done. */
    NEVER_READING,
    /** Begins a handshake anew: in TLS 1.3 that is a KeyUpdate. */
    RENEGOTIATING,
    /** Sends KeyUpdates between its data, and at last many without any; only in TLS 1.3. */
    UPDATING
  }

  /** Bytes that are sent so long after those before. */
  static final class Piece {
    final long afterNanos;
    final byte[] bytes;

    Piece(long afterNanos, byte... bytes) {
      this.afterNanos = afterNanos;
      this.bytes = bytes;
    }
  }

  static TlsVisitor draw(SimRandom random, long connectNanos, long handshakeNanos) {
    Kind kind = Kind.values()[random.below(Kind.values().length)];
    boolean isVersion13 = kind == Kind.UPDATING || random.chance(0.6);
    boolean isSplit = random.chance(0.6);
    boolean isSlow = random.chance(0.5);
    return new TlsVisitor(
        kind,
        connectNanos,
        isVersion13,
        random.chance(0.2),
        host(random),
        isSplit ? random.between(1, 1 << random.between(1, 10)) : 0,
        isSlow ? handshakeNanos / random.between(3, 40) : 20_000,
        random.between(1, 2),
        random.between(1, 40),
        kind == Kind.NEVER_READING ? unread(random) : pieces(random),
        random.below(1 + random.below(20 * MILLI)),
        random.chance(0.5),
        UPDATES_ALLOWED + random.between(-1, 2),
        0,
        Proof.NONE,
        List.of(),
        Optional.empty());
  }

  /** Returns this plan with what else is drawn. */
  TlsVisitor with(int number, Proof shown, List<String> offered, Optional<FrontHeader> sentFirst) {
    return new TlsVisitor(
        kind,
        connectNanos,
        isVersion13,
        isP256,
        host,
        chunkBytesMax,
        pauseNanosMax,
        stalledFlight,
        heldBytes,
        pieces,
        resetNanos,
        endsAtOnce,
        updates,
        number,
        shown,
        offered,
        sentFirst);
  }

  /** Returns this plan for a client that has called before, and speaks as it did then. */
  TlsVisitor returning(TlsVisitor earlier, long returnNanos) {
    boolean isOther = kind == Kind.UPDATING && !earlier.isVersion13;
    return as(isOther ? Kind.STAYING : kind, returnNanos, earlier);
  }

  /** Returns this plan for a client that can come back. */
  TlsVisitor keepingSession() {
    return keepsSession() ? this : as(Kind.STAYING, connectNanos, this);
  }

  /** Speaks as another does. */
  private TlsVisitor as(Kind other, long atNanos, TlsVisitor speaker) {
    return new TlsVisitor(
        other,
        atNanos,
        speaker.isVersion13,
        speaker.isP256,
        speaker.host,
        chunkBytesMax,
        pauseNanosMax,
        stalledFlight,
        heldBytes,
        pieces,
        resetNanos,
        endsAtOnce,
        updates,
        speaker.group,
        speaker.proof,
        protocols,
        header);
  }

  private static String host(SimRandom random) {
    return switch (random.below(4)) {
      case 0 -> "";
      case 1 -> Certificates.FIRST_HOST;
      case 2 -> Certificates.SECOND_HOST;
      default -> "other.example";
    };
  }

  private static List<Piece> pieces(SimRandom random) {
    List<Piece> pieces = new ArrayList<>();
    for (int count = random.below(PIECES_MAX); count > 0; count--) {
      int most = random.chance(0.05) ? LARGE_BYTES : random.between(1, PIECE_BYTES_MAX);
      pieces.add(piece(random, random.chance(0.3) ? 1 : random.between(1, most)));
    }
    return List.copyOf(pieces);
  }

  private static List<Piece> unread(SimRandom random) {
    List<Piece> pieces = new ArrayList<>();
    for (int left = UNREAD_BYTES; left > 0; left -= LARGE_BYTES) {
      pieces.add(piece(random, LARGE_BYTES));
    }
    return List.copyOf(pieces);
  }

  private static Piece piece(SimRandom random, int size) {
    byte[] bytes = new byte[size];
    for (int index = 0; index < size; index++) {
      bytes[index] = (byte) random.next();
    }
    return new Piece(random.chance(0.3) ? 0 : random.below(30 * MILLI), bytes);
  }

  /** Whether it is one whose handshake is done by both ends, if in time. */
  boolean shakesHands() {
    return kind != Kind.MUTE && kind != Kind.STALLING && kind != Kind.PLAIN;
  }

  /** Whether a session is worth it, and reading all that comes is no trouble. */
  boolean mayReturn() {
    return shakesHands() && kind != Kind.NEVER_READING;
  }

  /** Whether it does nothing for which its engine gives up the session. */
  boolean keepsSession() {
    return kind == Kind.HALF_CLOSING || kind == Kind.CLOSING || kind == Kind.STAYING;
  }

  /** How many bytes come before its first record. */
  int headerBytes() {
    return header.map(sentFirst -> sentFirst.bytes().length).orElse(0);
  }

  /** Whether a PROXY header is expected of it, and it sends none. */
  boolean lacksHeader() {
    return header.filter(sentFirst -> sentFirst.kind() == FrontHeader.Kind.MISSING).isPresent();
  }

  /** Whether more KeyUpdates come in a row than a peer may send. */
  boolean floods() {
    return kind == Kind.UPDATING && updates > UPDATES_ALLOWED;
  }
}
