package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.echod.dispatcher.Dispatcher;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix sockets: the same streams, and care with the files that name them. */
abstract class UnixSocketContract extends TcpContract {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("socket");
  }

  private Listener listen(Path path) throws IOException {
    return listen(path, ListenerOptions.DEFAULT);
  }

  private Listener listen(Path path, ListenerOptions options) throws IOException {
    return Listener.listen(dispatcher, UnixDomainSocketAddress.of(path), options);
  }

  /** A socket's file whose listener has gone without removing it, as after a crash. */
  private void leaveStaleSocket() throws IOException {
    Path elsewhere = directory.resolve("renamed");
    Dispatcher other = new Dispatcher(openKernel());
    Listener.listen(other, UnixDomainSocketAddress.of(path()), ListenerOptions.DEFAULT);
    Files.move(path(), elsewhere);
    other.close();
    Files.move(elsewhere, path());
    assertThat(path()).exists();
  }

  private void assertServes(Listener listener) throws IOException {
    Connection client = call(listener);
    Connection server = Blocking.accept(listener, SOON).orElseThrow();
    assertThat(client.isUp()).isTrue();
    assertThat(server.isUp()).isTrue();
  }

  @Test
  void everyByteComesBackAndThenTheEnd() throws IOException {
    Listener listener = listen(path());
    Pair pair = pair(listener, ConnectionOptions.DEFAULT);
    byte[] sent = TestBytes.pattern(1 << 20);
    pair.server().echoing();
    pair.client().reading().sendsAndEnds(sent);

    until("the echo ended", () -> pair.client().endsReported == 1);

    assertThat(pair.client().received()).isEqualTo(sent);
    pair.client().connection.close();
    listener.close();
    assertNothingLeft();
  }

  @Test
  void aPeerThatAbortsEndsTheConnection() throws IOException {
    Pair pair = pair(listen(path()), SMALL_BUFFERS);
    pair.server().reading();
    End.fill(pair.client().connection);

    pair.client().connection.abort();

    until(
        "the server was notified",
        () -> pair.server().endsReported == 1 || pair.server().readFailure.isPresent());
  }

  @Test
  void endpointsAreNamedByThePath() throws IOException {
    Listener listener = listen(path());
    Pair pair = pair(listener, ConnectionOptions.DEFAULT);

    assertThat(listener.name()).isEqualTo(path().toString());
    assertThat(listener).hasToString("listener unix://" + path());
    assertThat(pair.client().connection.name()).isEqualTo(path().toString());
    assertThat(pair.server().connection.name()).isEqualTo(path() + "#unix");
  }

  @Test
  void anOverlongPathIsRefusedByName() {
    Path overlong = directory.resolve("x".repeat(200));

    assertThatThrownBy(() -> listen(overlong))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on unix://" + overlong + ": ")
        .hasMessageContaining("too long");
    assertThatThrownBy(() ->
            Connection.connect(
                dispatcher, UnixDomainSocketAddress.of(overlong), ConnectionOptions.DEFAULT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(overlong.toString())
        .hasMessageContaining("too long");
  }

  @Test
  void aMissingDirectoryIsRefusedByName() {
    Path nowhere = directory.resolve("missing").resolve("socket");

    assertThatThrownBy(() -> listen(nowhere))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on unix://" + nowhere + ": ");
  }

  @Test
  void aPlainFileIsNotTouched() throws IOException {
    Files.writeString(path(), "precious");

    assertThatThrownBy(() -> listen(path()))
        .isInstanceOf(IOException.class)
        .hasMessage("can't listen on unix://" + path() + ": the file exists and is not a socket");

    assertThat(path()).hasContent("precious");
  }

  @Test
  void aDirectoryIsNotTouched() throws IOException {
    Files.createDirectory(path());

    assertThatThrownBy(() -> listen(path()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a socket");

    assertThat(path()).isDirectory();
  }

  @Test
  void aLinkIsNotTouchedEvenWhereItLeadsToAStaleSocket() throws IOException {
    leaveStaleSocket();
    Path link = Files.createSymbolicLink(directory.resolve("link"), path());

    assertThatThrownBy(() -> listen(link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a socket");

    assertThat(link).isSymbolicLink();
    assertThat(path()).exists();
  }

  @Test
  void aNamedPipeIsNotTouched() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "needs mkfifo");
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", path().toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> listen(path()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a socket");

    assertThat(Files.exists(path(), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aStaleSocketIsReplaced() throws IOException {
    leaveStaleSocket();

    assertServes(listen(path()));
  }

  @Test
  void aSocketWhoseListenerLivesIsInUse() throws IOException {
    Listener living = listen(path());

    assertThatThrownBy(() -> listen(path()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("can't listen on unix://" + path() + ": ")
        .hasMessageContaining("in use");

    assertThat(path()).exists();
    assertServes(living);
  }

  @Test
  void theFileHasThePermissionsAskedFor() throws IOException {
    for (String mode : new String[] {"rw-------", "rw-rw----", "rwxrwxrwx"}) {
      Listener listener =
          listen(
              path(),
              ListenerOptions.DEFAULT.withUnixPermissions(PosixFilePermissions.fromString(mode)));

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo(mode);
      listener.close();
    }
  }

  @Test
  void closingRemovesTheFileAndThePathCanBeBoundAgain() throws IOException {
    Listener first = listen(path());
    accepting(first);
    first.close();
    assertThat(path()).doesNotExist();

    Listener second = listen(path());
    second.close();
    assertThat(path()).doesNotExist();

    assertServes(listen(path()));
  }

  @Test
  void aFileThatIsGoneAlreadyDoesNotHinderAClose() throws IOException {
    Listener listener = listen(path());
    Files.delete(path());

    listener.close();

    assertThat(listener.isOpen()).isFalse();
  }

  @Test
  void closingTheDispatcherRemovesTheFile() throws IOException {
    accepting(listen(path()));

    dispatcher.close();

    assertThat(path()).doesNotExist();
  }

  @Test
  void closingTheDispatcherRemovesTheFileOfAListenerWithoutHandlerToo() throws IOException {
    listen(path());

    dispatcher.close();

    assertThat(path()).doesNotExist();
  }

  @Test
  void callingASocketThatIsNotThereNamesIt() {
    assertThatThrownBy(
            () -> {
              Connection connection =
                  Connection.connect(
                      dispatcher, UnixDomainSocketAddress.of(path()), ConnectionOptions.DEFAULT);
              Blocking.complete(connection, SOON);
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path().toString());
  }

  @Test
  void closingLeavesThePlainFileThatStandsThereNow() throws IOException {
    Listener listener = listen(path());
    Files.delete(path());
    Files.writeString(path(), "precious");

    listener.close();
    settle();

    assertThat(path()).hasContent("precious");
  }

  @Test
  void closingLeavesTheSocketOfASuccessor() throws IOException {
    Listener first = listen(path());
    Files.delete(path());
    Listener successor = listen(path());

    first.close();
    settle();

    assertServes(successor);
  }

  @Test
  void nothingButTheSocketIsLeftInTheDirectory() throws IOException {
    leaveStaleSocket();
    Listener listener = listen(path());
    assertThat(directory).isDirectoryContaining(path()::equals);
    assertThat(directory.toFile().list()).hasSize(1);
    listener.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void ofTwoThatFindTheSameStaleFileOneListensAndIsReached() throws Exception {
    for (int round = 0; round < 200; round++) {
      leaveStaleSocket();
      CyclicBarrier start = new CyclicBarrier(2);
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        Future<Optional<Dispatcher>> one = threads.submit(() -> listening(start));
        Future<Optional<Dispatcher>> other = threads.submit(() -> listening(start));
        List<Dispatcher> winners =
            Stream.of(one.get(), other.get()).flatMap(Optional::stream).toList();
        assertThat(winners).as("listeners in round %d", round).hasSize(1);
        Connection client =
            Connection.connect(
                dispatcher, UnixDomainSocketAddress.of(path()), ConnectionOptions.DEFAULT);
        assertThat(Blocking.complete(client, SOON)).isTrue();
        client.abort();
        winners.getFirst().close();
      }
      assertThat(path()).doesNotExist();
    }
  }

  private Optional<Dispatcher> listening(CyclicBarrier start) throws Exception {
    Dispatcher own = new Dispatcher(openKernel());
    start.await();
    try {
      Listener.listen(own, UnixDomainSocketAddress.of(path()), ListenerOptions.DEFAULT);
      return Optional.of(own);
    } catch (IOException inUse) {
      own.close();
      assertThat(inUse).hasMessageContaining("in use");
      return Optional.empty();
    }
  }

  @Test
  void aLockLeftByAProcessThatDiedIsNoObstacle() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = directory.resolve("socket.lock");
    for (String holder : new String[] {Long.toString(dead.pid()), ""}) {
      Files.writeString(lock, holder);
      leaveBehind();

      Listener listener = listen(path());

      assertServes(listener);
      assertThat(lock).doesNotExist();
      listener.close();
    }
  }

  /** Leaves a stale socket where a lock is held. */
  private void leaveBehind() throws IOException {
    Path lock = directory.resolve("socket.lock");
    Path aside = directory.resolve("lock aside");
    Files.move(lock, aside);
    leaveStaleSocket();
    Files.move(aside, lock);
  }
}
