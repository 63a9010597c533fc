package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The account of what is registered, fired and cancelled. */
final class TraceTest extends ManualFixture {

  @Test
  void itIsOffAtFirst() {
    assertThat(dispatcher.trace().isOn()).isFalse();
    assertThat(dispatcher.endpointTrace().isOn()).isFalse();
    dispatcher.trace().line("not read");
  }

  @Test
  void itReportsRegistrationsCallsAndCancels() {
    dispatcher.trace().to(diary::add);
    ManualSource source = ready(READ);
    Callback input = dispatcher.onIo(source, READ, (_, _) -> {}).name("input");
    dispatcher.after(Duration.ZERO, (_, _) -> {});
    turn();
    input.notifyCancel().cancel();
    input.cancel();
    turn();
    assertThat(diary)
        .containsExactly(
            "registered I/O callback for READ on source 0",
            "registered timer",
            "fired READ to input (I/O callback for READ on source 0)",
            "fired FIRE to timer",
            "cancelled input (I/O callback for READ on source 0)",
            "fired CANCEL to input (I/O callback for READ on source 0)");
  }

  @Test
  void itCanBeSwitchedOff() {
    dispatcher.trace().to(diary::add);
    assertThat(dispatcher.trace().isOn()).isTrue();
    dispatcher.trace().off();
    assertThat(dispatcher.trace().isOn()).isFalse();
    dispatcher.after(Duration.ZERO, (_, _) -> {}).cancel();
    assertThat(diary).isEmpty();
  }

  @Test
  void theEndpointsHaveOneOfTheirOwn() {
    dispatcher.endpointTrace().to(diary::add);
    dispatcher.after(Duration.ZERO, (_, _) -> {});
    dispatcher.endpointTrace().line("read 3 bytes");
    assertThat(diary).containsExactly("read 3 bytes");
  }

  @Test
  void aReaderThatThrowsIsSwitchedOffAndChangesNothing() {
    dispatcher
        .trace()
        .to(_ -> {
          throw new IllegalStateException("disk full");
        });
    ManualSource source = ready(READ);
    Callback input = dispatcher.onIo(source, READ, (_, _) -> diary.add("called"));
    assertThat(dispatcher.trace().isOn()).isFalse();
    turn();
    input.cancel();
    assertThat(diary).containsExactly("called");
    assertThat(dispatcher.endpoints()).isEmpty();
  }
}
