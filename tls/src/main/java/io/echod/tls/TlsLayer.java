package io.echod.tls;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tlschannel.NeedsReadException;
import tlschannel.NeedsTaskException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;

/**
 * One connection's TLS; {@link ServerTls} and {@link ClientTls} make it.
 *
 * <p><b>Ends.</b> The end of the output is a close_notify, and the end below behind it. In TLS 1.3
 * that is half a close: reading goes on. In TLS 1.2 the peer's close_notify ends both ways (RFC
 * 5246, section 7.2.1), and writing after it fails. An end without a close_notify is a {@link
 * TruncatedException}.
 *
 * <p><b>Refused.</b> A renegotiation; more than 100 records in a row that carry no data, such as
 * KeyUpdates; in TLS 1.3 more than 200 of them in a second, also between data, for each costs new
 * keys (RFC 8446, section 7.2); a handshake that is not done in time.
 */
public final class TlsLayer implements Layer {

  private static final int RECORDS_WITHOUT_DATA_MAX = 100;

  /** Twice as many, for those in a row may come right behind others. */
  private static final int RECORDS_WITHOUT_DATA_IN_SECOND_MAX = 2 * RECORDS_WITHOUT_DATA_MAX;

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int ALERTS_MAX = 4;

  /** The head of a record that is longer than any: every engine refuses it, and makes an alert. */
  private static final byte[] NO_RECORD = {22, 3, 3, (byte) 0xff, (byte) 0xff};

  private final Layer below;
  private final Context context;
  private final TlsOptions options;
  private final Records records;
  private final Buffers buffers;
  private final Maker maker;
  private final Callback handshakeTimer;

  /** Null of a server whose client has not sent a whole record. */
  private @Nullable Secured secured;

  private @Nullable TlsSession session;

  /** READ, WRITE, or 0 while a task runs: what the handshake waits for, or a read at last. */
  private int waitsFor = Ready.WRITE;

  /** The channel has encrypted something that is not written yet. */
  private boolean unwritten;

  private boolean taskRuns;

  /** A task is done, and the channel was not called since. */
  private boolean taskDone;

  /** Bytes that were decrypted and not read; to be read from; null where there are none. */
  private @Nullable ByteBuffer plain;

  private boolean inputEnded;
  private boolean endRead;
  private boolean outputEnding;
  private boolean notified;
  private boolean outputEnded;
  private @Nullable IOException failure;

  /** A read has thrown it; until then it is held as input is. */
  private boolean failureRead;

  private boolean closed;

  /** The number of the last record that carried data. */
  private long lastWithData;

  /** Records between data in the second that began then. */
  private int betweenData;

  private long secondStartNanos;

  /** An engine, and the channel that it encrypts and decrypts for. */
  record Secured(SSLEngine engine, TlsChannel channel) {}

  /** Makes an engine and a channel over the records. */
  @FunctionalInterface
  interface Maker {
    Secured make(Records records, Buffers buffers);
  }

  private TlsLayer(Layer below, Context context, TlsOptions options, Maker maker) {
    this.below = below;
    this.context = context;
    this.options = options;
    this.maker = maker;
    Dispatcher dispatcher = context.dispatcher();
    buffers = dispatcher.attachment(Buffers.class, Buffers::new);
    records = new Records(below, buffers);
    handshakeTimer =
        dispatcher
            .after(options.handshakeTimeout(), (_, _) -> handshakeTooLate())
            .name("TLS handshake timeout");
  }

  /** A client, which speaks first. */
  static TlsLayer ofClient(Layer below, Context context, TlsOptions options, Maker maker) {
    TlsLayer layer = new TlsLayer(below, context, options, maker);
    layer.secured = maker.make(layer.records, layer.buffers);
    return layer;
  }

  /**
   * A server, whose engine is made for the first record: a client that sends none, such as a health
   * check, costs next to nothing.
   */
  static TlsLayer ofServer(Layer below, Context context, TlsOptions options, Maker maker) {
    return new TlsLayer(below, context, options, maker);
  }

  /**
   * The session that was agreed on; empty until the handshake is done. Belongs to the dispatcher's
   * thread.
   */
  public Optional<TlsSession> session() {
    return Optional.ofNullable(session);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (!buffer.hasRemaining()) {
      return 0;
    }
    int count = handOut(buffer);
    if (count == 0 && handshake() && canDecrypt() && fill()) {
      count = decryptInto(buffer);
    }
    lookAhead();
    count += handOut(buffer);
    return count > 0 ? count : nothing();
  }

