package io.echod.scheme.language;

import gnu.bytecode.ArrayClassLoader;
import gnu.bytecode.ClassType;
import gnu.expr.Compilation;
import gnu.expr.Declaration;
import gnu.expr.Language;
import gnu.expr.ModuleExp;
import gnu.kawa.functions.Apply;
import gnu.kawa.functions.CallWithValues;
import gnu.kawa.io.CharArrayInPort;
import gnu.kawa.io.CheckConsole;
import gnu.kawa.io.InPort;
import gnu.kawa.io.OutPort;
import gnu.kawa.io.Path;
import gnu.kawa.io.PrettyWriter;
import gnu.lists.VoidConsumer;
import gnu.mapping.CallContext;
import gnu.mapping.Environment;
import gnu.mapping.Location;
import gnu.mapping.Procedure;
import gnu.mapping.Symbol;
import gnu.mapping.Values;
import gnu.text.Lexer;
import gnu.text.SourceMessages;
import gnu.text.SyntaxException;
import io.echod.scheme.message.Places;
import io.echod.scheme.message.Procedures;
import io.echod.scheme.message.Redefinitions;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.PlainPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import kawa.standard.Scheme;
import org.jspecify.annotations.Nullable;

/**
 * The top level of a session: what is defined there, and how more is. A script is evaluated form by
 * form, each looking the others up by name, so that a definition made anew takes effect everywhere.
 */
public final class Definitions {

  private static final int ONE_FORM =
      Language.PARSE_IMMEDIATE
          | Language.PARSE_CURRENT_NAMES
          | Language.PARSE_ONE_LINE
          | Language.PARSE_INTERACTIVE_MODULE;

  static {
    // Proper tail calls; and calls as they are written: Kawa's optimizer refuses a wrong number of
    // arguments at compile time, and makes a recursion without end a loop without end.
    Compilation.defaultCallConvention = Compilation.CALL_WITH_TAILCALLS;
    Compilation.inlineOk = false;
    // Kawa would take hold of the terminal by itself wherever it finds the editor of our prompt.
    CheckConsole.setHaveConsole(false);
  }

  private final Scheme language = Scheme.getInstance();
  private final Environment environment = language.getNewEnvironment();
  private final Imports imports = new Imports(language, environment);

  /** The names that the script defines or imports somewhere, in place of any former meaning. */
  private final Set<String> declared = new HashSet<>();

  /** The names among them that it defines. */
  private final Set<String> defined = new HashSet<>();

  /** Procedures that are called in place of types, by their names. */
  private final Map<String, Procedure> constructors = new HashMap<>();

  private final Interrupts interrupts = new Interrupts();
  private final Calls calls = new Calls(interrupts, environment);
  private final CallContext context = CallContext.getInstance();
  private String formPlace = "";

  /** Makes the calling thread the one that evaluates; its ports carry bytes as they are. */
  @SuppressWarnings("unchecked") // Kawa declares the encoding without its type
  public Definitions(OutPort output, OutPort errors) {
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(new ArrayClassLoader(Definitions.class.getClassLoader()));
    Language.setCurrentLanguage(language);
    Environment.setCurrent(environment);
    OutPort.setOutDefault(output);
    OutPort.setErrDefault(errors);
    OutPort.charEncoding.set(StandardCharsets.ISO_8859_1);
    PrettyWriter.lineLengthLoc.set(PlainPort.LINE_LENGTH_MAX);
    standardInput(System.in);
    context.consumer = VoidConsumer.getInstance();
  }

  /** From now on Scheme's own ports read standard input from here. */
  public void standardInput(InputStream input) {
    InPort.setInDefault(
        new InPort(
            new InputStreamReader(input, StandardCharsets.ISO_8859_1),
            Path.valueOf("standard input")));
  }

  /** Defines a name at the top level. */
  public void define(String name, Object value) {
    Symbol symbol = Symbol.valueOf(name);
    imports.replace(symbol, value);
    environment.define(symbol, null, value);
  }

  /**
   * From now on, a script that imports a procedure of Kawa's gets what this makes of it and its
   * name.
   */
  public void onImport(BiFunction<String, Procedure, Procedure> replacement) {
    imports.onImport(replacement);
  }

