package io.echod.server;

import io.echod.server.setting.ServerSettings;
import io.echod.settings.Setting;
import io.echod.settings.Setting.Change;
import io.echod.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The effect of settings that were read again on a running server.
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
    notHere(placesRead, placesBefore)
        .forEach(place ->
            untaken.add(
                where(read)
                    + " can't change while it runs: "
                    + place
                    + " would be listened on after a restart"));
    notHere(placesBefore, placesRead)
        .forEach(place ->
            untaken.add(
                where(read)
                    + " can't change while it runs: "
                    + place
                    + " would be listened on no more after a restart"));
    return new Reloaded(taken, places, List.copyOf(untaken.stream().distinct().toList()));
  }

  private static List<Place> notHere(List<Place> wanted, List<Place> here) {
    return wanted.stream()
        .filter(place -> here.stream().noneMatch(other -> isSame(place, other)))
        .toList();
  }

  /** How the user finds what says where to listen. */
  private static String where(Settings read) {
    return read.source(
        read.isGiven(ServerSettings.LISTEN) ? ServerSettings.LISTEN : ServerSettings.BIND);
  }

  /** A place where it listens, with the settings that it has from now on. */
  Optional<Place> at(Place real) {
    return places.stream()
        .filter(place -> place.listener() == real.listener())
        .findFirst()
        .map(place -> real.withSettings(place.settings()));
  }

  /** As above for several. */
  List<Place> at(List<Place> reals) {
    return reals.stream().map(this::at).flatMap(Optional::stream).toList();
  }

  /** Only their order distinguishes places on ports that the system chooses. */
  private static boolean isSame(Place one, Place other) {
    boolean isChosen = one.bare().port().orElse(-1) == 0;
    return one.bare().equals(other.bare()) && (!isChosen || one.listener() == other.listener());
  }

  private static Settings taken(Settings before, Settings read, List<String> untaken) {
    Settings taken = read;
    for (Setting<?> setting : ServerSettings.ALL) {
      if (setting.change() == Change.AT_START && isOther(before, read, setting)) {
        untaken.add(
            (read.isGiven(setting) ? read.source(setting) : setting.name())
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
