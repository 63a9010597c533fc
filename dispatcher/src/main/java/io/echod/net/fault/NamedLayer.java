package io.echod.net.fault;

import io.echod.net.address.Names;
import io.echod.net.fault.layer.FaultLayer.Site;
import io.echod.net.layer.Layer;
import java.util.Locale;

/**
 * A rule for peers that ask for a server by its name: decides once the layers below are ready, for
 * only then the name is known. No byte of the connection's users has gone through before.
 */
final class NamedLayer extends ReplaceableLayer {

  private final Site site;
  private Layer top;
  private boolean isDecided;

  NamedLayer(Site site) {
    this.site = site;
    top = site.below();
  }

  @Override
  Layer top() {
    if (!isDecided && site.below().isReady()) {
      isDecided = true;
      String wanted = site.live().rule.scope().serverName().orElse("");
      String asked = site.below().serverName().orElse("").toLowerCase(Locale.ROOT);
      if (Names.matches(wanted, asked)) {
        top = Faults.layer(site);
      }
    }
    return top;
  }
}
