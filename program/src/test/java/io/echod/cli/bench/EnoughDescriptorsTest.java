package io.echod.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.cli.command.OpenFiles;
import io.echod.settings.BadValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnoughDescriptorsTest {

  @TempDir private Path directory;

  @Test
  void theLimitIsTheOneThatHoldsNow() throws IOException {
    Path limits = directory.resolve("limits");
    Files.writeString(
        limits,
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             63000                63000                processes
        Max open files            1024                 524288               files
        """);
    assertThat(OpenFiles.limit(limits)).hasValue(1024);
    Files.writeString(limits, "Max open files            unlimited            unlimited  files\n");
    assertThat(OpenFiles.limit(limits)).isEmpty();
    assertThat(OpenFiles.limit(directory.resolve("none"))).isEmpty();
  }

  @Test
  void moreConnectionsThanDescriptorsAreRefusedBeforeTheLoad() {
    assertThatThrownBy(() -> DescriptorLimit.check(1000, OptionalLong.of(1024)))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "--connections: 1000 connections need 1064 file descriptors, and this process may have"
                + " 1024; raise its limit (ulimit -n)");
    DescriptorLimit.check(960, OptionalLong.of(1024));
    DescriptorLimit.check(Integer.MAX_VALUE, OptionalLong.empty());
  }
}
