package io.echod.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class OutletTest {

  private static final int BYTES_MAX = 4096;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Gate gate = new Gate();
  private final Outlet outlet = new Outlet("the target", gate, BYTES_MAX);

  @Test
  void everythingArrivesInOrder() {
    gate.open();
    StringBuilder expected = new StringBuilder();
    for (int number = 0; number < 10_000; number++) {
      write(number + "\n");
      expected.append(number).append('\n');
      if (number % 100 == 0) {
        assertThat(outlet.await(LONG)).isTrue();
      }
    }
    assertThat(outlet.await(LONG)).isTrue();
    assertThat(gate.text()).isEqualTo(expected.toString());
  }

  @Test
  void noWriterWaitsForATargetThatTakesNothing() {
    for (int number = 0; number < 10_000; number++) {
      write("line " + number + "\n");
    }
    assertThat(outlet.await(Duration.ZERO)).isFalse();
  }

  @Test
  void wholeLinesAreDroppedAndCounted() {
    for (int number = 0; number < 1000; number++) {
      write("line " + number + "\n");
    }
    gate.open();
    awaitNotice();
    String[] lines = gate.text().split("\n", -1);
    int kept = lines.length - 2;
    for (int number = 0; number < kept; number++) {
      assertThat(lines[number]).isEqualTo("line " + number);
    }
    assertThat(lines[kept])
        .isEqualTo("echod: " + (1000 - kept) + " lines dropped here: the target did not take them");
    write("further\n");
    assertThat(outlet.await(LONG)).isTrue();
    assertThat(gate.text()).endsWith("them\nfurther\n");
  }

  @Test
  void aLineThatIsDroppedInPartIsDroppedToItsEnd() {
    write("x".repeat(BYTES_MAX));
    write(" and its end\n");
    write("another\n");
    gate.open();
    assertThat(outlet.await(LONG)).isTrue();
    assertThat(gate.text())
        .isEqualTo("echod: 1 line dropped here: the target did not take them\nanother\n");
  }

  @Test
  void aLineThatWasBegunIsEndedBeforeTheNotice() {
    write("begun");
    write("x".repeat(BYTES_MAX) + "\n");
    gate.open();
    awaitNotice();
    assertThat(gate.text()).startsWith("begun\nechod: 1 line dropped here");
  }

  @Test
  void whatIsRefusedIsCountedAndLaterLinesAreTried() {
    gate.open();
    gate.refuse(true);
    write("one\ntwo\n");
    assertThat(outlet.await(LONG)).isTrue();
    assertThat(outlet.failure()).get().extracting(Throwable::getMessage).isEqualTo("full");
    gate.refuse(false);
    write("three\n");
    assertThat(outlet.await(LONG)).isTrue();
    assertThat(gate.text())
        .isEqualTo("echod: 2 lines dropped here: the target did not take them\nthree\n");
  }

  private void awaitNotice() {
    Await.until("a notice", () -> gate.text().contains(" dropped here: "));
    assertThat(outlet.await(LONG)).isTrue();
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    outlet.write(bytes, 0, bytes.length);
  }

  /** A target that takes nothing until it is opened. */
  private static final class Gate extends OutputStream {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean refusing;

    void open() {
      gate.release();
    }

    void refuse(boolean now) {
      refusing = now;
    }

    String text() {
      synchronized (taken) {
        return taken.toString(StandardCharsets.US_ASCII);
      }
    }

    @Override
    public void write(int each) {
      throw new AssertionError("bytes come in chunks");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      gate.acquireUninterruptibly();
      gate.release();
      if (refusing) {
        throw new IOException("full");
      }
      synchronized (taken) {
        taken.write(bytes, offset, length);
      }
    }
  }
}
