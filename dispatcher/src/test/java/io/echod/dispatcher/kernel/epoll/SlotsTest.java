package io.echod.dispatcher.kernel.epoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.dispatcher.kernel.KernelFixture;
import io.echod.dispatcher.kernel.Ready;
import io.echod.dispatcher.kernel.StreamPair;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Slots that were taken and given back as often as those of a server that runs for weeks. */
final class SlotsTest extends KernelFixture {

  /** The generations of a word: 32 bits as the drawing has them. */
  private static final long LAST_POSITIVE_GENERATION = (long) Integer.MAX_VALUE << 32;

  SlotsTest() {
    super(EpollKernel::new);
  }

  private void age(long generation) throws ReflectiveOperationException {
    Field words = Slots.class.getDeclaredField("words");
    words.setAccessible(true);
    Arrays.fill((long[]) words.get(((EpollKernel) kernel).slots), generation);
  }

  @Test
  void aSlotIsOfUseHoweverOftenItWasGivenBack() throws Exception {
    age(LAST_POSITIVE_GENERATION);
    for (int round = 0; round < 3; round++) {
      StreamPair pair = pair();
      pair.server().interest(Ready.READ);
      pair.client().interest(Ready.WRITE);
      assertThat(awaitReady(pair.client())).isEqualTo(Ready.WRITE);
      pair.client().interest(0);
      send(pair.client(), "x");
      assertThat(awaitReady(pair.server())).isEqualTo(Ready.READ);
      pair.client().close();
      pair.server().close();
    }
  }

  @Test
  void anEventOfTheLastGenerationDoesNotReachTheFirst() throws ReflectiveOperationException {
    Slots slots = ((EpollKernel) kernel).slots;
    age(LAST_POSITIVE_GENERATION);
    try {
      StreamPair pair = pair();
      int slot = 0;
      while (!pair.client().equals(slots.source(slot))) {
        slot++;
      }
      long stale = slots.data(slot);
      pair.client().close();
      StreamPair next = pair();
      assertThat(next.client().isOpen()).isTrue();
      assertThat(slots.isCurrent(stale)).isFalse();
      assertThat(slots.data(slot)).isNotNegative();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
