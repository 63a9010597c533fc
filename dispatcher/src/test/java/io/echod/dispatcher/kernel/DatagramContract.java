package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.EXCEPT;
import static io.echod.dispatcher.kernel.Ready.READ;
import static io.echod.dispatcher.kernel.Ready.WRITE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sockets for datagrams. */
abstract class DatagramContract extends DatagramFixture {

  private static final DatagramOptions SHARED = DatagramOptions.DEFAULT.withReusePort(true);

  DatagramContract(Kernel.Factory factory) {
    super(factory);
  }

  @Test
  void portZeroBecomesARealPort() throws IOException {
    InetSocketAddress first = bind().localAddress();
    InetSocketAddress second = bind().localAddress();
    assertThat(first.getPort()).isPositive();
    assertThat(second.getPort()).isPositive().isNotEqualTo(first.getPort());
    assertThat(first.getAddress()).isEqualTo(StreamPair.anyPort().getAddress());
  }

  @Test
  void aDatagramArrivesWithTheAddressOfItsSender() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    send(one, "question", other);
    assertThat(receive(other)).isEqualTo("question");
    assertThat(sender.toSocketAddress()).isEqualTo(one.localAddress());
    send(other, "answer", sender);
    assertThat(receive(one)).isEqualTo("answer");
    assertThat(sender.toSocketAddress()).isEqualTo(other.localAddress());
  }

  @Test
  void nothingToReceiveIsNone() throws IOException {
    DatagramSource source = bind();
    assertThat(source.receive(ByteBuffer.allocate(9), sender)).isEqualTo(DatagramSource.NONE);
    assertThat(source.receive(new DatagramBatch(2))).isZero();
  }

  @Test
  void anEmptyDatagramIsOne() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    send(one, "", other);
    send(one, "more", other);
    assertThat(receive(other)).isEmpty();
    assertThat(sender.toSocketAddress()).isEqualTo(one.localAddress());
    assertThat(receive(other)).isEqualTo("more");
  }

  @Test
  void boundariesOfDatagramsAreKept() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    for (String text : new String[] {"a", "bb", "", "cccc"}) {
      send(one, text, other);
    }
    for (String text : new String[] {"a", "bb", "", "cccc"}) {
      assertThat(receive(other)).isEqualTo(text);
    }
  }

  @Test
  void theLongestDatagramArrivesWhole() throws IOException {
    byte[] longest = pattern(DatagramSource.BYTES_MAX_IPV4);
    for (boolean direct : new boolean[] {false, true}) {
      DatagramSource one = bind();
      DatagramSource other = bind();
      ByteBuffer sent = buffer(longest.length, direct).put(longest).flip();
      assertThat(one.send(sent, addressOf(other))).isTrue();
      assertThat(sent.hasRemaining()).isFalse();
      require(other, READ);
      ByteBuffer received = buffer(longest.length, direct);
      assertThat(other.receive(received, sender)).isEqualTo(longest.length);
      byte[] bytes = new byte[longest.length];
      received.flip().get(bytes);
      assertThat(bytes).isEqualTo(longest);
    }
  }

  private static ByteBuffer buffer(int bytes, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
  }

  @Test
  void oneThatIsTooLongIsAnErrorAndNotCut() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    ByteBuffer tooLong = ByteBuffer.allocate(DatagramSource.BYTES_MAX_IPV4 + 1);
    assertThatIOException()
        .isThrownBy(() -> one.send(tooLong, addressOf(other)))
        .withMessageContaining("65508")
        .withMessageContaining("65507");
    assertThat(tooLong.position()).isZero();
    send(one, "next", other);
    assertThat(receive(other)).isEqualTo("next");
  }

  @Test
  void oneWithoutRoomForItIsAnErrorAndNotCut() throws IOException {
    for (boolean direct : new boolean[] {false, true}) {
      DatagramSource one = bind();
      DatagramSource other = bind();
      send(one, "0123456789", other);
      send(one, "next", other);
      require(other, READ);
      ByteBuffer small = buffer(9, direct);
      assertThatIOException()
          .isThrownBy(() -> other.receive(small, sender))
          .withMessageContaining("10 bytes")
          .withMessageContaining("9");
      assertThat(small.position()).isZero();
      assertThat(receive(other)).isEqualTo("next");
    }
  }

  @Test
  void aBufferIsFilledFromItsPositionAndSentFromItsPosition() throws IOException {
    for (boolean direct : new boolean[] {false, true}) {
      DatagramSource one = bind();
      DatagramSource other = bind();
      ByteBuffer sent = buffer(10, direct).put("..text....".getBytes(ISO_8859_1));
      one.send(sent.position(2).limit(6), addressOf(other));
      assertThat(sent.position()).isEqualTo(6);
      require(other, READ);
      ByteBuffer into = buffer(10, direct).position(3);
      assertThat(other.receive(into, sender)).isEqualTo(4);
      assertThat(into.position()).isEqualTo(7);
      byte[] bytes = new byte[4];
      into.get(3, bytes);
      assertThat(new String(bytes, ISO_8859_1)).isEqualTo("text");
    }
  }

  @Test
  void aWaitingDatagramIsReportedAgainAndAgain() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    other.interest(READ);
    assertThat(look(other)).isZero();
    send(one, "first", other);
    send(one, "second", other);
    assertThat(awaitReady(other)).isEqualTo(READ);
    assertThat(look(other)).isEqualTo(READ);
    receive(other);
    assertThat(awaitReady(other)).isEqualTo(READ);
    receive(other);
    assertThat(look(other)).isZero();
  }

  @Test
  void onlyWhatWasAskedForIsReported() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    send(one, "x", other);
    require(other, READ);
    assertThat(look(other)).isZero();
    other.interest(WRITE);
    assertThat(awaitReady(other)).isEqualTo(WRITE);
    other.interest(READ | WRITE);
    assertThat(awaitReady(other)).isEqualTo(READ | WRITE);
    other.interest(0);
    assertThat(quietWaits(TimeUnit.MILLISECONDS.toNanos(20))).isLessThan(10);
  }

  @Test
  void aPollConsumesNothing() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    assertThat(kernel.poll(other, READ, 0)).isZero();
    assertThat(kernel.poll(other, READ | WRITE, 0)).isEqualTo(WRITE);
    send(one, "x", other);
    require(other, READ);
    require(other, READ);
    assertThat(receive(other)).isEqualTo("x");
  }

  @Test
  void aPortWithoutAnybodyNeitherEndsASocketNorSpins() throws IOException {
    DatagramSource lonely = bind();
    lonely.interest(READ);
    DatagramAddress nobody = deserted();
    for (int round = 0; round < 3; round++) {
      assertThat(lonely.send(ByteBuffer.wrap(new byte[1]), nobody)).isTrue();
    }
    assertThat(quietWaits(TimeUnit.MILLISECONDS.toNanos(50))).isLessThan(10);
    DatagramSource other = bind();
    send(other, "still here", lonely);
    assertThat(receive(lonely)).isEqualTo("still here");
  }

  @Test
  void aConnectedSocketHearsOnceThatThereIsNoPeer() throws IOException {
    DatagramSource caller = bind();
    DatagramAddress nobody = deserted();
    caller.connect(nobody.toSocketAddress());
    caller.interest(READ);
    caller.send(ByteBuffer.wrap(new byte[1]), nobody);
    assertThat(awaitReady(caller)).isEqualTo(READ);
    assertThatExceptionOfType(PortUnreachableException.class)
        .isThrownBy(() -> caller.receive(ByteBuffer.allocate(9), sender));
    assertThat(caller.receive(ByteBuffer.allocate(9), sender)).isEqualTo(DatagramSource.NONE);
    assertThat(caller.isOpen()).isTrue();
    assertThat(quietWaits(TimeUnit.MILLISECONDS.toNanos(20))).isLessThan(10);
  }

  @Test
  void aFailureThatNoCallbackWaitsForIsNotReported() throws IOException {
    DatagramSource caller = bind();
    DatagramAddress nobody = deserted();
    caller.connect(nobody.toSocketAddress());
    caller.send(ByteBuffer.wrap(new byte[1]), nobody);
    require(caller, READ);
    assertThat(quietWaits(TimeUnit.MILLISECONDS.toNanos(20))).isLessThan(10);
    caller.interest(READ | WRITE);
    caller.interest(0);
    assertThat(quietWaits(TimeUnit.MILLISECONDS.toNanos(20))).isLessThan(10);
  }

  @Test
  void aConnectedSocketHearsItsPeerAlone() throws IOException {
    DatagramSource caller = bind();
    DatagramSource called = bind();
    DatagramSource stranger = bind();
    caller.connect(called.localAddress());
    send(stranger, "from a stranger", caller);
    send(called, "from the peer", caller);
    assertThat(receive(caller)).isEqualTo("from the peer");
    assertThat(sender.toSocketAddress()).isEqualTo(called.localAddress());
    send(caller, "to the peer", called);
    assertThat(receive(called)).isEqualTo("to the peer");
    assertThatIOException()
        .isThrownBy(() -> caller.send(ByteBuffer.allocate(1), addressOf(stranger)));
  }

  @Test
  void aBroadcastIsRefused() throws IOException {
    DatagramSource source = bind();
    DatagramAddress everybody =
        new DatagramAddress(new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9));
    assertThatIOException().isThrownBy(() -> source.send(ByteBuffer.allocate(1), everybody));
  }

  @Test
  void aSocketOfIpv4SendsNothingToIpv6() throws IOException {
    DatagramSource source = bind();
    DatagramAddress other =
        new DatagramAddress(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 9));
    assertThatIOException()
        .isThrownBy(() -> source.send(ByteBuffer.allocate(1), other))
        .withMessageContaining("2001:db8");
  }

  @Test
  void theWildcardOfIpv6TakesIpv4() throws IOException {
    DatagramSource server =
        kernel.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), 0), DatagramOptions.DEFAULT);
    DatagramSource client = bind();
    InetSocketAddress to =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.localAddress().getPort());
    client.send(ByteBuffer.wrap(new byte[] {7}), new DatagramAddress(to));
    receive(server);
    assertThat(sender.isIpv4()).isTrue();
    assertThat(sender.toSocketAddress()).isEqualTo(client.localAddress());
    send(server, "back", sender);
    assertThat(receive(client)).isEqualTo("back");
  }

  @Test
  void anAddressInUseIsRefusedAndFreeAgainAfterAClose() throws IOException {
    DatagramSource first = bind();
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> kernel.bind(first.localAddress(), DatagramOptions.DEFAULT));
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> kernel.bind(first.localAddress(), SHARED));
    first.close();
    DatagramSource second = kernel.bind(first.localAddress(), DatagramOptions.DEFAULT);
    assertThat(second.localAddress()).isEqualTo(first.localAddress());
  }

  @Test
  void aPortIsTakenForUdpAlone() throws IOException {
    ListeningSource listening = listen();
    DatagramSource datagrams = kernel.bind(listening.localAddress(), DatagramOptions.DEFAULT);
    assertThat(datagrams.localAddress()).isEqualTo(listening.localAddress());
  }

  @Test
  void addressesOfNoHostAreRefused() {
    // Reserved for documentation by RFC 5737: no host has it.
    InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> kernel.bind(foreign, DatagramOptions.DEFAULT));
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 0);
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> kernel.bind(nowhere, DatagramOptions.DEFAULT));
  }

  @Test
  void socketsThatShareAPortHaveEachItsSenders() throws IOException {
    DatagramSource first = bind();
    first.share();
    DatagramSource second = kernel.bind(first.localAddress(), SHARED);
    for (int client = 0; client < 16; client++) {
      DatagramSource from = bind();
      Set<DatagramSource> receivers = new HashSet<>();
      for (int round = 0; round < 3; round++) {
        send(from, "x", first);
        DatagramSource receiver = readyOne(first, second);
        receive(receiver);
        assertThat(sender.toSocketAddress()).isEqualTo(from.localAddress());
        receivers.add(receiver);
      }
      assertThat(receivers).hasSize(1);
    }
  }

  private DatagramSource readyOne(DatagramSource one, DatagramSource other) throws IOException {
    one.interest(READ);
    other.interest(READ);
    do {
      ready.clear();
      kernel.await(StreamPair.PATIENCE_NANOS, ready);
    } while (ready.size() == 0);
    return (DatagramSource) ready.source(0);
  }

  @Test
  void aClosedSocketIsSilentAndRefusesCalls() throws IOException {
    DatagramSource one = bind();
    DatagramSource other = bind();
    other.interest(READ);
    send(one, "x", other);
    require(other, READ);
    other.close();
    other.close();
    assertThat(other.isOpen()).isFalse();
    assertThat(look(other)).isZero();
    assertThatIOException().isThrownBy(() -> other.receive(ByteBuffer.allocate(9), sender));
    assertThatIOException().isThrownBy(() -> other.receive(new DatagramBatch(1)));
    assertThatIOException().isThrownBy(() -> other.send(ByteBuffer.allocate(9), addressOf(one)));
    assertThatIOException().isThrownBy(() -> other.connect(one.localAddress()));
    assertThatIOException().isThrownBy(other::share);
    assertThatIOException().isThrownBy(() -> kernel.poll(other, READ, 0));
    other.interest(READ);
  }

  @Test
  void aClosedKernelBindsNothing() {
    kernel.close();
    assertThatIOException().isThrownBy(this::bind);
  }

  @Test
  void aConnectThatFailsLeavesTheSocketConnectedAsItWas() throws IOException {
    DatagramSource one = bind();
    DatagramSource peer = bind();
    DatagramSource stranger = bind();
    one.connect(peer.localAddress());
    InetSocketAddress ofIpv6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
    assertThatIOException().isThrownBy(() -> one.connect(ofIpv6));
    assertThatIOException().isThrownBy(() -> send(one, "no", stranger));
    send(stranger, "no", one);
    send(peer, "yes", one);
    assertThat(receive(one)).isEqualTo("yes");
    send(one, "back", peer);
    assertThat(receive(peer)).isEqualTo("back");
  }

  @Test
  void aFailureToReportDoesNotWakeAWaitForUrgentDataAlone() throws IOException {
    assumeTrue((kernel.reasons() & EXCEPT) != 0);
    DatagramSource one = bind();
    DatagramAddress nobody = deserted();
    one.connect(nobody.toSocketAddress());
    send(one, "x", nobody);
    require(one, READ);
    one.interest(EXCEPT);
    assertThat(quietWaits(20_000_000)).isLessThanOrEqualTo(5);
    one.interest(READ);
    assertThat(awaitReady(one)).isEqualTo(READ);
    assertThatExceptionOfType(PortUnreachableException.class)
        .isThrownBy(() -> one.receive(ByteBuffer.allocate(9), sender));
  }
}
