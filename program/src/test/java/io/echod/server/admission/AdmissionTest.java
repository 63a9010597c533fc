package io.echod.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.server.admission.Admission.Admitted;
import io.echod.server.admission.Admission.Refusal;
import io.echod.server.admission.Admission.Refused;
import io.echod.server.admission.Admission.Ticket;
import io.echod.server.setting.ServerSettings;
import io.echod.settings.Given;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import io.echod.settings.Settings.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The clients that are let in. */
class AdmissionTest {

  private static final long SECOND = 1_000_000_000;

  private static Admission admission(String... namesAndValues) {
    Settings settings = Settings.DEFAULT;
    for (int index = 0; index < namesAndValues.length; index += 2) {
      settings =
          settings.add(
              Given.parse(setting(namesAndValues[index]), namesAndValues[index + 1]), Origin.FLAG);
    }
    return new Admission(settings);
  }

  private static Setting<?> setting(String name) {
    return ServerSettings.ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static SocketAddress peer(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), 40_000);
  }

  private final Map<SocketAddress, Deque<Ticket>> tickets = new HashMap<>();

  /** Null where it was let in. */
  private @Nullable Refusal refusal(Admission admission, SocketAddress peer, long nowNanos) {
    return switch (admission.admit(peer, nowNanos)) {
      case Refused refused -> refused.why();
      case Admitted admitted -> {
        tickets.computeIfAbsent(peer, _ -> new ArrayDeque<>()).add(admitted.ticket());
        yield null;
      }
    };
  }

  private void leave(Admission admission, SocketAddress peer) {
    admission.left(Objects.requireNonNull(tickets.get(peer)).remove());
  }

  @Test
  void withoutLimitsEveryClientIs() {
    assertThat(admission().isOpen()).isTrue();
    assertThat(admission("deny", "::1").isOpen()).isFalse();
  }

  @Test
  void soManyAtOnce() {
    Admission admission = admission("max-connections", "2");
    assertThat(refusal(admission, peer("192.0.2.1"), 0)).isNull();
    assertThat(refusal(admission, UnixDomainSocketAddress.of(""), 0)).isNull();
    assertThat(refusal(admission, peer("192.0.2.3"), 0)).isEqualTo(Refusal.MAX_CONNECTIONS);
    assertThat(admission.open()).isEqualTo(2);
    leave(admission, UnixDomainSocketAddress.of(""));
    assertThat(refusal(admission, peer("192.0.2.3"), 0)).isNull();
  }

  @Test
  void soManyOfOneAddressOrNetworkOfIpv6() {
    Admission admission = admission("max-connections-per-address", "1");
    assertThat(refusal(admission, peer("192.0.2.1"), 0)).isNull();
    assertThat(refusal(admission, peer("192.0.2.1"), 0))
        .isEqualTo(Refusal.MAX_CONNECTIONS_PER_ADDRESS);
    assertThat(refusal(admission, peer("192.0.2.2"), 0)).isNull();
    assertThat(refusal(admission, peer("2001:db8::1"), 0)).isNull();
    assertThat(refusal(admission, peer("2001:db8::ffff:2"), 0))
        .isEqualTo(Refusal.MAX_CONNECTIONS_PER_ADDRESS);
    assertThat(refusal(admission, peer("2001:db8:0:1::1"), 0)).isNull();
    for (String address : List.of("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1")) {
      leave(admission, peer(address));
    }
    assertThat(admission.accounts()).isZero();
    assertThat(admission.open()).isZero();
    assertThat(refusal(admission, peer("2001:db8::9"), 0)).isNull();
  }

  @Test
  void theRateIsABucketOfOneSecond() {
    Admission admission = admission("connect-rate", "4/s");
    for (int count = 0; count < 4; count++) {
      assertThat(refusal(admission, peer("::1"), 0)).isNull();
    }
    assertThat(refusal(admission, peer("::1"), 0)).isEqualTo(Refusal.CONNECT_RATE);
    assertThat(refusal(admission, peer("::1"), SECOND / 4 - 1)).isEqualTo(Refusal.CONNECT_RATE);
    assertThat(refusal(admission, peer("::1"), SECOND / 4 + 1)).isNull();
    assertThat(refusal(admission, peer("::1"), SECOND / 4 + 1)).isEqualTo(Refusal.CONNECT_RATE);
    // No more than those of a second are saved.
    for (int count = 0; count < 4; count++) {
      assertThat(refusal(admission, peer("::1"), 100 * SECOND)).isNull();
    }
    assertThat(refusal(admission, peer("::1"), 100 * SECOND)).isEqualTo(Refusal.CONNECT_RATE);
    assertThat(admission.open()).isEqualTo(9);
  }

  @Test
  void accountsOfAFloodAreForgotten() {
    Admission admission = admission("connect-rate", "1/s");
    for (int count = 0; count < 200_000; count++) {
      SocketAddress peer =
          peer("10." + (count >> 16) + "." + ((count >> 8) & 255) + "." + (count & 255));
      assertThat(refusal(admission, peer, count * SECOND / 1000)).isNull();
      leave(admission, peer);
    }
    assertThat(admission.accounts()).isLessThanOrEqualTo(65_536);
  }

  @Test
  void listsAreAskedFirstAndDenyWins() {
    Admission admission = admission("allow", "10.0.0.0/8,::1", "deny", "10.9.0.0/16");
    assertThat(refusal(admission, peer("10.1.2.3"), 0)).isNull();
    assertThat(refusal(admission, peer("10.9.2.3"), 0)).isEqualTo(Refusal.DENIED);
    assertThat(refusal(admission, peer("192.0.2.1"), 0)).isEqualTo(Refusal.DENIED);
    assertThat(refusal(admission, peer("::1"), 0)).isNull();
    assertThat(admission.open()).isEqualTo(2);
  }
}
