package io.echod.dispatcher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The watches that have callbacks: a linked list through the watches, for it costs no allocation.
 * The watches themselves link and unlink; see {@link SourceWatch}.
 */
final class Watches {

  @Nullable SourceWatch first;

  List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (SourceWatch watch = first; watch != null; watch = watch.next) {
      endpoints.add(watch.endpoint);
    }
    return endpoints;
  }
}
