package io.echod.tls;

import io.echod.net.address.Names;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among identities by the name that a client asks for (RFC 6066, section 3) and by the kind
 * of key that it can check. An alias is an identity's number.
 */
// The JDK has null for an unknown host.
@NullUnmarked
final class IdentityKeyManager extends X509ExtendedKeyManager {

  private static final int DNS_NAME = 2;

  private final List<Identity> identities;
  private final List<List<String>> names;

  IdentityKeyManager(List<Identity> identities) {
    this.identities = identities;
    names = identities.stream().map(one -> names(one.chain().getFirst())).toList();
  }

  /** The names of hosts that a certificate is for (RFC 9525, section 6), in lower case. */
  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(one -> one.getFirst().equals(DNS_NAME))
              .map(one -> one.get(1).toString().toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException damaged) {
      return List.of();
    }
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    if (identities.size() == 1) {
      return isOfType(identities.getFirst(), keyType) ? "0" : null;
    }
    String asked =
        Sessions.serverName(engine.getHandshakeSession())
            .or(() -> AskedName.of(engine))
            .orElse("")
            .toLowerCase(Locale.ROOT);
    List<Integer> named =
        IntStream.range(0, identities.size())
            .filter(index -> names.get(index).stream().anyMatch(name -> Names.matches(name, asked)))
            .boxed()
            .toList();
    // A client that asks for no name gets the first, or its twin with another kind of key.
    List<Integer> candidates = named.isEmpty() ? twinsOfFirst() : named;
    return candidates.stream()
        .filter(index -> isOfType(identities.get(index), keyType))
        .findFirst()
        .map(Object::toString)
        .orElse(null);
  }

  private List<Integer> twinsOfFirst() {
    return IntStream.range(0, identities.size())
        .filter(index -> index == 0 || names.get(index).equals(names.getFirst()))
        .boxed()
        .toList();
  }

  private static boolean isOfType(Identity identity, String keyType) {
    String algorithm = identity.key().getAlgorithm();
    return algorithm.equals(keyType) || (algorithm.equals("EdDSA") && keyType.startsWith("Ed"));
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return Stream.of(keyTypes).flatMap(type -> Stream.of(aliases(type))).findFirst().orElse(null);
  }

  private @Nullable Identity identity(String alias) {
    return alias == null ? null : identities.get(Integer.parseInt(alias));
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Identity one = identity(alias);
    return one == null ? null : one.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    Identity one = identity(alias);
    return one == null ? null : one.key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return aliases(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return aliases(keyType);
  }

  private String[] aliases(String keyType) {
    return IntStream.range(0, identities.size())
        .filter(index -> isOfType(identities.get(index), keyType))
        .mapToObj(Integer::toString)
        .toArray(String[]::new);
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return Stream.of(keyTypes).flatMap(type -> Stream.of(aliases(type))).findFirst().orElse(null);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    throw new UnsupportedOperationException("there are no sockets here");
  }
}
