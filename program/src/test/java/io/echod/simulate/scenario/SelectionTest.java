package io.echod.simulate.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

  @ParameterizedTest
  @ValueSource(strings = {"all", "none", "0", "0,3,17"})
  void numbersAreWrittenAsTheyAreRead(String text) {
    assertThat(Selection.parse(text)).hasToString(text);
  }

  @Test
  void aSelectionHasItsNumbersAndNoOthers() {
    Selection some = Selection.parse("3,0");
    assertThat(some).isEqualTo(Selection.of(List.of(0, 3)));
    assertThat(some.has(3)).isTrue();
    assertThat(some.has(1)).isFalse();
    assertThat(Selection.ALL.has(1_000_000)).isTrue();
    assertThat(Selection.parse("none").has(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "1,", "-1", "+1", "1.5", "ALL", "1 2", "9999999999", "٣"})
  void whatIsNoNumberIsNamed(String text) {
    assertThatThrownBy(() -> Selection.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("'.*' is not a number from 0; wanted are all, none, or .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "none", "short-read", "short-read,connect-hangs,clog"})
  void faultsAreWrittenAsTheyAreRead(String text) {
    assertThat(FaultSelection.parse(text)).hasToString(text);
  }

  @Test
  void everyFaultHasAName() {
    assertThat(FaultSelection.parse(FaultSelection.names())).isEqualTo(FaultSelection.ALL);
    assertThat(FaultSelection.parse("reset,reset").faults()).isEqualTo(Set.of(Fault.RESET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short_read", "SHORT_READ", "reset,", "resets"})
  void whatIsNoFaultIsNamed(String text) {
    assertThatThrownBy(() -> FaultSelection.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("'.*' is no fault; wanted are all, none, or some of short-read,.*");
  }

  @Test
  void theFaultsOfAScenarioHaveOneOrder() {
    assertThat(Scenario.of(1).faults()).containsExactly(Fault.values());
  }
}
