package io.echod.scheme.message;

import gnu.expr.Mangling;
import gnu.mapping.Environment;
import gnu.mapping.LocationEnumeration;
import gnu.mapping.NamedLocation;
import gnu.mapping.SimpleSymbol;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a script's procedures, by those of the methods that Kawa makes of them. */
final class MethodNames {

  /** How Kawa calls what stands at the top level. */
  private static final String TOP_LEVEL = "run";

  /** At the end of the name of a method that takes its arguments from Kawa's context. */
  private static final String CONTEXT = "$X";

  /** A procedure within another; the rest is its name, if it has one. */
  private static final Pattern INNER = Pattern.compile("lambda\\d+(.*)");

  private MethodNames() {}

  /** The name of a procedure as the script has it, or what it is in place of one. */
  static String procedure(String method) {
    String plain =
        method.endsWith(CONTEXT) ? method.substring(0, method.length() - CONTEXT.length()) : method;
    if (plain.equals(TOP_LEVEL)) {
      return "the top level";
    }
    Matcher inner = INNER.matcher(plain);
    if (inner.matches()) {
      return inner.group(1).isEmpty() ? "a lambda" : demangled(inner.group(1));
    }
    return defined(plain);
  }

  /**
   * A name that is defined at the top level: {@code some-name} and {@code someName} give the same
   * method.
   */
  static String defined(String method) {
    String likely = demangled(method);
    Environment environment = Environment.getCurrent();
    if (environment.isBound(SimpleSymbol.valueOf(likely))) {
      return likely;
    }
    LocationEnumeration all = environment.enumerateAllLocations();
    while (all.hasMoreElements()) {
      NamedLocation<?> location = all.nextLocation();
      String name = location.getKeySymbol().getName();
      if (location.getKeyProperty() == null
          && name != null
          && location.isBound()
          && Mangling.mangleName(name).equals(method)) {
        return name;
      }
    }
    return likely;
  }

  private static String demangled(String method) {
    return Mangling.demangleName(method, false);
  }
}
