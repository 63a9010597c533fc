package io.echod.scheme.message;

import io.echod.scheme.text.Written;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The compiler's messages, in words of Scheme. */
final class Wording {

  private static final Pattern COUNT =
      Pattern.compile(
          "call to (.+) has too (?:few|many) arguments \\((\\d+); (?:must be (\\d+)"
              + "|min=(\\d+)(?:, max=(\\d+))?)\\)");
  private static final Pattern UNDEFINED = Pattern.compile("no declaration seen for (.+)");
  private static final Pattern TYPE =
      Pattern.compile("type (.+) is incompatible with required type (.+)");
  private static final Pattern THROWS =
      Pattern.compile(
          "call to #<procedure (.+)> throws \\S+: class (\\S+) cannot be cast to class (\\S+) .*");

  private static final Pattern FIELD =
      Pattern.compile("no (?:slot|such field) `?(\\S+?)'? in (\\S+)");

  private Wording() {}

  static String of(String message) {
    String plain = message.strip().replaceAll("\\s*\\R\\s*", " ");
    Matcher undefined = UNDEFINED.matcher(plain);
    if (undefined.matches()) {
      return Written.onOneLine(undefined.group(1)) + " is not defined";
    }
    Matcher count = COUNT.matcher(plain);
    if (count.matches()) {
      return count(count);
    }
    Matcher type = TYPE.matcher(plain);
    if (type.matches()) {
      return "this is " + type(type.group(1)) + ", where " + type(type.group(2)) + " is expected";
    }
    Matcher thrown = THROWS.matcher(plain);
    if (thrown.matches()) {
      String given = type(thrown.group(2));
      return thrown.group(1) + ": given " + given + ", expected " + type(thrown.group(3));
    }
    Matcher field = FIELD.matcher(plain);
    if (field.matches()) {
      return field.group(1) + " is no field of " + TypeNames.last(field.group(2));
    }
    return switch (plain) {
      case "unexpected EOF in list starting here" -> "the list that begins here has no end";
      case "unexpected EOF in string literal" -> Findings.OPEN_STRING;
      case "An unexpected close paren was read.", "invalid character #\\)" ->
          "a closing parenthesis too many";
      case "invalid character #\\]" -> "a closing bracket that closes nothing";
      case "unexpected EOF between escapes" -> "a symbol in bars that begins before has no end";
      case "unexpected end-of-file in #| comment starting here" ->
          "the comment that begins here has no end";
      default -> Written.line(TypeNames.translate(plain));
    };
  }

  /** The name that a message finds undefined, if that is what it is about. */
  static Optional<String> undefined(String message) {
    Matcher undefined = UNDEFINED.matcher(message.strip());
    return undefined.matches() ? Optional.of(undefined.group(1)) : Optional.empty();
  }

  /** A record type of the script is a class to the compiler, within that of the script. */
  private static String type(String name) {
    return TypeNames.isKnown(name) ? TypeNames.of(name) : "a value of type " + TypeNames.last(name);
  }

  private static String count(Matcher count) {
    String name = count.group(1).replaceFirst("^'(.*)'$", "$1");
    String given = count.group(2);
    String expected =
        count.group(3) != null
            ? count.group(3)
            : count.group(5) != null
                ? count.group(4) + " to " + count.group(5)
                : count.group(4) + " or more";
    return (name.startsWith("unnamed") ? "a lambda" : name)
        + ": "
        + given
        + (given.equals("1") ? " argument" : " arguments")
        + " given, expected "
        + expected;
  }
}
