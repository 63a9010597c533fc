package io.echod.dispatcher;

import static io.echod.dispatcher.Reason.READ;
import static io.echod.dispatcher.Reason.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.ManualKernel.ManualSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ending registrations, from anywhere. */
final class CancelTest extends ManualFixture {

  private final ManualSource source = ready(READ | WRITE);

  @Test
  void aCancelledCallbackIsNotCalled() {
    Callback callback = dispatcher.onIo(source, READ, note("never"));
    assertThat(callback.cancel()).isTrue();
    assertThat(callback.isRegistered()).isFalse();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).isEmpty();
  }

  @Test
  void theSecondCancelHasNoEffect() {
    Callback input = dispatcher.onIo(source, READ | Reason.CANCEL, noteReason("input"));
    Callback timer = dispatcher.after(1, note("timer"));
    Callback idle = dispatcher.whenIdle(note("idle"));
    for (Callback callback : List.of(input, timer, idle)) {
      assertThat(callback.cancel()).isTrue();
      assertThat(callback.cancel()).isFalse();
    }
    dispatcher.onIo(source, WRITE, note("other"));
    assertThat(input.cancel()).isFalse();
    turn();
    assertThat(diary).containsExactly("other", "input CANCEL");
    assertThat(dispatcher.statistics().registered()).isEqualTo(1);
  }

  @Test
  void whoCancelsItselfIsNeverCalledAgain() {
    dispatcher.onIo(
        source,
        READ,
        (callback, _) -> {
          diary.add("once");
          assertThat(callback.cancel()).isTrue();
        });
    dispatcher.onIo(source, READ, note("next on the source"));
    turns(2);
    assertThat(diary).containsExactly("once", "next on the source", "next on the source");
  }

  @Test
  void whoCancelsAllOnItsSourceIsTheLastToBeCalled() {
    List<Callback> callbacks = new ArrayList<>();
    for (int index = 0; index < 5; index++) {
      String name = "callback " + index;
      callbacks.add(
          dispatcher.onIo(
              source,
              READ,
              (_, _) -> {
                diary.add(name);
                callbacks.forEach(Callback::cancel);
              }));
    }
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("callback 0");
  }

  @Test
  void whoIsCancelledByAnEarlierOneOnTheSameSourceIsNotCalled() {
    Callback[] victim = new Callback[1];
    dispatcher.onIo(source, READ, (_, _) -> victim[0].cancel());
    victim[0] = dispatcher.onIo(source, READ, note("victim"));
    dispatcher.onIo(source, READ, note("last"));
    turn();
    assertThat(diary).containsExactly("last");
  }

  @Test
  void whoIsCancelledByAnEarlierSourceOfTheRoundIsNotCalled() {
    List<Callback> callbacks = new ArrayList<>();
    for (int index = 0; index < 2_500; index++) {
      int own = index;
      callbacks.add(
          dispatcher.onIo(
              ready(READ),
              READ,
              (_, _) -> {
                diary.add("callback " + own);
                callbacks.subList(own + 1, callbacks.size()).forEach(Callback::cancel);
              }));
    }
    turn();
    assertThat(read()).containsExactly("callback 0");
    turn();
    assertThat(diary).containsExactly("callback 0");
    assertThat(dispatcher.statistics().registered()).isEqualTo(1);
  }

  @Test
  void whoIsCancelledAndRegisteredAgainIsCalledFromTheNextTurnOn() {
    ManualSource other = ready(READ);
    Callback[] old = new Callback[1];
    dispatcher.onIo(
        source,
        READ,
        (callback, _) -> {
          callback.cancel();
          old[0].cancel();
          dispatcher.onIo(other, READ, note("new"));
        });
    old[0] = dispatcher.onIo(other, READ, note("old"));
    turn();
    assertThat(diary).isEmpty();
    turn();
    assertThat(diary).containsExactly("new");
  }

  @Test
  void allCallbacksOfAnEndpointAreCancelledTogether() {
    ManualSource other = ready(READ);
    dispatcher.onIo(source, READ | Reason.CANCEL, noteReason("reader"));
    dispatcher.onIo(source, WRITE, noteReason("writer"));
    dispatcher.onIo(other, READ, noteReason("other"));
    dispatcher.cancelAll(source);
    dispatcher.cancelAll(source);
    dispatcher.cancelAll(kernel.source());
    turn();
    assertThat(diary).containsExactly("other READ", "reader CANCEL");
  }

  @Test
  void theNoticeComesOnceAtTheEndOfTheTurn() {
    Callback reported = dispatcher.onIo(source, READ | Reason.CANCEL, noteReason("notified"));
    dispatcher.onIo(
        ready(READ),
        READ,
        (callback, _) -> {
          reported.cancel();
          callback.cancel();
          diary.add("cancelled both");
        });
    dispatcher.onIo(ready(READ), READ, note("other"));
    turns(3);
    assertThat(diary)
        .containsExactly(
            "notified READ", "cancelled both", "other", "notified CANCEL", "other", "other");
  }

  @Test
  void theNoticeComesOnlyWhereItWasAskedFor() {
    dispatcher.after(1, noteReason("timer")).notifyCancel().cancel();
    dispatcher.every(1, 1, noteReason("ticker")).notifyCancel().cancel();
    dispatcher.whenIdle(noteReason("idle")).notifyCancel().cancel();
    dispatcher.onIo(source, READ, noteReason("input")).notifyCancel().cancel();
    dispatcher.after(1, noteReason("silent timer")).cancel();
    dispatcher.whenIdle(noteReason("silent idle")).cancel();
    dispatcher.onIo(source, READ, noteReason("silent input")).cancel();
    assertThat(diary).isEmpty();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary)
        .containsExactly("timer CANCEL", "ticker CANCEL", "idle CANCEL", "input CANCEL");
  }

  @Test
  void aTimerThatFiredHasNoNotice() {
    dispatcher.after(Duration.ZERO, noteReason("timer")).notifyCancel();
    turns(2);
    dispatcher.close();
    assertThat(diary).containsExactly("timer FIRE");
  }

  @Test
  void aHandlerMayCancelOthersAndRegisterNewOnesInItsNotice() {
    Callback other = dispatcher.after(1, noteReason("other")).notifyCancel();
    dispatcher
        .after(
            1,
            (callback, reason) -> {
              diary.add(Reason.describe(reason));
              assertThat(callback.cancel()).isFalse();
              other.cancel();
              dispatcher.after(Duration.ZERO, note("new"));
            })
        .notifyCancel()
        .cancel();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("CANCEL", "new", "other CANCEL");
  }

  @Test
  void aSourceClosedWithoutACancelIsDropped() {
    dispatcher.onIo(source, READ | Reason.CANCEL, noteReason("notified"));
    dispatcher.onIo(source, WRITE, noteReason("silent"));
    source.close();
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).containsExactly("notified CANCEL");
  }

  @Test
  void aSourceClosedByAnEarlierCallbackOfTheRoundIsDropped() {
    ManualSource victim = kernel.source();
    dispatcher.onIo(source, READ, (_, _) -> victim.close());
    dispatcher.onIo(victim.ready(READ), READ, note("victim"));
    dispatcher.onIo(ready(READ), READ, note("behind it"));
    turns(2);
    assertThat(diary).containsExactly("behind it", "behind it");
  }

  @Test
  void aSourceClosedByItsOwnCallbackIsDropped() {
    dispatcher.onIo(source, READ, (_, _) -> source.close());
    dispatcher.onIo(source, READ, note("next on the source"));
    assertThat(dispatcher.monitor()).isFalse();
    assertThat(diary).isEmpty();
  }

  /** An endpoint of the source that notes when it is notified of the close. */
  private Endpoint telling() {
    return new Endpoint() {
      @Override
      public ManualSource source() {
        return source;
      }

      @Override
      public void sourceClosed() {
        diary.add("closed");
      }
    };
  }

  @Test
  void anEndpointIsNotifiedThatItsSourceWasClosed() {
    dispatcher.onIo(telling(), READ, note("never"));
    source.close();
    source.close();
    assertThat(diary).containsExactly("closed");
  }

  @Test
  void anAdoptedEndpointIsNotifiedAlthoughItRegisteredNothing() {
    dispatcher.adopt(telling());
    assertThat(dispatcher.statistics().registered()).isZero();
    assertThat(dispatcher.monitor()).isFalse();
    dispatcher.close();
    assertThat(diary).containsExactly("closed");
  }

  @Test
  void aCancelledCallbackThatIsReferredToKeepsNoOther() {
    Callback first = dispatcher.onIo(source, READ, note("first"));
    Callback second = dispatcher.onIo(source, READ, note("second"));
    Callback third = dispatcher.onIo(source, READ, note("third"));
    first.cancel();
    third.cancel();
    second.cancel();
    assertThat(List.of(first, second, third))
        .allSatisfy(callback -> assertThat(((IoCallback) callback).next).isNull());
  }

  @Test
  void whoCancelsTheNextAndTheOneAfterItHasTheRestCalled() {
    List<Callback> callbacks = new ArrayList<>();
    source.ready(READ);
    dispatcher.onIo(
        source,
        READ,
        (own, _) -> {
          diary.add("first");
          callbacks.get(0).cancel();
          own.cancel();
          callbacks.get(1).cancel();
        });
    callbacks.add(dispatcher.onIo(source, READ, note("second")));
    callbacks.add(dispatcher.onIo(source, READ, note("third")));
    dispatcher.onIo(source, READ, note("fourth"));
    dispatcher.onIo(source, READ, note("fifth"));
    turn();
    assertThat(diary).containsExactly("first", "fourth", "fifth");
  }
}
