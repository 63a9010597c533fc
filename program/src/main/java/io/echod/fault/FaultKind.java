package io.echod.fault;

import io.echod.net.fault.rule.Fault;
import io.echod.settings.BadValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The kinds of faults by the names that users write. */
enum FaultKind {
  REFUSE("", ""),
  ACCEPT_STALL("TIME|forever", ""),
  SLOW_OPEN("TIME", ""),
  SILENT("", "bytes"),
  DELAY("TIME", "jitter dist max bytes"),
  STALL("TIME|forever", "after every direction"),
  BANDWIDTH("SIZE", "burst per bytes"),
  SLICE("SIZE|MIN..MAX", "gap bytes"),
  RESET("", "after"),
  END("", "after"),
  HALF_CLOSE("", "after"),
  SLOW_CLOSE("TIME", ""),
  CORRUPT("P%", "unit bytes"),
  GARBAGE("SIZE", ""),
  HANDSHAKE_STALL("", ""),
  NO_CLOSE_NOTIFY("", ""),
  LOSS("P%", "burst"),
  DUPLICATE("P%", ""),
  REORDER("P%", "distance"),
  TRUNCATE("SIZE", "");

  /** Those that every kind has. */
  private static final String SHARED_KEYS = "probability connections from window for";

  /** The key of faults that strike once a handshake of TLS is over. */
  private static final String NAME_KEY = "sni";

  /** A socket of datagrams has no connections. */
  private static final String DATAGRAM_KEYS = "from window for";

  /** A fault of a whole listener, whose clients are not known yet. */
  private static final String LISTENER_KEYS = "window for";

  private enum Unit {
    BIT,
    BYTE
  }

  private enum Per {
    CONNECTION,
    LISTENER
  }

  private final String label;
  private final String ownKeys;

  FaultKind(String label, String ownKeys) {
    this.label = label;
    this.ownKeys = ownKeys;
  }

  /** The placeholder of the value in help and errors; empty where there is none. */
  String label() {
    return label;
  }

  List<String> ownKeys() {
    return words(ownKeys);
  }

  List<String> keys() {
    return words(ownKeys + " " + sharedKeys() + " " + (knowsName() ? NAME_KEY : ""));
  }

  private String sharedKeys() {
    if (this == ACCEPT_STALL) {
      return LISTENER_KEYS;
    }
    return isOfDatagrams() ? DATAGRAM_KEYS : SHARED_KEYS;
  }

  private boolean knowsName() {
    return !isOfDatagrams() && this != ACCEPT_STALL && this != HANDSHAKE_STALL;
  }

  private boolean isOfDatagrams() {
    return compareTo(LOSS) >= 0;
  }

  private static List<String> words(String text) {
    return Pattern.compile(" ").splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  Fault make(FaultValue value, FaultKeys keys) {
    return switch (this) {
      case REFUSE -> new Fault.Refuse();
      case ACCEPT_STALL -> new Fault.AcceptStall(value.timeOrForever());
      case SLOW_OPEN -> new Fault.SlowOpen(value.positiveTime());
      case SILENT -> new Fault.Silent();
      case DELAY -> delay(value, keys);
      case STALL -> stall(value, keys);
      case BANDWIDTH -> bandwidth(value, keys);
      case SLICE -> slice(value, keys);
      case RESET -> new Fault.Reset(keys.after());
      case END -> new Fault.End(keys.after());
      case HALF_CLOSE -> new Fault.HalfClose(keys.after());
      case SLOW_CLOSE -> new Fault.SlowClose(value.positiveTime());
      case CORRUPT ->
          new Fault.Corrupt(
              value.probability(),
              keys.has("unit") && keys.get("unit").choice(Unit.class) == Unit.BIT);
      case GARBAGE -> new Fault.Garbage(value.size());
      case HANDSHAKE_STALL -> new Fault.HandshakeStall();
      case NO_CLOSE_NOTIFY -> new Fault.NoCloseNotify();
      case LOSS -> loss(value, keys);
      case DUPLICATE -> new Fault.Duplicate(value.probability());
      case REORDER ->
          new Fault.Reorder(
              value.probability(), keys.has("distance") ? keys.get("distance").smallCount() : 3);
      case TRUNCATE -> new Fault.Truncate((int) Math.min(value.size(), Integer.MAX_VALUE));
    };
  }

  private static Fault loss(FaultValue value, FaultKeys keys) {
    double probability = value.probability();
    int burst = keys.has("burst") ? keys.get("burst").smallCount() : 1;
    double most = Fault.Loss.shareMax(burst);
    if (burst > 1 && probability < 1 && probability > most) {
      throw new BadValue(
          String.format(
              Locale.ROOT,
              "burst=%d: with runs of %d, one that is not lost between them, at most %.2f%% are"
                  + " lost; write a longer burst, or 100%%",
              burst,
              burst,
              Math.floor(most * 10_000) / 100));
    }
    return new Fault.Loss(probability, burst);
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
    if (keys.has("every") && time.equals(Fault.FOREVER)) {
      throw new BadValue("every: a stall that is forever does not come again; leave out every");
    }
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
