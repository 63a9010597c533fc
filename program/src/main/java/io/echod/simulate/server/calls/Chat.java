package io.echod.simulate.server.calls;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.kernel.sim.SimNetwork;
import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.simulate.server.checks.ServerChecks;
import io.echod.simulate.server.plan.ServerPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections to peers that may go at any time, a heartbeat that writes to all of them, and
 * handlers of each that write to another: what happens to one must not touch the others.
 */
public final class Chat {

  private static final int MEMBERS_MAX = 5;
  private static final int BEATS_MAX = 10;

  /** The limit of bytes said at once, lest narrow windows take for ever. */
  private static final int WORDS_PER_WINDOW_MAX = 4;

  private static final int WORDS_BYTES_MAX = 5_000;

  final String name;
  final ServerChecks checks;
  final Dispatcher dispatcher;
  final SimNetwork network;
  final SimRandom random;
  final int wordsBytesMax;
  private final List<ChatMember> members = new ArrayList<>();
  private int beatsLeft;
  private @Nullable Callback heartbeat;

  /** Makes no call before it begins. */
  public Chat(
      String name,
      ServerChecks checks,
      Dispatcher dispatcher,
      SimNetwork network,
      int windowBytes,
      SimRandom random) {
    this.name = name;
    this.checks = checks;
    this.dispatcher = dispatcher;
    this.network = network;
    this.random = random;
    wordsBytesMax = Math.min(WORDS_BYTES_MAX, WORDS_PER_WINDOW_MAX * windowBytes);
    beatsLeft = random.between(1, BEATS_MAX);
  }

  /** Calls all members, and starts the heartbeat. */
  public void begin() {
    checks.always(this::check);
    for (int count = random.between(1, MEMBERS_MAX); count > 0; count--) {
      ChatMember member = new ChatMember(this, members.size());
      members.add(member);
      member.connect();
    }
    long interval = random.between(1, random.between(1, 300)) * ServerPlan.MILLI;
    heartbeat = dispatcher.every(Duration.ZERO, Duration.ofNanos(interval), (_, _) -> beat());
  }

  /** Passes on what it meets, as handlers may: it belongs to the member that it was met at. */
  private void beat() throws IOException {
    checks.note(name + " beats");
    if (beatsLeft-- == 0) {
      cancelHeartbeat();
      members.forEach(ChatMember::leave);
      return;
    }
    for (ChatMember member : members) {
      member.hear();
    }
  }

  private void cancelHeartbeat() {
    Callback beating = heartbeat;
    heartbeat = null;
    if (beating != null) {
      beating.cancel();
    }
  }

  /** Another than that one, to pass something on to; the same one where there is no other. */
  ChatMember other(ChatMember member) {
    int index = (member.number() + 1 + random.below(members.size())) % members.size();
    return members.get(index);
  }

  /** Checks what holds between turns. */
  private void check() {
    if (checks.isEnding()) {
      return;
    }
    checks.check(
        heartbeat == null || heartbeat.isRegistered(),
        name + "'s heartbeat was cancelled for what one of its members has met");
    members.forEach(ChatMember::check);
  }

  /** Checks what must hold in the end. */
  public void checkOver() {
    members.forEach(ChatMember::checkOver);
  }

  /** The members that have a source open. */
  public int openCount() {
    return (int) members.stream().filter(ChatMember::isOpen).count();
  }

  @Override
  public String toString() {
    return name + " " + members.stream().filter(ChatMember::isOpen).toList();
  }
}
