package io.echod.scheme.procedure;

import gnu.mapping.Procedure;
import gnu.math.IntNum;
import gnu.math.Numeric;
import gnu.math.RealNum;
import io.echod.scheme.endpoint.Endpoints;
import io.echod.scheme.endpoint.LineStream;
import io.echod.scheme.endpoint.SocketEndpoint;
import io.echod.scheme.endpoint.TcpConnection;
import io.echod.scheme.endpoint.TcpListener;
import io.echod.scheme.endpoint.UdpEndpoint;
import io.echod.scheme.message.Procedures;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.message.Signature;
import io.echod.scheme.runtime.IoxCallback;
import io.echod.scheme.runtime.IoxDispatcher;
import io.echod.scheme.text.ByteStrings;
import io.echod.scheme.text.Written;
import java.time.Duration;

/** The arguments of one call, taken as what they should be, or refused by name. */
final class Arguments {

  private static final Duration FOREVER = Duration.ofNanos(-1);
  private static final double SECONDS_MAX = 9e9;

  private final Signature signature;
  private final Object[] values;

  Arguments(Signature signature, Object[] values) {
    this.signature = signature;
    this.values = values;
  }

  boolean has(int index) {
    return index < values.length;
  }

  Object any(int index) {
    return values[index];
  }

  /** The procedure to call. */
  String name() {
    return signature.name();
  }

  /** The error to throw for an argument that is not what it should be. */
  SchemeError wrong(int index, String expected) {
    return new SchemeError(
        signature.name()
            + ": argument "
            + (index + 1)
            + " ("
            + signature.parameters().get(index)
            + ") is "
            + Written.of(values[index])
            + "; expected "
            + expected);
  }

  SocketEndpoint endpoint(int index) {
    if (values[index] instanceof SocketEndpoint endpoint
        && !(endpoint instanceof UdpEndpoint)
        && !endpoint.isDestroyed()) {
      return endpoint;
    }
    throw wrong(index, "an endpoint of tcp-listen, tcp-answer or tcp-call, not destroyed");
  }

  TcpListener listener(int index) {
    if (values[index] instanceof TcpListener listener && !listener.isDestroyed()) {
      return listener;
    }
    throw wrong(index, "an endpoint of tcp-listen, not destroyed");
  }

  TcpConnection connection(int index) {
    if (values[index] instanceof TcpConnection connection && !connection.isDestroyed()) {
      return connection;
    }
    throw wrong(index, "an endpoint of tcp-answer or tcp-call, not destroyed");
  }

  UdpEndpoint datagrams(int index) {
    if (values[index] instanceof UdpEndpoint endpoint && !endpoint.isDestroyed()) {
      return endpoint;
    }
    throw wrong(index, "an endpoint of udp-open, not destroyed");
  }

  /** A connection of which no line stream has taken over the input. */
  TcpConnection connectionWithoutLines(int index) {
    TcpConnection connection = connection(index);
    if (connection.input().isByLines()) {
      throw wrong(
          index,
          "an endpoint without a line stream; lfn-getline and lfn-read take the input of this one");
    }
    return connection;
  }

  /** An endpoint, by what {@code tcp-fd} gave. */
  SocketEndpoint descriptor(int index, Endpoints endpoints) {
    if (values[index] instanceof IntNum number && number.inIntRange()) {
      SocketEndpoint endpoint = endpoints.get(number.intValue());
      if (endpoint != null) {
        return endpoint;
      }
    }
    throw wrong(index, "the (tcp-fd endpoint) of an endpoint in use");
  }

  /** Whether it is what {@code tcp-fd} once gave, of an endpoint that has ended. */
  boolean isPastDescriptor(int index, Endpoints endpoints) {
    return values[index] instanceof IntNum number
        && number.inIntRange()
        && endpoints.isPast(number.intValue());
  }

  LineStream stream(int index) {
    if (values[index] instanceof LineStream stream && !stream.endpoint().isDestroyed()) {
      return stream;
    }
    throw wrong(index, "a stream of lfn-create, not destroyed");
  }

  IoxDispatcher dispatcher(int index) {
    if (values[index] instanceof IoxDispatcher dispatcher && !dispatcher.isDestroyed()) {
      return dispatcher;
    }
    throw wrong(index, "a dispatcher of iox-create, not destroyed");
  }

  IoxCallback callback(int index) {
    if (values[index] instanceof IoxCallback callback) {
      return callback;
    }
    throw wrong(index, "a callback of iox-onio, iox-after, iox-every or iox-whenidle");
  }

  /** The procedure that the dispatcher is to call. */
  Procedure callbackProcedure(int index) {
    Procedure procedure = procedure(index, "a procedure of " + IoxCallback.PARAMETERS);
    if (!Procedures.takes(procedure, IoxCallback.ARGUMENTS)) {
      throw wrong(
          index,
          "a procedure of "
              + IoxCallback.PARAMETERS
              + ": this one takes "
              + Procedures.counts(procedure));
    }
    return procedure;
  }

  Procedure procedure(int index, String expected) {
    if (values[index] instanceof Procedure procedure) {
      return procedure;
    }
    throw wrong(index, expected);
  }

  boolean isNumber(int index) {
    return values[index] instanceof Number;
  }

  int integer(int index, int least, int most) {
    if (values[index] instanceof IntNum number
        && number.inIntRange()
        && number.intValue() >= least
        && number.intValue() <= most) {
      return number.intValue();
    }
    if (values[index] instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw wrong(
        index,
        most == Integer.MAX_VALUE
            ? "an integer of " + least + " or more"
            : "an integer of " + least + " to " + most);
  }

  /** Where in a file: 0 is its beginning. */
  long position(int index) {
    if (values[index] instanceof IntNum number && number.inLongRange() && number.longValue() >= 0) {
      return number.longValue();
    }
    throw wrong(index, "an integer of 0 or more");
  }

  /** Seconds, of any sign, fractions allowed. */
  double seconds(int index) {
    if (values[index] instanceof Number number && isReal(number)) {
      double seconds = number.doubleValue();
      if (Double.isFinite(seconds)) {
        return seconds;
      }
    }
    throw wrong(index, "a number of seconds");
  }

  /** Neither complex nor a quantity of something. */
  private static boolean isReal(Number number) {
    return !(number instanceof Numeric) || number instanceof RealNum;
  }

  /** How long to wait: for ever where it is negative or not given. */
  Duration timeout(int index) {
    if (!has(index)) {
      return FOREVER;
    }
    double seconds = seconds(index);
    if (seconds < 0 || seconds > SECONDS_MAX) {
      return FOREVER;
    }
    return Duration.ofNanos((long) Math.ceil(seconds * 1e9));
  }

  /** Anything but #f; false where it is not given. */
  boolean flag(int index) {
    return has(index) && !Boolean.FALSE.equals(values[index]);
  }

  CharSequence string(int index) {
    if (values[index] instanceof CharSequence string) {
      return string;
    }
    throw wrong(index, "a string");
  }

  /** A string to be sent: every character is one byte. */
  CharSequence bytes(int index) {
    CharSequence string = string(index);
    int at = ByteStrings.indexOfNonByte(string);
    if (at >= 0) {
      throw new SchemeError(
          "%s: argument %d (%s) has the character U+%04X at index %d, which is no byte; expected characters 0 to 255"
              .formatted(
                  signature.name(),
                  index + 1,
                  signature.parameters().get(index),
                  Character.codePointAt(string, at),
                  at));
    }
    return string;
  }
}
