package io.echod.scheme.script;

import gnu.kawa.io.CharArrayInPort;
import gnu.kawa.lispexpr.LispReader;
import gnu.lists.LList;
import gnu.lists.Pair;
import gnu.lists.Sequence;
import gnu.mapping.Symbol;
import gnu.text.SyntaxException;
import io.echod.scheme.text.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A top-level form of a script, as far as reloading has to know it.
 *
 * @param kind what becomes of it when the script is reloaded
 * @param name what it defines; empty where it defines nothing
 * @param text as it stands in the file, comments before it included
 * @param offset where that begins, in characters
 * @param datum what the reader makes of it
 */
record Form(Kind kind, String name, String text, int offset, Object datum) {

  private static final Set<String> SYNTAXES =
      Set.of("define-syntax", "define-macro", "defmacro", "define-syntax-case");
  private static final Set<String> IMPORTS = Set.of("import", "load", "include");

  /** Blanks and comments. */
  private static final Pattern BEFORE = Pattern.compile("(\\s|;[^\n]*|#\\|(?s:.*?)\\|#)*+");

  private static final int BEGINNING_CHARACTERS = 60;
  private static final Set<String> LAMBDAS = Set.of("lambda", "case-lambda", "named-lambda");

  enum Kind {
    /** A macro or a procedure: made anew each time, which has no effect but on later calls. */
    CODE,
    /** A literal: made anew where it has changed, for the script may have set it since. */
    CONSTANT,
    /** Computed, such as a listening port: keeps its value, so it is evaluated only once. */
    STATE,
    /** A record type: made once, as records of it are in use. */
    RECORD,
    /** Gives names that other definitions need: done where it is new. */
    IMPORT,
    /** No definition: not done again. */
    ACTION
  }

  /** The forms of a text that has been found without errors. */
  static List<Form> read(String text) {
    CharArrayInPort port = new CharArrayInPort(text.toCharArray());
    LispReader reader = new LispReader(port);
    List<Form> forms = new ArrayList<>();
    try {
      while (true) {
        int start = port.pos;
        Object datum = reader.readObject();
        if (Sequence.eofValue.equals(datum)) {
          return forms;
        }
        forms.add(of(datum, text.substring(start, port.pos), start));
      }
    } catch (IOException | SyntaxException impossible) {
      throw new IllegalStateException("a text without errors can't be read", impossible);
    }
  }

  private static Form of(Object datum, String text, int offset) {
    if (!(datum instanceof Pair form && form.getCdr() instanceof Pair rest)) {
      return new Form(Kind.ACTION, "", text, offset, datum);
    }
    String operator = nameOf(form.getCar());
    if (SYNTAXES.contains(operator)) {
      return new Form(Kind.CODE, nameOf(rest.getCar()), text, offset, datum);
    }
    if (!operator.startsWith("define")) {
      Kind kind = IMPORTS.contains(operator) ? Kind.IMPORT : Kind.ACTION;
      return new Form(kind, "", text, offset, datum);
    }
    Object target = rest.getCar();
    if (!operator.equals("define")) {
      Kind kind = operator.equals("define-record-type") ? Kind.RECORD : Kind.STATE;
      return new Form(kind, nameOf(firstOf(target)), text, offset, datum);
    }
    if (target instanceof Pair) {
      return new Form(Kind.CODE, nameOf(firstOf(target)), text, offset, datum);
    }
    return new Form(kindOf(rest.getCdr()), nameOf(target), text, offset, datum);
  }

  /** Curried definitions have their name in the innermost list. */
  private static Object firstOf(Object target) {
    Object first = target;
    while (first instanceof Pair list) {
      first = list.getCar();
    }
    return first;
  }

  private static Kind kindOf(Object values) {
    if (!(values instanceof Pair pair && LList.Empty.equals(pair.getCdr()))) {
      return Kind.STATE;
    }
    Object value = pair.getCar();
    if (value instanceof Pair expression) {
      String operator = nameOf(expression.getCar());
      return LAMBDAS.contains(operator)
          ? Kind.CODE
          : operator.equals("quote") ? Kind.CONSTANT : Kind.STATE;
    }
    return value instanceof Symbol ? Kind.STATE : Kind.CONSTANT;
  }

  private static String nameOf(@Nullable Object symbol) {
    return symbol instanceof Symbol named ? named.getName() : "";
  }

  /**
   * The text alone, at its place: blank lines and columns before it, so that messages are right.
   */
  String placed(String whole) {
    String before = whole.substring(0, offset);
    int lineStart = before.lastIndexOf('\n') + 1;
    long lines = before.chars().filter(each -> each == '\n').count();
    return "\n".repeat((int) lines) + " ".repeat(offset - lineStart) + text;
  }

  /** Whether it gives a name a value. */
  boolean defines() {
    return !name.isEmpty();
  }

  /** The datum as text, which may be compared though data go round in circles. */
  String written() {
    return Written.whole(datum);
  }

  /** Compares what is written, as data may go round in circles. */
  boolean isSame(Form other) {
    return kind == other.kind && written().equals(other.written());
  }

  /** As much of it as fits into a message. */
  String beginning() {
    String all = written().replaceAll("\\s+", " ");
    return all.length() <= BEGINNING_CHARACTERS
        ? all
        : all.substring(0, BEGINNING_CHARACTERS) + "...";
  }

  /** The line in which it begins, behind the comments before it; 1 is the first. */
  int line(String whole) {
    Matcher before = BEFORE.matcher(text);
    int begin = offset + (before.lookingAt() ? before.end() : 0);
    return 1 + (int) whole.chars().limit(begin).filter(each -> each == '\n').count();
  }
}
