package io.echod.verify;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.net.datagram.Datagrams;
import io.echod.net.datagram.DatagramsOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of a trial over UDP: sends one datagram, and once more where nothing comes back, for any
 * may be lost. Not connected, so that it sees answers that come from elsewhere.
 */
final class UdpClient {

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int SENDS_MAX = 4;

  private final Trial trial;
  private final DatagramAddress to;
  private final DatagramAddress from = new DatagramAddress();
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(DatagramBatch.SLOT_BYTES);
  private @Nullable Datagrams socket;
  private @Nullable Callback retry;
  private final List<byte[]> earlier = new ArrayList<>();
  private byte[] question = {};
  private int sends;
  private int answers;
  private boolean done = true;
  private String elsewhere = "";
  private String trouble = "";

  UdpClient(Trial trial, Dispatcher dispatcher, InetSocketAddress server) {
    this.trial = trial;
    to = new DatagramAddress(server);
    boolean ipv4 = server.getAddress() instanceof Inet4Address;
    try {
      Datagrams opened =
          Datagrams.bind(
              dispatcher,
              new InetSocketAddress(ipv4 ? "0.0.0.0" : "::", 0),
              DatagramsOptions.DEFAULT);
      opened.onIo(Reason.READ, (_, _) -> read(opened));
      socket = opened;
      retry = dispatcher.every(RETRY, RETRY, (_, _) -> sendAgain());
    } catch (IOException failure) {
      trouble = String.valueOf(failure.getMessage());
    }
  }

  /** Sends a datagram; {@link #isEchoed} once it is back. */
  void send(byte[] bytes) {
    earlier.add(question);
    question = bytes;
    sends = 0;
    answers = 0;
    done = false;
    sendOnce();
  }

  private void sendAgain() {
    if (!done && sends < SENDS_MAX) {
      sendOnce();
    }
  }

  private void sendOnce() {
    Datagrams open = socket;
    if (open == null) {
      return;
    }
    sends++;
    try {
      open.send(ByteBuffer.wrap(question), to);
    } catch (IOException refused) {
      trouble =
          "a datagram of " + question.length + " bytes could not be sent: " + refused.getMessage();
      trial.changed();
    }
  }

  private void read(Datagrams open) {
    try {
      if (open.receive(incoming.clear(), from) != Datagrams.NONE) {
        check(incoming.flip());
      }
    } catch (IOException failure) {
      trouble = String.valueOf(failure.getMessage());
    }
    trial.changed();
  }

  private void check(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    if (!from.isSame(to)) {
      elsewhere = "it came from " + from + ", and was sent to " + to;
    }
    if (Arrays.equals(bytes, question)) {
      answers++;
      done = true;
    } else if (earlier.stream().noneMatch(one -> Arrays.equals(one, bytes))) {
      // One that was sent before may come late.
      trouble =
          "a datagram of %d bytes was sent, and another one of %d bytes came back"
              .formatted(question.length, bytes.length);
    }
  }

  void close() {
    if (retry != null) {
      retry.cancel();
    }
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** Whether the last datagram is back. */
  boolean isEchoed() {
    return done;
  }

  /** How often the last datagram was sent. */
  int sends() {
    return sends;
  }

  /** How often it came back. */
  int answers() {
    return answers;
  }

  /** Says so where an answer came from another address than the one asked; else empty. */
  String elsewhere() {
    return elsewhere;
  }

  /** Its failure; empty where there is none. */
  String trouble() {
    return trouble;
  }

  @Override
  public String toString() {
    return trouble.isEmpty()
        ? "%d bytes, sent %d times, came back %d times".formatted(question.length, sends, answers)
        : trouble;
  }
}
