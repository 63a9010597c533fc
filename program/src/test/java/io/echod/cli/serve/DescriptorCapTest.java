package io.echod.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.net.address.Address;
import io.echod.server.ServerOptions;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Settings;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorCapTest {

  private static int limit(Settings settings, OptionalLong openFiles) {
    return fit(settings, openFiles).get(ServerSettings.MAX_CONNECTIONS);
  }

  private static Settings fit(Settings settings, OptionalLong openFiles) {
    return new DescriptorCap(ServerOptions.of(settings), openFiles).fit(settings);
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
    Settings fitted = fit(dispatchers(1), OptionalLong.of(1024));
    assertThat(fitted.isGiven(ServerSettings.MAX_CONNECTIONS)).isFalse();
    assertThat(fitted.source(ServerSettings.MAX_CONNECTIONS)).isEqualTo("default");
    assertThat(fitted.print(ServerSettings.MAX_CONNECTIONS)).isEqualTo("960");
    assertThat(fit(fitted, OptionalLong.of(100)))
        .as("fitted again")
        .isEqualTo(fit(dispatchers(1), OptionalLong.of(100)));
  }

  @ParameterizedTest
  @CsvSource({"1, 951", "3, 923"})
  void everyListenerNeedsADescriptorForEachDispatcher(int dispatchers, int expected) {
    List<Address> ten =
        IntStream.range(0, 10)
            .mapToObj(port -> Address.parse("tcp://127.0.0.1:" + (7000 + port)))
            .toList();
    Settings bound = dispatchers(dispatchers).with(ServerSettings.BIND, ten);
    assertThat(limit(bound, OptionalLong.of(1024))).isEqualTo(expected);
    Settings listening = dispatchers(dispatchers).with(ServerSettings.LISTEN, ten);
    assertThat(limit(listening, OptionalLong.of(1024))).isEqualTo(expected);
  }

  @Test
  void itGoesByTheDispatchersOfTheStart() {
    DescriptorCap cap = new DescriptorCap(ServerOptions.of(dispatchers(1)), OptionalLong.of(1024));
    assertThat(cap.fit(dispatchers(40)).get(ServerSettings.MAX_CONNECTIONS)).isEqualTo(960);
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
