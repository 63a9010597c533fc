package io.echod.cli.serve;

import io.echod.cli.command.OpenFiles;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;

/**
 * The limit of connections that the file descriptors of the process allow. Without a limit, clients
 * could take the last descriptor, and the process could open no file any more: no class, no
 * certificate, no settings. A higher limit could never be reached. It goes by the dispatchers and
 * listeners that the server starts with, which no reload changes.
 */
final class DescriptorCap {

  private static final System.Logger LOG = System.getLogger("io.echod.server");

  /** For one more dispatcher, beside its listening sockets: those of its kernel, at most. */
  private static final int DISPATCHER_DESCRIPTORS = 4;

  private static final int CONNECTIONS_MAX = 999_999_999;

  private final OptionalLong openFiles;

  /** The descriptors that the process needs beside those of its clients. */
  private final long others;

  DescriptorCap(ServerOptions options, OptionalLong openFiles) {
    this.openFiles = openFiles;
    long listeners = options.addresses().size();
    long more = options.get(ServerSettings.DISPATCHERS) - 1L;
    others = OpenFiles.OTHERS + (listeners - 1) + more * (DISPATCHER_DESCRIPTORS + listeners);
  }

  /**
   * The one of this process.
   *
   * @throws io.echod.settings.BadValue where two settings contradict each other
   */
  static DescriptorCap of(ServerOptions options) {
    return new DescriptorCap(options, OpenFiles.limit());
  }

  /** Returns the settings with a limit that the process can keep; logs where one is lowered. */
  Settings fit(Settings settings) {
    boolean isGiven = settings.isGiven(ServerSettings.MAX_CONNECTIONS);
    int wanted = settings.get(ServerSettings.MAX_CONNECTIONS);
    if (openFiles.isEmpty() || (isGiven && wanted == 0)) {
      return settings;
    }
    int most = most(openFiles.getAsLong());
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
  private int most(long descriptors) {
    long most = Math.max(descriptors / 4, descriptors - others);
    return Math.clamp(most, 1, CONNECTIONS_MAX);
  }
}
