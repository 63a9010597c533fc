package io.echod.cli.command;

import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.util.List;

/** A command that settings belong to. */
public interface HasSettings {

  /** Which, in the order of the help. */
  List<Setting<?>> table();

  /** Takes what flags and variables say, before the command is called. */
  void configure(Settings given);
}