  /** Decrypts the records that are there and fit. */
  private int decryptInto(ByteBuffer buffer) {
    int count = 0;
    for (int bytes = nextBytes(); bytes > 0 && bytes <= buffer.remaining(); bytes = nextBytes()) {
      int more = decrypt(buffer);
      if (more <= 0) {
        break;
      }
      count += more;
    }
    return count;
  }

  private int nothing() throws IOException {
    failureRead = failure != null;
    throwFailure();
    endRead = inputEnded;
    return inputEnded ? END : 0;
  }

  private int handOut(ByteBuffer buffer) {
    ByteBuffer held = plain;
    if (held == null || !buffer.hasRemaining()) {
      return 0;
    }
    int bytes = Math.min(held.remaining(), buffer.remaining());
    buffer.put(buffer.position(), held, held.position(), bytes);
    buffer.position(buffer.position() + bytes);
    held.position(held.position() + bytes);
    if (!held.hasRemaining()) {
      plain = null;
      buffers.give(held);
    }
    return bytes;
  }

  private boolean canDecrypt() {
    return plain == null && !taskRuns && !inputEnded && failure == null && !closed;
  }

  /** Takes in what has come; whether a whole record is there. */
  private boolean fill() {
    try {
      return records.fill();
    } catch (IOException lost) {
      fail(lost);
      return false;
    }
  }

  /** The length of the next record that can be decrypted; or 0. */
  private int nextBytes() {
    try {
      return canDecrypt() ? records.nextBytes() : 0;
    } catch (IOException noRecord) {
      fail(noRecord);
      return 0;
    }
  }

  /** Decrypts what is there, so that it is certain whether a read would find something. */
  private void lookAhead() {
    while (session != null
        && (nextBytes() > 0 || (canDecrypt() && (taskDone || records.isEnded())))) {
      ByteBuffer target = buffers.take();
      int count = decrypt(target);
      if (count > 0) {
        plain = target.flip();
      } else {
        buffers.give(target);
        if (count == 0) {
          break;
        }
      }
    }
  }

  /** The bytes decrypted; 0 where it can't go on now; END once the input has ended or is lost. */
  private int decrypt(ByteBuffer target) {
    taskDone = false;
    TlsChannel channel = secured().channel;
    try {
      int count = channel.read(target);
      if (count >= 0) {
        noteData();
        waitsFor = Ready.READ;
        return count;
      }
      if (!channel.shutdownReceived()) {
        throw atEnd();
      }
      inputEnded = true;
    } catch (NeedsReadException _) {
      waitsFor = Ready.READ;
      if (session != null && records.count() - lastWithData > RECORDS_WITHOUT_DATA_MAX) {
        fail(new SSLException("the peer sends record upon record without data"));
        return END;
      }
      return 0;
    } catch (NeedsWriteException _) {
      mustWrite();
      return 0;
    } catch (NeedsTaskException needed) {
      return begin(needed.getTask()) ? decrypt(target) : 0;
    } catch (IOException | RuntimeException lost) {
      fail(lost);
    }
    return END;
  }

  /** The record read last carried data: the flood of those without begins anew. */
  private void noteData() {
    if (session != null) {
      long between = records.count() - lastWithData - 1;
      allowMore();
      if (between > 0 && isVersion13()) {
        noteBetween(between);
      }
    }
  }

  private void allowMore() {
    lastWithData = records.count();
    records.allow(RECORDS_WITHOUT_DATA_MAX + 1);
  }

  /** With data between them, KeyUpdates are no flood in a row, and cost as much. */
  private void noteBetween(long count) {
    long now = context.dispatcher().kernel().nanoTime();
    if (now - secondStartNanos >= SECOND_NANOS) {
      secondStartNanos = now;
      betweenData = 0;
    }
    betweenData += (int) count;
    if (betweenData > RECORDS_WITHOUT_DATA_IN_SECOND_MAX) {
      fail(new SSLException("the peer sends too many records without data in a second"));
    }
  }

  /** Of one that has sent or received something. */
  private Secured secured() {
    return Objects.requireNonNull(secured, "no TLS yet");
  }

  private boolean isVersion13() {
    return secured().engine.getSession().getProtocol().equals("TLSv1.3");
  }

