package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.EXCEPT;
import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.ManualKernel.ManualSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing what a callback waits for, and pausing a whole endpoint. */
final class InterestTest extends ManualFixture {

  private final ManualSource source = ready(READ | WRITE);

  @Test
  void aChangedInterestReplacesTheFormerOne() {
    Callback callback = dispatcher.onIo(source, READ, noteReason("callback"));
    callback.interest(WRITE);
    assertThat(source.interest()).isEqualTo(WRITE);
    turn();
    assertThat(diary).containsExactly("callback WRITE");
  }

  @Test
  void noInterestIsRegisteredAndQuiet() {
    Callback callback = dispatcher.onIo(source, READ, noteReason("callback"));
    callback.interest(0);
    assertThat(dispatcher.monitor(millis(5))).isTrue();
    assertThat(kernel.waits()).isEqualTo(1);
    assertThat(diary).isEmpty();
    assertThat(callback.isRegistered()).isTrue();
    callback.interest(READ);
    turn();
    assertThat(diary).containsExactly("callback READ");
  }

  @Test
  void anInterestDroppedByAnEarlierCallbackIsNotDelivered() {
    Callback[] second = new Callback[1];
    dispatcher.onIo(source, READ, (_, _) -> second[0].interest(WRITE));
    second[0] = dispatcher.onIo(source, READ | WRITE, noteReason("second"));
    turn();
    assertThat(diary).containsExactly("second WRITE");
  }

  @Test
  void anInterestDroppedOnALaterSourceIsNotDelivered() {
    Callback[] second = new Callback[1];
    dispatcher.onIo(source, READ, (_, _) -> second[0].interest(0));
    second[0] = dispatcher.onIo(ready(READ), READ, note("second"));
    turn();
    assertThat(diary).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {Reason.CANCEL, Reason.FIRE, READ | Reason.IDLE, 64, -1})
  void anInterestThatNoInputOrOutputHasIsRefused(int reasons) {
    Callback callback = dispatcher.onIo(source, READ, noteReason("callback"));
    assertThatIllegalArgumentException().isThrownBy(() -> callback.interest(reasons));
    assertThat(source.interest()).isEqualTo(READ);
    turn();
    assertThat(diary).containsExactly("callback READ");
  }

  @Test
  void anInterestThatTheKernelCannotSeeIsRefused() {
    kernel.seesOnly(READ | WRITE);
    Callback callback = dispatcher.onIo(source, READ, note("callback"));
    assertThatThrownBy(() -> callback.interest(EXCEPT))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(source.interest()).isEqualTo(READ);
  }

  @Test
  void aCancelledCallbackHasNoInterestToChange() {
    Callback callback = dispatcher.onIo(source, READ, note("callback"));
    callback.cancel();
    assertThatIllegalStateOf(() -> callback.interest(READ)).hasMessageContaining("source 0");
    assertThat(source.interest()).isZero();
  }

  @Test
  void aPausedReasonIsNotDelivered() {
    dispatcher.onIo(source, READ | WRITE, noteReason("both"));
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.pause(source, READ);
    assertThat(source.interest()).isEqualTo(WRITE);
    turn();
    assertThat(read()).containsExactly("both WRITE");
    dispatcher.resume(source, READ);
    turn();
    assertThat(diary).containsExactly("both READ|WRITE", "reader READ");
  }

  @Test
  void aPauseHoldsForLaterCallbacks() {
    dispatcher.pause(source, READ);
    dispatcher.onIo(source, READ, noteReason("reader")).interest(READ | WRITE);
    assertThat(source.interest()).isEqualTo(WRITE);
    turn();
    assertThat(diary).containsExactly("reader WRITE");
  }

  @Test
  void aPauseByAnEarlierCallbackHoldsInTheSameTurn() {
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.pause(source, READ));
    dispatcher.onIo(source, READ, note("later"));
    turn();
    assertThat(diary).isEmpty();
  }

  @Test
  void aPauseOfALaterSourceHoldsInTheSameTurn() {
    ManualSource later = ready(READ);
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.pause(later, READ));
    dispatcher.onIo(later, READ, note("later"));
    turns(2);
    assertThat(diary).isEmpty();
  }

  @Test
  void pausedTwiceIsPausedOnce() {
    dispatcher.onIo(source, READ, note("reader"));
    dispatcher.pause(source, READ);
    dispatcher.pause(source, READ);
    dispatcher.resume(source, READ);
    turn();
    assertThat(diary).containsExactly("reader");
  }

  @Test
  void pausedReasonsAreResumedOneByOne() {
    dispatcher.onIo(source, READ | WRITE, noteReason("both"));
    dispatcher.pause(source, READ | WRITE);
    assertThat(source.interest()).isZero();
    dispatcher.resume(source, WRITE);
    turn();
    assertThat(diary).containsExactly("both WRITE");
  }

  @Test
  void aPausedEndpointIsStillMonitored() {
    dispatcher.onIo(
        source,
        READ,
        (callback, _) -> {
          diary.add("reader at " + elapsed().toMillis());
          callback.cancel();
        });
    dispatcher.pause(source, READ);
    kernel.in(millis(5), () -> dispatcher.post(() -> dispatcher.resume(source, READ)));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("reader at 5");
  }
}
