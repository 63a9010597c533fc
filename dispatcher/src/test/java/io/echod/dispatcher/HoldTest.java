package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.EXCEPT;
import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.dispatcher.ManualKernel.ManualSource;
import io.echod.dispatcher.kernel.Ready;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held reasons are delivered in the next turn, without the kernel, by the rules of ready ones. */
final class HoldTest extends ManualFixture {

  private final ManualSource source = kernel.source();

  @Test
  void whatIsHeldIsDeliveredOnceAndWithoutAWait() {
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.hold(source, READ);
    assertThat(dispatcher.isHeld(source, READ)).isTrue();
    monitorMillis(5);
    assertThat(diary).containsExactly("reader READ");
    assertThat(dispatcher.isHeld(source, READ)).isFalse();
    assertThat(kernel.waits()).isEqualTo(2);
    assertThat(kernel.sleeps()).isEqualTo(1);
  }

  @Test
  void theWaitBeforeItOnlyLooks() {
    dispatcher.onIo(source, READ, (callback, _) -> callback.cancel());
    dispatcher.hold(source, READ);
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(kernel.lastTimeoutNanos()).isZero();
    assertThat(elapsed()).isZero();
  }

  @Test
  void whoHoldsAgainIsCalledAgainOnceATurn() {
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          diary.add("reader");
          dispatcher.hold(source, READ);
        });
    dispatcher.hold(source, READ);
    for (int turn = 1; turn <= 5; turn++) {
      turn();
      assertThat(diary).hasSize(turn);
    }
    assertThat(dispatcher.statistics().ioCalls()).isEqualTo(5);
  }

  @Test
  void whoHoldsAgainWhenCalledForTheKernelIsCalledInTheNextTurn() {
    source.ready(READ);
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          diary.add("reader");
          dispatcher.hold(source, READ);
        });
    dispatcher.hold(source, READ);
    turns(3);
    assertThat(diary).hasSize(3);
  }

  @Test
  void whatIsHeldAndWhatTheKernelReportsIsOneCall() {
    source.ready(WRITE);
    dispatcher.onIo(source, READ | WRITE, noteReason("both"));
    dispatcher.hold(source, READ);
    turn();
    assertThat(read()).containsExactly("both READ|WRITE");
    turn();
    assertThat(diary).containsExactly("both WRITE");
  }

  @Test
  void allInterestedHandlersAreCalledOldestFirst() {
    dispatcher.onIo(source, READ, noteReason("first"));
    dispatcher.onIo(source, WRITE, noteReason("never"));
    dispatcher.onIo(source, READ | WRITE, noteReason("second"));
    dispatcher.hold(source, READ);
    turn();
    assertThat(diary).containsExactly("first READ", "second READ");
  }

  @Test
  void whatTheFirstHoldsAgainIsNotTakenByTheSecond() {
    dispatcher.onIo(
        source,
        READ,
        (callback, _) -> {
          diary.add("first");
          callback.cancel();
          dispatcher.hold(source, READ);
        });
    dispatcher.onIo(source, READ, note("second"));
    dispatcher.hold(source, READ);
    turns(3);
    assertThat(diary).containsExactly("first", "second", "second");
  }

  @Test
  void aPauseKeepsItUntilItIsResumed() {
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.pause(source, READ);
    dispatcher.hold(source, READ);
    monitorMillis(5);
    assertThat(diary).isEmpty();
    assertThat(kernel.waits()).as("nothing spins for what is paused").isEqualTo(1);
    assertThat(dispatcher.isHeld(source, READ)).isTrue();
    dispatcher.resume(source, READ);
    turns(2);
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void aPauseOfWhatIsHeldAlreadyKeepsIt() {
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.hold(source, READ);
    dispatcher.mask(source, READ);
    monitorMillis(5);
    assertThat(kernel.waits()).isEqualTo(1);
    dispatcher.mask(source, 0);
    turns(2);
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void aPauseByAnEarlierCallbackKeepsItInTheSameTurn() {
    dispatcher.onIo(source, WRITE, (_, _) -> dispatcher.pause(source, READ));
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.hold(source, READ | WRITE);
    turns(2);
    assertThat(diary).isEmpty();
    dispatcher.resume(source, READ);
    turns(2);
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void aHeldReasonStaysHeldUntilACallbackWaitsForIt() {
    Callback writer = dispatcher.onIo(source, WRITE, noteReason("writer"));
    dispatcher.hold(source, READ);
    monitorMillis(5);
    assertThat(kernel.waits()).isEqualTo(1);
    writer.interest(READ);
    turns(2);
    assertThat(read()).containsExactly("writer READ");
    writer.interest(WRITE);
    dispatcher.hold(source, READ);
    turns(2);
    dispatcher.onIo(source, READ, noteReason("reader"));
    turns(2);
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void whoIsRegisteredInTheTurnIsCalledInTheNext() {
    dispatcher.onIo(
        source,
        READ,
        (callback, _) -> {
          callback.cancel();
          dispatcher.hold(source, READ);
          dispatcher.onIo(source, READ, noteReason("later"));
        });
    dispatcher.hold(source, READ);
    turn();
    assertThat(diary).isEmpty();
    turns(2);
    assertThat(diary).containsExactly("later READ");
  }

  @Test
  void whatIsHeldForAnotherSourceInATurnIsTheNextTurns() {
    ManualSource other = kernel.source();
    dispatcher.onIo(
        source.ready(READ),
        READ,
        (_, _) -> {
          source.ready(0);
          dispatcher.hold(other, READ);
        });
    dispatcher.onIo(other, READ, noteReason("other"));
    turn();
    assertThat(diary).isEmpty();
    turn();
    assertThat(diary).containsExactly("other READ");
  }

  @Test
  void aCancelledCallbackIsNotCalledForIt() {
    Callback second = dispatcher.onIo(kernel.source(), READ, note("never"));
    dispatcher.onIo(source, READ, (_, _) -> second.cancel());
    dispatcher.hold(source, READ);
    dispatcher.hold(second.endpoint(), READ);
    turns(2);
    assertThat(diary).isEmpty();
  }

  @Test
  void aReleaseTakesItBackInTheSameTurnToo() {
    ManualSource other = kernel.source();
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.release(other, READ));
    dispatcher.onIo(other, READ | WRITE, noteReason("other"));
    dispatcher.hold(source, READ);
    dispatcher.hold(other, READ | WRITE);
    turn();
    assertThat(diary).containsExactly("other WRITE");
    dispatcher.hold(other, READ);
    dispatcher.release(other, READ);
    monitorMillis(5);
    assertThat(diary).containsExactly("other WRITE");
    assertThat(dispatcher.isHeld(other, READ)).isFalse();
  }

  @Test
  void itEndsWithTheSource() {
    ManualSource other = kernel.source();
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          source.close();
          other.close();
        });
    dispatcher.onIo(other, READ, note("never"));
    dispatcher.hold(source, READ);
    dispatcher.hold(other, READ);
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dispatcher.hold(other, READ))
        .withMessageContaining("closed");
    dispatcher.release(other, READ);
    assertThat(dispatcher.isHeld(other, READ)).isFalse();
  }

  @Test
  void whatIsDeliveredOnlyWhereItIsHeldIsNotAskedOfTheKernel() {
    source.ready(READ);
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.mask(source, 0, READ);
    assertThat(source.interest()).isZero();
    monitorMillis(5);
    assertThat(diary).isEmpty();
    assertThat(dispatcher.isPaused(source, READ)).isTrue();
    dispatcher.hold(source, READ);
    turns(2);
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void aLossIsReportedBesideWhatIsHeld() {
    List<String> losses = new ArrayList<>();
    Endpoint endpoint =
        new Endpoint() {
          @Override
          public ManualSource source() {
            return source;
          }

          @Override
          public void lost() {
            losses.add("lost");
          }
        };
    dispatcher.onIo(endpoint, READ, noteReason("reader"));
    dispatcher.mask(endpoint, 0, READ);
    dispatcher.hold(endpoint, READ);
    source.isLost();
    turn();
    assertThat(diary).containsExactly("reader READ");
    assertThat(losses).containsExactly("lost");
  }

  @Test
  void itStarvesNeitherTimersNorOthers() {
    ManualSource busy = ready(READ);
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          kernel.advance(millis(1));
          dispatcher.hold(source, READ);
        });
    dispatcher.onIo(busy, READ, note("busy"));
    dispatcher.after(millis(3), note("timer"));
    dispatcher.post(() -> diary.add("task"));
    dispatcher.hold(source, READ);
    monitorMillis(5);
    // The clock is read before the calls of a turn: the fourth is the first in which it is due.
    assertThat(diary).containsExactly("busy", "task", "busy", "busy", "busy", "timer", "busy");
  }

  @Test
  void anIdleTaskRunsOnlyInTurnsThatDeliverNothing() {
    dispatcher.onIo(source, READ, note("reader"));
    dispatcher.whenIdle(note("idle"));
    dispatcher.hold(source, READ);
    turns(2);
    assertThat(diary).containsExactly("reader", "idle");
  }

  @Test
  void oneThatFailsIsCancelledAndTheOthersGoOn() {
    ManualSource other = kernel.source();
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          throw new IllegalStateException("planned");
        });
    dispatcher.onIo(other, READ, note("other"));
    dispatcher.hold(source, READ);
    dispatcher.hold(other, READ);
    turn();
    assertThat(diary).containsExactly("other");
    assertThat(source.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {Reason.CANCEL, Reason.FIRE, READ | Reason.IDLE, Ready.LOST | READ, -1})
  void whatNoInputOrOutputHasIsRefused(int reasons) {
    dispatcher.onIo(source, READ, note("never"));
    assertThatIllegalArgumentException().isThrownBy(() -> dispatcher.hold(source, reasons));
    turn();
    assertThat(diary).isEmpty();
  }

  @Test
  void manyAreCalledInTheOrderInWhichTheyWereHeld() {
    List<String> expected = new ArrayList<>();
    for (int index = 0; index < 500; index++) {
      ManualSource one = kernel.source();
      dispatcher.onIo(one, EXCEPT, note("callback " + index));
      if (index % 3 != 0) {
        dispatcher.hold(one, EXCEPT);
        if (index % 5 == 0) {
          dispatcher.release(one, EXCEPT);
        } else {
          expected.add("callback " + index);
        }
      }
    }
    turns(2);
    assertThat(diary).isEqualTo(expected);
  }

  @Test
  void whatIsShownIsDeliveredTurnAfterTurn() {
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.show(source, READ);
    turns(3);
    assertThat(read()).containsExactly("reader READ", "reader READ", "reader READ");
    dispatcher.pause(source, READ);
    monitorMillis(5);
    assertThat(kernel.sleeps()).isEqualTo(1);
    dispatcher.resume(source, READ);
    turn();
    dispatcher.show(source, 0);
    turns(2);
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void aReleaseLeavesWhatIsShown() {
    dispatcher.onIo(source, READ, noteReason("reader"));
    dispatcher.show(source, READ);
    dispatcher.hold(source, READ);
    dispatcher.release(source, READ);
    turn();
    assertThat(diary).containsExactly("reader READ");
  }

  @Test
  void theDriverIsCalledFirstEvenWhenPaused() {
    source.ready(READ);
    dispatcher.onIo(source, READ, noteReason("reader"));
    Callback driver = dispatcher.drive(source, READ, noteReason("driver"));
    turn();
    assertThat(read()).containsExactly("driver READ", "reader READ");
    dispatcher.pause(source, READ);
    assertThat(source.interest()).isEqualTo(READ);
    turn();
    assertThat(read()).containsExactly("driver READ");
    driver.interest(WRITE);
    assertThat(source.interest()).isEqualTo(WRITE);
    assertThatIllegalStateOf(() -> dispatcher.drive(source, READ, note("another")))
        .hasMessageContaining("driven already");
    driver.cancel();
    assertThat(source.interest()).isZero();
    turn();
    assertThat(diary).isEmpty();
  }

  @Test
  void theDriverEndsWithTheSource() {
    Callback driver = dispatcher.drive(source, READ, note("never"));
    source.close();
    assertThat(driver.isRegistered()).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
  }

  @Test
  void whatTheFirstReleasesIsNotDeliveredToTheSecondInThisTurnEither() {
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          diary.add("first");
          dispatcher.release(source, READ);
        });
    dispatcher.onIo(source, READ, note("second"));
    dispatcher.hold(source, READ);
    turns(2);
    assertThat(diary).containsExactly("first");
    assertThat(dispatcher.isHeld(source, Reason.IO)).isFalse();
  }

  @Test
  void aReasonReleasedInACallIsNotHeldOnWithoutAWaitForIt() {
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.release(source, WRITE));
    dispatcher.hold(source, READ | WRITE);
    turn();
    assertThat(dispatcher.isHeld(source, WRITE)).isFalse();
    dispatcher.onIo(source, WRITE, note("never"));
    turns(2);
    assertThat(diary).isEmpty();
  }

  @Test
  void whatIsShownNoLongerIsNotDeliveredToTheSecondInThisTurnEither() {
    dispatcher.onIo(
        source,
        READ,
        (_, _) -> {
          diary.add("first");
          dispatcher.show(source, 0);
        });
    dispatcher.onIo(source, READ, note("second"));
    dispatcher.show(source, READ);
    turns(2);
    assertThat(diary).containsExactly("first");
  }

  @Test
  void whatIsHeldAndShownIsDeliveredForTheHoldThoughItIsShownNoLonger() {
    dispatcher.onIo(source, READ, (_, _) -> dispatcher.show(source, 0));
    dispatcher.onIo(source, READ, noteReason("second"));
    dispatcher.show(source, READ);
    dispatcher.hold(source, READ);
    turns(2);
    assertThat(diary).containsExactly("second READ");
  }

  @Test
  void aReasonThatWasShownToNoCallbackIsNotHeld() {
    Callback reader = dispatcher.onIo(source, READ, note("never"));
    ManualSource before = kernel.source().ready(READ);
    dispatcher.onIo(before, READ, (_, _) -> reader.interest(0));
    dispatcher.show(source, READ);
    turn();
    dispatcher.show(source, 0);
    assertThat(dispatcher.isHeld(source, READ)).isFalse();
    reader.interest(READ);
    turns(2);
    assertThat(diary).isEmpty();
  }
}
