package io.echod.benchmarks.resp;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.epoll.EpollKernel;
import io.echod.net.Connection;
import io.echod.net.Listener;
import io.echod.net.ListenerOptions;
import io.echod.net.address.Names;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The server on echod's library: one dispatcher, one buffer to read into and one to write from.
 *
 * <p>It listens on a free port of 127.0.0.1.
 */
public final class EchodResp {

  private static final int BUFFER_BYTES = 64 * 1024;

  /** All replies that are gathered at once: the last one may begin just below enough. */
  private static final int REPLIES_BYTES = Replies.ENOUGH_BYTES + Request.WORD_BYTES_MAX + 64;

  private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer output = ByteBuffer.allocateDirect(REPLIES_BYTES);
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final Replies replies = new Replies();
  private final Request request = new Request();
  private final Commands commands = new Commands();

  private EchodResp() {}

  /** Serves until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    EchodResp server = new EchodResp();
    Dispatcher dispatcher = new Dispatcher(new EpollKernel());
    Listener listener =
        Listener.listen(
            dispatcher,
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
            ListenerOptions.DEFAULT);
    listener.onConnection(server::serve);
    System.out.println("Listening on " + Names.url(listener.address()));
    dispatcher.monitor();
  }

  private void serve(Connection client) {
    Session session = new Session(commands, request);
    client.onIo(Reason.READ, (callback, _) -> read(callback, client, session));
  }

  private void read(Callback callback, Connection client, Session session) throws IOException {
    int count = client.read(input.clear());
    if (count == Connection.END) {
      client.close();
      return;
    }
    input.flip().get(bytes, 0, count);
    replies.clear();
    reply(callback, client, session, session.answer(bytes, count, replies));
  }

  /** One write for all replies; what is left to answer waits until they are taken. */
  private void reply(Callback callback, Connection client, Session session, Session.Outcome outcome)
      throws IOException {
    output.clear().put(replies.bytes(), 0, replies.length()).flip();
    if (outcome == Session.Outcome.STOPPED) {
      callback.interest(0);
      client.write(output, _ -> answerMore(callback, client, session));
      return;
    }
    if (output.hasRemaining()) {
      client.write(output);
    }
    if (outcome == Session.Outcome.BROKEN) {
      client.close();
    }
  }

  private void answerMore(Callback callback, Connection client, Session session) {
    if (!client.isOpen()) {
      return;
    }
    replies.clear();
    Session.Outcome outcome = session.answerMore(replies);
    try {
      callback.interest(Reason.READ);
      reply(callback, client, session, outcome);
    } catch (IOException lost) {
      // The connection knows why, and has closed.
    }
  }
}
