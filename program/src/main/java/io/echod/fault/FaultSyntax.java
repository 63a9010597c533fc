package io.echod.fault;

import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import io.echod.settings.BadValue;
import io.echod.settings.Similar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads rules, written {@code KIND[=VALUE][,KEY=VALUE]...}: times with their unit, probabilities
 * with their {@code %}, sizes in bytes or with a unit.
 */
public final class FaultSyntax {

  private FaultSyntax() {}

  /**
   * Reads one rule.
   *
   * @throws BadValue where it is none; the message names the part that is wrong
   */
  public static FaultRule parse(String spec) {
    String[] parts = spec.split(",", -1);
    String[] head = parts[0].split("=", 2);
    FaultKind kind = kind(spec, head[0]);
    try {
      FaultValue value = value(kind, head);
      FaultKeys keys = keys(kind, parts);
      return new FaultRule(kind.make(value, keys), scope(keys), spec);
    } catch (BadValue wrong) {
      throw new BadValue("'" + spec + "': " + wrong.getMessage());
    } catch (IllegalArgumentException outOfRange) {
      // The ranges of single values are checked here; this is what does not go together.
      throw new BadValue("'" + spec + "': " + outOfRange.getMessage());
    }
  }

  private static FaultKind kind(String spec, String name) {
    Optional<FaultKind> kind =
        Arrays.stream(FaultKind.values()).filter(one -> one.toString().equals(name)).findFirst();
    if (kind.isPresent()) {
      return kind.orElseThrow();
    }
    List<String> names = Arrays.stream(FaultKind.values()).map(FaultKind::toString).toList();
    String hint =
        Similar.to(name, names)
            .map(similar -> "; did you mean " + similar + "?")
            .orElseGet(() -> "; there are " + String.join(", ", names));
    throw new BadValue("'" + spec + "': there is no fault '" + name + "'" + hint);
  }

  private static FaultValue value(FaultKind kind, String... head) {
    if (kind.label().isEmpty()) {
      if (head.length > 1) {
        throw new BadValue(kind + " has no value; write " + kind);
      }
      return new FaultValue(kind.toString(), "");
    }
    if (head.length == 1 || head[1].isEmpty()) {
      throw new BadValue(kind + " needs a value; write " + kind + "=" + kind.label());
    }
    return new FaultValue(kind.toString(), head[1]);
  }

  private static FaultKeys keys(FaultKind kind, String... parts) {
    Map<String, FaultValue> keys = new LinkedHashMap<>();
    for (String part : Arrays.asList(parts).subList(1, parts.length)) {
      String[] both = part.split("=", 2);
      String name = both[0];
      if (part.isEmpty()) {
        throw new BadValue("a comma has nothing behind it; write KEY=VALUE there, or no comma");
      }
      if (!kind.keys().contains(name)) {
        throw unknownKey(kind, name);
      }
      if (both.length == 1 || both[1].isEmpty()) {
        throw new BadValue(name + " needs a value; write " + name + "=VALUE");
      }
      if (keys.put(name, new FaultValue(name, both[1])) != null) {
        throw new BadValue(name + " is given twice");
      }
    }
    return new FaultKeys(keys);
  }

  private static BadValue unknownKey(FaultKind kind, String name) {
    String hint =
        Similar.to(name, kind.keys())
            .map(similar -> "; did you mean " + similar + "?")
            .orElseGet(() -> "; it has " + String.join(", ", kind.keys()));
    return new BadValue(kind + " has no key '" + name + "'" + hint);
  }

  private static FaultScope scope(FaultKeys keys) {
    FaultScope scope = FaultScope.ALL;
    if (keys.has("probability")) {
      scope = scope.withProbability(keys.get("probability").probability());
    }
    if (keys.has("connections")) {
      FaultValue.Range range = keys.get("connections").counts();
      scope = scope.withConnections(range.first(), range.last());
    }
    if (keys.has("from")) {
      scope = scope.withFrom(keys.get("from").block());
    }
    if (keys.has("sni")) {
      scope = scope.withServerName(keys.get("sni").serverName());
    }
    if (keys.has("bytes")) {
      FaultValue.Range range = keys.get("bytes").sizes();
      scope = scope.withBytes(range.first(), range.last());
    }
    return withTime(scope, keys);
  }

  private static FaultScope withTime(FaultScope scope, FaultKeys keys) {
    Duration begin = scope.begin();
    Duration end = scope.end();
    if (keys.has("window")) {
      FaultValue.Window window = keys.get("window").window();
      begin = window.begin();
      end = window.end();
    }
    if (keys.has("for")) {
      Duration last = begin.plus(keys.get("for").positiveTime());
      end = last.compareTo(end) < 0 ? last : end;
    }
    return scope.withTime(begin, end);
  }

  /** Reads several, separated by spaces. */
  public static List<FaultRule> parseAll(String specs) {
    List<FaultRule> rules = new ArrayList<>();
    for (String spec : specs.strip().split(" +", -1)) {
      rules.add(parse(spec));
    }
    return rules;
  }

  /** Every kind with its value and its own keys, one to a line, for help and documents. */
  public static String overview() {
    return Stream.of(FaultKind.values())
        .map(kind ->
            kind
                + (kind.label().isEmpty() ? "" : "=" + kind.label())
                + kind.ownKeys().stream().map(key -> " " + key).collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }
}
