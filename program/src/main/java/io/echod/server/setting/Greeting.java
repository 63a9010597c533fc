package io.echod.server.setting;

import io.echod.settings.BadValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text that a client is sent when it is accepted: in it {@code {names}} are filled in, and
 * {@code \n} is a line's end.
 *
 * @param template as it was written; empty: nothing is sent
 */
public record Greeting(String template) {

  private static final String NAME = "\\{([A-Za-z0-9_-]*)}";

  /** Nothing is sent. */
  public static final Greeting NONE = new Greeting("");

  /** The longest template. */
  public static final int LENGTH_MAX = 4096;

  /**
   * More than is filled in for any name but {@code {server}}: an address with a zone, a time, the
   * name of a host that is asked for (RFC 1035, section 2.3.4).
   */
  private static final int FILLED_BYTES_MAX = 256;

  /** The names that can be filled in. */
  public enum Field {
    SERVER,
    PEER,
    LOCAL,
    CONNECTION,
    TLS,
    SNI,
    PROXY,
    TIME;

    static Field of(String name) {
      for (Field field : values()) {
        if (field.toString().equals(name)) {
          return field;
        }
      }
      throw new BadValue(
          "{"
              + name
              + "} can't be filled in; there are "
              + Arrays.stream(values())
                  .map(field -> "{" + field + "}")
                  .collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the template.
   *
   * @throws BadValue where it is too long or names what can't be filled in
   */
  public Greeting {
    if (template.length() > LENGTH_MAX) {
      throw new BadValue(
          "a greeting has at most "
              + LENGTH_MAX
              + " characters, this one has "
              + template.length());
    }
    if (!template.isEmpty()) {
      Pattern.compile(NAME).matcher(template).results().forEach(name -> Field.of(name.group(1)));
    }
  }

  /** Whether nothing is sent. */
  public boolean isNone() {
    return template.isEmpty();
  }

  /** As many bytes as it may become, for any client. */
  public int bytesMax(String server) {
    int names = Math.toIntExact(Pattern.compile(NAME).matcher(template).results().count());
    int literal = template.getBytes(StandardCharsets.UTF_8).length;
    int filled = Math.max(FILLED_BYTES_MAX, server.getBytes(StandardCharsets.UTF_8).length);
    return literal + names * filled;
  }

  /** The text in UTF-8, with a value in place of each name. */
  public ByteBuffer fill(Function<Field, String> values) {
    StringBuilder text = new StringBuilder();
    Matcher name = Pattern.compile(NAME).matcher(template);
    int end = 0;
    while (name.find()) {
      append(text, template.substring(end, name.start()));
      text.append(values.apply(Field.of(name.group(1))));
      end = name.end();
    }
    append(text, template.substring(end));
    return StandardCharsets.UTF_8.encode(text.toString());
  }

  private static void append(StringBuilder text, String literal) {
    text.append(literal.replace("\\n", "\n"));
  }

  @Override
  public String toString() {
    return template;
  }
}
