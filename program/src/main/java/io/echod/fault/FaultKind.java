package io.echod.fault;

import io.echod.net.fault.Fault;
import io.echod.settings.BadValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The kinds of faults by the names that users write. */
enum FaultKind {
  REFUSE("", List.of(), (_, _) -> new Fault.Refuse()),
  ACCEPT_STALL(
      "TIME|forever", List.of(), (value, _) -> new Fault.AcceptStall(value.timeOrForever())),
  SLOW_OPEN("TIME", List.of(), (value, _) -> new Fault.SlowOpen(value.positiveTime())),
  SILENT("", List.of("bytes"), (_, _) -> new Fault.Silent()),
  DELAY("TIME", List.of("jitter", "dist", "max", "bytes"), FaultKind::delay),
  STALL("TIME|forever", List.of("after", "every", "direction"), FaultKind::stall),
  BANDWIDTH("SIZE", List.of("burst", "per", "bytes"), FaultKind::bandwidth),
  SLICE("SIZE|MIN..MAX", List.of("gap", "bytes"), FaultKind::slice),
  RESET("", List.of("after"), (_, keys) -> new Fault.Reset(keys.after())),
  END("", List.of("after"), (_, keys) -> new Fault.End(keys.after())),
  HALF_CLOSE("", List.of("after"), (_, keys) -> new Fault.HalfClose(keys.after())),
  SLOW_CLOSE("TIME", List.of(), (value, _) -> new Fault.SlowClose(value.positiveTime())),
  CORRUPT(
      "P%",
      List.of("unit", "bytes"),
      (value, keys) ->
          new Fault.Corrupt(
              value.probability(),
              keys.has("unit") && keys.get("unit").choice(Unit.class) == Unit.BIT)),
  GARBAGE("SIZE", List.of(), (value, _) -> new Fault.Garbage(value.size()));

  /** Those that every kind has. */
  private static final List<String> SHARED_KEYS =
      List.of("probability", "connections", "from", "window", "for");

  private enum Unit {
    BIT,
    BYTE
  }

  private enum Per {
    CONNECTION,
    LISTENER
  }

  @FunctionalInterface
  private interface Maker {
    Fault make(FaultValue value, FaultKeys keys);
  }

  private final String label;
  private final List<String> ownKeys;
  private final Maker maker;

  FaultKind(String label, List<String> ownKeys, Maker maker) {
    this.label = label;
    this.ownKeys = ownKeys;
    this.maker = maker;
  }

  /** What stands for the value in help and errors; empty where there is none. */
  String label() {
    return label;
  }

  List<String> ownKeys() {
    return ownKeys;
  }

  List<String> keys() {
    return Stream.concat(ownKeys.stream(), SHARED_KEYS.stream()).toList();
  }

  Fault make(FaultValue value, FaultKeys keys) {
    return maker.make(value, keys);
  }

  private static Fault delay(FaultValue value, FaultKeys keys) {
    return new Fault.Delay(
        value.time(),
        keys.time("jitter", Duration.ZERO),
        keys.has("dist")
            ? keys.get("dist").choice(Fault.Distribution.class)
            : Fault.Distribution.UNIFORM,
        keys.positiveTime("max", Fault.FOREVER));
  }

  private static Fault stall(FaultValue value, FaultKeys keys) {
    Duration time = value.timeOrForever();
    Duration every = keys.positiveTime("every", Duration.ZERO);
    if (keys.has("every") && every.compareTo(time) <= 0) {
      throw new BadValue(
          "every="
              + keys.get("every").text()
              + ": write a longer time than the stall of "
              + value.text());
    }
    Fault.Direction direction =
        keys.has("direction")
            ? keys.get("direction").choice(Fault.Direction.class)
            : Fault.Direction.OUT;
    return new Fault.Stall(time, keys.after(), every, direction);
  }

  /** A burst is a tenth of a second, where none is given. */
  private static Fault bandwidth(FaultValue value, FaultKeys keys) {
    long rate = value.rate();
    return new Fault.Bandwidth(
        rate,
        keys.has("burst") ? keys.get("burst").positiveSize() : Math.max(1, rate / 10),
        keys.has("per") && keys.get("per").choice(Per.class) == Per.LISTENER);
  }

  private static Fault slice(FaultValue value, FaultKeys keys) {
    FaultValue.Range pieces = value.pieces();
    return new Fault.Slice(
        (int) pieces.first(), (int) pieces.last(), keys.time("gap", Duration.ZERO));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
