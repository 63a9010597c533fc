package io.echod.benchmarks.resp;

import java.util.Arrays;

/** One client: the bytes of it that are not answered yet. */
final class Session {

  /** How a turn of answering ended. */
  enum Outcome {
    /** Everything whole is answered. */
    ANSWERED,
    /** The replies are enough for once; there is more to answer when they are written. */
    STOPPED,
    /** The bytes are no request; nothing more is answered. */
    BROKEN
  }

  private static final byte[] NOTHING = new byte[0];

  private final Commands commands;
  private final Request request;

  /** Nearly always empty: a read nearly always brings whole requests. */
  private byte[] rest = NOTHING;

  private int restBytes;

  Session(Commands commands, Request request) {
    this.commands = commands;
    this.request = request;
  }

  /** Answers what one read has brought, behind what was left before. */
  Outcome answer(byte[] bytes, int length, Replies replies) {
    if (restBytes == 0) {
      return answerAll(bytes, length, replies);
    }
    keep(bytes, 0, length);
    return answerMore(replies);
  }

  /** Answers what was left. */
  Outcome answerMore(Replies replies) {
    byte[] bytes = rest;
    int length = restBytes;
    rest = NOTHING;
    restBytes = 0;
    return length == 0 ? Outcome.ANSWERED : answerAll(bytes, length, replies);
  }

  private Outcome answerAll(byte[] bytes, int length, Replies replies) {
    for (int at = 0; at < length; ) {
      if (replies.isEnough()) {
        keep(bytes, at, length);
        return Outcome.STOPPED;
      }
      int next = request.parse(bytes, at, length);
      if (next == Request.INCOMPLETE) {
        keep(bytes, at, length);
        return Outcome.ANSWERED;
      }
      if (next == Request.BROKEN) {
        replies.add("-ERR Protocol error: " + request.problem() + "\r\n");
        return Outcome.BROKEN;
      }
      if (request.words() > 0) {
        commands.execute(request, replies);
      }
      at = next;
    }
    return Outcome.ANSWERED;
  }

  /** Keeps bytes behind those that are left, to be answered later. */
  void keep(byte[] bytes, int start, int end) {
    int needed = restBytes + end - start;
    if (rest.length < needed) {
      rest = Arrays.copyOf(rest, Math.max(needed, Math.min(2 * rest.length, 1 << 20)));
    }
    System.arraycopy(bytes, start, rest, restBytes, end - start);
    restBytes = needed;
  }
}
