package io.echod.server;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.fault.FaultSyntax;
import io.echod.net.Connection;
import io.echod.net.fault.OwnFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client's first line, where that may be a command: {@code !fault KIND=...} for a fault of its
 * own, {@code !who} for what the server knows of the connection. Any other first line is echoed.
 */
final class FirstLine {

  /** A longer line is no command. */
  private static final int LENGTH_MAX = 1024;

  /** More than an answer has: a header of a proxy and a client's certificate, all of it escaped. */
  static final int ANSWER_BYTES_MAX = 1 << 18;

  private static final String FAULT = "!fault ";
  private static final String WHO = "!who";

  /** Goes on with what is no command, or has come behind it. */
  @FunctionalInterface
  interface Rest {
    void echo(ByteBuffer rest) throws IOException;
  }

  private final Who who;
  private final Connection connection;
  private final Rest next;
  private final ByteBuffer line = ByteBuffer.allocate(LENGTH_MAX);

  private FirstLine(Who who, Connection connection, Rest next) {
    this.who = who;
    this.connection = connection;
    this.next = next;
  }

  /** Reads it, carries it out, and hands over. */
  static void read(Who who, Connection connection, Rest next) {
    FirstLine line = new FirstLine(who, connection, next);
    connection.onIo(Reason.READ, (callback, _) -> line.readSome(callback));
  }

  private void readSome(Callback callback) {
    try {
      boolean ended = connection.read(line) == Connection.END;
      int end = endOfLine();
      boolean isCommand = line.position() > 0 && line.get(0) == '!';
      if (isCommand && end < 0 && line.hasRemaining() && !ended) {
        return;
      }
      if (line.position() == 0 && !ended) {
        return;
      }
      callback.cancel();
      line.flip();
      if (isCommand && end >= 0) {
        carryOut(text(end));
      }
      next.echo(line);
      if (ended) {
        connection.close();
      }
    } catch (IOException lost) {
      connection.close();
    }
  }

  private int endOfLine() {
    for (int index = 0; index < line.position(); index++) {
      if (line.get(index) == '\n') {
        return index;
      }
    }
    return -1;
  }

  private String text(int end) {
    int length = end > 0 && line.get(end - 1) == '\r' ? end - 1 : end;
    return new String(line.array(), 0, length, StandardCharsets.UTF_8);
  }

  private void carryOut(String command) throws IOException {
    String answer;
    if (command.startsWith(FAULT)) {
      answer = fault(command.substring(FAULT.length()).strip());
    } else if (command.equals(WHO)) {
      answer = who.json();
    } else {
      return;
    }
    // Bytes that have come behind it are echoed; the line itself is not.
    line.position(endOf(line) + 1);
    write(answer + "\n");
    if (command.startsWith(FAULT) && answer.equals("!ok")) {
      connection.layer(OwnFaults.class).orElseThrow().add(FaultSyntax.parse(spec(command)));
    }
  }

  private static String spec(String command) {
    return command.substring(FAULT.length()).strip();
  }

  private static int endOf(ByteBuffer line) {
    int index = line.position();
    while (line.get(index) != '\n') {
      index++;
    }
    return index;
  }

  private void write(String answer) throws IOException {
    connection.writeAll(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
  }

  private static String fault(String spec) {
    try {
      OwnFaults.check(FaultSyntax.parse(spec));
      return "!ok";
    } catch (IllegalArgumentException wrong) {
      return "!error " + wrong.getMessage();
    }
  }
}
