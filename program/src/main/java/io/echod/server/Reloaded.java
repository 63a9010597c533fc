package io.echod.server;

import io.echod.settings.Setting;
import io.echod.settings.Setting.Change;
import io.echod.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a running server makes of settings that were read again.
 *
 * @param settings that it goes by from now on: those that can't change are as before
 * @param places as they were, with the settings that they have from now on
 * @param untaken a line for each setting that differs and takes a restart
 */
record Reloaded(Settings settings, List<Place> places, List<String> untaken) {

  static Reloaded of(
      Settings before, List<Place> placesBefore, Settings read, List<HandedSocket> handed) {
    List<String> untaken = new ArrayList<>();
    Settings taken = taken(before, read, untaken);
    List<Place> placesRead = Places.distinct(Places.of(read, handed), _ -> {});
    List<Place> places = new ArrayList<>();
    for (Place old : placesBefore) {
      places.add(
          placesRead.stream()
              .filter(place -> isSame(place, old))
              .findFirst()
              .map(place -> old.withSettings(taken(old.settings(), place.settings(), untaken)))
              .orElse(old));
    }
    if (placesRead.size() != places.size()
        || !placesBefore.stream()
            .allMatch(old -> placesRead.stream().anyMatch(place -> isSame(place, old)))) {
      untaken.add("where it listens can't change while it runs; start it anew for that");
    }
    return new Reloaded(taken, places, List.copyOf(untaken.stream().distinct().toList()));
  }

  private static boolean isSame(Place one, Place other) {
    return one.bare().equals(other.bare()) && one.listener() == other.listener();
  }

  private static Settings taken(Settings before, Settings read, List<String> untaken) {
    Settings taken = read;
    for (Setting<?> setting : ServerSettings.ALL) {
      if (setting.change() == Change.AT_START && isOther(before, read, setting)) {
        untaken.add(
            setting
                + " can't change while it runs: it stays "
                + before.print(setting)
                + ", and would be "
                + read.print(setting)
                + " after a restart");
        taken = taken.withValueOf(before, setting);
      }
    }
    return taken;
  }

  /** Where it listens is compared place by place; and a file is not bound to its name. */
  private static boolean isOther(Settings before, Settings read, Setting<?> setting) {
    return setting != ServerSettings.LISTEN
        && setting != ServerSettings.BIND
        && setting != ServerSettings.PORT
        && !before.print(setting).equals(read.print(setting));
  }
}
