package io.echod.simulate.server.clients;

import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.SimPeer;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.scenario.Violation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client of the echo server under test. Each of its bytes differs by client and offset, so the
 * first one that is another's, missing, doubled or out of order is noticed.
 */
final class EchoClient implements SimPeer.Behaviour {

  /** Where it stands; LOST, ENDED and LEFT are final. */
  private enum Stage {
    TO_COME,
    CONNECTING,
    CONNECTED,
    /** The server's end was received, and all before it. */
    ENDED,
    /** Refused or reset. */
    LOST,
    /** It closed by itself. */
    LEFT
  }

  private final ClientHabits habits;
  private final EchoClients others;
  private final SimNetwork network;
  private final SimRandom random;
  private Stage stage = Stage.TO_COME;
  private int retriesLeft;
  private long sentBytes;
  private long gotBytes;
  private boolean outputEnded;
  private boolean readingPlanned;
  private boolean sendingPlanned;
  private boolean stuck;
  private boolean finishing;
  private boolean counted;
  private @Nullable Debt debt;
  private @Nullable Greeted greeted;

  EchoClient(ClientHabits habits, EchoClients others, SimRandom random) {
    this.habits = habits;
    this.others = others;
    this.random = random;
    network = others.network();
    retriesLeft = habits.retries();
  }

  void connect(InetSocketAddress address) {
    note("connects");
    stage = Stage.CONNECTING;
    try {
      debt = new Debt(network.connect(address, this));
      greeted = others.greeting(peer().localAddress(), address);
      others.calling(debt());
    } catch (IOException unexpected) {
      throw new IllegalStateException(unexpected);
    }
    if (habits.kind() == ClientKind.CONNECT_AND_LEAVE) {
      network.after(habits.leaveNanos(), this::leave);
    }
  }

  Debt debt() {
    if (debt == null) {
      throw new IllegalStateException(this + " has not called yet");
    }
    return debt;
  }

  private SimPeer peer() {
    return debt().peer();
  }

  @Override
  public void connected(SimPeer ready) {
    stage = Stage.CONNECTED;
    note("is connected");
    send();
  }

  @Override
  public void writable(SimPeer ready) {
    send();
  }

  private void send() {
    if (stage != Stage.CONNECTED || outputEnded || sendingPlanned) {
      return;
    }
    if (sentBytes == habits.totalBytes()) {
      sentAll();
    } else if (habits.kind() == ClientKind.ONE_BYTE_AT_A_TIME && !finishing) {
      sendingPlanned = true;
      network.after(
          habits.drawPauseNanos(random),
          () -> {
            sendingPlanned = false;
            send(1);
          });
    } else {
      send(habits.chunkBytes());
    }
  }

  private void send(int chunkBytes) {
    while (stage == Stage.CONNECTED && sentBytes < habits.totalBytes()) {
      int count = (int) Math.min(chunkBytes, habits.totalBytes() - sentBytes);
      int taken = peer().send(habits.payload(sentBytes, count), 0, count);
      sentBytes += taken;
      if (taken < count) {
        stuck |= peer().isOpen();
        return;
      }
      if (chunkBytes == 1) {
        send();
        return;
      }
    }
    if (stage == Stage.CONNECTED) {
      sentAll();
    }
  }

  private void sentAll() {
    if (habits.kind() == ClientKind.HALF_CLOSING) {
      endOutput();
    } else if (habits.kind() == ClientKind.RESETTING && !sendingPlanned) {
      sendingPlanned = true;
      network.after(habits.leaveNanos(), this::reset);
    }
  }

  private void endOutput() {
    if (!outputEnded) {
      note("ends its output behind " + sentBytes + " bytes");
      outputEnded = true;
      peer().shutdownOutput();
    }
  }

  @Override
  public void readable(SimPeer ready) {
    switch (habits.kind()) {
      case NEVER_READING -> {
        if (finishing) {
          take(Integer.MAX_VALUE);
        }
      }
      case SLOW -> {
        if (finishing) {
          take(Integer.MAX_VALUE);
        } else {
          planReading();
        }
      }
      default -> take(Integer.MAX_VALUE);
    }
  }

  private void planReading() {
    if (readingPlanned) {
      return;
    }
    readingPlanned = true;
    network.after(
        habits.drawPauseNanos(random),
        () -> {
          readingPlanned = false;
          if (stage == Stage.CONNECTED) {
            take(habits.chunkBytes());
            if (stage == Stage.CONNECTED && peer().available() > 0) {
              planReading();
            }
          }
        });
  }

