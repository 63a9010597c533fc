package io.echod.dispatcher;

import io.echod.dispatcher.kernel.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher keeps at a source: its callbacks, oldest first, and what is paused. Hangs at
 * the source itself, so an event finds its callbacks without a look-up.
 */
final class SourceWatch implements Source.Watcher {

  final Dispatcher dispatcher;
  final Endpoint endpoint;
  private final Source source;
  @Nullable IoCallback first;

  /** The reasons delivered to nobody until they are resumed. */
  int paused;

  /** The neighbours among the dispatcher's watches that have callbacks. */
  @Nullable SourceWatch previous;

  @Nullable SourceWatch next;

  SourceWatch(Dispatcher dispatcher, Endpoint endpoint) {
    this.dispatcher = dispatcher;
    this.endpoint = endpoint;
    source = endpoint.source();
    source.watchedBy(this);
  }

  void add(IoCallback callback) {
    if (first == null) {
      first = callback;
      dispatcher.loop.watches.add(this);
    } else {
      IoCallback last = first;
      while (last.next != null) {
        last = last.next;
      }
      last.next = callback;
    }
    update();
  }

  void remove(IoCallback callback) {
    if (first == callback) {
      first = callback.next;
    } else {
      for (IoCallback link = first; link != null; link = link.next) {
        if (link.next == callback) {
          link.next = callback.next;
        }
      }
    }
    if (first == null) {
      dispatcher.loop.watches.remove(this);
    }
    update();
  }

  void cancelAll() {
    while (first != null) {
      dispatcher.loop.unregister(first);
    }
  }

  void pause(int reasons) {
    paused |= reasons;
    update();
  }

  void resume(int reasons) {
    paused &= ~reasons;
    update();
  }

  /** Tells the kernel what somebody still waits for. */
  void update() {
    if (!source.isOpen()) {
      return;
    }
    int union = 0;
    for (IoCallback link = first; link != null; link = link.next) {
      union |= link.interest;
    }
    source.interest(union & ~paused);
  }

  @Override
  public void sourceClosed() {
    cancelAll();
    dispatcher.loop.run("an endpoint failed to close", endpoint, endpoint::sourceClosed);
  }
}
