package io.echod.server;

import io.echod.json.Json;
import io.echod.net.address.Address;
import io.echod.net.address.Names;
import io.echod.net.layer.ProxyDetails;
import io.echod.net.layer.ProxyHeader;
import io.echod.server.admission.ProxyDoor;
import io.echod.server.tls.TlsFacts;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code !who}: the facts about one connection as JSON, on one line. What it does not
 * have is null.
 *
 * @param server how the server calls itself
 * @param listener where the client was accepted, without settings
 */
record Who(String server, Address listener, Client client) {

  String json() {
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    known.put("server", server);
    known.put("peer", url(client.address()));
    known.put("local", url(client.local()));
    known.put("connection", client.number());
    known.put("listener", listener.toString());
    known.putAll(TlsFacts.of(client.connection()));
    known.put(
        "proxy", ProxyDoor.header(client.connection()).map(header -> proxy(header)).orElse(null));
    return Json.text(known);
  }

  private static @Nullable String url(Optional<SocketAddress> address) {
    return address.map(Names::url).orElse(null);
  }

  private Map<String, @Nullable Object> proxy(ProxyHeader header) {
    ProxyDetails details = header.details();
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    known.put("address", url(client.proxy()));
    known.put("version", header.version());
    known.put("kind", header.kind().name().toLowerCase(Locale.ROOT));
    known.put("source", url(header.source()));
    known.put("destination", url(header.destination()));
    known.put("alpn", details.applicationProtocol().orElse(null));
    known.put("authority", details.authority().orElse(null));
    known.put("unique_id", details.uniqueId().orElse(null));
    known.put("netns", details.networkNamespace().orElse(null));
    known.put("crc32c", details.isChecked());
    known.put("tls", details.tls().map(Who::proxyTls).orElse(null));
    return known;
  }

  private static Map<String, @Nullable Object> proxyTls(ProxyDetails.Tls tls) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    known.put("used", tls.isUsed());
    known.put("certificate", tls.hasCertificate());
    known.put("verified", tls.isVerified());
    known.put("version", tls.version().orElse(null));
    known.put("common_name", tls.commonName().orElse(null));
    known.put("cipher", tls.cipher().orElse(null));
    known.put("signature_algorithm", tls.signatureAlgorithm().orElse(null));
    known.put("key_algorithm", tls.keyAlgorithm().orElse(null));
    return known;
  }
}
