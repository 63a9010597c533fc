package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing sources, and the kernel with all of them. */
abstract class CloseContract extends KernelFixture {

  private final List<Source> closed = new ArrayList<>();

  CloseContract(Kernel.Factory factory) {
    super(factory);
  }

  private void watch(Source source) {
    source.watchedBy(() -> closed.add(source));
  }

  @Test
  void aSourceNotifiesItsWatcherOnce() throws IOException {
    StreamSource source = pair().client();
    watch(source);
    assertThat(source.isOpen()).isTrue();
    assertThat(closed).isEmpty();
    source.close();
    assertThat(source.isOpen()).isFalse();
    assertThat(closed).containsExactly(source);
    source.close();
    source.close();
    assertThat(closed).containsExactly(source);
  }

  @Test
  void aSourceIsClosedWhenItsWatcherIsNotified() throws IOException {
    StreamSource source = pair().client();
    List<Object> seen = new ArrayList<>();
    source.watchedBy(() -> {
      seen.add(source.isOpen());
      seen.add(source.watcher() == null);
      source.close();
    });
    source.close();
    assertThat(seen).containsExactly(false, true);
  }

  @Test
  void anAbortNotifiesTheWatcher() throws IOException {
    StreamSource source = pair().client();
    watch(source);
    source.abort();
    assertThat(closed).containsExactly(source);
  }

  @Test
  void aSourceClosedWhileItStandsInTheListHasNoWatcher() throws IOException {
    StreamPair pair = pair();
    watch(pair.client());
    pair.client().interest(WRITE);
    awaitReady(pair.client());
    pair.client().close();
    assertThat(reported()).containsExactly(pair.client());
    assertThat(pair.client().watcher()).isNull();
  }

  @Test
  void theKernelClosesEverySource() throws IOException {
    ListeningSource listener = listen();
    StreamPair pair = StreamPair.open(kernel, listener);
    StreamSource connecting = kernel.connect(listener.localAddress());
    List<Source> all = List.of(listener, pair.client(), pair.server(), connecting);
    all.forEach(this::watch);
    kernel.close();
    assertThat(all).noneMatch(Source::isOpen);
    assertThat(closed).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void theKernelClosesSourcesWithAnyInterest() throws IOException {
    StreamPair pair = pair();
    send(pair.client(), "x");
    pair.server().interest(READ | WRITE);
    awaitReady(pair.server());
    pair.client().interest(READ);
    pair.client().interest(0);
    kernel.close();
    assertThat(pair.server().isOpen()).isFalse();
    assertThat(pair.client().isOpen()).isFalse();
  }

  @Test
  void aWatcherMayCloseOtherSourcesWhileTheKernelCloses() throws IOException {
    StreamPair pair = pair();
    for (StreamSource source : List.of(pair.client(), pair.server())) {
      source.watchedBy(() -> {
        closed.add(source);
        pair.client().close();
        pair.server().close();
      });
    }
    kernel.close();
    assertThat(closed).containsExactlyInAnyOrder(pair.client(), pair.server());
  }

  @Test
  void aClosedSourceGivesItsDescriptorBackByTheNextWait() throws IOException {
    StreamPair pair = pair();
    pair.server().interest(READ);
    kernel.await(0, new Ready());
    FreedDescriptors freed = kernel.freedDescriptors();
    List<String> news = new ArrayList<>();
    freed.await(freed.count(), () -> news.add("freed"));
    assertThat(news).isEmpty();

    pair.client().close();
    kernel.await(0, new Ready());

    assertThat(news).containsExactly("freed");
    assertThat(freed.isAwaited()).isFalse();
  }

  @Test
  void aClosedListeningSocketGivesItsDescriptorBackByTheNextWait() throws IOException {
    ListeningSource listener = listen();
    long before = kernel.freedDescriptors().count();

    listener.close();
    kernel.await(0, new Ready());

    assertThat(kernel.freedDescriptors().count()).isGreaterThan(before);
  }

  @Test
  void aClosedKernelGivesItsDescriptorsBack() throws IOException {
    pair();
    FreedDescriptors freed = kernel.freedDescriptors();
    long before = freed.count();

    kernel.close();

    assertThat(freed.count()).isGreaterThan(before);
  }

  @Test
  void theKernelClosesOnce() throws IOException {
    watch(pair().client());
    kernel.close();
    kernel.close();
    assertThat(closed).hasSize(1);
  }

  @Test
  void aWakeupAfterTheCloseIsHarmless() throws Exception {
    kernel.wakeup();
    kernel.close();
    kernel.wakeup();
    Thread other = Thread.ofPlatform().daemon().start(kernel::wakeup);
    other.join();
    assertThat(closed).isEmpty();
  }

  @Test
  void aSourceClosesAfterItsKernelDid() throws IOException {
    StreamSource source = pair().client();
    kernel.close();
    source.close();
    source.interest(READ);
    assertThat(source.isOpen()).isFalse();
  }

  @Test
  void thousandsOfConnectionsOneAfterAnotherLeaveNothingBehind() throws IOException {
    ListeningSource listener = listen();
    for (int round = 0; round < 3_000; round++) {
      StreamPair pair = StreamPair.open(kernel, listener);
      pair.server().interest(READ);
      pair.client().abort();
      assertThat(awaitReady(pair.server())).isEqualTo(READ);
      pair.server().close();
    }
    assertThat(look(listener)).isZero();
  }

  @Test
  void theNameAndTheReasonsAreKnown() {
    assertThat(kernel.name()).isNotBlank();
    assertThat(kernel.reasons() & (READ | WRITE)).isEqualTo(READ | WRITE);
  }

  @Test
  void aClosedStreamStillKnowsItsAddresses() throws IOException {
    StreamSource source = pair().client();
    SocketAddress local = source.localAddress();
    SocketAddress remote = source.remoteAddress();
    source.close();
    assertThat(source.localAddress()).isEqualTo(local);
    assertThat(source.remoteAddress()).isEqualTo(remote);
  }

  @Test
  void aCloseNeverWaitsForWhatIsStillToBeSentWithAnyLinger() throws IOException {
    StreamPair pair = pair();
    pair.client().option(StandardSocketOptions.SO_LINGER, 40);
    int length = (int) StreamPair.fill(pair.client());
    pair.client().close();
    assertThat(receive(pair.server(), length)).hasSize(length);
    assertThat(receive(pair.server(), 1)).isEmpty();
  }
}
