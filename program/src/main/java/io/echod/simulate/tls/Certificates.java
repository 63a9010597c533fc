package io.echod.simulate.tls;

import io.echod.tls.Identity;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Two certificates that sign themselves, of known keys: only for simulations. A signature by
 * Ed25519 has 64 bytes always (RFC 8032, section 5.1.6), so that a handshake has the same length in
 * each run; one by ECDSA has not.
 */
final class Certificates {

  /** The host of the first, which is shown to clients that ask for another one, too. */
  static final String FIRST_HOST = "one.example";

  /** The host of the second. */
  static final String SECOND_HOST = "two.example";

  private static final int KEY_BYTES = 32;

  private static final String FIRST =
      """
          MIIBRzCB+qADAgECAgEBMAUGAytlcDAWMRQwEgYDVQQDDAtvbmUuZXhhbXBsZTAg
          Fw0yNjExMjcxNTQ5NTdaGA85OTY2MTEwMjE1NDk1N1owFjEUMBIGA1UEAwwLb25l
          LmV4YW1wbGUwKjAFBgMrZXADIQCKiOPddAnxlf1S2y08ul1yymcJvx2UEhvzdIgB
          tA9vXKNrMGkwHQYDVR0OBBYEFJrRng8W7vcUy5DG8ZXbzmbpRYD5MB8GA1UdIwQY
          MBaAFJrRng8W7vcUy5DG8ZXbzmbpRYD5MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0R
          BA8wDYILb25lLmV4YW1wbGUwBQYDK2VwA0EAmN8CdXC8+iGxtNzDXEjJEONFUcZP
          /nKYx/QQN+rSct1G9cPpD+DtqSxsyZ4dCI15J6E2MC+YazAo93qh4vKJBw==
      """;

  private static final String SECOND =
      """
          MIIBRzCB+qADAgECAgECMAUGAytlcDAWMRQwEgYDVQQDDAt0d28uZXhhbXBsZTAg
          Fw0yNjExMjcxNTQ5NThaGA85OTY2MTEwMjE1NDk1OFowFjEUMBIGA1UEAwwLdHdv
          LmV4YW1wbGUwKjAFBgMrZXADIQCBOXcOqH0XX1ajVGbDTH7My42KkbTuN6Jd9g9b
          j8mzlKNrMGkwHQYDVR0OBBYEFGloTlHaVfFuU1yq3MDFxawXc8OnMB8GA1UdIwQY
          MBaAFGloTlHaVfFuU1yq3MDFxawXc8OnMA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0R
          BA8wDYILdHdvLmV4YW1wbGUwBQYDK2VwA0EAEwXs3LKqUlAoW250Rza09YN0DlEt
          LOKX25jlRh78WGp3A5pTuE64qGYOLwj09qVl/QyyTIlmLlbwpgV+27SyBQ==
      """;

  /** Both, read once for all seeds. */
  static final List<Identity> ALL = List.of(identity(FIRST, 1), identity(SECOND, 2));

  private Certificates() {}

  /** The one that a client must be shown that asks for that host. */
  static X509Certificate of(String host) {
    return ALL.get(host.equals(SECOND_HOST) ? 1 : 0).chain().getFirst();
  }

  /** Its private key has that value in each byte. */
  private static Identity identity(String certificate, int keyByte) {
    byte[] key = new byte[KEY_BYTES];
    Arrays.fill(key, (byte) keyByte);
    byte[] der = Base64.getMimeDecoder().decode(certificate);
    try {
      return new Identity(
          List.of(
              (X509Certificate)
                  CertificateFactory.getInstance("X.509")
                      .generateCertificate(new ByteArrayInputStream(der))),
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no Ed25519", impossible);
    }
  }
}