  private void take(int most) {
    byte[] bytes = peer().receive(most);
    int greetingBytes = Objects.requireNonNull(greeted).take(bytes);
    int echoedBytes = bytes.length - greetingBytes;
    if (gotBytes + echoedBytes > sentBytes) {
      throw Violation.correctness(
          this + " got back " + (gotBytes + echoedBytes) + " bytes, and has sent " + sentBytes);
    }
    for (int index = greetingBytes; index < bytes.length; index++) {
      if (bytes[index] != habits.payload(gotBytes)) {
        throw Violation.correctness(this + " got back a wrong byte at offset " + gotBytes);
      }
      gotBytes++;
    }
    if (gotBytes == habits.totalBytes() && stage == Stage.CONNECTED) {
      gotAll();
    }
  }

  private void gotAll() {
    if (outputEnded) {
      return;
    }
    switch (habits.kind()) {
      case HALF_CLOSING, RESETTING, CONNECT_AND_LEAVE -> {}
      default -> {
        didItsPart();
        switch (habits.afterwards()) {
          case CLOSE -> leave();
          case END_OUTPUT -> endOutput();
          case STAY -> note("has all back, and stays");
        }
      }
    }
  }

  @Override
  public void ended(SimPeer ready) {
    note("read the end, behind " + gotBytes + " bytes");
    stage = Stage.ENDED;
    if (!ready.isDisturbed()) {
      others.checkEnded(this);
      if (habits.kind() == ClientKind.HALF_CLOSING && gotBytes == habits.totalBytes()) {
        didItsPart();
      }
    }
    ready.close();
  }

  @Override
  public void lost(SimPeer ready, IOException why) {
    boolean refused = stage == Stage.CONNECTING;
    note((refused ? "was refused: " : "was reset: ") + why.getMessage());
    stage = Stage.LOST;
    if (!ready.isDisturbed()) {
      others.checkLost(this, refused, isTimeout(why));
    }
    if (refused && retriesLeft > 0 && !finishing) {
      retriesLeft--;
      stage = Stage.TO_COME;
      network.after(habits.drawPauseNanos(random), () -> connect(others.address(habits.number())));
    }
  }

  /** The system has given up, as the server was busy with others for so long. */
  private static boolean isTimeout(IOException why) {
    return String.valueOf(why.getMessage()).contains("timed out");
  }

  private void leave() {
    if (stage == Stage.CONNECTING || stage == Stage.CONNECTED) {
      note("leaves");
      if (habits.kind() == ClientKind.CONNECT_AND_LEAVE
          || (habits.kind() == ClientKind.NEVER_READING && stage == Stage.CONNECTED)) {
        didItsPart();
      }
      stage = Stage.LEFT;
      peer().close();
    }
  }

  private void reset() {
    if (stage == Stage.CONNECTED) {
      note("resets");
      didItsPart();
      stage = Stage.LEFT;
      peer().reset();
    }
  }

  void drainBegins() {
    if (stage == Stage.CONNECTED) {
      debt().drainBegins();
    }
  }

  /** Faults are over: who was slow is so no longer, or leaves. */
  void finish() {
    finishing = true;
    if (stage == Stage.CONNECTING && peer().isDisturbed()) {
      leave();
    } else if (stage == Stage.CONNECTED) {
      if (habits.leavesInTheEnd()) {
        leave();
      } else {
        take(Integer.MAX_VALUE);
        send();
      }
    }
  }

  /** Whether nothing is to be waited for: it has come to its end, or has all and stays. */
  boolean isSettled() {
    return switch (stage) {
      case ENDED, LOST, LEFT -> true;
      case TO_COME -> false;
      case CONNECTING -> peer().isDisturbed();
      case CONNECTED ->
          habits.afterwards() == ClientHabits.Afterwards.STAY
              && gotBytes == habits.totalBytes()
              && habits.kind() != ClientKind.HALF_CLOSING
              && habits.kind() != ClientKind.RESETTING
              && habits.kind() != ClientKind.CONNECT_AND_LEAVE;
    };
  }

  /** Whether it has yet to see the end of the server. */
  boolean isWaitingForTheEnd() {
    return (stage == Stage.CONNECTED && !peer().isVanished())
        || (stage == Stage.CONNECTING && !peer().isDisturbed());
  }

  /** Whether a fault has had a hand in it. */
  boolean isDisturbed() {
    return debt != null && peer().isDisturbed();
  }

  long totalBytes() {
    return habits.totalBytes();
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Whether nothing of the greeting is to come. */
  boolean isGreeted() {
    return greeted != null && greeted.isWhole();
  }

  long gotBytes() {
    return gotBytes;
  }

  boolean hasEndedOutput() {
    return outputEnded;
  }

  private void didItsPart() {
    if (!counted) {
      counted = true;
      others.count(habits.kind());
    }
  }

  private void note(String what) {
    network.trace().note(this + " " + what);
  }

  String account() {
    return this
        + " ("
        + stage
        + ", sent "
        + sentBytes
        + " of "
        + habits.totalBytes()
        + ", got "
        + gotBytes
        + (stuck ? ", was stuck" : "")
        + ")";
  }

  @Override
  public String toString() {
    return "client " + habits.number() + " " + habits.kind();
  }
}
