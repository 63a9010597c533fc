package io.echod.server;

import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.server.setting.ListenerParameters;
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
 * @param added those that a restart would listen on, too
 * @param untaken a line for each setting that differs and takes a restart
 */
record Reloaded(Settings settings, List<Place> places, List<Place> added, List<String> untaken) {

  private static final List<Setting<?>> WHERE =
      List.of(ServerSettings.LISTEN, ServerSettings.BIND, ServerSettings.PORT);

  static Reloaded of(
      Settings before, List<Place> placesBefore, Settings read, List<HandedSocket> handed) {
    List<String> untaken = new ArrayList<>();
    Settings taken = taken(before, read, untaken);
    List<Place> placesRead = Places.distinct(Places.of(read, handed), _ -> {});
    List<Place> places = new ArrayList<>();
    for (Place old : placesBefore) {
      Optional<Place> now = placesRead.stream().filter(place -> isSame(place, old)).findFirst();
      now.ifPresent(place -> compareModes(old, place, untaken));
      places.add(
          now.map(place -> renewed(old, place, taken(old.settings(), place.settings(), untaken)))
              .orElse(old));
    }
    List<Place> added = notHere(placesRead, placesBefore);
    added.forEach(place ->
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
    return new Reloaded(taken, places, added, List.copyOf(untaken.stream().distinct().toList()));
  }

  /** The URL of a Unix socket says which mode its file has, which stays. */
  private static Place renewed(Place old, Place read, Settings settings) {
    Address url = old.transport() == Transport.UNIX ? old.url() : read.url();
    return new Place(old.address(), old.listener(), url, settings, old.inherited());
  }

  private static List<Place> notHere(List<Place> wanted, List<Place> here) {
    return wanted.stream()
        .filter(place -> here.stream().noneMatch(other -> isSame(place, other)))
        .toList();
  }

  /** How the user finds what says where to listen. */
  private static String where(Settings read) {
    return WHERE.stream()
        .filter(read::isGiven)
        .findFirst()
        .map(read::source)
        .orElseGet(ServerSettings.LISTEN::name);
  }

  /** The file of a Unix socket is made once; a socket that was handed over has its own. */
  private static void compareModes(Place old, Place read, List<String> untaken) {
    if (old.inherited().isEmpty() && !old.unixPermissions().equals(read.unixPermissions())) {
      untaken.add(
          "mode of "
              + old
              + " can't change while it runs: it stays "
              + mode(old)
              + ", and would be "
              + mode(read)
              + " after a restart");
    }
  }

  private static String mode(Place place) {
    return place.url().parameters().getOrDefault(ListenerParameters.MODE, "what the umask leaves");
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
    return !WHERE.contains(setting) && !before.print(setting).equals(read.print(setting));
  }
}
