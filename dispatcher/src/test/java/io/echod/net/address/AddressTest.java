package io.echod.net.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.echod.net.address.Address.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of endpoints, read and written. */
class AddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://127.0.0.1:10234",
        "tcp://localhost",
        "tcp://:0",
        "tls://[::1]:443",
        "udp://[fe80::1%eth0]:7",
        "unix:///run/e.sock",
        "unix:///a%20b%3F%25.sock?mode=0660",
        "tls://:10235?cert=/etc/c.pem&key=k%26.pem"
      })
  void whatIsReadIsWrittenAlike(String url) {
    assertThat(Address.parse(url)).hasToString(url);
    assertThat(Address.parse(Address.parse(url).toString())).isEqualTo(Address.parse(url));
  }

  @ParameterizedTest
  @CsvSource({
    "TCP://h:1/, tcp://h:1",
    "unix:e.sock, unix://e.sock",
    "tcp://[fe80::1%25eth0]:7, tcp://[fe80::1%eth0]:7",
    "tcp://h:00007, tcp://h:7",
  })
  void severalWaysToWriteIt(String url, String canonical) {
    String expected = canonical.equals("unix://e.sock") ? "unix:e.sock" : canonical;
    assertThat(Address.parse(url)).hasToString(expected);
  }

  @Test
  void itsParts() {
    Address address = Address.parse("tls://Example.org:10235?b=1&a=x%3Dy&c");
    assertThat(address.transport()).isEqualTo(Transport.TLS);
    assertThat(address.host()).isEqualTo("Example.org");
    assertThat(address.port()).isEqualTo(OptionalInt.of(10235));
    assertThat(address.parameters().toString()).isEqualTo("{b=1, a=x=y, c=}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:7 | is not a URL",
        "http://h:1 | write tcp://HOST:PORT",
        "'' | is not a URL",
        "tcp:h:1 | lacks the slashes",
        "tcp:// | neither a host nor a port",
        "tcp://h: | no port of 0 to 65535, but ''",
        "tcp://h:65536 | no port",
        "tcp://h:-1 | no port",
        "tcp://h:+1 | no port",
        "tcp://h:99999999999 | no port",
        "tcp://h:\u0661 | no port",
        "tcp://::1:7 | in brackets",
        "tcp://[::1:7 | in brackets, as in",
        "tcp://::1]:7 | a bracket too few",
        "tcp://[h]:7 | no IPv6 address",
        "tcp://u@h:7 | more than a host and a port",
        "tcp://h:7/x | more than a host and a port",
        "tcp://a b:7 | no host that can be one",
        "tcp://h:7#x | fragment",
        "tcp://h:7?=x | without a name",
        "tcp://h:7?a=1&a=2 | gives 'a' twice",
        "tcp://h:7?a=%zz | two hexadecimal digits",
        "unix:///%ff | UTF-8",
        "unix://host/path | has a host",
        "unix:///run/ | has no file",
        "unix:@name | abstract Unix socket",
        "unix://@name | abstract Unix socket",
        "unix: | has no file",
        "unix:// | has no file",
        "unix:///%00 | no zero byte",
      })
  void whatIsNone(String url, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.parse(url))
        .withMessageContaining(why)
        .withMessageContaining("'" + (why.contains("UTF-8") || why.contains("hexa") ? "" : url));
  }

  @Test
  void aFileWhoseNameBeginsAsAbstractSocketsDo() {
    assertThat(Address.parse("unix:%40name")).hasToString("unix:%40name");
    assertThat(Address.parse("unix:%40name").path()).isEqualTo("@name");
  }

  @Test
  void aPathThatNoSocketCanHave() {
    String path = "/" + "x".repeat(Address.PATH_BYTES_MAX);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.parse("unix://" + path))
        .withMessageContaining("1 to 103 bytes, this one has 104");
  }

  @Test
  void hostsAreLookedUp() throws UnknownHostException {
    assertThat(Address.parse("tcp://127.0.0.1").resolve(7))
        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7));
    assertThat(Address.parse("tcp://:8").resolve(7))
        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("::"), 8));
    assertThat(Address.parse("unix:///run/e.sock").resolve(7))
        .containsExactly(UnixDomainSocketAddress.of("/run/e.sock"));
  }

  @Test
  void ofASocket() {
    assertThat(Address.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 7)))
        .hasToString("tcp://[::1]:7");
    assertThat(Address.of(UnixDomainSocketAddress.of("/a b"))).hasToString("unix:///a%20b");
  }
}
