package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.dispatcher.Callback;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
