package io.echod.measure.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.echod.dispatcher.kernels.Kernels;
import io.echod.fixture.Loopback;
import io.echod.measure.load.option.LoadOptions;
import io.echod.measure.load.option.Schedule;
import io.echod.measure.load.option.Shape;
import io.echod.measure.load.option.Span;
import io.echod.net.ConnectionOptions;
import io.echod.server.EchoServer;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message of a load takes no memory: what a run takes does not depend on how many they are. */
class LoadAllocationTest {

  private static final int ATTEMPTS = 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private EchoServer server;
  private SocketAddress address;

  @BeforeEach
  void start() throws IOException {
    ServerOptions options = ServerOptions.on(Loopback.ipv4(0)).with(ServerSettings.DISPATCHERS, 1);
    server = EchoServer.start(options, Kernels.bestFactory());
    address = server.addresses().getFirst();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 40000", "10, 4, 0, 40000", "10, 1, 2000, 2000"})
  void aMessageTakesNoMemory(int connections, int pipeline, double rate, int messages)
      throws Exception {
    allocated(connections, pipeline, rate, messages);
    double perMessage = Double.MAX_VALUE;
    // A machine that stands still has messages wait, and room for them is made: not every time.
    for (int attempt = 0; attempt < ATTEMPTS && perMessage >= 1; attempt++) {
      long few = allocated(connections, pipeline, rate, 1_000);
      long many = allocated(connections, pipeline, rate, 1_000 + messages);
      perMessage = (many - few) / (double) messages;
    }
    assertThat(perMessage).isLessThan(1);
  }

  /** Bytes that the generator's thread allocates, from when it measures until it is over. */
  private long allocated(int connections, int pipeline, double rate, int messages)
      throws Exception {
    long[] start = {0};
    LoadOptions options =
        new LoadOptions(
            address,
            ConnectionOptions.DEFAULT,
            new Shape(connections, 64, 64, pipeline, false),
            new Schedule(rate, false, 0),
            new Span(
                Duration.ZERO,
                Duration.ZERO,
                messages,
                Duration.ofSeconds(60),
                Duration.ofHours(1)),
            1,
            1);
    Load.Progress progress =
        new Load.Progress() {
          @Override
          public void measuring() {
            start[0] = THREADS.getCurrentThreadAllocatedBytes();
          }
        };
    LoadResult result =
        new Load(Kernels.bestFactory(), options, Usage.ofThisProcess(), progress).run();
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - start[0];
    assertThat(result.messages()).isEqualTo(messages);
    return bytes;
  }
}
