package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.Ready;
import io.echod.net.drain.Drain;
import io.echod.net.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A layer that must read before it can write, and write before it can read. */
abstract class LayerContract extends TcpContract {

  private final List<HelloLayer> hellos = new ArrayList<>();

  @Override
  protected final Layer.Factory layers() {
    return (below, context) -> {
      HelloLayer hello = new HelloLayer(below, context);
      hellos.add(hello);
      return hello;
    };
  }

  @Override
  protected boolean opensLayers() {
    return false;
  }

  @Test
  void whatIsWrittenBeforeItCanGoGoesLater() throws IOException {
    Pair pair = pair();
    pair.client().connection.write(TestBytes.buffer(1000));
    pair.server().reading();
    untilReceived(pair.server(), TestBytes.pattern(1000));
    assertThat(pair.client().connection.queuedBytes()).isZero();
    assertQuiet();
  }

  @Test
  void itReadsWhatItNeedsAlthoughItsUsersHavePaused() throws IOException {
    Pair pair = pair();
    for (End end : List.of(pair.client(), pair.server())) {
      end.reading();
      dispatcher.pause(end.connection, Reason.READ);
    }
    int written = pair.client().connection.write(TestBytes.buffer(1000));
    assertThat(written).isEqualTo(1000);
    until("all is written", () -> pair.client().connection.queuedBytes() == 0);
    settle();
    assertThat(pair.server().readCalls).isZero();
    dispatcher.resume(pair.server().connection, Reason.READ);
    untilReceived(pair.server(), TestBytes.pattern(1000));
  }

  @Test
  void aHandlerThatWaitsToWriteIsCalledOnceItCanBeDone() throws IOException {
    Pair pair = pair();
    pair.server().reading();
    pair.client().sendsAndEnds(TestBytes.pattern(100_000));
    until("the end came", () -> pair.server().endsReported == 1);
    assertThat(pair.server().received()).isEqualTo(TestBytes.pattern(100_000));
  }

  @Test
  void aCloseWaitsForWhatItStillHasToDo() throws IOException {
    Pair pair = pair();
    pair.client().connection.write(TestBytes.buffer(10));
    pair.client().connection.close();
    pair.server().echoing();
    until(
        "both have closed", () -> pair.client().closesReported + pair.server().closesReported == 2);
    assertThat(pair.server().received()).isEqualTo(TestBytes.pattern(10));
    assertThat(hellos).hasSize(2).allSatisfy(hello -> assertThat(hello.closes).isEqualTo(1));
    assertNothingLeft();
  }

  @Test
  void itIsFoundByItsKind() throws IOException {
    Pair pair = pair();
    assertThat(pair.client().connection.layer(HelloLayer.class)).contains(hellos.getFirst());
    assertThat(pair.client().connection.layer(TestLayer.class)).isEmpty();
  }

  @Test
  void oneThatWaitsForNoSocketIsLeftAloneUntilItSaysSo() throws IOException {
    Pair pair = pair();
    HelloLayer waiting = hellos.get(1);
    waiting.isHeldUp = true;
    waiting.context.changed();
    pair.server().reading();
    pair.client().connection.write(TestBytes.buffer(1000));
    settle();
    assertThat(pair.server().readCalls).isZero();
    waiting.isHeldUp = false;
    waiting.context.changed();
    untilReceived(pair.server(), TestBytes.pattern(1000));
  }

  @Test
  void oneThatFailsLosesItsConnection() throws IOException {
    Listener listener = listen();
    Connection client =
        Connection.connect(dispatcher, listener.address(), ConnectionOptions.DEFAULT);
    End server = new End(Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow()).reading();
    assertThat(Blocking.complete(client, Duration.ofSeconds(20))).isTrue();
    client.write(ByteBuffer.wrap(new byte[] {'x'}));
    until("the server's end is lost", () -> server.closesReported == 1);
    assertThat(server.connection.failure().orElseThrow()).hasMessage("the peer did not say hello");
    assertThat(hellos).hasSize(1).allSatisfy(hello -> assertThat(hello.closes).isEqualTo(1));
  }

  /** As with a header behind which the payload waits: no read comes before the layers are ready. */
  @Test
  void aReadyListenerIsNotifiedOnceWithoutARead() throws IOException {
    List<Connection> ready = new ArrayList<>();
    Listener listener = listen();
    Connection client =
        Connection.connect(dispatcher, listener.address(), ConnectionOptions.DEFAULT);
    Connection server = Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow();
    server.whenReady(ready::add);
    assertThat(Blocking.complete(client, Duration.ofSeconds(20))).isTrue();
    settle();
    assertThat(ready).isEmpty();
    client.write(ByteBuffer.wrap(new byte[] {'H', 'a', 'b'}));
    until("the layers are ready", () -> !ready.isEmpty());
    End end = new End(server).reading();
    untilReceived(end, new byte[] {'a', 'b'});
    assertThat(ready).containsExactly(server);
  }

  @Test
  void aDrainWaitsForWhatComesBehindThem() throws IOException {
    Listener listener = listen();
    Connection client =
        Connection.connect(dispatcher, listener.address(), ConnectionOptions.DEFAULT);
    Connection server = Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow();
    List<End> ends = new ArrayList<>();
    server.whenReady(_ -> ends.add(new End(server).reading()));
    assertThat(Blocking.complete(client, Duration.ofSeconds(20))).isTrue();
    client.write(ByteBuffer.wrap(new byte[] {'H', 'a', 'b'}));
    // Not by the dispatcher, which would have it read.
    long limit = Duration.ofSeconds(20).toNanos();
    assertThat(dispatcher.kernel().poll(server.source(), Ready.READ, limit)).isEqualTo(Ready.READ);
    Drain.begin(dispatcher, Duration.ofSeconds(20), _ -> {});
    until("it was read", () -> !ends.isEmpty() && ends.getFirst().received().length == 2);
  }

  @Test
  void aReadyListenerOfAConnectionThatIsBeingMadeIsNotifiedOnceBytesGoThrough() throws IOException {
    Listener listener = listen();
    ConnectionOptions options = ConnectionOptions.DEFAULT.withLayers(layers());
    Connection client = Connection.connect(dispatcher, listener.address(), options);
    List<String> reported = new ArrayList<>();
    client.whenReady(_ -> reported.add("first"));
    client.whenReady(_ -> {
      reported.add("failing");
      throw new IllegalStateException("on purpose");
    });
    client.whenReady(_ -> reported.add("last"));
    assertThat(client.isReady()).isFalse();
    settle();
    assertThat(reported).isEmpty();
    assertThat(Blocking.complete(client, Duration.ofSeconds(20))).isTrue();
    settle();
    assertThat(reported).isEmpty();
    End server = new End(Blocking.accept(listener, Duration.ofSeconds(20)).orElseThrow()).reading();
    new End(client).reading();
    server.connection.write(TestBytes.buffer(10));
    until("all are notified", () -> reported.size() == 3);
    assertThat(reported).containsExactly("first", "failing", "last");
    assertThat(client.isReady()).isTrue();
    assertThat(dispatcher.statistics().failures()).isEqualTo(1);
  }
}
