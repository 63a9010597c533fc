package io.echod.server.setting;

import io.echod.net.address.Cidr;
import io.echod.server.proxy.ProxyMode;
import io.echod.settings.ChoiceKind;
import io.echod.settings.PositiveTimeKind;
import io.echod.settings.Setting;
import java.time.Duration;
import java.util.List;

/** The settings of listeners behind a proxy (PROXY protocol, versions 1 and 2). */
public final class ProxySettings {

  /** Whether each connection begins with a header. */
  public static final Setting<ProxyMode> PROXY =
      Setting.of(
              "proxy",
              new ChoiceKind<>("off|required", "a mode", List.of(ProxyMode.values())),
              ProxyMode.OFF,
              "required: each connection begins with a PROXY header, version 1 or 2, and the"
                  + " client's address is the one in it, for limits and lists, too.")
          .ofListener();

  /** The peers that may send one. */
  public static final Setting<List<Cidr>> FROM =
      Setting.of(
              "proxy-from",
              new CidrsKind(),
              () -> List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1")),
              "loopback",
              "Proxies that are trusted; connections of others to listeners with --proxy=required"
                  + " are closed.")
          .reloadable()
          .ofListener();

  /** How long it may take. */
  public static final Setting<Duration> TIMEOUT =
      Setting.of(
              "proxy-timeout",
              PositiveTimeKind.POSITIVE_TIME,
              Duration.ofSeconds(3),
              "Close a connection whose PROXY header is not whole in this time.")
          .ofListener();

  private ProxySettings() {}
}
