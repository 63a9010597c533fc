package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Callback;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handlers of new connections that want no more of them, while others wait. */
final class AcceptHandlerTest extends ScriptedTest {

  private Listener listener;
  private final List<Connection> accepted = new ArrayList<>();

  @BeforeEach
  void listenWhileThreeWait() throws IOException {
    ScriptedListening listening = kernel.listening();
    listener = listener(ListenerOptions.DEFAULT);
    for (int count = 0; count < 3; count++) {
      listening.arrives();
    }
  }

  @Test
  void whoCancelsIsNotCalledForTheOthers() {
    List<Callback> callback = new ArrayList<>();
    callback.add(
        listener.onConnection(connection -> {
          accepted.add(connection);
          callback.getFirst().cancel();
        }));

    turn();
    turn();

    assertThat(accepted).hasSize(1);
    assertThat(listener.accepted()).isEqualTo(1);
    assertThat(listener.isOpen()).isTrue();
  }

  @Test
  void whoClosesTheDispatcherIsNotCalledForTheOthers() {
    listener.onConnection(connection -> {
      accepted.add(connection);
      dispatcher.close();
    });

    turn();

    assertThat(accepted).hasSize(1);
    assertThat(log.messages(Level.SEVERE)).isEmpty();
  }

  @Test
  void nothingNewBeginsOnAClosedDispatcher() {
    dispatcher.close();

    assertThatThrownBy(() -> connection()).hasMessage("dispatcher is closed");
    assertThatThrownBy(() -> listener(ListenerOptions.DEFAULT)).hasMessage("dispatcher is closed");
  }

  /** A mistake in one peer's affairs must not make the server deaf for all. */
  @ParameterizedTest
  @MethodSource("failures")
  void aFilterThatFailsRefusesOnePeer(Throwable failure) {
    listener.onConnection(accepted::add);
    int[] asked = {0};
    listener.filter(peer -> asked[0]++ > 0 || fails(failure));

    turn();

    assertThat(accepted).hasSize(2);
    assertThat(listener.isOpen()).isTrue();
    assertThat(log.messages(Level.SEVERE))
        .containsExactly("the filter of a listener failed; the peer is refused");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aLayerThatCannotBeMadeEndsOneConnection(Throwable failure) {
    listener.onConnection(accepted::add);
    int[] made = {0};
    listener.connections(
        ConnectionOptions.DEFAULT.withLayers((below, _) -> {
          if (made[0]++ == 0) {
            fails(failure);
          }
          return below;
        }));

    turn();
    turn();

    assertThat(accepted).hasSize(2);
    assertThat(listener.isOpen()).isTrue();
    assertThat(log.messages(Level.SEVERE))
        .containsExactly("no connection can be made of a peer's; it is closed");
  }

  private static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("a mistake"),
        new AssertionError("a mistake"),
        new InternalError("of the virtual machine"));
  }

  private static boolean fails(Throwable failure) {
    switch (failure) {
      case Error error -> throw error;
      case RuntimeException mistake -> throw mistake;
      default -> throw new AssertionError(failure);
    }
  }
}
