package io.echod.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/** Cases about slow clients, many clients, and time. */
final class LoadCases {

  private static final long MANY_BYTES = 64 << 20;
  private static final long SOME_BYTES = 8 << 20;
  private static final long FEW_BYTES = 1 << 18;

  private LoadCases() {}

  /** Sends until the server takes no more, and only then reads. */
  static void lateReader(Trial trial) {
    Client client = trial.client();
    client.reading(false);
    client.send(trial.isGentle() ? FEW_BYTES : SOME_BYTES);
    Runnable read =
        () -> {
          client.reading(true);
          trial.when(client::isEchoed, () -> trial.pass(client.toString()));
        };
    trial.whenOrStill(() -> isSent(trial, client), read, read);
  }

  private static boolean isSent(Trial trial, Client client) {
    return client.sent() == (trial.isGentle() ? FEW_BYTES : SOME_BYTES);
  }

  static void slowReader(Trial trial) {
    Client slow = trial.client();
    slow.reading(false);
    slow.send(trial.isGentle() ? FEW_BYTES : SOME_BYTES);
    Runnable other =
        () -> {
          Client neighbour = trial.client();
          neighbour.send(1000);
          trial.when(
              neighbour::isEchoed,
              () -> trial.pass(slow.sent() + " bytes unread, and the other was served"));
        };
    trial.whenOrStill(() -> isSent(trial, slow), other, other);
  }

  static void backPressure(Trial trial) {
    if (trial.isGentle()) {
      trial.skip("not in gentle mode");
      return;
    }
    Client client = trial.client();
    client.reading(false);
    client.send(MANY_BYTES);
    trial.whenOrStill(
        () -> client.sent() == MANY_BYTES,
        () -> trial.warn("it took " + MANY_BYTES + " bytes that the client does not read"),
        () -> trial.pass("it stopped after " + client.sent() + " bytes"));
  }

  /** Compares two writes at once with one: 40 ms between them are Nagle's and delayed ACK's. */
  static void smallWrites(Trial trial) {
    Client client = trial.client();
    int samples = (trial.rounds(18) + 1) / 2;
    trial.when(
        client::isConnected,
        () ->
            measure(
                trial,
                client,
                1,
                new long[samples],
                0,
                single ->
                    measure(
                        trial,
                        client,
                        2,
                        new long[samples],
                        0,
                        pair -> judgeDelay(trial, single, pair))));
  }

  private static void judgeDelay(Trial trial, long singleNanos, long pairNanos) {
    String seen = "one write %.3f ms, two %.3f ms".formatted(singleNanos / 1e6, pairNanos / 1e6);
    if ((pairNanos - singleNanos) / 1e6 > 30) {
      trial.warn(seen);
    } else {
      trial.pass(seen);
    }
  }

  private static void measure(
      Trial trial, Client client, int writes, long[] nanos, int done, LongConsumer median) {
    if (done == nanos.length) {
      Arrays.sort(nanos);
      median.accept(nanos[nanos.length / 2]);
      return;
    }
    long start = trial.now();
    for (int count = 0; count < writes; count++) {
      client.send(1);
    }
    trial.when(
        client::isEchoed,
        () -> {
          nanos[done] = trial.now() - start;
          measure(trial, client, writes, nanos, done + 1, median);
        });
  }

  static void idleClients(Trial trial) {
    List<Client> idle = new ArrayList<>();
    for (int count = 0; count < (trial.isGentle() ? 10 : 200); count++) {
      idle.add(trial.client());
    }
    trial.when(
        () -> idle.stream().allMatch(Client::isConnected),
        () -> {
          Client active = trial.client();
          active.send(1000);
          trial.when(
              active::isEchoed, () -> trial.pass(idle.size() + " idle clients and one active"));
        });
  }
}
