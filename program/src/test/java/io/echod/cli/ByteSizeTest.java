package io.echod.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "512, 512",
    "007, 7",
    "512b, 512",
    "64k, 65536",
    "64K, 65536",
    "64kb, 65536",
    "64KiB, 65536",
    "64ki, 65536",
    "1m, 1048576",
    "2g, 2147483648",
    "999999999, 999999999",
    "999999999g, 1073741822926258176"
  })
  void unitsArePowersOf1024(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "k", "-1", "+1", "1.5k", "1e3", "64 k", "1t", "1ib", "0x10", "1kk", "٣k"})
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessageStartingWith("'" + text + "' is not a size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000", "17179869184g", "99999999999999999999"})
  void moreThanFitsIsRefusedRatherThanWrapped(String text) {
    assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> ByteSize.parse(text));
  }
}
