package io.echod.dispatcher.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class FreedDescriptorsTest {

  private final FreedDescriptors freed = new FreedDescriptors();
  private final List<String> news = new ArrayList<>();

  @Test
  void allThatWaitAreNotifiedOnceInTurn() {
    freed.await(freed.count(), () -> news.add("first"));
    freed.await(freed.count(), () -> news.add("second"));
    assertThat(news).isEmpty();

    freed.add();
    freed.add();

    assertThat(news).containsExactly("first", "second");
    assertThat(freed.count()).isEqualTo(2);
  }

  @Test
  void oneThatComesTooLateIsNotifiedAtOnce() {
    long before = freed.count();
    freed.add();

    freed.await(before, () -> news.add("notified"));

    assertThat(news).containsExactly("notified");
    assertThat(freed.isAwaited()).isFalse();
  }

  @Test
  void oneThatNoLongerWaitsIsNotNotified() {
    Runnable reported = () -> news.add("notified");
    freed.await(freed.count(), reported);
    freed.await(freed.count(), () -> news.add("another"));

    freed.forget(reported);
    freed.forget(reported);
    assertThat(freed.isAwaited()).isTrue();
    freed.add();

    assertThat(news).containsExactly("another");
  }

  @Test
  void oneThatWaitsTwiceIsNotifiedOnce() {
    Runnable reported = () -> news.add("notified");
    freed.await(freed.count(), reported);
    freed.await(freed.count(), reported);

    freed.add();

    assertThat(news).containsExactly("notified");
  }

  @Test
  void oneThatIsNotifiedMayWaitAgain() {
    Runnable[] reported = new Runnable[1];
    reported[0] =
        () -> {
          news.add("notified");
          freed.await(freed.count(), reported[0]);
        };
    freed.await(freed.count(), reported[0]);

    freed.add();
    assertThat(news).hasSize(1);
    freed.add();
    assertThat(news).hasSize(2);
  }

  @Test
  void oneThatFailsKeepsTheNewsFromNoOther() {
    freed.await(
        freed.count(),
        () -> {
          throw new RejectedExecutionException("closed");
        });
    freed.await(
        freed.count(),
        () -> {
          throw new OutOfMemoryError("scripted");
        });
    freed.await(freed.count(), () -> news.add("notified"));

    freed.add();

    assertThat(news).containsExactly("notified");
  }
}
