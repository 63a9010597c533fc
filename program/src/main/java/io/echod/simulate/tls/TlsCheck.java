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

  /** A client's handshake has the server compute so often at most, its certificate included. */
  private static final int TASKS_MAX = 8;

  private static final int RECORD_OF_ALERT = 21;
  private static final int RECORD_OF_HANDSHAKE = 22;

  private final TlsPlan plan;
  private final List<TlsClient> clients;
  private final long acceptedBefore;
  private final Tally tally;

  /**
   * The rules for all clients together.
   *
   * @param clients in the order in which they were accepted
   * @param acceptedBefore the number of those accepted before the certificates were read again
   */
  TlsCheck(TlsPlan plan, List<TlsClient> clients, long acceptedBefore, Tally tally) {
    this.plan = plan;
    this.clients = clients;
    this.acceptedBefore = acceptedBefore;
    this.tally = tally;
  }

  /** Checks what a client has seen by now, when nothing more is to come. */
  void check(TlsClient client) {
    TlsVisitor visitor = client.visitor();
    tally.count("TLS client " + visitor.kind() + (plan.isCalm() ? ", timed" : ""));
    visitor.header().ifPresent(header -> tally.count("TLS behind a header " + header.kind()));
    Optional<String> refusal = refusal(client);
    checkBytes(client, refusal.isPresent());
    checkAgreed(client);
    checkSession(client);
    if (client.fate() == Fate.GONE) {
      return;
    }
    if (refusal.isPresent()) {
      checkRefused(client);
      tally.count("TLS refused for " + refusal.get());
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

  /** Why the server does not serve it, but for its version; empty: it does, if all is in time. */
  private Optional<String> refusal(TlsClient client) {
    TlsVisitor visitor = client.visitor();
    boolean isMute = visitor.kind() == TlsVisitor.Kind.MUTE;
    if (visitor.lacksHeader() && !isMute) {
      return Optional.of("a missing header");
    }
    boolean saysHello =
        visitor.shakesHands()
            || (visitor.kind() == TlsVisitor.Kind.STALLING && visitor.stalledFlight() == 2);
    if (!saysHello || isTooOld(visitor)) {
      return Optional.empty();
    }
    if (!plan.protocols().isEmpty()
        && !visitor.protocols().isEmpty()
        && agreed(visitor).isEmpty()) {
      return Optional.of("its protocols");
    }
    Authority authority = isLater(client) ? plan.authorityLater() : plan.authority();
    return authority.letsIn(visitor.proof())
        ? Optional.empty()
        : Optional.of("its certificate " + visitor.proof());
  }

  /** Whether the certificates had been read again when it was accepted. */
  private boolean isLater(TlsClient client) {
    return clients.indexOf(client) >= acceptedBefore;
  }

  /** The first of the server's protocols that the client has as well. */
  private String agreed(TlsVisitor visitor) {
    return plan.protocols().stream().filter(visitor.protocols()::contains).findFirst().orElse("");
  }

  /** In TLS 1.3 a client is done before the server has seen its certificate. */
  private void checkRefused(TlsClient client) {
    boolean mayBeDone = client.visitor().isVersion13() && !client.visitor().lacksHeader();
    check(mayBeDone || !client.isDone(), client, "shook hands, and was to be refused");
    if (!client.isDone() || client.visitor().kind() != TlsVisitor.Kind.NEVER_READING) {
      checkEnded(client);
    }
  }

  /** It gets the bytes that it has sent, behind the greeting; and in plain nothing. */
  private static void checkBytes(TlsClient client, boolean isRefused) {
    byte[] raw = client.gotRaw();
    check(
        raw.length == 0 || raw[0] == RECORD_OF_ALERT || raw[0] == RECORD_OF_HANDSHAKE,
        client,
        "was sent bytes without TLS");
    byte[] got = client.got();
    byte[] owed = isRefused ? new byte[0] : owed(client);
    check(got.length <= owed.length, client, "got more than it had sent");
    int wrong = Arrays.mismatch(got, Arrays.copyOf(owed, got.length));
    check(wrong < 0, client, "got a wrong byte at offset " + wrong);
  }

  private static byte[] owed(TlsClient client) {
    byte[] greeting = client.greeting();
    byte[] sent = client.sent();
    byte[] owed = Arrays.copyOf(greeting, greeting.length + sent.length);
    System.arraycopy(sent, 0, owed, greeting.length, sent.length);
    return owed;
  }

  /** The certificate that it was shown, and the protocol. */
  private void checkAgreed(TlsClient client) {
    if (!client.isDone()) {
      return;
    }
    TlsVisitor visitor = client.visitor();
    check(
        client.shown().equals(Optional.of(Certificates.of(visitor.host(), isLater(client)))),
        client,
        "was shown another certificate than that of '" + visitor.host() + "'");
    String agreed = agreed(visitor);
    check(
        client.protocol().equals(agreed),
        client,
        "was answered '" + client.protocol() + "' by ALPN, not '" + agreed + "'");
    tally.count(agreed.isEmpty() ? "TLS without a protocol" : "TLS with a protocol");
    tally.count(isLater(client) ? "TLS certificate after a reload" : "TLS certificate");
  }

  /** A session is resumed where it can be, and none of the credentials before a reload. */
  private void checkSession(TlsClient client) {
    if (!client.isDone()) {
      return;
    }
    List<TlsClient> before =
        clients.subList(0, clients.indexOf(client)).stream()
            .filter(other -> other.visitor().group() == client.visitor().group())
            .toList();
    if (client.isResumed()) {
      check(
          before.stream().anyMatch(other -> other.isDone() && isLater(other) == isLater(client)),
          client,
          "has resumed a session that none of its has begun");
      tally.count("TLS session resumed");
    } else if (before.size() == 1) {
      TlsClient only = before.getFirst();
      boolean hasTicket = only.ticketNanos() < client.connectedNanos();
      boolean isValid = isLater(only) == isLater(client) && only.visitor().keepsSession();
      check(
          !hasTicket || !isValid,
          client,
          "was to resume the session of " + only + " for '" + only.visitor().host() + "'");
    }
  }

  /** Nothing of its own comes back, but an alert at most. */
  private void checkPlain(TlsClient client) {
    byte[] raw = client.gotRaw();
    check(raw.length == 0 || raw[0] == RECORD_OF_ALERT, client, "was answered without TLS");
    checkEnded(client);
    checkEndedAt(client, Math.min(client.firstByteNanos() + plan.latencyNanos(), deadline(client)));
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

  private static void checkAll(TlsClient client, int sentBytes) {
    check(
        client.got().length >= client.greeting().length + sentBytes || (sentBytes == 0),
        client,
        "was to get " + sentBytes + " bytes back");
  }

  private static void checkCleanEnd(TlsClient client) {
    check(client.fate() == Fate.ENDED, client, "was to see the end");
    check(client.hasNotice(), client, "got an end without a close_notify");
  }

  private static void checkStays(TlsClient client) {
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
  void checkCounts(ServerStatistics statistics) {
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
