package io.echod.verify;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The fate of TCP's urgent byte. The dispatcher's kernels can't send one, so a thread of its own
 * does by a socket of the JDK, which sends no other than this.
 */
final class UrgentCase {

  static final Case CASE =
      new Case(
          "urgent-byte",
          "an urgent byte within the stream neither ends nor stalls the echo",
          "RFC 9293 section 3.8.5, RFC 6093",
          UrgentCase::urgent);

  private static final int BEFORE = 1_000;
  private static final int AFTER = 1_000;
  private static final int URGENT = '!';

  /** How long a server that does not end its output is waited for. */
  private static final int SURPLUS_MILLIS = 1_000;

  private UrgentCase() {}

  private static void urgent(Trial trial) {
    InetSocketAddress address = (InetSocketAddress) trial.address();
    int greeting = (int) trial.skipped();
    trial.outside(() -> exchange(address, (int) trial.patience().toMillis(), greeting));
  }

  /** Returns what went wrong; empty where nothing did. */
  private static Trial.Finding exchange(
      InetSocketAddress address, int timeoutMillis, int greeting) {
    byte[] sent = new byte[BEFORE + AFTER];
    for (int index = 0; index < sent.length; index++) {
      sent[index] = (byte) ('a' + index % 26);
    }
    int count = 0;
    try (Socket socket = new Socket()) {
      socket.connect(address, timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      socket.setTcpNoDelay(true);
      socket.getInputStream().readNBytes(greeting);
      socket.getOutputStream().write(sent, 0, BEFORE);
      socket.sendUrgentData(URGENT);
      socket.getOutputStream().write(sent, BEFORE, AFTER);
      byte[] received = new byte[sent.length + 1];
      InputStream input = socket.getInputStream();
      for (int more = 0; more >= 0 && count < wanted(received, count); ) {
        more = input.read(received, count, wanted(received, count) - count);
        count += Math.max(0, more);
      }
      Trial.Finding finding = judge(sent, received, count);
      return finding.verdict() == Verdict.PASS && isMoreToCome(socket, timeoutMillis)
          ? new Trial.Finding(Verdict.FAIL, "more came back than was sent: " + finding.seen())
          : finding;
    } catch (IOException lost) {
      return new Trial.Finding(
          Verdict.FAIL, count + " bytes came back, then: " + lost.getMessage());
    }
  }

  /** Whether there are bytes behind the last one; a server ends its output once it has read all. */
  private static boolean isMoreToCome(Socket socket, int timeoutMillis) {
    try {
      socket.shutdownOutput();
      socket.setSoTimeout(Math.min(timeoutMillis, SURPLUS_MILLIS));
      return socket.getInputStream().read() >= 0;
    } catch (IOException none) {
      // How it ends its output, or that it does not, is for other cases to judge.
      return false;
    }
  }

  /** The bytes that are to come back: one more where the urgent one is among them. */
  private static int wanted(byte[] received, int count) {
    boolean isInline = count > BEFORE && received[BEFORE] == URGENT;
    return BEFORE + AFTER + (isInline ? 1 : 0);
  }

  private static Trial.Finding judge(byte[] sent, byte[] received, int count) {
    if (count < wanted(received, count)) {
      return new Trial.Finding(
          Verdict.FAIL, "%d of %d bytes came back, then the end".formatted(count, sent.length));
    }
    boolean isInline = count > sent.length;
    for (int index = 0; index < sent.length; index++) {
      int place = isInline && index >= BEFORE ? index + 1 : index;
      if (received[place] != sent[index]) {
        return new Trial.Finding(
            Verdict.FAIL, "%d bytes came back, the wrong one at %d".formatted(count, place));
      }
    }
    return new Trial.Finding(
        Verdict.PASS, isInline ? "it came back within the stream" : "it stays outside the stream");
  }
}
