package io.echod.verify;

import io.echod.net.ConnectionOptions;
import io.echod.tls.TlsLayer;
import io.echod.tls.TlsOptions.Version;
import io.echod.tls.TlsSession;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The cases for TLS, which follow those for streams. */
public final class TlsCases {

  private static final String RFC_8446_CLOSE = "RFC 8446 section 6.1";
  private static final String RFC_8996 = "RFC 8996";
  private static final Duration EXPIRY_WARNING = Duration.ofDays(14);

  /** Types of records (RFC 8446 section 5.1). */
  private static final int ALERT = 21;

  private static final int HANDSHAKE = 22;

  /** All of them. */
  public static final List<Case> ALL =
      List.of(
          new Case(
              "tls-versions",
              "a client of TLS 1.3 is served, and one of TLS 1.2",
              "RFC 9325 section 3.1.1",
              TlsCases::versions),
          new Case(
              "tls-old-versions-refused",
              "a client that knows TLS 1.1 at most is refused",
              RFC_8996,
              TlsCases::oldVersions),
          new Case(
              "tls-plain-text-refused",
              "plain text is neither echoed nor waited on: the connection ends",
              "RFC 8446 section 6.2",
              TlsCases::plainText),
          new Case(
              "tls-close-notify",
              "the server's end is a close_notify, so that a connection that is cut off is noticed",
              RFC_8446_CLOSE,
              TlsCases::closeNotify),
          new Case(
              "tls-half-close",
              "in TLS 1.3 what was sent before the client's close_notify comes back",
              RFC_8446_CLOSE,
              TlsCases::halfClose),
          new Case(
              "tls-truncation",
              "a client that ends without close_notify is dropped, and others are served",
              RFC_8446_CLOSE,
              TlsCases::truncation),
          new Case(
              "tls-certificate",
              "the certificate is valid for two weeks more",
              Case.COMMON_SENSE,
              TlsCases::certificate));

  private TlsCases() {}

  private static Client client(Trial trial, Version version) {
    ConnectionOptions plain = trial.connectionOptions();
    return trial.client(trial.tls().map(target -> target.only(version, plain)).orElse(plain));
  }

  private static void versions(Trial trial) {
    trial.forgive();
    Client newer = client(trial, Version.TLS_1_3);
    newer.send(100);
    trial.when(
        () -> isDecided(newer),
        () -> {
          Client older = client(trial, Version.TLS_1_2);
          older.send(100);
          trial.when(() -> isDecided(older), () -> judgeVersions(trial, newer, older));
        });
  }

  private static boolean isDecided(Client client) {
    return client.isEchoed() || client.isEnded() || !client.trouble().isEmpty();
  }

  private static void judgeVersions(Trial trial, Client newer, Client older) {
    if (newer.isEchoed() && older.isEchoed()) {
      trial.pass("TLS 1.3 and TLS 1.2");
    } else if (newer.isEchoed()) {
      trial.pass("TLS 1.3 alone");
    } else if (older.isEchoed()) {
      trial.warn("TLS 1.2 alone: " + newer);
    } else {
      trial.fail("neither: " + newer);
    }
  }

  /** A ClientHello of TLS 1.1 (RFC 4346, section 7.4.1.2), with suites that every server knew. */
  private static byte[] oldHello() {
    int[] suites = {0xC013, 0xC014, 0x002F, 0x0035};
    byte[] record = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 * suites.length + 2];
    record[0] = HANDSHAKE;
    record[1] = 3;
    record[2] = 1;
    record[4] = (byte) (record.length - 5);
    record[5] = 1;
    record[8] = (byte) (record.length - 9);
    record[9] = 3;
    record[10] = 2;
    for (int index = 0; index < 32; index++) {
      record[11 + index] = (byte) (index * 7);
    }
    record[45] = (byte) (2 * suites.length);
    for (int index = 0; index < suites.length; index++) {
      record[46 + 2 * index] = (byte) (suites[index] >> 8);
      record[47 + 2 * index] = (byte) suites[index];
    }
    record[46 + 2 * suites.length] = 1;
    return record;
  }

  private static void oldVersions(Trial trial) {
    RawClient client = trial.rawClient(oldHello());
    trial.when(
        () -> client.isOver() || client.received().length > 0,
        () -> {
          byte[] received = client.received();
          if (!client.wasConnected()) {
            trial.fail(client.toString());
          } else if (received.length > 0 && received[0] == HANDSHAKE) {
            trial.fail("it goes on with the handshake");
          } else if (received.length > 6 && received[0] == ALERT) {
            trial.pass("alert " + received[6]);
          } else {
            trial.pass(client.toString());
          }
        });
  }

  private static void plainText(Trial trial) {
    byte[] text = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    RawClient client = trial.rawClient(text);
    trial.whenOrElse(
        client::isOver,
        () -> {
          byte[] received = client.received();
          if (!client.wasConnected()) {
            trial.fail(client.toString());
          } else if (received.length > 0 && received[0] == text[0]) {
            trial.fail("it echoes plain text");
          } else {
            trial.pass(client.toString());
          }
        },
        () -> trial.fail("it does not end the connection: " + client));
  }

  private static void closeNotify(Trial trial) {
    Client client = trial.client();
    client.send(1000);
    trial.when(
        client::isEchoed,
        () -> {
          client.endOutput();
          trial.when(client::isEnded, () -> trial.pass("close_notify came"));
        });
  }

  private static void halfClose(Trial trial) {
    trial.forgive();
    Client client = client(trial, Version.TLS_1_3);
    client.send(trial.isGentle() ? 1 << 16 : 1 << 18);
    client.endOutput();
    trial.when(
        () -> isDecided(client),
        () -> {
          if (client.isEchoed()) {
            trial.pass(client.toString());
          } else if (client.sent() == 0 && client.isConnected()) {
            trial.skip("no TLS 1.3: " + client.trouble());
          } else {
            trial.fail(client.toString());
          }
        });
  }

  private static void truncation(Trial trial) {
    trial.forgive();
    Client cut = trial.client();
    cut.send(1000);
    trial.when(
        () -> isDecided(cut),
        () -> {
          cut.endBelow();
          Client next = trial.client();
          next.send(1000);
          trial.whenOrElse(
              () -> (cut.isEnded() || !cut.trouble().isEmpty()) && isDecided(next),
              () -> {
                if (next.isEchoed()) {
                  trial.pass("it was dropped, and the next was served");
                } else {
                  trial.fail(next.toString());
                }
              },
              () -> trial.fail("it was not dropped within " + trial.patience().toSeconds() + " s"));
        });
  }

  private static void certificate(Trial trial) {
    Client client = trial.client();
    client.send(1);
    trial.when(
        client::isEchoed,
        () -> {
          Optional<TlsSession> session = client.layer(TlsLayer.class).flatMap(TlsLayer::session);
          if (session.isEmpty() || session.get().peerCertificates().isEmpty()) {
            trial.fail("the server has shown no certificate");
            return;
          }
          X509Certificate certificate = session.get().peerCertificates().getFirst();
          Instant end = certificate.getNotAfter().toInstant();
          String seen =
              certificate.getSubjectX500Principal().getName()
                  + ", until "
                  + end
                  + ", "
                  + session.get().cipherSuite();
          if (end.isBefore(trial.wallClock().plus(EXPIRY_WARNING))) {
            trial.warn(seen);
          } else {
            trial.pass(seen);
          }
        });
  }
}
