package io.echod.scheme.script;

import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.runtime.ScriptExit;
import io.echod.scheme.runtime.ScriptLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes a changed script's definitions into the session that runs it. Procedures, macros and
 * changed constants are defined anew, and so is what has not been defined before; what is computed
 * keeps its value, and nothing else is done again.
 */
final class Reload {

  private static final int LOOK_MILLIS = 150;

  private final ScriptLoop loop;
  private final Definitions definitions;
  private final Path file;
  private final Consumer<String> messages;
  private final Map<String, Form> known = new HashMap<>();

  Reload(ScriptLoop loop, Definitions definitions, Path file, String text) {
    this.loop = loop;
    this.definitions = definitions;
    this.file = file;
    messages = loop::tell;
    Form.read(text).forEach(form -> known.put(form.name(), form));
  }

  /** Looks at the file now and then, from a thread of its own, for as long as the process lives. */
  void watch(String loaded) {
    Thread.ofVirtual().name("watch " + file).start(() -> look(loaded));
  }

  private void look(String loaded) {
    String current = loaded;
    String candidate = loaded;
    FileTime seen = FileTime.fromMillis(0);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(LOOK_MILLIS);
        FileTime changed = Files.getLastModifiedTime(file);
        if (changed.equals(seen) && candidate.equals(current)) {
          continue;
        }
        String text = ScriptFiles.read(file);
        // Twice the same: it is not being written any more.
        if (text.equals(candidate) && !text.equals(current)) {
          current = text;
          loop.later(() -> reload(text));
        } else if (text.equals(candidate)) {
          seen = changed;
        }
        candidate = text;
      } catch (ScriptException | IOException absent) {
        // Some editors remove the file before they write it: it will be back.
      } catch (InterruptedException end) {
        return;
      }
    }
  }

  /** On the script's thread; whatever is wrong with the file, the script goes on. */
  private void reload(String text) {
    List<Form> forms;
    try {
      ScriptFiles.checkSyntax(definitions, text, file.toString());
      forms = Form.read(text);
    } catch (ScriptException mistake) {
      refuse(String.valueOf(mistake.getMessage()));
      return;
    } catch (RuntimeException | StackOverflowError unreadable) {
      refuse(file + ": " + Mistakes.describe(unreadable));
      return;
    }
    List<String> changed = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (Form form : forms) {
      take(form, text, changed, kept);
    }
    messages.accept(file + ": reloaded" + (changed.isEmpty() ? "" : ": " + list(changed)));
    if (!kept.isEmpty()) {
      messages.accept(file + ": computed at the start, so not reloaded: " + list(kept));
    }
  }

  private void refuse(String why) {
    messages.accept(why);
    messages.accept(file + ": not reloaded; what runs is unchanged");
  }

  private void take(Form form, String text, List<String> changed, List<String> kept) {
    Form before = known.put(form.name(), form);
    boolean same = before != null && before.isSame(form);
    boolean due =
        switch (form.kind()) {
          case CODE -> true;
          case CONSTANT -> !same;
          case STATE -> before == null;
          case ACTION -> false;
        };
    if (due) {
      evaluate(form, text);
    }
    if (!same && form.kind() != Form.Kind.ACTION) {
      (due ? changed : kept).add(form.name());
    }
  }

  private void evaluate(Form form, String text) {
    try {
      definitions.evaluate(form.placed(text), file.toString());
    } catch (ScriptExit ended) {
      throw ended;
    } catch (Throwable failure) {
      messages.accept(Mistakes.describe(failure));
    }
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }
}
