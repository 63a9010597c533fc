package io.echod.scheme.message;

import gnu.mapping.Procedure;
import gnu.mapping.Symbol;
import gnu.mapping.UnboundLocationException;
import gnu.mapping.WrappedException;
import gnu.mapping.WrongArguments;
import gnu.mapping.WrongType;
import gnu.text.SyntaxException;
import io.echod.scheme.text.ByteStrings;
import io.echod.scheme.text.Written;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kawa.lang.NamedException;
import kawa.lib.ExceptionWithValue;
import org.jspecify.annotations.Nullable;

/** Failures while a script ran, and their places, in words for its author. */
public final class Mistakes {

  private static final Pattern UNBOUND =
      Pattern.compile("^(?:(.*:\\d+:\\d+): )?unbound location: (.*)$", Pattern.DOTALL);

  private static final Pattern READ_ONLY =
      Pattern.compile("attempt to modify read-only location: (\\S+)");

  private static final Pattern JAVA_CALL = Pattern.compile("^call to '[\\w.$]*\\.(\\w+)\\(");

  /** SRFI 1, 13, 69 and others. */
  private static final String LIBRARIES = "gnu.kawa.slib.";

  /** The classes that {@code error} goes through. */
  private static final Pattern RAISING =
      Pattern.compile("java\\.|gnu\\.mapping\\.|gnu\\.expr\\.|kawa\\.lang\\.|kawa\\.lib\\.");

  private Mistakes() {}

  /** {@code FILE:LINE: what}, on one line; with the column where it is known. */
  public static String describe(Throwable failure) {
    return describe(failure, "");
  }

  /**
   * As above, with a place for failures without one of their own.
   *
   * @param begun where the script's code begins that failed; empty where that is not known either
   */
  public static String describe(Throwable failure, String begun) {
    try {
      String exact = place(failure);
      if (failure instanceof SyntaxException syntax) {
        String text = Findings.first(syntax).text();
        // Forms read from a string have no place of their own.
        if (exact.isEmpty() || !text.startsWith("<string>")) {
          return text;
        }
      }
      String place = exact.isEmpty() ? begun : exact;
      return place.isEmpty() ? what(failure) : place + ": " + what(failure);
    } finally {
      FailedCall.forget();
    }
  }

