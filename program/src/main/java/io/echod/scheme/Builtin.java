package io.echod.scheme;

import gnu.mapping.ProcedureN;
import java.util.List;

/** A procedure of ours, made from its signature: {@code (tcp-read endpoint length [timeout])}. */
final class Builtin extends ProcedureN {

  private final Session session;
  private final Signature signature;
  private final Body body;

  /** What it does. */
  @FunctionalInterface
  interface Body {

    /** Called with the right number of arguments; their types are for it to check. */
    Object call(Arguments arguments) throws Throwable;
  }

  Builtin(Session session, String signature, Body body) {
    this.session = session;
    this.signature = Signature.parse(signature);
    this.body = body;
    setName(this.signature.name());
  }

  Signature signature() {
    return signature;
  }

  @Override
  public int numArgs() {
    return signature.required() | signature.parameters().size() << 12;
  }

  @Override
  public Object applyN(Object[] values) throws Throwable {
    int count = values.length;
    if (count < signature.required() || count > signature.parameters().size()) {
      throw new SchemeError(signature.wrongCount(count));
    }
    // A handler of the script's may have held the end.
    session.checkExited();
    return body.call(new Arguments(signature, values));
  }

  /**
   * A name and the names of parameters, of which the last ones may be optional.
   *
   * @param text as it was written
   */
  record Signature(String name, List<String> parameters, int required, String text) {

    static Signature parse(String text) {
      String plain = text.replaceAll("[()\\[\\]]", "");
      List<String> words = List.of(plain.split(" "));
      int optional = (int) text.chars().filter(each -> each == '[').count();
      List<String> parameters = words.subList(1, words.size());
      return new Signature(words.getFirst(), parameters, parameters.size() - optional, text);
    }

    String wrongCount(int count) {
      int most = parameters.size();
      String expected = required == most ? "" + most : required + " to " + most;
      return name
          + ": "
          + count
          + (count == 1 ? " argument" : " arguments")
          + " given, expected "
          + expected
          + ": "
          + text;
    }
  }
}
