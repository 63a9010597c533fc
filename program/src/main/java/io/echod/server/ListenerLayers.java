package io.echod.server;

import io.echod.net.address.Address;
import io.echod.net.address.Address.Transport;
import io.echod.net.layer.Layer;
import io.echod.net.layer.ProxyLayer;
import io.echod.server.proxy.ProxyMode;
import io.echod.server.setting.ListenerParameters;
import io.echod.server.setting.ProxySettings;
import io.echod.server.tls.GivenTls;
import io.echod.server.tls.ListenerTls;
import io.echod.server.tls.TlsSettings;
import io.echod.settings.BadValue;
import io.echod.settings.Setting;
import io.echod.settings.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers between the clients of each listener and the echo. The dispatchers of a server share
 * one. A server of plain listeners loads nothing of TLS.
 */
final class ListenerLayers {

  /** By the number of the listener; its places share one. */
  private final Map<Integer, ListenerTls> tls = new LinkedHashMap<>();

  private ListenerLayers() {}

  /**
   * Reads what the listeners need.
   *
   * @param given what TLS takes in place of files
   * @throws BadValue where that is wrong; the message names the setting or the file
   */
  static ListenerLayers open(List<Place> places, Optional<GivenTls> given) {
    ListenerLayers layers = new ListenerLayers();
    for (Place place : places) {
      if (place.transport() == Transport.TLS && !layers.tls.containsKey(place.listener())) {
        layers.tls.put(
            place.listener(),
            ListenerTls.open(name(place), place.url().host(), place.settings(), given));
      }
    }
    return layers;
  }

  /**
   * Checks that the settings of each listener agree with each other, and reads no file.
   *
   * @throws BadValue where they don't
   */
  static void checkAgreement(List<Place> places) {
    for (Place place : places) {
      if (place.transport() == Transport.TLS) {
        ListenerTls.checkAgreement(name(place), place.settings());
      }
    }
  }

  private static String name(Place place) {
    return ListenerParameters.place(place.settings(), place.url());
  }

  /**
   * Checks that no setting waits for a listener that is not there.
   *
   * @throws BadValue where TLS is set, and no listener has it
   */
  static void checkUsed(Settings settings, List<Place> places) {
    if (places.stream().anyMatch(place -> place.transport() == Transport.TLS)) {
      return;
    }
    for (Setting<?> setting : TlsSettings.ALL) {
      boolean isOff =
          setting == TlsSettings.SELF_SIGNED && settings.get(TlsSettings.SELF_SIGNED) == 0;
      if (settings.isGiven(setting) && !isOff) {
        throw new BadValue(
            settings.source(setting)
                + " is given, and no listener has TLS; write --listen tls://HOST:PORT");
      }
    }
  }

  /** Those of a place. */
  Layer.Factory of(Place place) {
    ListenerTls own = tls.get(place.listener());
    Layer.Factory upper = own == null ? Layer.Factory.NONE : own.layer();
    if (!isProxied(place)) {
      return upper;
    }
    // The header comes first, and in plain.
    Layer.Factory header = ProxyLayer.required(place.settings().get(ProxySettings.TIMEOUT));
    return own == null ? header : header.under(upper);
  }

  /** Whether the connections of a place begin with a PROXY header. */
  static boolean isProxied(Place place) {
    return place.transport() != Transport.UDP
        && place.settings().get(ProxySettings.PROXY) == ProxyMode.REQUIRED;
  }

  /**
   * Reads certificates, keys and authorities again.
   *
   * @return puts them in use
   * @throws BadValue where one is wrong; nothing has changed then
   */
  Runnable reread(List<Place> places) {
    List<Runnable> changes = new ArrayList<>();
    Set<ListenerTls> seen = new HashSet<>();
    for (Place place : places) {
      ListenerTls own = tls.get(place.listener());
      if (own != null && seen.add(own)) {
        changes.add(own.reread(name(place), place.settings()));
      }
    }
    return () -> changes.forEach(Runnable::run);
  }

  /** The SHA-256 of each certificate that was made in memory, by the URL of its listener. */
  Map<Address, String> fingerprints(List<Place> places) {
    Map<Address, String> fingerprints = new LinkedHashMap<>();
    for (Place place : places) {
      ListenerTls own = tls.get(place.listener());
      if (own != null) {
        own.fingerprint().ifPresent(print -> fingerprints.put(place.bare(), print));
      }
    }
    return fingerprints;
  }
}
