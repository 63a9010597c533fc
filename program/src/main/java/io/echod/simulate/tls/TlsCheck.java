package io.echod.simulate.tls;

import io.echod.server.ServerStatistics;
import io.echod.simulate.scenario.Tally;
import io.echod.simulate.scenario.Violation;
import io.echod.simulate.script.Script;
import io.echod.simulate.tls.TlsClient.Fate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The rules of what clients of a TLS server must see. */
final class TlsCheck {

  /** Events take no longer than that, beside the way. */
  private static final long SLACK_NANOS = TlsVisitor.MILLI / 10;

  /** A client's handshake has the server compute so often at most. */
  private static final int TASKS_MAX = 4;

  private static final int RECORD_OF_ALERT = 21;

  private final TlsPlan plan;
  private final Tally tally;

  TlsCheck(TlsPlan plan, Tally tally) {
    this.plan = plan;
    this.tally = tally;
  }

  /** Checks what a client has seen by now, when nothing more is to come. */
  void check(TlsClient client) {
    TlsVisitor visitor = client.visitor();
    tally.count("TLS client " + visitor.kind() + (plan.isCalm() ? ", timed" : ""));
    checkBytes(client);
    checkCertificate(client);
    if (client.fate() == Fate.GONE) {
      return;
    }
    if (isTooOld(visitor)) {
      check(!client.isDone(), client, "shook hands by a version that is not allowed");
      checkEnded(client);
      tally.count("TLS version refused");
      return;
    }
    switch (visitor.kind()) {
      case PLAIN -> checkPlain(client);
      case MUTE, STALLING -> {
        checkEnded(client);
        checkEndedAt(client, deadline(client));
        tally.count("TLS handshake timeout");
      }
      default -> {
        if (isServed(client)) {
          checkServed(client);
        }
      }
    }
  }

  /** Whether it asks for a version that the server refuses. */
  private boolean isTooOld(TlsVisitor visitor) {
    boolean asks =
        visitor.shakesHands()
            || (visitor.kind() == TlsVisitor.Kind.STALLING && visitor.stalledFlight() == 2);
    return plan.isOnly13() && !visitor.isVersion13() && asks;
  }

  /** It gets the bytes that it has sent, behind the greeting. */
  private void checkBytes(TlsClient client) {
    byte[] got = client.got();
    byte[] owed = owed(client);
    check(got.length <= owed.length, client, "got more than it had sent");
    int wrong = Arrays.mismatch(got, Arrays.copyOf(owed, got.length));
    check(wrong < 0, client, "got a wrong byte at offset " + wrong);
  }

  private byte[] owed(TlsClient client) {
    byte[] greeting = plan.isGreeting() ? TlsWorld.GREETING : new byte[0];
    byte[] sent = client.sent();
    byte[] owed = Arrays.copyOf(greeting, greeting.length + sent.length);
    System.arraycopy(sent, 0, owed, greeting.length, sent.length);
    return owed;
  }

  private static void checkCertificate(TlsClient client) {
    if (client.isDone()) {
      check(
          client.shown().equals(Optional.of(Certificates.of(client.visitor().host()))),
          client,
          "was shown another certificate than that of '" + client.visitor().host() + "'");
    }
  }

  /** Nothing of its own comes back, but an alert at most. */
  private void checkPlain(TlsClient client) {
    byte[] raw = client.gotRaw();
    check(raw.length == 0 || raw[0] == RECORD_OF_ALERT, client, "was answered without TLS");
    checkEnded(client);
    checkEndedAt(client, client.firstByteNanos() + plan.latencyNanos());
  }

  /** Whether the server had its handshake in time; and if it had not, checks what came of that. */
  private boolean isServed(TlsClient client) {
    if (!plan.isCalm()) {
      check(client.isDone(), client, "was to shake hands");
      return true;
    }
    long deadline = deadline(client);
    long last = client.handshakeNanos();
    long arrives = last >= Script.NEVER ? last : last + plan.latencyNanos();
    if (arrives > deadline) {
      checkEnded(client);
      checkEndedAt(client, deadline);
      tally.count("TLS handshake timeout");
      return false;
    }
    if (arrives + TASKS_MAX * plan.taskNanosMax() + SLACK_NANOS > deadline) {
      return client.isDone() && client.fate() == Fate.CONNECTED;
    }
    check(client.isDone(), client, "was to shake hands");
    return true;
  }

  private long deadline(TlsClient client) {
    return client.connectedNanos() - plan.latencyNanos() + plan.handshakeNanos();
  }

