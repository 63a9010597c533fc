package io.echod.cli.serve;

import io.echod.cli.command.OpenFiles;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;

/**
 * A limit of connections that the system does not allow would never be reached: clients would wait
 * in place of being closed. It is lowered to what the system allows.
 */
final class DescriptorCap {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  private DescriptorCap() {}

  /** The same settings, or those with a lower limit of connections, which the log says. */
  static Settings fit(Settings settings) {
    return fit(settings, OpenFiles.limit());
  }

  static Settings fit(Settings settings, OptionalLong openFiles) {
    int wanted = settings.get(ServerSettings.MAX_CONNECTIONS);
    long most = Math.max(1, openFiles.orElse(Long.MAX_VALUE) - OpenFiles.OTHERS);
    if (wanted <= most) {
      return settings;
    }
    LOG.log(
        Level.WARNING,
        settings.source(ServerSettings.MAX_CONNECTIONS)
            + ": this process may have "
            + openFiles.getAsLong()
            + " file descriptors (ulimit -n), which are enough for "
            + most
            + " connections and not for "
            + wanted
            + ": the limit is "
            + most);
    return settings.with(ServerSettings.MAX_CONNECTIONS, (int) most);
  }
}
