package io.echod.net.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of addresses, read and asked. */
class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.0/23, 10.1.3.255, true",
    "10.1.2.0/23, 10.1.4.0, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "0.0.0.0/0, 192.0.2.1, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 192.0.2.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1/128, ::1, true",
  })
  void whatItContains(String block, String address, boolean isIn) {
    assertThat(Cidr.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(isIn);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, is not a block of addresses",
    "10.0.0.0/33, 0 to 32 bits",
    "::/129, 0 to 128 bits",
    "10.0.0.0/, 0 to 32 bits",
    "10.0.0.0/x, 0 to 32 bits",
    "10.0.0.1/8, write 10.0.0.0/8",
    "/8, is not a block of addresses",
    "1, is not a block of addresses",
    "10.1, is not a block of addresses",
    "10.0/16, is not a block of addresses",
    "010.0.0.0/8, is not a block of addresses",
    "0x0a000000, is not a block of addresses",
    "256.0.0.0, is not a block of addresses",
    "fe80::1%1, is not a block of addresses",
    "::ffff:10.0.0.0/104, write it as one",
    "::ffff:10.0.0.0/8, write it as one",
  })
  void whatIsNone(String block, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Cidr.parse(block))
        .withMessageContaining(why);
  }
}
