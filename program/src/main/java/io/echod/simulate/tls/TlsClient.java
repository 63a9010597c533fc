package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.address.Names;
import io.echod.simulate.script.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Does what a visitor does, by the JDK's engine, and notes what it gets. How many bytes go over the
 * network and when follows from the seed, and no byte of them stands in the trace, for their values
 * do not.
 */
final class TlsClient implements SimPeer.Behaviour {

  /** More than a record takes. */
  private static final int RECORD_BYTES = 18 * 1024;

  private static final byte[] PLAIN = {'G', 'E', 'T', ' ', '/', '\r', '\n', '\r', '\n'};

  /** A session has it that a client of this simulation has agreed on. */
  private static final String KNOWN = "known";

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Its state. */
  enum Fate {
    CALLING,
    CONNECTED,
    /** The server has ended its output. */
    ENDED,
    /** The server has reset the connection. */
    RESET,
    /** It has reset the connection itself. */
    GONE
  }

  /** So many bytes had been sent at that time. */
  private record Mark(int bytes, long nanos) {}

  private final String name;
  private final SimNetwork network;
  private final long startNanos;
  private final TlsVisitor visitor;
  private final SimRandom random;
  private final boolean isGreeted;
  private final SSLEngine engine;
  private final ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
  private final ByteBuffer plain = ByteBuffer.allocate(RECORD_BYTES);
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final ByteArrayOutputStream gotRaw = new ByteArrayOutputStream();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  /** By how many bytes of the network each record of data was complete, and how much it had. */
  private final List<int[]> records = new ArrayList<>();

  private final List<Mark> marks = new ArrayList<>();
  private ByteBuffer came = ByteBuffer.allocate(0);
  private byte[] produced = new byte[1024];
  private int producedBytes;
  private int givenBytes;
  private int firstFlightBytes;
  private boolean isPausing;
  private boolean isEndDue;
  private boolean hasClosed;
  private boolean isUpdated;
  private int nextPiece;
  private @Nullable SimPeer peer;
  private Fate fate = Fate.CALLING;
  private String failure = "";
  private boolean isDone;
  private boolean isResumed;
  private boolean hasNotice;
  private boolean isOver;
  private int doneBytes = Integer.MAX_VALUE;
  private int noticeBytes = Integer.MAX_VALUE;
  private long connectedNanos = Script.NEVER;
  private long fateNanos = Script.NEVER;
  private long endNanos = Script.NEVER;
  private long ticketNanos = Script.NEVER;
  private Optional<Certificate> shown = Optional.empty();

  TlsClient(
      String name,
      SimNetwork network,
      long startNanos,
      TlsVisitor visitor,
      boolean isGreeted,
      SSLEngine engine,
      SimRandom random) {
    this.name = name;
    this.network = network;
    this.startNanos = startNanos;
    this.visitor = visitor;
    this.isGreeted = isGreeted;
    this.random = random;
    this.engine = engine;
  }

