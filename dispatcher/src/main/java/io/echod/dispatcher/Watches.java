package io.echod.dispatcher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The watches that have callbacks: a linked list through the watches, for it costs no allocation.
 */
final class Watches {

  private @Nullable SourceWatch first;

  void add(SourceWatch watch) {
    watch.next = first;
    if (first != null) {
      first.previous = watch;
    }
    first = watch;
  }

  void remove(SourceWatch watch) {
    if (watch.previous != null) {
      watch.previous.next = watch.next;
    } else {
      first = watch.next;
    }
    if (watch.next != null) {
      watch.next.previous = watch.previous;
    }
    watch.previous = null;
    watch.next = null;
  }

  @Nullable SourceWatch first() {
    return first;
  }

  List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (SourceWatch watch = first; watch != null; watch = watch.next) {
      endpoints.add(watch.endpoint);
    }
    return endpoints;
  }
}
