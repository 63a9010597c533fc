package io.echod.scheme.procedure;

import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.Signature;
import io.echod.scheme.runtime.ScriptLoop;
import io.echod.scheme.script.Loader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The procedures that scripts find beside Scheme's own. */
public final class Library {

  private final ScriptLoop loop;
  private final Definitions definitions;
  private final List<String> signatures = new ArrayList<>();

  /**
   * Defines all of them.
   *
   * @param variables what {@code getenv} knows
   */
  public Library(
      ScriptLoop loop,
      Definitions definitions,
      Endpoints endpoints,
      Loader loader,
      Map<String, String> variables) {
    this.loop = loop;
    this.definitions = definitions;
    IoxProcedures.define(this, loop, endpoints);
    TcpProcedures.define(this, loop, endpoints);
    UdpProcedures.define(this, loop, endpoints);
    LineProcedures.define(this, loop, endpoints);
    NetProcedures.define(this, loop, endpoints);
    FaultProcedures.define(this, loop, endpoints.faults());
    ByteProcedures.define(this);
    ErrorProcedures.define(this, definitions);
    TimeProcedures.define(this, loop);
    SystemProcedures.define(this, loop, endpoints, loader, variables);
  }

  void define(String signature, Builtin.Body body) {
    Builtin procedure = new Builtin(loop, Signature.parse(signature), body);
    definitions.define(procedure.getName(), procedure);
    signatures.add(procedure.signature().text());
  }

  void define(String name, Object value) {
    definitions.define(name, value);
  }

  /** How they are called: {@code (tcp-fd endpoint)}. */
  public List<String> signatures() {
    return List.copyOf(signatures);
  }
}