  /** Calls that address when it is time. */
  void start(InetSocketAddress address) {
    network.after(
        visitor.connectNanos(),
        () -> {
          note("calls");
          try {
            network.connect(address, this);
          } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
          }
        });
    if (visitor.kind() == TlsVisitor.Kind.RESETTING) {
      network.after(visitor.connectNanos() + visitor.resetNanos(), this::reset);
    }
  }

  private void reset() {
    if (peer != null && isLive()) {
      note("resets");
      become(Fate.GONE);
      peer.reset();
    }
  }

  private long now() {
    return network.nanoTime() - startNanos;
  }

  private void note(String what) {
    network.trace().note(name + " " + what);
  }

  private SimPeer peer() {
    return Objects.requireNonNull(peer);
  }

  private boolean isLive() {
    return fate == Fate.CONNECTED;
  }

  @Override
  public void begun(SimPeer begun) {
    peer = begun;
  }

  @Override
  public void connected(SimPeer connected) {
    if (fate != Fate.CALLING) {
      return;
    }
    note("is connected");
    fate = Fate.CONNECTED;
    connectedNanos = now();
    visitor.header().ifPresent(first -> produce(first.bytes(), first.bytes().length));
    switch (visitor.kind()) {
      case MUTE -> {}
      case PLAIN -> produce(PLAIN, PLAIN.length);
      default -> {
        step();
        firstFlightBytes = producedBytes;
      }
    }
    pump();
  }

  @Override
  public void writable(SimPeer writable) {
    pump();
  }

  @Override
  public void readable(SimPeer readable) {
    if (isDone && visitor.kind() == TlsVisitor.Kind.NEVER_READING) {
      return;
    }
    byte[] bytes = readable.receive(Integer.MAX_VALUE);
    gotRaw.writeBytes(bytes);
    if (visitor.kind() != TlsVisitor.Kind.PLAIN && visitor.kind() != TlsVisitor.Kind.MUTE) {
      ByteBuffer more = ByteBuffer.allocate(came.remaining() + bytes.length);
      came = more.put(came).put(bytes).flip();
      step();
      pump();
    }
  }

  @Override
  public void ended(SimPeer ended) {
    note("read the end, behind " + got.size() + " bytes");
    become(Fate.ENDED);
    peer().close();
  }

  @Override
  public void lost(SimPeer lost, IOException why) {
    note("was reset, behind " + got.size() + " bytes");
    become(Fate.RESET);
  }

  private void become(Fate newFate) {
    if (isLive()) {
      fate = newFate;
      fateNanos = now();
    }
  }

  /** Goes on as far as it can with what has come. */
  private void step() {
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = stepOnce();
      }
    } catch (SSLException failed) {
      if (!isOver) {
        isOver = true;
        failure = String.valueOf(failed.getMessage());
        note("fails");
      }
    }
  }

  private boolean stepOnce() throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        engine.getDelegatedTask().run();
        yield true;
      }
      case NEED_WRAP -> wrap(NOTHING) == Status.OK;
      default -> !(engine.isOutboundDone() && hasNotice) && unwrap();
    };
  }

  private Status wrap(ByteBuffer from) throws SSLException {
    SSLEngineResult result = engine.wrap(from, record.clear());
    produce(record.array(), record.position());
    followUp(result);
    return result.getStatus();
  }

  private boolean unwrap() throws SSLException {
    if (!came.hasRemaining() && isDone) {
      return false;
    }
    SSLEngineResult result = engine.unwrap(came, plain.clear());
    got.write(plain.array(), 0, plain.position());
    if (got.size() > 0) {
      ticketNanos = Math.min(ticketNanos, now());
    }
    if (engine.isInboundDone() && !hasNotice) {
      hasNotice = true;
      note("has a close_notify");
    }
    followUp(result);
    boolean goesOn = result.getStatus() == Status.OK;
    if (result.bytesProduced() > 0) {
      closeWhereAllIsBack();
    }
    return goesOn;
  }

  private void followUp(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !isDone) {
      isDone = true;
      doneBytes = producedBytes;
      SSLSession session = engine.getSession();
      isResumed = session.getValue(KNOWN) != null;
      session.putValue(KNOWN, KNOWN);
      note(isResumed ? "has shaken hands again" : "has shaken hands");
      if (!visitor.isVersion13()) {
        ticketNanos = now();
      }
      try {
        shown = Optional.of(session.getPeerCertificates()[0]);
      } catch (SSLPeerUnverifiedException none) {
        shown = Optional.empty();
      }
      network.after(0, this::sendNext);
    }
  }

  private void produce(byte[] bytes, int count) {
    if (producedBytes + count > produced.length) {
      produced = Arrays.copyOf(produced, 2 * (producedBytes + count));
    }
    System.arraycopy(bytes, 0, produced, producedBytes, count);
    producedBytes += count;
  }

  private int givable() {
    if (visitor.kind() != TlsVisitor.Kind.STALLING) {
      return producedBytes;
    }
    int held = producedBytes - visitor.heldBytes();
    return visitor.stalledFlight() == 1
        ? Math.min(held, firstFlightBytes - visitor.heldBytes())
        : Math.max(held, firstFlightBytes);
  }

  /** Gives the network what it is to have. */
  private void pump() {
    if (isPausing || !isLive()) {
      return;
    }
    if (givenBytes >= givable()) {
      end();
    } else if (visitor.chunkBytesMax() == 0) {
      give(Integer.MAX_VALUE);
      end();
    } else if (peer().room() > 0) {
      isPausing = true;
      network.after(
          random.below(visitor.pauseNanosMax() + 1),
          () -> {
            isPausing = false;
            if (isLive()) {
              give(random.between(1, visitor.chunkBytesMax()));
              pump();
            }
          });
    }
  }

  private void give(int most) {
    int count = Math.min(most, givable() - givenBytes);
    givenBytes += peer().send(produced, givenBytes, Math.max(0, count));
    marks.add(new Mark(givenBytes, now()));
  }

  private void end() {
    if (isEndDue && givenBytes == producedBytes && endNanos >= Script.NEVER) {
      note("ends its output behind " + givenBytes + " bytes");
      endNanos = now();
      peer().shutdownOutput();
    }
  }

  private void sendNext() {
    if (!isLive() || isOver || visitor.kind() == TlsVisitor.Kind.STALLING) {
      return;
    }
    if (nextPiece == visitor.pieces().size()) {
      long afterNanos = random.below(10 * TlsVisitor.MILLI);
      network.after(visitor.endsAtOnce() ? 0 : afterNanos, this::behave);
      closeWhereAllIsBack();
      return;
    }
    TlsVisitor.Piece piece = visitor.pieces().get(nextPiece++);
    network.after(
        piece.afterNanos,
        () -> {
          if (send(piece.bytes)) {
            sendNext();
          }
        });
  }

  /** Whether it was encrypted. */
  private boolean send(byte... bytes) {
    if (!isLive() || isOver || hasNotice) {
      return false;
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    try {
      if (visitor.kind() == TlsVisitor.Kind.UPDATING && !isUpdated && random.chance(0.5)) {
        engine.beginHandshake();
        step();
      }
      while (from.hasRemaining()) {
        int before = from.position();
        if (wrap(from) != Status.OK) {
          return false;
        }
        sent.write(bytes, before, from.position() - before);
        records.add(new int[] {producedBytes, sent.size()});
      }
    } catch (SSLException failed) {
      isOver = true;
      return false;
    }
    pump();
    return true;
  }

  /** Its action behind the last piece. */
  private void behave() {
    if (!isLive() || isOver || hasNotice) {
      return;
    }
    switch (visitor.kind()) {
      case HALF_CLOSING -> close();
      case TRUNCATING -> {
        isEndDue = true;
        pump();
      }
      case RENEGOTIATING -> renegotiate(1);
      case UPDATING -> renegotiate(visitor.updates());
      default -> {}
    }
  }

  private void renegotiate(int times) {
    isUpdated = true;
    try {
      for (int time = 0; time < times; time++) {
        engine.beginHandshake();
        step();
      }
    } catch (SSLException failed) {
      isOver = true;
    }
    pump();
    awaitAllGiven(() -> send((byte) 'a', (byte) 'z'));
  }

  /** So long after that it does not come together with the rest. */
  private void awaitAllGiven(Runnable action) {
    network.after(
        10 * TlsVisitor.MILLI,
        () -> {
          if (isLive() && givenBytes < producedBytes) {
            awaitAllGiven(action);
          } else {
            action.run();
          }
        });
  }

  private void closeWhereAllIsBack() {
    if (visitor.kind() == TlsVisitor.Kind.CLOSING
        && nextPiece == visitor.pieces().size()
        && got.size() == greeting().length + sent.size()) {
      network.after(0, this::close);
    }
  }

  /** Says that nothing more comes. */
  private void close() {
    if (hasClosed || !isLive() || isOver || hasNotice) {
      return;
    }
    hasClosed = true;
    note("closes behind " + sent.size() + " bytes");
    engine.closeOutbound();
    step();
    noticeBytes = producedBytes;
    isEndDue = visitor.endsAtOnce();
    pump();
  }

  TlsVisitor visitor() {
    return visitor;
  }

  Fate fate() {
    return fate;
  }

  byte[] got() {
    return got.toByteArray();
  }

  /** As it came, encrypted. */
  byte[] gotRaw() {
    return gotRaw.toByteArray();
  }

  byte[] sent() {
    return sent.toByteArray();
  }

  long connectedNanos() {
    return connectedNanos;
  }

  long fateNanos() {
    return fateNanos;
  }

  /** Whether its own handshake is done. */
  boolean isDone() {
    return isDone;
  }

  /** Whether it has got a close_notify. */
  boolean hasNotice() {
    return hasNotice;
  }

  /** The certificate that it was shown. */
  Optional<Certificate> shown() {
    return shown;
  }

  /** Whether the server has reset it, which one that does not read does not notice. */
  boolean isReset() {
    return fate == Fate.RESET || (peer != null && peer.failure().isPresent());
  }

  /** Whether the server has ended or reset it. */
  boolean isEnded() {
    return fate == Fate.ENDED || fate == Fate.RESET;
  }

  /** When the first byte behind its header was given to the network. */
  long firstByteNanos() {
    return givenNanos(visitor.headerBytes() + 1);
  }

  /** By when it has certainly got what it can resume its session by. */
  long ticketNanos() {
    return ticketNanos;
  }

  /** Whether its handshake has resumed a session. */
  boolean isResumed() {
    return isResumed;
  }

  /** The protocol that was agreed on by ALPN; empty: none. */
  String protocol() {
    return String.valueOf(engine.getApplicationProtocol());
  }

  /** The greeting that the server owes it, which has its address and what its TLS has agreed on. */
  byte[] greeting() {
    if (!isGreeted) {
      return new byte[0];
    }
    InetSocketAddress address =
        visitor.header().flatMap(FrontHeader::source).orElse(peer().localAddress());
    String text =
        Names.url(address)
            + (visitor.isVersion13() ? " TLSv1.3 " : " TLSv1.2 ")
            + (visitor.host().isEmpty() ? "none" : visitor.host())
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** When all of its handshake was given; {@link Script#NEVER}: it was not. */
  long handshakeNanos() {
    if (isDone) {
      return givenNanos(doneBytes);
    }
    boolean hasAll = !visitor.isVersion13() && producedBytes > firstFlightBytes;
    return hasAll ? givenNanos(producedBytes) : Script.NEVER;
  }

  /** How many of its bytes were given so long before its end that they can't come with it. */
  int sentBefore(long slackNanos) {
    long end =
        Math.min(
            endNanos, noticeBytes == Integer.MAX_VALUE ? Script.NEVER : givenNanos(noticeBytes));
    int count = 0;
    for (int[] one : records) {
      if (givenNanos(one[0]) < end - slackNanos) {
        count = one[1];
      }
    }
    return count;
  }

  private long givenNanos(int bytes) {
    for (Mark mark : marks) {
      if (mark.bytes >= bytes) {
        return mark.nanos;
      }
    }
    return Script.NEVER;
  }

  /** Whether the network has got all that was for it. */
  boolean hasGivenAll() {
    return givenBytes >= givable();
  }

  /** How far it came, for messages. */
  String account() {
    return name
        + " "
        + visitor.kind()
        + (visitor.isVersion13() ? " 1.3" : " 1.2")
        + " ("
        + fate
        + ", "
        + (isDone ? "sent " + sent.size() + ", got " + got.size() : "no handshake")
        + (hasNotice ? ", close_notify" : "")
        + (failure.isEmpty() ? "" : ", " + failure)
        + ")";
  }

  @Override
  public String toString() {
    return name;
  }
}
