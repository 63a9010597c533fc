package io.echod.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.settings.Settings.Origin;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static final Setting<Integer> COUNT =
      Setting.of("count-max", new NumberKind("N", 1, 9), 5, "How many.").letter('c');

  private static final Setting<Integer> LEVEL =
      Setting.of("level", new LevelKind(2), 0, "How much.");

  @Test
  void aSettingThatWasNotGivenHasItsDefault() {
    assertThat(Settings.DEFAULT.get(COUNT)).isEqualTo(5);
    assertThat(Settings.DEFAULT.origin(COUNT)).isEqualTo(Origin.DEFAULT);
    assertThat(Settings.DEFAULT.isGiven(COUNT)).isFalse();
  }

  @Test
  void oneThatWasGivenHasItsValueAndOrigin() {
    Settings settings = Settings.DEFAULT.add(Given.parse(COUNT, "7"), Origin.VARIABLE);
    assertThat(settings.get(COUNT)).isEqualTo(7);
    assertThat(settings.origin(COUNT)).isEqualTo(Origin.VARIABLE);
    assertThat(settings.print(COUNT)).isEqualTo("7");
    assertThat(Settings.DEFAULT.isGiven(COUNT)).isFalse();
  }

  @Test
  void valuesOfOneOriginAreJoinedAndThoseOfAnotherReplaced() {
    Settings twice =
        Settings.DEFAULT
            .add(Given.parse(LEVEL, "true"), Origin.FLAG)
            .add(Given.parse(LEVEL, "true"), Origin.FLAG);
    assertThat(twice.get(LEVEL)).isEqualTo(2);
    assertThat(twice.add(Given.parse(LEVEL, "2"), Origin.FLAG).get(LEVEL)).isEqualTo(2);
    assertThat(twice.add(Given.parse(LEVEL, "1"), Origin.VARIABLE).get(LEVEL)).isEqualTo(1);
  }

  @Test
  void aValueOutOfRangeIsRefusedWithTheSettingsName() {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> Settings.DEFAULT.with(COUNT, 10))
        .withMessage("count-max: '10' is not a whole number from 1 to 9");
  }

  @Test
  void theNamesOfFlagsAndVariableAreMadeOfTheName() {
    assertThat(COUNT.flags()).containsExactly("-c", "--count-max");
    assertThat(LEVEL.flags()).containsExactly("--level");
    assertThat(COUNT.variable()).isEqualTo("ECHOD_COUNT_MAX");
  }

  @Test
  void aDefaultThatIsFoundOutIsFoundOutWhenItIsAskedFor() {
    AtomicInteger asked = new AtomicInteger();
    Setting<Integer> found =
        Setting.of(
            "found", new NumberKind("N", 1, 9), asked::incrementAndGet, "what is there", "It.");
    assertThat(found.defaultWords()).isEqualTo("what is there");
    assertThat(asked).hasValue(0);
    assertThat(Settings.DEFAULT.get(found)).isEqualTo(1);
  }

  @Test
  void settingsAreEqualWhereTheirValuesAreWhereverTheyComeFrom() {
    Settings program = Settings.DEFAULT.with(COUNT, 7);
    Settings flag = Settings.DEFAULT.add(Given.parse(COUNT, "7"), Origin.FLAG);
    assertThat(program).isEqualTo(flag).hasSameHashCodeAs(flag).isNotEqualTo(Settings.DEFAULT);
  }
}