  private SSLException atEnd() {
    return session != null
        ? new TruncatedException()
        : new SSLHandshakeException("the peer has ended the connection in the TLS handshake");
  }

  private void mustWrite() {
    unwritten = true;
    waitsFor = Ready.WRITE;
  }

  /** Has a task run; whether it is done already. */
  private boolean begin(Runnable task) {
    if (options.tasks().equals(Tasks.IN_PLACE)) {
      task.run();
      return true;
    }
    waitsFor = 0;
    taskRuns = true;
    try {
      options
          .tasks()
          .execute(() -> {
            try {
              task.run();
            } finally {
              goOnLater();
            }
          });
    } catch (RejectedExecutionException full) {
      taskRuns = false;
      giveUp(new SSLHandshakeException("too many TLS handshakes at once"));
    }
    return false;
  }

  /** Has the dispatcher go on with the handshake in its next turn. From any thread. */
  private void goOnLater() {
    try {
      context.dispatcher().post(this::taskEnded);
    } catch (RejectedExecutionException _) {
      // And so is the connection.
    }
  }

  private void taskEnded() {
    taskRuns = false;
    taskDone = true;
    waitsFor = Ready.READ;
    if (!closed) {
      context.changed();
    }
  }

  private void handshakeTooLate() {
    giveUp(
        new SSLHandshakeException(
            "the TLS handshake was not done within "
                + options.handshakeTimeout().toMillis()
                + " ms"));
    context.changed();
  }

  /** Goes on with the handshake; whether it is done. */
  private boolean handshake() throws IOException {
    if (session != null) {
      return true;
    }
    if (taskRuns) {
      return false;
    }
    taskDone = false;
    records.beginGo();
    return goOnWithHandshake();
  }

  private boolean goOnWithHandshake() throws IOException {
    try {
      if (secured == null && !hasFirstRecord()) {
        waitsFor = Ready.READ;
        return false;
      }
      shakeHands();
      checkOutput();
      if (!records.holdsOutput()) {
        established();
        return true;
      }
      mustWrite();
    } catch (NeedsReadException _) {
      if (records.holdsOutput()) {
        mustWrite();
      } else {
        awaitRecords();
      }
    } catch (NeedsWriteException _) {
      mustWrite();
    } catch (NeedsTaskException needed) {
      return begin(needed.getTask()) && goOnWithHandshake();
    } catch (IOException | RuntimeException lost) {
      fail(records.isEnded() && !(lost instanceof SSLException) ? atEnd() : lost);
    }
    throwFailure();
    return false;
  }

  private boolean hasFirstRecord() throws IOException {
    boolean hasCome = records.fill();
    if (!hasCome && records.isEnded()) {
      throw atEnd();
    }
    return hasCome;
  }

  private void shakeHands() throws IOException {
    Secured known = secured;
    if (known == null) {
      known = maker.make(records, buffers);
      secured = known;
    }
    records.gather();
    try {
      known.channel.handshake();
    } finally {
      records.writeGathered();
    }
  }

  /** Waits for the socket; or for its next turn, where the peer has sent very many records. */
  private void awaitRecords() {
    waitsFor = Ready.READ;
    try {
      if (records.isPaused()) {
        waitsFor = 0;
        taskRuns = true;
        goOnLater();
      }
    } catch (SSLException noRecord) {
      fail(noRecord);
    }
  }

  private void established() {
    session = Sessions.of(secured().engine);
    secondStartNanos = context.dispatcher().kernel().nanoTime();
    handshakeTimer.cancel();
    allowMore();
    waitsFor = Ready.READ;
    unwritten = false;
    if (!isVersion13()) {
      records.refuseHandshakes();
    }
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    throwFailure();
    if (!handshake() || !buffer.hasRemaining()) {
      return 0;
    }
    int start = buffer.position();
    // The rest is not taken any more. The channel still has the close_notify with which the engine
    // answers the peer's, and writes it in the next call (RFC 5246, section 7.2.1).
    if (encrypt(buffer) && buffer.hasRemaining() && encrypt(ByteBuffer.allocate(0))) {
      throw new SSLException(
          "the peer has ended the TLS connection, which in this version ends both ways");
    }
    return buffer.position() - start;
  }

