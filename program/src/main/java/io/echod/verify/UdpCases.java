package io.echod.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cases for datagrams, in the order in which they run. */
public final class UdpCases {

  private static final Duration LISTENS_FOR = Duration.ofMillis(300);

  /** The case without which others make no sense. */
  static final Case ANSWERS =
      new Case(
          "datagram-comes-back",
          "a datagram comes back as it was sent",
          Case.RFC_862,
          trial -> exchange(trial, List.of(pattern(64))));

  /** All of them. */
  public static final List<Case> ALL =
      List.of(
          ANSWERS,
          new Case(
              "datagram-source-port-kept",
              "an answer comes from the address and port that was asked",
              Case.RFC_862,
              UdpCases::sourcePort),
          new Case(
              "datagram-sizes",
              "datagrams of every size up to the largest come back byte for byte",
              Case.RFC_862,
              UdpCases::sizes),
          new Case(
              "datagram-empty",
              "an empty datagram comes back",
              Case.RFC_862,
              trial -> exchange(trial, List.of(new byte[0]))),
          new Case(
              "datagram-every-byte-value",
              "all 256 byte values come back as they are",
              Case.RFC_862,
              trial -> exchange(trial, List.of(pattern(256)))),
          new Case(
              "datagram-one-for-one",
              "no more comes back than was sent",
              Case.RFC_862,
              UdpCases::oneForOne),
          new Case(
              "datagram-interleaved-clients",
              "ten clients at once get their own datagrams and no others",
              Case.RFC_862,
              UdpCases::interleaved),
          new Case(
              "datagram-answers-promptly",
              "a datagram comes back within 1 s",
              Case.COMMON_SENSE,
              UdpCases::promptly));

  private static final int[] SIZES = {1, 2, 511, 512, 513, 1400, 1472};

  /** In several packets, each of which may be lost on the way. */
  private static final int[] LARGE_SIZES = {1473, 4096, 8192, 16_384, 32_768, 65_506, 65_507};

  private UdpCases() {}

  private static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) (index + length);
    }
    return bytes;
  }

  private static void sizes(Trial trial) {
    List<byte[]> datagrams = new ArrayList<>();
    for (int size : SIZES) {
      datagrams.add(pattern(size));
    }
    if (!trial.isGentle()) {
      for (int size : LARGE_SIZES) {
        datagrams.add(pattern(size));
      }
    }
    exchange(trial, datagrams);
  }

  private static void exchange(Trial trial, List<byte[]> datagrams) {
    UdpClient client = trial.udpClient();
    new Rounds(
            trial, datagrams.size(), round -> client.send(datagrams.get(round)), client::isEchoed)
        .begin(() ->
            trial.pass(
                datagrams.size() == 1
                    ? client.toString()
                    : datagrams.size() + " sizes up to " + datagrams.getLast().length + " bytes"));
  }

  private static void sourcePort(Trial trial) {
    UdpClient client = trial.udpClient();
    client.send(pattern(32));
    trial.when(
        client::isEchoed,
        () -> {
          if (client.elsewhere().isEmpty()) {
            trial.pass("from where it was sent to");
          } else {
            trial.fail(client.elsewhere());
          }
        });
  }

  private static void oneForOne(Trial trial) {
    UdpClient client = trial.udpClient();
    client.send(pattern(100));
    trial.when(
        client::isEchoed,
        () ->
            trial.after(
                LISTENS_FOR,
                () -> {
                  if (client.answers() > client.sends()) {
                    trial.fail(client.toString());
                  } else {
                    trial.pass(client.toString());
                  }
                }));
  }

  private static void interleaved(Trial trial) {
    List<UdpClient> clients = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      clients.add(trial.udpClient());
    }
    new Rounds(
            trial,
            10,
            round -> sendOfAll(clients, round),
            () -> clients.stream().allMatch(UdpClient::isEchoed))
        .begin(() -> trial.pass("10 clients, 10 datagrams of each"));
  }

  private static void sendOfAll(List<UdpClient> clients, int round) {
    for (int index = 0; index < clients.size(); index++) {
      clients.get(index).send(pattern(10 + round * 20 + index));
    }
  }

  private static void promptly(Trial trial) {
    UdpClient client = trial.udpClient();
    long start = trial.now();
    client.send(pattern(8));
    trial.when(client::isEchoed, () -> trial.answered(start));
  }
}
