package io.echod.scheme;

import gnu.math.IntNum;
import io.echod.dispatcher.Reason;
import java.time.Duration;

/** The dispatcher's procedures: {@code iox-create} and its kin. */
final class IoxProcedures {

  private final Session session;

  private IoxProcedures(Session session) {
    this.session = session;
  }

  static void define(Session session) {
    IoxProcedures procedures = new IoxProcedures(session);
    session.define("(iox-create)", _ -> new IoxDispatcher(session));
    session.define("(iox-onio dispatcher function user-data reason fd)", procedures::onIo);
    session.define("(iox-after dispatcher function user-data seconds)", procedures::after);
    session.define("(iox-every dispatcher function user-data delay interval)", procedures::every);
    session.define("(iox-whenidle dispatcher function user-data)", procedures::whenIdle);
    session.define("(iox-cancel callback)", arguments -> arguments.callback(0).cancel());
    session.define("(iox-dispatcher callback)", arguments -> arguments.callback(0).dispatcher);
    session.define("(iox-monitor dispatcher [seconds])", procedures::monitor);
    session.define("(iox-destroy dispatcher)", procedures::destroy);
    session.define("(iox-debug n)", procedures::debug);
    session.define("IOX_READ", IntNum.make(Reason.READ));
    session.define("IOX_WRITE", IntNum.make(Reason.WRITE));
    session.define("IOX_EXCEPT", IntNum.make(Reason.EXCEPT));
    session.define("IOX_IO", IntNum.make(Reason.IO));
    session.define("IOX_FIRE", IntNum.make(Reason.FIRE));
    session.define("IOX_IDLE", IntNum.make(Reason.IDLE));
    session.define("IOX_CANCEL", IntNum.make(Reason.CANCEL));
  }

  private Object onIo(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    var procedure = arguments.procedure(1);
    int reasons = reasons(arguments);
    TcpEndpoint endpoint = arguments.descriptor(4, session);
    return IoxCallback.onIo(dispatcher, procedure, arguments.any(2), reasons, endpoint);
  }

  /** IOX_IO means all there is: only who asks for IOX_EXCEPT by name is told that it can't be. */
  private int reasons(Arguments arguments) {
    int reasons = arguments.integer(3, 1, Reason.IO | Reason.CANCEL);
    int known = reasons & (Reason.IO | Reason.CANCEL);
    if (known != reasons || (reasons & Reason.IO) == 0) {
      throw arguments.wrong(3, "IOX_READ, IOX_WRITE, IOX_EXCEPT or a sum of them");
    }
    boolean hidden = (Reason.EXCEPT & ~session.home.kernel().reasons()) != 0;
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
    return IoxCallback.after(dispatcher, arguments.procedure(1), arguments.any(2), seconds);
  }

  private Object every(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    double delay = arguments.seconds(3);
    double interval = arguments.seconds(4);
    if (interval <= 0) {
      throw arguments.wrong(4, "more than 0 seconds");
    }
    return IoxCallback.every(dispatcher, arguments.procedure(1), arguments.any(2), delay, interval);
  }

  private Object whenIdle(Arguments arguments) {
    return IoxCallback.whenIdle(arguments.dispatcher(0), arguments.procedure(1), arguments.any(2));
  }

  private Object monitor(Arguments arguments) {
    IoxDispatcher dispatcher = arguments.dispatcher(0);
    Duration limit = arguments.timeout(1);
    return session.monitor(dispatcher, limit);
  }

  private Object destroy(Arguments arguments) {
    arguments.dispatcher(0).destroy();
    return true;
  }

  private Object debug(Arguments arguments) {
    session.trace.traceDispatcher(arguments.integer(0, 0, Integer.MAX_VALUE) > 0);
    return true;
  }
}
