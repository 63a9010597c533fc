package io.echod.scheme.live;

import io.echod.dispatcher.Reason;
import io.echod.net.Connection;
import io.echod.net.line.LineReader;
import io.echod.net.line.LineTooLong;
import io.echod.scheme.language.Forms;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client of a {@link SocketPrompt}: its lines become forms, evaluated one after the other. */
final class SocketAsker implements Asker {

  private static final int LINE_BYTES_MAX = 1 << 20;

  /** A client that sends more while its forms are evaluated is not read from meanwhile. */
  private static final int BYTES_AHEAD_MAX = 64 * 1024;

  /** An evaluation that takes longer may wait for something that will never come. */
  private static final Duration PROBE_DELAY = Duration.ofMillis(100);

  private final Live live;
  private final Connection connection;
  private final LineReader reader;
  private final StringBuilder text = new StringBuilder();
  private Forms forms = new Forms();
  private int line = 1;
  private @Nullable Evaluation evaluation;

  SocketAsker(Live live, Connection connection) {
    this.live = live;
    this.connection = connection;
    reader = new LineReader(connection, LINE_BYTES_MAX);
  }

  void begin() {
    connection.onIo(Reason.READ, (_, _) -> readable()).name("prompt on " + connection.name());
    send("; echod: forms are evaluated in the running program; (exit) leaves\n");
    prompt();
  }

  private void readable() throws IOException {
    if (reader.fill() == Connection.END && evaluation != null) {
      probe();
    } else if (evaluation != null && reader.bufferedBytes() > BYTES_AHEAD_MAX) {
      connection.dispatcher().pause(connection, Reason.READ);
    }
    if (evaluation == null) {
      takeLines();
    }
  }

  /**
   * A client that has ended its output may still want to read, or may have gone altogether, and
   * then nothing must go on waiting for its sake: a write to it finds out.
   */
  private void probe() {
    send("\n");
  }

  /** Hands in the next whole form; the lines behind it wait for its end. */
  private void takeLines() {
    while (connection.isOpen()) {
      Optional<byte[]> next = nextLine();
      if (next.isEmpty()) {
        inputTaken();
        return;
      }
      String typed = ByteStrings.of(next.get(), next.get().length) + "\n";
      forms.add(typed);
      text.append(typed);
      if (!forms.isOpen()) {
        submit();
        return;
      }
      send(Entry.CONTINUATION);
    }
  }

  private Optional<byte[]> nextLine() {
    try {
      return reader.nextLine();
    } catch (LineTooLong refused) {
      send("; a line is longer than " + refused.lineBytesMax() + " bytes\n");
      text.setLength(0);
      return Optional.empty();
    }
  }

  private void inputTaken() {
    if (!reader.isInputEnded()) {
      return;
    }
    if (text.isEmpty()) {
      leave();
    } else {
      submit();
    }
  }

  private void submit() {
    Entry entry = new Entry(text.toString(), line, this);
    line += entry.lines();
    text.setLength(0);
    forms = new Forms();
    Evaluation begun = live.evaluate(entry);
    evaluation = begun;
    if (reader.isInputEnded()) {
      // No read will find out any more that the client has gone.
      connection.dispatcher().after(PROBE_DELAY, (_, _) -> probe(begun)).name("prompt probe");
    }
  }

  private void probe(Evaluation begun) {
    if (begun.equals(evaluation)) {
      probe();
    }
  }

  @Override
  public void done(Outcome outcome, boolean midLine) {
    evaluation = null;
    if (midLine) {
      send("\n");
    }
    if (outcome == Outcome.LEFT) {
      leave();
    } else if (connection.isOpen()) {
      prompt();
      goOn();
    }
  }

  /** On a fresh stack, as one form ends the other's wait. */
  private void goOn() {
    connection
        .dispatcher()
        .defer(() -> {
          if (connection.isOpen() && evaluation == null) {
            if (!reader.isInputEnded() && connection.queuedBytes() == 0) {
              connection.dispatcher().resume(connection, Reason.READ);
            }
            takeLines();
          }
        });
  }

  private void prompt() {
    if (!reader.isInputEnded() || reader.hasLine()) {
      send(Entry.prompt(line));
    }
  }

  @Override
  public void error(String lines) {
    send(lines + "\n");
  }

  @Override
  public void note(String note) {
    send(note + "\n");
  }

  @Override
  public boolean exitEndsSession() {
    return false;
  }

  @Override
  public boolean isMidLine() {
    return false;
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {

      @Override
      public void write(int each) throws IOException {
        write(new byte[] {(byte) each}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        send(ByteBuffer.wrap(bytes, offset, length));
      }
    };
  }

  private void send(String words) {
    try {
      send(ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException lost) {
      // The connection has closed itself, and says so to whom it concerns.
    }
  }

  private void send(ByteBuffer bytes) throws IOException {
    if (connection.isOpen()) {
      connection.write(bytes);
    }
    if (bytes.hasRemaining()) {
      connection.abort();
      throw new IOException("it does not read what it asked for");
    }
  }

  /** Ends it cleanly. */
  void leave() {
    connection.close();
  }

  /** The connection is no more. */
  void gone() {
    if (evaluation != null) {
      evaluation.interrupt();
    }
  }
}
