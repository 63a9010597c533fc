package io.echod.simulate.tls;

import io.echod.tls.Identity;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates of servers, which sign themselves: two at first, and two that take their place. */
final class Certificates {

  /** The host of the first, which is shown to clients that ask for another one, too. */
  static final String FIRST_HOST = "one.example";

  /** The host of the second. */
  static final String SECOND_HOST = "two.example";

  private static final String ONE =
      """
          MIIBRzCB+qADAgECAgEBMAUGAytlcDAWMRQwEgYDVQQDDAtvbmUuZXhhbXBsZTAg
          Fw0yNjExMjcxNTQ5NTdaGA85OTY2MTEwMjE1NDk1N1owFjEUMBIGA1UEAwwLb25l
          LmV4YW1wbGUwKjAFBgMrZXADIQCKiOPddAnxlf1S2y08ul1yymcJvx2UEhvzdIgB
          tA9vXKNrMGkwHQYDVR0OBBYEFJrRng8W7vcUy5DG8ZXbzmbpRYD5MB8GA1UdIwQY
          MBaAFJrRng8W7vcUy5DG8ZXbzmbpRYD5MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0R
          BA8wDYILb25lLmV4YW1wbGUwBQYDK2VwA0EAmN8CdXC8+iGxtNzDXEjJEONFUcZP
          /nKYx/QQN+rSct1G9cPpD+DtqSxsyZ4dCI15J6E2MC+YazAo93qh4vKJBw==
      """;

  private static final String TWO =
      """
          MIIBRzCB+qADAgECAgECMAUGAytlcDAWMRQwEgYDVQQDDAt0d28uZXhhbXBsZTAg
          Fw0yNjExMjcxNTQ5NThaGA85OTY2MTEwMjE1NDk1OFowFjEUMBIGA1UEAwwLdHdv
          LmV4YW1wbGUwKjAFBgMrZXADIQCBOXcOqH0XX1ajVGbDTH7My42KkbTuN6Jd9g9b
          j8mzlKNrMGkwHQYDVR0OBBYEFGloTlHaVfFuU1yq3MDFxawXc8OnMB8GA1UdIwQY
          MBaAFGloTlHaVfFuU1yq3MDFxawXc8OnMA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0R
          BA8wDYILdHdvLmV4YW1wbGUwBQYDK2VwA0EAEwXs3LKqUlAoW250Rza09YN0DlEt
          LOKX25jlRh78WGp3A5pTuE64qGYOLwj09qVl/QyyTIlmLlbwpgV+27SyBQ==
      """;

  private static final String LATER_ONE =
      """
          MIIBIDCB06ADAgECAgEDMAUGAytlcDAWMRQwEgYDVQQDDAtvbmUuZXhhbXBsZTAg
          Fw0wMDAxMDEwMDAwMDBaGA85OTk5MTIzMTIzNTk1OVowFjEUMBIGA1UEAwwLb25l
          LmV4YW1wbGUwKjAFBgMrZXADIQDtSSjGKNHCxurpAziQWZVhKVknOlxj+TY2wUYU
          rIc30aNEMEIwFgYDVR0RBA8wDYILb25lLmV4YW1wbGUwCQYDVR0TBAIwADAdBgNV
          HQ4EFgQUPYU0PZXNNikwhy4ZmywyTeQEtWowBQYDK2VwA0EAuE/4R1+q97Zg9Y7c
          3cDgi+dKb3eljMUCl4FcGmJ1JAAjWzDChBkeqNbm3LMw+p9jlPoNRxMSDoOXlUXN
          JIoiDw==
      """;

  private static final String LATER_TWO =
      """
          MIIBIDCB06ADAgECAgEEMAUGAytlcDAWMRQwEgYDVQQDDAt0d28uZXhhbXBsZTAg
          Fw0wMDAxMDEwMDAwMDBaGA85OTk5MTIzMTIzNTk1OVowFjEUMBIGA1UEAwwLdHdv
          LmV4YW1wbGUwKjAFBgMrZXADIQDKk6wXBRhwcdZ7g8f/Dv6BCOjsRTBXXXcmh5Mz
          29q+fKNEMEIwFgYDVR0RBA8wDYILdHdvLmV4YW1wbGUwCQYDVR0TBAIwADAdBgNV
          HQ4EFgQUGaWX1VYfe/pCgH1TyZvexiP0mZ4wBQYDK2VwA0EAogKxBcsCvFKYXtQA
          7vNvIOuhV22SiZokNrF05lJszd29OMQGsW8ferun9ufZre1au5rURmyl91Mz62lm
          6BiJBQ==
      """;

  private static final List<Identity> FIRST =
      List.of(KnownKeys.identity(ONE, 1), KnownKeys.identity(TWO, 2));

  private static final List<Identity> LATER =
      List.of(KnownKeys.identity(LATER_ONE, 3), KnownKeys.identity(LATER_TWO, 4));

  private Certificates() {}

  /** Both of a server. */
  static List<Identity> all(boolean isLater) {
    return isLater ? LATER : FIRST;
  }

  /** The one that a client must be shown that asks for that host. */
  static X509Certificate of(String host, boolean isLater) {
    return all(isLater).get(host.equals(SECOND_HOST) ? 1 : 0).chain().getFirst();
  }
}
