package io.echod.simulate.server.calls;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.net.Connection;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.server.plan.ServerPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link Chat}. Its handlers pass on their failures; it pauses and resumes
 * itself as it likes.
 */
final class ChatMember implements Connector.Outcome {

  private final Chat chat;
  private final int number;
  private final SimRandom random;
  private final ChatPeer far;
  private final ByteBuffer buffer = ByteBuffer.allocate(100);
  private @Nullable SimPeer peer;
  private @Nullable Connection connection;
  private @Nullable Callback reader;
  private boolean reported;
  private boolean closed;
  private boolean over;
  private boolean left;
  private boolean outputLost;
  private boolean paused;
  private int ends;
  private int resumes;
  private long gotBytes;
  private long acceptedBytes;

  /** The ends, in the stream, of the writes that have not completed yet. */
  private final ArrayDeque<Long> unreported = new ArrayDeque<>();

  ChatMember(Chat chat, int number) {
    this.chat = chat;
    this.number = number;
    random = chat.random.stream("member " + number);
    ChatPeer.Kind[] kinds = ChatPeer.Kind.values();
    far = new ChatPeer(kinds[random.below(kinds.length)], random.stream("far end"));
  }

  void connect() {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.3"), 0);
    try {
      InetSocketAddress address = chat.network.listen(anyPort, this::isCalled);
      ConnectionOptions options =
          ConnectionOptions.DEFAULT
              .withConnectTimeout(Duration.ofMillis(random.between(500, 5_000)))
              .withLingerTimeout(Duration.ofMillis(100));
      Connector.connect(chat.dispatcher, address, options, this);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private ChatPeer isCalled(SimPeer called) {
    peer = called;
    return far;
  }

  @Override
  public void connected(Connection made) {
    reported = true;
    note("is connected");
    connection = made;
    made.onClose(_ -> isClosed());
    reader = made.onIo(Reason.READ, (_, _) -> read(made));
    if (over) {
      leave();
    }
  }

  @Override
  public void failed(IOException failure) {
    reported = true;
    note("failed: " + failure.getMessage());
  }

  private void read(Connection made) throws IOException {
    check(!paused, "was called for what it has paused");
    int count = made.read(buffer.clear());
    if (count == Connection.END) {
      check(++ends <= 1 + resumes, "was notified of its end for the " + ends + ". time");
      note("is notified of the end behind " + gotBytes + " bytes");
      return;
    }
    gotBytes += count;
    switch (random.below(4)) {
      case 0 -> chat.other(this).hear();
      case 1 -> pause(made);
      default -> {}
    }
  }

  private void pause(Connection made) {
    note("pauses");
    paused = true;
    chat.dispatcher.pause(made, Reason.READ);
    chat.dispatcher.after(
        Duration.ofNanos(random.below(300 * ServerPlan.MILLI)),
        (_, _) -> {
          if (made.isOpen()) {
            note("resumes");
            resumes++;
            paused = false;
            chat.dispatcher.resume(made, Reason.READ);
          }
        });
  }

  /** Is sent something, by the heartbeat or another member, who passes on what this one meets. */
  void hear() throws IOException {
    Connection to = connection;
    if (to == null || !to.isOpen() || outputLost) {
      return;
    }
    try {
      ByteBuffer words = ByteBuffer.allocate(random.between(1, chat.wordsBytesMax));
      long position = acceptedBytes + words.remaining();
      if (random.chance(0.5)) {
        acceptedBytes += to.write(words);
      } else {
        acceptedBytes += to.write(words, failure -> completed(to, position, failure));
        unreported.add(position);
      }
    } catch (IOException lost) {
      note("can't be written to: " + lost.getMessage());
      outputLost = true;
      throw lost;
    }
  }

  private void completed(Connection to, long position, Optional<IOException> failure) {
    check(
        Objects.equals(unreported.poll(), position), "was notified of its writes in another order");
    boolean taken = takenBytes(to) >= position;
    check(
        taken == failure.isEmpty(),
        "was notified of " + failure + " for bytes that were taken: " + taken);
  }

  private long takenBytes(Connection to) {
    return chat.checks.kernel().takenBytes(to.source());
  }

  private void isClosed() {
    closed = true;
    note("is closed behind " + gotBytes + " bytes");
    if (left || chat.checks.isEnding() || isDisturbed()) {
      return;
    }
    check(far.kind() != ChatPeer.Kind.STAYS, "was closed, and nothing had happened to it");
    if (far.kind() == ChatPeer.Kind.REJECTS && !paused && !chat.network.resetsDiscard()) {
      check(
          gotBytes == far.wordsBytes(),
          "was closed behind " + gotBytes + " of " + far.wordsBytes() + " bytes that had come");
    }
  }

  private boolean isDisturbed() {
    return peer != null && peer.isDisturbed();
  }

  /** Has had enough, unless its far end is to end it. */
  void leave() {
    over = true;
    if (connection != null && connection.isOpen() && !isEndedByFarEnd()) {
      note("leaves");
      left = true;
      connection.close();
    }
  }

  private boolean isEndedByFarEnd() {
    return switch (far.kind()) {
      case STAYS -> false;
      case RESETS, ENDS_THEN_RESETS -> true;
      // Where it has not said a word, its end may be read, and is nothing that closes.
      case REJECTS -> false;
    };
  }

  void check() {
    if (connection != null && connection.isOpen() && reader != null) {
      check(reader.isRegistered(), "lost its handler for what another has met");
      check(
          unreported.isEmpty() || unreported.element() > takenBytes(connection),
          "was not notified of a write whose bytes were taken");
    }
  }

  void checkOver() {
    check(reported, "was never notified of its outcome");
    check(connection == null || closed, "was never notified of its close");
    check(unreported.isEmpty(), "was not notified of " + unreported.size() + " writes");
  }

  boolean isOpen() {
    return connection == null ? !reported : connection.source().isOpen();
  }

  int number() {
    return number;
  }

  private void note(String what) {
    chat.checks.note(this + " " + what);
  }

  private void check(boolean kept, String otherwise) {
    if (!kept) {
      chat.checks.fail(Violation.correctness(this + " " + otherwise));
    }
  }

  @Override
  public String toString() {
    return chat.name + "'s member " + number + " " + far.kind();
  }
}
