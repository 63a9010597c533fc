package io.echod.settings;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How often a flag is given: {@code -v}, {@code -vv}; as a number in a variable. More than the
 * highest level is the highest.
 *
 * @param most the highest level, 1 or more; with 1 it is a plain flag
 */
public record LevelKind(int most) implements Kind<Integer> {

  @Override
  public String label() {
    return "0.." + most;
  }

  @Override
  public Integer parse(String text) {
    return switch (text) {
      case "true" -> 1;
      case "false" -> 0;
      default -> {
        for (int level = 0; level <= most; level++) {
          if (print(level).equals(text)) {
            yield level;
          }
        }
        throw bad(text);
      }
    };
  }

  @Override
  public String print(Integer level) {
    return level.toString();
  }

  @Override
  public void check(Integer level) {
    if (level < 0 || level > most) {
      throw bad(level.toString());
    }
  }

  private BadValue bad(String text) {
    String smaller =
        IntStream.range(0, most).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return new BadValue("'" + text + "' is not " + smaller + " or " + most);
  }

  @Override
  public boolean isFlag() {
    return true;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public Integer join(Integer earlier, Integer later) {
    return Math.min(most, earlier + later);
  }
}
