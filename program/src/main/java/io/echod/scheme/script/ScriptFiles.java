package io.echod.scheme.script;

import gnu.text.SourceMessages;
import gnu.text.SyntaxException;
import io.echod.scheme.language.Clashes;
import io.echod.scheme.language.Counts;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.language.Definitions.Look;
import io.echod.scheme.language.Forms;
import io.echod.scheme.message.Findings;
import io.echod.scheme.message.Findings.Finding;
import io.echod.scheme.message.Similar;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Scripts as files. */
public final class ScriptFiles {

  /** The bytes that some editors put before a text in UTF-8. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private static final String TOO_DEEP = ": lists within lists, too deep to be read";

  /** Stands for standard input, in place of a file. */
  public static final Path STANDARD_INPUT = Path.of("-");

  private ScriptFiles() {}

  /** The bytes of a file, a character each, as strings in it shall carry them untouched. */
  public static String read(Path file) throws ScriptException {
    try {
      String text =
          file.equals(STANDARD_INPUT)
              ? new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1)
              : Files.readString(file, StandardCharsets.ISO_8859_1);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    } catch (AccessDeniedException denied) {
      throw new ScriptException(file + ": can't be read: permission denied");
    } catch (NoSuchFileException missing) {
      throw new ScriptException(file + ": no such file");
    } catch (IOException failure) {
      throw new ScriptException(file + ": can't be read: " + failure.getMessage());
    }
  }

  /** A file by its name as seen from the working directory, or else from another file's. */
  static Path find(String name, Path from) {
    Path file = Path.of(name);
    Path beside = from.resolveSibling(name);
    return Files.exists(file) || !Files.exists(beside) ? file : beside;
  }

  /** Refuses a text in which anything looks wrong. */
  public static void check(Definitions definitions, String text, String name)
      throws ScriptException {
    try {
      Counts counts = new Counts(definitions.environment());
      Look look = definitions.check(text, name, counts);
      List<Finding> findings = new ArrayList<>(clashes(look.messages(), text, name));
      findings.addAll(findings(look.faults(), text));
      Set<Path> seen = new HashSet<>();
      for (int index = 0; index < counts.loaded().size(); index++) {
        Path file = find(ByteStrings.toText(counts.loaded().get(index)), Path.of(name));
        if (!seen.add(file.toAbsolutePath().normalize())) {
          continue;
        }
        String further = read(file);
        findings.addAll(
            findings(definitions.check(further, file.toString(), counts).faults(), further));
      }
      findings.removeIf(each ->
          each.undefined().isPresent()
              && (counts.loadsUnknown() || definitions.isDeclared(each.undefined().get())));
      findings.replaceAll(each -> withQuestion(each, definitions));
      if (!findings.isEmpty()) {
        throw new ScriptException(Findings.text(findings));
      }
    } catch (IOException impossible) {
      throw new ScriptException(name + ": " + impossible.getMessage());
    } catch (StackOverflowError deep) {
      throw new ScriptException(name + TOO_DEEP);
    }
  }

  private static Finding withQuestion(Finding finding, Definitions definitions) {
    if (finding.undefined().isEmpty()) {
      return finding;
    }
    String question = Similar.question(finding.undefined().get(), definitions.declared());
    return new Finding(
        finding.file(),
        finding.line(),
        finding.column(),
        finding.message() + question,
        finding.undefined(),
        finding.error());
  }

  /** The compiler's findings, and where a string begins of which it only found no end. */
  private static List<Finding> findings(SourceMessages messages, String text) {
    return Findings.of(messages).stream()
        .map(each -> each.message().equals(Findings.OPEN_STRING) ? openString(each, text) : each)
        .toList();
  }

  private static Finding openString(Finding found, String text) {
    Forms forms = new Forms();
    forms.add(text);
    if (!forms.isOpen()) {
      return found;
    }
    int begin = forms.openedAt();
    int line = line(text, begin);
    OptionalInt earlier = forms.acrossLines();
    String other =
        earlier.isPresent()
            ? "; or the end of the one that begins in line " + line(text, earlier.getAsInt())
            : "";
    return new Finding(
        found.file(),
        line,
        begin - text.lastIndexOf('\n', begin),
        "the string that begins here has no end" + (other.isEmpty() ? "" : other + " is missing"),
        Optional.empty(),
        true);
  }

  private static int line(String text, int offset) {
    return 1 + (int) text.chars().limit(offset).filter(each -> each == '\n').count();
  }

  private static List<Finding> clashes(SourceMessages messages, String text, String name) {
    return Clashes.of(messages, text, 1).stream()
        .map(each ->
            new Finding(name, each.line(), each.column(), each.message(), Optional.empty(), true))
        .toList();
  }

  /** Refuses a text with errors in it, before any of it is run. */
  static void checkSyntax(Definitions definitions, String text, String name)
      throws ScriptException {
    Look look;
    try {
      look = definitions.parse(text, name);
    } catch (SyntaxException unreadable) {
      look = new Look(unreadable.getMessages(), null);
    } catch (StackOverflowError deep) {
      throw new ScriptException(name + TOO_DEEP);
    } catch (IOException impossible) {
      throw new ScriptException(name + ": " + impossible.getMessage());
    }
    List<Finding> errors = new ArrayList<>(clashes(look.messages(), text, name));
    findings(look.faults(), text).stream().filter(Finding::error).forEach(errors::add);
    if (!errors.isEmpty()) {
      throw new ScriptException(Findings.text(errors));
    }
  }
}
