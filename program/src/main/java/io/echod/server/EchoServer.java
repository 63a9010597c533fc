package io.echod.server;

import io.echod.dispatcher.kernel.Kernel;
import io.echod.net.address.Address;
import io.echod.server.setting.ServerSettings;
import io.echod.server.tls.GivenTls;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An echo server: every byte a client sends comes back. One dispatcher per thread, each with
 * listening sockets of its own among which the system spreads the clients (SO_REUSEPORT of
 * socket(7)); a client stays where it was accepted. With {@link ServerSettings#BALANCE}, a client
 * of TCP is handed to the dispatcher with the fewest, and stays there.
 *
 * <p>Its methods may be called from any thread but the dispatchers'.
 */
public final class EchoServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EchoServer.class.getName());

  private static final ThreadFactory THREADS = Thread.ofPlatform().name("echod-", 0).factory();

  private final List<EchoLoop> loops;
  private final List<CompletableFuture<Void>> ends = new ArrayList<>();

  /** Why the first dispatcher has failed, if one has. */
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

  /** Set before any dispatcher is made to end: one that ends while it is not set, has failed. */
  private volatile boolean ending;

  /** Its settings, and its listeners as they were asked for; for a reload. */
  private Settings settings;

  private List<Place> configured;

  private final List<HandedSocket> handed;
  private final Optional<GivenTls> tls;

  private EchoServer(List<EchoLoop> loops, ServerOptions options, List<Place> configured) {
    this.loops = loops;
    settings = options.settings();
    handed = options.handed();
    tls = options.tls();
    this.configured = configured;
  }

  /**
   * {@linkplain #open Opens} a server and has it {@linkplain #serve serve}.
   *
   * @throws IOException as the two do
   * @throws BadValue as {@link #open} does
   */
  public static EchoServer start(ServerOptions options, Kernel.Factory kernels) throws IOException {
    EchoServer server = open(options, kernels);
    server.serve();
    return server;
  }

  /**
   * Listens on every address, and accepts no client yet: those that connect wait until {@link
   * #serve}. An address that another one takes in, such as {@code 0.0.0.0} beside {@code ::}, is
   * listened on once.
   *
   * @throws IOException where an address can't be listened on; nothing is open then
   * @throws BadValue where settings are wrong, or files that they name, such as certificates;
   *     nothing is open then
   */
  public static EchoServer open(ServerOptions options, Kernel.Factory kernels) throws IOException {
    List<EchoLoop> loops = new ArrayList<>();
    List<Place> places = Places.distinct(options.places(), line -> LOG.log(Level.INFO, line));
    Shared shared = Shared.of(options, places);
    try {
      openLoops(loops, options, places, shared, kernels);
    } catch (Throwable failure) {
      loops.forEach(loop -> loop.dispatcher().close());
      if (failure instanceof OutOfMemoryError) {
        throw new IOException("no memory for that many dispatchers and buffers", failure);
      }
      throw failure;
    }
    return new EchoServer(loops, options, places);
  }

  /**
   * Starts the dispatchers, once. Files that the process needs beside its clients are best opened
   * before that: clients may take every descriptor within a moment.
   *
   * @throws IOException where the system has no threads for them; the server is closed then
   */
  public void serve() throws IOException {
    try {
      loops.forEach(this::run);
    } catch (OutOfMemoryError noThread) {
      close();
      throw new IOException("no threads for that many dispatchers", noThread);
    }
  }

  /**
   * The first loop's sockets have the port for themselves, so that they find out whether another
   * server listens: sockets that share one from the beginning would share it with another server of
   * the same user, too. They stay open, so that clients that connect meanwhile are served, and let
   * those of the other loops join.
   */
  private static void openLoops(
      List<EchoLoop> loops,
      ServerOptions options,
      List<Place> places,
      Shared shared,
      Kernel.Factory kernels)
      throws IOException {
    shared.faults().words(places).ifPresent(words -> LOG.log(Level.INFO, words));
    EchoLoop first = new EchoLoop(options, kernels.open(), places, shared, false, 1);
    loops.add(first);
    // One without a socket would have no clients to serve.
    int count = first.isShareable() ? options.get(ServerSettings.DISPATCHERS) : 1;
    if (count > 1) {
      first.share();
    }
    while (loops.size() < count) {
      loops.add(EchoLoop.joining(first, options, kernels.open(), loops.size() + 1));
    }
  }

  private void run(EchoLoop loop) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    THREADS
        .newThread(() -> {
          try {
            loop.run();
            ended();
          } catch (Throwable failure) {
            failed(failure);
          } finally {
            end.complete(null);
          }
        })
        .start();
    ends.add(end);
  }

  /** An interrupt is a request, and no failure, but it too is to end all or none. */
  private void ended() {
    if (!ending) {
      if (!Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("it has no listening socket any more");
      }
      drain();
    }
  }

  /**
   * The others end, too: a server that lives on with some of its dispatchers looks healthy, and
   * serves fewer than it seems to. They drain, for their clients have nothing to do with it.
   */
  private void failed(Throwable failure) {
    firstFailure.compareAndSet(null, failure);
    try {
      drain();
    } catch (OutOfMemoryError noMemoryToPost) {
      loops.forEach(loop -> loop.dispatcher().close());
    }
    LOG.log(Level.ERROR, "a dispatcher has failed; the others end, too", failure);
  }

  /** The addresses it listens on, with real ports. */
  public List<SocketAddress> addresses() {
    return List.copyOf(loops.getFirst().addresses());
  }

  /**
   * Goes by other settings from now on, as far as a running server can: those that are {@linkplain
   * Setting#change reloadable}, certificates, keys and lists. Connections that are there stay.
   *
   * @return a line for each setting that differs and takes a restart
   * @throws BadValue where settings or files are wrong; nothing has changed then
   */
  public List<String> reload(Settings read) {
    Reloaded reloaded = Reloaded.of(settings, configured, read, handed);
    EchoLoop first = loops.getFirst();
    // Files of those that only a restart would listen on have to be right, too.
    ListenerLayers.open(reloaded.added(), tls);
    Runnable newLayers = first.layers().reread(reloaded.places());
    newLayers.run();
    first.admission().use(read);
    first.misbehave(reloaded);
    settings = reloaded.settings();
    configured = reloaded.places();
    loops.forEach(loop -> post(loop, () -> loop.use(reloaded)));
    return reloaded.untaken();
  }

  /** The URLs that it listens on, with real ports; without their settings. */
  public List<Address> urls() {
    return loops.getFirst().urls();
  }

  /** The SHA-256 of each certificate that was made in memory, by the URL it is shown at. */
  public Map<Address, String> fingerprints() {
    EchoLoop first = loops.getFirst();
    return first.layers().fingerprints(first.places());
  }

  /**
   * Begins to stop: accepts no new client, sends back what has been received, ends every
   * connection, and cuts those that are not done by the drain timeout. From then on every
   * dispatcher keeps what it accepts, and serves what others have handed to it. Returns at once;
   * see {@link #await}.
   */
  public void drain() {
    ending = true;
    loops.getFirst().keepAccepted();
    loops.forEach(loop -> post(loop, loop::drain));
  }

  /**
   * Waits until every dispatcher has ended. Where one fails, the others are {@linkplain #drain
   * drained}, so that this returns within the drain timeout.
   *
   * @throws IllegalStateException where one has failed; the message says why the first did
   */
  public void await() {
    CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
    Throwable failure = firstFailure.get();
    if (failure != null) {
      throw new IllegalStateException("a dispatcher has failed: " + reason(failure), failure);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    String message = failure.getMessage();
    String what = message == null ? failure.toString() : message;
    return cause == null || cause.getMessage() == null || what.contains(cause.getMessage())
        ? what
        : what + ": " + cause.getMessage();
  }

  /** Reports the work so far, of every dispatcher at nearly the same moment. */
  public ServerStatistics statistics() {
    List<CompletableFuture<ServerStatistics>> answers = new ArrayList<>();
    for (int index = 0; index < loops.size(); index++) {
      EchoLoop loop = loops.get(index);
      CompletableFuture<Void> end = ends.get(index);
      // One that is ending still counts what it closes; the last word is what it leaves.
      answers.add(
          ask(loop, loop::statistics).orElseGet(() -> end.handle((_, _) -> loop.statistics())));
    }
    return answers.stream()
        .map(CompletableFuture::join)
        .reduce(ServerStatistics.NONE, ServerStatistics::plus);
  }

  /**
   * Reports the work of each dispatcher so far, in their order.
   *
   * @param limit how long to wait in all; one that has not answered in that time, as it is held by
   *     a handler, is empty, and so is one that has ended
   */
  public List<Optional<LoopStatistics>> loopStatistics(Duration limit) {
    List<CompletableFuture<Optional<LoopStatistics>>> answers =
        loops.stream()
            .map(loop ->
                ask(loop, () -> Optional.of(loop.loopStatistics()))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())))
            .toList();
    CompletableFuture<Void> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS);
    all.join();
    return answers.stream().map(answer -> answer.getNow(Optional.empty())).toList();
  }

  /** Asks on its own thread; empty where it has ended, or is about to. */
  private static <T> Optional<CompletableFuture<T>> ask(EchoLoop loop, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      loop.dispatcher().post(() -> answer.complete(question.get()));
      return Optional.of(answer);
    } catch (RejectedExecutionException ending) {
      return Optional.empty();
    }
  }

  /** Whether no client counts for a limit, as it is once all have gone. */
  public boolean chargesNone() {
    return loops.getFirst().chargesNone();
  }

  /** How many connections each fault has struck, in the order in which they were given. */
  public Map<String, Long> faultStrikes() {
    return loops.getFirst().faultStrikes();
  }

  /** How long it has been there. */
  public Duration uptime() {
    return loops.getFirst().age();
  }

  /** The name of its dispatchers' kernel, such as {@code epoll}. */
  public String kernelName() {
    return loops.getFirst().kernelName();
  }

  /** Stops at once: connections are closed with their bytes under way. Waits for the end. */
  @Override
  public void close() {
    ending = true;
    // Those without a thread: their listening sockets would hold clients that no loop serves.
    loops.subList(ends.size(), loops.size()).forEach(loop -> loop.dispatcher().close());
    // Posted, for its thread may not have begun to monitor, and could not once it is closed.
    loops.forEach(loop -> post(loop, loop.dispatcher()::close));
    await();
  }

  private static void post(EchoLoop loop, Runnable task) {
    try {
      loop.dispatcher().post(task);
    } catch (RejectedExecutionException ended) {
      // That one has nothing left to stop.
    }
  }
}
