package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.kernel.ListenOptions;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that the options refuse, and the messages. */
final class OptionsTest {

  private static final ConnectionOptions CONNECTION = ConnectionOptions.DEFAULT;

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aQueueOfLessThanAByteIsRefused(int bytes) {
    assertRefused(
        () -> CONNECTION.withQueue(bytes, 0), "queuedBytesMax must be 1 or more, not " + bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void aLowMarkOutsideTheQueueIsRefused(int bytes) {
    assertRefused(
        () -> CONNECTION.withQueue(100, bytes), "queuedBytesLow must be 0 to 100, not " + bytes);
  }

  @Test
  void theMarksMayBeAsFarApartOrAsNearAsTheyCan() {
    assertThat(CONNECTION.withQueue(1, 0).queuedBytesMax()).isEqualTo(1);
    assertThat(CONNECTION.withQueue(1, 1).queuedBytesLow()).isEqualTo(1);
    assertThat(CONNECTION.withQueue(Integer.MAX_VALUE, 0).queuedBytesMax())
        .isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void negativeTimeoutsAndBuffersAreRefused() {
    Duration negative = Duration.ofNanos(-1);
    assertRefused(() -> CONNECTION.withLingerTimeout(negative), "a timeout must be 0 or more");
    assertRefused(() -> CONNECTION.withConnectTimeout(negative), "a timeout must be 0 or more");
    assertRefused(() -> CONNECTION.withSendBuffer(-1), "sendBufferBytes must be 0 or more, not -1");
  }

  @Test
  void eachChangeOfConnectionOptionsChangesNothingElse() {
    ConnectionOptions all =
        new ConnectionOptions(1, 1, Duration.ofDays(1), Duration.ofDays(2), false, false, 3);

    assertThat(all.withQueue(5, 4))
        .isEqualTo(
            new ConnectionOptions(5, 4, Duration.ofDays(1), Duration.ofDays(2), false, false, 3));
    assertThat(all.withSendBuffer(5))
        .isEqualTo(
            new ConnectionOptions(1, 1, Duration.ofDays(1), Duration.ofDays(2), false, false, 5));
    assertThat(all.withLingerTimeout(Duration.ZERO))
        .isEqualTo(new ConnectionOptions(1, 1, Duration.ZERO, Duration.ofDays(2), false, false, 3));
    assertThat(all.withConnectTimeout(Duration.ZERO))
        .isEqualTo(new ConnectionOptions(1, 1, Duration.ofDays(1), Duration.ZERO, false, false, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void acceptingNothingPerTurnIsRefused(int accepts) {
    assertRefused(
        () ->
            new ListenerOptions(
                ListenOptions.DEFAULT, CONNECTION, accepts, Duration.ofMillis(1), Set.of()),
        "acceptsPerTurnMax must be 1 or more, not " + accepts);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aRetryWithoutDelayIsRefused(long nanos) {
    Duration delay = Duration.ofNanos(nanos);
    assertRefused(
        () -> new ListenerOptions(ListenOptions.DEFAULT, CONNECTION, 1, delay, Set.of()),
        "retryDelay must be more than 0, not " + delay);
  }

  @Test
  void eachChangeOfListenerOptionsChangesNothingElse() {
    ListenOptions socket = new ListenOptions(5, true, 6);
    ConnectionOptions connections = CONNECTION.withSendBuffer(7);
    Set<PosixFilePermission> mode = Set.of(PosixFilePermission.OWNER_READ);
    Duration delay = Duration.ofDays(1);
    ListenerOptions all = new ListenerOptions(socket, connections, 3, delay, mode);

    assertThat(all.withSocket(ListenOptions.DEFAULT))
        .isEqualTo(new ListenerOptions(ListenOptions.DEFAULT, connections, 3, delay, mode));
    assertThat(all.withConnections(CONNECTION))
        .isEqualTo(new ListenerOptions(socket, CONNECTION, 3, delay, mode));
    assertThat(all.withUnixPermissions(Set.of()))
        .isEqualTo(new ListenerOptions(socket, connections, 3, delay, Set.of()));
  }

  @Test
  void thePermissionsAreCopied() {
    Set<PosixFilePermission> mode = EnumSet.of(PosixFilePermission.OWNER_READ);
    ListenerOptions options = ListenerOptions.DEFAULT.withUnixPermissions(mode);

    mode.add(PosixFilePermission.OTHERS_WRITE);

    assertThat(options.unixPermissions()).containsExactly(PosixFilePermission.OWNER_READ);
  }

  /** They stand in traces of simulations, which are the same in every process. */
  @Test
  void printedOptionsNameNoObject() {
    assertThat(ConnectionOptions.DEFAULT.toString()).doesNotContain("@").contains("layers=none");
  }
}
