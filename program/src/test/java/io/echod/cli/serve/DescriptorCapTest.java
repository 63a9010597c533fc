package io.echod.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorCapTest {

  private static int limit(Settings settings, OptionalLong openFiles) {
    return DescriptorCap.fit(settings, openFiles).get(ServerSettings.MAX_CONNECTIONS);
  }

  private static Settings dispatchers(int count) {
    return Settings.DEFAULT.with(ServerSettings.DISPATCHERS, count);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1024, 960",
    "1, 100, 36",
    "1, 64, 16",
    "1, 3, 1",
    "2, 1024, 955",
    "40, 1024, 765",
    "200, 1024, 256",
    "1, 1073741816, 999999999"
  })
  void withoutALimitTheDescriptorsSetOne(int dispatchers, long openFiles, int expected) {
    assertThat(limit(dispatchers(dispatchers), OptionalLong.of(openFiles))).isEqualTo(expected);
  }

  @Test
  void whatDescriptorsAllowIsTheDefault() {
    Settings fitted = DescriptorCap.fit(dispatchers(1), OptionalLong.of(1024));
    assertThat(fitted.isGiven(ServerSettings.MAX_CONNECTIONS)).isFalse();
    assertThat(fitted.source(ServerSettings.MAX_CONNECTIONS)).isEqualTo("default");
    assertThat(fitted.print(ServerSettings.MAX_CONNECTIONS)).isEqualTo("960");
    assertThat(DescriptorCap.fit(fitted, OptionalLong.of(100)))
        .as("fitted again")
        .isEqualTo(DescriptorCap.fit(dispatchers(1), OptionalLong.of(100)));
  }

  @Test
  void withoutALimitOfDescriptorsNoneIsSet() {
    assertThat(limit(dispatchers(1), OptionalLong.empty())).isZero();
  }

  @Test
  void noneStaysAsItIsGiven() {
    Settings none = dispatchers(1).with(ServerSettings.MAX_CONNECTIONS, 0);
    assertThat(limit(none, OptionalLong.of(1024))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "960, 960", "961, 960", "5000, 960"})
  void aHigherLimitIsLowered(int given, int expected) {
    Settings settings = dispatchers(1).with(ServerSettings.MAX_CONNECTIONS, given);
    assertThat(limit(settings, OptionalLong.of(1024))).isEqualTo(expected);
  }
}
