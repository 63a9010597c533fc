package io.echod.server.tls;

import io.echod.net.Connection;
import io.echod.net.layer.Layer;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import io.echod.tls.Identity;
import io.echod.tls.ServerTls;
import io.echod.tls.TlsLayer;
import io.echod.tls.TlsOptions;
import io.echod.tls.TlsSession;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one listener: its certificates and keys are read when it is made, and again at {@link
 * #reread}. Its methods may be called from any thread.
 */
public final class ListenerTls {

  private static final System.Logger LOG = System.getLogger(ListenerTls.class.getName());

  /** How it is called at the beginning of a message: by the URL that it has now. */
  private volatile String listener;

  private final String host;
  private final ServerTls layer;

  /** The one made in memory, which stays for as long as it is wanted; empty where files are. */
  private volatile Optional<Identity> selfSigned;

  /** What takes the place of files; empty where there are files, or one made in memory. */
  private final Optional<GivenTls> given;

  private ListenerTls(String listener, String host, Settings settings, Optional<GivenTls> given) {
    this.listener = listener;
    this.host = host;
    this.given = given;
    selfSigned = Optional.empty();
    selfSigned = selfSigned(settings);
    layer = new ServerTls(credentials(settings, selfSigned), options(settings, given));
  }

  /**
   * Reads all files.
   *
   * @param listener how it is called at the beginning of a message
   * @param host that it is called by; empty where it listens on every address
   * @param settings the server's, with the listener's own over them
   * @param given what it takes in place of certificates in files, and of threads
   * @throws BadValue where files or settings are wrong; the message names them
   */
  public static ListenerTls open(
      String listener, String host, Settings settings, Optional<GivenTls> given) {
    return new ListenerTls(listener, host, settings, given);
  }

  /**
   * Checks that its settings agree with each other, and reads no file.
   *
   * @param listener how it is called at the beginning of a message
   * @throws BadValue where they don't
   */
  public static void checkAgreement(String listener, Settings settings) {
    if (!isSelfSigned(listener, settings)) {
      checkCounts(listener, settings);
    }
  }

  /** The one that is wanted, made unless there is one; empty where files are. */
  private Optional<Identity> selfSigned(Settings settings) {
    return given.isEmpty() && isSelfSigned(listener, settings)
        ? selfSigned.or(() -> Optional.of(made(host)))
        : Optional.empty();
  }

  /** A value of the listener's own goes before the server's, for either of the two. */
  private static boolean isSelfSigned(String listener, Settings settings) {
    boolean isWanted = settings.get(TlsSettings.SELF_SIGNED) > 0;
    boolean hasFiles = !settings.get(TlsSettings.CERT).isEmpty();
    if (!isWanted && !hasFiles) {
      throw new BadValue(
          listener
              + "there is no certificate; give "
              + TlsSettings.CERT.flag()
              + " and "
              + TlsSettings.KEY.flag()
              + ", or "
              + TlsSettings.SELF_SIGNED.flag());
    }
    if (isWanted && hasFiles) {
      boolean ownFiles = settings.origin(TlsSettings.CERT) == Origin.LISTENER;
      boolean ownWish = settings.origin(TlsSettings.SELF_SIGNED) == Origin.LISTENER;
      if (ownFiles == ownWish) {
        throw new BadValue(
            listener
                + settings.source(TlsSettings.CERT)
                + " and "
                + settings.source(TlsSettings.SELF_SIGNED)
                + " both say which certificate to show; give one of them");
      }
      return ownWish;
    }
    return isWanted;
  }

  private static Identity made(String host) {
    List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
    if (!host.isEmpty() && !names.contains(host)) {
      names.addFirst(host);
    }
    return Identity.selfSigned(names);
  }

  /**
   * Reads all files again, and takes in that the settings may name others.
   *
   * @param name how it is called at the beginning of a message
   * @return puts them in use, for the connections that come from then on
   * @throws BadValue where files are wrong; nothing has changed then
   */
  public Runnable reread(String name, Settings settings) {
    listener = name;
    Optional<Identity> made = selfSigned(settings);
    ServerTls.Credentials read = credentials(settings, made);
    return () -> {
      layer.replace(read);
      selfSigned = made;
    };
  }

  private ServerTls.Credentials credentials(Settings settings, Optional<Identity> made) {
    if (given.isPresent()) {
      return given.get().credentials().get();
    }
    List<Identity> identities = made.map(List::of).orElseGet(() -> identities(settings));
    return new ServerTls.Credentials(identities, authorities(settings));
  }

  private static void checkCounts(String listener, Settings settings) {
    List<Path> certificates = settings.get(TlsSettings.CERT);
    List<Path> keys = keys(settings);
    if (!keys.isEmpty() && keys.size() != certificates.size()) {
      throw wrong(
          listener,
          settings,
          TlsSettings.KEY,
          certificates.size()
              + (certificates.size() == 1 ? " certificate and " : " certificates and ")
              + keys.size()
              + (keys.size() == 1 ? " key are" : " keys are")
              + " given; give one key for each certificate, in the same order");
    }
  }

  private List<Identity> identities(Settings settings) {
    checkCounts(listener, settings);
    List<Path> certificates = settings.get(TlsSettings.CERT);
    List<Path> keys = keys(settings);
    List<Identity> identities = new ArrayList<>();
    for (int index = 0; index < certificates.size(); index++) {
      Path certificate = certificates.get(index);
      checkChain(settings, certificate);
      try {
        Identity identity =
            Identity.read(certificate, keys.isEmpty() ? certificate : keys.get(index));
        warnIfEarly(certificate, identity);
        identities.add(identity);
      } catch (IOException unusable) {
        throw keys.isEmpty()
            ? wrong(settings, TlsSettings.CERT, withoutKeys(unusable))
            : wrong(settings, TlsSettings.KEY, unusable.getMessage());
      }
    }
    return identities;
  }

  /** No mistake: the clock may be behind, as on a machine that has just started. */
  private static void warnIfEarly(Path certificate, Identity identity) {
    Instant begin = identity.chain().getFirst().getNotBefore().toInstant();
    if (begin.isAfter(Instant.now())) {
      LOG.log(
          Level.WARNING,
          "clients will refuse the certificate in " + certificate + ": it is valid from " + begin);
    }
  }

  /** A mistake in the certificate is not put down to its key. */
  private void checkChain(Settings settings, Path certificate) {
    try {
      Identity.readChain(certificate);
    } catch (IOException unusable) {
      throw wrong(settings, TlsSettings.CERT, unusable.getMessage());
    }
  }

  /** Nearly always the key is in another file, which was not given. */
  private static String withoutKeys(IOException unusable) {
    return unusable.getMessage() + "; " + TlsSettings.KEY.flag() + " names the file of its key";
  }

  /** The server's keys are not those of a certificate that is the listener's own. */
  private static List<Path> keys(Settings settings) {
    boolean ownCertificate = settings.origin(TlsSettings.CERT) == Origin.LISTENER;
    boolean ownKey = settings.origin(TlsSettings.KEY) == Origin.LISTENER;
    return ownCertificate && !ownKey ? List.of() : settings.get(TlsSettings.KEY);
  }

  private List<X509Certificate> authorities(Settings settings) {
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : settings.get(TlsSettings.CLIENT_CA)) {
      try {
        all.addAll(Identity.readCertificates(file));
      } catch (IOException unusable) {
        throw wrong(settings, TlsSettings.CLIENT_CA, unusable.getMessage());
      }
    }
    return all;
  }

  private BadValue wrong(Settings settings, Setting<?> setting, @Nullable String why) {
    return wrong(listener, settings, setting, why);
  }

  private static BadValue wrong(
      String listener, Settings settings, Setting<?> setting, @Nullable String why) {
    return new BadValue(
        settings.origin(setting) == Origin.LISTENER
            ? listener + why
            : settings.source(setting) + ": " + why);
  }

  private static TlsOptions options(Settings settings, Optional<GivenTls> given) {
    TlsOptions options =
        TlsOptions.DEFAULT
            .withVersionMin(
                settings.get(TlsSettings.MIN) == TlsVersion.TLS_1_3
                    ? TlsOptions.Version.TLS_1_3
                    : TlsOptions.Version.TLS_1_2)
            .withHandshakeTimeout(settings.get(TlsSettings.HANDSHAKE_TIMEOUT));
    return given
        .map(own -> options.withApplicationProtocols(own.protocols()).withTasks(own.tasks()))
        .orElse(options);
  }

  /** The layer for its connections. */
  public Layer.Factory layer() {
    return layer;
  }

  /** The SHA-256 of a certificate that was made in memory; empty where it is from a file. */
  public Optional<String> fingerprint() {
    return selfSigned.map(Identity::fingerprint);
  }

  /** The outcome of a connection's handshake; empty where it has no TLS. */
  public static Optional<TlsSession> session(Connection connection) {
    return connection.layer(TlsLayer.class).flatMap(TlsLayer::session);
  }
}
