package io.echod.cli.command;

import io.echod.net.layer.Layer;
import io.echod.settings.BadValue;
import io.echod.simulate.TlsRehearsal;
import io.echod.tls.ClientTls;
import io.echod.tls.ClientTls.Trust;
import io.echod.tls.Identity;
import io.echod.tls.TlsOptions;
import io.echod.verify.TlsTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of a client of TLS, which bench, ping and verify have in common. */
public final class TlsFlags {

  @Option(
      names = "--insecure",
      description = {"tls: accept any certificate. Only to test."})
  private boolean insecure;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = {"tls: trust the certificates of this file (PEM),", "not those of the JDK."})
  private @Nullable Path authorities;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = {"tls: the client's certificate, with its chain", "(PEM)."})
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {"tls: the key of --cert (PEM). Default: that in", "the file of --cert."})
  private @Nullable Path key;

  @Option(
      names = "--sni",
      paramLabel = "NAME",
      description = {
        "tls: the name to ask for, and to expect in the",
        "certificate. Default: the URL's host."
      })
  private String serverName = "";

  /**
   * The layers of connections to a server: TLS where its URL says so.
   *
   * @param handshakeTimeout for each handshake, more than 0
   * @throws BadValue where a flag is of no use for that server, or contradicts another one
   * @throws IOException where a file can't be used; the message names it
   */
  public Layer.Factory layers(Target target, Duration handshakeTimeout) throws IOException {
    if (!target.isTls()) {
      checkUnused(target);
      return Layer.Factory.NONE;
    }
    return new ClientTls(
        name(target), trust(), TlsOptions.DEFAULT.withHandshakeTimeout(handshakeTimeout));
  }

  /** The layers with TLS rehearsed, so that the first connection takes no longer than others. */
  public Layer.Factory rehearsedLayers(Target target, Duration handshakeTimeout)
      throws IOException {
    Layer.Factory layers = layers(target, handshakeTimeout);
    if (target.isTls()) {
      TlsRehearsal.hold();
    }
    return layers;
  }

  /** The facts about the server that cases of TLS need; empty where its URL is not of TLS. */
  public Optional<TlsTarget> target(Target target, Duration handshakeTimeout) throws IOException {
    return target.isTls()
        ? Optional.of(
            new TlsTarget(
                name(target), trust(), TlsOptions.DEFAULT.withHandshakeTimeout(handshakeTimeout)))
        : Optional.empty();
  }

  private String name(Target target) {
    return serverName.isEmpty() ? target.address().host() : serverName;
  }

  /**
   * The certificates to trust and to show.
   *
   * @throws BadValue where a flag contradicts another one
   * @throws IOException where a file can't be used; the message names it
   */
  public Trust trust() throws IOException {
    if (insecure && authorities != null) {
      throw new BadValue("--insecure and --ca exclude each other");
    }
    if (key != null && certificate == null) {
      throw new BadValue("--key is given, and --cert is not; give both");
    }
    Trust trust = insecure ? Trust.INSECURE : Trust.DEFAULT;
    if (authorities != null) {
      trust = trust.withAuthorities(Identity.readCertificates(authorities));
    }
    if (certificate != null) {
      trust = trust.withIdentity(Identity.read(certificate, key == null ? certificate : key));
    }
    return trust;
  }

  /** Advice for a failure, where a flag of these helps; else the message as it is. */
  public static String explain(String message) {
    if (message.contains("PKIX path building failed")) {
      return "the server's certificate is signed by no authority that is trusted here; give its own"
          + " by --ca FILE, or --insecure to test";
    }
    if (message.contains("No subject alternative") || message.contains("No name matching")) {
      return message
          + "; give a name that the certificate has by --sni NAME, or --insecure to test";
    }
    return message;
  }

  private void checkUnused(Target target) {
    boolean isUsed =
        insecure
            || authorities != null
            || certificate != null
            || key != null
            || !serverName.isEmpty();
    if (isUsed) {
      throw new BadValue(
          "--insecure, --ca, --cert, --key and --sni are for tls://HOST:PORT, not for " + target);
    }
  }
}
