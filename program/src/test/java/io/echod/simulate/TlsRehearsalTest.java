package io.echod.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Both ends shake hands, and bytes get through: so the code of all that has run. */
class TlsRehearsalTest {

  @Test
  void oneEndReadsWhatTheOtherWrites() {
    assertThat(TlsRehearsal.hold()).isTrue();
  }

  @Test
  void aCertificateThatIsRefusedIsNoFailureOfTheCommand() {
    assertThat(TlsRehearsal.hold("another.example")).isFalse();
  }
}
