package io.echod.scheme.procedure;

import gnu.mapping.Symbol;
import gnu.math.IntNum;
import io.echod.dispatcher.Reason;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.SocketEndpoint;
import io.echod.scheme.endpoint.TcpConnection;
import io.echod.scheme.runtime.IoxDispatcher;
import io.echod.scheme.runtime.ScriptLoop;
import java.time.Duration;
import java.util.Locale;

/** The dispatcher's procedures: {@code iox-create} and its kin. */
final class IoxProcedures {

  private static final String SIGNALS =
      "'hup, 'usr1, 'cont or 'winch, where the system has it, in a script that is run";

  private final ScriptLoop loop;
  private final Endpoints endpoints;

  private IoxProcedures(ScriptLoop loop, Endpoints endpoints) {
    this.loop = loop;
    this.endpoints = endpoints;
  }

  static void define(Library library, ScriptLoop loop, Endpoints endpoints) {
    IoxProcedures procedures = new IoxProcedures(loop, endpoints);
    library.define("(iox-create)", _ -> new IoxDispatcher(loop));
    library.define("(iox-onio dispatcher function user-data reason fd)", procedures::onIo);
    library.define("(iox-after dispatcher function user-data seconds)", procedures::after);
    library.define("(iox-every dispatcher function user-data delay interval)", procedures::every);
    library.define("(iox-whenidle dispatcher function user-data)", procedures::whenIdle);
    library.define("(iox-onsignal dispatcher function user-data signal)", procedures::onSignal);
    library.define("(iox-whenwritten dispatcher function user-data fd)", procedures::whenWritten);
    library.define("(iox-cancel callback)", arguments -> arguments.callback(0).cancel());
    library.define("(iox-dispatcher callback)", arguments -> arguments.callback(0).dispatcher());
    library.define("(iox-monitor dispatcher [seconds])", procedures::monitor);
    library.define("(iox-destroy dispatcher)", procedures::destroy);
    library.define("(iox-debug n)", procedures::debug);
    library.define("IOX_READ", IntNum.make(Reason.READ));
    library.define("IOX_WRITE", IntNum.make(Reason.WRITE));
    library.define("IOX_EXCEPT", IntNum.make(Reason.EXCEPT));
    library.define("IOX_IO", IntNum.make(Reason.IO));
    library.define("IOX_FIRE", IntNum.make(Reason.FIRE));
    library.define("IOX_IDLE", IntNum.make(Reason.IDLE));
    library.define("IOX_CANCEL", IntNum.make(Reason.CANCEL));
  }

  private Object onIo(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    var procedure = arguments.callbackProcedure(1);
    int reasons = reasons(arguments);
    SocketEndpoint endpoint = arguments.descriptor(4, endpoints);
    return dispatcher.onIo(procedure, arguments.any(2), reasons, endpoint);
  }

  /**
   * IOX_IO means all there is: only a script that asks for IOX_EXCEPT by name gets the message that
   * it can't be.
   */
  private int reasons(Arguments arguments) {
    int reasons = arguments.integer(3, 1, Reason.IO | Reason.CANCEL);
    int known = reasons & (Reason.IO | Reason.CANCEL);
    if (known != reasons || (reasons & Reason.IO) == 0) {
      throw arguments.wrong(3, "IOX_READ, IOX_WRITE, IOX_EXCEPT or a sum of them");
    }
    boolean hidden = (Reason.EXCEPT & ~loop.dispatcher().kernel().reasons()) != 0;
    if (!hidden || (reasons & Reason.EXCEPT) == 0) {
      return reasons;
    }
    if ((reasons & Reason.IO) != Reason.IO) {
      throw arguments.wrong(3, "IOX_READ or IOX_WRITE, as IOX_EXCEPT can't be seen on this system");
    }
    return reasons & ~Reason.EXCEPT;
  }

  private Object after(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    double seconds = arguments.seconds(3);
    if (seconds < 0) {
      throw arguments.wrong(3, "0 seconds or more");
    }
    return dispatcher.after(arguments.callbackProcedure(1), arguments.any(2), seconds);
  }

  private Object every(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    double delay = arguments.seconds(3);
    double interval = arguments.seconds(4);
    if (interval <= 0) {
      throw arguments.wrong(4, "more than 0 seconds");
    }
    return dispatcher.every(arguments.callbackProcedure(1), arguments.any(2), delay, interval);
  }

  private Object whenIdle(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    return dispatcher.whenIdle(arguments.callbackProcedure(1), arguments.any(2));
  }

  private Object onSignal(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    var procedure = arguments.callbackProcedure(1);
    if (!(arguments.any(3) instanceof Symbol symbol)) {
      throw arguments.wrong(3, SIGNALS);
    }
    String name = symbol.getName().toUpperCase(Locale.ROOT);
    if (!loop.signals().listen(name)) {
      throw arguments.wrong(3, SIGNALS);
    }
    return dispatcher.onSignal(procedure, arguments.any(2), name);
  }

  private Object whenWritten(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    var procedure = arguments.callbackProcedure(1);
    if (!(arguments.descriptor(3, endpoints) instanceof TcpConnection connection)) {
      throw arguments.wrong(3, "the (tcp-fd endpoint) of one of tcp-answer or tcp-call, in use");
    }
    return dispatcher.whenWritten(procedure, arguments.any(2), connection);
  }

  private Object monitor(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    Duration limit = arguments.timeout(1);
    return loop.monitor(dispatcher, limit);
  }

  private Object destroy(Arguments arguments) {
    arguments.dispatcher(0).destroy();
    return true;
  }

  private Object debug(Arguments arguments) {
    loop.trace().traceDispatcher(arguments.integer(0, 0, Integer.MAX_VALUE) > 0);
    return true;
  }
}
