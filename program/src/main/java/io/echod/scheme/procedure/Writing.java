package io.echod.scheme.procedure;

import gnu.math.IntNum;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.TcpConnection;
import io.echod.scheme.runtime.ScriptLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Writes strings of bytes to connections, in pieces that the shared buffer has room for. */
final class Writing {

  private final ScriptLoop loop;
  private final Endpoints endpoints;

  Writing(ScriptLoop loop, Endpoints endpoints) {
    this.loop = loop;
    this.endpoints = endpoints;
  }

  /** Writes a string of bytes; the bytes accepted, or #f where the connection has failed. */
  Object write(TcpConnection connection, CharSequence string, Duration asked) throws IOException {
    boolean queue = loop.isInCallback() && !asked.isZero();
    if (queue && connection.output().gathers()) {
      int accepted = connection.output().gather(string);
      if (accepted != 0 || string.isEmpty()) {
        return accepted < 0 ? (Object) false : IntNum.make(accepted);
      }
    }
    Duration timeout = loop.waits().of(asked);
    return loop.waits().run(() -> writeAll(connection, string, queue, timeout));
  }

  private Object writeAll(
      TcpConnection connection, CharSequence string, boolean queue, Duration timeout) {
    long deadline = loop.waits().deadline(timeout);
    int accepted = 0;
    boolean timeIsOver;
    boolean partly;
    do {
      Duration left = loop.waits().left(timeout, deadline);
      timeIsOver = loop.waits().areOver(left);
      Duration leftToWrite = queue ? Duration.ZERO : connection.waits().untilWritable(left);
      ByteBuffer buffer = endpoints.buffer().filled(string, accepted);
      int count =
          queue
              ? connection.output().writeOrQueue(buffer)
              : connection.output().write(buffer, leftToWrite);
      if (count < 0) {
        return false;
      }
      accepted += count;
      partly = buffer.hasRemaining();
    } while (accepted < string.length() && !(partly && timeIsOver));
    if (queue) {
      connection.output().unaccepted(string.length() - accepted, string.length());
    }
    return IntNum.make(accepted);
  }
}