  /** Whether a name means something without any import; does not look at what it means. */
  public boolean hasOriginal(String name) {
    return language.getLangEnvironment().lookup(Symbol.valueOf(name)) != null;
  }

  /** The value of Kawa's own that a name stands for without any import. */
  public Object original(String name) {
    return language.getLangEnvironment().get(Symbol.valueOf(name));
  }

  /** From now on, scripts that call the type of a name call a procedure in its place. */
  public void construct(String type, Procedure procedure) {
    constructors.put(type, procedure);
  }

  /** Where a procedure is defined under its own name, if it is. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  public @Nullable Location<?> locationOf(Procedure procedure) {
    Object symbol = procedure.getSymbol();
    if (symbol == null) {
      return null;
    }
    Location<?> location = environment.lookup(Symbol.valueOf(symbol.toString()));
    return location != null && location.get(null) == procedure ? location : null;
  }

  /** All that is defined, as far as it has a plain name. */
  public List<KnownName> names() {
    return KnownNames.of(environment, language.getLangEnvironment());
  }

  /** The value of a name at the top level; null where it has none. */
  public @Nullable Object valueOf(String name) {
    return environment.get(name, null);
  }

  /** Ends what computes. */
  public Interrupts interrupts() {
    return interrupts;
  }

  /** All that is defined. */
  public Environment environment() {
    return environment;
  }

  /**
   * Evaluates all the forms of a text.
   *
   * @param name how messages call it: a file's name
   * @return the value of the last form
   * @throws SyntaxException where it can't be compiled
   * @throws Throwable any exception or error of the script
   */
  public Object evaluate(String text, String name) throws Throwable {
    Object[] last = {Values.empty};
    evaluate(text, name, 1, value -> last[0] = value);
    return last[0];
  }

  /**
   * As above, and hands on the value of each form.
   *
   * @param line the number of the text's first line
   */
  public void evaluate(String text, String name, int line, Consumer<Object> values)
      throws Throwable {
    SourceMessages messages = new SourceMessages();
    Lexer lexer = lexer(text, name, messages);
    lexer.getPort().setLineNumber(line - 1);
    while (true) {
      Compilation form = language.parse(lexer, ONE_FORM, null);
      if (messages.seenErrors()) {
        throw refused(new SyntaxException(messages), text, name, line);
      }
      if (form == null) {
        return;
      }
      ModuleExp module = form.getModule();
      formPlace = name + ":" + module.getLineNumber();
      try {
        values.accept(evaluate(form, messages, name));
      } catch (SyntaxException wrong) {
        throw refused(wrong, text, name, line);
      }
      imports.settle(module);
      locate(module, name);
      messages.clear();
    }
  }

  private static Exception refused(
      SyntaxException syntax, String text, String name, int firstLine) {
    List<Clashes.Clash> clashes = Clashes.of(syntax.getMessages(), text, firstLine);
    return clashes.isEmpty()
        ? syntax
        : new SchemeError(clashes.getFirst().message(), name + ":" + clashes.getFirst().line());
  }

  /** Has procedures know where they are defined; Kawa notes that for lambdas only. */
  private void locate(ModuleExp form, String name) {
    ClassType record = null;
    for (Declaration each = form.firstDecl(); each != null; each = each.nextDecl()) {
      Object value = valueOf(each.getName());
      record = value instanceof ClassType type ? type : record;
      if (value instanceof Procedure procedure) {
        if (procedure.getSourceLocation() == null) {
          procedure.setSourceLocation(name, each.getLineNumber());
        }
        if (record != null) {
          Procedures.noteRecord(procedure, record);
        }
      }
    }
  }

  /** Where the form begins that was evaluated last. */
  public String formPlace() {
    return formPlace;
  }

  private Object evaluate(Compilation form, SourceMessages messages, String name) throws Throwable {
    int mark = context.startFromContext();
    try {
      calls.prepare(form, this::returnsByItself, this::ofType);
      if (form.mainClass != null) {
        Places.add(form.mainClass.getName(), name);
      }
      if (!ModuleExp.evalModule(environment, context, form, null, null)) {
        throw new SyntaxException(messages);
      }
      return context.getFromContext(mark);
    } catch (Throwable failure) {
      context.cleanupFromContext(mark);
      throw failure;
    }
  }

