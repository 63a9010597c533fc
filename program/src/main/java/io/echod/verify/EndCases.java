package io.echod.verify;

import java.util.ArrayList;
import java.util.List;

/** Cases about how connections end. */
final class EndCases {

  private EndCases() {}

  static void halfClose(Trial trial) {
    Client client = trial.client();
    trial.forgive();
    client.send(trial.isGentle() ? 1 << 16 : 1 << 18);
    client.endOutput();
    trial.when(
        () -> client.isEchoed() || client.isEnded() || !client.trouble().isEmpty(),
        () -> {
          if (client.isEchoed()) {
            trial.pass(client.toString());
          } else {
            trial.fail(client.toString());
          }
        });
  }

  static void cleanEnd(Trial trial) {
    Client client = trial.client();
    client.send(1000);
    trial.when(
        client::isEchoed,
        () -> {
          client.endOutput();
          trial.when(client::isEnded, () -> trial.pass(client.toString()));
        });
  }

  static void emptyEnd(Trial trial) {
    Client client = trial.client();
    trial.when(
        client::isConnected,
        () -> {
          client.endOutput();
          trial.when(client::isEnded, () -> trial.pass(client.toString()));
        });
  }

  static void resets(Trial trial) {
    List<Client> rude = new ArrayList<>();
    for (int count = 0; count < 10; count++) {
      Client client = trial.client();
      client.send(1 << 16);
      client.reading(false);
      rude.add(client);
    }
    trial.forgive();
    trial.when(
        () -> rude.stream().allMatch(client -> client.sent() > 0 || isLost(client)),
        () -> {
          rude.forEach(Client::reset);
          Client next = trial.client();
          next.send(1000);
          trial.when(
              () -> next.isEchoed() || isLost(next),
              () -> {
                if (isLost(next)) {
                  trial.fail(next.toString());
                } else {
                  trial.pass("10 resets, then " + next);
                }
              });
        });
  }

  private static boolean isLost(Client client) {
    return !client.trouble().isEmpty() || client.isEnded();
  }

  static void churn(Trial trial) {
    comeAndGo(trial, trial.rounds(trial.isGentle() ? 20 : 200), 0);
  }

  private static void comeAndGo(Trial trial, int count, int done) {
    if (done == count) {
      trial.pass(count + " clients");
      return;
    }
    Client client = trial.client();
    client.send(1);
    trial.when(
        client::isEchoed,
        () -> {
          client.close();
          comeAndGo(trial, count, done + 1);
        });
  }
}
