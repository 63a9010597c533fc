package io.echod.cli.script;

import io.echod.scheme.language.Forms;
import io.echod.scheme.language.KnownName;
import io.echod.scheme.live.Live;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/** Completes names; ours with how they are called. */
public final class SchemeCompleter implements Completer {

  private static final int PATIENCE_MILLIS = 500;

  /** For the first names: their list is slow to make on a machine that is busy. */
  private static final int FIRST_PATIENCE_MILLIS = 10_000;

  private @Nullable Live live;
  private List<KnownName> names = List.of();

  /** Completes what is defined there. */
  void complete(Live session) {
    live = session;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, line.cursor());
    if (live == null || !Forms.endInCode(before)) {
      return;
    }
    lookUp(live);
    String beginning = line.word().substring(0, line.wordCursor());
    if (beginning.isEmpty()) {
      Optional<String> usage = usage(before);
      if (usage.isPresent()) {
        reader.printAbove(usage.get());
        return;
      }
    }
    for (KnownName name : names) {
      // All of Scheme at once would be too much of it.
      boolean offered = !beginning.isEmpty() || name.origin() != KnownName.Origin.SCHEME;
      if (offered && name.text().startsWith(beginning)) {
        candidates.add(candidate(name));
      }
    }
  }

  private void lookUp(Live session) {
    int patience = names.isEmpty() ? FIRST_PATIENCE_MILLIS : PATIENCE_MILLIS;
    try {
      names = session.names().orTimeout(patience, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException | RejectedExecutionException busy) {
      // A callback that takes long: what was known before has to do.
    }
  }

  /** How the procedure is called whose arguments are being typed, where that is known. */
  private Optional<String> usage(String before) {
    String operator = before.substring(before.lastIndexOf('(') + 1).replaceFirst("\\s.*", "");
    return names.stream()
        .filter(name -> name.text().equals(operator) && !name.usage().isEmpty())
        .map(KnownName::usage)
        .findFirst();
  }

  private static Candidate candidate(KnownName name) {
    String arguments = name.usage().replaceFirst("^\\(\\S+ ?", "").replaceFirst("\\)$", "");
    return new Candidate(
        name.text(), name.text(), null, arguments.isEmpty() ? null : arguments, null, null, true);
  }
}
