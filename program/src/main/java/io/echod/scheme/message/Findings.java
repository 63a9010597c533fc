package io.echod.scheme.message;

import gnu.text.SourceError;
import gnu.text.SourceMessages;
import gnu.text.SyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The compiler's findings in a script, in the order of its text. */
public final class Findings {

  /** An author with more to correct starts with these. */
  static final int SHOWN_MAX = 20;

  /** The message about a string without an end, which has the place of the file's end. */
  public static final String OPEN_STRING = "a string that begins before has no end";

  private static final Pattern PART_OF_ANYTHING =
      Pattern.compile("no (?:known slot|accessible method) '.*' in (?:java\\.lang\\.)?Object");

  private Findings() {}

  /**
   * One of them.
   *
   * @param undefined the name that it finds undefined, if that is it
   * @param error whether the script can't be run for it
   */
  public record Finding(
      String file,
      int line,
      int column,
      String message,
      Optional<String> undefined,
      boolean error) {

    String text() {
      return file
          + (line > 0 ? ":" + line + (column > 0 ? ":" + column : "") : "")
          + ": "
          + message;
    }
  }

  /** All errors and warnings; those of one file in the order of its lines. */
  public static List<Finding> of(SourceMessages messages) {
    List<Finding> findings = new ArrayList<>();
    for (SourceError each = messages.getErrors(); each != null; each = each.next) {
      if (!Redefinitions.isFirstPlace(each) && !isOfNoInterest(each)) {
        Finding finding =
            new Finding(
                String.valueOf(each.getFileName()),
                each.getLineNumber(),
                each.getColumnNumber(),
                words(each),
                Wording.undefined(each.message),
                each.severity != 'w');
        if (!findings.contains(finding)) {
          findings.add(finding);
        }
      }
    }
    findings.sort(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column));
    return findings;
  }

  private static String words(SourceError error) {
    return Redefinitions.of(error).orElseGet(() -> Wording.of(error.message));
  }

  /** The one to report where there is room for one; a syntax error has one. */
  static Finding first(SyntaxException syntax) {
    List<Finding> findings = of(syntax.getMessages());
    return findings.isEmpty()
        ? new Finding("", 0, 0, "it can't be compiled", Optional.empty(), true)
        : findings.getFirst();
  }

  /** As lines, with a word on those left out. */
  public static String text(List<Finding> findings) {
    List<String> lines =
        new ArrayList<>(findings.stream().limit(SHOWN_MAX).map(Finding::text).toList());
    if (findings.size() > SHOWN_MAX) {
      lines.add("... and " + (findings.size() - SHOWN_MAX) + " more");
    }
    return String.join("\n", lines);
  }

  /**
   * The compiler's thoughts on a script that ends by an error, or never; and on a part of a value
   * whose type it does not know, such as a parameter: which parts there are shows in the call.
   */
  private static boolean isOfNoInterest(SourceError error) {
    return error.message.startsWith("unreachable ")
        || error.message.equals("this operand never finishes")
        || PART_OF_ANYTHING.matcher(error.message).matches();
  }
}
