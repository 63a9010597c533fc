package io.echod.scheme.message;

import java.util.List;

/**
 * A name and the names of parameters, of which the last ones may be optional: {@code (tcp-read
 * endpoint length [timeout])}.
 *
 * @param text as it was written
 */
public record Signature(String name, List<String> parameters, int required, String text) {

  /** Reads one, as scripts call it. */
  public static Signature parse(String text) {
    String plain = text.replaceAll("[()\\[\\]]", "");
    List<String> words = List.of(plain.split(" "));
    int optional = (int) text.chars().filter(each -> each == '[').count();
    List<String> parameters = words.subList(1, words.size());
    return new Signature(words.getFirst(), parameters, parameters.size() - optional, text);
  }

  /** The message about a call that gives another number of arguments. */
  public String wrongCount(int count) {
    int most = parameters.size();
    String expected = required == most ? "" + most : required + " to " + most;
    return name
        + ": "
        + count
        + (count == 1 ? " argument" : " arguments")
        + " given, expected "
        + expected
        + ": "
        + text;
  }
}
