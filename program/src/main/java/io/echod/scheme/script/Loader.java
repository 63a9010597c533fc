package io.echod.scheme.script;

import gnu.mapping.Values;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.CallChain;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.runtime.ScriptExit;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.text.ByteStrings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads a session's script, and what that loads. */
public final class Loader {

  private final ScriptLoop loop;
  private final Definitions definitions;
  private final List<String> arguments;
  private final @Nullable FileWatch watch;
  private final List<String> commandLine = new ArrayList<>();
  private Path script = Path.of("");

  /**
   * Loads none as yet.
   *
   * @param arguments what the script finds in {@code (command-line)} behind its own name
   * @param watch whether the script is reloaded when its file changes
   */
  public Loader(ScriptLoop loop, Definitions definitions, List<String> arguments, boolean watch) {
    this.loop = loop;
    this.definitions = definitions;
    this.arguments = List.copyOf(arguments);
    this.watch = watch ? new FileWatch(loop, definitions) : null;
  }

  /**
   * Runs a script to its end.
   *
   * @throws ScriptException where it can't be read, compiled or run
   * @throws ScriptExit where it asks to end, or is asked to
   */
  public void load(Path file) throws ScriptException {
    String text = ScriptFiles.read(file);
    script = file;
    commandLine.clear();
    commandLine.add(ByteStrings.ofText(file.toString()));
    arguments.forEach(word -> commandLine.add(ByteStrings.ofText(word)));
    ScriptFiles.checkSyntax(definitions, text, file.toString());
    watch(file, text);
    try {
      evaluate(text, file);
    } catch (ScriptExit ended) {
      throw ended;
    } catch (Throwable failure) {
      // Its work on its way out can't keep it from ending.
      loop.ending().checkExited();
      throw new ScriptException(
          Mistakes.describe(failure, definitions.formPlace()) + CallChain.of(failure));
    }
  }

  /** Runs a further file, named as seen from the working directory or from the script. */
  public Object loadFurther(CharSequence name) throws Throwable {
    Path file = ScriptFiles.find(ByteStrings.toText(name), script);
    try {
      String text = ScriptFiles.read(file);
      ScriptFiles.checkSyntax(definitions, text, file.toString());
      watch(file, text);
      return evaluate(text, file);
    } catch (ScriptException unreadable) {
      throw new SchemeError("load: " + unreadable.firstLine());
    }
  }

  /** Form by form, until the script asks to end: a continuation may have led it out of that. */
  private Object evaluate(String text, Path file) throws Throwable {
    Object[] last = {Values.empty};
    definitions.evaluate(
        text,
        file.toString(),
        1,
        value -> {
          loop.ending().checkExited();
          last[0] = value;
        });
    return last[0];
  }

  private void watch(Path file, String text) {
    if (watch != null) {
      watch.add(file, text);
    }
  }

  /** The script's name and arguments, as strings of bytes. */
  public List<String> commandLine() {
    return commandLine;
  }
}