  /** Whether a name stands for something built in, or of a record, that calls nothing at last. */
  private boolean returnsByItself(Object name) {
    Symbol symbol = Symbol.valueOf(name.toString());
    if (!(environment.get(symbol, null, null) instanceof Procedure procedure)) {
      return false;
    }
    return Procedures.recordOf(procedure) != null
        || (isFromTheStart(symbol, procedure)
            && Procedures.isBuiltIn(procedure)
            && !(procedure instanceof Apply || procedure instanceof CallWithValues));
  }

  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  private @Nullable Procedure ofType(Object symbol) {
    String name = symbol.toString();
    Procedure procedure = constructors.get(name);
    return procedure != null && !defined.contains(name) && valueOf(name) == original(name)
        ? procedure
        : null;
  }

  /** Whether the script neither defines the name nor imports anything else by it. */
  private boolean isFromTheStart(Symbol symbol, Procedure procedure) {
    String name = symbol.toString();
    return !defined.contains(name)
        && (!declared.contains(name) || imports.isFromTheStart(procedure));
  }

  /**
   * The compiler's findings in a text.
   *
   * @param messages all of them
   * @param module null where the text is unreadable
   */
  public record Look(SourceMessages messages, @Nullable ModuleExp module) {

    /** Those that are faults of a script. */
    public SourceMessages faults() {
      return Redefinitions.drop(messages, module);
    }
  }

  /** Parses and looks the whole text through without running any of it, for syntax errors. */
  public Look parse(String text, String name) throws IOException {
    SourceMessages messages = new SourceMessages();
    Compilation whole = language.parse(lexer(text, name, messages), Language.PARSE_IMMEDIATE, null);
    whole.process(Compilation.RESOLVED);
    declare(whole);
    return new Look(messages, whole.getModule());
  }

  /**
   * Looks the whole text through as closely as the compiler can, without running any of it. Where
   * it knows what is called it knows what that takes; so it may put the definitions into the calls.
   */
  public Look check(String text, String name, Counts counts) throws IOException {
    SourceMessages messages = new SourceMessages();
    Compilation.inlineOk = true;
    try {
      Compilation whole =
          language.parse(lexer(text, name, messages), Language.PARSE_IMMEDIATE, null);
      whole.process(Compilation.RESOLVED);
      declare(whole);
      counts.look(whole);
      whole.process(Compilation.WALKED);
      return new Look(messages, whole.getModule());
    } catch (SyntaxException unreadable) {
      return new Look(unreadable.getMessages(), null);
    } finally {
      Compilation.inlineOk = false;
    }
  }

  /** Whether a text that was looked at defines the name. */
  public boolean isDeclared(String name) {
    return declared.contains(name);
  }

  /** The definitions of the texts that were looked at. */
  public Set<String> declared() {
    return Collections.unmodifiableSet(declared);
  }

  private void declare(Compilation whole) {
    declared.addAll(declaredIn(whole));
    for (Declaration each = whole.getModule().firstDecl(); each != null; each = each.nextDecl()) {
      if (!Imports.isImported(each)) {
        defined.add(each.getName());
      }
    }
  }

  /** The names that a text defines or imports, without running it. */
  public Set<String> namesIn(String text, String name) throws IOException {
    Compilation whole =
        language.parse(lexer(text, name, new SourceMessages()), Language.PARSE_IMMEDIATE, null);
    whole.process(Compilation.RESOLVED);
    return declaredIn(whole);
  }

  private static Set<String> declaredIn(Compilation whole) {
    Set<String> names = new LinkedHashSet<>();
    for (Declaration each = whole.getModule().firstDecl(); each != null; each = each.nextDecl()) {
      names.add(each.getName());
    }
    return names;
  }

  private Lexer lexer(String text, String name, SourceMessages messages) {
    CharArrayInPort port = new CharArrayInPort(text.toCharArray());
    port.setPath(Path.valueOf(name));
    return language.getLexer(port, messages);
  }
}
