package io.echod.scheme;

import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.ByteStrings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads a session's script, and what that loads. */
final class Loader {

  private final Session session;
  private final List<String> commandLine = new ArrayList<>();
  private Path script = Path.of("");

  Loader(Session session) {
    this.session = session;
  }

  /**
   * Runs a script to its end.
   *
   * @throws ScriptException where it can't be read, compiled or run
   * @throws ScriptExit where it asks to end, or is asked to
   */
  void load(Path file) throws ScriptException {
    String text = Sources.read(file);
    script = file;
    commandLine.clear();
    commandLine.add(ByteStrings.ofText(file.toString()));
    session.options.arguments().forEach(word -> commandLine.add(ByteStrings.ofText(word)));
    Sources.checkSyntax(session.definitions, text, file.toString());
    if (session.options.watch()) {
      new Reload(session, session.definitions, file, text).watch(text);
    }
    try {
      session.definitions.evaluate(text, file.toString());
    } catch (ScriptExit ended) {
      throw ended;
    } catch (Throwable failure) {
      throw new ScriptException(Mistakes.describe(failure, session.definitions.formPlace()));
    }
  }

  /** Runs a further file, named as seen from the working directory or from the script. */
  Object loadFurther(CharSequence name) throws Throwable {
    Path file = Sources.find(ByteStrings.toText(name), script);
    try {
      String text = Sources.read(file);
      Sources.checkSyntax(session.definitions, text, file.toString());
      return session.definitions.evaluate(text, file.toString());
    } catch (ScriptException unreadable) {
      throw new SchemeError("load: " + unreadable.firstLine());
    }
  }

  /** The script's name and arguments, as strings of bytes. */
  List<String> commandLine() {
    return commandLine;
  }
}
