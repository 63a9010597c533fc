package io.echod.cli.serve;

import io.echod.cli.command.OpenFiles;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;

/**
 * The limit of connections that the file descriptors of the process allow. Without a limit, clients
 * could take the last descriptor, and the process could open no file any more: no class, no
 * certificate, no settings. A higher limit could never be reached.
 */
final class DescriptorCap {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  /** For one more dispatcher, beside its listening sockets: those of its kernel, at most. */
  private static final int DISPATCHER_DESCRIPTORS = 4;

  private static final int CONNECTIONS_MAX = 999_999_999;

  private DescriptorCap() {}

  /** Returns the settings with a limit that the process can keep; logs where one is lowered. */
  static Settings fit(Settings settings) {
    return fit(settings, OpenFiles.limit());
  }

  static Settings fit(Settings settings, OptionalLong openFiles) {
    boolean isGiven = settings.isGiven(ServerSettings.MAX_CONNECTIONS);
    int wanted = settings.get(ServerSettings.MAX_CONNECTIONS);
    if (openFiles.isEmpty() || (isGiven && wanted == 0)) {
      return settings;
    }
    int most = most(settings, openFiles.getAsLong());
    if (isGiven && wanted <= most) {
      return settings;
    }
    if (!isGiven) {
      return settings.withDefault(ServerSettings.MAX_CONNECTIONS, most);
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
    return settings.with(ServerSettings.MAX_CONNECTIONS, most);
  }

  /** As many as there are, less what the process needs itself; a quarter of them at least. */
  private static int most(Settings settings, long openFiles) {
    long listeners = Math.max(1, settings.get(ServerSettings.LISTEN).size());
    long more = settings.get(ServerSettings.DISPATCHERS) - 1L;
    long others = OpenFiles.OTHERS + more * (DISPATCHER_DESCRIPTORS + listeners);
    long most = Math.max(openFiles / 4, openFiles - others);
    return Math.clamp(most, 1, CONNECTIONS_MAX);
  }
}
