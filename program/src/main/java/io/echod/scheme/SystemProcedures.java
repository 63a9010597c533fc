package io.echod.scheme;

import gnu.lists.LList;
import gnu.math.DFloNum;
import gnu.math.IntNum;
import io.echod.scheme.text.ByteStrings;
import java.time.Instant;

/** What of the system scripts see: {@code getenv}, {@code tv-tod}, {@code exit}. */
final class SystemProcedures {

  private SystemProcedures() {}

  static void define(Session session) {
    session.define("(getenv name)", arguments -> variable(session, arguments));
    session.define("(tv-tod)", _ -> timeOfDay());
    session.define("(command-line)", _ -> LList.makeList(session.loader.commandLine()));
    // Kawa's own would not know the lines, nor take the bytes as they are.
    session.define("(load file)", arguments -> session.loader.loadFurther(arguments.string(0)));
    session.define("(include file)", arguments -> session.loader.loadFurther(arguments.string(0)));
    session.define("(exit [code])", arguments -> exit(session, arguments));
  }

  private static Object variable(Session session, Arguments arguments) {
    String value = session.options.variables().get(ByteStrings.toText(arguments.string(0)));
    return value == null ? (Object) false : ByteStrings.ofText(value);
  }

  private static Object timeOfDay() {
    Instant now = Instant.now();
    return DFloNum.valueOf(now.getEpochSecond() + now.getNano() / 1e9);
  }

  private static Object exit(Session session, Arguments arguments) {
    int code = 0;
    if (arguments.has(0)) {
      code =
          switch (arguments.any(0)) {
            case Boolean success -> success ? 0 : 1;
            case IntNum number -> number.intValue() & 0xff;
            default -> throw arguments.wrong(0, "an exit code, #t or #f");
          };
    }
    throw session.exit(code);
  }
}
