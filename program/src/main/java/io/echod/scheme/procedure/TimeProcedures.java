package io.echod.scheme.procedure;

import gnu.lists.Pair;
import gnu.math.DFloNum;
import gnu.math.IntNum;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Time and chance: {@code tv-tod}, {@code time->string}, {@code sleep}, {@code random}. */
final class TimeProcedures {

  private static final int NANOS_PER_MICROSECOND = 1000;

  /** Seconds of the years 0 to 9999, as far as a date is written in the usual way. */
  private static final double SECONDS_MAX = 253_402_300_799.0;

  private static final double SECONDS_MIN = -62_167_219_200.0;

  private final ScriptLoop loop;
  private final RandomGenerator generator = RandomGenerator.getDefault();

  private TimeProcedures(ScriptLoop loop) {
    this.loop = loop;
  }

  static void define(Library library, ScriptLoop loop) {
    TimeProcedures procedures = new TimeProcedures(loop);
    library.define("(tv-tod)", _ -> timeOfDay());
    library.define("(tv-tod-pair)", _ -> timeOfDayPair());
    library.define("(time->string seconds [pattern])", TimeProcedures::date);
    library.define("(sleep seconds)", procedures::sleep);
    library.define("(random n)", procedures::random);
  }

  private static Object timeOfDay() {
    Instant now = Instant.now();
    return DFloNum.valueOf(now.getEpochSecond() + now.getNano() / 1e9);
  }

  private static Object timeOfDayPair() {
    Instant now = Instant.now();
    return Pair.make(
        IntNum.make(now.getEpochSecond()), IntNum.make(now.getNano() / NANOS_PER_MICROSECOND));
  }

  /** As RFC 3339 writes it, in UTC, or by a pattern. */
  private static Object date(Arguments arguments) {
    double seconds = arguments.seconds(0);
    if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
      throw arguments.wrong(0, "seconds since 1970, of the years 0 to 9999");
    }
    Instant time = Instant.ofEpochSecond((long) Math.floor(seconds));
    if (!arguments.has(1)) {
      return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
    try {
      String pattern = ByteStrings.toText(arguments.string(1));
      return ByteStrings.ofText(
          DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
              .withZone(ZoneOffset.UTC)
              .format(time));
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw arguments.wrong(1, "a pattern such as \"yyyy-MM-dd HH:mm:ss\"");
    }
  }

  private Object sleep(Arguments arguments) throws IOException {
    Duration time = arguments.timeout(0);
    if (arguments.seconds(0) < 0) {
      throw arguments.wrong(0, "0 seconds or more");
    }
    if (loop.isInCallback()) {
      throw new SchemeError(
          "sleep: would wait, which a callback must not; expected iox-after, which calls later");
    }
    Duration left = loop.waits().of(time);
    return loop.waits()
        .run(() -> {
          loop.waits().pause(left);
          return true;
        });
  }

  private Object random(Arguments arguments) {
    if (arguments.any(0) instanceof DFloNum bound
        && bound.doubleValue() > 0
        && Double.isFinite(bound.doubleValue())) {
      return DFloNum.valueOf(generator.nextDouble(bound.doubleValue()));
    }
    if (arguments.any(0) instanceof IntNum bound && bound.inLongRange() && bound.longValue() > 0) {
      return IntNum.make(generator.nextLong(bound.longValue()));
    }
    throw arguments.wrong(
        0, "an integer of 1 to " + Long.MAX_VALUE + ", or a number with a point, above 0.0");
  }
}
