package io.echod.verify;

import io.echod.measure.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The cases for streams (TCP, Unix), in the order in which they run. */
public final class Cases {

  private static final String RFC_862 = "RFC 862";
  private static final String RFC_9293_CLOSE = "RFC 9293 section 3.6";
  private static final String COMMON_SENSE = "common sense";

  static final Case CONNECT =
      new Case("connect", "a connection is accepted", "RFC 862", Cases::connect);

  /** All of them. */
  public static final List<Case> STREAM =
      List.of(
          CONNECT,
          new Case(
              "silent-until-spoken-to",
              "nothing is sent before the client has sent something",
              RFC_862,
              Cases::silentUntilSpokenTo),
          new Case(
              "answers-promptly", "one byte comes back within 1 s", COMMON_SENSE, Cases::promptly),
          new Case(
              "sizes",
              "messages of every size around buffer boundaries come back byte for byte",
              RFC_862,
              Cases::sizes),
          new Case(
              "every-byte-value",
              "all 256 byte values come back as they are",
              RFC_862,
              trial -> {
                Client client = trial.client(Payload.ofAllValues(), trial.skipped());
                client.send(1 << 16);
                trial.when(client::isEchoed, () -> trial.pass(client.toString()));
              }),
          new Case(
              "one-byte-at-a-time",
              "256 bytes sent one by one come back one by one",
              RFC_862,
              trial -> roundTrips(trial, trial.client(), trial.rounds(256))),
          new Case(
              "long-stream",
              "a long stream comes back byte for byte, while it is sent",
              RFC_862,
              trial -> {
                Client client = trial.client();
                client.send(trial.isGentle() ? 1 << 20 : 16 << 20);
                trial.when(client::isEchoed, () -> trial.pass(client.toString()));
              }),
          new Case(
              "interleaved-clients",
              "ten clients at once get their own bytes and no others",
              RFC_862,
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
              RFC_862,
              LoadCases::lateReader),
          new Case(
              "slow-reader-stalls-nobody",
              "while a client does not read, others are served",
              COMMON_SENSE,
              LoadCases::slowReader),
          new Case(
              "back-pressure",
              "it stops reading from a client that does not read, rather than to buffer without"
                  + " end",
              COMMON_SENSE,
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
              COMMON_SENSE,
              EndCases::churn),
          new Case(
              "many-idle-clients",
              "beside many idle clients another one is served",
              COMMON_SENSE,
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
    sendEach(trial, trial.client(), some(sizes, trial.rounds(sizes.size())), 0);
  }

  /** So many of them, as far from each other as may be, the last one too. */
  private static List<Integer> some(List<Integer> all, int count) {
    List<Integer> chosen = new ArrayList<>();
    for (int index = 1; index <= count; index++) {
      chosen.add(all.get(index * all.size() / count - 1));
    }
    return chosen;
  }

  private static void sendEach(Trial trial, Client client, List<Integer> sizes, int index) {
    if (index == sizes.size()) {
      trial.pass(sizes.size() + " sizes up to " + sizes.getLast() + " bytes");
      return;
    }
    client.send(sizes.get(index));
    trial.when(client::isEchoed, () -> sendEach(trial, client, sizes, index + 1));
  }

  private static void roundTrips(Trial trial, Client client, int left) {
    if (left == 0) {
      trial.pass(client.toString());
      return;
    }
    client.send(1);
    trial.when(client::isEchoed, () -> roundTrips(trial, client, left - 1));
  }

  private static void interleaved(Trial trial) {
    List<Client> clients = new ArrayList<>();
    for (int count = 0; count < 10; count++) {
      clients.add(trial.client());
    }
    inTurn(trial, clients, trial.rounds(20), 0);
  }

  private static void inTurn(Trial trial, List<Client> clients, int rounds, int round) {
    if (round == rounds) {
      trial.pass("10 clients, " + rounds + " messages of each");
      return;
    }
    for (int index = 0; index < clients.size(); index++) {
      // Lengths that differ a lot, so that a short one would meet the rest of a long one.
      clients.get(index).send(1 + (index * 7919 + round * 104_729) % 5_000);
    }
    trial.when(
        () -> clients.stream().allMatch(Client::isEchoed),
        () -> inTurn(trial, clients, rounds, round + 1));
  }
}
