package io.echod.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeKindTest {

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
    assertThat(SizeKind.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "k", "-1", "+1", "1.5k", "1e3", "64 k", "1t", "1ib", "0x10", "1kk", "٣k"})
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> SizeKind.bytes(text))
        .withMessageStartingWith("'" + text + "' is not a size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000", "17179869184g", "99999999999999999999"})
  void moreThanFitsIsRefusedRatherThanWrapped(String text) {
    assertThatExceptionOfType(BadValue.class).isThrownBy(() -> SizeKind.bytes(text));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "512, 512", "1024, 1k", "1025, 1025", "262144, 256k", "16777216, 16m"})
  void isPrintedAsItIsRead(int bytes, String text) {
    SizeKind kind = new SizeKind(1, 16 << 20);
    assertThat(kind.print(bytes)).isEqualTo(text);
    assertThat(kind.parse(text)).isEqualTo(bytes);
  }

  @Test
  void theRangeIsReportedAsItIsWritten() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> new SizeKind(512, 1 << 20).parse("2m"))
        .withMessage("'2m' is not a size from 512 to 1m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999999", "99999999999G", "17179869184kib"})
  void aSizeThatIsTooLargeIsASize(String text) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> new SizeKind(512, 1 << 20).parse(text))
        .withMessage("'" + text + "' is not a size from 512 to 1m");
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> new LongSizeKind(512, 1L << 40).parse(text))
        .withMessage("'" + text + "' is not a size from 512 to 1024g");
  }
}
