package io.echod.scheme.script;

import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.runtime.ScriptExit;
import io.echod.scheme.runtime.ScriptLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Takes a changed file's definitions into the session that runs it. Procedures, macros and changed
 * constants are defined anew, and so is what has not been defined before, imports included; what is
 * computed keeps its value. Forms that are not taken in are reported, with their line.
 */
final class Reload {

  private final Definitions definitions;
  private final Path file;
  private final Consumer<String> messages;

  /** The definitions as they were taken in last, by their names. */
  private final Map<String, Form> known = new LinkedHashMap<>();

  /** All definitions of these names, as they were written. */
  private final Map<String, String> written = new HashMap<>();

  /** The names whose definitions the file does not have any more. */
  private final Set<String> removed = new HashSet<>();

  /** All other forms that were run, or reported. */
  private final Set<String> done = new HashSet<>();

  Reload(ScriptLoop loop, Definitions definitions, Path file, String text) {
    this.definitions = definitions;
    this.file = file;
    messages = loop::tell;
    List<Form> forms = Form.read(text);
    forms.forEach(this::note);
    written.putAll(definitions(forms));
  }

  private void note(Form form) {
    if (form.defines()) {
      known.put(form.name(), form);
    } else {
      done.add(form.written());
    }
  }

  /** On the script's thread; a mistake in the file does not end the script. */
  void reload(String text) {
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
    List<Form> last = lastOfEachName(forms);
    for (Form form : last) {
      if (isOtherRecord(form)) {
        refuse(
            place(form, text)
                + ": the record type "
                + form.name()
                + " has changed, and records of the old one are in use; restart the script for it");
        return;
      }
    }
    Set<String> fresh = names(forms);
    fresh.removeAll(known.keySet());
    Outcome outcome = new Outcome(fresh);
    Map<String, String> all = definitions(forms);
    last.forEach(form -> take(form, all.getOrDefault(form.name(), ""), text, outcome));
    noteRemoved(forms, outcome);
    outcome.report();
  }

  /** All definitions of each name, as they are written. */
  private static Map<String, String> definitions(List<Form> forms) {
    return forms.stream()
        .filter(Form::defines)
        .collect(Collectors.toMap(Form::name, Form::written, String::concat));
  }

  /**
   * Of several definitions of one name, the last is the one that counts once all are done; where
   * the name is new, they are done one after the other.
   */
  private List<Form> lastOfEachName(List<Form> forms) {
    Set<String> later = new HashSet<>();
    List<Form> last = new ArrayList<>();
    for (Form form : forms.reversed()) {
      boolean isLast = !form.defines() || later.add(form.name());
      if (isLast || !known.containsKey(form.name())) {
        last.addFirst(form);
      }
    }
    return last;
  }

  private static Set<String> names(List<Form> forms) {
    return forms.stream().map(Form::name).collect(Collectors.toCollection(HashSet::new));
  }

  private void noteRemoved(List<Form> forms, Outcome outcome) {
    Set<String> names = names(forms);
    removed.removeAll(names);
    for (String name : known.keySet()) {
      if (!names.contains(name) && removed.add(name)) {
        outcome.removed.add(name);
      }
    }
  }

  private boolean isOtherRecord(Form form) {
    Form before = known.get(form.name());
    return form.kind() == Form.Kind.RECORD && before != null && !before.isSame(form);
  }

  private void refuse(String why) {
    messages.accept(why);
    messages.accept(file + ": not reloaded; what runs is unchanged");
  }

  /** The fate of the forms of one file. */
  private final class Outcome {

    private final Set<String> fresh;
    private final Set<String> changed = new LinkedHashSet<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();

    Outcome(Set<String> fresh) {
      this.fresh = fresh;
    }

    void report() {
      messages.accept(file + ": reloaded" + (changed.isEmpty() ? "" : ": " + list(changed)));
      if (!failed.isEmpty()) {
        messages.accept(file + ": failed, so not reloaded: " + list(failed));
      }
      if (!kept.isEmpty()) {
        messages.accept(file + ": computed at the start, so not reloaded: " + list(kept));
      }
      if (!removed.isEmpty()) {
        messages.accept(
            file + ": not in the file any more, but defined until a restart: " + list(removed));
      }
    }
  }

  private void take(Form form, String all, String text, Outcome outcome) {
    if (form.defines()) {
      takeDefinition(form, all, text, outcome);
    } else if (!done.contains(form.written())) {
      takeOther(form, text, outcome);
    }
  }

  private void takeDefinition(Form form, String all, String text, Outcome outcome) {
    Form before = known.get(form.name());
    boolean same = before != null && before.isSame(form) && all.equals(written.get(form.name()));
    boolean isFresh = outcome.fresh.contains(form.name());
    boolean due =
        isFresh
            || switch (form.kind()) {
              case CODE -> true;
              case CONSTANT -> !same;
              default -> before == null;
            };
    if (due && !evaluate(form, text)) {
      outcome.failed.add(form.name() + " in line " + form.line(text));
      return;
    }
    known.put(form.name(), form);
    written.put(form.name(), all);
    if (!same || isFresh) {
      if (due) {
        outcome.changed.add(form.name());
      } else {
        outcome.kept.add(form.name() + " in line " + form.line(text));
      }
    }
  }

  private void takeOther(Form form, String text, Outcome outcome) {
    if (form.kind() != Form.Kind.IMPORT) {
      done.add(form.written());
      messages.accept(
          place(form, text)
              + ": new or changed, and not run, as it stands at the top level: "
              + form.beginning());
    } else if (!replacesSomething(form, text) && evaluate(form, text)) {
      done.add(form.written());
      outcome.changed.add(form.beginning());
    } else {
      outcome.failed.add(form.beginning() + " in line " + form.line(text));
    }
  }

  /** Whether an import has a name that the script has a value of its own for. */
  private boolean replacesSomething(Form form, String text) {
    try {
      for (String name : definitions.namesIn(form.written(), file.toString())) {
        if (known.containsKey(name)) {
          messages.accept(
              place(form, text)
                  + ": the import has "
                  + name
                  + ", which the script defines; leave it out, as by (import (except LIBRARY "
                  + name
                  + "))");
          return true;
        }
      }
      return false;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private String place(Form form, String text) {
    return file + ":" + form.line(text);
  }

  private boolean evaluate(Form form, String text) {
    try {
      definitions.evaluate(form.placed(text), file.toString());
      return true;
    } catch (ScriptExit ended) {
      throw ended;
    } catch (Throwable failure) {
      messages.accept(Mistakes.describe(failure));
      return false;
    }
  }

  private static String list(Collection<String> names) {
    return String.join(", ", names);
  }
}
