package io.echod.benchmarks.resp;

import java.nio.charset.StandardCharsets;

/** The commands for a request: PING, GET, SET. One for all connections of a loop. */
final class Commands {

  private static final byte[] OK = bytes("+OK\r\n");
  private static final byte[] PONG = bytes("+PONG\r\n");
  private static final byte[] NONE = bytes("$-1\r\n");

  private final Store store = new Store();

  /** Executes a request, which has a word at least, and adds the reply. */
  void execute(Request request, Replies replies) {
    byte[] bytes = request.bytes();
    if (request.isCommand('g', 'e', 't')) {
      if (request.words() != 2) {
        wrongNumber("get", replies);
        return;
      }
      byte[] reply = store.reply(bytes, request.start(1), request.length(1));
      replies.add(reply == null ? NONE : reply);
    } else if (request.isCommand('s', 'e', 't')) {
      if (request.words() < 3) {
        wrongNumber("set", replies);
      } else if (request.words() > 3) {
        replies.add("-ERR syntax error\r\n");
      } else {
        store.set(bytes, request.start(1), request.length(1), request.start(2), request.length(2));
        replies.add(OK);
      }
    } else if (request.isCommand('p', 'i', 'n', 'g')) {
      ping(request, replies);
    } else {
      replies.add("-ERR unknown command\r\n");
    }
  }

  private static void ping(Request request, Replies replies) {
    if (request.words() == 1) {
      replies.add(PONG);
    } else if (request.words() == 2) {
      replies.add("$" + request.length(1) + "\r\n");
      replies.add(request.bytes(), request.start(1), request.length(1));
      replies.add("\r\n");
    } else {
      wrongNumber("ping", replies);
    }
  }

  private static void wrongNumber(String command, Replies replies) {
    replies.add("-ERR wrong number of arguments for '" + command + "' command\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
