package io.echod.dispatcher.kernel;

import static io.echod.dispatcher.kernel.Ready.READ;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Datagrams by the batch. */
abstract class DatagramBatchContract extends DatagramFixture {

  DatagramBatchContract(Kernel.Factory factory) {
    super(factory);
  }

  private static String text(DatagramBatch batch, int index) {
    return ISO_8859_1.decode(batch.datagram(index).duplicate()).toString();
  }

  /** Receives that many by batches, which must come. */
  private List<String> receive(DatagramSource at, DatagramBatch batch, int count)
      throws IOException {
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      require(at, READ);
      int received = at.receive(batch);
      assertThat(received).isEqualTo(batch.size()).isLessThanOrEqualTo(batch.capacity());
      for (int index = 0; index < received; index++) {
        texts.add(text(batch, index));
      }
    }
    return texts;
  }

  @Test
  void aBatchKeepsOrderLengthAndSender() throws IOException {
    DatagramSource one = bind();
    DatagramSource two = bind();
    DatagramSource server = bind();
    send(one, "a", server);
    send(two, "", server);
    send(one, "ccc", server);
    DatagramBatch batch = new DatagramBatch(3);
    List<InetSocketAddress> senders = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    while (texts.size() < 3) {
      require(server, READ);
      server.receive(batch);
      for (int index = 0; index < batch.size(); index++) {
        texts.add(text(batch, index));
        senders.add(batch.address(index).toSocketAddress());
      }
    }
    assertThat(texts).containsExactlyInAnyOrder("a", "", "ccc").containsSubsequence("a", "ccc");
    for (int index = 0; index < 3; index++) {
      DatagramSource expected = texts.get(index).isEmpty() ? two : one;
      assertThat(senders.get(index)).isEqualTo(expected.localAddress());
    }
  }

  @Test
  void whatABatchHasNoRoomForComesWithTheNext() throws IOException {
    DatagramSource one = bind();
    DatagramSource server = bind();
    List<String> sent = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      sent.add("datagram " + index);
      send(one, sent.getLast(), server);
    }
    assertThat(receive(server, new DatagramBatch(7), 100)).isEqualTo(sent);
  }

  @Test
  void moreThanOneCallTakesAreSentAndReceived() throws IOException {
    DatagramSource one = bind();
    DatagramSource server = bind();
    DatagramBatch batch = new DatagramBatch(150);
    List<String> sent = new ArrayList<>();
    for (int index = 0; index < 150; index++) {
      sent.add("datagram " + index);
      batch.add(ISO_8859_1.encode(sent.getLast()), addressOf(server));
    }
    assertThat(one.send(batch, 0)).isEqualTo(150);
    assertThat(batch.size()).isEqualTo(150);
    assertThat(receive(server, new DatagramBatch(150), 150)).isEqualTo(sent);
  }

  @Test
  void theLongestGoThroughABatch() throws IOException {
    DatagramSource one = bind();
    DatagramSource server = bind();
    String longest = new String(pattern(DatagramSource.BYTES_MAX_IPV4), ISO_8859_1);
    DatagramBatch batch = new DatagramBatch(2);
    batch.add(ISO_8859_1.encode(longest), addressOf(server));
    batch.add(ISO_8859_1.encode("short"), addressOf(server));
    assertThat(one.send(batch, 0)).isEqualTo(2);
    assertThat(receive(server, new DatagramBatch(2), 2)).containsExactly(longest, "short");
  }

  @Test
  void anEchoGoesBackToEachSender() throws IOException {
    DatagramSource server = bind();
    List<DatagramSource> clients = new ArrayList<>();
    for (int index = 0; index < 10; index++) {
      clients.add(bind());
      send(clients.getLast(), "of client " + index, server);
    }
    DatagramBatch batch = new DatagramBatch(16);
    int echoed = 0;
    while (echoed < clients.size()) {
      require(server, READ);
      echoed += server.receive(batch);
      assertThat(server.send(batch, 0)).isEqualTo(batch.size());
    }
    for (int index = 0; index < clients.size(); index++) {
      assertThat(receive(clients.get(index))).isEqualTo("of client " + index);
      assertThat(sender.toSocketAddress()).isEqualTo(server.localAddress());
    }
  }

  @Test
  void theRestOfABatchIsSentFromThere() throws IOException {
    DatagramSource one = bind();
    DatagramSource server = bind();
    DatagramBatch batch = new DatagramBatch(3);
    for (String text : new String[] {"a", "b", "c"}) {
      batch.add(ISO_8859_1.encode(text), addressOf(server));
    }
    assertThat(one.send(batch, 2)).isEqualTo(1);
    assertThat(one.send(batch, 3)).isZero();
    assertThat(receive(server)).isEqualTo("c");
  }

  @Test
  void oneThatCannotBeSentIsReportedByItsOwnCall() throws IOException {
    DatagramSource one = bind();
    DatagramSource server = bind();
    DatagramAddress ipv6 =
        new DatagramAddress(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 9));
    String tooLong = "x".repeat(DatagramSource.BYTES_MAX_IPV4 + 1);
    DatagramBatch batch = new DatagramBatch(4);
    batch.add(ISO_8859_1.encode("a"), addressOf(server));
    batch.add(ISO_8859_1.encode("b"), ipv6);
    batch.add(ISO_8859_1.encode(tooLong), addressOf(server));
    batch.add(ISO_8859_1.encode("d"), addressOf(server));
    assertThat(one.send(batch, 0)).isEqualTo(1);
    assertThatIOException().isThrownBy(() -> one.send(batch, 1)).withMessageContaining("2001:db8");
    assertThatIOException().isThrownBy(() -> one.send(batch, 2)).withMessageContaining("65508");
    assertThat(one.send(batch, 3)).isEqualTo(1);
    assertThat(receive(server, new DatagramBatch(4), 2)).containsExactly("a", "d");
  }

  @Test
  void whatAFilterLeavesOutIsNotSent() throws IOException {
    DatagramSource one = bind();
    DatagramSource server = bind();
    for (String text : new String[] {"a", "no", "c", "no", "e"}) {
      send(one, text, server);
    }
    DatagramBatch batch = new DatagramBatch(5);
    List<String> kept = new ArrayList<>();
    int seen = 0;
    while (seen < 5) {
      require(server, READ);
      seen += server.receive(batch);
      batch.keep((_, datagram) -> datagram.remaining() == 1);
      for (int index = 0; index < batch.size(); index++) {
        kept.add(text(batch, index));
      }
      assertThat(server.send(batch, 0)).isEqualTo(batch.size());
    }
    assertThat(kept).containsExactly("a", "c", "e");
    assertThat(receive(one)).isEqualTo("a");
    assertThat(receive(one)).isEqualTo("c");
    assertThat(receive(one)).isEqualTo("e");
  }
}
