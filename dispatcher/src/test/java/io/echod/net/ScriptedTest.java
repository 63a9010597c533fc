package io.echod.net;

import io.echod.dispatcher.Dispatcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Common parts of tests in virtual time: a scripted kernel, and endpoints on its sources. */
@Timeout(60)
abstract class ScriptedTest {

  final ScriptedKernel kernel = new ScriptedKernel();
  final Dispatcher dispatcher = new Dispatcher(kernel);
  LogCapture log;

  @BeforeEach
  void capture() {
    log = new LogCapture();
  }

  @AfterEach
  void close() {
    dispatcher.close();
    log.close();
  }

  static SocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7);
  }

  /** An open connection on a stream. */
  Connection connection() throws IOException {
    return connection(ConnectionOptions.DEFAULT);
  }

  Connection connection(ConnectionOptions options) throws IOException {
    Connection connection = Connection.connect(dispatcher, address(), options);
    connection.complete();
    return connection;
  }

  Listener listener(ListenerOptions options) throws IOException {
    return Listener.listen(dispatcher, address(), options);
  }

  /** Dispatches for so much virtual time. */
  void pass(Duration time) {
    dispatcher.monitor(time);
  }

  /** One turn that does not wait, whether or not anything is registered. */
  void turn() {
    dispatcher.defer(() -> {});
    dispatcher.monitor(Duration.ZERO);
  }
}