  /** Encrypts and writes as far as it goes; whether all that was encrypted is written. */
  private boolean encrypt(ByteBuffer buffer) throws IOException {
    if (taskRuns) {
      return false;
    }
    try {
      secured().channel.write(buffer);
      unwritten = false;
      if (waitsFor == Ready.WRITE) {
        // Bytes that a read had to write first are written, by this call or another.
        waitsFor = Ready.READ;
      }
    } catch (NeedsWriteException _) {
      unwritten = true;
    }
    checkOutput();
    return !unwritten;
  }

  private void checkOutput() throws IOException {
    IOException lost = records.outputFailure();
    if (lost != null) {
      throw lost;
    }
  }

  @Override
  public boolean flush() throws IOException {
    throwFailure();
    if (!handshake()) {
      return below.flush() && !unwritten && !outputEnding;
    }
    if (unwritten) {
      encrypt(ByteBuffer.allocate(0));
    }
    lookAhead();
    if (outputEnding && !outputEnded && !unwritten && !taskRuns) {
      endOutput();
    }
    return below.flush() && !unwritten && (outputEnded || !outputEnding);
  }

  private void endOutput() throws IOException {
    if (!notified) {
      notified = true;
      // By itself the channel would read no more after it.
      secured().engine.closeOutbound();
      // A byte that is not taken any more, but has it encrypt the close_notify.
      encrypt(ByteBuffer.allocate(1));
    }
    if (encrypt(ByteBuffer.allocate(0))) {
      below.shutdownOutput();
      outputEnded = true;
    }
  }

  @Override
  public void shutdownOutput() {
    outputEnding = true;
  }

  @Override
  public int readNeeds() {
    return needs(Ready.READ);
  }

  @Override
  public int writeNeeds() {
    return needs(session == null ? waitsFor : taskRuns ? 0 : Ready.WRITE);
  }

  private int needs(int direction) {
    int needed = session == null || waitsFor != Ready.READ ? waitsFor : direction;
    return switch (needed) {
      case Ready.READ -> below.readNeeds();
      case Ready.WRITE -> below.writeNeeds();
      default -> 0;
    };
  }

  @Override
  public boolean isReady() {
    return session != null;
  }

  @Override
  public Optional<String> serverName() {
    return session().flatMap(TlsSession::serverName);
  }

  @Override
  public boolean holdsInput() {
    return plain != null || (failure != null && !failureRead) || (inputEnded && !endRead);
  }

  /** Notes why the connection is lost, and has an alert sent to the peer. */
  private void fail(Exception why) {
    if (failure != null) {
      return;
    }
    giveUp(why instanceof IOException known ? known : new SSLException("TLS failed", why));
    if (secured != null && why instanceof SSLException && isFree()) {
      alert(secured.engine);
    }
  }

  /** As above, but without an alert: the peer has done nothing wrong. */
  private void giveUp(IOException why) {
    if (failure == null) {
      failure = why;
      handshakeTimer.cancel();
    }
  }

  /** Whether the engine may be called, and what it makes be written behind all that it has made. */
  private boolean isFree() {
    return !taskRuns && !unwritten && !closed;
  }

  /** Writes the alert that the engine has for its failure, if it can be written. */
  private void alert(SSLEngine engine) {
    ByteBuffer buffer = buffers.take();
    if (!records.isEnded()) {
      refuse(engine, buffer);
    }
    try {
      for (int times = 0; times < ALERTS_MAX; times++) {
        engine.wrap(ByteBuffer.allocate(0), buffer);
      }
    } catch (SSLException | RuntimeException _) {
      // It has none.
    }
    records.write(buffer.flip());
    buffers.give(buffer);
  }

  /**
   * Gives an engine that has found nothing wrong itself an alert for what was refused here:
   * unexpected_message (RFC 8446, sections 5 and 6.2). A close_notify would tell the peer that all
   * is well, also where somebody on the way has put in what was refused.
   */
  private static void refuse(SSLEngine engine, ByteBuffer unused) {
    if (engine.isOutboundDone() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      return;
    }
    try {
      engine.unwrap(ByteBuffer.wrap(NO_RECORD), unused);
    } catch (SSLException _) {
      // As it should be.
    }
  }

  private void throwFailure() throws IOException {
    IOException known = failure;
    if (known != null) {
      throw known;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    handshakeTimer.cancel();
    ByteBuffer held = plain;
    plain = null;
    if (held != null) {
      buffers.give(held);
    }
    records.close();
    below.close();
  }

  @Override
  public Optional<Layer> below() {
    return Optional.of(below);
  }
}
