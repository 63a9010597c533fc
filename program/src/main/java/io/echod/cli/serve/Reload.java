package io.echod.cli.serve;

import io.echod.cli.config.ConfigFile;
import io.echod.cli.systemd.Notifier;
import io.echod.net.address.Address;
import io.echod.server.EchoServer;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.BadValue;
import io.echod.settings.FileKind;
import io.echod.settings.Settings;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Has a running server read its file of settings, its certificates and its lists again. A mistake
 * changes nothing.
 */
final class Reload {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  private final EchoServer server;
  private final DescriptorCap cap;
  private final Optional<Notifier> systemd;
  private volatile Settings settings;

  Reload(EchoServer server, Settings settings, DescriptorCap cap, Optional<Notifier> systemd) {
    this.server = server;
    this.cap = cap;
    this.systemd = systemd;
    this.settings = settings;
  }

  /** The server's present settings. */
  Settings settings() {
    return settings;
  }

  private Settings read() {
    Path file = settings.get(ServerSettings.CONFIG);
    if (file.equals(FileKind.NONE)) {
      return settings;
    }
    if (!ConfigFile.isRereadable(file)) {
      LOG.log(
          Level.WARNING,
          "SIGHUP: " + file + " is no regular file, and can't be read again: its settings stay");
      return settings;
    }
    return ConfigFile.addTo(settings.withoutFile(), ServerSettings.ALL);
  }

  /** Clients that trust a certificate made in memory go by its fingerprint. */
  private void reportNew(Map<Address, String> before) {
    server
        .fingerprints()
        .forEach((url, print) -> {
          if (!print.equals(before.get(url))) {
            LOG.log(Level.INFO, "SHA-256 of the certificate of " + url + ": " + print);
          }
        });
  }

  /** Reads all again, and reports the outcome. */
  synchronized void run() {
    systemd.ifPresent(Notifier::reloading);
    try {
      Settings read = read();
      Map<Address, String> before = server.fingerprints();
      server.reload(cap.fit(read)).forEach(line -> LOG.log(Level.WARNING, line));
      settings = read;
      reportNew(before);
      LOG.log(Level.INFO, "SIGHUP: settings and certificates were read again");
    } catch (BadValue wrong) {
      String.valueOf(wrong.getMessage())
          .lines()
          .forEach(line -> LOG.log(Level.ERROR, "SIGHUP: nothing is changed: " + line));
    } catch (RuntimeException failing) {
      LOG.log(Level.ERROR, "SIGHUP: nothing is changed", failing);
    } finally {
      // Without it systemd would wait for the end of the reload, whatever has ended it.
      systemd.ifPresent(Notifier::ready);
    }
  }
}
