package io.echod.scheme.message;

import gnu.expr.Declaration;
import gnu.expr.ModuleExp;
import gnu.text.SourceError;
import gnu.text.SourceLocator;
import gnu.text.SourceMessages;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names that are bound twice. Within a form, as in a list of parameters, that is an error. At the
 * top level a later definition replaces the earlier one; the compiler takes a whole text for a
 * module, in which that is an error, too.
 */
public final class Redefinitions {

  private static final Pattern TWICE = Pattern.compile("duplicate declaration of '?(.+?)'?");

  /** The compiler reports the place of the first binding as an error of its own, right after. */
  private static final Pattern FIRST = Pattern.compile("\\(this is the previous declaration of .*");

  private Redefinitions() {}

  /**
   * Returns what the compiler has found in a text, without the redefinitions at the top level.
   *
   * @param module null where the compiler has made none; all are dropped then
   */
  public static SourceMessages drop(SourceMessages messages, @Nullable ModuleExp module) {
    if (module == null) {
      return without(messages, _ -> true);
    }
    Set<String> topLevel = new HashSet<>();
    for (Declaration each = module.firstDecl(); each != null; each = each.nextDecl()) {
      topLevel.add(place(each));
    }
    return without(messages, error -> topLevel.contains(place(error)));
  }

  private static String place(SourceLocator locator) {
    return locator.getFileName() + ":" + locator.getLineNumber() + ":" + locator.getColumnNumber();
  }

  private static SourceMessages without(SourceMessages messages, Predicate<SourceError> isDropped) {
    SourceMessages others = new SourceMessages();
    SourceError each = messages.getErrors();
    while (each != null) {
      SourceError next = each.next;
      boolean isTwice = TWICE.matcher(each.message).matches() && isDropped.test(each);
      if (!isTwice) {
        others.error(copy(each));
      } else if (next != null && isFirstPlace(next)) {
        next = next.next;
      }
      each = next;
    }
    return others;
  }

  /** A link of its own, for they make a list of themselves. */
  private static SourceError copy(SourceError error) {
    return new SourceError(
        error.severity,
        error.getFileName(),
        error.getLineNumber(),
        error.getColumnNumber(),
        error.message);
  }

  static boolean isFirstPlace(SourceError error) {
    return FIRST.matcher(error.message).matches();
  }

  /** The words for a name that is bound twice; empty for any other error. */
  static Optional<String> of(SourceError error) {
    Matcher twice = TWICE.matcher(error.message);
    if (!twice.matches()) {
      return Optional.empty();
    }
    SourceError first = error.next;
    String place =
        first != null && isFirstPlace(first) ? ", first at line " + first.getLineNumber() : "";
    return Optional.of(twice.group(1) + " is bound twice" + place);
  }
}
