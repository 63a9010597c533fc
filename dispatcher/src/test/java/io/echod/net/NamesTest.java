package io.echod.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.net.address.Names;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How addresses are written. */
final class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, tcp://0.0.0.0:7",
    "127.0.0.1, tcp://127.0.0.1:7",
    "255.255.255.255, tcp://255.255.255.255:7",
  })
  void ipv4IsWrittenInDottedDecimal(String literal, String url) {
    assertThat(Names.url(new InetSocketAddress(InetAddress.ofLiteral(literal), 7))).isEqualTo(url);
  }

  // The cases of RFC 5952, section 4, and their edges.
  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "1:0:0:0:0:0:0:1, 1::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:1:0:0:1:0:0, ::1:0:0:1:0:0",
    "1:0:0:1:0:0:0:0, 1:0:0:1::",
    "0:1:0:1:0:1:0:1, 0:1:0:1:0:1:0:1",
    "1:0:1:0:1:0:1:0, 1:0:1:0:1:0:1:0",
    "0:1:1:1:1:1:1:1, 0:1:1:1:1:1:1:1",
    "1:1:1:1:1:1:1:0, 1:1:1:1:1:1:1:0",
    "0:0:1:1:1:1:1:1, ::1:1:1:1:1:1",
    "1:1:1:1:1:1:0:0, 1:1:1:1:1:1::",
    "0:0:0:0:0:0:1:0, ::1:0",
    "FE80:0:0:0:ABCD:EF01:0:10, fe80::abcd:ef01:0:10",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "0001:0020:0300:4000:0005:0060:0700:8000, 1:20:300:4000:5:60:700:8000",
  })
  void ipv6IsWrittenInItsShortForm(String literal, String shortForm) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(literal), 7);

    assertThat(Names.host(address)).isEqualTo(shortForm);
    assertThat(Names.url(address)).isEqualTo("tcp://[" + shortForm + "]:7");
  }

  @Test
  void anIpv6ZoneIsKept() throws IOException {
    byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();

    assertThat(Names.host(new InetSocketAddress(Inet6Address.getByAddress("", linkLocal, 3), 7)))
        .isEqualTo("fe80::1%3");
  }

  @Test
  void ipv4InsideIpv6IsIpv4() {
    assertThat(Names.host(new InetSocketAddress(InetAddress.ofLiteral("::ffff:192.0.2.1"), 7)))
        .isEqualTo("192.0.2.1");
  }

  @Test
  void aHostThatIsNotResolvedIsNamedAsGiven() {
    assertThat(Names.url(InetSocketAddress.createUnresolved("no-such-host.invalid", 65_535)))
        .isEqualTo("tcp://no-such-host.invalid:65535");
  }

  @Test
  void aHostThatIsResolvedIsNamedByNumber() throws IOException {
    InetAddress named =
        InetAddress.getByAddress("a.name.example", new byte[] {(byte) 192, 0, 2, 1});

    assertThat(Names.url(new InetSocketAddress(named, 7))).isEqualTo("tcp://192.0.2.1:7");
  }

  @Test
  void aUnixSocketIsWrittenAsAnAbsolutePath() {
    assertThat(Names.url(UnixDomainSocketAddress.of("/run/echod.socket")))
        .isEqualTo("unix:///run/echod.socket");
    assertThat(Names.url(UnixDomainSocketAddress.of("echod.socket")))
        .isEqualTo("unix://" + Path.of("echod.socket").toUri().getRawPath());
  }

  @Test
  void anAddressOfAnotherKindIsWrittenAsItSays() {
    SocketAddress other =
        new SocketAddress() {
          @Override
          public String toString() {
            return "elsewhere";
          }
        };

    assertThat(Names.url(other)).isEqualTo("elsewhere");
  }

  @Test
  void aListenerIsNamedByItsPortOrPath() {
    assertThat(Names.ofListener(new InetSocketAddress(10234))).isEqualTo("10234");
    assertThat(Names.ofListener(UnixDomainSocketAddress.of("/run/echod.socket")))
        .isEqualTo("/run/echod.socket");
  }

  @Test
  void aConnectionIsNamedByWhoCalled() throws IOException {
    ScriptedKernel kernel = new ScriptedKernel();
    ScriptedStream stream =
        new ScriptedStream(kernel)
            .to(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 4711));

    assertThat(Names.ofConnection(stream, true)).isEqualTo("4711@2001:db8::1");
    assertThat(Names.ofConnection(stream, false)).isEqualTo("10234#2001:db8::1");
  }
}
