package io.echod.verify;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.Deferred;
import io.echod.dispatcher.Dispatcher;
import io.echod.dispatcher.IdleTimeout;
import io.echod.measure.Payload;
import io.echod.net.ConnectionOptions;
import io.echod.net.Connector;
import io.echod.net.layer.Layer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case under way: its clients, and what it waits for. While the server does anything it goes
 * on; once it has done nothing for the options' patience, the trial is decided. Belongs to the
 * dispatcher's thread.
 */
public final class Trial {

  /** However busy the server is, a case ends after that, or after some times the patience. */
  private static final Duration LONGEST_MIN = Duration.ofSeconds(60);

  /** After a first silence a case may go on, and end by a second one. */
  private static final int PATIENCES = 3;

  /**
   * A server that takes no more, for so long, has stopped; at most the options' patience. Servers
   * cut clients that do not read, after a minute and more, so no case lets that time pass.
   */
  private static final Duration STILLNESS = Duration.ofSeconds(3);

  /** An answer that takes longer is late. */
  private static final long PROMPT_NANOS = 1_000_000_000;

  private final Dispatcher dispatcher;
  private final VerifyOptions options;
  private final Duration longest;
  private final Consumer<Trial> over;
  private final List<Client> clients = new ArrayList<>();
  private final List<UdpClient> udpClients = new ArrayList<>();
  private final List<RawClient> rawClients = new ArrayList<>();
  private final List<Callback> timers = new ArrayList<>();
  private final long startNanos;
  private final Deferred look = new Deferred(this::look);
  private @Nullable IdleTimeout patience;
  private @Nullable IdleTimeout stillness;
  private @Nullable BooleanSupplier awaited;
  private Runnable next = () -> {};
  private @Nullable Runnable otherwise;
  private @Nullable Verdict verdict;
  private boolean forgiving;
  private String seen = "";
  private Manners manners;

  Trial(Dispatcher dispatcher, VerifyOptions options, Manners manners, Consumer<Trial> over) {
    this.dispatcher = dispatcher;
    this.options = options;
    this.manners = manners;
    this.over = over;
    Duration patiences = options.patience().multipliedBy(PATIENCES);
    longest = patiences.compareTo(LONGEST_MIN) > 0 ? patiences : LONGEST_MIN;
    startNanos = dispatcher.kernel().nanoTime();
  }

  void start(Case subject) {
    patience = dispatcher.idleAfter(options.patience(), (_, _) -> impatient());
    timers.add(
        dispatcher.after(
            longest, (_, _) -> fail("it was not done after " + longest.toSeconds() + " s")));
    subject.trial().accept(this);
  }

  /** A new client with a stream of its own; it connects at once. */
  Client client() {
    return client(new Payload(1 + clients.size()), skipped());
  }

  Client client(Payload payload, long toSkip) {
    Client made = new Client(this, clients.size(), payload, toSkip);
    clients.add(made);
    Connector.connect(dispatcher, options.address(), options.connection(), made);
    return made;
  }

  /** A new client whose connection has other options, such as layers. */
  Client client(ConnectionOptions connection) {
    Client made = new Client(this, clients.size(), new Payload(1 + clients.size()), skipped());
    clients.add(made);
    Connector.connect(dispatcher, options.address(), connection, made);
    return made;
  }

  /** A new client that sends bytes as they are, without layers. */
  RawClient rawClient(byte[] bytes) {
    RawClient made = new RawClient(this, bytes);
    rawClients.add(made);
    Connector.connect(
        dispatcher, options.address(), options.connection().withLayers(Layer.Factory.NONE), made);
    return made;
  }

  /** The finding. */
  record Finding(Verdict verdict, String seen) {}

  /** Has something found out on a thread of its own, which decides the case. */
  void outside(Supplier<Finding> exchange) {
    if (patience != null) {
      // The thread has timeouts of its own.
      patience.cancel();
    }
    Thread.ofVirtual()
        .name("verify")
        .start(() -> {
          Finding finding = exchange.get();
          try {
            dispatcher.post(() -> decide(finding.verdict, finding.seen));
          } catch (RejectedExecutionException over) {
            // The case was ended meanwhile.
          }
        });
  }

  /** A new client over UDP. */
  UdpClient udpClient() {
    UdpClient made = new UdpClient(this, dispatcher, (InetSocketAddress) options.address());
    udpClients.add(made);
    return made;
  }

  /** Goes on once it is so; a client in trouble, or a server that does nothing, fails the case. */
  void when(BooleanSupplier condition, Runnable then) {
    awaited = condition;
    next = then;
    otherwise = null;
    changed();
  }

  /** As above, but silence of the server for so long is no failure. */
  void whenOrElse(BooleanSupplier condition, Runnable then, Runnable elseThen) {
    when(condition, then);
    otherwise = elseThen;
  }

  /** Goes on once it is so, or once the server does nothing more, which is no failure here. */
  void whenOrStill(BooleanSupplier condition, Runnable then, Runnable stillThen) {
    whenOrElse(condition, then, stillThen);
    endStillness();
    if (verdict == null) {
      stillness = dispatcher.idleAfter(stillnessOf(manners), (_, _) -> impatient());
    }
  }

