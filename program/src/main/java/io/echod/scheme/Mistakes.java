package io.echod.scheme;

import gnu.mapping.Procedure;
import gnu.mapping.UnboundLocationException;
import gnu.mapping.WrongArguments;
import gnu.mapping.WrongType;
import gnu.text.SourceError;
import gnu.text.SourceMessages;
import gnu.text.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kawa.lang.NamedException;
import org.jspecify.annotations.Nullable;

/** What went wrong in a script, and where, in words for its author. */
final class Mistakes {

  private static final int MESSAGE_LENGTH_MAX = 500;
  private static final Pattern CAST = Pattern.compile("cannot be cast to class (\\S+)");
  private static final Pattern UNBOUND_PLACE = Pattern.compile("^(.*:\\d+:\\d+): ");
  private static final Pattern UNBOUND_NAME = Pattern.compile("unbound location:? (\\S+)$");

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("gnu.lists.Pair", "a pair"),
          Map.entry("gnu.lists.LList", "a list"),
          Map.entry("gnu.lists.FVector", "a vector"),
          Map.entry("gnu.lists.CharSeq", "a string that can be changed"),
          Map.entry("gnu.lists.FString", "a string that can be changed"),
          Map.entry("gnu.mapping.Procedure", "a procedure"),
          Map.entry("gnu.mapping.Symbol", "a symbol"),
          Map.entry("gnu.math.IntNum", "an integer"),
          Map.entry("gnu.math.RealNum", "a real number"),
          Map.entry("gnu.math.Numeric", "a number"),
          Map.entry("java.lang.Number", "a number"),
          Map.entry("java.lang.CharSequence", "a string"),
          Map.entry("java.lang.String", "a string"),
          Map.entry("gnu.text.Char", "a character"));

  private Mistakes() {}

  /** {@code FILE:LINE: what}, with the column where it is known. */
  static String describe(Throwable failure) {
    return describe(failure, "");
  }

  /**
   * The same, with a place for what does not tell of its own.
   *
   * @param begun where the script's code begins that failed: a proper tail call leaves nothing on
   *     the stack to tell more; empty where that is not known either
   */
  static String describe(Throwable failure, String begun) {
    if (failure instanceof SyntaxException syntax) {
      return String.join("\n", describe(syntax.getMessages()));
    }
    String exact = place(failure);
    String place = exact.isEmpty() ? begun : exact;
    return place.isEmpty() ? what(failure) : place + ": " + what(failure);
  }

  /** One line for each error among the messages, in the order of the text. */
  static List<String> describe(SourceMessages messages) {
    List<String> lines = new ArrayList<>();
    for (SourceError error = messages.getErrors(); error != null; error = error.next) {
      if (isError(error)) {
        lines.add(describe(error));
      }
    }
    return lines;
  }

  static boolean isError(SourceError error) {
    return error.severity == 'e' || error.severity == 'f';
  }

  static String describe(SourceError error) {
    return error.getFileName()
        + ":"
        + error.getLineNumber()
        + ":"
        + error.getColumnNumber()
        + ": "
        + error.message.strip();
  }

  private static String place(Throwable failure) {
    if (failure instanceof UnboundLocationException unbound) {
      Matcher found = UNBOUND_PLACE.matcher(String.valueOf(unbound.getMessage()));
      if (found.find()) {
        return found.group(1);
      }
    }
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (isScript(frame)) {
        return frame.getFileName() + ":" + frame.getLineNumber();
      }
    }
    Throwable cause = failure.getCause();
    return cause == null ? "" : place(cause);
  }

  private static boolean isScript(StackTraceElement frame) {
    String file = frame.getFileName();
    return file != null
        && !file.endsWith(".java")
        && frame.getLineNumber() > 0
        && !frame.getClassName().startsWith("gnu.")
        && !frame.getClassName().startsWith("kawa.");
  }

  private static String what(Throwable failure) {
    return switch (failure) {
      case UnboundLocationException unbound -> unboundName(unbound) + " is not defined";
      case SchemeError ours -> ours.getMessage();
      case NamedException raised -> raised(raised);
      case WrongType wrong -> what(wrong);
      case WrongArguments wrong -> wrongCount(wrong);
      case ClassCastException cast -> "a value is not " + expected(cast.getMessage());
      case StackOverflowError _ -> "recursion too deep, or without end: the stack is full";
      case OutOfMemoryError _ -> "out of memory";
      case IndexOutOfBoundsException index -> "index out of range" + detail(index);
      default -> message(failure);
    };
  }

  /** Kawa knows either the symbol or the location, and of the latter only the message tells. */
  private static String unboundName(UnboundLocationException unbound) {
    if (unbound.symbol != null) {
      return unbound.symbol.toString();
    }
    Matcher found = UNBOUND_NAME.matcher(String.valueOf(unbound.getMessage()));
    return found.find() ? Written.onOneLine(found.group(1)) : "a name";
  }

  /** What the script gave to {@code error}. */
  private static String raised(NamedException failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getObjectMessage()));
    for (Object irritant : failure.getObjectIrritants()) {
      text.append(' ').append(Written.of(irritant));
    }
    return Written.onOneLine(text.toString(), MESSAGE_LENGTH_MAX);
  }

  @SuppressWarnings("ReferenceEquality") // UNKNOWN is a marker
  private static String what(WrongType wrong) {
    Procedure procedure = wrong.proc;
    String name =
        wrong.procname != null ? wrong.procname : procedure == null ? "" : procedure.getName();
    if (name.equals("apply-to-args")) {
      return Written.of(wrong.argValue) + " was called, and is no procedure";
    }
    if (wrong.argValue == null || wrong.argValue == WrongType.UNKNOWN) {
      return name
          + ": wrong arguments"
          + (procedure == null ? "" : "; it takes " + count(procedure));
    }
    String argument = wrong.number > 0 ? "argument " + wrong.number : "an argument";
    Throwable cause = wrong.getCause();
    return name
        + ": "
        + argument
        + " is "
        + Written.of(wrong.argValue)
        + "; expected "
        + expected(cause == null ? String.valueOf(wrong.expectedType) : cause.getMessage());
  }

  private static String expected(@Nullable String cast) {
    Matcher target = CAST.matcher(String.valueOf(cast));
    return target.find() ? TYPES.getOrDefault(target.group(1), "what is expected") : "another type";
  }

  private static String wrongCount(WrongArguments wrong) {
    return message(wrong);
  }

  private static String count(Procedure procedure) {
    int least = procedure.minArgs();
    int most = procedure.maxArgs();
    return least == most ? "" + least : most < 0 ? least + " or more" : least + " to " + most;
  }

  private static String detail(IndexOutOfBoundsException failure) {
    String message = failure.getMessage();
    return message == null ? "" : ": " + message;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return Written.onOneLine(message == null ? failure.toString() : message, MESSAGE_LENGTH_MAX);
  }
}