  private void checkServed(TlsClient client) {
    TlsVisitor visitor = client.visitor();
    tally.count("TLS handshake done");
    switch (visitor.kind()) {
      case HALF_CLOSING -> {
        checkCleanEnd(client);
        checkAll(client, visitor.isVersion13() ? client.sent().length : sureBytes(client));
      }
      case CLOSING -> {
        checkCleanEnd(client);
        checkAll(client, client.sent().length);
      }
      case TRUNCATING -> {
        checkEnded(client);
        checkAll(client, plan.isCalm() ? client.sent().length : 0);
        check(!client.hasNotice(), client, "was cut off, and got a close_notify");
      }
      case NEVER_READING -> checkUnread(client);
      case RENEGOTIATING, UPDATING -> {
        if (isRefused(visitor)) {
          checkEnded(client);
        } else if (plan.isCalm() || !visitor.floods()) {
          checkStays(client);
        }
      }
      default -> checkStays(client);
    }
  }

  /** On a network that is slow at times, KeyUpdates may be read together with data. */
  private boolean isRefused(TlsVisitor visitor) {
    return visitor.kind() == TlsVisitor.Kind.UPDATING
        ? plan.isCalm() && visitor.floods()
        : visitor.kind() == TlsVisitor.Kind.RENEGOTIATING && !visitor.isVersion13();
  }

  /** Small windows may not even take the end of the server's handshake. */
  private void checkUnread(TlsClient client) {
    if (plan.isCalm()) {
      boolean isToEnd = plan.writeNanos() > 0;
      check(
          client.isReset() == isToEnd,
          client,
          isToEnd ? "was to be reset" : "was reset without a reason");
    }
  }

  /** On a network that is slow at times, those may come together with the end. */
  private int sureBytes(TlsClient client) {
    return plan.isCalm() ? client.sentBefore(SLACK_NANOS) : 0;
  }

  private void checkAll(TlsClient client, int sentBytes) {
    int greeting = plan.isGreeting() ? TlsWorld.GREETING.length : 0;
    check(
        client.got().length >= greeting + sentBytes || (sentBytes == 0),
        client,
        "was to get " + sentBytes + " bytes back");
  }

  private static void checkCleanEnd(TlsClient client) {
    check(client.fate() == Fate.ENDED, client, "was to see the end");
    check(client.hasNotice(), client, "got an end without a close_notify");
  }

  private void checkStays(TlsClient client) {
    check(client.fate() == Fate.CONNECTED, client, "was ended without a reason");
    check(!client.hasNotice(), client, "got a close_notify without a reason");
    check(client.hasGivenAll(), client, "has not got rid of its bytes");
    checkAll(client, client.sent().length);
  }

  private static void checkEnded(TlsClient client) {
    check(client.isEnded(), client, "was to be ended");
    check(!client.hasNotice(), client, "failed, and got a close_notify");
  }

  private void checkEndedAt(TlsClient client, long atServerNanos) {
    long late = client.fateNanos() - atServerNanos - plan.latencyNanos();
    check(late >= 0, client, "was ended " + -late + " ns early");
    check(!plan.isCalm() || late <= SLACK_NANOS, client, "was ended " + late + " ns late");
  }

  /** Connections that fail are counted, and no others. */
  void checkCounts(ServerStatistics statistics, List<TlsClient> clients) {
    long accepted = clients.stream().filter(TlsCheck::isAccepted).count();
    Violation.check(
        statistics.accepted() == accepted, "accepted are to be " + accepted + ": " + statistics);
    long least = clients.stream().filter(this::hasFailed).count();
    long most = clients.stream().filter(one -> hasFailed(one) || mayHaveFailed(one)).count();
    Violation.check(
        least <= statistics.failed() && statistics.failed() <= most,
        "failed are to be " + least + " to " + most + ": " + statistics);
  }

  private boolean hasFailed(TlsClient client) {
    TlsVisitor visitor = client.visitor();
    return switch (visitor.kind()) {
      case MUTE, STALLING, PLAIN -> true;
      case RESETTING -> false;
      case TRUNCATING -> client.isEnded();
      default ->
          client.isReset() || (client.isEnded() && !client.hasNotice()) || isRefused(visitor);
    };
  }

  /** A TLS 1.2 client that ends is sent no more, which is a failure where something was left. */
  private static boolean mayHaveFailed(TlsClient client) {
    TlsVisitor visitor = client.visitor();
    return switch (visitor.kind()) {
      case RESETTING, NEVER_READING, UPDATING -> true;
      default -> !visitor.isVersion13() || !client.isDone();
    };
  }

  private static boolean isAccepted(TlsClient client) {
    return client.connectedNanos() < Script.NEVER;
  }

  private static void check(boolean kept, TlsClient client, String otherwise) {
    if (!kept) {
      throw Violation.correctness(client.account() + " " + otherwise);
    }
  }
}
