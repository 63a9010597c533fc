package io.echod.scheme;

import io.echod.dispatcher.kernel.nio.NioKernel;
import io.echod.fixture.Await;
import io.echod.fixture.Background;
import io.echod.scheme.endpoint.Lookups;
import io.echod.scheme.live.Asker;
import io.echod.scheme.live.Entry;
import io.echod.scheme.live.Live;
import io.echod.scheme.live.SocketPrompt;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A live session on a thread of its own, which forms are handed to as a prompt does. */
final class LiveSession implements AutoCloseable {

  private static final int DEADLINE_SECONDS = 60;

  /** The outcome of an entry: all messages about it. */
  static final class Said implements Asker {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final CompletableFuture<Outcome> end = new CompletableFuture<>();

    @Override
    public OutputStream output() {
      return output;
    }

    @Override
    public boolean isMidLine() {
      return false;
    }

    @Override
    public void error(String lines) {
      output.writeBytes(("error " + lines + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void note(String line) {
      output.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean exitEndsSession() {
      return true;
    }

    @Override
    public void done(Outcome outcome, boolean midLine) {
      end.complete(outcome);
    }

    boolean isDone() {
      return end.isDone();
    }

    String text() {
      end.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
      return output.toString(StandardCharsets.UTF_8);
    }

    Outcome outcome() {
      return end.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  private final CompletableFuture<Session> session = new CompletableFuture<>();
  private final ByteArrayOutputStream displayed = new ByteArrayOutputStream();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Background background;

  private LiveSession(Optional<Path> script, Optional<Path> socket) {
    background = Background.run("live session", () -> run(script, socket));
  }

  static LiveSession start() {
    return new LiveSession(Optional.empty(), Optional.empty());
  }

  static LiveSession start(Path script) {
    return new LiveSession(Optional.of(script), Optional.empty());
  }

  static LiveSession listen(Path socket) {
    return new LiveSession(Optional.empty(), Optional.of(socket));
  }

  private void run(Optional<Path> script, Optional<Path> socket) throws Exception {
    SessionOptions options = new SessionOptions(displayed, errors::add, List.of(), Map.of());
    try (Session opened = new Session(NioKernel::new, options)) {
      Live live = opened.live();
      if (socket.isPresent()) {
        SocketPrompt.listen(live, socket.get());
      }
      session.complete(opened);
      if (script.isPresent()) {
        opened.load(script.get());
      }
      int code = live.run();
      opened.drain(Duration.ofSeconds(DEADLINE_SECONDS));
      exitCode.complete(code);
    } catch (Exception | Error failure) {
      session.completeExceptionally(failure);
      exitCode.completeExceptionally(failure);
      throw failure;
    }
  }

  Live live() {
    return session.join().live();
  }

  /** From now on names of hosts are looked up there. */
  void resolveBy(Lookups.Resolver resolver) {
    session.join().endpoints.lookups().ask(resolver);
  }

  /** Hands in forms, and waits for all that is said of them. */
  String evaluate(String forms) {
    return begin(forms).text();
  }

  /** As above without waiting. */
  Said begin(String forms) {
    Said said = new Said();
    live().evaluate(Entry.typed(forms, 1, said));
    return said;
  }

  /** Defines {@code port}, where all bytes of a client come back. */
  void defineEchoServer() {
    String said =
        evaluate(
            """
            (define listener (tcp-listen 0))
            (define dispatcher (iox-create))
            (define (echo-client callback reason client)
              (let ((chunk (tcp-read client -1024)))
                (if chunk (tcp-write client chunk)
                    (begin (iox-cancel callback) (tcp-destroy client)))))
            (define (new-client callback reason listener)
              (let ((client (tcp-answer listener)))
                (iox-onio dispatcher echo-client client IOX_READ (tcp-fd client))))
            (define accepting
              (iox-onio dispatcher new-client listener IOX_READ (tcp-fd listener)))
            (define port (skt-port (tcp-fd listener)))
            """);
    if (!said.isEmpty()) {
      throw new AssertionError(said);
    }
  }

  String displayed() {
    return displayed.toString(StandardCharsets.UTF_8);
  }

  List<String> errors() {
    return errors;
  }

  int exitCode() {
    return exitCode.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  void stop() {
    session.join().stop();
  }

  void awaitDisplayed(String text) {
    Await.until(() -> text + " in: " + displayed(), () -> displayed().contains(text));
  }

  @Override
  public void close() {
    if (!background.isDone()) {
      stop();
    }
    background.join();
  }
}
