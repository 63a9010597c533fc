package io.echod.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchodProcess;
import io.echod.fixture.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A script that makes much garbage of long strings, and keeps little. */
@Timeout(300)
final class ScriptHeapTest {

  private static final long MIB = 1 << 20;

  @TempDir private Path directory;

  /** Without a look at it, the heap grows to all that it may have, here 1 GiB. */
  @Test
  void theHeapStaysNearWhatIsInUse() throws Exception {
    Path file = directory.resolve("garbage.scm");
    Files.writeString(
        file,
        """
        (define piece (make-string 65536 #\\x))
        (define runtime (java.lang.Runtime:getRuntime))
        (define most 0)
        (define (message left text)
          (set! most (max most (runtime:totalMemory)))
          (if (> left 0) (message (- left 1) (string-append text piece))))
        (define (messages left)
          (message 64 "")
          (if (> left 1) (messages (- left 1))))
        (messages 6)
        (display most)
        """);
    Launch launch = Launch.DEFAULT.withJvmFlags("-XX:+UseSerialGC", "-Xmn8m", "-Xms16m", "-Xmx1g");
    try (EchodProcess script = EchodProcess.run(launch, "run", file.toString())) {
      assertThat(script.exitCode()).isZero();
      assertThat(Long.parseLong(script.output())).isLessThan(512 * MIB);
    }
  }
}
