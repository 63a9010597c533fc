package io.echod.benchmarks.resp;

/**
 * A request: where its words lie within the bytes received. One for all connections of a loop.
 *
 * <p>Either an array of bulk strings, as programs send it, or a line of words, as people do (RESP
 * specification, "Sending commands to a Redis server" and "Inline commands").
 */
final class Request {

  /** As many words as a request may have. */
  static final int WORDS_MAX = 1024;

  /** As long as a word may be. */
  static final int WORD_BYTES_MAX = 512 * 1024;

  /** As long as a line may be, of words or of a number. */
  static final int LINE_BYTES_MAX = 64 * 1024;

  /** The result of {@link #parse} for a request that is not all there. */
  static final int INCOMPLETE = -1;

  /**
   * The result of {@link #parse} for bytes that are no request; {@link #problem} has the reason.
   */
  static final int BROKEN = -2;

  private final int[] starts = new int[WORDS_MAX];
  private final int[] lengths = new int[WORDS_MAX];
  private byte[] bytes = new byte[0];
  private int end;
  private int words;
  private int at;
  private int number;
  private String problem = "";

  /** Returns where the next request begins, or {@link #INCOMPLETE}, or {@link #BROKEN}. */
  int parse(byte[] from, int start, int limit) {
    bytes = from;
    end = limit;
    words = 0;
    at = start;
    return from[start] == '*' ? parseArray() : parseLine(start);
  }

  private int parseArray() {
    int outcome = parseNumber(WORDS_MAX, "invalid multibulk length");
    if (outcome < 0) {
      return outcome;
    }
    int count = number;
    for (int word = 0; word < count; word++) {
      if (at == end) {
        return INCOMPLETE;
      }
      if (bytes[at] != '$') {
        return broken("expected '$', got '" + (char) (bytes[at] & 0xff) + "'");
      }
      outcome = parseNumber(WORD_BYTES_MAX, "invalid bulk length");
      if (outcome < 0) {
        return outcome;
      }
      if (number < 0) {
        return broken("invalid bulk length");
      }
      if (end - at < number + 2) {
        return INCOMPLETE;
      }
      starts[word] = at;
      lengths[word] = number;
      at += number + 2;
    }
    words = Math.max(0, count);
    return at;
  }

  /** A type's byte, a number and CR LF; fails, or leaves the number and the place behind it. */
  private int parseNumber(int max, String complaint) {
    int index = at + 1;
    boolean negative = index < end && bytes[index] == '-';
    if (negative) {
      index++;
    }
    int value = 0;
    int first = index;
    for (; index < end; index++) {
      int digit = bytes[index] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
      if (value > max) {
        return broken(complaint);
      }
    }
    if (index == end || (bytes[index] == '\r' && index + 1 == end)) {
      return index - at > LINE_BYTES_MAX ? broken(complaint) : INCOMPLETE;
    }
    if (index == first || bytes[index] != '\r' || bytes[index + 1] != '\n') {
      return broken(complaint);
    }
    number = negative ? -value : value;
    at = index + 2;
    return 0;
  }

  private int parseLine(int start) {
    int lineEnd = start;
    while (lineEnd < end && bytes[lineEnd] != '\n') {
      lineEnd++;
    }
    if (lineEnd - start > LINE_BYTES_MAX) {
      return broken("too big inline request");
    }
    if (lineEnd == end) {
      return INCOMPLETE;
    }
    int stop = lineEnd > start && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    for (int index = start; index < stop; ) {
      if (bytes[index] == ' ') {
        index++;
        continue;
      }
      if (words == WORDS_MAX) {
        return broken("too many words");
      }
      starts[words] = index;
      while (index < stop && bytes[index] != ' ') {
        index++;
      }
      lengths[words] = index - starts[words];
      words++;
    }
    return lineEnd + 1;
  }

  private int broken(String why) {
    problem = why;
    return BROKEN;
  }

  String problem() {
    return problem;
  }

  byte[] bytes() {
    return bytes;
  }

  /** 0 for an empty array or line, which is no request. */
  int words() {
    return words;
  }

  int start(int word) {
    return starts[word];
  }

  int length(int word) {
    return lengths[word];
  }

  /** Whether the first word is this one, in capital letters or small ones. */
  boolean isCommand(char first, char second, char third) {
    int place = starts[0];
    return lengths[0] == 3
        && (bytes[place] | 0x20) == first
        && (bytes[place + 1] | 0x20) == second
        && (bytes[place + 2] | 0x20) == third;
  }

  boolean isCommand(char first, char second, char third, char fourth) {
    int place = starts[0];
    return lengths[0] == 4
        && (bytes[place] | 0x20) == first
        && (bytes[place + 1] | 0x20) == second
        && (bytes[place + 2] | 0x20) == third
        && (bytes[place + 3] | 0x20) == fourth;
  }
}
