package io.echod.verify;

import io.echod.measure.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cases for streams (TCP, Unix), in the order in which they run. */
public final class Cases {

  private static final String RFC_9293_CLOSE = "RFC 9293 section 3.6";

  static final Case CONNECT =
      new Case("connect", "a connection is accepted", Case.RFC_862, Cases::connect);

  /** All of them. */
  public static final List<Case> STREAM =
      List.of(
          CONNECT,
          new Case(
              "silent-until-spoken-to",
              "nothing is sent before the client has sent something",
              Case.RFC_862,
              Cases::silentUntilSpokenTo),
          new Case(
              "answers-promptly",
              "one byte comes back within 1 s",
              Case.COMMON_SENSE,
              Cases::promptly),
          new Case(
              "sizes",
              "messages of every size around buffer boundaries come back byte for byte",
              Case.RFC_862,
              Cases::sizes),
          new Case(
              "every-byte-value",
              "all 256 byte values come back as they are",
              Case.RFC_862,
              trial -> {
                Client client = trial.client(Payload.ofAllValues(), trial.skipped());
                client.send(1 << 16);
                trial.when(client::isEchoed, () -> trial.pass(client.toString()));
              }),
          new Case(
              "one-byte-at-a-time",
              "256 bytes sent one by one come back one by one",
              Case.RFC_862,
              Cases::oneByOne),
          new Case(
              "long-stream",
              "a long stream comes back byte for byte, while it is sent",
              Case.RFC_862,
              trial -> {
                Client client = trial.client();
                client.send(trial.isGentle() ? 1 << 20 : 16 << 20);
                trial.when(client::isEchoed, () -> trial.pass(client.toString()));
              }),
          new Case(
              "interleaved-clients",
              "ten clients at once get their own bytes and no others",
              Case.RFC_862,
              Cases::interleaved),
          new Case(
              "half-close-returns-everything",
              "what was sent before the client's end comes back",
              RFC_9293_CLOSE,
              EndCases::halfClose),
          new Case(
              "ends-cleanly",
              "the client's end is answered by an end, not by a reset or by silence",
              RFC_9293_CLOSE,
              EndCases::cleanEnd),
          new Case(
              "end-without-a-byte",
              "a client that ends at once gets an end and no byte",
              RFC_9293_CLOSE,
              EndCases::emptyEnd),
          new Case(
              "late-reader-loses-nothing",
              "a client that reads late gets everything",
              Case.RFC_862,
              LoadCases::lateReader),
          new Case(
              "slow-reader-stalls-nobody",
              "while a client does not read, others are served",
              Case.COMMON_SENSE,
              LoadCases::slowReader),
          new Case(
              "back-pressure",
              "it stops reading from a client that does not read, rather than to buffer without"
                  + " end",
              Case.COMMON_SENSE,
              LoadCases::backPressure),
          new Case(
              "small-writes-are-not-delayed",
              "the second of two small writes does not wait for an acknowledgement",
              "RFC 9293 section 3.7.4",
              LoadCases::smallWrites),
          new Case(
              "survives-resets",
              "after clients have reset their connections, others are served",
              RFC_9293_CLOSE,
              EndCases::resets),
          new Case(
              "survives-churn",
              "clients that come and go one after another are all served",
              Case.COMMON_SENSE,
              EndCases::churn),
          new Case(
              "many-idle-clients",
              "beside many idle clients another one is served",
              Case.COMMON_SENSE,
              LoadCases::idleClients));

  /** Those for TCP alone, which use sockets of this system: for no simulated network. */
  public static final List<Case> TCP = List.of(UrgentCase.CASE);

  private static final int[] BOUNDARIES = {
    1, 2, 512, 1024, 1460, 2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144
  };

  private Cases() {}

  private static void connect(Trial trial) {
    Client client = trial.client();
    trial.forgive();
    trial.when(
        () -> client.isConnected() || !client.trouble().isEmpty(),
        () -> {
          if (client.isConnected()) {
            trial.pass("accepted");
          } else {
            trial.fail(client.trouble());
          }
        });
  }

  /** Bytes that came before anything was sent are trouble, whose text counts them. */
  private static void silentUntilSpokenTo(Trial trial) {
    Client client = trial.client();
    trial.forgive();
    trial.after(
        Duration.ofMillis(300),
        () -> {
          if (client.received() > 0) {
            trial.greeted(client.received());
            trial.warn(client.received() + " bytes came before anything was sent");
          } else if (client.isEnded()) {
            trial.fail("it ended the connection at once");
          } else if (!client.trouble().isEmpty()) {
            trial.fail(client.trouble());
          } else {
            trial.pass("silent for 300 ms");
          }
        });
  }

  private static void promptly(Trial trial) {
    Client client = trial.client();
    trial.when(
        client::isConnected,
        () -> {
          long start = trial.now();
          client.send(1);
          trial.when(client::isEchoed, () -> trial.answered(start));
        });
  }

  private static void sizes(Trial trial) {
    List<Integer> sizes = new ArrayList<>();
    for (int boundary : BOUNDARIES) {
      if (!trial.isGentle() || boundary <= 65_536) {
        sizes.add(boundary - 1);
        sizes.add(boundary);
        sizes.add(boundary + 1);
      }
    }
    List<Integer> chosen = some(sizes, trial.rounds(sizes.size()));
    Client client = trial.client();
    new Rounds(trial, chosen.size(), round -> client.send(chosen.get(round)), client::isEchoed)
        .begin(() -> trial.pass(chosen.size() + " sizes up to " + chosen.getLast() + " bytes"));
  }

  /** So many of them, as far from each other as may be, the last one too. */
  private static List<Integer> some(List<Integer> all, int count) {
    List<Integer> chosen = new ArrayList<>();
    for (int index = 1; index <= count; index++) {
      chosen.add(all.get(index * all.size() / count - 1));
    }
    return chosen;
  }

  private static void oneByOne(Trial trial) {
    Client client = trial.client();
    new Rounds(trial, trial.rounds(256), _ -> client.send(1), client::isEchoed)
        .begin(() -> trial.pass(client.toString()));
  }

  private static void interleaved(Trial trial) {
    List<Client> clients = new ArrayList<>();
    for (int count = 0; count < 10; count++) {
      clients.add(trial.client());
    }
    int rounds = trial.rounds(20);
    new Rounds(
            trial,
            rounds,
            round -> sendOfAll(clients, round),
            () -> clients.stream().allMatch(Client::isEchoed))
        .begin(() -> trial.pass("10 clients, " + rounds + " messages of each"));
  }

  /** Sends lengths that differ a lot, so that a short one would meet the rest of a long one. */
  private static void sendOfAll(List<Client> clients, int round) {
    for (int index = 0; index < clients.size(); index++) {
      clients.get(index).send(1 + (index * 7919 + round * 104_729) % 5_000);
    }
  }
}
