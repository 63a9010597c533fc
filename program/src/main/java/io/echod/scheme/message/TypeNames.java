package io.echod.scheme.message;

import gnu.expr.Mangling;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Scheme calls the types of values. */
final class TypeNames {

  /** The word for values whose type has no name. */
  static final String UNKNOWN = "another type";

  private static final Pattern QUALIFIED =
      Pattern.compile("\\b(?:class )?((?:gnu|kawa|java|javax|jdk|sun)(?:\\.[A-Za-z_$][\\w$]*)+)");

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("gnu.lists.Pair", "a pair"),
          Map.entry("pair", "a pair"),
          Map.entry("gnu.lists.LList", "a list"),
          Map.entry("gnu.lists.EmptyList", "an empty list"),
          Map.entry("list", "a list"),
          Map.entry("java.util.List", "a list or vector"),
          Map.entry("java.lang.Iterable", "a list or vector"),
          Map.entry("sequence", "a list or vector"),
          Map.entry("gnu.lists.Sequence", "a list or vector"),
          Map.entry("gnu.lists.FVector", "a vector"),
          Map.entry("gnu.lists.GVector", "a vector"),
          Map.entry("vector", "a vector"),
          Map.entry("gnu.lists.U8Vector", "a bytevector"),
          Map.entry("gnu.lists.CharSeq", "a string that can be changed"),
          Map.entry("gnu.lists.FString", "a string that can be changed"),
          Map.entry("gnu.lists.IString", "a string"),
          Map.entry("java.lang.CharSequence", "a string"),
          Map.entry("java.lang.String", "a string"),
          Map.entry("string", "a string"),
          Map.entry("constant-string", "a string"),
          Map.entry("gnu.mapping.Procedure", "a procedure"),
          Map.entry("procedure", "a procedure"),
          Map.entry("gnu.mapping.Symbol", "a symbol"),
          Map.entry("gnu.mapping.SimpleSymbol", "a symbol"),
          Map.entry("symbol", "a symbol"),
          Map.entry("gnu.math.IntNum", "an integer"),
          Map.entry("integer", "an integer"),
          Map.entry("int", "an integer"),
          Map.entry("long", "an integer"),
          Map.entry("gnu.math.RatNum", "a rational number"),
          Map.entry("gnu.math.RealNum", "a real number"),
          Map.entry("real", "a real number"),
          Map.entry("gnu.math.DFloNum", "a real number"),
          Map.entry("gnu.math.Complex", "a number"),
          Map.entry("gnu.math.Quantity", "a number"),
          Map.entry("gnu.math.Numeric", "a number"),
          Map.entry("complex", "a number"),
          Map.entry("number", "a number"),
          Map.entry("java.lang.Number", "a number"),
          Map.entry("gnu.text.Char", "a character"),
          Map.entry("java.lang.Character", "a character"),
          Map.entry("character", "a character"),
          Map.entry("char", "a character"),
          Map.entry("java.lang.Boolean", "#t or #f"),
          Map.entry("gnu.mapping.Location", "a parameter"),
          Map.entry("gnu.lists.Consumer", "a port"),
          Map.entry("gnu.kawa.io.OutPort", "a port"),
          Map.entry("gnu.kawa.io.InPort", "a port"),
          Map.entry("gnu.kawa.io.BinaryInPort", "a binary port"),
          Map.entry("gnu.kawa.io.BinaryOutPort", "a binary port"),
          Map.entry("java.io.InputStream", "a binary port"),
          Map.entry("java.io.OutputStream", "a binary port"));

  private TypeNames() {}

  /** A type by any name that it has here, with its article. */
  static String of(String name) {
    String known = NAMES.get(name);
    if (known != null) {
      return known;
    }
    // A record type of the script is a class within that of the script, which is in no package.
    boolean ofScript = name.indexOf('$') > 0 && name.indexOf('.') < 0;
    return ofScript ? "a record of type " + last(name) : UNKNOWN;
  }

  /** The script's name for its own type. */
  static String last(String name) {
    return Mangling.demangleName(name.substring(name.lastIndexOf('$') + 1), true);
  }

  static boolean isKnown(String name) {
    return NAMES.containsKey(name);
  }

  /** A text with the types in it called by what they are to the author of a script. */
  static String translate(String text) {
    Matcher matcher = QUALIFIED.matcher(text);
    return matcher.replaceAll(found -> {
      String name = found.group(1);
      String known = NAMES.getOrDefault(name, name.substring(name.lastIndexOf('.') + 1));
      return Matcher.quoteReplacement(known.replaceFirst("^an? ", ""));
    });
  }
}
