package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.EXCEPT;
import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registering I/O callbacks, and who is called for what. */
final class RegistrationTest extends ManualFixture {

  private final ManualSource source = kernel.source();

  @Test
  void onlyTheReasonsAskedForAreDelivered() {
    source.ready(READ | WRITE | EXCEPT);
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.onIo(source, WRITE, noteReason("writer"));
    dispatcher.onIo(source, EXCEPT, noteReason("urgent"));
    turn();
    assertThat(diary).containsExactly("reader READ", "writer WRITE", "urgent EXCEPT");
  }

  @Test
  void reasonsThatHoldTogetherComeInOneCall() {
    dispatcher.onIo(source.ready(READ | WRITE), Reason.IO, noteReason("both"));
    turn();
    assertThat(diary).containsExactly("both READ|WRITE");
  }

  @Test
  void whoIsNotReadyIsNotCalled() {
    dispatcher.onIo(source.ready(WRITE), READ, noteReason("reader"));
    turns(3);
    assertThat(diary).isEmpty();
  }

  @Test
  void whatStaysReadyIsDeliveredInEveryTurn() {
    dispatcher.onIo(source.ready(READ), READ, note("input"));
    turns(3);
    assertThat(diary).containsExactly("input", "input", "input");
  }

  @Test
  void callbacksOfOneSourceAreCalledOldestFirst() {
    source.ready(READ);
    dispatcher.onIo(source, READ, note("oldest"));
    dispatcher.onIo(source, READ, note("middle"));
    dispatcher.onIo(source, READ, note("youngest"));
    turn();
    assertThat(diary).containsExactly("oldest", "middle", "youngest");
  }

  @Test
  void theHandlerIsGivenItsCallback() {
    Callback[] given = new Callback[1];
    Callback registered =
        dispatcher.onIo(source.ready(READ), READ, (callback, _) -> given[0] = callback);
    turn();
    assertThat(given[0]).isSameAs(registered);
    assertThat(registered.endpoint()).isSameAs(source);
    assertThat(registered.dispatcher()).isSameAs(dispatcher);
    assertThat(registered.missed()).isZero();
  }

  @Test
  void whatIsRegisteredInACallbackIsCalledFromTheNextTurnOn() {
    source.ready(READ);
    ManualSource later = ready(READ);
    boolean[] done = {false};
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          diary.add("first");
          if (!done[0]) {
            done[0] = true;
            dispatcher.onIo(source, READ, note("on the same source"));
            dispatcher.onIo(later, READ, note("on a later source"));
          }
        });
    dispatcher.onIo(later, READ, note("second"));
    turn();
    assertThat(read()).containsExactly("first", "second");
    turn();
    assertThat(diary).containsExactly("first", "on the same source", "second", "on a later source");
  }

  @Test
  void theKernelIsAskedForTheReasonsOfCallbacks() {
    assertThat(source.interest()).isZero();
    Callback reader = dispatcher.onIo(source, READ, note("reader"));
    assertThat(source.interest()).isEqualTo(READ);
    Callback writer = dispatcher.onIo(source, WRITE | Reason.CANCEL, note("writer"));
    assertThat(source.interest()).isEqualTo(READ | WRITE);
    Callback another = dispatcher.onIo(source, READ, note("another"));
    reader.cancel();
    assertThat(source.interest()).isEqualTo(READ | WRITE);
    writer.cancel();
    assertThat(source.interest()).isEqualTo(READ);
    another.cancel();
    assertThat(source.interest()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        Reason.CANCEL,
        Reason.FIRE,
        Reason.IDLE,
        Reason.READ | Reason.FIRE,
        64,
        -1,
        Integer.MIN_VALUE
      })
  void reasonsThatNoInputOrOutputHasAreRefused(int reasons) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.onIo(source, reasons, note("never")));
    assertNothingIsRegistered();
  }

  @Test
  void aReasonThatTheKernelCannotSeeIsRefused() {
    kernel.seesOnly(READ | WRITE);
    assertThatThrownBy(() -> dispatcher.onIo(source, READ | EXCEPT, note("never")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("manual")
        .hasMessageContaining("EXCEPT");
    assertNothingIsRegistered();
  }

  @Test
  void aClosedSourceIsRefusedByName() {
    source.close();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.onIo(source, READ, note("never")))
        .withMessageContaining("source 0")
        .withMessageContaining("closed");
    assertNothingIsRegistered();
  }

  @Test
  void aSourceOfAnotherKernelIsRefused() {
    ManualSource foreign = new ManualKernel().source();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.onIo(foreign, READ, note("never")))
        .withMessageContaining("another dispatcher");
    assertNothingIsRegistered();
  }

  @Test
  void aSourceWatchedForAnotherEndpointIsRefused() {
    Endpoint other = () -> source;
    dispatcher.onIo(source, READ, note("reader"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.onIo(other, READ, note("never")))
        .withMessageContaining("source 0");
    assertThat(dispatcher.statistics().registered()).isEqualTo(1);
  }

  private void assertNothingIsRegistered() {
    assertThat(dispatcher.statistics().registered()).isZero();
    assertThat(dispatcher.endpoints()).isEmpty();
    assertThat(source.interest()).isZero();
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void theEndpointsWithCallbacksAreListed() {
    ManualSource second = kernel.source();
    ManualSource third = kernel.source();
    dispatcher.onIo(source, READ, note("reader"));
    dispatcher.onIo(source, WRITE, note("writer"));
    Callback middle = dispatcher.onIo(second, READ, note("second"));
    dispatcher.onIo(third, READ, note("third"));
    assertThat(dispatcher.endpoints()).containsExactlyInAnyOrder(source, second, third);
    middle.cancel();
    assertThat(dispatcher.endpoints()).containsExactlyInAnyOrder(source, third);
    dispatcher.cancelAll(source);
    dispatcher.cancelAll(third);
    assertThat(dispatcher.endpoints()).isEmpty();
  }

  @Test
  void callbacksAreDescribedForPeople() {
    assertThat(dispatcher.onIo(source, READ | WRITE, note("")))
        .hasToString("I/O callback for READ|WRITE on source 0");
    assertThat(dispatcher.onIo(source, READ, note("")).name("echo"))
        .hasToString("echo (I/O callback for READ on source 0)");
    assertThat(dispatcher.after(1, note(""))).hasToString("timer");
    assertThat(dispatcher.every(1, 0.5, note(""))).hasToString("timer every 0.5 s");
    assertThat(dispatcher.whenIdle(note(""))).hasToString("idle task");
  }

  @Test
  @SuppressWarnings("NullAway") // what the compiler of a caller may not refuse
  void noHandlerIsRefusedAtOnce() {
    Handler none = null;
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> dispatcher.onIo(source, READ, none),
            () -> dispatcher.after(1, none),
            () -> dispatcher.every(1, 1, none),
            () -> dispatcher.whenIdle(none),
            () -> dispatcher.idleAfter(Duration.ofSeconds(1), none),
            () -> dispatcher.drive(source, READ, none),
            () -> dispatcher.defer((Runnable) null),
            () -> dispatcher.post(null))) {
      assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
    }
    assertNothingIsRegistered();
    assertThat(dispatcher.statistics().failures()).isZero();
  }
}
