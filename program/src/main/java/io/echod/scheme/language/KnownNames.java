package io.echod.scheme.language;

import gnu.mapping.Environment;
import gnu.mapping.Location;
import gnu.mapping.LocationEnumeration;
import gnu.mapping.NamedLocation;
import gnu.mapping.Symbol;
import io.echod.scheme.message.Signed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that mean something at the top level, for those who type them. */
final class KnownNames {

  private KnownNames() {}

  /**
   * All that is defined, as far as it has a plain name.
   *
   * @param scheme what Scheme itself defines
   */
  static List<KnownName> of(Environment environment, Environment scheme) {
    Map<String, KnownName> names = new HashMap<>();
    for (LocationEnumeration all = environment.enumerateAllLocations(); all.hasMoreElements(); ) {
      String name = nameOf(all.nextLocation());
      names.put(name, new KnownName(name, "", KnownName.Origin.SCHEME));
    }
    for (LocationEnumeration ours = environment.enumerateLocations(); ours.hasMoreElements(); ) {
      NamedLocation<?> location = ours.nextLocation();
      String name = nameOf(location);
      Object value = location.get(null);
      if (value instanceof Signed || !isIn(scheme, location.getKeySymbol())) {
        names.put(name, known(name, value));
      }
    }
    return names.values().stream().filter(name -> isPlain(name.text())).toList();
  }

  private static String nameOf(NamedLocation<?> location) {
    return location.getKeyProperty() == null ? location.getKeySymbol().getName() : "";
  }

  private static boolean isIn(Environment scheme, Symbol name) {
    Location<?> location = scheme.lookup(name);
    return location != null && location.isBound();
  }

  /** Names that Kawa gives to nameless things, and to parts of Java, help no author. */
  private static boolean isPlain(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(each -> each > ' ' && each < 127 && each != '$');
  }

  private static KnownName known(String name, @Nullable Object value) {
    if (value instanceof Signed ours) {
      return new KnownName(name, ours.signature().text(), KnownName.Origin.ECHOD);
    }
    boolean constant = name.startsWith("IOX_");
    return new KnownName(name, "", constant ? KnownName.Origin.ECHOD : KnownName.Origin.SCRIPT);
  }
}
