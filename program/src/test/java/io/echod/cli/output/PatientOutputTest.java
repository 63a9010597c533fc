package io.echod.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatientOutputTest {

  private static final int PIPE_BYTES = 65_536;

  private final Pipe pipe = new Pipe();
  private final PatientOutput output = new PatientOutput(pipe);

  @Test
  void aFullPipeIsWaitedForAndLosesNothing() throws IOException {
    byte[] bytes = new byte[10 * PIPE_BYTES + 7];
    new SplittableRandom(1).nextBytes(bytes);
    output.write(bytes, 0, bytes.length);
    output.write(9);
    assertThat(pipe.refusals).isPositive();
    assertThat(pipe.taken.size()).isEqualTo(bytes.length + 1);
    assertThat(pipe.taken.toByteArray()).startsWith(bytes).endsWith(9);
  }

  @Test
  void anyOtherFailureIsOne() {
    pipe.failure = "No space left on device";
    assertThatThrownBy(() -> output.write(new byte[10])).hasMessage("No space left on device");
  }

  /** A non-blocking pipe, which is read whenever it has refused. */
  private static final class Pipe extends OutputStream {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int room = PIPE_BYTES;
    private int refusals;
    private String failure = "";

    @Override
    public void write(int each) throws IOException {
      write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!failure.isEmpty()) {
        throw new IOException(failure);
      }
      // More than 4,096 bytes may be taken in part, and the refusal does not say how many.
      int fitting = length <= 4096 && length > room ? 0 : Math.min(length, room);
      taken.write(bytes, offset, fitting);
      room -= fitting;
      if (fitting < length) {
        refusals++;
        room = PIPE_BYTES / 2;
        throw new IOException("Resource temporarily unavailable");
      }
    }
  }
}