  /** A server that answers late does nothing until then, and has not stopped yet. */
  private Duration stillnessOf(Manners manners) {
    Duration late = STILLNESS.plusNanos(2 * manners.answerNanos());
    return late.compareTo(options.patience()) < 0 ? late : options.patience();
  }

  private void endStillness() {
    if (stillness != null) {
      stillness.cancel();
      stillness = null;
    }
  }

  /** From now on, trouble of clients is for the case to judge. */
  void forgive() {
    forgiving = true;
  }

  /** Has something done after a time, unless the case is over. */
  void after(Duration delay, Runnable then) {
    timers.add(
        dispatcher.after(
            delay,
            (_, _) -> {
              if (verdict == null) {
                then.run();
              }
            }));
  }

  /** Something has happened to a client; looked at once the present call is over. */
  void changed() {
    if (patience != null) {
      patience.touch();
    }
    if (stillness != null) {
      stillness.touch();
    }
    if (verdict == null) {
      dispatcher.defer(look);
    }
  }

  private void look() {
    if (verdict != null) {
      return;
    }
    if (!forgiving) {
      for (Client client : clients) {
        if (!client.trouble().isEmpty()) {
          fail(client.toString());
          return;
        }
      }
      for (UdpClient client : udpClients) {
        if (!client.trouble().isEmpty()) {
          fail(client.toString());
          return;
        }
      }
    }
    BooleanSupplier condition = awaited;
    if (condition != null && condition.getAsBoolean()) {
      awaited = null;
      endStillness();
      next.run();
    }
  }

  private void impatient() {
    endStillness();
    Runnable instead = otherwise;
    if (instead != null) {
      otherwise = null;
      awaited = null;
      instead.run();
      return;
    }
    fail(
        "nothing for "
            + options.patience().toSeconds()
            + " s; "
            + Stream.concat(
                    clients.stream()
                        .filter(client -> !client.isEchoed() || clients.size() == 1)
                        .map(Client::toString),
                    udpClients.stream()
                        .filter(client -> !client.isEchoed())
                        .map(UdpClient::toString))
                .limit(3)
                .collect(Collectors.joining("; ")));
  }

  void pass(String what) {
    decide(Verdict.PASS, what);
  }

  void skip(String what) {
    decide(Verdict.SKIP, what);
  }

  void warn(String what) {
    decide(Verdict.WARN, what);
  }

  void fail(String what) {
    decide(Verdict.FAIL, what);
  }

  private void decide(Verdict decided, String what) {
    if (verdict != null) {
      return;
    }
    verdict = decided;
    seen = what;
    if (patience != null) {
      patience.cancel();
    }
    endStillness();
    timers.forEach(Callback::cancel);
    for (Client client : clients) {
      if (client.isEchoed()) {
        client.close();
      } else {
        client.reset();
      }
    }
    udpClients.forEach(UdpClient::close);
    rawClients.forEach(RawClient::close);
    dispatcher.defer(() -> over.accept(this));
  }

  /** The server has sent so many bytes before it was spoken to. */
  void greeted(long bytes) {
    manners = new Manners(bytes, manners.answerNanos());
  }

  /** Bytes that this server sends before it is spoken to. */
  long skipped() {
    return manners.greetingBytes();
  }

  /** Judges how late the server has answered what was sent at that time; later cases know it. */
  void answered(long sentNanos) {
    long nanos = now() - sentNanos;
    manners = new Manners(manners.greetingBytes(), nanos);
    String seen = "after %.3f ms".formatted(nanos / 1e6);
    if (nanos > PROMPT_NANOS) {
      warn(seen);
    } else {
      pass(seen);
    }
  }

  /**
   * As many round trips, one after another, as there is time for: all of them, but where the server
   * answers late. That is for one case to judge, and for the others no reason to fail.
   */
  int rounds(int wanted) {
    long most = longest.dividedBy(2).toNanos() / Math.max(1, manners.answerNanos());
    return Math.clamp(most, 1, wanted);
  }

  /** The facts known about the server so far. */
  Manners manners() {
    return manners;
  }

  SocketAddress address() {
    return options.address();
  }

  /** How connections behave, without layers. */
  ConnectionOptions connectionOptions() {
    return options.connection().withLayers(Layer.Factory.NONE);
  }

  Optional<TlsTarget> tls() {
    return options.tls();
  }

  /** The time of day. */
  Instant wallClock() {
    return Instant.now();
  }

  boolean isGentle() {
    return options.gentle();
  }

  Duration patience() {
    return options.patience();
  }

  /** Nanoseconds of the dispatcher's clock. */
  long now() {
    return dispatcher.kernel().nanoTime();
  }

  CaseResult result(Case subject) {
    Verdict decided = verdict == null ? Verdict.SKIP : verdict;
    return new CaseResult(subject, decided, seen, (now() - startNanos) / 1e9);
  }
}
