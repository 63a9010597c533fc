package io.echod.scheme.procedure;

import gnu.lists.LList;
import gnu.math.IntNum;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.script.Loader;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.util.Map;

/** The system as scripts see it: {@code getenv}, {@code exit}. */
final class SystemProcedures {

  private static final int EXIT_CODE_MAX = 0xff;

  private SystemProcedures() {}

  static void define(
      Library library,
      ScriptLoop loop,
      Endpoints endpoints,
      Loader loader,
      Map<String, String> variables) {
    library.define("(std-in)", _ -> standardInput(loop, endpoints));
    library.define("(getenv name)", arguments -> variable(variables, arguments));
    library.define("(command-line)", _ -> LList.makeList(loader.commandLine()));
    // Kawa's own would not know the lines, nor take the bytes as they are.
    library.define("(load file)", arguments -> loader.loadFurther(arguments.string(0)));
    library.define("(include file)", arguments -> loader.loadFurther(arguments.string(0)));
    library.define("(exit [code])", arguments -> exit(loop, arguments));
    // Kawa's own would end the process with all that it serves, and lose what was displayed.
    library.define("(emergency-exit [code])", arguments -> exit(loop, arguments));
  }

  private static Object standardInput(ScriptLoop loop, Endpoints endpoints) throws IOException {
    if (loop.isLive()) {
      throw new SchemeError("std-in: the prompt may read standard input; expected echod run");
    }
    return endpoints.standardInput().endpoint();
  }

  private static Object variable(Map<String, String> variables, Arguments arguments) {
    String value = variables.get(ByteStrings.toText(arguments.string(0)));
    return value == null ? (Object) false : ByteStrings.ofText(value);
  }

  private static Object exit(ScriptLoop loop, Arguments arguments) {
    int code = 0;
    if (arguments.has(0)) {
      code =
          switch (arguments.any(0)) {
            case Boolean success -> success ? 0 : 1;
            case IntNum number
                when number.inIntRange() && (number.intValue() & ~EXIT_CODE_MAX) == 0 ->
                number.intValue();
            default -> throw arguments.wrong(0, "an exit code of 0 to 255, #t or #f");
          };
    }
    throw loop.exit(code);
  }
}
