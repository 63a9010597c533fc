package io.echod.simulate.guarded;

import io.echod.net.address.Names;
import io.echod.simulate.script.Script;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The decision which clients are let in, the bytes they get, and the time of their end: the rules
 * of the server once more, over events in the order of time.
 */
final class NaiveGuard {

  private static final double SECOND = 1e9;

  /** So long the server waits for the end of a client that does not answer its own. */
  private static final long LINGER_NANOS = 5_000 * Visitor.MILLI;

  /** How a connection ends for the client. */
  enum Ending {
    STAYS,
    END,
    RESET,
    /** By an end or by a reset. */
    EITHER
  }

  /** The model's expectation of a client. */
  static final class Expected {
    Ending ending = Ending.STAYS;

    /** When the server has it end, where it does. */
    long endNanos = Script.NEVER;

    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void end(Ending how, long nanos) {
      ending = how;
      endNanos = nanos;
    }
  }

  /** One address' connections, and the bucket of those that may still come. */
  private static final class Account {
    final List<Long> ends = new ArrayList<>();
    double tokens;
    long filledNanos;
  }

  /** A client that comes to a door: at the listener, or with a header. */
  private record Arrival(long nanos, Visitor visitor, boolean isKnown) {}

  private final GuardedPlan plan;
  private final Map<Visitor, InetSocketAddress> callers;
  private final Map<Visitor, Expected> expected = new HashMap<>();
  private final Map<Long, Account> accounts = new HashMap<>();

  /** When each of those who are in leaves. */
  private final Map<Visitor, Long> leaving = new HashMap<>();

  private long refused;
  private long probes;
  private long accepted;

  /** Goes through it all; of each visitor it is known from where he has called. */
  NaiveGuard(GuardedPlan plan, Map<Visitor, InetSocketAddress> callers) {
    this.plan = plan;
    this.callers = callers;
    List<Arrival> arrivals = new ArrayList<>();
    for (Visitor visitor : plan.visitors()) {
      if (callers.containsKey(visitor)) {
        arrivals.add(new Arrival(visitor.offeredNanos(), visitor, false));
        headerNanos(visitor).ifPresent(nanos -> arrivals.add(new Arrival(nanos, visitor, true)));
      }
    }
    arrivals.sort((one, other) -> Long.compare(one.nanos, other.nanos));
    arrivals.forEach(this::arrive);
  }

  Expected of(Visitor visitor) {
    return expected.getOrDefault(visitor, new Expected());
  }

  /** How many connections the server still has at that time. */
  long openAt(long nanos) {
    return leaving.values().stream().filter(end -> end > nanos).count();
  }

  long refused() {
    return refused;
  }

  long probes() {
    return probes;
  }

  long accepted() {
    return accepted;
  }

  /** When the last byte of a good header is there, where it is in time. */
  private Optional<Long> headerNanos(Visitor visitor) {
    Header.Kind kind = visitor.header().map(Header::kind).orElse(Header.Kind.PROBE);
    if (kind != Header.Kind.NAMING && kind != Header.Kind.OWN) {
      return Optional.empty();
    }
    if (visitor.pieces().size() < visitor.headerPieces()) {
      return Optional.empty();
    }
    long whole = visitor.pieces().get(visitor.headerPieces() - 1).nanos;
    return whole < visitor.offeredNanos() + plan.proxyNanos()
        ? Optional.of(whole)
        : Optional.empty();
  }

  private void arrive(Arrival arrival) {
    Visitor visitor = arrival.visitor;
    if (arrival.isKnown) {
      if (leaving.containsKey(visitor)) {
        named(visitor, arrival.nanos);
      }
    } else if (offered(visitor)) {
      accepted++;
      if (plan.isProxied()) {
        awaitHeader(visitor);
      } else {
        serve(visitor, visitor.offeredNanos());
      }
    } else {
      refused++;
      of(visitor, Ending.EITHER, visitor.offeredNanos());
    }
  }

  private Expected of(Visitor visitor, Ending ending, long nanos) {
    Expected own = expected.computeIfAbsent(visitor, _ -> new Expected());
    // One that is cut off hears of nothing.
    own.end(nanos < visitor.vanishNanos() ? ending : Ending.STAYS, nanos);
    return own;
  }

  private boolean offered(Visitor visitor) {
    long now = visitor.offeredNanos();
    if (plan.isProxied() && !plan.isTrusted()) {
      return false;
    }
    if (!plan.isProxied() && !plan.lists(now).hasIn(caller(visitor).getAddress())) {
      return false;
    }
    int most = now < plan.reloadNanos() ? plan.connectionsMax() : plan.connectionsMaxLater();
    long open = leaving.values().stream().filter(end -> end > now).count();
    if (most > 0 && open >= most) {
      return false;
    }
    if (!plan.isProxied() && !charge(caller(visitor), now)) {
      return false;
    }
    leaving.put(visitor, Script.NEVER);
    return true;
  }

  private boolean charge(InetSocketAddress address, long now) {
    Account account =
        accounts.computeIfAbsent(
            key(address),
            _ -> {
              Account made = new Account();
              made.tokens = plan.connectRate();
              made.filledNanos = now;
              return made;
            });
    long open = account.ends.stream().filter(end -> end > now).count();
    if (plan.perAddressMax() > 0 && open >= plan.perAddressMax()) {
      return false;
    }
    if (plan.connectRate() > 0) {
      double more = (now - account.filledNanos) / SECOND * plan.connectRate();
      account.tokens = Math.min((double) plan.connectRate(), account.tokens + more);
      account.filledNanos = now;
      if (account.tokens < 1) {
        return false;
      }
      account.tokens--;
    }
    return true;
  }

