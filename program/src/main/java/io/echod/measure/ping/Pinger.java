package io.echod.measure.ping;

import io.echod.measure.ErrorKind;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Round trips to a server, over whatever. Belongs to the dispatcher's thread. */
public sealed interface Pinger permits Ping, UdpPing {

  /** Begins; the dispatcher has nothing left to monitor when it is over. */
  void start();

  /** Ends it; a message that is under way counts as neither lost nor sent. */
  void finish();

  /** Messages sent and settled so far. */
  int sent();

  /** Messages that came back. */
  int received();

  /** Round trips in nanoseconds. */
  Histogram roundTrips();

  /** Times of connects in nanoseconds; over UDP there are none. */
  Histogram connectTimes();

  /** Times of handshakes of TLS in nanoseconds; of other connections there are none. */
  Histogram handshakeTimes();

  /** What went wrong, by kind. */
  Map<ErrorKind, Long> errors();
}
