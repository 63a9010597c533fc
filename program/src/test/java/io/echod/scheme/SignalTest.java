package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callbacks for signals. */
final class SignalTest extends SchemeTest {

  private final Map<String, Runnable> signals = new HashMap<>();

  @BeforeEach
  void connect() {
    scheme.session.connect(
        (name, action) -> {
          signals.put(name, action);
          return !name.equals("KILL");
        },
        InputStream.nullInputStream());
    scheme.run(
        """
        (define calls '())
        (define (note callback reason data)
          (set! calls (cons (list reason data) calls))
          (iox-cancel callback))
        """);
  }

  private void send(String name) {
    Runnable action = signals.get(name);
    assertThat(action).isNotNull();
    action.run();
  }

  @Test
  void aSignalCallsWhoListensToIt() {
    scheme.run("(iox-onsignal d note 'one 'hup) (iox-onsignal d note 'two 'hup)");
    scheme.run("(define other (iox-onsignal d note 'three 'usr1))");
    send("HUP");
    until("(length calls)", "2");
    assertThat(scheme.value("(reverse calls)")).isEqualTo("((8 one) (8 two))");
    assertThat(scheme.value("(iox-cancel other)")).isEqualTo("#t");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    send("USR1");
    assertThat(scheme.value("(list (iox-monitor d 0) (length calls))")).isEqualTo("(#f 2)");
  }

  @Test
  void aSignalEndsTheSleepOfADispatcherThatHasNothingElse() {
    scheme.run("(iox-onsignal d note 'one 'hup)");
    Thread sender = Thread.ofPlatform().start(() -> send("HUP"));
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((8 one))");
    assertThat(sender).isNotNull();
  }

  @Test
  void whatComesWhileTheScriptDoesNotMonitorIsDeliveredThen() {
    scheme.run("(iox-onsignal d note 'one 'hup)");
    send("HUP");
    scheme.run("(sleep 0.01)");
    assertThat(scheme.value("calls")).isEqualTo("()");
    assertThat(scheme.value(MONITOR)).isEqualTo("#f");
    assertThat(scheme.value("calls")).isEqualTo("((8 one))");
  }

  @Test
  void othersAreRefused() {
    assertThat(scheme.failure("(iox-onsignal d note 0 'kill)"))
        .startsWith("iox-onsignal: argument 4 (signal) is kill; expected 'hup");
    assertThat(scheme.failure("(iox-onsignal d note 0 \"hup\")")).contains("argument 4 (signal)");
  }
}