  /** One user has all IPv6 addresses that share the first 64 bits (RFC 6177). */
  static long key(InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    long key = bytes.length;
    for (int index = 0; index < Math.min(8, bytes.length); index++) {
      key = key * 256 + (bytes[index] & 0xff);
    }
    return key;
  }

  private void awaitHeader(Visitor visitor) {
    long late = visitor.offeredNanos() + plan.proxyNanos();
    long idle = idleFrom(visitor.offeredNanos());
    Header.Kind kind = visitor.header().orElseThrow().kind();
    long comes =
        switch (kind) {
          case PROBE, ENDLESS -> visitor.endNanos();
          case WRONG ->
              visitor.pieces().isEmpty() ? Script.NEVER : visitor.pieces().getFirst().nanos;
          case NAMING, OWN -> headerNanos(visitor).orElse(Script.NEVER);
        };
    long first = Math.min(Math.min(late, idle), comes);
    if (first == comes && (kind == Header.Kind.NAMING || kind == Header.Kind.OWN)) {
      return;
    }
    if (first == idle && idle >= visitor.vanishNanos()) {
      // The server waits for its end, and the header's time runs on.
      refused++;
      leave(visitor, Ending.STAYS, first, Math.min(late, first + LINGER_NANOS));
      return;
    }
    boolean hasBegun = visitor.pieces().stream().anyMatch(piece -> piece.nanos <= first);
    if (first != late && !hasBegun) {
      probes++;
    } else {
      refused++;
    }
    if (first == idle) {
      // A client that has sent nothing, or not all, closes when it hears of the refusal, and leaves
      // it at that.
      endByServer(visitor, first);
    } else {
      leave(visitor, Ending.EITHER, first, first);
    }
  }

  private long idleFrom(long nanos) {
    return plan.idleNanos() == 0 ? Script.NEVER : nanos + plan.idleNanos();
  }

  private void leave(Visitor visitor, Ending ending, long endNanos, long leftNanos) {
    of(visitor, ending, endNanos);
    leaving.put(visitor, leftNanos);
  }

  private void named(Visitor visitor, long now) {
    if (leaving.getOrDefault(visitor, 0L) <= now) {
      return;
    }
    Optional<InetSocketAddress> source = visitor.header().flatMap(Header::source);
    boolean isIn =
        source.isEmpty()
            || (plan.lists(now).hasIn(source.get().getAddress()) && charge(source.get(), now));
    if (!isIn) {
      refused++;
      leave(visitor, Ending.RESET, now, now);
      return;
    }
    serve(visitor, now);
    source.ifPresent(address -> counts(visitor, address));
  }

  /** Echoes what comes, until something ends it. */
  private void serve(Visitor visitor, long from) {
    Expected own = expected.computeIfAbsent(visitor, _ -> new Expected());
    if (plan.isGreeting()) {
      InetSocketAddress client = visitor.header().flatMap(Header::source).orElse(caller(visitor));
      own.bytes.writeBytes((Names.url(client) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    if (visitor.isDeaf()) {
      serveDeaf(visitor, own);
      return;
    }
    int left = plan.bytesMax() == 0 ? Integer.MAX_VALUE : plan.bytesMax();
    long last = from;
    long end = visitor.endNanos();
    for (Visitor.Piece piece : visitor.pieces()) {
      int payload = piece.bytes.length - piece.headerBytes;
      if (piece.nanos < from || payload == 0) {
        continue;
      }
      if (idleFrom(last) < piece.nanos) {
        break;
      }
      last = piece.nanos;
      int count = Math.min(left, payload);
      own.bytes.write(piece.bytes, piece.headerBytes, count);
      left -= count;
      if (left == 0) {
        endByServer(visitor, piece.nanos);
        chargeCaller(visitor);
        return;
      }
    }
    long idle = idleFrom(last);
    if (idle < end) {
      endByServer(visitor, idle);
    } else if (end < Script.NEVER) {
      leave(visitor, Ending.END, end, end);
    }
    chargeCaller(visitor);
  }

  /** Its connection holds so much, and the rest waits for it in vain. */
  private void serveDeaf(Visitor visitor, Expected own) {
    int owed = own.bytes.size();
    own.bytes.reset();
    for (Visitor.Piece piece : visitor.pieces()) {
      owed += piece.bytes.length - piece.headerBytes;
      if (owed > GuardedWorld.WINDOW_BYTES && plan.writeNanos() > 0) {
        long late = piece.nanos + plan.writeNanos();
        leave(visitor, Ending.RESET, late, late);
        break;
      }
    }
    chargeCaller(visitor);
  }

  /** The client closes when it hears of it, and the server when it hears of that. */
  private void endByServer(Visitor visitor, long nanos) {
    boolean isHeard = nanos < visitor.vanishNanos();
    leave(visitor, Ending.END, nanos, nanos + (isHeard ? 2 * plan.latencyNanos() : LINGER_NANOS));
  }

  private void chargeCaller(Visitor visitor) {
    if (!plan.isProxied()) {
      counts(visitor, caller(visitor));
    }
  }

  private void counts(Visitor visitor, InetSocketAddress address) {
    Account account = Objects.requireNonNull(accounts.get(key(address)));
    account.ends.add(leaving.getOrDefault(visitor, Script.NEVER));
  }

  private InetSocketAddress caller(Visitor visitor) {
    return Objects.requireNonNull(callers.get(visitor));
  }
}