  /** {@code FILE:LINE} of a failure; empty where it is not known. */
  public static String place(Throwable failure) {
    if (failure instanceof SchemeError error && !error.place().isEmpty()) {
      return error.place();
    }
    if (failure instanceof UnboundLocationException unbound) {
      Matcher found = UNBOUND.matcher(String.valueOf(unbound.getMessage()));
      if (found.find() && found.group(1) != null) {
        return found.group(1);
      }
    }
    String entry = "";
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (Places.isEdge(frame)) {
        break;
      }
      if (isScript(frame)) {
        String place = Places.file(frame) + ":" + frame.getLineNumber();
        if (!isEntry(frame)) {
          return place;
        }
        entry = entry.isEmpty() ? place : entry;
      }
    }
    Throwable cause = failure.getCause();
    return !entry.isEmpty() || cause == null ? entry : place(cause);
  }

  static boolean isScript(StackTraceElement frame) {
    String file = frame.getFileName();
    return file != null
        && !file.endsWith(".java")
        && frame.getLineNumber() > 0
        && !frame.getClassName().startsWith("gnu.")
        && !frame.getClassName().startsWith("kawa.");
  }

  /** Where a function takes its arguments: what is wrong with those is a matter of the caller. */
  static boolean isEntry(StackTraceElement frame) {
    return frame.getMethodName().endsWith("$check");
  }

  static String what(Throwable failure) {
    FailedCall call = FailedCall.of(failure);
    return switch (failure) {
      case SchemeError ours -> Written.line(String.valueOf(ours.getMessage()));
      case UnboundLocationException unbound -> unbound(unbound);
      case NamedException error when call != null && !call.isOfScript() && isOfLibrary(error) ->
          WrongValues.ofLibrary(error, call);
      case NamedException error -> error(error);
      case ExceptionWithValue raised -> Written.of(raised.payload) + " was raised, and not caught";
      case WrongType wrong when isCallOfNoProcedure(wrong) -> noProcedure(wrong.argValue);
      case WrongArguments wrong -> wrongCount(wrong, call);
      case WrongType wrong ->
          WrongValues.describe(
              wrong, call == null || (call.isOfScript() && !call.isOf(wrong)) ? null : call);
      case StackOverflowError _ -> "recursion too deep, or without end: the stack is full";
      case OutOfMemoryError _ -> "out of memory";
      case SyntaxException syntax -> Findings.first(syntax).message();
      case WrappedException wrapped when wrapped.getCause() != null -> what(wrapped.getCause());
      case NullPointerException _ when refused(failure) != null ->
          refused(failure) + ": a wrong argument";
      case ClassCastException cast when call == null || call.isOfScript() ->
          WrongValues.describe(cast);
      case IndexOutOfBoundsException _ when call == null || call.isOfScript() -> range(failure);
      default ->
          call == null || call.isOfScript()
              ? message(failure)
              : WrongValues.describe(failure, call);
    };
  }

  private static String range(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.matches(".*\\d.*") ? "out of range" : message(failure);
  }

  private static boolean isCallOfNoProcedure(WrongType wrong) {
    return "apply-to-args".equals(wrong.procname);
  }

  /** Says that what was called is no procedure. */
  public static String noProcedure(Object called) {
    return Written.of(called) + " was called, and is no procedure";
  }

  private static String unbound(UnboundLocationException unbound) {
    Matcher found = UNBOUND.matcher(String.valueOf(unbound.getMessage()));
    if (!found.find()) {
      return "a name is not defined";
    }
    String name = found.group(2);
    return Written.onOneLine(name) + " is not defined" + Similar.question(name, List.of());
  }

  /** Whether a procedure of Kawa's own libraries has called {@code error}, and not the script. */
  static boolean isOfLibrary(NamedException error) {
    for (StackTraceElement frame : error.getStackTrace()) {
      if (!RAISING.matcher(frame.getClassName()).lookingAt()) {
        return frame.getClassName().startsWith(LIBRARIES);
      }
    }
    return false;
  }

  /** The arguments of {@code error}: the text as it is, the rest as it is written. */
  private static String error(NamedException error) {
    StringBuilder text = new StringBuilder();
    Object message = error.getObjectMessage();
    List<?> irritants = error.getObjectIrritants();
    text.append(
        message instanceof CharSequence words ? ByteStrings.toText(words) : Written.of(message));
    if (message instanceof Symbol
        && !irritants.isEmpty()
        && irritants.getFirst() instanceof CharSequence words) {
      text.append(": ").append(ByteStrings.toText(words));
      irritants = irritants.subList(1, irritants.size());
    }
    irritants.forEach(irritant -> text.append(' ').append(Written.of(irritant)));
    return text.isEmpty() ? "an error without a message" : Written.line(text.toString());
  }

  private static String wrongCount(WrongArguments wrong, @Nullable FailedCall call) {
    if (call != null && call.hasWrongCount()) {
      return wrongCount(call.procedure(), call.arguments().size());
    }
    String entered = entered(wrong);
    String name = entered == null ? ofJava(wrong) : entered;
    return (name == null ? "" : name + " was called with ") + "a wrong number of arguments";
  }

  /** The method of Java's that was called; the counts of the message include its object. */
  private static @Nullable String ofJava(WrongArguments wrong) {
    Matcher method = JAVA_CALL.matcher(String.valueOf(wrong.getMessage()));
    return method.find() ? method.group(1) : null;
  }

  /** The name of the function that a failure comes out of while it takes its arguments. */
  private static @Nullable String entered(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (isEntry(frame)) {
        return Procedures.name(MethodNames.defined(frame.getMethodName().replace("$check", "")));
      }
    }
    return null;
  }

  /** The function that was to refuse an argument, where Kawa fails to compose its message. */
  private static @Nullable String refused(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (!frame.getClassName().startsWith("java.")) {
        return frame.getClassName().equals(WrongType.class.getName()) ? entered(failure) : null;
      }
    }
    return null;
  }

  /** Says how many arguments a procedure takes, and how many it was given. */
  public static String wrongCount(Procedure procedure, int count) {
    if (procedure instanceof Signed ours) {
      return ours.signature().wrongCount(count);
    }
    return Procedures.name(procedure)
        + ": "
        + count
        + (count == 1 ? " argument" : " arguments")
        + " given, expected "
        + Procedures.counts(procedure);
  }

  /** Of some of these, the message is the file alone. */
  private static String file(FileSystemException refused) {
    String reason =
        switch (refused) {
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "permission denied";
          case FileAlreadyExistsException _ -> "the file exists";
          case DirectoryNotEmptyException _ -> "the directory is not empty";
          default -> refused.getReason();
        };
    return Written.onOneLine(String.valueOf(refused.getFile()))
        + (reason == null ? "" : ": " + Written.onOneLine(reason));
  }

  /** Any other failure's own message, without the words of the machinery. */
  static String message(Throwable failure) {
    String message = failure.getMessage();
    Matcher constant = READ_ONLY.matcher(String.valueOf(message));
    if (constant.find()) {
      return constant.group(1) + " is Scheme's own: it can't be set, only defined anew";
    }
    if (String.valueOf(message).startsWith("Invalid method Code length")) {
      return "too long to be compiled in one piece";
    }
    if (failure instanceof FileSystemException refused) {
      return file(refused);
    }
    if (message == null || message.isBlank() || failure instanceof NullPointerException) {
      return failure
          .getClass()
          .getSimpleName()
          .replaceAll("(Exception|Error)$", "")
          .replaceAll("([a-z])([A-Z])", "$1 $2")
          .toLowerCase(Locale.ROOT);
    }
    return Written.line(TypeNames.translate(message.strip().replaceAll("\\s*\\R\\s*", " ")));
  }
}
