package io.echod.server.tls;

import io.echod.settings.FilesKind;
import io.echod.settings.LevelKind;
import io.echod.settings.PositiveTimeKind;
import io.echod.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The settings of listeners of TLS. In a URL they are written without their {@code tls-}. */
public final class TlsSettings {

  /** The prefix of all their names. */
  public static final String PREFIX = "tls-";

  /** The chains that the server shows. */
  public static final Setting<List<Path>> CERT =
      Setting.of(
              "tls-cert",
              FilesKind.FILES,
              List::of,
              "none",
              "Certificates of tls:// listeners, in PEM: for each its chain, the certificate first."
                  + " Among several the client's server name (SNI) chooses; the first is for all"
                  + " others.")
          .reloadable()
          .ofListener();

  /** Their keys. */
  public static final Setting<List<Path>> KEY =
      Setting.of(
              "tls-key",
              FilesKind.FILES,
              List::of,
              "in the file of the certificate",
              "Private keys of the certificates, in the same order, in PEM, not encrypted. Only"
                  + " the owner may be able to read them.")
          .reloadable()
          .ofListener();

  /** The authorities for clients' certificates; none: clients need no certificate. */
  public static final Setting<List<Path>> CLIENT_CA =
      Setting.of(
              "tls-client-ca",
              FilesKind.FILES,
              List::of,
              "none",
              "Authorities, in PEM: a client must present a certificate that one of them has"
                  + " signed.")
          .reloadable()
          .ofListener();

  /** 1: a certificate made in memory. */
  public static final Setting<Integer> SELF_SIGNED =
      Setting.of(
              "tls-self-signed",
              new LevelKind(1),
              () -> 0,
              "",
              "Serve tls:// listeners with a certificate made in memory, for tests; its SHA-256"
                  + " fingerprint is printed.")
          .reloadable()
          .ofListener();

  /** The oldest version. */
  public static final Setting<TlsVersion> MIN =
      Setting.of(
              "tls-min",
              new TlsVersionKind(),
              TlsVersion.TLS_1_2,
              "The oldest version of TLS to accept.")
          .ofListener();

  /** How long a handshake may take. */
  public static final Setting<Duration> HANDSHAKE_TIMEOUT =
      Setting.of(
              "tls-handshake-timeout",
              PositiveTimeKind.POSITIVE_TIME,
              Duration.ofSeconds(10),
              "Close a connection whose TLS handshake is not done in this time.")
          .ofListener();

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(CERT, KEY, CLIENT_CA, SELF_SIGNED, MIN, HANDSHAKE_TIMEOUT);

  private TlsSettings() {}
}
