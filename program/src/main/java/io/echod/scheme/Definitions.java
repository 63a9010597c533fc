package io.echod.scheme;

import gnu.bytecode.ArrayClassLoader;
import gnu.expr.Compilation;
import gnu.expr.Language;
import gnu.expr.ModuleExp;
import gnu.kawa.io.CharArrayInPort;
import gnu.kawa.io.InPort;
import gnu.kawa.io.OutPort;
import gnu.kawa.io.Path;
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
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import kawa.standard.Scheme;
import org.jspecify.annotations.Nullable;

/**
 * The top level of a session: what is defined there, and how more is. A script is evaluated form by
 * form, each looking the others up by name, so that a definition made anew takes effect everywhere.
 */
final class Definitions {

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
  }

  private final Scheme language = Scheme.getInstance();
  private final Environment environment = language.getNewEnvironment();
  private final CallContext context = CallContext.getInstance();

  /** Makes the calling thread the one that evaluates; its ports carry bytes as they are. */
  @SuppressWarnings("unchecked") // Kawa declares the encoding without its type
  Definitions(OutPort output, OutPort errors) {
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(new ArrayClassLoader(Definitions.class.getClassLoader()));
    Language.setCurrentLanguage(language);
    Environment.setCurrent(environment);
    OutPort.setOutDefault(output);
    OutPort.setErrDefault(errors);
    OutPort.charEncoding.set(StandardCharsets.ISO_8859_1);
    InPort.setInDefault(
        new InPort(
            new InputStreamReader(System.in, StandardCharsets.ISO_8859_1),
            Path.valueOf("standard input")));
    context.consumer = VoidConsumer.getInstance();
  }

  void define(String name, Object value) {
    environment.define(Symbol.valueOf(name), null, value);
  }

  /** Where a procedure is defined under its own name, if it is. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  @Nullable Location<?> locationOf(Procedure procedure) {
    Object symbol = procedure.getSymbol();
    if (symbol == null) {
      return null;
    }
    Location<?> location = environment.lookup(Symbol.valueOf(symbol.toString()));
    return location != null && location.get(null) == procedure ? location : null;
  }

  @Nullable Object valueOf(String name) {
    return environment.get(name, null);
  }

  Environment environment() {
    return environment;
  }

  /**
   * Evaluates all the forms of a text.
   *
   * @param name how messages call it: a file's name
   * @return the value of the last form
   * @throws SyntaxException where it can't be compiled
   * @throws Throwable whatever the script throws
   */
  Object evaluate(String text, String name) throws Throwable {
    SourceMessages messages = new SourceMessages();
    Lexer lexer = lexer(text, name, messages);
    Object value = Values.empty;
    while (true) {
      Compilation form = language.parse(lexer, ONE_FORM, null);
      if (messages.seenErrors()) {
        throw new SyntaxException(messages);
      }
      if (form == null) {
        return value;
      }
      value = evaluate(form, messages);
      messages.clear();
    }
  }

  private Object evaluate(Compilation form, SourceMessages messages) throws Throwable {
    int mark = context.startFromContext();
    try {
      if (!ModuleExp.evalModule(environment, context, form, null, null)) {
        throw new SyntaxException(messages);
      }
      return context.getFromContext(mark);
    } catch (Throwable failure) {
      context.cleanupFromContext(mark);
      throw failure;
    }
  }

  /** Parses and looks the whole text through without running any of it, for syntax errors. */
  SourceMessages parse(String text, String name) throws IOException {
    SourceMessages messages = new SourceMessages();
    Compilation whole = language.parse(lexer(text, name, messages), Language.PARSE_IMMEDIATE, null);
    whole.process(Compilation.RESOLVED);
    return messages;
  }

  private Lexer lexer(String text, String name, SourceMessages messages) {
    CharArrayInPort port = new CharArrayInPort(text.toCharArray());
    port.setPath(Path.valueOf(name));
    return language.getLexer(port, messages);
  }
}
