package io.echod.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Names, addresses, ports and buffers. */
final class NetTest extends SchemeTest {

  @Test
  void hostsHaveAddresses() {
    assertThat(scheme.value("(net-addr \"localhost\")")).isEqualTo("\"127.0.0.1\"");
    assertThat(scheme.value("(net-addr \"127.0.0.1\")")).isEqualTo("\"127.0.0.1\"");
    assertThat(scheme.value("(net-addr \"::1\")")).isEqualTo("\"::1\"");
    assertThat(scheme.value("(map net-addr '(\"no.such.host.invalid\" \"\" \" \"))"))
        .isEqualTo("(#f #f #f)");
  }

  @Test
  void addressesHaveHosts() {
    assertThat(scheme.value("(string? (net-host \"127.0.0.1\"))")).isEqualTo("#t");
    assertThat(scheme.value("(map net-host '(\"no.such.host.invalid\" \"\"))"))
        .isEqualTo("(#f #f)");
  }

  @Test
  void servicesHavePorts() {
    assertThat(scheme.value("(map net-port '(\"0\" \"80\" \"65535\"))")).isEqualTo("(0 80 65535)");
    assertThat(scheme.value("(map net-port '(\"65536\" \"99999\" \"100000\" \"\" \"-1\" \"no\"))"))
        .isEqualTo("(#f #f #f #f #f #f)");
    assertThat(scheme.value("(net-port \"80\" \"udp\")")).isEqualTo("80");
    assertThat(scheme.value("(list (net-port \"domain\") (net-port \"domain\" \"udp\"))"))
        .isIn("(53 53)", "(#f #f)");
    assertThat(scheme.value("(net-port \"domain\" \"no-protocol\")")).isEqualTo("#f");
  }

  @Test
  void socketsKnowTheirPeersAndPorts() {
    pair();
    assertThat(scheme.value("(map skt-peer (map tcp-fd (list called answered)))"))
        .isEqualTo("(\"127.0.0.1\" \"127.0.0.1\")");
    assertThat(scheme.value("(skt-peer (tcp-fd pairs))")).isEqualTo("#f");
    assertThat(scheme.value("(= (skt-port (tcp-fd pairs)) (skt-port (tcp-fd answered)) port)"))
        .isEqualTo("#t");
    assertThat(scheme.value("(= (skt-port (tcp-fd called)) port)")).isEqualTo("#f");
  }

  @Test
  void buffersAreSetOrLeft() throws IOException {
    peer();
    assertThat(scheme.value("(skt-setbuf (tcp-fd end) 0 0)")).isEqualTo("#t");
    scheme.run("(define some (make-string 3000000 #\\x))");
    assertThat(scheme.value("(skt-setbuf (tcp-fd end) 4096 4096)")).isEqualTo("#t");
    assertThat(scheme.value("(< (tcp-write end some 0) 3000000)")).isEqualTo("#t");
  }

  @Test
  void streamsGoByAnIpv6AddressInBrackets() throws IOException {
    scheme.run("(define l (tcp-listen \"0@[::1]\"))");
    scheme.run(
        "(define c (tcp-call (string-append (tcp-name l) \"@[::1]\"))) (define a (tcp-answer l))");
    assertThat(scheme.value("(list (skt-peer (tcp-fd a)) (skt-peer (tcp-fd c)))"))
        .isEqualTo("(\"::1\" \"::1\")");
    assertThat(scheme.value("(tcp-name a)")).endsWith("#::1\"");
  }
}
